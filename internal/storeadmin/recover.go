package storeadmin

import (
	"context"
	"encoding/json"
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

// Recovered is a single-use link with which an administrator sets up a new credential.
type Recovered struct {
	Administrator string    `json:"administrator"`
	Link          string    `json:"link"`
	Expires       time.Time `json:"expires"`
	Enabled       bool      `json:"enabled,omitempty"` // the account had been disabled
}

// RecoverAdmin creates a new link for a Global Administrator, and records that in the audit log. name is their user name; "" means
// the only one. Servers on the store need not be stopped.
func RecoverAdmin(ctx context.Context, target Target, name string) (*Recovered, error) {
	ring, err := OpenKeyRing(ctx, target) // verifies that the key-encryption key belongs to the store
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
		invitation, secret := oauth.NewInvitation(target.Now())
		changed, err := directory.Update(tx, found.Tenant, found.ID, func(u *directory.User) error {
			out.Enabled = !u.AccountEnabled
			u.AccountEnabled, u.Invitation = true, invitation
			// A conditional access policy may be what locks the administrator out.
			u.PolicyExemptUntil = invitation.ExpiresAt
			return nil
		})
		if err != nil {
			return err
		}
		out.Administrator, out.Expires = changed.UserPrincipalName, invitation.ExpiresAt
		out.Link = oauth.InvitationLink(target.Login, changed.UserPrincipalName, secret)
		detail, err := json.Marshal(map[string]any{"administrator": changed.UserPrincipalName, "enabled": out.Enabled, "expires": out.Expires, "exemptFromConditionalAccessUntil": out.Expires})
		if err != nil {
			return err
		}
		return tx.AppendAudit([]audit.Record{{
			ID: guid.New(), At: target.Now().UTC(), Kind: audit.Change, Tenant: changed.Tenant, Principal: changed.ID, Name: operator(),
			Action: "Microsoft.Keyless/administrators/recover/action", Allowed: true,
			Reason: "keyless recover-admin made a link for " + changed.UserPrincipalName,
			Detail: detail,
		}})
	})
	return out, err
}

// administrator returns the Global Administrator with a user name, or the only one if name is "".
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
			continue // nobody was ever assigned the role there
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

// operator returns a name for the user of this process, for the audit log.
func operator() string {
	who := "unknown"
	if u, err := user.Current(); err == nil {
		who = u.Username
	}
	host, _ := os.Hostname()
	return "keyless recover-admin by " + url.PathEscape(who) + " on " + url.PathEscape(host)
}
