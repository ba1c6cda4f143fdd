package graph_test

import (
	"strings"
	"testing"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/store"
)

func invitation(address string) string {
	return `{"invitedUserEmailAddress":"` + address + `","inviteRedirectUrl":"https://app.test/start"}`
}

// invited invites an address and returns the guest's id.
func (w *world) invited(who, address string) string {
	w.t.Helper()
	return w.call(w.as(who), "POST", "/v1.0/invitations", invitation(address)).want(w.t, 201).text("invitedUser", "id")
}

// redeem accepts a guest's invitation in the directory, as the sign-in host does.
func (w *world) redeem(id string) {
	w.t.Helper()
	w.update(func(tx *store.Tx) {
		_, err := directory.Update(tx, tenant, id, func(u *directory.User) error {
			u.Invitation = nil
			u.Accept(*w.now.Load())
			return nil
		})
		w.must(err)
	})
}

func TestInvitationsCreateGuests(t *testing.T) {
	w := newWorld(t)
	answer := w.call(w.as("ada"), "POST", "/v1.0/invitations",
		`{"invitedUserEmailAddress":"ben@contoso.com","invitedUserDisplayName":"Ben","inviteRedirectUrl":"https://app.test/start","sendInvitationMessage":false}`).want(t, 201)
	for property, want := range map[string]string{
		"status": "PendingAcceptance", "invitedUserEmailAddress": "ben@contoso.com", "invitedUserType": "Guest", "invitedUserDisplayName": "Ben",
		"inviteRedirectUrl": "https://app.test/start", "@odata.context": origin + "/v1.0/$metadata#invitations/$entity",
	} {
		if got := answer.text(property); got != want {
			t.Errorf("%s is %q, not %q", property, got, want)
		}
	}
	if link := answer.text("inviteRedeemUrl"); !strings.HasPrefix(link, login+"/invitation?") {
		t.Errorf("the link is %q", link)
	}
	guest := w.call(w.as("ada"), "GET", "/v1.0/users/"+answer.text("invitedUser", "id")+"?$select=userPrincipalName,mail,userType,externalUserState,creationType,displayName", "").want(t, 200)
	for property, want := range map[string]string{
		"userPrincipalName": "ben_contoso.com#EXT#@keyless.localhost", "mail": "ben@contoso.com", "userType": "Guest",
		"externalUserState": "PendingAcceptance", "creationType": "Invitation", "displayName": "Ben",
	} {
		if got := guest.text(property); got != want {
			t.Errorf("%s is %q, not %q", property, got, want)
		}
	}
	w.call(w.as("ada"), "GET", "/v1.0/users/ben_contoso.com%23EXT%23@keyless.localhost", "").want(t, 200)
	if found := w.call(w.as("ada"), "GET", "/v1.0/users?$filter=userType eq 'Guest'", "").want(t, 200).body["value"].([]any); len(found) != 1 {
		t.Errorf("there are %d guests", len(found))
	}
	if found := w.call(w.as("ada"), "GET", "/v1.0/users?$filter=userType eq 'Member'", "").want(t, 200).body["value"].([]any); len(found) != 3 {
		t.Errorf("there are %d members", len(found))
	}
	w.redeem(answer.text("invitedUser", "id"))
	if got := w.call(w.as("ada"), "GET", "/v1.0/users/"+answer.text("invitedUser", "id")+"?$select=externalUserState", "").text("externalUserState"); got != "Accepted" {
		t.Errorf("after acceptance the state is %q", got)
	}
}

func TestInvitingGuestsRequiresPermission(t *testing.T) {
	w := newWorld(t)
	w.administrator("inviter", directory.GuestInviter)
	w.administrator("helpdesk", directory.HelpdeskAdministrator)
	w.administrator("users", directory.UserAdministrator)
	w.update(func(tx *store.Tx) {
		_, err := directory.AssignAppRole(tx, tenant, id("servicePrincipal", "ci-pipeline"), graphObject(tx), "09850681-111b-4a89-9bed-3f2cae46d706", id("grant", "invite"), *w.now.Load())
		w.must(err)
		w.must(directory.Create(tx, &directory.Application{Header: head("application", "other"), AppID: id("appId", "other")}, *w.now.Load()))
		w.must(directory.Create(tx, &directory.ServicePrincipal{Header: head("servicePrincipal", "other"), AppID: id("appId", "other"), AccountEnabled: true}, *w.now.Load()))
	})
	guest := w.invited("ada", "guest@contoso.com")
	w.redeem(guest)
	tokens := map[string]string{
		"a Global Administrator": w.as("ada"), "a Guest Inviter": w.as("inviter"), "a User Administrator": w.as("users"), "a helpdesk administrator": w.as("helpdesk"),
		"a member": w.as("bob"), "a guest": w.token(guest, origin),
		"an application with User.Invite.All": w.token(id("servicePrincipal", "ci-pipeline"), origin), "an application without a permission": w.token(id("servicePrincipal", "other"), origin),
	}
	all := []string{"a Global Administrator", "a Guest Inviter", "a User Administrator", "a helpdesk administrator", "a member", "a guest", "an application with User.Invite.All"}
	for _, row := range []struct {
		policy string
		may    []string
	}{
		{"", all}, // the default
		{"everyone", all},
		{"adminsGuestInvitersAndAllMembers", append(append([]string{}, all[:5]...), all[6])},
		{"adminsAndGuestInviters", append(append([]string{}, all[:3]...), all[6])},
		{"none", nil},
	} {
		if row.policy != "" {
			w.call(w.as("ada"), "PATCH", "/v1.0/policies/authorizationPolicy", `{"allowInvitesFrom":"`+row.policy+`"}`).want(t, 204)
			if got := w.call(w.as("bob"), "GET", "/v1.0/policies/authorizationPolicy", "").want(t, 200).text("allowInvitesFrom"); got != row.policy {
				t.Errorf("the policy is %q, not %q", got, row.policy)
			}
		}
		for who, token := range tokens {
			want := 403
			for _, may := range row.may {
				if may == who {
					want = 201
				}
			}
			address := strings.ReplaceAll(who, " ", "-") + "@" + strings.ToLower("p"+row.policy) + ".test"
			if got := w.call(token, "POST", "/v1.0/invitations", invitation(address)); got.status != want {
				t.Errorf("policy %q: %s invites: %d, not %d: %s", row.policy, who, got.status, want, got.raw)
			}
		}
	}
	w.call(w.as("bob"), "PATCH", "/v1.0/policies/authorizationPolicy", `{"allowInvitesFrom":"everyone"}`).refused(t, 403, "Authorization_RequestDenied")
	w.call(w.as("ada"), "PATCH", "/v1.0/policies/authorizationPolicy", `{"allowInvitesFrom":"friends"}`).refused(t, 400, "Request_BadRequest")
	// A client does not invite for a person whose scopes do not cover it.
	w.call(w.as("ada"), "PATCH", "/v1.0/policies/authorizationPolicy", `{"allowInvitesFrom":"everyone"}`).want(t, 204)
	w.scope = "User.Read Group.ReadWrite.All"
	w.call(w.as("ada"), "POST", "/v1.0/invitations", invitation("x@scope.test")).refused(t, 403, "Authorization_RequestDenied")
	w.scope = "User.Invite.All"
	w.call(w.as("ada"), "POST", "/v1.0/invitations", invitation("x@scope.test")).want(t, 201)
}

// graphObject is the id of Microsoft Graph's service principal.
func graphObject(tx *store.Tx) string {
	p, err := directory.FindByAppID[*directory.ServicePrincipal](tx, tenant, directory.GraphAppID)
	if err != nil {
		return ""
	}
	return p.ID
}

func TestInvitationsThatAreRefused(t *testing.T) {
	w := newWorld(t)
	body := func(address, redirect, more string) string {
		return `{"invitedUserEmailAddress":"` + address + `","inviteRedirectUrl":"` + redirect + `"` + more + `}`
	}
	good := "https://app.test/"
	for _, row := range []struct{ says, body string }{
		{"no address", body("", good, "")},
		{"no redirect", body("a@contoso.com", "", "")},
		{"an address of a verified domain, of somebody there", body("ada@keyless.localhost", good, "")},
		{"an address of a verified domain, of nobody", body("nobody@KEYLESS.localhost", good, "")},
		{"a name without a domain", body("ben", good, "")},
		{"a domain of one label", body("ben@contoso", good, "")},
		{"two addresses", body("a@b.com,c@d.com", good, "")},
		{"two @", body("a@b@c.com", good, "")},
		{"a line break", body(`a\u000a@contoso.com`, good, "")},
		{"a space", body("a b@contoso.com", good, "")},
		{"letters that look like others", body("bеn@contoso.com", good, "")},
		{"the mark of guests", body("ben#EXT#@contoso.com", good, "")},
		{"a path", body("../ben@contoso.com", good, "")},
		{"an address that is too long for a user principal name", body(strings.Repeat("a", 60)+"@"+strings.Repeat("b", 60)+".com", good, "")},
		{"a display name with a control character", body("c@contoso.com", good, `,"invitedUserDisplayName":"a\u001bb"`)},
		{"a script as redirect", body("c@contoso.com", "javascript:alert(1)", "")},
		{"a redirect without encryption to another machine", body("c@contoso.com", "http://app.test/", "")},
		{"a redirect with a user part", body("c@contoso.com", "https://a@app.test/", "")},
		{"a redirect to nowhere", body("c@contoso.com", "https:///x", "")},
		{"an unknown user type", body("c@contoso.com", good, `,"invitedUserType":"Owner"`)},
		{"e-mail, which this server does not send", body("c@contoso.com", good, `,"sendInvitationMessage":true`)},
		{"a reset of who signs in", body("c@contoso.com", good, `,"resetRedemption":true`)},
	} {
		if got := w.call(w.as("ada"), "POST", "/v1.0/invitations", row.body); got.status != 400 {
			t.Errorf("%s: %d %s", row.says, got.status, got.raw)
		}
	}
	// Whether there is a user of a name is not told by inviting it.
	there := w.call(w.as("bob"), "POST", "/v1.0/invitations", invitation("ada@keyless.localhost")).text("error", "message")
	nobody := w.call(w.as("bob"), "POST", "/v1.0/invitations", invitation("abc@keyless.localhost")).text("error", "message")
	if strings.ReplaceAll(there, "ada@", "abc@") != nobody {
		t.Errorf("%q tells more than %q", there, nobody)
	}
	// Who may not make members invites none.
	w.call(w.as("bob"), "POST", "/v1.0/invitations", body("m@contoso.com", good, `,"invitedUserType":"Member"`)).refused(t, 403, "Authorization_RequestDenied")
	w.call(w.as("ada"), "POST", "/v1.0/invitations", body("m@contoso.com", good, `,"invitedUserType":"Member"`)).want(t, 201)
}

func TestInvitationsCannotTakeOverAnAccount(t *testing.T) {
	w := newWorld(t)
	w.administrator("helpdesk", directory.HelpdeskAdministrator)
	link := func(a answer) string { return a.text("inviteRedeemUrl") }
	pending := w.invited("bob", "ben@contoso.com")
	first := link(w.call(w.as("bob"), "POST", "/v1.0/invitations", invitation("BEN@contoso.com")).want(t, 201))
	if !strings.HasPrefix(first, login) {
		t.Errorf("who invited gets a new link, not %q", first)
	}
	if again := w.invited("bob", "ben@contoso.com"); again != pending {
		t.Errorf("a second invitation makes a second guest: %s and %s", again, pending)
	}
	w.call(w.as("cleo"), "POST", "/v1.0/invitations", invitation("ben@contoso.com")).refused(t, 403, "Authorization_RequestDenied")
	w.call(w.as("helpdesk"), "POST", "/v1.0/invitations", invitation("ben@contoso.com")).want(t, 201)
	w.update(func(tx *store.Tx) { w.role(tx, directory.UserAdministrator, pending) })
	w.call(w.as("bob"), "POST", "/v1.0/invitations", invitation("ben@contoso.com")).refused(t, 403, "Authorization_RequestDenied")
	w.call(w.as("helpdesk"), "POST", "/v1.0/invitations", invitation("ben@contoso.com")).refused(t, 403, "Authorization_RequestDenied")

	w.redeem(pending)
	answer := w.call(w.as("ada"), "POST", "/v1.0/invitations", invitation("ben@contoso.com")).want(t, 201)
	if answer.text("status") != "Completed" || link(answer) != "https://app.test/start" || answer.text("invitedUser", "id") != pending {
		t.Errorf("who accepted is invited again: %s", answer.raw)
	}
	w.must(w.db.View(t.Context(), func(tx *store.Tx) error {
		u, err := directory.Find[*directory.User](tx, tenant, pending)
		if err == nil && u.Invitation != nil {
			t.Error("an invitation of who accepted left a link")
		}
		return err
	}))
	// The addresses of guests are names of theirs alone.
	w.call(w.as("ada"), "POST", "/v1.0/users", `{"accountEnabled":true,"displayName":"x","mailNickname":"x","userPrincipalName":"ben_contoso.com#EXT#@keyless.localhost","passwordProfile":{"password":"Tr0ub4dor&3"}}`).refused(t, 400, "Request_BadRequest")
}

func TestGuestsReadOnlyPermittedObjects(t *testing.T) {
	w := newWorld(t)
	guest := w.invited("ada", "ben@contoso.com")
	w.redeem(guest)
	w.update(func(tx *store.Tx) { w.link(tx, "developers", directory.Member, guest) })
	ben := w.token(guest, origin)
	if got := w.call(ben, "GET", "/v1.0/me", "").want(t, 200).text("displayName"); got != "ben" {
		t.Errorf("a guest reads of themselves %q", got)
	}
	w.call(ben, "GET", "/v1.0/organization", "").want(t, 200)
	w.call(ben, "GET", "/v1.0/me/memberOf", "").want(t, 200)
	for _, path := range []string{
		"/users", "/users/" + id("user", "ada"), "/users/ada@keyless.localhost", "/groups", "/groups/" + id("group", "developers"), "/groups/" + id("group", "developers") + "/members",
		"/servicePrincipals", "/applications", "/directoryRoles", "/directoryObjects/" + id("user", "ada"), "/users/$count", "/domains",
	} {
		if got := w.call(ben, "GET", "/v1.0"+path, ""); got.status != 403 {
			t.Errorf("a guest reads %s: %d %s", path, got.status, got.raw)
		}
	}
	if got := w.call(ben, "GET", "/v1.0/me/memberOf", ""); strings.Contains(string(got.raw), `"developers"`) {
		t.Errorf("a guest reads the names of groups: %s", got.raw)
	}
	// What a role lets its holder read it lets a guest read too.
	w.update(func(tx *store.Tx) { w.role(tx, directory.DirectoryReaders, guest) })
	w.call(ben, "GET", "/v1.0/users", "").want(t, 200)
}

func TestGuestInvitationsEnd(t *testing.T) {
	now := newWorld(t).now.Load()
	invitation, secret := oauth.NewGuestInvitation(*now)
	if !invitation.Valid(oauth.Hash(secret), now.Add(oauth.GuestInvitationLifetime-1)) || invitation.Valid(oauth.Hash(secret), now.Add(oauth.GuestInvitationLifetime)) {
		t.Errorf("an invitation ends at %s", invitation.ExpiresAt)
	}
}
