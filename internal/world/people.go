package world

import (
	"crypto/sha256"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
)

// secretLife is the lifetime of a generated client secret, the longest that Azure's portal offers.
const secretLife = 2 * 365 * 24 * time.Hour

func fold(name string) string { return ascii.ToLower(name) }

func (a *applier) makeUsers() error {
	for i := range a.tenant.Users {
		u := &a.tenant.Users[i]
		id := orDerived(u.ID, "user", a.id, u.UserPrincipalName)
		there, err := a.find(id, directory.Query{Kind: directory.KindUser, Key: u.UserPrincipalName})
		if err != nil {
			return err
		}
		result := UserResult{UserPrincipalName: u.UserPrincipalName, Password: u.Password, ID: id}
		if there != nil {
			result.ID = there.Head().ID
		} else if result.Password, err = a.makeUser(u, id); err != nil {
			return err
		}
		a.out.Users = append(a.out.Users, result)
		a.people.add(principal{result.ID, rbac.User}, u.UserPrincipalName, "user:"+u.UserPrincipalName, "user:"+u.DisplayName, u.DisplayName, result.ID)
	}
	return nil
}

// makeUser creates a user and returns the password.
func (a *applier) makeUser(u *User, id string) (string, error) {
	password, hash := u.Password, ""
	var invitation *directory.Invitation
	switch {
	case u.Invitation != nil && password == "":
		invitation = &directory.Invitation{Hash: u.Invitation.Hash, ExpiresAt: u.Invitation.Expires}
	case password == "":
		var err error
		if password, err = newPassword(a.Rand); err != nil {
			return "", err
		}
		hash = directory.HashGeneratedPassword(password)
	default:
		hash = directory.HashPassword(password)
	}
	nickname, _, _ := strings.Cut(u.UserPrincipalName, "@")
	a.made("user %s", u.UserPrincipalName)
	return password, directory.Create(a.tx, &directory.User{
		Header:            a.header(id, u.DisplayName),
		UserPrincipalName: u.UserPrincipalName,
		Mail:              u.Mail,
		MailNickname:      nickname,
		AccountEnabled:    !u.Disabled,
		PasswordHash:      hash,
		Invitation:        invitation,
	}, a.Now)
}

func (a *applier) makeGroups() error {
	for _, g := range a.tenant.Groups {
		id := orDerived(g.ID, "group", a.id, g.DisplayName)
		there, err := a.find(id, directory.Query{Kind: directory.KindGroup, DisplayName: g.DisplayName})
		if err != nil {
			return err
		}
		if there != nil {
			id = there.Head().ID
		} else {
			a.made("group %s", g.DisplayName)
			err := directory.Create(a.tx, &directory.Group{
				Header: a.header(id, g.DisplayName), Description: g.Description, MailNickname: nickname(g.DisplayName), SecurityEnabled: true,
			}, a.Now)
			if err != nil {
				return err
			}
		}
		a.out.Groups = append(a.out.Groups, GroupResult{DisplayName: g.DisplayName, ID: id})
		a.people.add(principal{id, rbac.Group}, g.DisplayName, "group:"+g.DisplayName, id)
	}
	return nil
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

func (a *applier) makeApplications() error {
	for i := range a.tenant.Applications {
		app := &a.tenant.Applications[i]
		appID := orDerived(app.AppID, "appId", a.id, app.DisplayName)
		spID := guid.Derive("servicePrincipal", a.id, app.DisplayName)
		there, err := a.find(spID, directory.Query{Kind: directory.KindServicePrincipal, Key: appID})
		if err != nil {
			return err
		}
		result := AppResult{DisplayName: app.DisplayName, AppID: appID, ID: spID, Secret: app.Secret}
		if there != nil {
			result.ID = there.Head().ID
		} else if result.Secret, err = a.makeApplication(app, appID, spID); err != nil {
			return err
		}
		a.out.ServicePrincipals = append(a.out.ServicePrincipals, result)
		a.people.add(principal{result.ID, rbac.ServicePrincipal}, app.DisplayName, "servicePrincipal:"+app.DisplayName, appID, result.ID)
	}
	return nil
}

// makeApplication creates the application and its service principal, and returns the secret, if it has one.
func (a *applier) makeApplication(app *Application, appID, spID string) (string, error) {
	secret := app.Secret
	var credentials directory.Credentials
	if !app.NoSecret {
		if secret == "" {
			var err error
			if secret, err = newSecret(a.Rand); err != nil {
				return "", err
			}
		}
		credentials.Passwords = []directory.PasswordCredential{a.credential(secret, appID, "made with the application")}
	}
	a.made("application %s", app.DisplayName)
	err := directory.Create(a.tx, &directory.Application{
		Header: a.header(guid.Derive("application", a.id, app.DisplayName), app.DisplayName),
		AppID:  appID, IdentifierURIs: app.IdentifierURIs, SignInAudience: "AzureADMyOrg",
		RedirectURIs: directory.Redirects(app.RedirectURIs), Credentials: credentials, IsFallbackPublicClient: app.PublicClient,
	}, a.Now)
	if err != nil {
		return "", err
	}
	return secret, directory.Create(a.tx, &directory.ServicePrincipal{
		Header: a.header(spID, app.DisplayName), AppID: appID, AccountEnabled: true,
	}, a.Now)
}

func (a *applier) credential(secret, owner, displayName string) directory.PasswordCredential {
	hash := sha256.Sum256([]byte(secret))
	return directory.PasswordCredential{
		KeyID: guid.Derive("secret", a.id, owner, displayName), DisplayName: displayName,
		Hint: secret[:min(3, len(secret))], Hash: hash[:], Start: a.Now, End: a.Now.Add(secretLife),
	}
}

// link adds members, owners and the holders of directory roles.
func (a *applier) link() error {
	for i, g := range a.tenant.Groups {
		id := a.out.Groups[i].ID
		if err := a.linkAll(id, g.DisplayName, directory.Member, g.Members); err != nil {
			return err
		}
		if err := a.linkAll(id, g.DisplayName, directory.Owner, g.Owners); err != nil {
			return err
		}
	}
	for i, u := range a.tenant.Users {
		if err := a.makeHolder(a.out.Users[i].ID, u.UserPrincipalName, u.DirectoryRoles); err != nil {
			return err
		}
	}
	for i, app := range a.tenant.Applications {
		if err := a.makeHolder(a.out.ServicePrincipals[i].ID, app.DisplayName, app.DirectoryRoles); err != nil {
			return err
		}
	}
	return nil
}

func (a *applier) linkAll(from, name string, relation directory.Relation, refs []Ref) error {
	for _, ref := range refs {
		to, err := a.people.one(ref, "principal", "write user:, group: or servicePrincipal: in front")
		if err != nil {
			return err
		}
		if to.id == from {
			return ref.fail("%s cannot be its own %s", name, relation)
		}
		if err := a.linkOne(directory.Link{Tenant: a.id, From: from, Relation: relation, To: to.id}, "%s %s of %s", ref.Name, string(relation), name); err != nil {
			return err
		}
	}
	return nil
}

func (a *applier) linkOne(l directory.Link, what string, args ...any) error {
	there, err := a.tx.Links(l.Tenant, l.Relation, l.From, l.To)
	if err != nil || len(there) > 0 {
		return err
	}
	a.made(what, args...)
	return directory.AddLink(a.tx, l)
}

// makeHolder assigns directory roles to a principal, and activates them first if necessary.
func (a *applier) makeHolder(id, name string, roles []Ref) error {
	for _, ref := range roles {
		template, err := roleTemplate(ref)
		if err != nil {
			return err
		}
		role, err := directory.ActivateRole(a.tx, a.id, template.ID, guid.Derive("directoryRole", a.id, template.ID), a.Now)
		if err != nil {
			return err
		}
		if err := a.linkOne(directory.Link{Tenant: a.id, From: role.ID, Relation: directory.Member, To: id}, "%s as %s", name, template.Name); err != nil {
			return err
		}
	}
	return nil
}

func roleTemplate(ref Ref) (directory.RoleTemplate, error) {
	for _, t := range directory.RoleTemplates() {
		if ascii.EqualFold(t.Name, ref.Name) || ascii.EqualFold(t.ID, ref.Name) {
			return t, nil
		}
	}
	return directory.RoleTemplate{}, ref.fail("there is no directory role called '%s'", ref.Name)
}
