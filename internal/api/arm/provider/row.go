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
	// Scope is the template of the scope at which the action is checked. "" is the whole path.
	Scope string
	// Action may hold variables of the path. "" admits every signed-in caller; the handler then shows only what is theirs.
	Action string
	// Narrowed rows also serve callers with any role below the scope, and show only what the caller may read.
	Narrowed bool
	// Waives reports whether the caller needs no role for this request. Nil is never. The handler must check it again, inside
	// its transaction.
	Waives func(d *Host, tx Tx, r *edge.Request, tenant string, body []byte) (bool, error)
	// Attributes returns what conditions of role assignments may ask about the request. Nil is nothing.
	Attributes func(tx Tx, tenant string, r *edge.Request, body []byte) (map[string][]string, error)
	Does       Effect
	ReadsCalls bool // it reads what was recorded of calls
	Handler    func(*Call) (edge.Reply, error)
	// Alone serves the request with its own transactions, instead of Handler.
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
