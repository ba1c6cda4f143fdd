package app_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/oauth"
)

// get asks for a path with an Accept header and returns status, type and body.
func get(t *testing.T, client *http.Client, address, accept string) (status int, kind, body string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", accept)
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, response.Header.Get("Content-Type"), string(text)
}

const browserAccepts = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

func TestOnlyBrowsersGetThePortal(t *testing.T) {
	_, place, client := started(t)
	login := place.Server.Origins.Login
	for _, row := range []struct {
		path, accept string
		status       int
		kind         string
	}{
		{"/", browserAccepts, http.StatusOK, "text/html"},
		{"/", "application/json", http.StatusNotFound, "application/json"},
		{"/", "*/*", http.StatusNotFound, "application/json"},
		{"/common/v2.0/.well-known/openid-configuration", browserAccepts, http.StatusOK, "application/json"},
		{"/arm/subscriptions", browserAccepts, http.StatusUnauthorized, "application/json"},
		{"/portal/nothing", browserAccepts, http.StatusNotFound, "text/plain"},
	} {
		status, kind, body := get(t, client, login+row.path, row.accept)
		if status != row.status || !strings.HasPrefix(kind, row.kind) {
			t.Errorf("%s for %s: %d %s %s", row.path, row.accept, status, kind, body)
		}
	}
}

// production runs a production server with more lines in its configuration, and returns its folder and a client that
// reaches it under its names.
func production(t *testing.T, more string) (app.Config, *http.Client) {
	t.Helper()
	config, err := serveConfig(t, serveFolder(t), func(text string) string { return text + more })
	if err != nil {
		t.Fatal(err)
	}
	known, stop := serveUntil(t, config)
	t.Cleanup(stop)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return config, &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			TLSClientConfig:   &tls.Config{InsecureSkipVerify: true}, // its certificate is of this test
			DisableKeepAlives: true,
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return (&net.Dialer{}).DialContext(ctx, "tcp", known.Listen)
			},
		},
	}
}

func TestPortalIsWhereTheConfigurationSays(t *testing.T) {
	const login, portal = "https://login.ai.example.com", "https://portal.ai.example.com"
	for _, row := range []struct {
		what, more           string
		atLogin, atOwnOrigin int
		signsIn              string // the redirect URI that sign-in accepts; "" for none
	}{
		{"at the origin of sign-in", "", http.StatusOK, http.StatusUnauthorized, login + "/"},
		{"at an origin of its own", "portal: " + portal + "\n", http.StatusNotFound, http.StatusOK, portal + "/"},
		{"nowhere", "portal: \"off\"\n", http.StatusNotFound, http.StatusUnauthorized, ""},
	} {
		t.Run(row.what, func(t *testing.T) {
			_, client := production(t, row.more)
			if status, _, body := get(t, client, login+"/", browserAccepts); status != row.atLogin {
				t.Errorf("at sign-in: %d %s", status, body)
			}
			// Without a portal of that name it is an account's.
			if status, _, body := get(t, client, portal+"/", browserAccepts); (status == http.StatusOK) != (row.atOwnOrigin == http.StatusOK) {
				t.Errorf("at its own origin: %d %s", status, body)
			}
			for _, redirect := range []string{login + "/", portal + "/", "https://evil.example/", login + "/other", "http://localhost/"} {
				status, _, body := get(t, client, login+"/organizations/oauth2/v2.0/authorize?"+portalRequest(redirect).Encode(), browserAccepts)
				if accepted := status == http.StatusOK; accepted != (redirect == row.signsIn) {
					t.Errorf("a sign-in that goes back to %s: %d %.200s", redirect, status, body)
				}
			}
			for _, host := range []string{"https://arm.ai.example.com/subscriptions", "https://graph.ai.example.com/v1.0/me", "https://models.ai.example.com/models/info"} {
				for _, origin := range []string{login, portal, "https://evil.example"} {
					allowed := preflight(t, client, host, origin)
					if want := row.signsIn == origin+"/"; allowed != want {
						t.Errorf("a page at %s may call %s: %v", origin, host, allowed)
					}
				}
			}
		})
	}
}

func portalRequest(redirect string) url.Values {
	return url.Values{
		"client_id": {oauth.PortalAppID}, "response_type": {"code"}, "redirect_uri": {redirect}, "scope": {"https://management.azure.com/.default openid"},
		"code_challenge": {strings.Repeat("a", 43)}, "code_challenge_method": {"S256"},
	}
}

func preflight(t *testing.T, client *http.Client, address, origin string) bool {
	t.Helper()
	request, err := http.NewRequest(http.MethodOptions, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Origin", origin)
	request.Header.Set("Access-Control-Request-Method", http.MethodGet)
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.Header.Get("Access-Control-Allow-Origin") == origin
}

// TestProductionSignInRequiresACredential holds against an attacker who can put a developer's file of passwords into the
// folder of a production server, and knows a person's name.
func TestProductionSignInRequiresACredential(t *testing.T) {
	config, client := production(t, "")
	text := `{"tenants":[{"id":"x","users":[{"userPrincipalName":"ada@ai.example.com","password":"a password","id":"y"}]}]}`
	if err := os.WriteFile(filepath.Join(config.DataDir, "credentials.json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	const login = "https://login.ai.example.com"
	_, _, page := get(t, client, login+"/organizations/oauth2/v2.0/authorize?"+portalRequest(login+"/").Encode(), browserAccepts)
	if strings.Contains(page, `name="pick"`) {
		t.Fatal("the sign-in page of a production server has a picker")
	}
	canary := regexp.MustCompile(`name="canary" value="([^"]*)"`).FindStringSubmatch(page)
	if canary == nil {
		t.Fatalf("no sign-in page: %s", page)
	}
	form := url.Values{"request": {portalRequest(login + "/").Encode()}, "endpoint": {"v2"}, "canary": {canary[1]}, "pick": {"ada@ai.example.com"}}
	response, err := client.PostForm(login+"/organizations/signin", form)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	for _, cookie := range response.Cookies() {
		if strings.Contains(cookie.Name, "session") {
			t.Error("a session was started")
		}
	}
	if response.StatusCode != http.StatusBadRequest {
		t.Errorf("picking a person: %d", response.StatusCode)
	}
}

// TestPortalClientIsRejectedForPrograms keeps others from asking for tokens in the name of the portal.
func TestPortalClientIsRejectedForPrograms(t *testing.T) {
	_, place, client := started(t)
	user := place.Tenant.Users[0]
	endpoint := place.Server.Origins.Login + "/organizations/oauth2/v2.0/"
	for _, row := range []struct {
		what, path string
		form       url.Values
	}{
		{"a person's password", "token", url.Values{"grant_type": {"password"}, "username": {user.UserPrincipalName}, "password": {user.Password}}},
		{"a device code", "devicecode", url.Values{}},
		{"itself", "token", url.Values{"grant_type": {"client_credentials"}}},
	} {
		row.form.Set("client_id", oauth.PortalAppID)
		row.form.Set("scope", "https://management.azure.com/.default")
		response, err := client.PostForm(endpoint+row.path, row.form)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode == http.StatusOK {
			t.Errorf("the portal's client id got tokens for %s", row.what)
		}
	}
}
