package graph

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// call is a request with its decoded body. The body is read before the transaction begins, so that a slow client does not
// delay other writers.
type call[In any] struct {
	*edge.Request
	in In
}

// none is the In of calls without a body.
type none struct{}

func noBody(*edge.Request) (none, error) { return none{}, nil }

// properties is the In of calls whose body is the properties of an object.
type properties map[string]json.RawMessage

func readProperties(r *edge.Request) (properties, error) {
	in, err := edge.ReadJSON[properties](r)
	if err == nil && in == nil {
		err = fault.New(fault.Invalid, "InvalidRequestContent", "the body is null")
	}
	return in, err
}

// take removes and returns a property, ignoring case.
func (p properties) take(name string) (json.RawMessage, bool) {
	for key, raw := range p {
		if ascii.EqualFold(key, name) {
			delete(p, key)
			return raw, true
		}
	}
	return nil, false
}

// has reports whether a property is present, ignoring case.
func (p properties) has(name string) bool {
	for key := range p {
		if ascii.EqualFold(key, name) {
			return true
		}
	}
	return false
}

// view returns the handler of a rule that reads.
func view(s *service, rule func(Tx, *edge.Request) (any, error)) edge.Handler {
	return viewWith(s, noBody, func(tx Tx, c call[none]) (any, error) { return rule(tx, c.Request) })
}

// viewWith is view for calls with a body.
func viewWith[In any](s *service, decode func(*edge.Request) (In, error), rule func(Tx, call[In]) (any, error)) edge.Handler {
	return handle(s.Store.View, decode, rule)
}

// update returns the handler of a rule that writes.
func update[In any](s *service, decode func(*edge.Request) (In, error), rule func(Tx, call[In]) (any, error)) edge.Handler {
	return handle(s.Store.Update, decode, func(tx Tx, c call[In]) (any, error) {
		body, err := rule(tx, c)
		if err != nil {
			return nil, err
		}
		return body, s.recordChange(tx, c.Request, c.in)
	})
}

func handle[In any](transaction func(context.Context, func(Tx) error) error, decode func(*edge.Request) (In, error), rule func(Tx, call[In]) (any, error)) edge.Handler {
	read := func(r *edge.Request) (call[In], error) {
		in, err := decode(r)
		return call[In]{r, in}, err
	}
	return edge.Handle(read, func(ctx context.Context, _ edge.Caller, c call[In]) (out edge.Reply, err error) {
		err = transaction(ctx, func(tx Tx) error {
			body, err := rule(tx, c)
			if reply, ok := body.(edge.Reply); ok {
				out = reply
			} else {
				out = edge.Reply{Status: http.StatusOK, Body: body}
			}
			return err
		})
		if out.Body != nil {
			if out.Header == nil {
				out.Header = http.Header{}
			}
			out.Header.Set("Content-Type", "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8")
			out.Header.Set("OData-Version", "4.0")
			conditional(c.Request, &out)
		}
		return out, err
	})
}

// noContent is the response to a write without a body.
func noContent() edge.Reply { return edge.Reply{Status: http.StatusNoContent} }

// created201 is the response to a write that created body.
func created201(body any) edge.Reply { return edge.Reply{Status: http.StatusCreated, Body: body} }

// base returns the host's address with the version in the request's path: https://…/v1.0.
func (s *service) base(r *edge.Request) string {
	version, _, _ := strings.Cut(strings.TrimPrefix(r.Route.Template(), "/"), "/")
	return s.Origins.Graph + "/" + version
}

// context returns the @odata.context of a response.
func (s *service) context(r *edge.Request, of string) string {
	return s.base(r) + "/$metadata#" + of
}

// schemaOf returns the schema of an object.
func (s *service) schemaOf(k directory.Kind) *schema {
	for _, sc := range s.schemas {
		if sc.kind == k {
			return sc
		}
	}
	return nil
}
