package app

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"net/http"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/api/inference"
	"keyless.dev/keyless/internal/metric"
	"keyless.dev/keyless/internal/resource"
)

// openMetrics starts to record the data of Azure Monitor's metrics, until the server closes.
func (a *App) openMetrics(context.Context) error {
	var writer [8]byte
	if _, err := rand.Read(writer[:]); err != nil {
		return err
	}
	a.metric = metric.NewRecorder(agingStore{a.db, a.clock}, int64(binary.BigEndian.Uint64(writer[:])>>1), a.config.Now, a.config.Log)
	a.onClose(a.metric.Close)
	return nil
}

// measure counts a model call in the metrics of its account.
func (a *App) measure(u inference.Use) {
	model := &u.Deployment.Properties.Model
	call := metric.Call{
		Prompt: u.Tokens.Prompt, Completion: u.Tokens.Completion, Tokens: u.Tokens.Total, Took: u.Took, FirstByte: u.FirstByte,
	}
	if u.Stream && u.FirstByte > 0 && u.Tokens.Completion > 1 {
		call.BetweenTokens = (u.Took - u.FirstByte) / time.Duration(u.Tokens.Completion-1)
	}
	a.metric.Add(metric.Series{
		Account: u.Account.ID.Key(), Deployment: u.Deployment.Name, Format: model.Format, Model: model.Name, Version: model.Version,
		API: inference.APIName(u.Operation), Operation: inference.OperationID(u.Operation), Stream: u.Stream, Status: u.Answered,
	}, call)
}

// refusalsMeasured returns keep for the inference host, with counting of refusals in the metrics of the called account.
func (a *App) refusalsMeasured(keep edge.Recorder) edge.Recorder {
	count := func(scope resource.Scope, operation string, status int) {
		if account, ok := accountAt(scope); ok {
			a.metric.Add(metric.Series{
				Account: account.Key(), API: inference.APIName(operation), Operation: inference.OperationID(operation), Status: status,
			}, metric.Call{})
		}
	}
	return edge.Recorder{
		Decided: func(ctx context.Context, d edge.Decided) error {
			if !d.Decision.Allowed {
				count(d.Question.Scope, d.Operation, http.StatusUnauthorized)
			}
			return keep.Decided(ctx, d)
		},
		Refused: func(ctx context.Context, r edge.Refusal) bool {
			count(r.Scope, r.Operation, r.Fault.Kind.Status())
			return keep.Refused(ctx, r)
		},
	}
}

// accountAt returns the account that a scope is, or is part of.
func accountAt(scope resource.Scope) (resource.Scope, bool) {
	for at := range scope.Upward() {
		if at.Type() == resource.TypeAccount {
			return at, true
		}
	}
	return resource.Scope{}, false
}
