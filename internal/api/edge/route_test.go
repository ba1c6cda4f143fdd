package edge_test

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
)

// host is a host whose rows answer with their name and variables.
func host(t *testing.T, routes ...edge.Route) *edge.Host {
	t.Helper()
	return &edge.Host{
		Name: "test", Routes: routes, MaxBody: 16, Log: slog.New(slog.DiscardHandler),
		Authenticate: func(r *edge.Request) (edge.Caller, error) {
			if r.Header.Get("Authorization") == "" {
				return edge.Caller{}, fault.New(fault.Unauthenticated, "NoToken", "who are you?")
			}
			return edge.Caller{Principal: rbac.Principal{Object: r.Header.Get("Authorization")}}, nil
		},
		Authorize: func(r *edge.Request) error {
			if r.Caller.Object != "owner" {
				return fault.New(fault.Denied, "No", "%s is not yours", r.Route.Action())
			}
			return nil
		},
		Fail: func(w http.ResponseWriter, _ *edge.Request, err *fault.Error) {
			http.Error(w, err.Code, err.Kind.Status())
		},
	}
}

func say(name string, vars ...string) edge.Handler {
	return func(w http.ResponseWriter, r *edge.Request) error {
		out := name
		for _, v := range vars {
			out += " " + v + "=" + r.Vars[v]
		}
		_, err := io.WriteString(w, out)
		return err
	}
}

func ask(h http.Handler, method, target, auth string) (int, string) {
	r := httptest.NewRequest(method, target, nil)
	if auth != "" {
		r.Header.Set("Authorization", auth)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, strings.TrimSpace(w.Body.String())
}

func TestRoutes(t *testing.T) {
	d := host(t,
		edge.Public("GET", "/subscriptions/{sub}/resourceGroups/{rg}", say("group", "sub", "rg")),
		edge.Public("GET", "/{scope...}/providers/Microsoft.Authorization/roleAssignments", say("list", "scope")),
		edge.Public("GET", "/{scope...}/providers/Microsoft.Authorization/roleAssignments/{name}", say("one", "scope", "name")),
		edge.Public("PUT", "/users/{id}", say("put user", "id")),
		edge.Public("GET", "/users/{id}", say("user", "id")),
	)
	for _, row := range []struct {
		because, method, path string
		status                int
		want                  string
	}{
		{"literals match in any case and values keep theirs", "GET", "/SUBSCRIPTIONS/S1/resourcegroups/Rg", 200, "group sub=S1 rg=Rg"},
		{"empty segments collapse without a redirect", "GET", "//subscriptions//S1/resourceGroups/Rg/", 200, "group sub=S1 rg=Rg"},
		{"a scope is any number of segments", "GET", "/subscriptions/s/resourceGroups/g/providers/A.B/c/d/providers/microsoft.authorization/roleassignments/x", 200, "one scope=subscriptions/s/resourceGroups/g/providers/A.B/c/d name=x"},
		{"a scope may be the root", "GET", "/providers/Microsoft.Authorization/roleAssignments", 200, "list scope="},
		{"the last match of the literals ends the scope", "GET", "/providers/Microsoft.Authorization/roleAssignments/providers/providers/Microsoft.Authorization/roleAssignments", 200, "list scope=providers/Microsoft.Authorization/roleAssignments/providers"},
		{"values are decoded", "GET", "/users/bob%40x%20y", 200, "user id=bob@x y"},
		{"an encoded slash is refused", "GET", "/users/a%2Fb", 400, "BadRequest"},
		{"dots do not climb", "GET", "/users/..", 400, "BadRequest"},
		{"encoded dots do not climb", "GET", "/users/%2e%2e", 400, "BadRequest"},
		{"a control character is refused", "GET", "/users/a%00b", 400, "BadRequest"},
		{"an unknown path is not found", "GET", "/nowhere", 404, "NotFound"},
		{"an unknown method is not allowed", "DELETE", "/users/x", 405, "MethodNotAllowed"},
		{"HEAD is served by GET", "HEAD", "/users/x", 200, "user id=x"},
	} {
		t.Run(row.because, func(t *testing.T) {
			if status, body := ask(d, row.method, "http://h"+row.path, ""); status != row.status || body != row.want {
				t.Errorf("%s %s: %d %q, want %d %q", row.method, row.path, status, body, row.status, row.want)
			}
		})
	}
}

func TestRoutesDeclareTheirAuthorization(t *testing.T) {
	d := host(t,
		edge.Public("GET", "/public", say("in")),
		edge.Signed("GET", "/signed", say("in")),
		edge.Guarded("GET", "/guarded", rbac.Control, "A.B/c/read", say("in")),
	)
	for _, row := range []struct {
		because, path, auth string
		status              int
	}{
		{"a public row asks for nothing", "/public", "", 200},
		{"a signed row refuses a stranger", "/signed", "", 401},
		{"a signed row admits everyone known", "/signed", "guest", 200},
		{"a guarded row refuses a stranger before it decides", "/guarded", "", 401},
		{"a guarded row refuses who may not", "/guarded", "guest", 403},
		{"a guarded row admits who may", "/guarded", "owner", 200},
	} {
		t.Run(row.because, func(t *testing.T) {
			if status, _ := ask(d, "GET", "http://h"+row.path, row.auth); status != row.status {
				t.Errorf("%s as %q: %d, want %d", row.path, row.auth, status, row.status)
			}
		})
	}
	defer func() {
		if recover() == nil {
			t.Error("a guarded row without an action could be written down")
		}
	}()
	edge.Guarded("GET", "/x", rbac.Control, "", say(""))
}

func TestFailures(t *testing.T) {
	d := host(t,
		edge.Public("POST", "/read", func(_ http.ResponseWriter, r *edge.Request) error {
			_, err := edge.ReadJSON[map[string]any](r)
			return err
		}),
		edge.Public("GET", "/panic", func(http.ResponseWriter, *edge.Request) error { panic("oops") }),
		edge.Public("GET", "/error", func(http.ResponseWriter, *edge.Request) error { return errors.New("secret detail") }),
	)
	for _, row := range []struct {
		because, method, path, body string
		status                      int
		want                        string
	}{
		{"a body over the limit", "POST", "/read", `{"a":"` + strings.Repeat("x", 64) + `"}`, 413, "RequestEntityTooLarge"},
		{"no JSON", "POST", "/read", `{"a":`, 400, "InvalidRequestContent"},
		{"something behind the JSON", "POST", "/read", `{} {}`, 400, "InvalidRequestContent"},
		{"the wrong type", "POST", "/read", `[1]`, 400, "InvalidRequestContent"},
		{"no body", "POST", "/read", ``, 400, "InvalidRequestContent"},
		{"a panic is a 500 that says nothing", "GET", "/panic", ``, 500, "InternalServerError"},
		{"an inner error is a 500 that says nothing", "GET", "/error", ``, 500, "InternalServerError"},
	} {
		t.Run(row.because, func(t *testing.T) {
			r := httptest.NewRequest(row.method, "http://h"+row.path, strings.NewReader(row.body))
			w := httptest.NewRecorder()
			d.ServeHTTP(w, r)
			if body := strings.TrimSpace(w.Body.String()); w.Code != row.status || body != row.want {
				t.Errorf("%d %q, want %d %q", w.Code, body, row.status, row.want)
			}
		})
	}
}

func TestDecodeJSONBoundsNesting(t *testing.T) {
	deep := strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000)
	var in any
	if err := edge.DecodeJSON([]byte(deep), &in); !fault.Is(err, fault.Invalid) {
		t.Errorf("a hundred thousand brackets: %v", err)
	}
	if err := edge.DecodeJSON([]byte(`{"a":"[[[[\"]]]]"}`), &in); err != nil {
		t.Errorf("brackets in a string: %v", err)
	}
}

func TestDispatch(t *testing.T) {
	echo := func(name string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, name+" "+r.URL.EscapedPath()) })
	}
	single := edge.Dispatch([]edge.Mount{
		{Origin: "https://localhost:8443", Handler: echo("login")},
		{Origin: "https://localhost:8443/arm", Handler: echo("arm")},
		{Origin: "https://localhost:8443/accounts/*", Handler: echo("inference")},
	}, echo("none"))
	hosts := edge.Dispatch([]edge.Mount{
		{Origin: "https://login.example.com", Handler: echo("login")},
		{Origin: "https://arm.example.com", Handler: echo("arm")},
		{Origin: "https://*.models.example.com", Handler: echo("inference")},
	}, echo("none"))
	for _, row := range []struct {
		because string
		h       http.Handler
		url     string
		want    string
	}{
		{"login is the root of a single origin", single, "https://localhost:8443/x/oauth2/token", "login /x/oauth2/token"},
		{"a prefix is cut", single, "https://localhost:8443/arm/subscriptions", "arm /subscriptions"},
		{"a prefix matches in any case", single, "https://localhost:8443/ARM/subscriptions", "arm /subscriptions"},
		{"a prefix is whole segments", single, "https://localhost:8443/armada", "login /armada"},
		{"an account is the segment behind its prefix", single, "https://localhost:8443/accounts/foundry/models", "inference /foundry/models"},
		{"other names of this machine are the same machine", single, "https://127.0.0.1:9/arm/x", "arm /x"},
		{"a foreign name is not served", single, "https://evil.example/arm/x", "none /arm/x"},
		{"escapes survive", single, "https://localhost:8443/arm/a%20b", "arm /a%20b"},
		{"hosts pick the host", hosts, "https://ARM.example.com:443/subscriptions", "arm /subscriptions"},
		{"a label names the account", hosts, "https://foundry.models.example.com/openai/v1/models", "inference /foundry/openai/v1/models"},
		{"two labels name none", hosts, "https://a.b.models.example.com/x", "none /x"},
		{"a production host is not reached by address", hosts, "https://127.0.0.1/subscriptions", "none /subscriptions"},
	} {
		t.Run(row.because, func(t *testing.T) {
			if _, got := ask(row.h, "GET", row.url, ""); got != row.want {
				t.Errorf("%s: %q, want %q", row.url, got, row.want)
			}
		})
	}
}
