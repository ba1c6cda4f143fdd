package app

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/user"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/store"
)

// Recovered is a link by which an administrator chooses how they sign in, once.
type Recovered struct {
	Administrator string    `json:"administrator"`
	Link          string    `json:"link"`
	Expires       time.Time `json:"expires"`
	Enabled       bool      `json:"enabled,omitempty"` // the account was disabled before
}

// RecoverAdmin makes a new link for a Global Administrator, and says so in the audit log. name is their user name; "" is
// the only one. Whoever may read both the store and the key-encryption key may do everything already, so nothing more is
// asked. Servers that run on the store need not be stopped.
func RecoverAdmin(ctx context.Context, config Config, name string) (*Recovered, error) {
	ring, err := OpenKeyRing(ctx, config) // proves that the key-encryption key is the store's
	if err != nil {
		return nil, err
	}
	defer func() { _ = ring.Close() }()
	if len(ring.List()) == 0 {
		return nil, errors.New("no server has run on this store yet: start it with keyless serve first, and use the link that keyless init printed")
	}
	out := &Recovered{}
	err = ring.db.Update(ctx, func(tx *store.Tx) error {
		found, err := administrator(tx, name)
		if err != nil {
			return err
		}
		invitation, secret := oauth.NewInvitation(config.Now())
		changed, err := directory.Update(tx, found.Tenant, found.ID, func(u *directory.User) error {
			out.Enabled = !u.AccountEnabled
			u.AccountEnabled, u.Invitation = true, invitation
			// A policy may be what keeps the administrator out.
			u.PolicyExemptUntil = invitation.ExpiresAt
			return nil
		})
		if err != nil {
			return err
		}
		out.Administrator, out.Expires = changed.UserPrincipalName, invitation.ExpiresAt
		out.Link = oauth.InvitationLink(config.Origins.Login, changed.UserPrincipalName, secret)
		return tx.AppendAudit([]audit.Record{{
			ID: guid.New(), At: config.Now().UTC(), Kind: audit.Change, Tenant: changed.Tenant, Principal: changed.ID, Name: operator(),
			Action: "Microsoft.Keyless/administrators/recover/action", Allowed: true,
			Reason: "keyless recover-admin made a link for " + changed.UserPrincipalName,
			Detail: encoded(map[string]any{"administrator": changed.UserPrincipalName, "enabled": out.Enabled, "expires": out.Expires, "exemptFromConditionalAccessUntil": out.Expires}),
		}})
	})
	return out, err
}

// administrator finds a Global Administrator by user name, or the only one for "".
func administrator(tx *store.Tx, name string) (*directory.User, error) {
	tenants, err := tx.Tenants()
	if err != nil {
		return nil, err
	}
	var all []*directory.User
	var names []string
	for _, t := range tenants {
		role, err := directory.FindByKey[*directory.DirectoryRole](tx, t.ID, directory.GlobalAdministrator)
		if err != nil {
			continue // it was never given there
		}
		holders, err := directory.Linked(tx, t.ID, directory.Member, role.ID)
		if err != nil {
			return nil, err
		}
		for _, o := range holders {
			u, ok := o.(*directory.User)
			if !ok {
				continue
			}
			short, _, _ := strings.Cut(u.UserPrincipalName, "@")
			if name == "" || ascii.EqualFold(name, u.UserPrincipalName) || ascii.EqualFold(name, short) {
				all = append(all, u)
			}
			names = append(names, u.UserPrincipalName)
		}
	}
	switch {
	case len(all) == 1:
		return all[0], nil
	case len(names) == 0:
		return nil, errors.New("nobody holds the role Global Administrator in this store")
	case len(all) == 0:
		return nil, fmt.Errorf("%s is no Global Administrator; these are: %s", name, strings.Join(names, ", "))
	}
	return nil, fmt.Errorf("there is more than one Global Administrator: say which with --name. These are: %s", strings.Join(names, ", "))
}

// operator is who runs this process, for the audit log.
func operator() string {
	who := "unknown"
	if u, err := user.Current(); err == nil {
		who = u.Username
	}
	host, _ := os.Hostname()
	return "keyless recover-admin by " + url.PathEscape(who) + " on " + url.PathEscape(host)
}
