package app_test

import (
	"crypto/tls"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/storeadmin"
)

// graph calls Microsoft Graph and returns the response.
func (p *person) graph(token, method, path, body string) (int, map[string]any) {
	p.t.Helper()
	request, err := http.NewRequestWithContext(p.t.Context(), method, p.place.Server.Origins.Graph+"/v1.0"+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	response, text := p.do(p.client.Do(request))
	var out map[string]any
	_ = json.Unmarshal([]byte(text), &out) // a 204 has no body
	return response.StatusCode, out
}

// sendPassword signs a user in with grant_type=password.
func (p *person) sendPassword(user int, scope string) (int, map[string]any) {
	p.t.Helper()
	u := p.place.Tenant.Users[user]
	return p.token("grant_type", "password", "username", u.UserPrincipalName, "password", u.Password, "scope", scope+"/.default offline_access")
}

// chat calls the model and returns the status, the challenge and the body.
func (p *person) chat(token string) (int, string, string) {
	p.t.Helper()
	address := p.place.Server.Origins.Account("foundry") + "/models/chat/completions?api-version=2024-05-01-preview"
	request, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, address, strings.NewReader(`{"model":"chat","messages":[{"role":"user","content":"hi"}]}`))
	if err != nil {
		p.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	response, text := p.do(p.client.Do(request))
	return response.StatusCode, response.Header.Get("WWW-Authenticate"), text
}

// userInfo calls userinfo and returns the status and the challenge.
func (p *person) userInfo(token string) (int, string) {
	p.t.Helper()
	request, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, p.place.Server.Origins.Login+"/common/openid/userinfo", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, _ := p.do(p.client.Do(request))
	return response.StatusCode, response.Header.Get("WWW-Authenticate")
}

// TestPoliciesApplyAtSignInAndToIssuedTokens applies policies to bob, who already has tokens and a browser session.
// Their effect must end when the policy is removed.
func TestPoliciesApplyAtSignInAndToIssuedTokens(t *testing.T) {
	config, place, client := started(t)
	trust := client.Transport.(*http.Transport).TLSClientConfig.RootCAs
	bob := newPerson(t, place, &tls.Config{RootCAs: trust, MinVersion: tls.VersionTLS12})
	ada := newPerson(t, place, &tls.Config{RootCAs: trust, MinVersion: tls.VersionTLS12})
	origins := place.Server.Origins
	get := func(user int, scope string) map[string]any {
		t.Helper()
		status, body := ada.sendPassword(user, scope)
		if status != http.StatusOK {
			t.Fatalf("a token for %s: %d %v", scope, status, body)
		}
		return body
	}
	text := func(body map[string]any, name string) string { s, _ := body[name].(string); return s }
	admin := text(get(0, origins.Graph), "access_token")
	armTokens, model := get(1, origins.ARM), text(get(1, "https://cognitiveservices.azure.com"), "access_token")
	arm, directoryToken := text(armTokens, "access_token"), text(get(1, origins.Graph), "access_token")
	bob.redeem(bob.signIn(1))

	// in creates a policy and returns a function that deletes it.
	in := func(body string) func() {
		t.Helper()
		status, made := ada.graph(admin, http.MethodPost, "/identity/conditionalAccess/policies", body)
		if status != http.StatusCreated {
			t.Fatalf("%s: %d %v", body, status, made)
		}
		return func() {
			t.Helper()
			if status, _ := ada.graph(admin, http.MethodDelete, "/identity/conditionalAccess/policies/"+text(made, "id"), ""); status != http.StatusNoContent {
				t.Fatalf("deleting: %d", status)
			}
		}
	}
	who := `"users":{"includeUsers":["` + place.Tenant.Users[1].ID + `"]}`
	block := func(state, more string) string {
		return `{"displayName":"No bobs","state":"` + state + `","conditions":{"clientAppTypes":["all"],"applications":{"includeApplications":["All"]},` + who + more + `},"grantControls":{"operator":"OR","builtInControls":["block"]}}`
	}
	open := func(when string) {
		t.Helper()
		if status, _ := bob.arm(arm); status != http.StatusOK {
			t.Errorf("%s: Resource Manager answers %d", when, status)
		}
		if status, _ := bob.userInfo(directoryToken); status != http.StatusOK {
			t.Errorf("%s: userinfo answers %d", when, status)
		}
		if status, _, said := bob.chat(model); !strings.Contains(said, "PermissionDenied") {
			t.Errorf("%s: the model answers %d %s", when, status, said)
		}
		if status, _ := bob.refresh(armTokens["refresh_token"]); status != http.StatusOK {
			t.Errorf("%s: the refresh token: %d", when, status)
		}
	}
	shut := func(when string) {
		t.Helper()
		if status, challenge := bob.arm(arm); status != http.StatusUnauthorized || !strings.Contains(challenge, `error="insufficient_claims"`) {
			t.Errorf("%s: Resource Manager answers %d %s", when, status, challenge)
		}
		if status, challenge := bob.userInfo(directoryToken); status != http.StatusUnauthorized || !strings.Contains(challenge, `error="insufficient_claims"`) {
			t.Errorf("%s: userinfo answers %d %s", when, status, challenge)
		}
		if status, challenge, said := bob.chat(model); status != http.StatusUnauthorized || !strings.Contains(challenge, "insufficient_claims") || !strings.Contains(said, "'No bobs'") {
			t.Errorf("%s: the model answers %d %s %s", when, status, challenge, said)
		}
		status, refreshed := bob.refresh(armTokens["refresh_token"])
		if !strings.Contains(text(refreshed, "error_description"), "AADSTS53003") || text(refreshed, "error") != "invalid_grant" || text(refreshed, "suberror") != "message_only" {
			t.Errorf("%s: the refresh token: %d %v", when, status, refreshed)
		}
	}
	open("before")
	off := in(block("enabled", ""))
	shut("a block")
	if _, body := bob.sendPassword(1, origins.ARM); !strings.Contains(text(body, "error_description"), "AADSTS53003") || !strings.Contains(text(body, "error_description"), "Blocked by policy 'No bobs'") ||
		text(body, "error") != "interaction_required" || !strings.Contains(text(body, "claims"), "capolids") {
		t.Errorf("a password: %v", body)
	}
	if _, page := bob.authorize(); !strings.Contains(page, `value="continue"`) {
		t.Errorf("the account to pick: %s", page)
	} else if response, page := bob.form(page, "action", "continue"); response.StatusCode != http.StatusBadRequest || !strings.Contains(page, "AADSTS53003") || !strings.Contains(page, "No bobs") {
		t.Errorf("the page: %d %s", response.StatusCode, page)
	}
	device := bob.device()
	_, page := bob.do(bob.client.Get(bob.login() + "/devicelogin"))
	_, page = bob.form(page, "otc", text(device, "user_code"), "action", "code")
	if _, page = bob.form(page, "action", "continue"); !strings.Contains(page, "AADSTS53003") {
		t.Errorf("a device code: %s", page)
	}
	off()
	open("after the block")

	off = in(block("disabled", ""))
	open("a disabled policy")
	off()
	off = in(block("enabledForReportingButNotEnforced", ""))
	open("a report")
	off()
	var result string
	for end := time.Now().Add(5 * time.Second); result == "" && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		_, log := ada.graph(admin, http.MethodGet, "/auditLogs/signIns?$filter="+url.QueryEscape("userId eq '"+place.Tenant.Users[1].ID+"'")+"&$top=1", "")
		if list, _ := log["value"].([]any); len(list) == 1 {
			applied, _ := list[0].(map[string]any)["appliedConditionalAccessPolicies"].([]any)
			if len(applied) == 1 {
				result, _ = applied[0].(map[string]any)["result"].(string)
			}
		}
	}
	if result != "reportOnlyFailure" {
		t.Errorf("the log says of the report %q", result)
	}

	// A named location that contains the caller.
	_, here := ada.graph(admin, http.MethodPost, "/identity/conditionalAccess/namedLocations", `{"@odata.type":"#microsoft.graph.ipNamedLocation","displayName":"here","isTrusted":true,"ipRanges":[{"cidrAddress":"127.0.0.0/8"},{"cidrAddress":"::1/128"}]}`)
	off = in(block("enabled", `,"locations":{"includeLocations":["All"],"excludeLocations":["`+text(here, "id")+`"]}`))
	open("at a place that is let in")
	if status, _ := ada.graph(admin, http.MethodPatch, "/identity/conditionalAccess/namedLocations/"+text(here, "id"), `{"ipRanges":[{"cidrAddress":"192.0.2.0/24"}]}`); status != http.StatusNoContent {
		t.Fatalf("moving the location: %d", status)
	}
	shut("when the place is no more")
	off()

	// A policy that requires a second step, which bob does not have.
	off = in(strings.NewReplacer(`"block"`, `"mfa"`, "No bobs", "Passkeys").Replace(block("enabled", "")))
	if status, _ := bob.arm(arm); status != http.StatusUnauthorized {
		t.Errorf("a token without a second step: %d", status)
	}
	if _, body := bob.sendPassword(1, origins.ARM); !strings.Contains(text(body, "error_description"), "AADSTS50076") || text(body, "suberror") != "basic_action" {
		t.Errorf("a password where a second step is asked for: %v", body)
	}
	if _, page := bob.authorize(); !strings.Contains(page, `value="continue"`) {
		t.Errorf("the account to pick: %s", page)
	} else if _, page := bob.form(page, "action", "continue"); !strings.Contains(page, "AADSTS50072") || !strings.Contains(page, "/my-security") {
		t.Errorf("the page for who has no passkey: %s", page)
	}
	off()

	// Applications are affected if a policy names them.
	ci := place.Tenant.ServicePrincipals[0]
	pipeline := func() map[string]any {
		_, body := ada.do(ada.client.PostForm(ada.login()+"/"+place.Tenant.ID+"/oauth2/v2.0/token", url.Values{
			"grant_type": {"client_credentials"}, "client_id": {ci.AppID}, "client_secret": {ci.Secret}, "scope": {origins.ARM + "/.default"},
		}))
		var out map[string]any
		_ = json.Unmarshal([]byte(body), &out)
		return out
	}
	off = in(block("enabled", ""))
	own := text(pipeline(), "access_token")
	if own == "" {
		t.Error("a policy for people is asked of applications")
	}
	off()
	off = in(strings.Replace(block("enabled", ""), who, `"clientApplications":{"includeServicePrincipals":["`+ci.ID+`"]}`, 1))
	if body := pipeline(); !strings.Contains(text(body, "error_description"), "AADSTS53003") {
		t.Errorf("an application that is named: %v", body)
	}
	if status, _ := bob.arm(own); status != http.StatusUnauthorized {
		t.Errorf("the token of an application that is named: %d", status)
	}
	open("a policy for an application")
	off()

	// The operator of the server can regain access.
	_, _ = ada.graph(admin, http.MethodPatch, "/identity/conditionalAccess/namedLocations/"+text(here, "id"), `{"ipRanges":[{"cidrAddress":"127.0.0.0/8"},{"cidrAddress":"::1/128"}]}`)
	off = in(strings.Replace(block("enabled", `,"locations":{"includeLocations":["`+text(here, "id")+`"]}`), who, `"users":{"includeUsers":["All"]}`, 1))
	if status, _ := ada.graph(admin, http.MethodGet, "/me", ""); status != http.StatusUnauthorized {
		t.Errorf("ada is blocked, and Graph answers %d", status)
	}
	if _, err := storeadmin.RecoverAdmin(t.Context(), config.Target(), "ada"); err != nil {
		t.Fatal(err)
	}
	status := 0
	for end := time.Now().Add(5 * time.Second); status != http.StatusOK && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		status, _ = ada.graph(admin, http.MethodGet, "/me", "")
	}
	if status != http.StatusOK {
		t.Errorf("after recover-admin Graph answers %d", status)
	}
	off()
	open("after all")
}
