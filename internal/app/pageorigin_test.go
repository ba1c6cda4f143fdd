package app_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/client"
)

// TestOnlyRegisteredPagesMayReadResponses sends each host's CORS requests of a browser. Only pages of origins that an
// application has registered may read responses.
func TestOnlyRegisteredPagesMayReadResponses(t *testing.T) {
	_, place, client := started(t)
	registerPage(t, place, client, "https://page.example.com/", "http://localhost/back")
	origins := place.Server.Origins
	for _, address := range []string{
		origins.Login + "/" + place.Tenant.ID + "/oauth2/v2.0/token", origins.Login + "/common/openid/userinfo",
		origins.Graph + "/v1.0/me", origins.ARM + "/subscriptions",
	} {
		for origin, want := range map[string]bool{
			"https://page.example.com": true, "http://localhost:3000": true,
			"https://page.example.com.evil.example": false, "http://page.example.com": false, "https://localhost:3000": false, "null": false,
		} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, address, strings.NewReader(url.Values{}.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Origin", origin)
			r.Header.Set("Access-Control-Request-Method", "POST")
			response, err := client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			if got := response.Header.Get("Access-Control-Allow-Origin"); (got == origin) != want || got == "*" {
				t.Errorf("%s for %s: Access-Control-Allow-Origin %q", address, origin, got)
			}
		}
	}
}

// registerPage registers a single-page application as an administrator, and returns its client id.
func registerPage(t *testing.T, place *client.Instance, client *http.Client, redirects ...string) string {
	t.Helper()
	admin := &person{t: t, place: place, client: client}
	ada := place.Tenant.Users[0]
	status, tokens := admin.token("grant_type", "password", "username", ada.UserPrincipalName, "password", ada.Password, "scope", place.Server.Origins.Graph+"/.default")
	if status != http.StatusOK {
		t.Fatalf("token of the administrator: %d %v", status, tokens)
	}
	body, err := json.Marshal(map[string]any{"displayName": "page", "spa": map[string]any{"redirectUris": redirects}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, place.Server.Origins.Graph+"/v1.0/applications", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+tokens["access_token"].(string))
	r.Header.Set("Content-Type", "application/json")
	response, text := admin.do(client.Do(r))
	if response.StatusCode != http.StatusCreated {
		t.Fatalf("register the page: %d %s", response.StatusCode, text)
	}
	return between(text, `"appId":"`)
}
