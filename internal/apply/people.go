package apply

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/world"
)

// user, group and the following types are Graph's representations.
type user struct {
	ID          string `json:"id"`
	DisplayName string `json:"displayName"`
	UPN         string `json:"userPrincipalName"`
	Enabled     *bool  `json:"accountEnabled"`
	Mail        string `json:"mail"`
}

type group struct {
	ID          string  `json:"id"`
	DisplayName string  `json:"displayName"`
	Description *string `json:"description"`
}

type member struct {
	Type        string `json:"@odata.type"`
	ID          string `json:"id"`
	DisplayName string `json:"displayName"`
	UPN         string `json:"userPrincipalName"`
}

func (m member) called() string {
	if m.UPN != "" {
		return m.UPN
	}
	if m.DisplayName != "" {
		return m.DisplayName
	}
	return m.ID
}

const choosePrincipal = "write user:, group: or servicePrincipal: in front"

// principal returns the principal that a name in the file refers to. Of principals in trusted tenants only ids are known.
func (m *maker) principal(ref world.Ref) (*object, error) {
	if id, home, kind, ok := world.Trusted(ref.Name); ok {
		return &object{id, string(kind), ref.Name, home}, nil
	}
	return m.people.one(ref, "principal", choosePrincipal)
}

func (m *maker) users(ctx context.Context) error {
	query := url.Values{"$select": {"id,displayName,userPrincipalName,accountEnabled,mail"}, "$top": {"999"}}
	there, err := graphList[user](ctx, m.api, "/users", query)
	if err != nil {
		return err
	}
	byID := lookupOf(there, func(t *user) string { return t.ID })
	byName := lookupOf(there, func(t *user) string { return t.UPN })
	inFile := map[string]bool{} // by id
	for i := range m.tenant.Users {
		u := &m.tenant.Users[i]
		o := &object{kind: "User", name: u.UserPrincipalName}
		at := byName.first(u.UserPrincipalName)
		if u.ID != "" {
			if same := byID.first(u.ID); same >= 0 && (at < 0 || same < at) {
				at = same
			}
		}
		if at < 0 {
			m.addUser(u, o)
		} else {
			o.id = there[at].ID
			m.changeUser(u, &there[at])
		}
		inFile[o.id] = true
		m.users_ = append(m.users_, o)
		m.people.add(o, u.UserPrincipalName, "user:"+u.UserPrincipalName, "user:"+u.DisplayName, u.DisplayName, o.id)
	}
	for _, t := range there {
		if !inFile[t.ID] {
			o := &object{id: t.ID, kind: "User", name: t.UPN}
			m.people.add(o, t.UPN, "user:"+t.UPN, t.ID)
			if m.options.Prune && m.tenant.Users != nil && t.ID != m.me {
				m.removeObject("user", t.UPN, "/users/"+t.ID)
			}
		}
	}
	return nil
}

func (m *maker) removeObject(kind, name, path string) {
	m.plan.add(Remove, kind, name, func(ctx context.Context) error {
		return ignore(m.api.Graph(ctx, http.MethodDelete, path, nil, nil, nil), http.StatusNotFound)
	})
}

// ignore drops an error that is a response with a status which means that nothing is left to do.
func ignore(err error, status int) error {
	if isStatus(err, status) {
		return nil
	}
	return err
}

func (m *maker) addUser(u *world.User, o *object) {
	if u.ID != "" {
		m.note("the id of user %s cannot be chosen through the API: it gets one", u.UserPrincipalName)
	}
	m.plan.add(Add, "user", u.UserPrincipalName, func(ctx context.Context) error {
		password := u.Password
		if password == "" {
			var err error
			if password, err = m.options.Password(); err != nil {
				return err
			}
		}
		nickname, _, _ := strings.Cut(u.UserPrincipalName, "@")
		body := map[string]any{
			"userPrincipalName": u.UserPrincipalName, "displayName": u.DisplayName, "mailNickname": nickname, "accountEnabled": !u.Disabled,
			"passwordProfile": map[string]any{"password": password, "forceChangePasswordNextSignIn": false},
		}
		if u.Mail != "" {
			body["mail"] = u.Mail
		}
		var made user
		err := m.api.Graph(ctx, http.MethodPost, "/users", nil, body, &made)
		if err == nil && u.Password == "" {
			m.plan.Secrets = append(m.plan.Secrets, Secret{Kind: "password", Of: u.UserPrincipalName, Value: password})
		}
		o.id = made.ID
		return err
	})
}

func (m *maker) note(format string, args ...any) {
	m.plan.Notes = append(m.plan.Notes, fmt.Sprintf(format, args...))
}

func (m *maker) changeUser(u *world.User, t *user) {
	enabled := t.Enabled == nil || *t.Enabled
	// A display name that the file omits is derived from the principal name, and does not change an existing one.
	if name, _, _ := strings.Cut(u.UserPrincipalName, "@"); name != "" && u.DisplayName == ascii.ToUpper(name[:1])+name[1:] {
		u.DisplayName = t.DisplayName
	}
	fields := differ(nil, "displayName", t.DisplayName, u.DisplayName)
	fields = differ(fields, "disabled", strconv.FormatBool(!enabled), strconv.FormatBool(u.Disabled))
	body := map[string]any{"displayName": u.DisplayName, "accountEnabled": !u.Disabled}
	if u.Mail != "" { // an address that the file omits stays
		fields, body["mail"] = differ(fields, "mail", t.Mail, u.Mail), u.Mail
	}
	if len(fields) > 0 {
		m.patch("user", u.UserPrincipalName, "/users/"+t.ID, body, fields)
	}
}

// patch plans a change of the properties of an object that differ.
func (m *maker) patch(kind, name, path string, body map[string]any, fields []Field) {
	m.plan.add(Modify, kind, name, func(ctx context.Context) error {
		return m.api.Graph(ctx, http.MethodPatch, path, nil, body, nil)
	}, fields...)
}

func (m *maker) groups(ctx context.Context) error {
	there, err := graphList[group](ctx, m.api, "/groups", url.Values{"$select": {"id,displayName,description"}, "$top": {"999"}})
	if err != nil {
		return err
	}
	byID := lookupOf(there, func(t *group) string { return t.ID })
	byName := lookupOf(there, func(t *group) string { return t.DisplayName })
	inFile := map[string]bool{} // by id
	for i := range m.tenant.Groups {
		g := &m.tenant.Groups[i]
		o := &object{kind: "Group", name: g.DisplayName}
		same := byName.all(g.DisplayName)
		if g.ID != "" {
			same = byID.all(g.ID)
		}
		switch {
		case len(same) == 0:
			m.addGroup(g, o)
		case len(same) > 1:
			m.errs = append(m.errs, fmt.Errorf("more than one group is called '%s': write its id", g.DisplayName))
			continue
		default:
			o.id = there[same[0]].ID
			m.changeGroup(g, &there[same[0]])
		}
		inFile[o.id] = true
		m.groups_ = append(m.groups_, o)
		m.people.add(o, g.DisplayName, "group:"+g.DisplayName, o.id)
	}
	for _, t := range there {
		if !inFile[t.ID] {
			m.people.add(&object{id: t.ID, kind: "Group", name: t.DisplayName}, t.DisplayName, "group:"+t.DisplayName, t.ID)
			if m.options.Prune && m.tenant.Groups != nil {
				m.removeObject("group", t.DisplayName, "/groups/"+t.ID)
			}
		}
	}
	return nil
}

func (m *maker) addGroup(g *world.Group, o *object) {
	if g.ID != "" {
		m.note("the id of group %s cannot be chosen through the API: it gets one", g.DisplayName)
	}
	m.plan.add(Add, "group", g.DisplayName, func(ctx context.Context) error {
		body := map[string]any{"displayName": g.DisplayName, "mailNickname": nickname(g.DisplayName), "mailEnabled": false, "securityEnabled": true}
		if g.Description != "" {
			body["description"] = g.Description
		}
		var made group
		err := m.api.Graph(ctx, http.MethodPost, "/groups", nil, body, &made)
		o.id = made.ID
		return err
	})
}

// nickname returns name without the characters that a mail address cannot contain.
func nickname(name string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r >= 0x7f || strings.ContainsRune(`@()\[]";:<>,`, r) {
			return -1
		}
		return r
	}, name)
}

func (m *maker) changeGroup(g *world.Group, t *group) {
	description := ""
	if t.Description != nil {
		description = *t.Description
	}
	body := map[string]any{"displayName": g.DisplayName}
	fields := differ(nil, "displayName", t.DisplayName, g.DisplayName)
	if g.Description != "" {
		body["description"] = g.Description
		fields = differ(fields, "description", description, g.Description)
	}
	if len(fields) > 0 {
		m.patch("group", g.DisplayName, "/groups/"+t.ID, body, fields)
	}
}

// links plans the members and owners of groups.
func (m *maker) links(ctx context.Context) error {
	if len(m.groups_) != len(m.tenant.Groups) {
		return nil // an ambiguous group is already an error
	}
	for i := range m.tenant.Groups {
		g := &m.tenant.Groups[i]
		if err := m.linked(ctx, g, m.groups_[i], "member", "members", g.Members); err != nil {
			return err
		}
		if err := m.linked(ctx, g, m.groups_[i], "owner", "owners", g.Owners); err != nil {
			return err
		}
	}
	return nil
}

func (m *maker) linked(ctx context.Context, g *world.Group, o *object, kind, relation string, refs []world.Ref) error {
	var there []member
	if o.id != "" && (len(refs) > 0 || refs != nil && m.options.Prune) {
		var err error
		if there, err = graphList[member](ctx, m.api, "/groups/"+o.id+"/"+relation, url.Values{"$top": {"999"}}); err != nil {
			return err
		}
	}
	linked, wanted := make(map[string]bool, len(there)), make(map[string]bool, len(refs)) // by id
	for _, t := range there {
		linked[t.ID] = true
	}
	for _, ref := range refs {
		who, err := m.people.one(ref, "principal", choosePrincipal)
		if err != nil {
			m.errs = append(m.errs, err)
			continue
		}
		wanted[who.id] = true
		if who.id == "" || !linked[who.id] {
			m.plan.add(Add, kind, who.name+" of "+g.DisplayName, func(ctx context.Context) error {
				return m.api.Graph(ctx, http.MethodPost, "/groups/"+o.id+"/"+relation+"/$ref", nil, reference(who), nil)
			})
		}
	}
	if !m.options.Prune || refs == nil {
		return nil
	}
	for _, t := range there {
		if !wanted[t.ID] {
			m.removeObject(kind, t.called()+" of "+g.DisplayName, "/groups/"+o.id+"/"+relation+"/"+t.ID+"/$ref")
		}
	}
	return nil
}

func reference(o *object) map[string]string {
	return map[string]string{"@odata.id": "https://graph.microsoft.com/v1.0/directoryObjects/" + o.id}
}
