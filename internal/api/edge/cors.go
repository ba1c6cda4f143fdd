package edge

import (
	"net/http"
	"strings"
)

// maxAskedHeaders bounds the Access-Control-Request-Headers that are answered, in bytes.
const maxAskedHeaders = 2 << 10

// allowPage lets the page that sent a request read the answer, if its origin is registered. It reports whether the
// request was a preflight, which it has then answered.
//
// Credentials of the browser are never allowed: these hosts read bearer tokens and no cookies. Source: Fetch, CORS
// protocol.
func (d *Host) allowPage(w http.ResponseWriter, r *http.Request) (answered bool) {
	if d.PageOrigin == nil {
		return false
	}
	h := w.Header()
	h.Add("Vary", "Origin")
	origins := r.Header["Origin"]
	if len(origins) != 1 || !d.PageOrigin(r, origins[0]) {
		return false
	}
	h.Set("Access-Control-Allow-Origin", origins[0])
	method := r.Header.Get("Access-Control-Request-Method")
	if r.Method != http.MethodOptions || method == "" {
		h.Set("Access-Control-Expose-Headers", exposed)
		return false
	}
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE")
	if asked := r.Header.Get("Access-Control-Request-Headers"); asked != "" && len(asked) <= maxAskedHeaders && isHeaderList(asked) {
		h.Set("Access-Control-Allow-Headers", asked)
	}
	h.Set("Access-Control-Max-Age", "3600")
	w.WriteHeader(http.StatusNoContent)
	return true
}

// exposed are the answer's headers that pages may read.
const exposed = "client-request-id, request-id, x-ms-request-id, x-ms-correlation-request-id, x-keyless-decision, " +
	"azure-asyncoperation, location, retry-after, etag, www-authenticate"

// isHeaderList reports whether text is a list of header names, and nothing that could end a header line.
func isHeaderList(text string) bool {
	return strings.Trim(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_, ") == ""
}

// PagesOf is a Host.PageOrigin that goes by the origin alone. A nil function allows none.
func PagesOf(allowed func(origin string) bool) func(*http.Request, string) bool {
	if allowed == nil {
		return nil
	}
	return func(_ *http.Request, origin string) bool { return allowed(origin) }
}
