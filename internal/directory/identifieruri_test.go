package directory_test

import (
	"strings"
	"testing"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/directory/directorytest"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/store"
)

func newApplication(tenant string, uris ...string) *directory.Application {
	return &directory.Application{Header: directory.Header{Tenant: tenant, ID: guid.New(), DisplayName: "a"}, AppID: guid.New(), IdentifierURIs: uris}
}

func TestIdentifierURIsFollowEntrasForms(t *testing.T) {
	in(t, open(t), func(tx *store.Tx, tenant string) {
		appID := guid.New()
		for _, row := range []struct {
			says, uri string
			version   int
			want      bool
		}{
			{"api:// with the appId", "api://" + appID, 0, true},
			{"api:// with the appId and a path", "api://" + appID + "/read", 0, true},
			{"api:// with the tenant and a path", "api://" + tenant + "/orders", 0, true},
			{"api:// with only the tenant", "api://" + tenant, 0, false},
			{"a text before the appId", "api://orders/" + appID, 0, true},
			{"api:// with a verified domain", "api://a.test/orders", 0, true},
			{"a verified domain", "https://a.test", 0, true},
			{"a subdomain of a verified domain", "https://orders.a.test/v1", 0, true},
			{"a port that is not the default", "https://orders.a.test:8443/v1", 0, true},
			{"another application's appId", "api://" + guid.New(), 0, false},
			{"another application's appId for v2 tokens", "api://" + guid.New(), 2, false},
			{"api:// with any text", "api://orders", 0, false},
			{"api:// with any text, for v2 tokens", "api://orders", 2, true},
			{"an unverified domain", "https://b.test", 0, false},
			{"an unverified domain, for v2 tokens", "https://b.test", 2, false},
			{"a domain with a verified domain as suffix", "https://aa.test", 0, false},
			{"another scheme", "urn:a.test", 0, false},
			{"http", "http://a.test", 0, false},
			{"a scheme in capitals", "HTTPS://a.test", 0, false},
			{"no scheme", "a.test", 0, false},
			{"a trailing slash", "https://a.test/", 0, false},
			{"a fragment", "https://a.test#", 0, false},
			{"a query", "https://a.test?x", 0, false},
			{"a user part", "https://x@a.test", 0, false},
			{"a trailing dot", "https://a.test./x", 0, false},
			{"the default port", "https://a.test:443/x", 0, false},
			{"an empty port", "https://a.test:/x", 0, false},
			{"an encoded letter", "https://%61.test/x", 0, false},
			{"an encoded slash", "https://a.test/x%2fy", 0, false},
			{"an empty segment", "https://a.test//x", 0, false},
			{"a segment that goes up", "https://a.test/x/../y", 0, false},
			{"a wildcard", "https://*.a.test", 0, false},
			{"a letter beyond ASCII in the path", "https://a.test/\u017f", 0, false},
			{"a letter beyond ASCII in the domain", "https://a.te\u017ft", 0, false},
			{"a line break", "https://a.test/\n", 0, false},
			{"more than 255 bytes", "https://a.test/" + strings.Repeat("x", 255), 0, false},
			{"Azure Resource Manager", "https://management.azure.com", 0, false},
			{"a path of Microsoft Graph, for v2 tokens", "api://graph.microsoft.com/x", 2, false},
		} {
			a := newApplication(tenant, row.uri)
			a.AppID, a.RequestedAccessTokenVersion = appID, row.version
			err := directory.Create(tx, a, noon())
			if row.want != (err == nil) || err != nil && !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %s: %v", row.says, row.uri, err)
			}
			if err == nil {
				must(t, tx.DeleteObject(tenant, a.ID))
			}
		}
	})
}

func TestIdentifierURIsThatImitateAnAPIAreRejected(t *testing.T) {
	in(t, open(t), func(tx *store.Tx, tenant string) {
		// Even if the tenant has verified these domains.
		must(t, tx.PutTenant(&directory.Tenant{ID: tenant, DefaultDomain: "a.test", Domains: []string{"a.test", "azure.com", "windows.net", "microsoft.com"}}))
		for _, api := range directory.FirstPartyAPIs() {
			for _, uri := range api.URIs {
				for _, text := range append(directorytest.Lookalikes(uri), uri, uri+"/", uri+"/x") {
					for _, version := range []int{0, 2} {
						a := newApplication(tenant, text)
						a.RequestedAccessTokenVersion = version
						if err := directory.Create(tx, a, noon()); !fault.Is(err, fault.Invalid) {
							t.Errorf("%q: %v", text, err)
						}
					}
				}
			}
		}
	})
}

func TestIdentifierURIsAreUniqueInATenant(t *testing.T) {
	in(t, open(t), func(tx *store.Tx, tenant string) {
		must(t, directory.Create(tx, newApplication(tenant, "https://a.test/orders"), noon()))
		// Names from before the rules became stricter, one of an application and one of a service principal.
		must(t, tx.PutObject(newApplication(tenant, "https://a.test/old/")))
		p := &directory.ServicePrincipal{
			Header: directory.Header{Tenant: tenant, ID: guid.New(), DisplayName: "p"}, AppID: guid.New(), Type: directory.TypeApplication, Names: []string{"https://a.test/guest"},
		}
		must(t, tx.PutObject(p))
		for _, uri := range []string{"https://a.test/orders", "https://a.test/ORDERS", "https://A.test/orders", "https://a.test/old", "https://a.test/guest"} {
			if err := directory.Create(tx, newApplication(tenant, uri), noon()); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s was taken twice: %v", uri, err)
			}
		}
		if err := directory.Create(tx, newApplication(tenant, "https://a.test/x", "https://a.test/X"), noon()); !fault.Is(err, fault.Invalid) {
			t.Errorf("one application has a name twice: %v", err)
		}
	})
}

func TestExistingIdentifierURIsAreNotCheckedAgain(t *testing.T) {
	in(t, open(t), func(tx *store.Tx, tenant string) {
		old := newApplication(tenant, "api://old")
		must(t, tx.PutObject(old))
		_, err := directory.Update(tx, tenant, old.ID, func(a *directory.Application) error { a.DisplayName = "b"; return nil })
		must(t, err)
		if _, err := directory.Update(tx, tenant, old.ID, func(a *directory.Application) error {
			a.IdentifierURIs = append(a.IdentifierURIs, "api://new")
			return nil
		}); !fault.Is(err, fault.Invalid) {
			t.Errorf("another name of that kind: %v", err)
		}
		v2 := newApplication(tenant, "api://v2")
		v2.RequestedAccessTokenVersion = 2
		must(t, directory.Create(tx, v2, noon()))
		if _, err := directory.Update(tx, tenant, v2.ID, func(a *directory.Application) error { a.RequestedAccessTokenVersion = 1; return nil }); !fault.Is(err, fault.Invalid) {
			t.Errorf("v1 tokens with a name that only v2 tokens may have: %v", err)
		}
	})
}
