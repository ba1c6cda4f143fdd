package world

import (
	"fmt"
	"strings"
	"testing"
)

func TestParseReportsErrorsWithTheirLine(t *testing.T) {
	for _, row := range []struct{ name, text, want string }{
		{"an unknown member", "tenants:\n  - domain: a.test\n    userz: []\n", "3"},
		{"a wrong type", "tenants:\n  - domain: a.test\n    users: 7\n", "3"},
		{"a name that is a list", "tenants:\n  - domain: a.test\n    groups:\n      - displayName: g\n        members: [[x]]\n", "5"},
		{"a duplicate member", "tenants:\n  - domain: a.test\n    domain: b.test\n", "3"},
		{"no tenants", "{}", "no tenants"},
		{"an empty file", "", "no tenants"},
		{"a tenant without a domain", "tenants:\n  - displayName: x\n", "tenants[0] has no domain"},
		{"a user without a name", "tenants: [{domain: a.test, users: [{password: x}]}]", "users[0] has no userPrincipalName"},
		{"a user of another domain", "tenants: [{domain: a.test, users: [{userPrincipalName: x@b.test}]}]", "is not of the tenant's domain"},
		{"a deployment without a model", "tenants: [{domain: a.test, subscriptions: [{displayName: s, resourceGroups: [{name: g, accounts: [{name: a, deployments: [{name: d}]}]}]}]}]", "has no model.name"},
		{"an assignment without a scope", "tenants: [{domain: a.test, roleAssignments: [{role: Owner, principal: x}]}]", "roleAssignments[0] has no scope"},
		{"Latin-1", "tenants:\n  - domain: caf\xe9.test\n", "the world is not UTF-8"},
		{"UTF-16 without a byte order mark", "t\x00e\x00", "save it as UTF-8"},
		{"too much", strings.Repeat(" ", MaxSize+1), "larger than"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := Parse([]byte(row.text))
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want something with %q", err, row.want)
			}
		})
	}
}

func TestParseAcceptsWindowsEncodings(t *testing.T) {
	const text = "tenants:\r\n  - domain: lab.test\r\n    displayName: Café\r\n"
	utf16 := []byte{0xff, 0xfe}
	for _, r := range text {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	for because, content := range map[string][]byte{
		"Windows line endings":   []byte(text),
		"a byte order mark":      []byte("\ufeff" + text),
		"UTF-16 of PowerShell 5": utf16,
	} {
		if w, err := Parse(content); err != nil || w.Tenants[0].DisplayName != "Café" {
			t.Errorf("%s: %+v, %v", because, w, err)
		}
	}
}

func TestParseSetsDefaults(t *testing.T) {
	w, err := Parse([]byte(`
tenants:
  - domain: Lab.test
    users:
      - userPrincipalName: eve
        directoryRoles: [Global Reader]
    subscriptions:
      - displayName: S
        resourceGroups:
          - name: g
            accounts:
              - name: models
                deployments: [{name: big, model: {name: llama}}]
`))
	if err != nil {
		t.Fatal(err)
	}
	tenant := w.Tenants[0]
	user, group := tenant.Users[0], tenant.Subscriptions[0].ResourceGroups[0]
	account := group.Accounts[0]
	got := fmt.Sprintln(tenant.Domain, tenant.DisplayName, user.UserPrincipalName, user.DisplayName, user.DirectoryRoles[0].Line,
		group.Location, account.Kind, account.SKU, account.Subdomain, account.Deployments[0].Model.Format, account.Deployments[0].Capacity)
	if want := fmt.Sprintln("lab.test", "lab.test", "eve@lab.test", "Eve", 6, "eastus2", "AIServices", "S0", "models", "OpenAI", 0); got != want {
		t.Errorf("got  %swant %s", got, want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("tenants:\n  - domain: a.test\n    users: [{userPrincipalName: x}]\n"))
	f.Add([]byte("tenants: [{domain: a.test, groups: [{displayName: g, members: [a, b]}]}]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		w, err := Parse(text)
		if (w == nil) == (err == nil) && err == nil {
			t.Error("neither a world nor an error")
		}
	})
}

func TestPasswordsAreStrong(t *testing.T) {
	if passwordBits() < 60 {
		t.Errorf("%.1f bits", passwordBits())
	}
}
