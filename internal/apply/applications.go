package apply

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/world"
)

// application is an application in the file, with its service principal.
type application struct {
	id, appID string
	principal *object
}

type redirects struct {
	URIs []string `json:"redirectUris"`
}

type registered struct {
	ID             string    `json:"id"`
	AppID          string    `json:"appId"`
	DisplayName    string    `json:"displayName"`
	IdentifierURIs []string  `json:"identifierUris"`
	Fallback       *bool     `json:"isFallbackPublicClient"`
	Web            redirects `json:"web"`
	SPA            redirects `json:"spa"`
	Public         redirects `json:"publicClient"`
}

type servicePrincipal struct {
	ID          string `json:"id"`
	AppID       string `json:"appId"`
	DisplayName string `json:"displayName"`
	Type        string `json:"servicePrincipalType"`
}

func (m *maker) applications(ctx context.Context) error {
	there, err := graphList[registered](ctx, m.api, "/applications", url.Values{"$top": {"999"}})
	if err != nil {
		return err
	}
	principals, err := graphList[servicePrincipal](ctx, m.api, "/servicePrincipals", url.Values{"$top": {"999"}})
	if err != nil {
		return err
	}
	byAppID := lookupOf(there, func(t *registered) string { return t.AppID })
	byName := lookupOf(there, func(t *registered) string { return t.DisplayName })
	principalOf := make(map[string]string, len(principals)) // appId → object id
	for _, p := range principals {
		if _, known := principalOf[p.AppID]; !known {
			principalOf[p.AppID] = p.ID
		}
	}
	inFile := map[string]bool{} // service principals, by id
	for i := range m.tenant.Applications {
		a := &m.tenant.Applications[i]
		one := &application{principal: &object{kind: "ServicePrincipal", name: a.DisplayName}}
		same := byName.all(a.DisplayName)
		if a.AppID != "" {
			same = byAppID.all(a.AppID)
		}
		switch {
		case len(same) == 0:
			m.addApplication(a, one)
		case len(same) > 1:
			m.errs = append(m.errs, fmt.Errorf("more than one application is called '%s': write its appId", a.DisplayName))
			continue
		default:
			one.id, one.appID = there[same[0]].ID, there[same[0]].AppID
			m.changeApplication(a, &there[same[0]])
		}
		m.principalOf(a, one, principalOf)
		inFile[one.principal.id] = true
		m.apps = append(m.apps, one)
		m.people.add(one.principal, a.DisplayName, "servicePrincipal:"+a.DisplayName, one.appID, one.principal.id)
	}
	for _, t := range principals {
		if !inFile[t.ID] {
			m.people.add(&object{id: t.ID, kind: "ServicePrincipal", name: t.DisplayName}, t.DisplayName, "servicePrincipal:"+t.DisplayName, t.AppID, t.ID)
		}
	}
	if m.options.Prune && m.tenant.Applications != nil {
		m.pruneApplications(there, principals)
	}
	return nil
}

// pruneApplications removes applications that are not in the file, except the caller's own.
func (m *maker) pruneApplications(there []registered, principals []servicePrincipal) {
	stays := map[string]bool{} // by appId or id
	for _, p := range principals {
		if p.ID == m.me {
			stays["appId:"+p.AppID] = true
		}
	}
	for _, a := range m.apps {
		stays["id:"+a.id] = true
	}
	for _, t := range there {
		if !stays["appId:"+t.AppID] && !stays["id:"+t.ID] {
			m.removeObject("application", t.DisplayName, "/applications/"+t.ID)
		}
	}
}

func bodyOf(a *world.Application) map[string]any {
	return map[string]any{
		"displayName": a.DisplayName, "identifierUris": orNone(a.IdentifierURIs), "isFallbackPublicClient": a.PublicClient,
		"web": redirects{orNone(a.RedirectURIs.Web)}, "spa": redirects{orNone(a.RedirectURIs.SPA)}, "publicClient": redirects{orNone(a.RedirectURIs.PublicClient)},
	}
}

func orNone(all []string) []string {
	if all == nil {
		return []string{}
	}
	return all
}

func (m *maker) addApplication(a *world.Application, one *application) {
	if a.AppID != "" {
		m.note("the appId of application %s cannot be chosen through the API: it gets one", a.DisplayName)
	}
	if a.Secret != "" {
		m.note("the secret of application %s cannot be chosen through the API: one is made", a.DisplayName)
	}
	m.plan.add(Add, "application", a.DisplayName, func(ctx context.Context) error {
		body := bodyOf(a)
		body["signInAudience"] = "AzureADMyOrg"
		var made registered
		if err := m.api.Graph(ctx, http.MethodPost, "/applications", nil, body, &made); err != nil {
			return err
		}
		one.id, one.appID = made.ID, made.AppID
		if a.NoSecret {
			return nil
		}
		var secret struct {
			Text string `json:"secretText"`
		}
		err := m.api.Graph(ctx, http.MethodPost, "/applications/"+made.ID+"/addPassword", nil,
			map[string]any{"passwordCredential": map[string]string{"displayName": "made with the application"}}, &secret)
		m.plan.Secrets = append(m.plan.Secrets, Secret{Kind: "secret", Of: a.DisplayName, AppID: made.AppID, Value: secret.Text})
		return err
	})
}

// principalOf creates the application's service principal, if there is none. there has their ids by appId.
func (m *maker) principalOf(a *world.Application, one *application, there map[string]string) {
	if id, ok := there[one.appID]; ok && one.appID != "" {
		one.principal.id = id
		return
	}
	m.plan.add(Add, "service principal", a.DisplayName, func(ctx context.Context) error {
		var made servicePrincipal
		err := m.api.Graph(ctx, http.MethodPost, "/servicePrincipals", nil, map[string]any{"appId": one.appID, "accountEnabled": true}, &made)
		one.principal.id = made.ID
		return err
	})
}

func (m *maker) changeApplication(a *world.Application, t *registered) {
	fields := differ(nil, "displayName", t.DisplayName, a.DisplayName)
	fields = differ(fields, "identifierUris", listed(t.IdentifierURIs), listed(a.IdentifierURIs))
	fields = differ(fields, "redirectUris.web", listed(t.Web.URIs), listed(a.RedirectURIs.Web))
	fields = differ(fields, "redirectUris.spa", listed(t.SPA.URIs), listed(a.RedirectURIs.SPA))
	fields = differ(fields, "redirectUris.publicClient", listed(t.Public.URIs), listed(a.RedirectURIs.PublicClient))
	fields = differ(fields, "publicClient", strconv.FormatBool(t.Fallback != nil && *t.Fallback), strconv.FormatBool(a.PublicClient))
	if len(fields) > 0 {
		m.patch("application", a.DisplayName, "/applications/"+t.ID, bodyOf(a), fields)
	}
}

// listed formats a list for the difference, sorted.
func listed(all []string) string {
	sorted := slices.Sorted(slices.Values(all))
	return "[" + strings.Join(sorted, ", ") + "]"
}

type directoryRole struct {
	ID       string `json:"id"`
	Template string `json:"roleTemplateId"`
	Name     string `json:"displayName"`
}

// directoryRoles plans the directory roles of users and applications.
func (m *maker) directoryRoles(ctx context.Context) error {
	type holder struct {
		who  *object
		refs []world.Ref
	}
	var holders []holder
	any := false
	for i := range m.users_ {
		holders = append(holders, holder{m.users_[i], m.tenant.Users[i].DirectoryRoles})
	}
	if len(m.apps) == len(m.tenant.Applications) {
		for i := range m.apps {
			holders = append(holders, holder{m.apps[i].principal, m.tenant.Applications[i].DirectoryRoles})
		}
	}
	for _, h := range holders {
		any = any || h.refs != nil
	}
	if !any {
		return nil
	}
	active, err := graphList[directoryRole](ctx, m.api, "/directoryRoles", nil)
	if err != nil {
		return err
	}
	templates, err := graphList[directoryRole](ctx, m.api, "/directoryRoleTemplates", nil)
	if err != nil {
		return err
	}
	held := map[string]map[string]bool{} // id of a role → ids of those that hold it
	for _, role := range active {
		members, err := graphList[member](ctx, m.api, "/directoryRoles/"+role.ID+"/members", nil)
		if err != nil {
			return err
		}
		held[role.ID] = make(map[string]bool, len(members))
		for _, t := range members {
			held[role.ID][t.ID] = true
		}
	}
	for _, h := range holders {
		m.holds(h.who, h.refs, active, templates, held)
	}
	return nil
}

func (m *maker) holds(who *object, refs []world.Ref, active, templates []directoryRole, held map[string]map[string]bool) {
	var wanted []string
	for _, ref := range refs {
		at := slices.IndexFunc(templates, func(t directoryRole) bool {
			return ascii.EqualFold(t.Name, ref.Name) || ascii.EqualFold(t.ID, ref.Name)
		})
		if at < 0 {
			m.errs = append(m.errs, fmt.Errorf("line %d: no directory role is called '%s'", ref.Line, ref.Name))
			continue
		}
		template := templates[at]
		wanted = append(wanted, template.ID)
		role := slices.IndexFunc(active, func(r directoryRole) bool { return r.Template == template.ID })
		if role >= 0 && who.id != "" && held[active[role].ID][who.id] {
			continue
		}
		m.plan.add(Add, "directory role", template.Name+" for "+who.name, func(ctx context.Context) error {
			id, err := m.activate(ctx, template.ID)
			if err != nil {
				return err
			}
			return m.api.Graph(ctx, http.MethodPost, "/directoryRoles/"+id+"/members/$ref", nil, reference(who), nil)
		})
	}
	if !m.options.Prune || refs == nil || who.id == m.me || who.id == "" {
		return
	}
	for _, role := range active {
		if held[role.ID][who.id] && !slices.Contains(wanted, role.Template) {
			m.removeObject("directory role", role.Name+" for "+who.name, "/directoryRoles/"+role.ID+"/members/"+who.id+"/$ref")
		}
	}
}

// activate returns the id of a directory role, and activates the role first if necessary.
func (m *maker) activate(ctx context.Context, template string) (string, error) {
	active, err := graphList[directoryRole](ctx, m.api, "/directoryRoles", nil)
	if err != nil {
		return "", err
	}
	if at := slices.IndexFunc(active, func(r directoryRole) bool { return r.Template == template }); at >= 0 {
		return active[at].ID, nil
	}
	var made directoryRole
	err = m.api.Graph(ctx, http.MethodPost, "/directoryRoles", nil, map[string]string{"roleTemplateId": template}, &made)
	return made.ID, err
}
