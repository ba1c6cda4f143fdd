package deployments

import (
	"context"
	"errors"
	"net/http"
	"time"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/template"
)

// Time limits of a deployment: of its dry run, for which other writers may have to wait, and of the deployment itself.
const (
	dryRunTime     = 20 * time.Second
	deploymentTime = 4 * time.Minute // az waits five for an answer
)

// dryRun runs a deployment in a transaction that is never committed. It fails with InvalidTemplate, or with
// InvalidTemplateDeployment, which lists every error.
func dryRun(ctx context.Context, d *provider.Host, r *edge.Request, in *deploymentIn, shows bool) (*deploymentRun, error) {
	ctx, cancel := context.WithTimeout(ctx, dryRunTime)
	defer cancel()
	p := &deploymentRun{Host: d, request: r, tenant: in.tenant, shows: shows, stack: []*runningDeployment{{id: in.id}}}
	err := d.Store.DryRun(ctx, func(tx provider.Tx) error {
		p.tx = tx
		c, err := p.callIn(tx)
		if err != nil {
			return err
		}
		if err := c.CheckLocks(provider.Writes); err != nil && !shows {
			return err
		}
		if err := template.Run(ctx, &in.Deployment, p.around(), p); err != nil {
			return err
		}
		return p.leave(ctx, in)
	})
	p.tx = nil
	if ctx.Err() != nil {
		return nil, fault.New(fault.Timeout, "DeploymentTimeout", "The dry run of the deployment '%s' took longer than %s.", in.Name, dryRunTime).Because(err)
	}
	if failed := p.recordRefusals(); failed != nil {
		return nil, failed
	}
	for _, w := range in.Warnings {
		d.Log.Warn("a template says what it most likely does not mean", "deployment", in.ID, "request", r.ID, "code", w.Code, "resource", w.Target, "warning", w.Message)
	}
	if err != nil {
		return nil, notValid(in.Name, r.ID, err)
	}
	return p, nil
}

// notValid returns Azure's error for a template that would fail. Its details list each error and its resource.
func notValid(name, tracking string, err error) error {
	f := fault.Of(err)
	var several *template.Several
	failed, isResource := template.Failed(err)
	switch {
	case errors.As(err, &several):
		out := fault.New(fault.Invalid, "InvalidTemplateDeployment", "Deployment failed with multiple errors: '%s'", several.Error())
		text := ""
		for _, one := range several.All {
			f := fault.Of(one)
			out.Details = append(out.Details, fault.Detail{Code: f.Code, Message: f.Message, Target: f.Target})
			text += f.Message + ":"
		}
		if out.Message = "Deployment failed with multiple errors: '" + text[:len(text)-1] + "'"; len(several.All) == 1 {
			out.Message = text[:len(text)-1]
		}
		return out
	case f.Code == "InvalidTemplate" || f.Kind == fault.Internal || !isResource:
		return err
	}
	out := fault.New(fault.Invalid, "InvalidTemplateDeployment",
		"The template deployment '%s' is not valid according to the validation procedure. The tracking id is '%s'. See inner errors for details.", name, tracking)
	out.Details = []fault.Detail{{Code: f.Code, Message: f.Message, Target: failed.ID}}
	return out.Because(err)
}

// deploymentFailed returns Azure's error for a deployment that failed after it started. Its details name the resource and the cause.
func deploymentFailed(id string, err error) *deployError {
	out := &deployError{
		Code: "DeploymentFailed", Target: id,
		Message: "At least one resource deployment operation failed. Please list deployment operations for details. Please see https://aka.ms/arm-deployment-operations for usage details.",
	}
	failed, _ := template.Failed(err)
	if f := fault.Of(err); f.Code == "InvalidTemplate" && failed.ID == "" {
		return errorOf(err, "")
	}
	out.Details = []*deployError{errorOf(err, failed.ID)}
	return out
}

func validateDeployment(ctx context.Context, d *provider.Host, r *edge.Request, raw []byte) (edge.Reply, error) {
	in, err := readDeployment(ctx, d, r, raw)
	if err != nil {
		return edge.Reply{}, err
	}
	p := &deploymentRun{stack: []*runningDeployment{{}}}
	if in.onlyTemplate {
		err = checkTemplate(ctx, d, r, in)
	} else {
		p, err = dryRun(ctx, d, r, in, false)
	}
	if err != nil {
		return edge.Reply{}, err
	}
	state := &deploymentState{
		State: stateSucceeded, Mode: in.Mode, CorrelationID: r.ID, StartedAt: d.Now().UTC(), EndedAt: d.Now().UTC(), Hash: hashOf(in.Template),
		Parameters: in.Given, Resources: p.stack[0].wrote, Needs: needsOf(&in.Deployment), Diagnostics: diagnosticsOf(&in.Deployment),
	}
	out, err := showDeploymentBody(d, &resource.Resource{ID: in.id, Name: in.Name, Type: typeTemplateDeployment, Location: in.Location, Properties: provider.Encode(state)})
	if err != nil {
		return edge.Reply{}, err
	}
	properties := out.Properties.(map[string]any)
	properties["validatedResources"] = idsOf(p.stack[0].wrote)
	delete(properties, "outputs")
	delete(properties, "outputResources")
	return provider.OK(out)
}

// checkTemplate validates the template without a dry run.
func checkTemplate(ctx context.Context, d *provider.Host, r *edge.Request, in *deploymentIn) error {
	ctx, cancel := context.WithTimeout(ctx, dryRunTime)
	defer cancel()
	p := &deploymentRun{Host: d, request: r, tenant: in.tenant}
	return template.Check(ctx, &in.Deployment, p.around())
}

func whatIfDeployment(ctx context.Context, d *provider.Host, r *edge.Request, raw []byte) (edge.Reply, error) {
	in, err := readDeployment(ctx, d, r, raw)
	if err != nil {
		return edge.Reply{}, err
	}
	p, err := dryRun(ctx, d, r, in, true)
	if err != nil {
		return edge.Reply{}, err
	}
	if in.onlyIDs {
		for i := range p.changes {
			p.changes[i].Before, p.changes[i].After, p.changes[i].Delta = nil, nil, nil
		}
	}
	return provider.OK(map[string]any{"status": stateSucceeded, "properties": map[string]any{
		"correlationId": r.ID, "changes": orNone(p.changes), "diagnostics": diagnosticsOf(&in.Deployment),
	}})
}

// putDeployment dry-runs the template and then deploys it. The deployment has ended when the response is sent; the response is
// asynchronous in form, because az and the SDKs poll.
func putDeployment(ctx context.Context, d *provider.Host, r *edge.Request, raw []byte) (edge.Reply, error) {
	in, err := readDeployment(ctx, d, r, raw)
	if err != nil {
		return edge.Reply{}, err
	}
	asked := in.Deployment
	if in.onlyTemplate {
		err = checkTemplate(ctx, d, r, in)
	} else {
		_, err = dryRun(ctx, d, r, in, false)
	}
	if err != nil {
		return edge.Reply{}, err
	}
	in.Deployment = asked // without the results of the dry run
	// The deployment continues after the client disconnects: az can ask for its result.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deploymentTime)
	defer cancel()
	p := &deploymentRun{Host: d, request: r, tenant: in.tenant, deadline: d.Now().UTC().Add(deploymentTime + time.Minute), stack: []*runningDeployment{{id: in.id}}}
	created, accepted, err := p.start(ctx, in)
	if err != nil {
		return edge.Reply{}, err
	}
	failed := template.Run(ctx, &in.Deployment, p.around(), p)
	if failed == nil {
		failed = p.leave(ctx, in)
	}
	if err := errors.Join(p.finish(context.WithoutCancel(ctx), in, failed), p.recordRefusals()); err != nil {
		return edge.Reply{}, err
	}
	status := http.StatusOK
	if created {
		status = http.StatusCreated
	}
	version := "?api-version=" + r.URL.Query().Get("api-version")
	return edge.Reply{Status: status, Body: accepted.body, Header: http.Header{
		"Azure-Asyncoperation": {d.Origins.ARM + in.ID + "/operationStatuses/" + accepted.operation + version}, "Retry-After": {"0"},
	}}, nil
}

// accepted returns the body of a deployment that has just started.
type accepted struct {
	body      *provider.Body
	operation string
}

// start writes the record of the deployment, in the state Running.
func (p *deploymentRun) start(ctx context.Context, in *deploymentIn) (created bool, out accepted, err error) {
	err = p.Store.Update(ctx, func(tx provider.Tx) error {
		c, err := p.callIn(tx)
		if err != nil {
			return err
		}
		if err := c.CheckLocks(provider.Writes); err != nil {
			return err
		}
		if created, err = beginDeployment(c, in.id, &in.Deployment, p.request.ID, p.deadline); err != nil {
			return err
		}
		r, err := tx.Resource(in.id)
		if err != nil {
			return err
		}
		s, err := stateOf(c.Host, r)
		if err != nil {
			return err
		}
		out.operation = s.Operation
		if out.body, err = showDeploymentBody(c.Host, r); err != nil {
			return err
		}
		out.body.Properties.(map[string]any)["provisioningState"] = "Accepted"
		status := http.StatusOK
		if created {
			status = http.StatusCreated
		}
		return c.RecordChange(edge.Reply{Status: status})
	})
	return created, out, err
}

// finish writes the result of the deployment.
func (p *deploymentRun) finish(ctx context.Context, in *deploymentIn, failed error) error {
	return p.Store.Update(ctx, func(tx provider.Tx) error {
		c, err := p.callIn(tx)
		if err != nil {
			return err
		}
		var why *deployError
		if failed != nil {
			why = deploymentFailed(in.ID, failed)
			if f := fault.Of(failed); f.Kind == fault.Internal {
				p.Log.Error("a deployment failed", "deployment", in.ID, "request", p.request.ID, "error", failed)
			}
		}
		_, err = endDeployment(c, in.id, &in.Deployment, p.stack[0].wrote, why)
		return err
	})
}
