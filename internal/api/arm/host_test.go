package arm_test

import (
	"regexp"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
)

// fill puts something fitting into each variable of a template.
func fill(template string) string {
	values := strings.NewReplacer(
		"{subscription}", strings.TrimPrefix(armtest.Subscription, "/subscriptions/"), "{group}", "rg1", "{account}", "foundry", "{location}", "eastus",
		"{scope...}", strings.TrimPrefix(armtest.Account, "/"), "{namespace}", "Microsoft.CognitiveServices", "{type}", "accounts", "{name}", "foundry",
		"{child}", "deployments", "{childName}", "chat", "{assignment}", "30000000-0000-4000-8000-000000000003", "{definition}", armtest.FoundryUser,
		"{deny}", "30000000-0000-4000-8000-000000000004", "{lock}", "lock1", "{management}", "mg1",
		"{operation}", "x", "{deployment}", "main", "{connection}", "search", "{policy}", "strict", "{grandchild}", "connections", "{grandchildName}", "search", "{id}", "30000000-0000-4000-8000-000000000005", "{quota}", "team", "{request}", "30000000-0000-4000-8000-000000000006", "{schedule}", "30000000-0000-4000-8000-000000000007",
		"{rolePolicy}", "30000000-0000-4000-8000-000000000008", "{stage}", "30000000-0000-4000-8000-000000000006", "{identity}", "app",
	)
	return values.Replace(template)
}

func TestEveryRouteRefusesUnauthorizedCallers(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	w.CloseHierarchy() // else everyone makes management groups
	text := regexp.MustCompile(`^The client 'bob@test\.localhost' with object id '` + w.ID("bob") +
		`' does not have authorization( or an ABAC condition not fulfilled)? to perform action '([^']+)' over scope '([^']+)' or the scope is invalid\. If access was recently granted, please refresh your credentials\.$`)
	guarded := 0
	for _, row := range w.Host.Routes {
		if row.IsPublic() {
			continue
		}
		path := fill(row.Template())
		if strings.Contains(path, "{") {
			t.Fatalf("%s has a variable that the test does not know", row.Template())
		}
		t.Run(row.Method()+" "+row.Template(), func(t *testing.T) {
			anonymous := w.Call("", row.Method(), path, "{}")
			if anonymous.Status != 401 || row.Method() != "HEAD" && anonymous.Code() != "AuthenticationFailed" {
				t.Errorf("without a token: %d %s", anonymous.Status, anonymous.Text)
			}
			if row.Action() == "" {
				return
			}
			guarded++
			got := w.Call("bob", row.Method(), path, "{}")
			if row.Method() == "HEAD" {
				if got.Status != 403 || got.Header.Get("X-Ms-Error-Code") != "AuthorizationFailed" {
					t.Errorf("%d %s", got.Status, got.Header.Get("X-Ms-Error-Code"))
				}
				return
			}
			parts := text.FindStringSubmatch(got.Message())
			if got.Status != 403 || got.Code() != "AuthorizationFailed" || parts == nil {
				t.Fatalf("%d %s", got.Status, got.Text)
			}
			action := strings.TrimPrefix(fill(row.Action()), "/")
			if !strings.EqualFold(parts[2], action) {
				t.Errorf("refused action %s, want %s", parts[2], action)
			}
			if conditioned := strings.HasPrefix(action, "Microsoft.Authorization/roleAssignments/") && !strings.HasSuffix(action, "/read"); conditioned != (parts[1] != "") {
				t.Errorf("the text is %q", got.Message())
			}
			// The operations of a deployment have an older address too.
			if !strings.HasPrefix(path, parts[3]) && !strings.HasPrefix(path, strings.Replace(parts[3], "/providers/Microsoft.Resources", "", 1)) && parts[3] != "/" {
				t.Errorf("refused over %s for %s", parts[3], path)
			}
		})
	}
	if guarded < 50 {
		t.Errorf("only %d rows are guarded", guarded)
	}
}
