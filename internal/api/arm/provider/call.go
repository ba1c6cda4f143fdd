package provider

import (
	"context"
	"io"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// Call is a request inside its transaction.
type Call struct {
	*Host
	*edge.Request
	Tx      Tx
	Tenant  string // that the scope belongs to
	Content []byte
	Change  *resource.Change
	Action  string // what was done, where the row does not say it
	Reason  string // how it went, where the status does not say it
}

// serve returns the handler of a row. It reads the body before the transaction begins, so that a slow client blocks nobody,
// and checks locks inside the transaction.
func (d *Host) serve(row Row) edge.Handler {
	return edge.Handle(edge.NoBody, func(ctx context.Context, _ edge.Caller, r *edge.Request) (edge.Reply, error) {
		if err := checkVersion(r.URL.Query().Get("api-version"), d.Now()); err != nil {
			return edge.Reply{}, err
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return edge.Reply{}, err
		}
		if row.Alone != nil {
			return row.Alone(ctx, d, r, body)
		}
		var reply edge.Reply
		if row.ReadsCalls && d.Settle != nil {
			d.Settle(ctx)
		}
		run := d.Store.View
		if row.Does != Reads {
			run = d.Store.Update
		}
		err = run(ctx, func(tx Tx) error {
			c := d.NewCall(tx, r, body)
			if reply, err = c.Do(row); err == nil && row.Does != Reads {
				reply = c.later(reply)
			}
			return err
		})
		return reply, err
	})
}

// Do serves a row in the transaction of the call: it checks locks, calls the handler and records the change.
func (c *Call) Do(row Row) (edge.Reply, error) {
	if err := c.Open(); err != nil {
		return edge.Reply{}, err
	}
	if err := c.CheckLocks(row.Does); err != nil {
		return edge.Reply{}, err
	}
	reply, err := row.Handler(c)
	if err != nil || row.Does == Reads {
		return reply, err
	}
	return reply, c.RecordChange(reply)
}

// Open sets the tenant and prepares Change.
func (c *Call) Open() error {
	var err error
	if c.Tenant, err = c.TenantOf(c.Tx, c.Request, c.Scope); err != nil {
		return err
	}
	by, kind := c.Caller.Name, "User"
	if c.Caller.Type != rbac.User {
		by, kind = c.Caller.AppID, "Application"
		if c.Caller.Claims.ResourceID != "" {
			kind = "ManagedIdentity"
		}
	}
	if by == "" {
		by = c.Caller.Object
	}
	at := c.Now().UTC()
	c.Change = &resource.Change{
		Store: c.Tx, Principals: directory.ManagedIdentities{Store: c.Tx, At: at},
		Tenant: c.Tenant, By: by, ByType: kind, At: at, Rand: c.Rand, Box: c.Box,
		APIVersion: c.URL.Query().Get("api-version"),
	}
	return nil
}

// CheckLocks fails if a lock forbids an effect on the resource in the path, or on the scope if the path ends in an action.
func (c *Call) CheckLocks(does Effect) error {
	at := c.Scope
	if full, err := resource.ParseScope(c.URL.Path); err == nil {
		at = resource.Canonical(full)
	}
	switch does {
	case Writes:
		return resource.CheckLocks(c.Tx, c.Tenant, at, resource.ToWrite)
	case Deletes:
		return resource.CheckLocks(c.Tx, c.Tenant, at, resource.ToDelete)
	}
	return nil
}

// ReadBody decodes the body.
func (c *Call) ReadBody(into any) error { return edge.DecodeJSON(c.Content, into) }

// May reports whether the caller may do action at scope.
func (c *Call) May(action string, scope resource.Scope) bool {
	return rbac.Decide(c.Question(c.Caller, c.Tenant, action, scope, nil), c.RBAC()).Allowed
}
