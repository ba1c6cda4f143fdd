package login_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestPagesCannotBeFramed(t *testing.T) {
	k := newRig(t)
	for _, path := range []string{"/organizations/oauth2/v2.0/authorize?" + authorization().Encode(), "/devicelogin", "/error?code=50011", "/common/oauth2/v2.0/logout", "/organizations/oauth2/v2.0/authorize"} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, k.server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept", "text/html")
		response, err := k.server.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		policy := response.Header.Get("Content-Security-Policy")
		if response.Header.Get("X-Frame-Options") != "DENY" || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe-inline") || !strings.Contains(policy, "script-src 'none'") && !strings.Contains(policy, "script-src 'nonce-") {
			t.Errorf("%s: %q, %q", path, response.Header.Get("X-Frame-Options"), policy)
		}
	}
}

func TestDocumentsUseConfiguredAddresses(t *testing.T) {
	k := newRig(t)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, k.server.URL+"/common/v2.0/.well-known/openid-configuration", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = "evil.test"
	for _, name := range []string{"X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-URL", "X-Rewrite-URL", "Forwarded"} {
		request.Header.Set(name, "evil.test")
	}
	response, err := k.server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_, document := k.read(response)
	for name, value := range document {
		if text, ok := value.(string); ok && strings.Contains(text, "evil") {
			t.Errorf("%s is %s", name, text)
		}
	}
}

// A browser that is redirected with 307 would send the password on as well. One that is redirected at all is held by
// form-action on every further redirect of the client's.
func TestFormsAreNotAnsweredWithRedirects(t *testing.T) {
	k := newRig(t)
	b := k.browser()
	response := k.send(b, k.open(k.authorize(b, authorization())), "loginfmt", "ada@contoso.test", "passwd", password, "action", "signin")
	if response.StatusCode != http.StatusOK || response.Header.Get("Location") != "" {
		t.Errorf("%d %s", response.StatusCode, response.Header.Get("Location"))
	}
	if next := k.next(response); !strings.HasPrefix(next, "http://localhost:40123?") || !strings.Contains(next, "code=") {
		t.Errorf("the page goes on to %s", next)
	}
	own := authorization("client_id", k.native.AppID, "redirect_uri", "myapp://auth")
	response = k.send(b, k.open(k.authorize(b, own)), "action", "continue", "account", k.ada.ID)
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusSeeOther || !strings.HasPrefix(response.Header.Get("Location"), "myapp://auth?") {
		t.Errorf("a program's own scheme: %d %s", response.StatusCode, response.Header.Get("Location"))
	}
}

func TestResponsesNameTheIssuer(t *testing.T) {
	k := newRig(t)
	_, document := k.get("/" + k.tenant.ID + "/v2.0/.well-known/openid-configuration")
	if document["authorization_response_iss_parameter_supported"] != true {
		t.Errorf("the document does not say that answers name the issuer: %v", document)
	}
	b := k.browser()
	response, err := b.Get(k.server.URL + "/" + k.tenant.ID + "/oauth2/v2.0/authorize?" + authorization().Encode())
	if err != nil {
		t.Fatal(err)
	}
	page := k.open(response)
	if answer := k.back(k.send(b, page, "loginfmt", "ada@contoso.test", "passwd", password, "action", "signin"), "http://localhost:40123"); answer.Get("iss") != document["issuer"] {
		t.Errorf("the issuer in the answer: %q", answer.Get("iss"))
	}
	response, err = k.browser().Get(k.server.URL + "/" + k.tenant.ID + "/oauth2/v2.0/authorize?" + authorization("prompt", "none").Encode())
	if err != nil {
		t.Fatal(err)
	}
	if answer := k.back(response, "http://localhost:40123"); answer.Get("iss") != document["issuer"] || answer.Get("error") == "" {
		t.Errorf("the issuer in a refusal: %v", answer)
	}
}
