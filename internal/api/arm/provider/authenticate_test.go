package provider_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/arm/armtest"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/directory/directorytest"
	"keyless.dev/keyless/internal/store"
)

func TestHostRejectsInvalidTokens(t *testing.T) {
	w := armtest.New(t)
	other := map[string]string{
		"none":                   "",
		"no bearer":              "Basic abc",
		"garbage":                "Bearer garbage",
		"alg none":               "Bearer eyJhbGciOiJub25lIn0.e30.",
		"meant for the graph":    "Bearer " + w.TokenFor("ada", "https://graph.microsoft.com", time.Hour),
		"meant for inference":    "Bearer " + w.TokenFor("ada", "https://cognitiveservices.azure.com", time.Hour),
		"expired":                "Bearer " + w.TokenFor("ada", armtest.Origin, -time.Minute),
		"signature cut":          "Bearer " + w.Token("ada")[:len(w.Token("ada"))-8],
		"of a disabled user":     "",
		"for a longer audience":  "Bearer " + w.TokenFor("ada", armtest.Origin+".evil.test", time.Hour),
		"of Azure's own, a path": "Bearer " + w.TokenFor("ada", "https://management.azure.com/x", time.Hour),
	}
	w.People["bob"].(*directory.User).AccountEnabled = false
	w.Update(func(tx *store.Tx) error { return tx.PutObject(w.People["bob"]) })
	other["of a disabled user"] = "Bearer " + w.Token("bob")
	codes := map[string]string{
		"none": "AuthenticationFailed", "no bearer": "AuthenticationFailedInvalidHeader", "expired": "ExpiredAuthenticationToken",
		"meant for the graph": "InvalidAuthenticationTokenAudience", "meant for inference": "InvalidAuthenticationTokenAudience",
		"for a longer audience": "InvalidAuthenticationTokenAudience", "of Azure's own, a path": "InvalidAuthenticationTokenAudience",
	}
	for because, authorization := range other {
		t.Run(because, func(t *testing.T) {
			header := http.Header{}
			if authorization != "" {
				header.Set("Authorization", authorization)
			}
			got := w.Send("GET", armtest.Subscription, "", header)
			want := codes[because]
			if want == "" {
				want = "InvalidAuthenticationToken"
			}
			if got.Status != 401 || got.Code() != want {
				t.Errorf("%d %s, want %s", got.Status, got.Text, want)
			}
			challenge := got.Header.Get("WWW-Authenticate")
			// Tools find the tenant of a subscription by this pattern.
			if match := regexp.MustCompile(`authorization_uri="[^"]*/([0-9a-f\-]+)(/oauth2/authorize)?"`).FindStringSubmatch(challenge); match == nil || match[1] != armtest.Tenant {
				t.Errorf("the challenge is %s", challenge)
			}
			if because == "of a disabled user" && !strings.Contains(challenge, `error="insufficient_claims", claims="ey`) {
				t.Errorf("the challenge is %s", challenge)
			}
		})
	}
	for _, audience := range []string{armtest.Origin, armtest.Origin + "/", "https://management.azure.com/", "https://management.core.windows.net"} {
		if got := w.Send("GET", armtest.Subscription, "", http.Header{"Authorization": {"Bearer " + w.TokenFor("ada", audience, time.Hour)}}); got.Status != 200 {
			t.Errorf("audience %s: %d %s", audience, got.Status, got.Text)
		}
	}
	for _, ours := range []string{armtest.Origin, "https://management.azure.com", "https://management.core.windows.net"} {
		for _, audience := range directorytest.Lookalikes(ours) {
			if got := w.Send("GET", armtest.Subscription, "", http.Header{"Authorization": {"Bearer " + w.TokenFor("ada", audience, time.Hour)}}); got.Status != 401 {
				t.Errorf("audience %q: %d %s", audience, got.Status, got.Text)
			}
		}
	}
}
