package login_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/oauth"
)

// TestErrorsAreJSONForClientsAndPagesForBrowsers asks for the same failure in both ways, in the order in which a client
// credentials request is checked: tenant, application, proof, resource, form of the scope.
func TestErrorsAreJSONForClientsAndPagesForBrowsers(t *testing.T) {
	k := newRig(t)
	good := func(change ...string) url.Values {
		form := url.Values{"grant_type": {"client_credentials"}, "client_id": {k.pipeline.AppID}, "client_secret": {appSecret}, "scope": {cognitive + "/.default"}}
		for i := 0; i < len(change); i += 2 {
			form.Set(change[i], change[i+1])
		}
		return form
	}
	const nowhere, nobody = "11111111-2222-4333-8444-555555555555", "https://nothing.test/.default"
	for _, row := range []struct {
		what, tenant string
		form         url.Values
		status       int
		err          string
		number       int
	}{
		{"all wrong: the tenant is checked first", nowhere, good("client_id", nowhere, "client_secret", "x", "scope", nobody), 400, "invalid_request", 90002},
		{"an invalid tenant name", "no tenant", good(), 400, "invalid_request", 900023},
		{"the application is checked second", k.tenant.ID, good("client_id", nowhere, "client_secret", "x", "scope", nobody), 400, "unauthorized_client", 700016},
		{"its credential is checked third", k.tenant.ID, good("client_secret", "x", "scope", nobody), 401, "invalid_client", 7000215},
		{"an old secret", k.tenant.ID, good("client_secret", "an old secret"), 401, "invalid_client", 7000222},
		{"no proof", k.tenant.ID, good("client_secret", ""), 401, "invalid_client", 7000216},
		{"the resource is checked fourth", k.tenant.ID, good("scope", nobody), 400, "invalid_resource", 500011},
		{"the form of the scope is checked last", k.tenant.ID, good("scope", cognitive+"/user_impersonation"), 400, "invalid_scope", 1002012},
		{"two resources", k.tenant.ID, good("scope", cognitive+"/.default "+armScope), 400, "invalid_scope", 28000},
		{"an invalid scope", k.tenant.ID, good("scope", cognitive+"/"), 400, "invalid_scope", 70011},
		{"no grant type", k.tenant.ID, good("grant_type", ""), 400, "invalid_request", 900144},
		{"an unknown grant type", k.tenant.ID, good("grant_type", "magic"), 400, "unsupported_grant_type", 70003},
		{"an invalid assertion", k.tenant.ID, good("client_secret", "", "client_assertion", "a.b.c", "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), 401, "invalid_client", 50027},
	} {
		path := "/" + url.PathEscape(row.tenant) + "/oauth2/v2.0/token"
		status, body := k.call(path, row.form)
		k.refused(row.what, status, body, row.status, row.err, row.number)
		for _, member := range []string{"error_description", "timestamp", "trace_id", "correlation_id", "error_uri"} {
			if text, _ := body[member].(string); text == "" {
				t.Errorf("%s: no %s: %v", row.what, member, body)
			}
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, k.server.URL+path, strings.NewReader(row.form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Accept", "text/html,application/xhtml+xml")
		response, err := k.server.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		page := k.open(response)
		told, known := oauth.Explain(row.number)
		if !known || response.StatusCode != row.status || !strings.Contains(page.text, fmt.Sprintf("AADSTS%d", row.number)) || !strings.Contains(text(page.page), told.Cure) {
			t.Errorf("%s: the page of %d does not say AADSTS%d and what to do", row.what, response.StatusCode, row.number)
		}
	}
}

func TestEveryErrorNumberHasAPage(t *testing.T) {
	k := newRig(t)
	for _, number := range oauth.Numbers() {
		told, _ := oauth.Explain(number)
		response, err := k.server.Client().Get(fmt.Sprintf("%s/error?code=%d", k.server.URL, number))
		if err != nil {
			t.Fatal(err)
		}
		page := text(k.open(response).page)
		if !strings.Contains(page, told.What) || !strings.Contains(page, told.Cure) || !strings.Contains(page, fmt.Sprintf("AADSTS%d", number)) {
			t.Errorf("the page of AADSTS%d: %s", number, page)
		}
	}
}
