package inference_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/resource"
)

// number reports whether a header occurs once and is an integer of at least least.
func number(h http.Header, name string, least int) bool {
	n, err := strconv.Atoi(strings.Join(h[http.CanonicalHeaderKey(name)], ","))
	return err == nil && n >= least
}

// always checks the headers of every response.
func always(t *testing.T, because, client string, h http.Header) {
	t.Helper()
	id := h.Get("apim-request-id")
	if client == "" {
		client = id
	}
	_, isGUID := guid.Parse(id)
	for _, of := range []struct {
		name string
		ok   bool
	}{
		{"apim-request-id", isGUID},
		{"x-request-id", h.Get("x-request-id") == id},
		{"x-ms-client-request-id", h.Get("x-ms-client-request-id") == client},
		{"x-ms-region", h.Get("x-ms-region") != ""},
		{"strict-transport-security", h.Get("strict-transport-security") == "max-age=31536000; includeSubDomains; preload"},
		{"x-content-type-options", h.Get("x-content-type-options") == "nosniff"},
		{"content-type", h.Get("content-type") != ""},
		{"www-authenticate", h.Get("www-authenticate") == ""}, // would trigger the challenge logic of the SDKs
	} {
		if !of.ok {
			t.Errorf("%s: %s is %q", because, of.name, h[http.CanonicalHeaderKey(of.name)])
		}
	}
}

// relayed reports whether a row is relayed to a model.
func (r row) relayed() bool { return r.method == "POST" && !strings.Contains(r.path, "/connections/") }

func TestEveryRouteSetsTheServicesHeaders(t *testing.T) {
	w := newWorld(t)
	for _, r := range rows() { // before the role is assigned
		for _, how := range []struct {
			because string
			header  []string
			client  string // the client in the response
			code    string
		}{
			{"no token", nil, "Not-Set", ""},
			{"a bad token of a client that names its request", []string{"Authorization", "Bearer a.b.c", "x-ms-client-request-id", "mine"}, "mine", ""},
			{"no role", bearer(bob), "Not-Set", "PermissionDenied"},
		} {
			because := r.path + " with " + how.because
			status, _, h := w.call(t, r.method, r.url(), r.body(), how.header...)
			always(t, because, how.client, h)
			if status != 401 || h.Get("x-ms-error-code") != how.code || h.Get("Retry-After")+h.Get("retry-after-ms") != "" {
				t.Errorf("%s: %d %v", because, status, h)
			}
		}
	}
	w.grant(t, bob, user, accountID)
	for _, r := range rows() {
		status, _, h := w.call(t, r.method, r.url(), r.body(), bearer(bob)...)
		always(t, r.path, "", h)
		switch whole := r.path != "/anthropic/v1/messages"; { // the built-in model does not implement it
		case whole != (status == 200):
			t.Errorf("%s: %d", r.path, status)
		case whole && h.Get("x-ms-error-code") != "":
			t.Errorf("%s: %v", r.path, h)
		case whole && r.relayed() && (h.Get("x-accel-buffering") != "no" || h.Get("x-ms-rai-invoked") != "false" || !number(h, "x-envoy-upstream-service-time", 0)):
			t.Errorf("%s: %v", r.path, h)
		}
		status, _, h = w.call(t, r.method, strings.Replace(r.url(), "/foundry/", "/nobody/", 1), r.body(), bearer(bob)...)
		always(t, r.path+" of nobody", "", h)
		if status != 404 || h.Get("x-ms-error-code") != "ResourceNotFound" {
			t.Errorf("%s of nobody: %d %v", r.path, status, h)
		}
	}
}

func TestEveryLimitedRouteReportsItsLimits(t *testing.T) {
	for _, r := range rows() {
		if !r.relayed() {
			continue
		}
		w := newWorld(t)
		w.answering(t, 200, `{"choices":[]}`, "Content-Type", "application/json", "azureml-model-session", "d013-20240830044917", "x-ms-rai-invoked", "true", "X-Envoy-Upstream-Service-Time", "99999999")
		w.limit(t, "q", "", resource.QuotaProperties{PrincipalID: bob, Counts: resource.EachMember, RequestsPerMinute: 1, TokensPerMinute: 1000})
		for n, want := range []int{200, 429} {
			status, body, h := w.call(t, r.method, r.url(), r.body(), append(bearer(bob), "x-ms-client-request-id", "mine")...)
			if status != want {
				t.Fatalf("%s, call %d: %d %s", r.path, n, status, body)
			}
			always(t, r.path, "mine", h)
			for _, name := range []string{"x-ratelimit-limit-requests", "x-ratelimit-limit-tokens", "x-ratelimit-remaining-requests", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-requests", "x-ratelimit-reset-tokens"} {
				if !number(h, name, 0) {
					t.Errorf("%s, call %d: %s is %q", r.path, n, name, h.Get(name))
				}
			}
			refused := status == 429
			if number(h, "Retry-After", 1) != refused || number(h, "retry-after-ms", 1) != refused || (h.Get("x-ms-error-code") == "429") != refused {
				t.Errorf("%s, call %d: %v", r.path, n, h)
			}
			// Headers that only the model server can provide are relayed.
			if !refused && (h.Get("azureml-model-session") != "d013-20240830044917" || h.Get("x-ms-rai-invoked") != "true" || h.Get("x-envoy-upstream-service-time") == "99999999") {
				t.Errorf("%s: %v", r.path, h)
			}
		}
	}
}

func TestRetryAfterIsAlsoSentInMilliseconds(t *testing.T) {
	for _, row := range []struct {
		because string
		status  int
		header  []string
		want    string
	}{
		{"seconds", 429, []string{"Retry-After", "7"}, "7000"},
		{"what it says in milliseconds stays", 429, []string{"Retry-After", "7", "Retry-After-Ms", "6500"}, "6500"},
		{"a date says nothing in milliseconds", 429, []string{"Retry-After", "Mon, 02 Jan 2006 15:04:05 GMT"}, ""},
		{"nothing", 429, nil, ""},
		{"another status", 400, []string{"Retry-After", "7"}, ""},
	} {
		t.Run(row.because, func(t *testing.T) {
			w := newWorld(t)
			w.answering(t, row.status, `{"error":{"code":"429","message":"slow down"}}`, append(row.header, "Content-Type", "application/json")...)
			if status, _, h := w.post(t, ask); status != row.status || h.Get("Retry-After-Ms") != row.want {
				t.Errorf("%d %v", status, h)
			}
		})
	}
}
