package login_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestDiscovery(t *testing.T) {
	k := newRig(t)
	o, tenant := k.server.URL, k.tenant.ID
	rows := []struct{ path, issuer, token, keys string }{
		{"/" + tenant + "/v2.0/.well-known/openid-configuration", o + "/" + tenant + "/v2.0", o + "/" + tenant + "/oauth2/v2.0/token", o + "/" + tenant + "/discovery/v2.0/keys"},
		{"/Contoso.test/v2.0/.well-known/openid-configuration?", o + "/" + tenant + "/v2.0", o + "/" + tenant + "/oauth2/v2.0/token", o + "/" + tenant + "/discovery/v2.0/keys"},
		{"//contoso.test/.well-known/openid-configuration", o + "/" + tenant + "/", o + "/" + tenant + "/oauth2/token", o + "/" + tenant + "/discovery/keys"},
		{"/organizations/v2.0/.well-known/openid-configuration", o + "/{tenantid}/v2.0", o + "/organizations/oauth2/v2.0/token", o + "/organizations/discovery/v2.0/keys"},
		{"/common/.well-known/openid-configuration", o + "/{tenantid}/", o + "/common/oauth2/token", o + "/common/discovery/keys"},
		{"/adfs/.well-known/openid-configuration", o + "/adfs", o + "/adfs/oauth2/token", o + "/adfs/discovery/keys"},
	}
	for _, row := range rows {
		status, doc := k.get(row.path)
		if status != 200 || doc["issuer"] != row.issuer || doc["token_endpoint"] != row.token || doc["jwks_uri"] != row.keys {
			t.Errorf("%s: %d %v", row.path, status, doc)
		}
		for _, mode := range []string{"query", "fragment", "form_post"} {
			if !containsAll(texts(doc["response_modes_supported"]), mode) {
				t.Errorf("%s: no mode %s", row.path, mode)
			}
		}
	}
}

func TestDiscoveryAdvertisesOnlyWhatExists(t *testing.T) {
	k := newRig(t)
	for _, path := range []string{"/" + k.tenant.ID + "/v2.0/.well-known/openid-configuration", "/common/.well-known/openid-configuration", "/adfs/.well-known/openid-configuration"} {
		_, doc := k.get(path)
		for _, name := range []string{"http_logout_supported", "frontchannel_logout_supported"} {
			if doc[name] != true {
				t.Errorf("%s: %s is %v, although the sign-out page calls the sign-out addresses of applications", path, name, doc[name])
			}
		}
		for name, value := range doc {
			address, _ := value.(string)
			if !strings.HasPrefix(address, k.server.URL) || name == "issuer" {
				continue
			}
			response, err := k.server.Client().PostForm(address, url.Values{})
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			if response.StatusCode == http.StatusMethodNotAllowed {
				if response, err = k.server.Client().Get(address); err != nil {
					t.Fatal(err)
				}
				_ = response.Body.Close()
			}
			if response.StatusCode == http.StatusNotFound {
				t.Errorf("%s: %s is not there", name, address)
			}
		}
	}
}

func TestDiscoveryRejectsUnknownTenants(t *testing.T) {
	k := newRig(t)
	for path, number := range map[string]int{
		"/11111111-2222-3333-4444-555555555555/v2.0/.well-known/openid-configuration": 90002,
		"/nobody.test/.well-known/openid-configuration":                               90002,
		"/no_body/.well-known/openid-configuration":                                   900023,
		"/nobody.test/discovery/v2.0/keys":                                            90002,
	} {
		status, body := k.get(path)
		k.refused(path, status, body, 400, "invalid_request", number)
	}
}

func TestKeySets(t *testing.T) {
	k := newRig(t)
	for path, issuer := range map[string]any{
		"/common/discovery/v2.0/keys":              k.server.URL + "/{tenantid}/v2.0",
		"/" + k.tenant.ID + "/discovery/v2.0/keys": k.server.URL + "/" + k.tenant.ID + "/v2.0",
		"/common/discovery/keys":                   nil,
	} {
		_, doc := k.get(path)
		keys, _ := doc["keys"].([]any)
		if len(keys) != 1 {
			t.Fatalf("%s: %v", path, doc)
		}
		key := keys[0].(map[string]any)
		if key["kty"] != "RSA" || key["use"] != "sig" || key["issuer"] != issuer || key["d"] != nil || key["kid"] == "" || key["x5c"] == nil {
			t.Errorf("%s: %v", path, key)
		}
	}
}

func TestInstanceDiscovery(t *testing.T) {
	k := newRig(t)
	own, _ := url.Parse(k.server.URL)
	for _, host := range []string{own.Host, own.Hostname(), "login.microsoftonline.com"} {
		status, doc := k.get("/common/discovery/instance?api-version=1.1&authorization_endpoint=" + url.QueryEscape("https://"+host+"/contoso.test/oauth2/v2.0/authorize"))
		if status != 200 || doc["tenant_discovery_endpoint"] != k.server.URL+"/contoso.test/v2.0/.well-known/openid-configuration" || len(doc["metadata"].([]any)) != 1 {
			t.Errorf("%s: %d %v", host, status, doc)
		}
	}
	status, body := k.get("/common/discovery/instance?authorization_endpoint=https://evil.test/common/oauth2/authorize")
	k.refused("another host", status, body, 400, "invalid_instance", 50049)
}

func TestMetadataHasThreeShapes(t *testing.T) {
	k := newRig(t)
	if _, doc := k.get("/metadata/endpoints?api-version=2015-01-01"); doc["galleryEndpoint"] == nil || doc["graphEndpoint"] == nil || doc["portalEndpoint"] == nil || doc["authentication"] == nil {
		t.Errorf("2015: %v", doc)
	}
	_, one := k.get("/metadata/endpoints?api-version=2022-09-01")
	authentication, _ := one["authentication"].(map[string]any)
	if one["name"] == nil || one["suffixes"] == nil || one["resourceManager"] != k.server.URL+"/arm" || authentication["loginEndpoint"] != k.server.URL || texts(authentication["audiences"])[0] != k.server.URL+"/arm" {
		t.Errorf("2022: %v", one)
	}
	response, err := k.server.Client().Get(k.server.URL + "/metadata/endpoints?api-version=2019-05-01")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	start := make([]byte, 1)
	if _, err := response.Body.Read(start); err != nil || start[0] != '[' {
		t.Errorf("2019 is no list: %q", start)
	}
}

func TestUserRealmAndWebFinger(t *testing.T) {
	k := newRig(t)
	if _, doc := k.get("/common/userrealm/ada@contoso.test?api-version=1.0"); doc["account_type"] != "Managed" || doc["domain_name"] != "contoso.test" {
		t.Errorf("user realm: %v", doc)
	}
	resource := "https://127.0.0.1"
	_, doc := k.get("/.well-known/webfinger?rel=http://schemas.microsoft.com/rel/trusted-realm&resource=" + resource)
	if links, _ := doc["links"].([]any); len(links) != 1 || links[0].(map[string]any)["href"] != resource {
		t.Errorf("webfinger: %v", doc)
	}
	if status, _ := k.get("/.well-known/webfinger?resource=https://evil.test"); status != 404 {
		t.Errorf("webfinger of another host: %d", status)
	}
	status, body := k.get("/nothing/here/at/all")
	k.refused("nothing", status, body, 404, "invalid_request", 90019)
}

func TestUserInfo(t *testing.T) {
	k := newRig(t)
	ask := func(raw string) (int, map[string]any) {
		request, _ := http.NewRequest(http.MethodGet, k.server.URL+"/common/openid/userinfo", nil)
		if raw != "" {
			request.Header.Set("Authorization", "Bearer "+raw)
		}
		response, err := k.server.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		return k.read(response)
	}
	if status, body := ask(k.must(k.ropc("openid profile"))["access_token"].(string)); status != 200 || body["email"] != "ada@contoso.test" || body["name"] != "Ada" {
		t.Errorf("%d %v", status, body)
	}
	for what, raw := range map[string]string{
		"no token": "", "garbage": "garbage", "a token for another resource": k.must(k.ropc(armScope))["access_token"].(string),
		"an application's token": k.must(url.Values{"grant_type": {"client_credentials"}, "client_id": {k.pipeline.AppID}, "client_secret": {appSecret}, "scope": {"https://graph.microsoft.com/.default"}})["access_token"].(string),
	} {
		if status, _ := ask(raw); status != 401 {
			t.Errorf("%s: %d", what, status)
		}
	}
}
