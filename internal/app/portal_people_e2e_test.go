//go:build e2e

package app_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/client"
)

// shown is the text that the page shows once under a label, as a password.
func (p *portal) shown(label string) string {
	p.t.Helper()
	p.do(chromedp.WaitVisible(`//pre[@aria-label=` + quotedXPath(label) + `]`))
	return inPage[string](p, `document.querySelector('pre[aria-label="`+label+`"]').innerText`)
}

// TestPortalUsersInChromium makes a user, who signs in with the password that is shown once; disables them, resets their
// password, ends their sessions; and invites a guest, who comes in by the link.
func TestPortalUsersInChromium(t *testing.T) {
	_, place, client := started(t)
	outside := newPerson(t, place, client.Transport.(*http.Transport).TLSClientConfig)
	signsIn := func(user, password string) (int, string) {
		status, body := outside.token("grant_type", "password", "username", user, "password", password, "scope", "https://graph.microsoft.com/.default")
		text, _ := body["error_description"].(string)
		return status, text
	}
	p := openPortal(t, place)
	p.signIn("ada@keyless.localhost")
	p.press("People and programs")
	p.sees("cleo@keyless.localhost")
	p.picture("people-users")

	t.Log("a new user")
	p.press("New user")
	p.enter("display-name", "Dora")
	p.enter("user-name", "dora")
	p.picture("people-new-user")
	p.press("Create")
	first := p.shown("First password")
	p.sees("dora@keyless.localhost")
	p.picture("people-user-made")
	if status, text := signsIn("dora@keyless.localhost", first); status == 200 || !strings.Contains(text, "AADSTS50055") {
		t.Errorf("with the first password, which is to be changed: %d %s", status, text)
	}

	t.Log("found by the beginning of either name")
	p.open("#/people/users")
	p.enter("filter", "dora@k")
	p.do(chromedp.WaitNotPresent(`//td//bdi[normalize-space(.)="Ada"]`))
	p.sees("dora@keyless.localhost")
	p.do(chromedp.Reload())
	p.sees("dora@keyless.localhost")
	p.missing("cleo@keyless.localhost")
	p.replace("filter", "nobody of that name")
	p.sees("Nobody is like that")
	p.accessible("nobody found")

	t.Log("bob: sessions, password, disabled and enabled")
	bob := place.Tenant.Users[1]
	p.open("#/people/users/" + bob.ID)
	p.sees("bob@keyless.localhost")
	p.picture("people-user")
	p.press("Revoke sessions")
	p.do(chromedp.Click("#confirm-revoke"))
	p.sees("Every session has ended")
	p.press("Reset password")
	p.sees("The present password stops working.")
	p.do(chromedp.Click("#confirm-reset"))
	p.shown("New password")
	p.accessible("new password")
	if status, text := signsIn(bob.UserPrincipalName, bob.Password); status == 200 || !strings.Contains(text, "AADSTS50126") {
		t.Errorf("bob, with the password from before: %d %s", status, text)
	}
	p.press("Disable")
	p.do(chromedp.Click("#confirm-disable"))
	p.sees("disabled")
	if status, text := signsIn(bob.UserPrincipalName, bob.Password); status == 200 || !strings.Contains(text, "AADSTS50057") && !strings.Contains(text, "AADSTS50126") {
		t.Errorf("bob, disabled: %d %s", status, text)
	}
	p.do(chromedp.Click("#enable"))
	p.do(chromedp.WaitVisible("#disable"))

	t.Log("a guest")
	p.open("#/people/users?new=guest")
	p.enter("mail", "gwen@partner.example")
	p.picture("people-new-guest")
	p.press("Invite")
	link := p.shown("Link of the invitation")
	p.sees("not accepted yet")
	p.picture("people-guest")
	if status, kind, body := get(t, client, link, browserAccepts); status != 200 || !strings.HasPrefix(kind, "text/html") || !strings.Contains(body, "Accept the invitation") {
		t.Errorf("the link of the invitation: %d %s", status, kind)
	}

	t.Log("the sign-in log")
	p.open("#/people/sign-ins?outcome=failed")
	p.sees("AADSTS50126")
	p.picture("people-sign-ins")
	p.open("#/people/sign-ins?who=" + bob.ID)
	p.do(chromedp.WaitVisible("#everybody"))

	t.Log("who administers nothing sees people and changes nothing")
	p.press("ada@keyless.localhost")
	p.press("Use another account")
	p.do(chromedp.Click("#otherTile"))
	p.signIn("cleo@keyless.localhost")
	p.open("#/people/users")
	p.sees("bob@keyless.localhost")
	p.missing("New user")
	p.sees("Invite a guest") // as the policy of the tenant lets everybody
	p.open("#/people/users/" + bob.ID)
	p.sees("In no group")
	for _, control := range []string{"Disable", "Reset password", "Revoke sessions", "Delete", "Sign-ins"} {
		if found := inPage[int](p, `[...document.querySelectorAll("#main section fluent-button, #main section a.button")].filter((b) => b.innerText.trim() === "`+control+`").length`); found > 0 {
			t.Errorf("cleo sees %s", control)
		}
	}
	p.open("#/people/sign-ins")
	p.sees("Authorization_RequestDenied")
	p.accessible("sign-ins refused")
}

// TestPortalGroupsInChromium makes groups, one in another, with members and an owner, who looks after it without a
// directory role.
func TestPortalGroupsInChromium(t *testing.T) {
	p, _, _ := adaInPortal(t)
	p.open("#/people/groups")
	p.sees("developers")
	p.picture("people-groups")
	p.press("New group")
	p.enter("display-name", "everyone in the house")
	p.enter("description", "All who work here")
	p.press("Create")
	p.sees("No members")
	p.sees("Not nested")
	p.picture("people-group-new")
	p.pick("add-members", "dev", "developers")
	p.do(chromedp.WaitVisible(`//div[contains(@class, "nesting")]//bdi[normalize-space(.)="developers"]`))
	p.pick("add-members", "bob", "Bob")
	p.sees("3 members")
	p.pick("add-owners", "cleo", "Cleo")
	p.do(chromedp.WaitVisible(`//div[@aria-label="Owners"]//bdi[normalize-space(.)="Cleo"]`))
	p.picture("people-group")
	address := inPage[string](p, `location.hash`)
	p.press("Remove Bob from the members")
	p.do(chromedp.WaitNotPresent(`//div[@aria-label="Members"]//bdi[normalize-space(.)="Bob"]`))
	p.do(chromedp.Click(`//div[contains(@class, "nesting")]//a[.//bdi[normalize-space(.)="developers"]]`))
	p.sees("It is in")
	p.do(chromedp.WaitVisible(`//div[contains(@class, "nesting")]//a[.//bdi[normalize-space(.)="everyone in the house"]]`))

	t.Log("an owner adds members and deletes it; another group is not theirs")
	p.press("ada@keyless.localhost")
	p.press("Use another account")
	p.do(chromedp.Click("#otherTile"))
	p.signIn("cleo@keyless.localhost")
	p.open("#/people/groups")
	p.sees("everyone in the house")
	p.missing("New group")
	p.press("developers")
	p.sees("Members, through groups too")
	p.missing("Add a member")
	p.missing("Delete the group")
	p.open(address)
	p.pick("add-members", "bob", "Bob")
	p.do(chromedp.WaitVisible(`//div[@aria-label="Members"]//bdi[normalize-space(.)="Bob"]`))
	p.press("Delete the group")
	p.do(chromedp.Click("#confirm-delete"))
	p.sees("The group is deleted")
	p.do(chromedp.WaitNotPresent(`//td//bdi[normalize-space(.)="everyone in the house"]`))
}

// TestPortalFederatedCredentialInChromium registers an app, lets it sign in with the tokens of another issuer, gives it a
// role, and calls the model as a program that has nothing but such a token; then adds a secret and a certificate.
func TestPortalFederatedCredentialInChromium(t *testing.T) {
	_, place, client := startedWith(t, func(config *app.Config) { config.HTTPListen = "127.0.0.1:0" }) // for the tokens of workloads
	subscription := place.Tenant.Subscriptions[0].ID
	raw, issuer, subject := workloadToken(t, place)
	p := openPortal(t, place)
	p.signIn("ada@keyless.localhost")
	p.open("#/people/apps")
	p.sees("ci-pipeline")
	p.picture("people-apps")
	p.press("Register an app")
	p.enter("display-name", "nightly")
	p.press("Register")
	p.sees("No federated credential")
	appID := inPage[string](p, `[...document.querySelectorAll("dt")].find((d) => d.innerText === "Client id").nextElementSibling.innerText`)

	t.Log("the subject of GitHub and of Kubernetes is built from fields")
	p.do(chromedp.Click("#add-github"))
	p.enter("fc-organization", "contoso")
	p.enter("fc-repository", "website")
	p.enter("fc-entity-value", "production")
	p.sees("repo:contoso/website:environment:production")
	p.do(chromedp.SetValue("#fc-entity", "pull"))
	inPage[bool](p, `document.getElementById("fc-entity").dispatchEvent(new Event("change", {bubbles: true}))`)
	p.sees("repo:contoso/website:pull_request")
	p.enter("fc-name", "pull-requests")
	p.picture("people-app-github")
	p.press("Add")
	p.sees("The credential is there")
	p.do(chromedp.Click("#add-kubernetes"))
	p.enter("fc-namespace", "ml")
	p.enter("fc-account", "trainer")
	p.sees("system:serviceaccount:ml:trainer")

	t.Log("a token of another issuer signs in once the credential is there, and a role lets it call")
	if status, text := exchange(t, place, client, appID, raw); status == 200 {
		t.Errorf("before the credential is there: %d %s", status, text)
	}
	p.do(chromedp.Click("#add-other"))
	p.enter("fc-issuer", issuer)
	p.enter("fc-subject", subject)
	p.enter("fc-name", "workload")
	p.press("Add")
	p.do(chromedp.WaitVisible(`//td//bdi[normalize-space(.)="workload"]`))
	p.picture("people-app")
	status, token := exchange(t, place, client, appID, raw)
	if status != 200 {
		t.Fatalf("the token of the workload: %d %s", status, token)
	}
	if got := chatWithToken(t, place, client, token); got != 401 {
		t.Errorf("without a role: %d", got)
	}
	p.open(foundryAt("access", subscription, "?tab=add&role=Cognitive+Services+User"))
	p.sees("Who gets it?")
	p.pick("member", "nightly", "nightly")
	p.do(chromedp.Click("#next"), chromedp.Click("#assign"))
	p.sees("in force")
	if got := chatWithToken(t, place, client, token); got != 200 {
		t.Errorf("with the role: %d", got)
	}

	t.Log("a secret is shown once, and is good")
	p.open("#/people/apps")
	p.press("nightly")
	p.enter("secret-name", "laptop")
	p.do(chromedp.Click(`//form[.//input[@id="secret-name"]]//button`))
	secret := p.shown("Secret")
	p.accessible("secret")
	if status, text := programSignsIn(t, place, client, url.Values{"client_id": {appID}, "client_secret": {secret}}); status != 200 {
		t.Errorf("the secret: %d %v", status, text)
	}
	p.do(chromedp.Reload())
	p.sees("laptop")
	if strings.Contains(p.text(), secret) {
		t.Error("the secret is shown again")
	}
	p.press("Delete the secret laptop")
	p.sees("No secret")

	t.Log("a certificate, but no private key")
	p.enter("certificate", "-----BEGIN PRIVATE KEY-----")
	p.press("Add the certificate")
	p.sees("holds a private key")
	p.replace("certificate", strings.ReplaceAll(newCertificate(t), "\n", " "))
	p.press("Add the certificate")
	p.sees("Thumbprint")

	t.Log("consent for everyone, and its end")
	p.press("nightly")
	p.sees("Nobody has consented")
	p.do(chromedp.SetValue("#api", inPage[string](p, `[...document.querySelectorAll("#api option")].find((o) => o.innerText === "Microsoft Graph").value`)))
	inPage[bool](p, `document.getElementById("api").dispatchEvent(new Event("change", {bubbles: true}))`)
	p.do(chromedp.Click(`//label[.//code[normalize-space(.)="User.Read"]]`))
	p.press("Consent for everyone")
	p.sees("It is consented")
	p.picture("people-program")
	p.press("Withdraw the consent for Microsoft Graph")
	p.sees("Nobody has consented")
	p.open("#/people/programs")
	p.sees("app-identity")
	p.picture("people-programs")

	t.Log("a managed identity, which trusts an issuer too")
	p.open("#/people/identities")
	p.sees("app-identity")
	p.picture("people-identities")
	p.enter("identity-name", "worker")
	p.press("Create")
	p.sees("Access control (IAM)")
	p.press("Federated credentials")
	p.do(chromedp.Click("#add-other"))
	p.enter("fc-issuer", issuer)
	p.enter("fc-subject", subject)
	p.enter("fc-name", "workload")
	p.press("Add")
	p.do(chromedp.WaitVisible(`//td//bdi[normalize-space(.)="workload"]`))
	p.picture("resource-federated")
}

// workloadToken is a token of the server's own issuer of workloads, for app-identity, with who made it and whom it is of.
func workloadToken(t *testing.T, place *client.Instance) (raw, issuer, subject string) {
	t.Helper()
	vars, err := place.Environment(client.As{Workload: "app-identity"})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vars {
		if v.Name != "AZURE_FEDERATED_TOKEN_FILE" {
			continue
		}
		text, err := os.ReadFile(v.Value)
		if err != nil {
			t.Fatal(err)
		}
		raw = strings.TrimSpace(string(text))
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(raw, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims struct{ Iss, Sub string }
	if err := json.Unmarshal(payload, &claims); err != nil {
		t.Fatal(err)
	}
	return raw, claims.Iss, claims.Sub
}

// exchange signs an app in with a token of another issuer.
func exchange(t *testing.T, place *client.Instance, client *http.Client, appID, raw string) (status int, text string) {
	t.Helper()
	return programSignsIn(t, place, client, url.Values{
		"client_id": {appID}, "client_assertion": {raw}, "client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
	})
}

// programSignsIn signs a program in, and returns its access token for models, or the refusal.
func programSignsIn(t *testing.T, place *client.Instance, client *http.Client, form url.Values) (status int, text string) {
	t.Helper()
	form.Set("grant_type", "client_credentials")
	form.Set("scope", "https://cognitiveservices.azure.com/.default")
	response, err := client.PostForm(place.Server.Origins.Login+"/"+place.Tenant.ID+"/oauth2/v2.0/token", form)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, _ := io.ReadAll(response.Body)
	var out map[string]any
	_ = json.Unmarshal(body, &out)
	if token, ok := out["access_token"].(string); ok {
		return response.StatusCode, token
	}
	return response.StatusCode, string(body)
}

func chatWithToken(t *testing.T, place *client.Instance, client *http.Client, token string) int {
	t.Helper()
	address := place.Server.Origins.Account("foundry") + "/models/chat/completions?api-version=2024-05-01-preview"
	request, err := http.NewRequest(http.MethodPost, address, strings.NewReader(`{"model":"chat","messages":[{"role":"user","content":"Hello"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode
}

// newCertificate is a certificate as PEM.
func newCertificate(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "nightly"}, NotBefore: start, NotAfter: start.AddDate(0, 3, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}
