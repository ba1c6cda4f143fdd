package deployments

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/template"
)

// deploymentRun implements template.World for one deployment. A dry run uses tx, which is never committed; otherwise each
// resource and its record are written in a transaction of their own.
type deploymentRun struct {
	*provider.Host
	request  *edge.Request // the request that started the deployment
	tenant   string
	tx       provider.Tx // of a dry run
	deadline time.Time
	stack    []*runningDeployment // the running deployments, each nested in the one before
	changes  []whatIfChange
	refused  []edge.Decided // refusals that are not in the log yet
	shows    bool           // the dry run is a what-if: it returns the changes, so the caller needs permission to read them
}

// runningDeployment is a deployment that has started and not ended.
type runningDeployment struct {
	id    resource.Scope
	wrote []kept
}

func (p *deploymentRun) dry() bool { return p.tx != nil }

func (p *deploymentRun) view(ctx context.Context, do func(provider.Tx) error) error {
	if p.dry() {
		return do(p.tx)
	}
	return p.Store.View(ctx, do)
}

func (p *deploymentRun) update(ctx context.Context, do func(provider.Tx) error) error {
	if p.dry() {
		return do(p.tx)
	}
	return p.Store.Update(ctx, do)
}

// do serves a request of the caller within a transaction, through the host's route table: with the same row, authorization and
// rule as if the caller had sent it.
func (p *deploymentRun) do(ctx context.Context, tx provider.Tx, method, path, version string, body []byte) (edge.Reply, *edge.Request, error) {
	r, err := provider.NewRequest(ctx, p.request, method, path, version)
	if err != nil {
		return edge.Reply{}, nil, err
	}
	row, err := p.allow(tx, r, body)
	if err != nil {
		return edge.Reply{}, r, err
	}
	if row.Handler == nil {
		return edge.Reply{}, r, fault.New(fault.Invalid, "InvalidTemplate", "A template cannot do '%s %s'.", method, provider.Clip(path))
	}
	c := p.NewCall(tx, r, body)
	reply, err := c.Do(row)
	return reply, r, err
}

// allow finds the row of a request and authorizes the caller.
func (p *deploymentRun) allow(tx provider.Tx, r *edge.Request, body []byte) (provider.Row, error) {
	row, refused, err := p.Host.Allow(tx, r, body)
	if refused != nil {
		p.refused = append(p.refused, *refused)
	}
	return row, err
}

// recordRefusals writes the refusals into the audit log, outside of any transaction.
func (p *deploymentRun) recordRefusals() error {
	for _, decided := range p.refused {
		r := &edge.Request{Request: p.request.Request}
		if err := p.Keep.Record(r, decided); err != nil {
			return err
		}
	}
	p.refused = nil
	return nil
}

// asMap returns a response as a client would decode it.
func asMap(reply edge.Reply) (map[string]any, error) {
	v, err := asAny(reply)
	if err != nil {
		return nil, err
	}
	m, _ := v.(map[string]any)
	if m == nil {
		m = map[string]any{}
	}
	return m, nil
}

func asAny(reply edge.Reply) (any, error) {
	raw, err := json.Marshal(reply.Body)
	if err != nil {
		return nil, err
	}
	return template.Read(raw)
}

// Show implements template.World.
func (p *deploymentRun) Show(ctx context.Context, id, version string) (out map[string]any, err error) {
	err = p.view(ctx, func(tx provider.Tx) error {
		reply, _, err := p.do(ctx, tx, http.MethodGet, id, version, nil)
		if err != nil {
			return err
		}
		out, err = asMap(reply)
		return err
	})
	return out, err
}

// Act implements template.World. Only actions that change nothing are list functions.
func (p *deploymentRun) Act(ctx context.Context, id, action, version string, body any) (out any, err error) {
	err = p.view(ctx, func(tx provider.Tx) error {
		r, err := provider.NewRequest(ctx, p.request, http.MethodPost, id+"/"+action, version)
		if err != nil {
			return err
		}
		row, err := p.Resolve(r)
		if err != nil {
			return err
		}
		if row.Does != provider.Reads {
			return fault.New(fault.Invalid, "InvalidTemplate", "A template cannot call '%s'.", provider.Clip(action))
		}
		reply, _, err := p.do(ctx, tx, http.MethodPost, id+"/"+action, version, provider.Encode(body))
		if err != nil {
			return err
		}
		out, err = asAny(reply)
		return err
	})
	return out, err
}

// Put implements template.World.
func (p *deploymentRun) Put(ctx context.Context, d *template.Deployment, r template.Resource) (map[string]any, error) {
	now := p.stack[len(p.stack)-1]
	began := p.Now().UTC()
	var shown map[string]any
	err := p.update(ctx, func(tx provider.Tx) error {
		var before map[string]any
		var err error
		if !p.dry() {
			err = p.active(tx)
		} else if p.shows {
			before, err = p.before(ctx, tx, r.ID, r.APIVersion)
		}
		if err != nil {
			return err
		}
		reply, _, err := p.do(ctx, tx, http.MethodPut, r.ID, r.APIVersion, provider.Encode(r.Body))
		if err != nil {
			return err
		}
		if shown, err = asMap(reply); err != nil {
			return err
		}
		if p.shows {
			p.changes = append(p.changes, changeOf(r, before, shown))
		}
		if p.dry() {
			return nil
		}
		return p.record(tx, now.id, keptOperationState{keptOf(r), "Create", stateSucceeded, reply.Status, began, p.Now().UTC(), nil})
	})
	if err == nil {
		now.wrote = append(now.wrote, placed(r))
		return shown, nil
	}
	if p.dry() {
		if f := fault.Of(err); f.Kind == fault.Denied {
			return nil, &template.Partial{Err: refusedIn(r, f)}
		}
		return nil, err
	}
	return nil, p.recordFailure(ctx, now.id, keptOperationState{keptOf(r), "Create", stateFailed, fault.Of(err).Kind.Status(), began, p.Now().UTC(), errorOf(err, r.ID)}, err)
}

// recordFailure records that a resource was not written, and returns the cause.
func (p *deploymentRun) recordFailure(ctx context.Context, id resource.Scope, failed keptOperationState, why error) error {
	// The cause may be a client that disconnected or a deadline; the record is written nevertheless.
	if err := p.update(context.WithoutCancel(ctx), func(tx provider.Tx) error { return p.record(tx, id, failed) }); err != nil {
		return errors.Join(why, err)
	}
	return why
}

// refusedIn returns a refusal in the words that Azure uses for a resource of a template.
func refusedIn(r template.Resource, f *fault.Error) error {
	copied := *f
	copied.Target = r.ID
	copied.Message = "Authorization failed for template resource '" + r.Name + "' of type '" + r.Type + "'. " + f.Message
	return &copied
}

// active fails if the deployment was cancelled since the last resource.
func (p *deploymentRun) active(tx provider.Tx) error {
	r, err := tx.Resource(p.stack[0].id)
	if err != nil {
		return err
	}
	s, err := stateOf(p.Host, r)
	if err != nil {
		return err
	}
	if s.State != stateRunning {
		return fault.New(fault.Conflict, "DeploymentCanceled", "The deployment was canceled.")
	}
	return nil
}

// record writes an operation of a deployment.
func (p *deploymentRun) record(tx provider.Tx, deployment resource.Scope, s keptOperationState) error {
	c, err := p.callIn(tx)
	if err != nil {
		return err
	}
	id, err := deployment.Child("operations", operationID(s))
	if err != nil {
		return err
	}
	return keep(c, id, typeKeptOperation, "", s)
}

// callIn is a call in a transaction, for the records of the deployment itself.
func (p *deploymentRun) callIn(tx provider.Tx) (*provider.Call, error) {
	c := p.NewCall(tx, p.request, nil)
	return c, c.Open()
}

// Begin implements template.World.
func (p *deploymentRun) Begin(ctx context.Context, d *template.Deployment) error {
	id, err := resource.ParseScope(d.ID)
	if err != nil {
		return err
	}
	if !plainDeployment(d.Name) {
		return fault.New(fault.Invalid, "InvalidTemplate", "The name '%s' of a nested deployment is not valid.", provider.Clip(d.Name))
	}
	err = p.update(ctx, func(tx provider.Tx) error {
		r, err := provider.NewRequest(ctx, p.request, http.MethodPut, d.ID, "")
		if err != nil {
			return err
		}
		if _, err := p.allow(tx, r, nil); err != nil {
			return err
		}
		above, _ := id.Parent()
		tenant, err := p.TenantOf(tx, r, above)
		if err != nil {
			return err
		}
		if _, err := resource.Find(tx, tenant, above); err != nil {
			return err
		}
		if tenant != p.tenant {
			return fault.New(fault.Invalid, "InvalidTemplate", "The nested deployment '%s' goes to another tenant.", d.ID)
		}
		if p.dry() {
			return nil
		}
		if err := p.active(tx); err != nil {
			return err
		}
		c, err := p.callIn(tx)
		if err != nil {
			return err
		}
		_, err = beginDeployment(c, id, d, p.request.ID, p.deadline)
		return err
	})
	if err != nil {
		if f := fault.Of(err); p.dry() && f.Kind == fault.Denied {
			return &template.Partial{Err: refusedIn(template.Resource{ID: d.ID, Name: d.Name, Type: typeTemplateDeployment}, f)}
		}
		return err
	}
	p.stack = append(p.stack, &runningDeployment{id: id})
	return nil
}

// End implements template.World.
func (p *deploymentRun) End(ctx context.Context, d *template.Deployment, failed error) (map[string]any, error) {
	now := p.stack[len(p.stack)-1]
	p.stack = p.stack[:len(p.stack)-1]
	outer := p.stack[len(p.stack)-1]
	nested := kept{ID: d.ID, Type: typeTemplateDeployment, Name: d.Name}
	outer.wrote = append(outer.wrote, now.wrote...)
	if p.dry() {
		return map[string]any{"id": d.ID, "name": d.Name, "type": typeTemplateDeployment, "properties": map[string]any{
			"provisioningState": stateSucceeded, "mode": d.Mode, "outputs": d.Outputs, "parameters": d.Given,
		}}, nil
	}
	var shown map[string]any
	err := p.update(ctx, func(tx provider.Tx) error {
		c, err := p.callIn(tx)
		if err != nil {
			return err
		}
		operation := keptOperationState{nested, "Create", stateSucceeded, http.StatusOK, p.Now().UTC(), p.Now().UTC(), nil}
		var why *deployError
		if failed != nil {
			why = deploymentFailed(d.ID, failed)
			operation.State, operation.Status, operation.Error = stateFailed, http.StatusConflict, why
		}
		r, err := endDeployment(c, now.id, d, now.wrote, why)
		if err != nil {
			return err
		}
		out, err := showDeploymentBody(p.Host, r)
		if err != nil {
			return err
		}
		if shown, err = asMap(edge.Reply{Body: out}); err != nil {
			return err
		}
		return p.record(tx, outer.id, operation)
	})
	return shown, err
}
