package arm

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// row is one line of the table: what is asked, at which scope it takes which action, and who answers.
type row struct {
	method   string
	template string
	// scope is the template of the id that the action is asked at; "" is the whole path.
	scope string
	// action may hold the path's variables. "" is for every signed-in caller: the handler shows only what is theirs.
	action string
	// narrowed rows serve callers with any role below the scope too; they show what each caller may read.
	narrowed bool
	// waives reports whether the caller may do without the action: there is a rule for whom no role speaks. The handler asks
	// the same again, inside its transaction.
	waives func(d *host, tx Tx, r *edge.Request, tenant string, body []byte) (bool, error)
	// attributes are what the conditions of roles may ask about the request. Nil is nothing.
	attributes func(tx Tx, tenant string, r *edge.Request, body []byte) (map[string][]string, error)
	does       operation
	log        bool // it reads what was recorded of calls
	handler    func(*call) (edge.Reply, error)
	// alone serves a row that takes transactions of its own; such a row has no handler.
	alone func(context.Context, *host, *edge.Request, []byte) (edge.Reply, error)
}

// provider is one resource provider: what it serves, and how its resources are shown.
type provider struct {
	rows  []row
	views map[string]view // by type
}

// view completes the body of a resource, which holds what all resources have. Types without one are shown with the properties
// that are stored.
type view func(c *call, r *resource.Resource, out *body) error

type rowKey struct{ method, template string }

// operation is what a handler does to the resource at its scope, which decides what locks forbid it.
type operation uint8

const (
	reads operation = iota
	writes
	deletes
	unlocked // writes, but nothing that a lock protects
)

// call is a request inside its transaction.
type call struct {
	*host
	*edge.Request
	tx     Tx
	tenant string // that the scope belongs to
	body   []byte
	change *resource.Change
	action string // what was done, where the row does not say it
	reason string // how it went, where the status does not say it
}

// serve turns a row into a handler: the body is read before the transaction begins, so that a slow client holds up
// nobody, and locks are looked at inside it.
func (d *host) serve(row row) edge.Handler {
	return edge.Handle(edge.NoBody, func(ctx context.Context, _ edge.Caller, r *edge.Request) (edge.Reply, error) {
		if err := checkVersion(r.URL.Query().Get("api-version"), d.Now()); err != nil {
			return edge.Reply{}, err
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return edge.Reply{}, err
		}
		if row.alone != nil {
			return row.alone(ctx, d, r, body)
		}
		var reply edge.Reply
		if row.log && d.Settle != nil {
			d.Settle(ctx)
		}
		run := d.Store.View
		if row.does != reads {
			run = d.Store.Update
		}
		err = run(ctx, func(tx Tx) error {
			c := d.newCall(tx, r, body)
			if reply, err = c.do(row); err == nil && row.does != reads {
				reply = c.later(reply)
			}
			return err
		})
		return reply, err
	})
}

// do serves a row in the call's transaction: after the locks have been looked at, and with a record of what it changed.
func (c *call) do(row row) (edge.Reply, error) {
	if err := c.open(); err != nil {
		return edge.Reply{}, err
	}
	if err := c.checkLocks(row.does); err != nil {
		return edge.Reply{}, err
	}
	reply, err := row.handler(c)
	if err != nil || row.does == reads {
		return reply, err
	}
	return reply, c.recordChange(reply)
}

// open finds the tenant and prepares changes.
func (c *call) open() error {
	var err error
	if c.tenant, err = c.tenantOf(c.tx, c.Request, c.Scope); err != nil {
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
	c.change = &resource.Change{
		Store: c.tx, Principals: directory.ManagedIdentities{Store: c.tx, At: at},
		Tenant: c.tenant, By: by, ByType: kind, At: at, Rand: c.Rand, Box: c.Box,
		APIVersion: c.URL.Query().Get("api-version"),
	}
	return nil
}

// checkLocks looks for locks over what the path names; a path that ends in the name of an action names its scope.
func (c *call) checkLocks(does operation) error {
	at := c.Scope
	if full, err := resource.ParseScope(c.URL.Path); err == nil {
		at = resource.Canonical(full)
	}
	switch does {
	case writes:
		return resource.CheckLocks(c.tx, c.tenant, at, resource.ToWrite)
	case deletes:
		return resource.CheckLocks(c.tx, c.tenant, at, resource.ToDelete)
	}
	return nil
}

// read decodes the body.
func (c *call) read(into any) error { return edge.DecodeJSON(c.body, into) }

// may reports whether the caller may do action at scope.
func (c *call) may(action string, scope resource.Scope) bool {
	return rbac.Decide(c.question(c.Caller, c.tenant, action, scope, nil), c.RBAC()).Allowed
}

func reply(status int, body any) (edge.Reply, error) {
	return edge.Reply{Status: status, Body: body}, nil
}

func ok(body any) (edge.Reply, error) { return reply(http.StatusOK, body) }

// made answers a PUT: 201 for what is new.
func made(created bool, body any) (edge.Reply, error) {
	if created {
		return reply(http.StatusCreated, body)
	}
	return ok(body)
}

// gone answers a DELETE: 204 for what was not there.
func gone(was bool) (edge.Reply, error) {
	if was {
		return reply(http.StatusOK, nil)
	}
	return reply(http.StatusNoContent, nil)
}

// expand fills the variables into a template.
func expand(template string, vars edge.Vars) string {
	var out strings.Builder
	for part := range strings.SplitSeq(strings.Trim(template, "/"), "/") {
		name, variable := strings.CutPrefix(part, "{")
		if variable {
			part = vars[strings.TrimSuffix(strings.TrimSuffix(name, "}"), "...")]
		}
		if part != "" {
			out.WriteString("/" + part)
		}
	}
	if out.Len() == 0 {
		return "/"
	}
	return out.String()
}

// peek reads the body and puts it back.
func peek(r *edge.Request) ([]byte, error) {
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body, err
}

// decode is for what the program itself has written.
func decode(raw json.RawMessage, into any) error {
	if len(raw) == 0 {
		return nil
	}
	return json.Unmarshal(raw, into)
}

// encode is the JSON of what always has one.
func encode(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}
