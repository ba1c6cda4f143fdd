package edge_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/edge"
)

func TestPagesOfRegisteredOriginsMayReadAnswers(t *testing.T) {
	h := host(t, edge.Public(http.MethodGet, "/thing", func(w http.ResponseWriter, _ *edge.Request) error {
		w.WriteHeader(http.StatusOK)
		return nil
	}))
	h.PageOrigin = func(_ *http.Request, origin string) bool { return origin == "https://app.test" }
	for _, row := range []struct {
		rule    string
		method  string
		path    string
		origins []string
		asked   string // Access-Control-Request-Headers; with it the request is a preflight
		status  int
		allowed string // Access-Control-Allow-Origin
	}{
		{"a registered page reads an answer", "GET", "/thing", []string{"https://app.test"}, "", 200, "https://app.test"},
		{"a registered page reads a failure", "GET", "/nothing", []string{"https://app.test"}, "", 404, "https://app.test"},
		{"a registered page may send a token", "OPTIONS", "/thing", []string{"https://app.test"}, "authorization", 204, "https://app.test"},
		{"another page reads nothing", "GET", "/thing", []string{"https://evil.test"}, "", 200, ""},
		{"another page may send no token", "OPTIONS", "/thing", []string{"https://evil.test"}, "authorization", 405, ""},
		{"a page without an origin reads nothing", "GET", "/thing", []string{"null"}, "", 200, ""},
		{"two origins are none", "GET", "/thing", []string{"https://app.test", "https://evil.test"}, "", 200, ""},
		{"a program is not a page", "GET", "/thing", nil, "", 200, ""},
	} {
		r := httptest.NewRequest(row.method, row.path, nil)
		for _, o := range row.origins {
			r.Header.Add("Origin", o)
		}
		if row.asked != "" {
			r.Header.Set("Access-Control-Request-Method", "GET")
			r.Header.Set("Access-Control-Request-Headers", row.asked)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != row.status || w.Header().Get("Access-Control-Allow-Origin") != row.allowed {
			t.Errorf("%s: %d, allowed %q", row.rule, w.Code, w.Header().Get("Access-Control-Allow-Origin"))
		}
		if w.Header().Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: credentials of the browser are allowed", row.rule)
		}
		if row.status == 204 && w.Header().Get("Access-Control-Allow-Headers") != row.asked {
			t.Errorf("%s: headers %q", row.rule, w.Header().Get("Access-Control-Allow-Headers"))
		}
	}
	r := httptest.NewRequest(http.MethodOptions, "/thing", nil)
	r.Header.Set("Origin", "https://app.test")
	r.Header.Set("Access-Control-Request-Method", "GET")
	r.Header.Set("Access-Control-Request-Headers", "authorization"+strings.Repeat(", x", 2000))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Header().Get("Access-Control-Allow-Headers") != "" {
		t.Error("a huge list of headers is echoed")
	}
}
