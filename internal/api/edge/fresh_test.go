package edge_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
)

func TestAHostWhoseKnowledgeIsTooOldAnswersPublicRowsAlone(t *testing.T) {
	answer := func(w http.ResponseWriter, _ *edge.Request) error { w.WriteHeader(http.StatusOK); return nil }
	for _, row := range []struct {
		rule    string
		path    string
		staleAt int // the question of Fresh that fails first
		status  int
	}{
		{"a public row", "/public", 1, 200},
		{"a signed row", "/signed", 1, 503},
		{"a guarded row", "/guarded", 1, 503},
		{"a guarded row, frozen during the decision", "/guarded", 2, 503},
		{"a guarded row while it is fresh", "/guarded", 3, 200},
	} {
		h := host(t, edge.Public("GET", "/public", answer), edge.Signed("GET", "/signed", answer), edge.Guarded("GET", "/guarded", rbac.Control, "x/read", answer))
		asked := 0
		h.Fresh = func() error {
			if asked++; asked >= row.staleAt {
				return fault.New(fault.Unavailable, "Stale", "too old")
			}
			return nil
		}
		h.Fail = func(w http.ResponseWriter, _ *edge.Request, f *fault.Error) { w.WriteHeader(f.Kind.Status()) }
		r := httptest.NewRequest("GET", row.path, nil)
		r.Header.Set("Authorization", "owner")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != row.status {
			t.Errorf("%s: %d, want %d", row.rule, w.Code, row.status)
		}
	}
}

func TestWhatIsUnavailableSaysWhenToAskAgain(t *testing.T) {
	for _, row := range []struct {
		kind fault.Kind
		want string
	}{{fault.Unavailable, "2"}, {fault.Conflict, ""}, {fault.Internal, ""}} {
		h := host(t, edge.Public("GET", "/x", func(http.ResponseWriter, *edge.Request) error { return fault.New(row.kind, "X", "x") }))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/x", nil))
		if got := w.Header().Get("Retry-After"); got != row.want {
			t.Errorf("%d: Retry-After is %q, want %q", w.Code, got, row.want)
		}
	}
}
