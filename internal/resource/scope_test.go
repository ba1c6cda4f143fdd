package resource_test

import (
	"slices"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/resource"
)

const (
	sub     = "/subscriptions/11111111-2222-3333-4444-555555555555"
	group   = sub + "/resourceGroups/rg1"
	account = group + "/providers/Microsoft.CognitiveServices/accounts/foundry"
)

func TestParseScopeAcceptsEverySpellingOfAnID(t *testing.T) {
	for _, row := range []struct{ because, text, want, kind, parent string }{
		{"the root", "/", "/", "", ""},
		{"a subscription", sub, sub, "Microsoft.Resources/subscriptions", "/"},
		{"az writes resourcegroups in lower case", strings.ToLower(group), sub + "/resourceGroups/rg1", "Microsoft.Resources/resourceGroups", sub},
		{"az writes a double slash", strings.Replace(account, "Services/", "Services//", 1), account, "Microsoft.CognitiveServices/accounts", group},
		{"a child resource", account + "/projects/p", account + "/projects/p", "Microsoft.CognitiveServices/accounts/projects", account},
		{"an extension resource", account + "/providers/Microsoft.Authorization/locks/l", account + "/providers/Microsoft.Authorization/locks/l", "Microsoft.Authorization/locks", account},
		{"a resource of the subscription", sub + "/providers/Microsoft.Authorization/roleDefinitions/x", sub + "/providers/Microsoft.Authorization/roleDefinitions/x", "Microsoft.Authorization/roleDefinitions", sub},
		{"a management group", "/providers/microsoft.management/managementgroups/mg", "/providers/Microsoft.Management/managementGroups/mg", "Microsoft.Management/managementGroups", "/"},
		{"a group named providers", sub + "/resourceGroups/providers/providers/A.B/c/d", sub + "/resourceGroups/providers/providers/A.B/c/d", "A.B/c", sub + "/resourceGroups/providers"},
	} {
		t.Run(row.because, func(t *testing.T) {
			s, err := resource.ParseScope(row.text)
			if err != nil {
				t.Fatal(err)
			}
			if s.String() != row.want || s.Type() != row.kind {
				t.Errorf("got %s of type %s, want %s of type %s", s, s.Type(), row.want, row.kind)
			}
			parent, ok := s.Parent()
			if ok != (row.parent != "") || ok && parent.String() != row.parent {
				t.Errorf("parent is %s, %t, want %q", parent, ok, row.parent)
			}
		})
	}
}

func TestParseScopeRejectsInvalidIDs(t *testing.T) {
	for _, text := range []string{
		"", "subscriptions/x", "/subscriptions", sub + "/resourceGroups", group + "/providers", group + "/providers/A.B",
		group + "/providers/A.B/c", account + "/projects", "/foo/bar", group + "/../rg2", group + "/providers/A.B/c/%2e%2e",
		group + "/providers/A.B/c/d?e", group + "/x/y", "/subscriptions/a\x00b", "/subscriptions/K\u212a", "/" + strings.Repeat("a", 4096),
	} {
		if s, err := resource.ParseScope(text); err == nil {
			t.Errorf("%q was read as %s", text, s)
		}
	}
}

func TestContainsFollowsTheTree(t *testing.T) {
	for _, row := range []struct {
		because, above, below string
		want                  bool
	}{
		{"a scope contains itself", group, group, true},
		{"the root contains everything", "/", account, true},
		{"case is ignored", strings.ToUpper(group[:len(sub)+1]) + "RESOURCEGROUPS/RG1", account, true},
		{"a sibling's name is not a prefix", group, group + "0/providers/A.B/c/d", false},
		{"a child does not contain its parent", account, group, false},
		{"a namespace is not a node", sub, sub + "/providers/A.B/c/d", true},
	} {
		t.Run(row.because, func(t *testing.T) {
			above, err := resource.ParseScope(strings.Replace(row.above, "/SUBSCRIPTIONS", "/subscriptions", 1))
			if err != nil {
				t.Fatal(err)
			}
			if got := above.Contains(resource.MustScope(row.below)); got != row.want {
				t.Errorf("%s contains %s: %t, want %t", row.above, row.below, got, row.want)
			}
		})
	}
}

func FuzzParseScope(f *testing.F) {
	f.Add(account)
	f.Add(sub + "/resourceGroups/providers/providers/A.B/c/d/e/providers/providers/X.Y/z/w")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := resource.ParseScope(text)
		if err != nil {
			return
		}
		again, err := resource.ParseScope(s.String())
		if err != nil || !again.Equal(s) {
			t.Fatalf("%q became %q, which is read as %q, %v", text, s, again, err)
		}
		up := slices.Collect(s.Upward())
		if !up[len(up)-1].IsRoot() {
			t.Fatalf("%q does not end at the root", text)
		}
		for _, above := range up {
			if !above.Contains(s) {
				t.Fatalf("%q does not contain %q", above, s)
			}
			if parsed, err := resource.ParseScope(above.String()); err != nil || !parsed.Equal(above) {
				t.Fatalf("%q, above %q, is no scope: %v", above, s, err)
			}
		}
		_, _, _ = s.Type(), s.Subscription(), s.ResourceGroup()
	})
}
