package arm

import (
	"context"
	"net/http"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// inner is a request of the host's own, on behalf of the caller of another.
func inner(ctx context.Context, by *edge.Request, method, path, version string) (*edge.Request, error) {
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

// plainVersion drops what no version holds.
func plainVersion(r rune) rune {
	if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' || r == '.' {
		return r
	}
	return -1
}

// newCall is a request inside a transaction.
func (d *host) newCall(tx Tx, r *edge.Request, body []byte) *call {
	return &call{host: d, Request: r, tx: tx, body: body}
}

// resolve finds the row that serves a request.
func (d *host) resolve(r *edge.Request) (row, error) {
	if err := d.served.Resolve(r); err != nil {
		return row{}, err
	}
	found, ok := d.rows[rowKey{r.Route.Method(), r.Route.Template()}]
	if !ok {
		return row{}, fault.New(fault.NotFound, "NotFound", "The resource you are looking for cannot be found.")
	}
	return found, nil
}

// allow finds the row that serves a request, and fails if the caller may not. A refusal is returned for the log, which is
// written outside of the transaction.
func (d *host) allow(tx Tx, r *edge.Request, body []byte) (found row, refused *edge.Decided, err error) {
	found, err = d.resolve(r)
	if err != nil || found.action == "" {
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
