package oauth

import (
	"net/url"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/token"
)

// Resource is what an access token is for.
type Resource struct {
	Audience string // aud of its tokens
	AppID    string
	Version  string // of its tokens: token.V1 or token.V2
	Name     string
	App      *directory.Application // nil for well-known resources
}

// The well-known resources, by the appIds that they have in every tenant.
const (
	armID       = "797f4846-ba00-4fd7-ba43-dac1f8f63013"
	cognitiveID = "7d312290-28c8-473c-a0ed-8e53749b6d6d"
	machineID   = "18a66f5f-dbdf-4c17-9dd7-1634712a9cbe" // Azure Machine Learning, which ai.azure.com belongs to
)

// Resources knows what tokens can be for. It never changes.
type Resources struct {
	byURI map[string]wellKnown
}

type wellKnown struct{ appID, name string }

// NewResources knows the well-known resources by Azure's addresses and by the origins of this service's own hosts.
func NewResources(arm, graph string) *Resources {
	all := map[wellKnown][]string{
		{armID, "Windows Azure Service Management API"}: {"https://management.azure.com", "https://management.core.windows.net", arm},
		{graphID, "Microsoft Graph"}:                    {"https://graph.microsoft.com", graph},
		{cognitiveID, "Microsoft Cognitive Services"}:   {"https://cognitiveservices.azure.com"},
		{machineID, "Azure Machine Learning"}:           {"https://ai.azure.com", "https://ml.azure.com"},
	}
	r := &Resources{make(map[string]wellKnown)}
	for known, uris := range all {
		r.byURI[known.appID] = known
		for _, uri := range uris {
			if uri != "" {
				r.byURI[canonical(uri)] = known
			}
		}
	}
	return r
}

// Find finds the resource that name says: a well-known URI, an identifier URI or appId of an application that tenant
// knows. A v1 token's audience is name as it was written. It fails with AADSTS500011.
func (r *Resources) Find(reader directory.Reader, tenant *directory.Tenant, name string) (Resource, error) {
	if known, ok := r.byURI[canonical(name)]; ok {
		return Resource{Audience: name, AppID: known.appID, Version: token.V1, Name: known.name}, nil
	}
	for _, key := range []string{name, strings.TrimSuffix(name, "/")} {
		if key == "" || len(key) > 512 {
			continue
		}
		app, err := byKey[*directory.Application](reader, tenant.ID, directory.KindApplication, key)
		if err != nil {
			return Resource{}, err
		}
		if app != nil {
			return registered(app, name), nil
		}
		principal, err := byKey[*directory.ServicePrincipal](reader, tenant.ID, directory.KindServicePrincipal, key)
		if err != nil {
			return Resource{}, err
		}
		if principal != nil && principal.Type == directory.TypeApplication {
			return Resource{Audience: name, AppID: principal.AppID, Version: token.V1, Name: principal.DisplayName}, nil
		}
	}
	return Resource{}, resourceNotFound(shown(name), tenant.DisplayName)
}

func registered(app *directory.Application, name string) Resource {
	res := Resource{Audience: name, AppID: app.AppID, Version: token.V1, Name: app.DisplayName, App: app}
	if app.RequestedAccessTokenVersion == 2 {
		res.Audience, res.Version = app.AppID, token.V2
	}
	return res
}

// delegated is what of the names a user may let a client do. It fails with AADSTS650053.
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

// canonical is a resource name for comparing: without one trailing slash and without regard to case of scheme and
// host; a GUID in canonical form.
func canonical(name string) string {
	if id, ok := guid.Parse(name); ok {
		return id
	}
	name = strings.TrimSuffix(name, "/")
	u, err := url.Parse(name)
	if err != nil || u.Host == "" {
		return name
	}
	i := strings.Index(name, "://") + len("://")
	return ascii.ToLower(name[:i+len(u.Host)]) + name[i+len(u.Host):]
}

// IsGraph reports whether a token with this audience is meant for Microsoft Graph.
func (r *Resources) IsGraph(aud string) bool { return r.byURI[canonical(aud)].appID == graphID }
