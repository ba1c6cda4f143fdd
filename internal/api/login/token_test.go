package login_test

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/oauth"
)

func TestClientCredentials(t *testing.T) {
	k := newRig(t)
	good := url.Values{"grant_type": {"client_credentials"}, "client_id": {k.pipeline.AppID}, "client_secret": {appSecret}, "scope": {cognitive + "/.default openid profile offline_access"}}
	body := k.must(good)
	if body["refresh_token"] != nil || body["id_token"] != nil || body["expires_in"] != float64(3600) || body["token_type"] != "Bearer" {
		t.Errorf("answer is %v", body)
	}
	got, err := k.verifier.Verify(context.Background(), body["access_token"].(string), func(aud string) bool { return aud == cognitive })
	if err != nil {
		t.Fatal(err)
	}
	if got.Object != k.pipeline.ID || got.AppIDAcr != "1" || !got.IsApp() {
		t.Errorf("claims are %+v", got)
	}
	with := func(change ...string) url.Values {
		form := maps.Clone(good)
		for i := 0; i < len(change); i += 2 {
			form.Del(change[i])
			if change[i+1] != "" {
				form.Set(change[i], change[i+1])
			}
		}
		return form
	}
	tenant := "/" + k.tenant.ID
	rows := []struct {
		what   string
		path   string
		form   url.Values
		status int
		err    string
		number int
	}{
		{"a wrong secret", tenant, with("client_secret", "nope"), 401, "invalid_client", 7000215},
		{"an expired secret", tenant, with("client_secret", "an old secret"), 401, "invalid_client", 7000222},
		{"no secret", tenant, with("client_secret", ""), 401, "invalid_client", 7000216},
		{"an assertion without its type", tenant, with("client_secret", "", "client_assertion", "x.y.z"), 400, "invalid_request", 900144},
		{"a first-party client with a secret", tenant, with("client_id", az), 401, "invalid_client", 700025},
		{"an unknown application", tenant, with("client_id", "11111111-2222-3333-4444-555555555555"), 400, "unauthorized_client", 700016},
		{"an invalid application id", tenant, with("client_id", "x"), 400, "unauthorized_client", 700016},
		{"an application of another tenant", "/" + k.other.ID, good, 400, "unauthorized_client", 700016},
		{"an application without a service principal", tenant, with("client_id", k.web.AppID), 400, "unauthorized_client", 7000229},
		{"an unknown tenant", "/11111111-2222-3333-4444-555555555555", good, 400, "invalid_request", 90002},
		{"an unknown domain", "/nobody.test", good, 400, "invalid_request", 90002},
		{"an invalid tenant name", "/no_body", good, 400, "invalid_request", 900023},
		{"a shared place", "/common", good, 400, "invalid_request", 50059},
		{"an unknown resource", tenant, with("scope", "https://nothing.test/.default"), 400, "invalid_resource", 500011},
		{"a wrong secret and an unknown resource", tenant, with("client_secret", "nope", "scope", "https://nothing.test/.default"), 401, "invalid_client", 7000215},
		{"a scope that is not .default", tenant, with("scope", cognitive+"/user_impersonation"), 400, "invalid_scope", 1002012},
		{"only reserved scopes", tenant, with("scope", "openid"), 400, "invalid_request", 900144},
		{"two resources", tenant, with("scope", cognitive+"/.default "+armScope), 400, "invalid_scope", 28000},
		{"a resource on the v2 endpoint", tenant, with("resource", cognitive), 400, "invalid_request", 901002},
		{"no grant type", tenant, with("grant_type", ""), 400, "invalid_request", 900144},
		{"no client id", tenant, with("client_id", ""), 400, "invalid_request", 900144},
		{"an unknown grant type", tenant, with("grant_type", "implicit"), 400, "unsupported_grant_type", 70003},
	}
	for _, row := range rows {
		status, body := k.call(row.path+"/oauth2/v2.0/token", row.form)
		k.refused(row.what, status, body, row.status, row.err, row.number)
	}
	twice := maps.Clone(good)
	twice["client_id"] = []string{k.pipeline.AppID, az}
	status, body := k.token(twice)
	k.refused("a parameter that comes twice", status, body, 400, "invalid_request", 90014)
}

func TestResourcesAreFoundByEveryName(t *testing.T) {
	k := newRig(t)
	rows := []struct{ scope, audience, version string }{
		{cognitive + "/.default", cognitive, "1.0"},
		{cognitive + "//.default", cognitive + "/", "1.0"},
		{"https://ai.azure.com/.default", "https://ai.azure.com", "1.0"},
		{"https://ml.azure.com/.default", "https://ml.azure.com", "1.0"},
		{"HTTPS://Management.Core.Windows.Net//.default", "https://management.core.windows.net/", "1.0"},
		{k.server.URL + "/arm/.default", k.server.URL + "/arm", "1.0"},
		{k.server.URL + "/graph//.default", k.server.URL + "/graph/", "1.0"},
		{"00000003-0000-0000-c000-000000000000/.default", "00000003-0000-0000-c000-000000000000", "1.0"},
		{"api://orders/.default", k.api.AppID, "2.0"},
		{k.api.AppID + "/.default", k.api.AppID, "2.0"},
	}
	for _, row := range rows {
		body := k.must(url.Values{"grant_type": {"client_credentials"}, "client_id": {k.pipeline.AppID}, "client_secret": {appSecret}, "scope": {row.scope}})
		c := claims(t, body["access_token"])
		if c["aud"] != row.audience || c["ver"] != row.version {
			t.Errorf("%s: aud %v ver %v, want %s %s", row.scope, c["aud"], c["ver"], row.audience, row.version)
		}
	}
}

func TestV1Endpoint(t *testing.T) {
	k := newRig(t)
	status, body := k.call("/contoso.test/oauth2/token", url.Values{"grant_type": {"client_credentials"}, "client_id": {k.pipeline.AppID}, "client_secret": {appSecret}, "resource": {cognitive + "/"}})
	if status != 200 || body["expires_in"] != "3600" || body["resource"] != cognitive+"/" || claims(t, body["access_token"])["aud"] != cognitive+"/" {
		t.Errorf("%d %v", status, body)
	}
	status, body = k.call("/contoso.test/oauth2/token", url.Values{"grant_type": {"client_credentials"}, "client_id": {k.pipeline.AppID}, "client_secret": {appSecret}})
	k.refused("no resource", status, body, 400, "invalid_request", 900144)
}

func TestBasicAuthentication(t *testing.T) {
	k := newRig(t)
	post := func(id, secret string, more ...string) (int, map[string]any) {
		form := url.Values{"grant_type": {"client_credentials"}, "scope": {armScope}}
		for i := 0; i < len(more); i += 2 {
			form.Set(more[i], more[i+1])
		}
		request, _ := http.NewRequest(http.MethodPost, k.server.URL+"/"+k.tenant.ID+"/oauth2/v2.0/token", strings.NewReader(form.Encode()))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded;charset=utf-8")
		request.SetBasicAuth(id, secret)
		response, err := k.server.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		return k.read(response)
	}
	if status, body := post(k.pipeline.AppID, url.QueryEscape(appSecret)); status != 200 {
		t.Errorf("%d %v", status, body)
	}
	status, body := post(k.pipeline.AppID, "wrong")
	k.refused("a wrong secret", status, body, 401, "invalid_client", 7000215)
	if status, body := post(k.pipeline.AppID, url.QueryEscape(appSecret), "client_id", k.pipeline.AppID); status != 200 {
		t.Errorf("the same client id in the form: %d %v", status, body)
	}
	status, body = post(k.pipeline.AppID, url.QueryEscape(appSecret), "client_secret", appSecret)
	k.refused("a secret in the header and in the form", status, body, 400, "invalid_request", 90023)
	status, body = post(k.pipeline.AppID, url.QueryEscape(appSecret), "client_id", k.web.AppID)
	k.refused("two client ids", status, body, 400, "invalid_request", 90023)
}

func TestDisabledServicePrincipalsGetNoToken(t *testing.T) {
	k := newRig(t)
	k.pipeline.AccountEnabled = false
	k.put(k.pipeline)
	status, body := k.token(url.Values{"grant_type": {"client_credentials"}, "client_id": {k.pipeline.AppID}, "client_secret": {appSecret}, "scope": {armScope}})
	k.refused("disabled", status, body, 400, "unauthorized_client", 7000112)
}

func TestPasswordGrant(t *testing.T) {
	k := newRig(t)
	scope := armScope + " offline_access openid profile"
	body := k.must(k.ropc(scope))
	for _, name := range []string{"access_token", "refresh_token", "id_token", "client_info"} {
		if body[name] == nil {
			t.Errorf("no %s in %v", name, body)
		}
	}
	if granted := strings.Fields(body["scope"].(string)); !containsAll(granted, armScope, "openid", "profile", "https://management.azure.com/user_impersonation") {
		t.Errorf("scope is %v", granted)
	}
	access, id := claims(t, body["access_token"]), claims(t, body["id_token"])
	if access["scp"] != "user_impersonation" || access["oid"] != k.ada.ID || access["upn"] != "ada@contoso.test" || access["appidacr"] != "0" {
		t.Errorf("access token: %v", access)
	}
	if id["aud"] != az || id["tid"] != k.tenant.ID || id["preferred_username"] != "ada@contoso.test" || id["iss"] != k.server.URL+"/"+k.tenant.ID+"/v2.0" {
		t.Errorf("id token: %v", id)
	}
	rows := []struct {
		what, name, value string
		err               string
		number            int
	}{
		{"a wrong password", "password", "nope", "invalid_grant", 50126},
		{"a user who does not exist", "username", "nobody@contoso.test", "invalid_grant", 50126},
		{"a user of another tenant", "username", "sam@fabrikam.test", "invalid_grant", 50126},
		{"no password", "password", "", "invalid_request", 900144},
		{"no name", "username", "", "invalid_request", 900144},
	}
	for _, row := range rows {
		form := k.ropc(scope)
		form.Set(row.name, row.value)
		status, body := k.token(form)
		k.refused(row.what, status, body, 400, row.err, row.number)
	}
	form := k.ropc(scope)
	form.Set("client_id", k.web.AppID)
	status, body := k.token(form)
	k.refused("an application that must prove itself", status, body, 401, "invalid_client", 7000218)

	k.ada.AccountEnabled = false
	k.put(k.ada)
	status, body = k.token(k.ropc(scope))
	k.refused("a disabled account", status, body, 400, "invalid_grant", 50057)
	form = k.ropc(scope)
	form.Set("password", "wrong")
	status, body = k.token(form)
	k.refused("a disabled account with a wrong password", status, body, 400, "invalid_grant", 50126)
}

func containsAll(all []string, some ...string) bool {
	for _, s := range some {
		found := false
		for _, a := range all {
			found = found || a == s
		}
		if !found {
			return false
		}
	}
	return true
}

func TestPasswordGrantCanBeDisabled(t *testing.T) {
	k := newRig(t, func(c *oauth.Config) { c.AllowPassword = false })
	status, body := k.token(k.ropc(armScope))
	k.refused("switched off", status, body, 400, "unsupported_grant_type", 7000034)
	if _, doc := k.get("/common/v2.0/.well-known/openid-configuration"); containsAll(texts(doc["grant_types_supported"]), "password") {
		t.Error("discovery advertises it")
	}
}

func texts(list any) (out []string) {
	items, _ := list.([]any)
	for _, item := range items {
		text, _ := item.(string)
		out = append(out, text)
	}
	return out
}

func TestRefreshTokens(t *testing.T) {
	k := newRig(t)
	first := k.must(k.ropc(armScope + " offline_access openid profile"))
	refresh := func(raw any, scope string) url.Values {
		return url.Values{"grant_type": {"refresh_token"}, "client_id": {az}, "refresh_token": {raw.(string)}, "scope": {scope}, "client_info": {"1"}}
	}
	status, body := k.token(refresh(first["refresh_token"], "https://nothing.test/.default"))
	k.refused("an unknown resource", status, body, 400, "invalid_resource", 500011)
	// The failed attempt did not use it up, and it is valid for any resource.
	second := k.must(refresh(first["refresh_token"], cognitive+"/.default offline_access openid profile"))
	if claims(t, second["access_token"])["aud"] != cognitive || second["refresh_token"] == first["refresh_token"] {
		t.Errorf("answer is %v", second)
	}
	third := k.must(refresh(second["refresh_token"], ""))
	if claims(t, third["access_token"])["aud"] != "https://management.azure.com" {
		t.Errorf("without a scope it is for what was asked at first: %v", third)
	}
	status, body = k.call("/"+k.other.ID+"/oauth2/v2.0/token", refresh(third["refresh_token"], armScope))
	k.refused("a tenant that the user is not of", status, body, 400, "invalid_grant", 50020)
	foreign := refresh(third["refresh_token"], armScope)
	foreign.Set("client_id", k.native.AppID)
	status, body = k.token(foreign)
	k.refused("another client", status, body, 400, "invalid_grant", 700003)
	fourth := k.must(refresh(third["refresh_token"], armScope))

	// As in Entra, used tokens stay valid: az and CI systems copy token caches.
	if k.must(refresh(second["refresh_token"], armScope))["refresh_token"] == fourth["refresh_token"] {
		t.Error("two uses got the same refresh token")
	}
	k.must(refresh(fourth["refresh_token"], armScope))
	status, body = k.token(refresh("garbage", armScope))
	k.refused("garbage", status, body, 400, "invalid_grant", 9002313)

	again := k.must(k.ropc(armScope + " offline_access"))
	k.pass(91 * 24 * time.Hour)
	status, body = k.token(refresh(again["refresh_token"], armScope))
	k.refused("expired", status, body, 400, "invalid_grant", 70008)
	status, body = k.token(refresh(first["refresh_token"], armScope))
	k.refused("one that was used, expired", status, body, 400, "invalid_grant", 70008)
}

// TestRefreshTokensOfPagesWorkOnce plays honest clients and thieves. Rows are steps: seconds that pass, and which token is used,
// by the number of the answer that it came with, and whether it works.
func TestRefreshTokensOfPagesWorkOnce(t *testing.T) {
	type step struct {
		after, token int
		works        bool
	}
	for _, row := range []struct {
		what  string
		steps []step
	}{
		{"two tabs use one token at about the same time, and go on with their own", []step{{0, 0, true}, {2, 0, true}, {100, 1, true}, {100, 2, true}}},
		{"an answer is lost and the request sent again at once", []step{{0, 0, true}, {1, 0, true}, {60, 2, true}}},
		{"an answer is lost and the page comes back an hour later", []step{{0, 0, true}, {3600, 0, true}, {60, 2, true}}},
		{"two answers are lost", []step{{0, 0, true}, {3600, 0, true}, {3600, 0, true}, {60, 3, true}}},
		{"a thief uses a token that the page has moved on from", []step{{0, 0, true}, {5, 1, true}, {5, 0, false}, {1, 2, false}}},
		{"the page uses a token that a thief has moved on from", []step{{0, 0, true}, {60, 1, true}, {60, 0, false}, {1, 2, false}}},
		{"a thief comes an hour after the page, and the page goes on", []step{{0, 0, true}, {3600, 0, true}, {60, 1, false}, {1, 2, false}}},
		{"a thief comes within the grace, and later both go back", []step{{0, 0, true}, {5, 0, true}, {60, 1, true}, {60, 0, false}, {1, 2, false}}},
	} {
		t.Run(row.what, func(t *testing.T) {
			k := newRig(t)
			const spa = "https://spa.test"
			answer := k.signIn(k.browser(), authorization("client_id", k.native.AppID, "redirect_uri", spa+"/"))
			_, _, first := k.fetch(spa, redeem(answer.Get("code"), "client_id", k.native.AppID, "redirect_uri", spa+"/"))
			tokens := []any{first["refresh_token"]}
			for i, s := range row.steps {
				k.pass(time.Duration(s.after)*time.Second + time.Millisecond)
				text, _ := tokens[s.token].(string)
				_, _, body := k.fetch(spa, url.Values{"grant_type": {"refresh_token"}, "client_id": {k.native.AppID}, "refresh_token": {text}, "scope": {armScope}})
				if works := body["access_token"] != nil; works != s.works || !works && body["error"] != "invalid_grant" {
					t.Fatalf("step %d: %v", i+1, body)
				}
				if s.works {
					tokens = append(tokens, body["refresh_token"])
				}
			}
		})
	}
}

func TestRefreshTokensEndWithTheUsersSessions(t *testing.T) {
	k := newRig(t)
	form := url.Values{"grant_type": {"refresh_token"}, "client_id": {az}, "scope": {armScope}, "refresh_token": {k.must(k.ropc(armScope + " offline_access"))["refresh_token"].(string)}}
	k.ada.SessionsValidFrom = k.now()
	k.put(k.ada)
	status, body := k.token(form)
	k.refused("revoked sessions", status, body, 400, "invalid_grant", 50173)
	k.ada.SessionsValidFrom = time.Time{}
	k.ada.AccountEnabled = false
	k.put(k.ada)
	status, body = k.token(form)
	k.refused("a disabled account", status, body, 400, "invalid_grant", 50057)
}

func TestErrorsMatchEntras(t *testing.T) {
	k := newRig(t)
	request, _ := http.NewRequest(http.MethodPost, k.server.URL+"/"+k.tenant.ID+"/oauth2/v2.0/token", strings.NewReader("grant_type=x&client_id=y"))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("client-request-id", "6f9a2b0e-0d5b-4d3a-9f5a-0a1b2c3d4e5f")
	response, err := k.server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	status, body := k.read(response)
	if status != 400 || body["correlation_id"] != "6f9a2b0e-0d5b-4d3a-9f5a-0a1b2c3d4e5f" || body["trace_id"] != response.Header.Get("x-ms-request-id") || body["timestamp"] == nil || body["error_uri"] == nil {
		t.Errorf("%d %v", status, body)
	}
	for _, name := range []string{" Trace ID: ", " Correlation ID: ", " Timestamp: "} {
		if !strings.Contains(body["error_description"].(string), name) {
			t.Errorf("no %q in %v", name, body["error_description"])
		}
	}
	if got := response.Header.Get("Cache-Control"); got != "no-store, no-cache" {
		t.Errorf("Cache-Control is %q", got)
	}
	if got := response.Header.Get("client-request-id"); got != "6f9a2b0e-0d5b-4d3a-9f5a-0a1b2c3d4e5f" {
		t.Errorf("client-request-id is %q", got)
	}
}

func TestTokenEndpointRejectsNonFormBodies(t *testing.T) {
	k := newRig(t)
	rows := []struct {
		what, kind, body string
		status, number   int
	}{
		{"JSON", "application/json", `{"grant_type":"client_credentials"}`, 400, 900144},
		{"no type", "", "grant_type=client_credentials", 400, 900144},
		{"bad escapes", "application/x-www-form-urlencoded", "grant_type=%zz", 400, 9002313},
		{"too long", "application/x-www-form-urlencoded", "grant_type=" + strings.Repeat("a", 70<<10), 413, 90015},
	}
	for _, row := range rows {
		response, err := k.server.Client().Post(k.server.URL+"/"+k.tenant.ID+"/oauth2/v2.0/token", row.kind, strings.NewReader(row.body))
		if err != nil {
			t.Fatal(err)
		}
		status, body := k.read(response)
		k.refused(row.what, status, body, row.status, "invalid_request", row.number)
	}
	status, body := k.get("/" + k.tenant.ID + "/oauth2/v2.0/token")
	k.refused("GET", status, body, 405, "invalid_request", 900561)
}

func TestEverySignInIsRecorded(t *testing.T) {
	k := newRig(t)
	k.must(k.ropc(armScope))
	form := k.ropc(armScope)
	form.Set("password", "wrong")
	_, _ = k.token(form)
	if got := k.numbers(); len(got) != 2 || got[0] != 0 || got[1] != 50126 {
		t.Fatalf("recorded %v", got)
	}
	if s := k.signIns[1]; s.Name != "ada@contoso.test" || s.Client != az || s.IP == "" || s.Request == "" || s.Grant != "password" {
		t.Errorf("recorded %+v", s)
	}
	for _, s := range k.signIns {
		if strings.Contains(s.Reason, password) || strings.Contains(s.Reason, "wrong\"") {
			t.Errorf("a password in %+v", s)
		}
	}
}
