//go:build e2e

package app_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"keyless.dev/keyless/internal/client"
)

// hostileNames are what somebody might call a group to have the portal run it, hide it, or break under it.
func hostileNames() map[string]string {
	return map[string]string{
		"markup":        `zz<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`,
		"right-to-left": "zzgroup\u202Eelpoep",
		"zero width":    "zzad\u200Bmins\u2060",
		"very long":     "zz" + strings.Repeat("long", 62),
		"emoji":         "zz\U0001F511\U0001F469\u200D\U0001F4BB",
	}
}

// TestPortalShowsHostileNamesAsTextInChromium gives a role to groups with such names and looks at them wherever principals
// are listed.
func TestPortalShowsHostileNamesAsTextInChromium(t *testing.T) {
	_, place, client := started(t)
	subscription := place.Tenant.Subscriptions[0].ID
	admin := newAdmin(t, place, client)
	for what, name := range hostileNames() {
		id := admin.group(name)
		admin.assign(foundryAt("", subscription, "")[2:], id, what)
	}
	p := openPortal(t, place)
	p.signIn("ada@keyless.localhost")
	for _, page := range []string{foundryAt("access", subscription, "?tab=assignments"), foundryAt("access", subscription, "?tab=add")} {
		p.open(page)
		if strings.Contains(page, "tab=add") {
			p.sees("Which role?")
			p.do(chromedp.Click(`//label[.//strong[normalize-space(.)="Cognitive Services User"]]`), chromedp.Click("#next"))
			p.enter("member", "zz")
			p.do(chromedp.WaitVisible(`//ul[@aria-label="Found"]`))
		}
		p.sees("onerror=")
		text := p.text()
		for _, want := range []string{"⟨U+202E⟩", "⟨U+200B⟩", "⟨U+2060⟩", "<script>"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not show %s", page, want)
			}
		}
		if strings.ContainsAny(text, "\u202E\u200B") {
			t.Errorf("%s shows what turns or hides text", page)
		}
		if found := inPage[int](p, `document.querySelectorAll("kl-app img, kl-app script").length`); found > 0 {
			t.Errorf("%s holds %d elements of a name", page, found)
		}
	}
	if title := inPage[string](p, `document.title`); strings.Contains(title, "owned") {
		t.Error("a name ran as a script")
	}
	p.picture("hostile-names")
}

// admin is a program of an administrator, by HTTP.
type admin struct {
	t      *testing.T
	place  *client.Instance
	client *http.Client
	tokens map[string]string
}

func newAdmin(t *testing.T, place *client.Instance, client *http.Client) *admin {
	t.Helper()
	return programOf(t, place, client, 0)
}

// programOf is a program of one of the people of the default world.
func programOf(t *testing.T, place *client.Instance, client *http.Client, person int) *admin {
	t.Helper()
	outside := newPerson(t, place, client.Transport.(*http.Transport).TLSClientConfig)
	a := &admin{t, place, client, map[string]string{}}
	user := place.Tenant.Users[person]
	for _, resource := range []string{"https://graph.microsoft.com", "https://management.azure.com"} {
		_, body := outside.token("grant_type", "password", "username", user.UserPrincipalName, "password", user.Password, "scope", resource+"/.default")
		a.tokens[resource], _ = body["access_token"].(string)
	}
	return a
}

func (a *admin) send(method, address, resource string, body any) map[string]any {
	a.t.Helper()
	status, answer := a.ask(method, address, resource, body)
	if status >= 300 {
		a.t.Fatalf("%s %s: %d %s", method, address, status, answer)
	}
	var out map[string]any
	_ = json.Unmarshal(answer, &out)
	return out
}

// ask sends a request and returns the answer, whatever it is.
func (a *admin) ask(method, address, resource string, body any) (status int, answer []byte) {
	a.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		a.t.Fatal(err)
	}
	request, err := http.NewRequest(method, address, bytes.NewReader(text))
	if err != nil {
		a.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+a.tokens[resource])
	response, err := a.client.Do(request)
	if err != nil {
		a.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, _ = io.ReadAll(response.Body)
	return response.StatusCode, answer
}

// group makes a group and returns its id.
func (a *admin) group(name string) string {
	a.t.Helper()
	out := a.send(http.MethodPost, a.place.Server.Origins.Graph+"/v1.0/groups", "https://graph.microsoft.com", map[string]any{
		"displayName": name, "mailEnabled": false, "mailNickname": "g", "securityEnabled": true,
	})
	return out["id"].(string)
}

// assign gives a group Cognitive Services User at a scope.
func (a *admin) assign(scope, principal, description string) {
	a.t.Helper()
	a.give(scope, principal, "Group", description)
}

// give gives Cognitive Services User at a scope.
func (a *admin) give(scope, principal, kind, description string) {
	a.t.Helper()
	name := principal // a GUID, as the name of an assignment is
	a.send(http.MethodPut, a.place.Server.Origins.ARM+scope+"/providers/Microsoft.Authorization/roleAssignments/"+name+"?api-version=2022-04-01", "https://management.azure.com", map[string]any{
		"properties": map[string]any{
			"roleDefinitionId": "/subscriptions/" + strings.Split(scope, "/")[2] + "/providers/Microsoft.Authorization/roleDefinitions/a97b65f3-24c7-4388-baec-2e87135dc908",
			"principalId":      principal, "principalType": kind, "description": description,
		},
	})
}
