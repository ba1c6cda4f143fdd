package provider

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// waiting is an operation that a client polls. Its work is already done: the delay exists so that clients can be tested as
// they behave on Azure. Its state is sealed in the URL that the client polls, so that it survives a restart and every replica
// can answer.
type waiting struct {
	Tenant    string         `json:"t"`
	By        rbac.Principal `json:"by"`
	Scope     string         `json:"s"`
	Method    string         `json:"m"`
	StartedAt time.Time      `json:"at"`
	Took      time.Duration  `json:"d"`
}

// sealedOperation is the purpose with which operations are sealed.
const sealedOperation = "asynchronous operation"

// slow reports whether Azure answers a write of this kind before it is done.
func slow(method string, scope resource.Scope) bool {
	switch scope.Type() {
	case resource.TypeAccount, resource.TypeDeployment, resource.TypeProject:
		return true
	case resource.TypeResourceGroup:
		return method == http.MethodDelete
	}
	return false
}

// later turns the answer to a write into an asynchronous one, if Async is set: PUT answers 201 or 200 with
// Azure-AsyncOperation, PATCH answers 202 with it, and DELETE answers 202 with it and Location.
func (c *Call) later(done edge.Reply) edge.Reply {
	if c.Async <= 0 || done.Status == http.StatusNoContent || c.Method == http.MethodPost || !slow(c.Method, c.Scope) {
		return done
	}
	if full, err := resource.ParseScope(c.URL.Path); err != nil || !full.Equal(c.Scope) {
		return done // about something else at this scope: a lock, an assignment, tags
	}
	op := waiting{c.Tenant, c.Caller.Principal, c.Scope.String(), c.Method, c.Change.At, c.Async}
	id := base64.RawURLEncoding.EncodeToString(c.Box.Seal(Encode(op), sealedOperation))
	at := c.Origins.ARM + "/subscriptions/" + c.Scope.Subscription()
	version := "?api-version=" + c.URL.Query().Get("api-version")
	later := edge.Reply{Status: done.Status, Header: http.Header{
		"Azure-Asyncoperation": {at + "/operationStatuses/" + id + version},
		"Retry-After":          {seconds(c.Async)},
	}}
	if c.Method != http.MethodPut {
		later.Status = http.StatusAccepted
	}
	if c.Method == http.MethodDelete {
		later.Header.Set("Location", at+"/operationresults/"+id+version)
		return later
	}
	if shown, is := done.Body.(*Body); is {
		accepted := *shown
		if properties, is := shown.Properties.(map[string]any); is {
			properties = maps.Clone(properties)
			properties["provisioningState"] = "Accepted"
			accepted.Properties = properties
		}
		later.Body = &accepted
	}
	return later
}

// seconds formats a duration for Retry-After. It rounds up to at least 1, since clients wait 30 seconds without a value.
func seconds(d time.Duration) string {
	return strconv.Itoa(max(1, int((d+time.Second-1)/time.Second)))
}

// operation opens the operation in the URL. It fails with NotFound for anyone but the caller who began it.
func (c *Call) operation() (waiting, time.Duration, error) {
	var op waiting
	missing := fault.New(fault.NotFound, "OperationNotFound", "The operation '%s' is not found.", Clip(c.Vars["operation"]))
	sealed, err := base64.RawURLEncoding.DecodeString(c.Vars["operation"])
	if err != nil {
		return op, 0, missing
	}
	plain, err := c.Box.Open(sealed, sealedOperation)
	if err != nil || json.Unmarshal(plain, &op) != nil || !ascii.EqualFold(op.By.Object, c.Caller.Object) || !ascii.EqualFold(op.By.Tenant, c.Caller.Tenant) {
		return op, 0, missing
	}
	return op, op.StartedAt.Add(op.Took).Sub(c.Now()), nil
}

// ShowOperation answers at the URL of Azure-AsyncOperation with the status of the operation.
func ShowOperation(c *Call) (edge.Reply, error) {
	op, left, err := c.operation()
	if err != nil {
		return edge.Reply{}, err
	}
	out := map[string]any{"id": c.URL.Path, "name": c.Vars["operation"], "status": "Succeeded", "startTime": op.StartedAt, "resourceId": op.Scope}
	if left > 0 {
		out["status"] = "InProgress"
		return edge.Reply{Status: http.StatusOK, Header: http.Header{"Retry-After": {seconds(left)}}, Body: out}, nil
	}
	out["endTime"] = op.StartedAt.Add(op.Took)
	return OK(out)
}

// ShowOperationResult answers at the URL of Location, with 202 until the operation has ended.
func ShowOperationResult(c *Call) (edge.Reply, error) {
	_, left, err := c.operation()
	if err != nil {
		return edge.Reply{}, err
	}
	if left > 0 {
		return edge.Reply{Status: http.StatusAccepted, Header: http.Header{
			"Location": {c.Origins.ARM + c.URL.EscapedPath() + "?" + c.URL.RawQuery}, "Retry-After": {seconds(left)},
		}}, nil
	}
	return Reply(http.StatusOK, nil)
}
