package app_test

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/directory/directorytest"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/store"
)

const evilSecret = "a-secret-that-only-the-attacker-knows"

// attack is a server with applications whose names Graph would reject. They are written directly to the store.
type attack struct {
	*person
	db *store.DB
}

func newAttack(t *testing.T) *attack {
	config, place, client := started(t)
	roots := client.Transport.(*http.Transport).TLSClientConfig.RootCAs
	db, err := store.Open(t.Context(), "sqlite://"+filepath.ToSlash(filepath.Join(config.DataDir, "keyless.db")), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return &attack{newPerson(t, place, &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}), db}
}

// register stores an application with the given names and a scope. The attacker knows its secret.
func (a *attack) register(scope string, names ...string) *directory.Application {
	a.t.Helper()
	tenant, hash := a.place.Tenant.ID, sha256.Sum256([]byte(evilSecret))
	credentials := directory.Credentials{Passwords: []directory.PasswordCredential{{KeyID: guid.New(), Hash: hash[:], Start: time.Now().Add(-time.Hour), End: time.Now().Add(time.Hour)}}}
	scopes := []directory.PermissionScope{{ID: guid.New(), Value: scope, Type: "User", IsEnabled: true}}
	evil := &directory.Application{
		Header: directory.Header{Tenant: tenant, ID: guid.New(), DisplayName: "evil"}, AppID: guid.New(), IdentifierURIs: names,
		Credentials: credentials, Scopes: scopes, IsFallbackPublicClient: true,
	}
	principal := &directory.ServicePrincipal{
		Header: directory.Header{Tenant: tenant, ID: guid.New(), DisplayName: "evil"}, AppID: evil.AppID, Type: directory.TypeApplication, AccountEnabled: true,
		Names: append([]string{evil.AppID}, names...), Scopes: scopes,
	}
	err := a.db.Update(a.t.Context(), func(tx *store.Tx) error {
		if err := tx.PutObject(evil); err != nil {
			return err
		}
		return tx.PutObject(principal)
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return evil
}

func (a *attack) forget(evil *directory.Application) {
	a.t.Helper()
	err := a.db.Update(a.t.Context(), func(tx *store.Tx) error {
		p, err := directory.FindByKey[*directory.ServicePrincipal](tx, evil.Tenant, evil.AppID)
		if err != nil {
			return err
		}
		if err := tx.DeleteObject(evil.Tenant, p.ID); err != nil {
			return err
		}
		return tx.DeleteObject(evil.Tenant, evil.ID)
	})
	if err != nil {
		a.t.Fatal(err)
	}
}

// call posts a form to a token endpoint of the tenant, and returns the access token and the refresh token.
func (a *attack) call(endpoint string, form url.Values) (access, refresh string) {
	a.t.Helper()
	response, body := a.do(a.client.PostForm(a.login()+"/"+a.place.Tenant.ID+endpoint, form))
	if response.StatusCode >= 500 {
		a.t.Errorf("%s with %v: %d %s", endpoint, form, response.StatusCode, body)
	}
	return between(body, `"access_token":"`), between(body, `"refresh_token":"`)
}

func between(text, start string) string {
	_, rest, ok := strings.Cut(text, start)
	if !ok {
		return ""
	}
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// refused checks that no host of the server accepts a token.
func (a *attack) refused(what, access string) {
	a.t.Helper()
	if access == "" {
		return
	}
	origins := a.place.Server.Origins
	account := origins.Account("foundry")
	for _, address := range []string{
		origins.ARM + "/subscriptions?api-version=2022-12-01", origins.Graph + "/v1.0/me", origins.Graph + "/v1.0/users",
		account + "/openai/v1/models", account + "/models/info?api-version=2024-05-01-preview", origins.Login + "/" + a.place.Tenant.ID + "/openid/userinfo",
	} {
		r, err := http.NewRequestWithContext(a.t.Context(), http.MethodGet, address, nil)
		if err != nil {
			a.t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+access)
		response, err := a.client.Do(r)
		if err != nil {
			a.t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if response.StatusCode != http.StatusUnauthorized {
			a.t.Errorf("%s: %s took it: %d %s", what, address, response.StatusCode, body)
		}
	}
}

// apis returns names of the APIs that the server's hosts serve.
func (a *attack) apis() []string {
	return []string{
		"https://management.azure.com", "https://graph.microsoft.com", "https://cognitiveservices.azure.com", "https://ai.azure.com",
		a.place.Server.Origins.ARM, a.place.Server.Origins.Graph,
	}
}

// names returns application names with which an attacker might try to get tokens that are accepted for an API.
func (a *attack) names() []string {
	origins := a.place.Server.Origins
	all := []string{"https://management.core.windowſ.net", "https://cognitiveſervices.azure.com", strings.TrimSuffix(origins.ARM, "arm") + "ARM", "https://graph.microsoft.com#"}
	for _, uri := range []string{"https://management.azure.com", "https://cognitiveservices.azure.com", origins.ARM, origins.Graph} {
		for _, text := range directorytest.Lookalikes(uri) {
			// The store rejects zero bytes, and the name of Microsoft Graph's service principal exists already.
			if !strings.ContainsRune(text, 0) && ascii.ToLower(text) != "https://graph.microsoft.com" {
				all = append(all, text)
			}
		}
	}
	return all
}

func users(place *client.Instance) url.Values {
	ada := place.Tenant.Users[0]
	return url.Values{"username": {ada.UserPrincipalName}, "password": {ada.Password}}
}

func with(form url.Values, more ...string) url.Values {
	out := url.Values{}
	for name, values := range form {
		out[name] = values
	}
	for i := 0; i+1 < len(more); i += 2 {
		out.Set(more[i], more[i+1])
	}
	return out
}

// TestHostsRejectTokensOfApplicationsNamedLikeAPIs signs an administrator in to an application whose name looks like that of
// an API, and tries every way to get a token for that name. No host of this server may accept one.
func TestHostsRejectTokensOfApplicationsNamedLikeAPIs(t *testing.T) {
	a := newAttack(t)
	for i, name := range a.names() {
		evil := a.register("Directory.AccessAsUser.All", name)
		public := with(users(a.place), "client_id", evil.AppID, "grant_type", "password")
		// An application gets a token for itself without consent, and a refresh token that it may use for other names.
		itself, refresh := a.call("/oauth2/v2.0/token", with(public, "scope", evil.AppID+"/.default offline_access"))
		if itself == "" || refresh == "" {
			t.Fatalf("no token for the application itself: %s", name)
		}
		a.refused("itself "+name, itself)
		try := func(what, endpoint string, form url.Values) {
			t.Helper()
			access, next := a.call(endpoint, form)
			a.refused(what+" "+name, access)
			if next != "" {
				refresh = next
			}
		}
		refreshed := func(more ...string) url.Values {
			return with(url.Values{"client_id": {evil.AppID}, "grant_type": {"refresh_token"}, "refresh_token": {refresh}}, more...)
		}
		try("v2", "/oauth2/v2.0/token", refreshed("scope", name+"/.default"))
		try("v1", "/oauth2/token", refreshed("resource", name))
		try("by scope", "/oauth2/v2.0/token", refreshed("scope", name+"/Directory.AccessAsUser.All"))
		if i < 4 {
			try("v2 at first", "/oauth2/v2.0/token", with(public, "scope", name+"/.default"))
			try("v1 at first", "/oauth2/token", with(public, "resource", name))
		}
		secret := url.Values{"client_id": {evil.AppID}, "client_secret": {evilSecret}}
		try("on behalf of", "/oauth2/v2.0/token", with(secret, "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion", itself, "requested_token_use", "on_behalf_of", "scope", name+"/.default"))
		if !slices.Contains(a.apis(), ascii.ToLower(strings.TrimSpace(name))) { // an application may request an API by its real name, in any case
			try("client credentials", "/oauth2/v2.0/token", with(secret, "grant_type", "client_credentials", "scope", name+"/.default"))
			try("client credentials v1", "/oauth2/token", with(secret, "grant_type", "client_credentials", "resource", name))
		}
		a.forget(evil)
	}
}

// TestModelTokensAreNotAcceptedAsAssertions gives an application the name of Cognitive Services. It
// must not be able to exchange tokens that users send to a model proxy for tokens of other APIs.
func TestModelTokensAreNotAcceptedAsAssertions(t *testing.T) {
	a := newAttack(t)
	lookalike := "https://management.core.windowſ.net"
	evil := a.register("user_impersonation", "https://cognitiveservices.azure.com", lookalike)
	model, _ := a.call("/oauth2/v2.0/token", with(users(a.place), "client_id", azureCLI, "grant_type", "password", "scope", "https://cognitiveservices.azure.com/.default"))
	if model == "" {
		t.Fatal("no token for models")
	}
	for _, asked := range []string{lookalike, "https://management.azure.com", a.place.Server.Origins.ARM, evil.AppID} {
		access, refresh := a.call("/oauth2/v2.0/token", url.Values{
			"client_id": {evil.AppID}, "client_secret": {evilSecret}, "grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"},
			"assertion": {model}, "requested_token_use": {"on_behalf_of"}, "scope": {asked + "/.default offline_access"},
		})
		if access != "" || refresh != "" {
			t.Errorf("%s was given for a token for models", asked)
		}
	}
}

// TestNamesOfAPIsCannotBeRegistered tries to create applications with those names in Graph, as an administrator.
func TestNamesOfAPIsCannotBeRegistered(t *testing.T) {
	a := newAttack(t)
	origins := a.place.Server.Origins
	admin, _ := a.call("/oauth2/v2.0/token", with(users(a.place), "client_id", azureCLI, "grant_type", "password", "scope", origins.Graph+"/.default"))
	names := append(a.names(), "https://management.azure.com", "https://graph.microsoft.com/", origins.ARM, origins.Graph, origins.Login)
	send := func(method, address, body string) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+admin)
		r.Header.Set("Content-Type", "application/json")
		response, text := a.do(a.client.Do(r))
		return response.StatusCode, text
	}
	status, made := send(http.MethodPost, origins.Graph+"/v1.0/applications", `{"displayName":"a"}`)
	if status != http.StatusCreated {
		t.Fatalf("%d %s", status, made)
	}
	for _, name := range names {
		for _, version := range []string{"null", "2"} {
			body := `{"displayName":"a","identifierUris":[` + quoted(name) + `],"api":{"requestedAccessTokenVersion":` + version + `}}`
			if status, text := send(http.MethodPost, origins.Graph+"/v1.0/applications", body); status != http.StatusBadRequest {
				t.Errorf("%q: %d %s", name, status, text)
			}
			if status, text := send(http.MethodPatch, origins.Graph+"/v1.0/applications/"+between(made, `"id":"`), body); status != http.StatusBadRequest {
				t.Errorf("%q: %d %s", name, status, text)
			}
		}
	}
}

func quoted(text string) string {
	raw, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(raw)
}
