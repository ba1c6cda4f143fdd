package edge_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
)

func TestHostsWithAStaleViewServeOnlyPublicRoutes(t *testing.T) {
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

func TestUnavailableResponsesSetRetryAfter(t *testing.T) {
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

func TestDisconnectedCallersAreNotLoggedAsErrors(t *testing.T) {
	for _, row := range []struct {
		because string
		left    bool
		want    string
	}{
		{"the caller left", true, ""},
		{"the caller waits, and something else was cancelled", false, "request failed"},
	} {
		var said bytes.Buffer
		host := &edge.Host{
			Name: "test", MaxBody: 16, Log: slog.New(slog.NewTextHandler(&said, nil)),
			Routes: []edge.Route{edge.Public("GET", "/x", func(http.ResponseWriter, *edge.Request) error { return fmt.Errorf("the store: %w", context.Canceled) })},
			Fail:   func(w http.ResponseWriter, _ *edge.Request, f *fault.Error) { w.WriteHeader(f.Kind.Status()) },
		}
		ctx, leave := context.WithCancel(t.Context())
		if row.left {
			leave()
		}
		host.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/x", nil).WithContext(ctx))
		leave()
		if got := said.String(); (got == "") != (row.want == "") || !strings.Contains(got, row.want) {
			t.Errorf("%s: the log says %q", row.because, got)
		}
	}
}

func TestEveryLineAboutARequestNamesIt(t *testing.T) {
	for _, row := range []struct {
		because string
		answer  func(http.ResponseWriter, *edge.Request) error
	}{
		{"an answer", func(http.ResponseWriter, *edge.Request) error { return nil }},
		{"a failure", func(http.ResponseWriter, *edge.Request) error { return fmt.Errorf("the disk is full") }},
		{"a panic", func(http.ResponseWriter, *edge.Request) error { panic("a defect") }},
	} {
		var said bytes.Buffer
		id := ""
		host := &edge.Host{
			Name: "test", MaxBody: 16, Log: slog.New(slog.NewTextHandler(&said, &slog.HandlerOptions{Level: slog.LevelDebug})),
			Routes: []edge.Route{edge.Public("GET", "/x", func(w http.ResponseWriter, r *edge.Request) error {
				id = r.ID
				return row.answer(w, r)
			})},
			Fail: func(w http.ResponseWriter, _ *edge.Request, f *fault.Error) { w.WriteHeader(f.Kind.Status()) },
		}
		host.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/x", nil))
		lines := strings.Split(strings.TrimSpace(said.String()), "\n")
		for _, line := range lines {
			if id == "" || !strings.Contains(line, "request="+id) {
				t.Errorf("%s: the line %q does not name the request %q", row.because, line, id)
			}
		}
	}
}
