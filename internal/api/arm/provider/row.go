package provider

import (
	"context"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/resource"
)

// Row is one route: its method and path, the action that it takes and at which scope, and the handler.
type Row struct {
	Method   string
	Template string
	// scope is the template of the id that the action is asked at; "" is the whole path.
	Scope string
	// action may hold the path's variables. "" is for every signed-in caller: the handler shows only what is theirs.
	Action string
	// narrowed rows serve callers with any role below the scope too; they show what each caller may read.
	Narrowed bool
	// waives reports whether the caller may do without the action: there is a rule for whom no role speaks. The handler asks
	// the same again, inside its transaction.
	Waives func(d *Host, tx Tx, r *edge.Request, tenant string, body []byte) (bool, error)
	// attributes are what the conditions of roles may ask about the request. Nil is nothing.
	Attributes func(tx Tx, tenant string, r *edge.Request, body []byte) (map[string][]string, error)
	Does       Effect
	ReadsCalls bool // it reads what was recorded of calls
	Handler    func(*Call) (edge.Reply, error)
	// alone serves a row that takes transactions of its own; such a row has no handler.
	Alone func(context.Context, *Host, *edge.Request, []byte) (edge.Reply, error)
}

// Provider is one resource provider: the routes that it serves, and how its resources are shown.
type Provider struct {
	Rows  []Row
	Views map[string]View // by type
}

// View completes the body of a resource. The body already has the members that all resources have, and the stored properties.
type View func(c *Call, r *resource.Resource, out *Body) error

type rowKey struct{ method, template string }

// Effect is what a handler does to the resource at its scope. It decides which locks forbid the request.
type Effect uint8

// The effects of handlers.
const (
	Reads Effect = iota
	Writes
	Deletes
	Unlocked // writes, but nothing that a lock protects
)
