package oauth_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/directory/directorytest"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/store"
)

const (
	arm   = "https://server.test:8443/arm"
	graph = "https://graph.server.test"
)

func open(t testing.TB) (*store.DB, *directory.Tenant) {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "keyless.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	tenant := &directory.Tenant{ID: guid.New(), DisplayName: "t", DefaultDomain: "a.test", Domains: []string{"a.test"}}
	update(t, db, func(tx *store.Tx) error { return tx.PutTenant(tenant) })
	return db, tenant
}

func update(t testing.TB, db *store.DB, do func(*store.Tx) error) {
	t.Helper()
	if err := db.Update(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

func resources() *oauth.Resources {
	return oauth.NewResources(arm, graph, "https://*.models.server.test", "https://login.server.test")
}

// hosts returns the audiences that each host of the server accepts, by the appId of the API that it serves.
func hosts() map[string][]string {
	accepted := map[string][]string{}
	for _, api := range []directory.API{
		directory.ResourceManagerAPI().At(arm), directory.GraphAPI().At(graph), directory.CognitiveServicesAPI(), directory.FoundryAPI(),
	} {
		accepted[api.AppID] = append(api.Audiences(), api.AppID)
	}
	return accepted
}

// put stores an application and its service principal without the rules that would reject its names. Names that the store
// itself rejects are out of reach of any application.
func put(t testing.TB, tx *store.Tx, tenant string, uris ...string) *directory.Application {
	t.Helper()
	a := &directory.Application{Header: directory.Header{Tenant: tenant, ID: guid.New(), DisplayName: "evil"}, AppID: guid.New(), IdentifierURIs: uris}
	p := &directory.ServicePrincipal{
		Header: directory.Header{Tenant: tenant, ID: guid.New(), DisplayName: "evil"}, AppID: a.AppID, Type: directory.TypeApplication,
		AccountEnabled: true, Names: append([]string{a.AppID}, uris...),
	}
	for _, o := range []directory.Object{a, p} {
		if err := tx.PutObject(o); err != nil && !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
	}
	return a
}

// confused finds the resource of name, and reports an audience that a host would accept for another resource.
func confused(t testing.TB, tx *store.Tx, tenant *directory.Tenant, name string) (oauth.Resource, error) {
	t.Helper()
	found, err := resources().Find(tx, tenant, name)
	if err != nil {
		if fault.Of(err) == nil {
			t.Fatal(err)
		}
		return found, err
	}
	for appID, audiences := range hosts() {
		if slices.Contains(audiences, found.Audience) != (found.AppID == appID) {
			t.Errorf("%q is the resource %s, whose tokens have the audience %q: the host of %s sees it otherwise", name, found.AppID, found.Audience, appID)
		}
	}
	return found, nil
}

// errUndo rolls a transaction back.
var errUndo = errors.New("undo")

// tried runs do in a transaction that is rolled back.
func tried(t testing.TB, db *store.DB, do func(*store.Tx)) {
	t.Helper()
	if err := db.Update(t.Context(), func(tx *store.Tx) error { do(tx); return errUndo }); !errors.Is(err, errUndo) {
		t.Fatal(err)
	}
}

func TestFindMatchesOnlyRegisteredNames(t *testing.T) {
	db, tenant := open(t)
	tried(t, db, func(tx *store.Tx) {
		a := put(t, tx, tenant.ID, "https://a.test/Orders", "api://slash/")
		for _, row := range []struct{ says, name, appID, audience string }{
			{"a name", "https://management.azure.com", directory.ResourceManagerAPI().AppID, "https://management.azure.com"},
			{"with a slash", "https://management.azure.com/", directory.ResourceManagerAPI().AppID, "https://management.azure.com/"},
			{"in capitals", "HTTPS://Management.Azure.com/", directory.ResourceManagerAPI().AppID, "https://management.azure.com/"},
			{"this server's address", arm, directory.ResourceManagerAPI().AppID, arm},
			{"this server's address in capitals", strings.ToUpper(arm), directory.ResourceManagerAPI().AppID, arm},
			{"an appId", directory.GraphAppID, directory.GraphAppID, directory.GraphAppID},
			{"another name of Foundry", "https://ml.azure.com", directory.FoundryAPI().AppID, "https://ml.azure.com"},
			{"an application's name", "https://a.test/Orders", a.AppID, "https://a.test/Orders"},
			{"an application's name in another case and with a slash", "HTTPS://a.test/orders/", a.AppID, "https://a.test/Orders"},
			{"a registered slash", "api://slash", a.AppID, "api://slash/"},
			{"an application's appId in capitals", strings.ToUpper(a.AppID), a.AppID, a.AppID},
			{"two slashes", "https://management.azure.com//", "", ""},
			{"a user", "https://x@management.azure.com", "", ""},
			{"an unknown appId", guid.New(), "", ""},
			{"an unknown name", "https://a.test/other", "", ""},
			{"nothing", "", "", ""},
		} {
			found, err := confused(t, tx, tenant, row.name)
			if row.appID == "" {
				if f := fault.Of(err); f == nil || f.Number != 500011 {
					t.Errorf("%s: %v", row.says, err)
				}
				continue
			}
			if err != nil || found.AppID != row.appID || found.Audience != row.audience {
				t.Errorf("%s: %s %q %v", row.says, found.AppID, found.Audience, err)
			}
		}
	})
}

// TestFindNeverReturnsAnAPIAudienceForAnApplication registers applications, bypassing the rules that would reject them,
// with names that a careless comparison confuses with those of an API, and looks each up under every text that could mean it.
func TestFindNeverReturnsAnAPIAudienceForAnApplication(t *testing.T) {
	db, tenant := open(t)
	for _, audiences := range hosts() {
		for _, uri := range audiences {
			if !strings.Contains(uri, "://") || strings.HasSuffix(uri, "/") {
				continue
			}
			texts := append(directorytest.Lookalikes(uri), uri)
			for _, text := range texts {
				tried(t, db, func(tx *store.Tx) {
					put(t, tx, tenant.ID, text)
					for _, asked := range []string{text, text + "/", uri, uri + "/", strings.ToUpper(text), strings.ToLower(text)} {
						_, _ = confused(t, tx, tenant, asked)
					}
				})
			}
		}
	}
}

func TestFindRejectsAmbiguousNames(t *testing.T) {
	db, tenant := open(t)
	tried(t, db, func(tx *store.Tx) {
		put(t, tx, tenant.ID, "https://a.test/x")
		put(t, tx, tenant.ID, "https://a.test/x/")
		for _, name := range []string{"https://a.test/x", "https://a.test/x/"} {
			if _, err := confused(t, tx, tenant, name); fault.Of(err) == nil || fault.Of(err).Number != 500011 {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestReservedIncludesHostsOfThisServer(t *testing.T) {
	r := resources()
	for _, uri := range []string{
		arm, arm + "/", strings.ToUpper(arm), "https://server.test:8443/ARM", "https://server.test", "api://server.test/x", graph + "/x", "https://GRAPH.server.test.", "https://login.server.test/x",
		"https://foundry.models.server.test", "https://management.azure.com", "https://Management.Azure.Com/", "https://%zz",
	} {
		if !r.Reserved(uri) {
			t.Errorf("%s is not reserved", uri)
		}
	}
	for _, uri := range []string{"https://a.test", "https://models.server.test.a.test", "api://" + guid.New(), "https://other.server.test"} {
		if r.Reserved(uri) {
			t.Errorf("%s is reserved", uri)
		}
	}
}

// FuzzResourcesAndHosts compares both sides of an audience: the resource that the token service finds for a name, and the
// hosts that accept the audience of its tokens.
func FuzzResourcesAndHosts(f *testing.F) {
	for _, audiences := range hosts() {
		for _, uri := range audiences {
			f.Add(uri, uri)
			if strings.Contains(uri, "://") {
				for _, text := range directorytest.Lookalikes(uri) {
					f.Add(text, text)
					f.Add(text, uri)
				}
			}
		}
	}
	db, tenant := open(f)
	f.Fuzz(func(t *testing.T, registered, asked string) {
		tried(t, db, func(tx *store.Tx) {
			put(t, tx, tenant.ID, registered)
			_, _ = confused(t, tx, tenant, asked)
			if found, err := confused(t, tx, tenant, registered); err == nil && found.Audience != registered && !slices.Contains(hosts()[found.AppID], found.Audience) {
				t.Errorf("%q has tokens for %q", registered, found.Audience)
			}
		})
	})
}
