package inference_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/inference"
)

var update = flag.Bool("update", false, "write docs/apis.md anew")

// sdkRoute is a route that an SDK calls, with values for its variables.
type sdkRoute struct{ pkg, method, path string }

func (r sdkRoute) String() string { return r.pkg + " " + r.method + " " + r.path }

// urls returns the URLs at which the SDK calls the route of an account.
func (r sdkRoute) urls() []string {
	path := strings.ReplaceAll(r.path, "{}", "x1")
	switch r.pkg {
	case "openai":
		return []string{"/foundry/openai/v1" + path, "/foundry/api/projects/p/openai/v1" + path}
	case "anthropic":
		return []string{"/foundry/anthropic" + path}
	}
	return []string{"/foundry/api/projects/p" + path + "?api-version=v1"}
}

func sdkRoutes(t *testing.T) []sdkRoute {
	t.Helper()
	text, err := os.ReadFile("testdata/sdk-routes.txt")
	if err != nil {
		t.Fatal(err)
	}
	var routes []sdkRoute
	for line := range strings.Lines(string(text)) {
		var r sdkRoute
		if _, err := fmt.Sscan(line, &r.pkg, &r.method, &r.path); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if r.pkg != "#" {
			routes = append(routes, r)
		}
	}
	if len(routes) < 500 {
		t.Fatalf("%d routes", len(routes))
	}
	return routes
}

func TestEveryRouteOfTheSDKsIsServedOrNamedAsAbsent(t *testing.T) {
	w := newWorld(t)
	// Routes that exist for accounts but not for projects, and vice versa.
	elsewhere := []string{
		"/audio/speech", "/audio/transcriptions", "/audio/translations", "/batches", "/completions", "/files", "/images/", "/models",
		"/realtime/client_secrets",
	}
	for _, route := range sdkRoutes(t) {
		for _, url := range route.urls() {
			status, body, _ := w.call(t, route.method, url, "")
			switch {
			case status == 401, status == 404 && strings.Contains(body, "keyless does not offer the "):
			case strings.HasPrefix(url, "/foundry/api/projects/p/openai") && slices.ContainsFunc(elsewhere, func(p string) bool { return strings.HasPrefix(route.path, p) }):
			case route.method == "DELETE" && route.path == "/models/{}" && status == 405:
			default:
				t.Errorf("%s at %s: %d %s", route, url, status, body)
			}
		}
	}
}

func TestAbsentAPIsAreNamed(t *testing.T) {
	w := newWorld(t)
	for _, row := range []struct{ because, method, path, says string }{
		{"an API of OpenAI", "POST", "/foundry/openai/v1/evals", "the Evals API"},
		{"below it", "GET", "/foundry/openai/v1/threads/t1/runs/r1", "the Assistants API"},
		{"with a version", "POST", "/foundry/openai/assistants?api-version=2024-05-01-preview", "the Assistants API"},
		{"in another case, with empty segments", "POST", "/foundry//OpenAI/V1/Vector_Stores", "the Vector Stores API"},
		{"in a project", "GET", "/foundry/api/projects/p/datasets?api-version=v1", "the Datasets API"},
		{"of a deployment", "POST", "/foundry/openai/deployments/chat/extensions/chat/completions?api-version=2023-08-01-preview", "the On Your Data API"},
		{"of Anthropic", "POST", "/foundry/anthropic/v1/messages/batches", "the Message Batches API"},
		{"another method of a path that is served", "GET", "/foundry/openai/v1/chat/completions", "the Stored Completions API"},
	} {
		t.Run(row.because, func(t *testing.T) {
			if status, body, _ := w.call(t, row.method, row.path, ""); status != 404 || !strings.Contains(body, `"code":"404"`) || !strings.Contains(body, row.says) {
				t.Errorf("%d %s", status, body)
			}
		})
	}
	for _, row := range []struct{ because, method, path, says string }{
		{"a path that no API has", "GET", "/foundry/openai/v1/conversation", "Resource not found"},
		{"an account that is not there", "POST", "/nobody/openai/v1/conversations", "Subdomain does not map to a resource."},
	} {
		t.Run(row.because, func(t *testing.T) {
			if status, body, _ := w.call(t, row.method, row.path, ""); status != 404 || !strings.Contains(body, row.says) {
				t.Errorf("%d %s", status, body)
			}
		})
	}
}

// TestAPIDocumentationMatchesTheRoutes compares docs/apis.md with the tables of the host.
func TestAPIDocumentationMatchesTheRoutes(t *testing.T) {
	const page = "../../../docs/apis.md"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	want := string(text)
	for marker, table := range map[string]string{"offered": offeredTable(), "absent": absentTable()} {
		begin, end := "<!-- "+marker+" -->\n", "<!-- end -->"
		before, rest, ok := strings.Cut(want, begin)
		_, after, closed := strings.Cut(rest, end)
		if !ok || !closed {
			t.Fatalf("the page has no place for the table %q", marker)
		}
		want = before + begin + table + end + after
	}
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if string(text) != want {
		t.Error("docs/apis.md differs from the tables of the host; run make reference")
	}
}

func offeredTable() string {
	var b strings.Builder
	b.WriteString("| route | data action, below `Microsoft.CognitiveServices/accounts/` | answered by |\n|---|---|---|\n")
	for _, row := range inference.Offered() {
		fmt.Fprintf(&b, "| `%s %s` | `%s` | %s |\n", row.Method, row.Route, row.DataAction, row.AnsweredBy)
	}
	return b.String()
}

func absentTable() string {
	var b strings.Builder
	b.WriteString("| API | routes that begin with |\n|---|---|\n")
	absent := inference.NotOffered()
	for _, name := range slices.Sorted(maps.Keys(absent)) {
		slices.Sort(absent[name])
		fmt.Fprintf(&b, "| %s | `%s` |\n", name, strings.Join(absent[name], "`, `"))
	}
	return b.String()
}
