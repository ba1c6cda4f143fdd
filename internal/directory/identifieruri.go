package directory

import (
	"net/url"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// maxIdentifierURI is the maximum length of an identifier URI in bytes. Source: Graph's application reference.
const maxIdentifierURI = 255

// validateIdentifierURIs checks the identifier URIs that an application did not have before. Existing ones are kept even if
// the rules have become stricter: the audience of tokens does not depend on these rules.
func validateIdentifierURIs(r Reader, a *Application, had []string) error {
	if len(a.IdentifierURIs) > maxValues {
		return bad("Property 'identifierUris' holds more than %d values.", maxValues)
	}
	for i, uri := range a.IdentifierURIs {
		if slices.ContainsFunc(a.IdentifierURIs[:i], func(other string) bool { return SameURI(uri, other) }) {
			return bad("Property 'identifierUris' holds '%s' more than once.", uri)
		}
		if slices.Contains(had, uri) {
			continue
		}
		if err := validateIdentifierURI(r, a, uri); err != nil {
			return err
		}
		if err := identifierFree(r, a, uri); err != nil {
			return err
		}
	}
	return nil
}

// validateIdentifierURI accepts the forms that Entra accepts: api://{appId}, api://{tenantId}/…, api://…/{appId}, and api or
// https with a verified domain of the tenant. An application with v2 tokens may have any name after api://, because the
// audience of its tokens is its appId. Source: the restrictions on identifier URIs in Entra's application manifest reference,
// and its policy for applications that receive v2 tokens.
func validateIdentifierURI(r Reader, a *Application, uri string) error {
	u, err := url.Parse(uri)
	if err != nil || !plainURI(uri, u) {
		return bad("Invalid value specified for property 'identifierUris' of resource 'Application'.")
	}
	if isFirstParty(ascii.ToLower(u.Hostname())) {
		return bad("Invalid value specified for property 'identifierUris' of resource 'Application'.")
	}
	host := ascii.ToLower(u.Host)
	if u.Scheme == "api" {
		last := uri[strings.LastIndexByte(uri, '/')+1:]
		if host == a.AppID || host == a.Tenant && u.Path != "" || ascii.EqualFold(last, a.AppID) || a.RequestedAccessTokenVersion == 2 && !isGUID(host) {
			return nil
		}
	}
	tenant, err := TenantByID(r, a.Tenant)
	if err != nil {
		return err
	}
	name := ascii.ToLower(u.Hostname())
	for _, domain := range tenant.Domains {
		if name == domain || strings.HasSuffix(name, "."+domain) {
			return nil
		}
	}
	// Source of the code and the text: Graph's response in public issue threads.
	return fault.New(fault.Invalid, "HostNameNotOnVerifiedDomain",
		"Values of identifierUris property must use a verified domain of the organization or its subdomain: '%s'", uri)
}

// plainURI reports whether an identifier URI is in canonical form: printable ASCII, https or api in lower case, a host, and
// nothing that another parser could drop or decode.
func plainURI(uri string, u *url.URL) bool {
	if len(uri) > maxIdentifierURI || strings.ContainsFunc(uri, func(c rune) bool { return c <= 0x20 || c >= 0x7f }) || strings.ContainsAny(uri, `#?%*\"<>`) {
		return false
	}
	if u.User != nil || strings.HasSuffix(uri, "/") || strings.HasSuffix(u.Hostname(), ".") || u.Hostname() == "" {
		return false
	}
	if !strings.HasPrefix(uri, "https://") && !strings.HasPrefix(uri, "api://") {
		return false
	}
	if strings.HasSuffix(u.Host, ":") || u.Port() == "443" || u.Port() == "80" {
		return false
	}
	for _, segment := range strings.Split(strings.TrimPrefix(u.Path, "/"), "/") {
		if segment == "." || segment == ".." || segment == "" && u.Path != "" {
			return false
		}
	}
	return true
}

// isFirstParty reports whether a host name is that of a Microsoft API or a subdomain of one.
func isFirstParty(host string) bool {
	for _, api := range FirstPartyAPIs() {
		for _, uri := range api.URIs {
			name := strings.TrimPrefix(uri, "https://")
			if host == name || strings.HasSuffix(host, "."+name) {
				return true
			}
		}
	}
	return false
}

func isGUID(text string) bool {
	_, ok := guid.Parse(text)
	return ok
}

// SameURI reports whether two identifier URIs name the same resource. It ignores ASCII case and one trailing slash.
func SameURI(a, b string) bool {
	return ascii.EqualFold(strings.TrimSuffix(a, "/"), strings.TrimSuffix(b, "/"))
}

// identifierFree rejects an identifier URI of another application or service principal of the tenant.
func identifierFree(r Reader, a *Application, uri string) error {
	bare := strings.TrimSuffix(uri, "/")
	for _, key := range []string{bare, bare + "/"} {
		for _, kind := range []Kind{KindApplication, KindServicePrincipal} {
			found, err := r.Objects(Query{Tenant: a.Tenant, Kind: kind, Key: key})
			if err != nil {
				return err
			}
			for _, other := range found {
				if AppIDOf(other) != a.AppID {
					e := bad("Another object with the same value for property identifierUris already exists.")
					e.Details = []fault.Detail{{Code: "ObjectConflict", Message: e.Message, Target: "identifierUris"}}
					return e
				}
			}
		}
	}
	return nil
}

// AppIDOf returns the appId of an application or a service principal; "" for any other object.
func AppIDOf(o Object) string {
	switch o := o.(type) {
	case *Application:
		return o.AppID
	case *ServicePrincipal:
		return o.AppID
	}
	return ""
}
