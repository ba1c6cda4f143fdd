package resource

import (
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// Values of Identity.Type.
const (
	NoIdentity     = "None"
	SystemAssigned = "SystemAssigned"
	UserAssignment = "UserAssigned"
	bothAssigned   = SystemAssigned + ", " + UserAssignment
)

// UserIdentityProperties are the properties of a user-assigned managed identity.
type UserIdentityProperties struct {
	TenantID    string `json:"tenantId"`
	PrincipalID string `json:"principalId"`
	ClientID    string `json:"clientId"`
}

// FederatedCredentialProperties are the properties of a federated credential of a user-assigned identity.
type FederatedCredentialProperties struct {
	Issuer    string   `json:"issuer"`
	Subject   string   `json:"subject"`
	Audiences []string `json:"audiences"`
}

// identify sets the identity of a resource as requested. A system-assigned identity keeps its principal until it is removed.
func (c *Change) identify(w *write) error {
	if w.body.Identity == nil {
		return nil // clients send None to mean no identity
	}
	system, user, err := readIdentityType(w.body.Identity.Type)
	if err != nil {
		return err
	}
	next := Identity{}
	if was := w.after.Identity; was != nil {
		next.PrincipalID, next.TenantID = was.PrincipalID, was.TenantID
		if w.patch && user {
			next.UserAssigned = cloneAssigned(was.UserAssigned)
		}
	}
	if err := c.systemIdentity(w.after, &next, system); err != nil {
		return err
	}
	if user {
		if err := c.userIdentities(&next, w.body.Identity.UserAssigned); err != nil {
			return err
		}
	}
	switch user = len(next.UserAssigned) > 0; {
	case system && user:
		next.Type = bothAssigned
	case system:
		next.Type = SystemAssigned
	case user:
		next.Type = UserAssignment
	default: // Azure shows an identity of type None if that was requested
		w.after.Identity = &Identity{Type: NoIdentity}
		return nil
	}
	w.after.Identity = &next
	return nil
}

func readIdentityType(text string) (system, user bool, err error) {
	switch ascii.ToLower(strings.ReplaceAll(text, " ", "")) {
	case "none":
	case "systemassigned":
		system = true
	case "userassigned":
		user = true
	case "systemassigned,userassigned":
		system, user = true, true
	default:
		err = fault.New(fault.Invalid, "InvalidIdentityType", "The identity type '%s' is not one of None, SystemAssigned, UserAssigned, 'SystemAssigned, UserAssigned'.", text)
	}
	return system, user, err
}

func (c *Change) systemIdentity(r *Resource, next *Identity, wanted bool) error {
	var err error
	switch {
	case wanted && next.PrincipalID == "":
		next.TenantID = c.Tenant
		next.PrincipalID, _, err = c.Principals.Create(c.Tenant, r.Name, r.ID.String(), false)
	case !wanted && next.PrincipalID != "":
		err = c.Principals.Remove(c.Tenant, next.PrincipalID)
		next.PrincipalID, next.TenantID = "", ""
	}
	return err
}

// userIdentities adds the given identities, and removes those with a null value.
func (c *Change) userIdentities(next *Identity, asked map[string]*UserAssigned) error {
	if next.UserAssigned == nil {
		next.UserAssigned = map[string]UserAssigned{}
	}
	for text, value := range asked {
		id, err := ParseScope(text)
		if err != nil {
			return err
		}
		for given := range next.UserAssigned {
			if ascii.EqualFold(given, id.String()) {
				delete(next.UserAssigned, given)
			}
		}
		if value == nil {
			continue
		}
		r, err := Find(c.Store, c.Tenant, id)
		if err != nil {
			return err
		}
		if r.Type != TypeUserIdentity {
			return fault.New(fault.Invalid, "InvalidIdentityValues", "'%s' is not a user-assigned identity.", text)
		}
		var p UserIdentityProperties
		if err := unmarshal(r.Properties, &p); err != nil {
			return err
		}
		next.UserAssigned[r.ID.String()] = UserAssigned{PrincipalID: p.PrincipalID, ClientID: p.ClientID}
	}
	return nil
}

func cloneAssigned(all map[string]UserAssigned) map[string]UserAssigned {
	copied := make(map[string]UserAssigned, len(all))
	for id, one := range all {
		copied[id] = one
	}
	return copied
}

func writeUserIdentity(c *Change, w *write) error {
	if !plain(w.after.Name, 3, 128, "_-") || !startsPlain(w.after.Name) {
		return badName("user-assigned identity", w.after.Name, "it has 3 to 128 letters, digits, '-' and '_', and starts with a letter or a digit")
	}
	if w.before != nil {
		return nil // all of its properties are read-only
	}
	p := UserIdentityProperties{TenantID: c.Tenant}
	var err error
	if p.PrincipalID, p.ClientID, err = c.Principals.Create(c.Tenant, w.after.Name, w.after.ID.String(), true); err != nil {
		return err
	}
	w.after.Properties = encode(p)
	return nil
}

// maxFederated is the maximum number of federated credentials of an identity.
const maxFederated = 20

// writeFederatedCredential writes a federated credential. Source of the texts: the workload identity federation reference.
func writeFederatedCredential(c *Change, w *write) error {
	if !plain(w.after.Name, 3, 120, "_-") || !startsPlain(w.after.Name) {
		return fault.New(fault.Invalid, "BadRequest", "Federated Identity Credential name '%s' is invalid.", w.after.Name)
	}
	given, err := readJSONObject(w.body.Properties, "properties")
	if err != nil {
		return err
	}
	var p FederatedCredentialProperties
	if err := firstOf(given.text("issuer", &p.Issuer), given.text("subject", &p.Subject)); err != nil {
		return err
	}
	if _, err := given.object("audiences", &p.Audiences); err != nil {
		return err
	}
	switch {
	case p.Issuer == "" || p.Subject == "":
		return fault.New(fault.Invalid, "BadRequest", "Federated Identity Credential from HTTP body has empty properties")
	case len(p.Audiences) != 1 || p.Audiences[0] == "":
		return fault.New(fault.Invalid, "BadRequest", "Federated identity credentials must have exactly one audience.")
	case len(p.Issuer) > 600 || len(p.Subject) > 600 || len(p.Audiences[0]) > 600:
		return fault.New(fault.Invalid, "BadRequest", "An issuer, a subject and an audience have at most 600 characters.")
	}
	parent, _ := w.after.ID.Parent()
	owner, err := c.freeSubject(parent, w.after.ID, p)
	if err != nil {
		return err
	}
	w.after.Properties = encode(p)
	err = c.Principals.Trust(c.Tenant, owner.PrincipalID, w.after.Name, p.Issuer, p.Subject, p.Audiences)
	if fault.Is(err, fault.Invalid) { // with the directory's message and this type's single code
		return fault.New(fault.Invalid, "BadRequest", "%s", fault.Of(err).Message).Because(err)
	}
	return err
}

// freeSubject returns the identity, if it can have another federated credential and has none for the same subject.
func (c *Change) freeSubject(identity, self Scope, p FederatedCredentialProperties) (UserIdentityProperties, error) {
	var owner UserIdentityProperties
	parent, err := Find(c.Store, c.Tenant, identity)
	if err != nil {
		return owner, err
	}
	if err := unmarshal(parent.Properties, &owner); err != nil {
		return owner, err
	}
	siblings, err := c.Store.Resources(Query{Tenant: c.Tenant, Under: identity, Direct: true, Type: TypeFederatedCredential})
	if err != nil {
		return owner, err
	}
	others := 0
	for _, sibling := range siblings {
		if sibling.ID.Equal(self) {
			continue
		}
		others++
		var has FederatedCredentialProperties
		if err := unmarshal(sibling.Properties, &has); err != nil {
			return owner, err
		}
		if has.Issuer == p.Issuer && has.Subject == p.Subject {
			return owner, fault.New(fault.Invalid, "BadRequest", "Issuer and subject combination already exists for this Managed Identity.")
		}
	}
	if others >= maxFederated {
		return owner, fault.New(fault.Invalid, "BadRequest", "A managed identity has at most %d federated identity credentials.", maxFederated)
	}
	return owner, nil
}

// forget deletes the directory objects of a removed resource.
func (c *Change) forget(r *Resource) error {
	if r.Identity != nil && r.Identity.PrincipalID != "" {
		if err := c.Principals.Remove(c.Tenant, r.Identity.PrincipalID); err != nil {
			return err
		}
	}
	switch r.Type {
	case TypeUserIdentity:
		var p UserIdentityProperties
		if err := unmarshal(r.Properties, &p); err != nil {
			return err
		}
		return c.Principals.Remove(c.Tenant, p.PrincipalID)
	case TypeFederatedCredential:
		parent, _ := r.ID.Parent()
		identity, err := c.Store.Resource(parent)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		var p UserIdentityProperties
		if err := unmarshal(identity.Properties, &p); err != nil {
			return err
		}
		return c.Principals.Distrust(c.Tenant, p.PrincipalID, r.Name)
	}
	return nil
}
