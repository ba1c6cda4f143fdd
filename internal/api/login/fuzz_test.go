package login_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
)

// serve sends a request to the host without a network.
func (k *rig) serve(method, path, kind, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "https://login.test"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	k.server.Config.Handler.ServeHTTP(w, r)
	return w
}

// FuzzTokenForm holds that nothing but the right secret ever brings a token, and that nothing breaks the endpoint.
func FuzzTokenForm(f *testing.F) {
	k := newRig(f)
	f.Add("grant_type=client_credentials&client_id=" + k.pipeline.AppID + "&client_secret=x&scope=https://ai.azure.com/.default")
	f.Add("grant_type=authorization_code&client_id=" + az + "&code=x&code_verifier=y&redirect_uri=http://localhost")
	f.Add("grant_type=refresh_token&client_id=" + az + "&refresh_token=x&claims={\"access_token\":{}}")
	f.Add("grant_type=device_code&client_id=" + az + "&device_code=x&code=y")
	f.Add("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&requested_token_use=on_behalf_of&assertion=a.b.c&client_id=" + k.pipeline.AppID + "&client_secret=x&scope=https://ai.azure.com/.default")
	f.Add("grant_type=password&username=ada@contoso.test&password=x&client_id=" + az + "&scope=openid")
	certified := k.register("certified", directory.Credentials{
		Keys:      []directory.KeyCredential{certify(f, "certified", nil, false).credential()},
		Federated: []directory.FederatedCredential{{ID: guid.New(), Name: "name", Issuer: "https://issuer.test", Subject: "s", Audiences: []string{"a"}}},
	})
	stranger := certify(f, "stranger", nil, false)
	f.Add(withAssertion(certified.AppID, k.assertion(stranger, certified.AppID)).Encode())
	f.Add(withAssertion(certified.AppID, k.assertion(stranger, certified.AppID, "iss", "https://issuer.test", "sub", "s", "aud", "a", "#kid", "k")).Encode())
	f.Add("grant_type=urn:ietf:params:oauth:grant-type:device_code&client_id=%00&grant_type=x;y&&=")
	f.Fuzz(func(t *testing.T, body string) {
		w := k.serve(http.MethodPost, "/contoso.test/oauth2/v2.0/token", "application/x-www-form-urlencoded", body)
		if w.Code < 400 || w.Code >= 500 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	})
}

// FuzzAssertions holds that nothing that a stranger signs, or nobody, passes for an application or for a user.
func FuzzAssertions(f *testing.F) {
	k := newRig(f)
	certified := k.register("certified", directory.Credentials{
		Keys:      []directory.KeyCredential{certify(f, "certified", nil, false).credential()},
		Federated: []directory.FederatedCredential{{ID: guid.New(), Name: "name", Issuer: "https://issuer.test", Subject: "s", Audiences: []string{"a"}}},
	}).AppID
	stranger := certify(f, "stranger", nil, false)
	f.Add(k.assertion(stranger, certified))
	f.Add(k.assertion(stranger, certified, "iss", "https://issuer.test", "sub", "s", "aud", "a", "#kid", "k"))
	f.Add(k.assertion(stranger, certified, "#alg", "none") + "\n")
	f.Fuzz(func(t *testing.T, assertion string) {
		user := url.Values{
			"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "requested_token_use": {"on_behalf_of"}, "assertion": {assertion},
			"client_id": {k.pipeline.AppID}, "client_secret": {appSecret}, "scope": {cognitive + "/.default"},
		}
		for _, form := range []url.Values{withAssertion(certified, assertion), user} {
			w := k.serve(http.MethodPost, "/contoso.test/oauth2/v2.0/token", "application/x-www-form-urlencoded", form.Encode())
			if w.Code < 400 || w.Code >= 500 {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
		}
	})
}

// FuzzAuthorize checks that browsers are redirected only to registered redirect URIs.
func FuzzAuthorize(f *testing.F) {
	k := newRig(f)
	f.Add(authorization().Encode())
	f.Add(authorization("redirect_uri", "http://localhost:1@evil.test", "prompt", "none").Encode())
	f.Add(authorization("response_mode", "form_post", "state", `"><script>`, "response_type", "x").Encode())
	f.Add("client_id=" + az + "&redirect_uri=http://127.0.0.1:99999/&response_type=token&response_mode=fragment")
	f.Fuzz(func(t *testing.T, query string) {
		path := (&url.URL{Path: "/common/oauth2/v2.0/authorize", RawQuery: query}).String()
		if _, err := url.ParseRequestURI("https://login.test" + path); err != nil || strings.ContainsFunc(path, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
			return // no HTTP client can send it
		}
		w := k.serve(http.MethodGet, path, "", "")
		if w.Code >= 500 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if location := w.Header().Get("Location"); location != "" {
			u, err := url.Parse(location)
			if err != nil || u.Scheme != "http" || u.Hostname() != "localhost" && u.Hostname() != "127.0.0.1" || u.User != nil {
				t.Fatalf("redirect to %q", location)
			}
		}
	})
}

// FuzzSignInForm checks that forms never crash the server, and never sign in anyone without a password.
func FuzzSignInForm(f *testing.F) {
	k := newRig(f)
	f.Add("/common/signin", "request="+url.QueryEscape(authorization().Encode())+"&loginfmt=ada@contoso.test&passwd=x&action=signin&canary=x")
	f.Add("/devicelogin", "otc=ABCDEFGHJ&action=continue&account=x&canary=x")
	f.Fuzz(func(t *testing.T, path, body string) {
		if path != "/common/signin" && path != "/devicelogin" {
			return
		}
		w := k.serve(http.MethodPost, path, "application/x-www-form-urlencoded", body)
		if w.Code >= 500 || strings.Contains(w.Header().Get("Location"), "code=") {
			t.Fatalf("%d %s %s", w.Code, w.Header(), w.Body)
		}
	})
}
