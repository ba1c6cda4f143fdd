package provider

import (
	"context"
	"net/http"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// NewRequest returns a request of the host itself, on behalf of the caller of by.
func NewRequest(ctx context.Context, by *edge.Request, method, path, version string) (*edge.Request, error) {
	if version == "" {
		version = "latest"
	}
	hr, err := http.NewRequestWithContext(ctx, method, "/", nil)
	if err != nil {
		return nil, err
	}
	hr.URL.Path = path
	hr.URL.RawQuery = "api-version=" + strings.Map(plainVersion, version)
	hr.RemoteAddr, hr.Host = by.RemoteAddr, by.Host
	return &edge.Request{Request: hr, ID: guid.New(), Caller: by.Caller}, nil
}

// plainVersion drops characters that no api-version has.
func plainVersion(r rune) rune {
	if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' || r == '.' {
		return r
	}
	return -1
}

// NewCall returns a request inside a transaction. Open or Do prepares it.
func (d *Host) NewCall(tx Tx, r *edge.Request, body []byte) *Call {
	return &Call{Host: d, Request: r, Tx: tx, Content: body}
}

// Resolve returns the row that serves a request.
func (d *Host) Resolve(r *edge.Request) (Row, error) {
	if err := d.served.Resolve(r); err != nil {
		return Row{}, err
	}
	found, ok := d.rows[rowKey{r.Route.Method(), r.Route.Template()}]
	if !ok {
		return Row{}, fault.New(fault.NotFound, "NotFound", "The resource you are looking for cannot be found.")
	}
	return found, nil
}

// Allow returns the row that serves a request. It fails if the caller may not do its action, and then also returns the
// decision, which the caller of Allow records outside of the transaction.
func (d *Host) Allow(tx Tx, r *edge.Request, body []byte) (found Row, refused *edge.Decided, err error) {
	found, err = d.Resolve(r)
	if err != nil || found.Action == "" {
		return found, nil, err
	}
	v, err := d.decide(tx, r, body)
	if err != nil {
		return found, nil, err
	}
	if v.refusal != nil {
		return found, &v.decided, v.refusal
	}
	return found, nil, nil
}
