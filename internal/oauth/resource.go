package oauth

import (
	"net/url"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/token"
)

// Resource is the resource that an access token is for. Two resources are the same if their AppIDs are.
type Resource struct {
	AppID string
	// Audience is the aud claim of its tokens: a registered name of the resource or its AppID, never text from a request.
	Audience string
	Version  string // of its tokens: token.V1 or token.V2
	Name     string
	App      *directory.Application // nil for a first-party resource
}

// Resources finds the resources of tokens. It is immutable.
type Resources struct {
	byID map[string]directory.API
	// byURI maps every identifier URI of a first-party resource, with and without a trailing slash, in lower case.
	byURI map[string]firstPartyName
	hosts []string // of this server, in lower case; "*.example.com" stands for all names below example.com
}

type firstPartyName struct {
	api      directory.API
	audience string
}

// NewResources returns the first-party resources under Azure's addresses and under those of this server. No application
// may use an identifier URI on these hosts or on those of others, which are origins in which "*" may stand for the name of
// an account.
func NewResources(arm, graph string, others ...string) *Resources {
	r := &Resources{byID: map[string]directory.API{}, byURI: map[string]firstPartyName{}}
	for _, api := range []directory.API{
		directory.ResourceManagerAPI().At(arm), directory.GraphAPI().At(graph), directory.CognitiveServicesAPI(), directory.FoundryAPI(),
	} {
		r.byID[api.AppID] = api
		for _, audience := range api.Audiences() {
			r.byURI[ascii.ToLower(audience)] = firstPartyName{api, audience}
		}
	}
	for _, origin := range append([]string{arm, graph}, others...) {
		if u, err := url.Parse(strings.Replace(origin, "://*.", "://_.", 1)); err == nil && u.Hostname() != "" {
			r.hosts = append(r.hosts, strings.Replace(ascii.ToLower(u.Hostname()), "_.", "*.", 1))
		}
	}
	return r
}

// Find returns the resource with a name: a first-party resource, or an application that tenant knows, by its appId or an
// identifier URI. Identifier URIs are compared without regard to ASCII case and one trailing slash. It fails with
// AADSTS500011, also if two applications have the name.
func (r *Resources) Find(reader directory.Reader, tenant *directory.Tenant, name string) (Resource, error) {
	id, byID := guid.Parse(name)
	if api, ok := r.byID[id]; byID && ok {
		return Resource{Audience: api.AppID, AppID: api.AppID, Version: token.V1, Name: api.Name}, nil
	}
	if found, ok := r.byURI[ascii.ToLower(name)]; ok {
		return Resource{Audience: found.audience, AppID: found.api.AppID, Version: token.V1, Name: found.api.Name}, nil
	}
	if name == "" || len(name) > 512 || !byID && r.Reserved(name) {
		return Resource{}, resourceNotFound(shown(name), tenant.DisplayName)
	}
	var found *Resource
	for _, key := range lookups(name) {
		for _, kind := range []directory.Kind{directory.KindApplication, directory.KindServicePrincipal} {
			objects, err := reader.Objects(directory.Query{Tenant: tenant.ID, Kind: kind, Key: key})
			if err != nil {
				return Resource{}, err
			}
			for _, o := range objects {
				res, ok := named(o, name, id)
				if !ok || r.byID[res.AppID].AppID != "" {
					continue
				}
				if found == nil {
					found = &res
				} else if found.AppID != res.AppID {
					return Resource{}, resourceNotFound(shown(name), tenant.DisplayName)
				}
			}
		}
	}
	if found == nil {
		return Resource{}, resourceNotFound(shown(name), tenant.DisplayName)
	}
	if found.App == nil { // registered in another tenant
		app, err := directory.ApplicationByAppID(reader, tenant.ID, found.AppID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return Resource{}, err
		}
		found.App = app
	}
	if found.App != nil && found.App.RequestedAccessTokenVersion == 2 {
		found.Audience, found.Version = found.AppID, token.V2
	}
	return *found, nil
}

// lookups returns the keys under which the store may have a name: itself, and without or with a trailing slash.
func lookups(name string) []string {
	if isGUID(name) {
		return []string{name}
	}
	bare := strings.TrimSuffix(name, "/")
	return []string{bare, bare + "/"}
}

func isGUID(name string) bool {
	_, ok := guid.Parse(name)
	return ok
}

// named returns an application or service principal as a resource, if name is its appId or an identifier URI. id is name
// as a canonical GUID, or "".
func named(o directory.Object, name, id string) (Resource, bool) {
	var res Resource
	var uris []string
	switch o := o.(type) {
	case *directory.Application:
		res, uris = Resource{AppID: o.AppID, Name: o.DisplayName, App: o}, o.IdentifierURIs
	case *directory.ServicePrincipal:
		if o.Type != directory.TypeApplication {
			return res, false
		}
		res, uris = Resource{AppID: o.AppID, Name: o.DisplayName}, o.Names
	default:
		return res, false
	}
	res.Version = token.V1
	if id != "" {
		res.Audience = res.AppID
		return res, res.AppID == id
	}
	for _, uri := range uris {
		if !isGUID(uri) && directory.SameURI(uri, name) {
			res.Audience = uri
			return res, true
		}
	}
	return res, false
}

// Reserved reports whether applications may not use an identifier URI: it belongs to this server or to a first-party
// resource, or cannot be parsed.
func (r *Resources) Reserved(uri string) bool {
	if _, ok := r.byURI[ascii.ToLower(uri)]; ok {
		return true
	}
	u, err := url.Parse(uri)
	if err != nil {
		return true
	}
	host := strings.TrimSuffix(ascii.ToLower(u.Hostname()), ".")
	if host == "" {
		return false
	}
	for _, ours := range r.hosts {
		if domain, ok := strings.CutPrefix(ours, "*"); ok && strings.HasSuffix(host, domain) || host == ours {
			return true
		}
	}
	return false
}

// IsGraph reports whether aud is an audience of Microsoft Graph.
func (r *Resources) IsGraph(aud string) bool {
	if aud == graphID {
		return true
	}
	return slices.Contains(r.byID[graphID].Audiences(), aud)
}

// own returns the audiences of tokens for an application: its appId and its identifier URIs.
func (r *Resources) own(appID string, uris ...string) []string {
	names := []string{appID}
	for _, uri := range uris {
		if !isGUID(uri) && !r.Reserved(uri) && !slices.Contains(names, uri) {
			names = append(names, uri)
		}
	}
	return names
}

// delegated returns the scopes, out of names, that a user may delegate to a client. It fails with AADSTS650053.
func (res Resource) delegated(client *Client, names []string) ([]string, error) {
	var granted []string
	for _, name := range names {
		switch {
		case name == defaultScope && res.AppID == graphID:
			granted = append(granted, "AuditLog.Read.All", "Directory.AccessAsUser.All", "Group.ReadWrite.All", "User.ReadWrite.All")
		case name == defaultScope && res.App == nil:
			granted = append(granted, "user_impersonation")
		case name == defaultScope:
			for _, s := range res.App.Scopes {
				if s.IsEnabled {
					granted = append(granted, s.Value)
				}
			}
		case res.offers(name):
			granted = append(granted, name)
		default:
			return nil, aadsts(650053, invalidScope, "The application '%s' asked for scope '%s' that doesn't exist on the resource '%s'. Contact the app vendor.", client.Name, shown(name), res.AppID)
		}
	}
	return granted, nil
}

func (res Resource) offers(name string) bool {
	if res.AppID == graphID {
		return !strings.ContainsFunc(name, func(r rune) bool {
			return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '.' && r != '-' && r != '_'
		})
	}
	if res.App == nil {
		return name == "user_impersonation"
	}
	for _, s := range res.App.Scopes {
		if s.IsEnabled && s.Value == name {
			return true
		}
	}
	return false
}
