package login_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/store"
)

// consenting is a rig that keeps what people agree to, with a client that a company has registered, an API with a scope
// for people and one for administrators, and grace, who is Global Administrator.
func consenting(t *testing.T) (*rig, *directory.User) {
	var k *rig
	k = newRig(t, func(c *oauth.Config) {
		c.KeepConsent = func(ctx context.Context, c oauth.Consent) error {
			return k.db.Update(ctx, func(tx *store.Tx) error {
				client, err := directory.FindByKey[*directory.ServicePrincipal](tx, c.Tenant, c.Client)
				if err != nil {
					return err
				}
				resource, err := directory.FindByKey[*directory.ServicePrincipal](tx, c.Tenant, c.Resource.AppID)
				if err != nil {
					return err
				}
				g := directory.PermissionGrant{ClientID: client.ID, ResourceID: resource.ID, ConsentType: directory.ForOne, PrincipalID: c.User, Scope: strings.Join(c.Scopes, " ")}
				if c.User == "" {
					g.ConsentType = directory.ForEveryone
				}
				_, err = directory.GrantPermission(tx, c.Tenant, g)
				return err
			})
		}
	})
	principal := func(app *directory.Application) *directory.ServicePrincipal {
		return &directory.ServicePrincipal{
			Header: directory.Header{Tenant: k.tenant.ID, ID: guid.New(), DisplayName: app.DisplayName}, AppID: app.AppID, Names: append([]string{app.AppID}, app.IdentifierURIs...),
			Type: directory.TypeApplication, AccountEnabled: true,
		}
	}
	k.api.Scopes = []directory.PermissionScope{
		{ID: guid.New(), Value: "Orders.Read", Type: "User", IsEnabled: true, UserConsentDisplayName: "Read your orders"},
		{ID: guid.New(), Value: "Orders.All", Type: "Admin", IsEnabled: true, AdminConsentDisplayName: "Read all orders"},
	}
	grace := *k.ada
	grace.ID, grace.UserPrincipalName, grace.DisplayName = guid.New(), "grace@contoso.test", "Grace"
	role := &directory.DirectoryRole{Header: directory.Header{Tenant: k.tenant.ID, ID: guid.New(), DisplayName: "Global Administrator"}, TemplateID: directory.GlobalAdministrator}
	k.put(k.api, principal(k.api), principal(k.native), &grace, role)
	if err := k.db.Update(t.Context(), func(tx *store.Tx) error {
		return tx.PutLink(directory.Link{Tenant: k.tenant.ID, From: role.ID, Relation: directory.Member, To: grace.ID})
	}); err != nil {
		t.Fatal(err)
	}
	return k, &grace
}

func nativeParams(k *rig, scope string) url.Values {
	return authorization("client_id", k.native.AppID, "redirect_uri", "http://localhost:40123/cb", "scope", scope+" offline_access", "prompt", "")
}

// asked signs a user in and returns the following page.
func (k *rig) asked(b *http.Client, params url.Values, user string) *http.Response {
	k.t.Helper()
	return k.send(b, k.open(k.authorize(b, params)), "loginfmt", user, "passwd", password, "action", "signin", "typed", "1")
}

func TestRegisteredApplicationsRequireConsent(t *testing.T) {
	k, _ := consenting(t)
	form := k.ropc("api://orders/Orders.Read offline_access")
	form.Set("client_id", k.native.AppID)
	status, body := k.token(form)
	k.refused("before anybody agreed", status, body, 400, "invalid_grant", 65001)
	if body["suberror"] != "consent_required" {
		t.Errorf("suberror: %v", body["suberror"])
	}
	b, params := k.browser(), nativeParams(k, "api://orders/Orders.Read")
	page := k.open(k.asked(b, params, "ada@contoso.test"))
	if !strings.Contains(text(page.page), "Read your orders") || strings.Contains(page.text, "everyone in the organization") {
		t.Fatalf("the page that asks: %s", page.text)
	}
	if answer := k.back(k.send(b, page, "action", "cancel"), "http://localhost:40123/cb"); answer.Get("error") != "access_denied" {
		t.Errorf("declined: %v", answer)
	}
	status, body = k.token(form)
	k.refused("after somebody declined", status, body, 400, "invalid_grant", 65001)
	forged := k.send(k.browser(), page, "action", "continue")
	_ = forged.Body.Close()
	if forged.StatusCode != http.StatusBadRequest {
		t.Errorf("agreement from another browser: %d", forged.StatusCode)
	}
	b = k.browser()
	page = k.open(k.asked(b, params, "ada@contoso.test"))
	answer := k.back(k.send(b, page, "action", "continue"), "http://localhost:40123/cb")
	status, body = k.organizations(redeem(answer.Get("code"), "client_id", k.native.AppID, "redirect_uri", "http://localhost:40123/cb", "scope", "api://orders/Orders.Read offline_access"))
	if status != http.StatusOK || claims(t, body["access_token"])["scp"] != "Orders.Read" {
		t.Fatalf("%d %v", status, body)
	}
	status, body = k.organizations(url.Values{"grant_type": {"refresh_token"}, "client_id": {k.native.AppID}, "refresh_token": {body["refresh_token"].(string)}, "scope": {"api://orders/Orders.All"}})
	k.refused("more than was agreed to", status, body, 400, "invalid_grant", 65001)
	k.must(form)
	other := k.ropc("api://orders/Orders.Read")
	other.Set("client_id", k.native.AppID)
	other.Set("username", "grace@contoso.test")
	status, body = k.token(other)
	k.refused("what one person agreed to, for another", status, body, 400, "invalid_grant", 65001)
}

func TestAdminConsentRequiresAnAdministrator(t *testing.T) {
	k, _ := consenting(t)
	params := nativeParams(k, "api://orders/Orders.All")
	if answer := k.back(k.asked(k.browser(), params, "ada@contoso.test"), "http://localhost:40123/cb"); answer.Get("error") != "access_denied" || !strings.Contains(answer.Get("error_description"), "AADSTS90094") {
		t.Errorf("ada: %v", answer)
	}
	b := k.browser()
	page := k.open(k.asked(b, params, "grace@contoso.test"))
	if !strings.Contains(page.text, "everyone in the organization") {
		t.Fatalf("an administrator's page: %s", page.text)
	}
	k.back(k.send(b, page, "action", "continue", "everyone", "1"), "http://localhost:40123/cb")
	form := k.ropc("api://orders/.default")
	form.Set("client_id", k.native.AppID)
	status, body := k.token(form)
	k.refused("all that there is, of which one was not agreed to", status, body, 400, "invalid_grant", 65001)
	form.Set("scope", "api://orders/Orders.All")
	if scp := claims(t, k.must(form)["access_token"])["scp"]; scp != "Orders.All" {
		t.Errorf("for everyone: %v", scp)
	}
}

// TestConsentForEveryoneRequiresARole asks each directory role for a permission that only an administrator can give, of a company's
// own API and of Microsoft Graph. The answer must be that of Graph's oauth2PermissionGrants, which give the same.
func TestConsentForEveryoneRequiresARole(t *testing.T) {
	for _, tt := range []struct {
		role string
		may  bool
	}{
		{directory.PrivilegedRoleAdministrator, true},
		{directory.ApplicationAdministrator, true},
		{directory.CloudApplicationAdministrator, true},
		{directory.UserAdministrator, false},
		{directory.GroupsAdministrator, false},
	} {
		k, _ := consenting(t)
		role := &directory.DirectoryRole{Header: directory.Header{Tenant: k.tenant.ID, ID: guid.New(), DisplayName: "held by ada"}, TemplateID: tt.role}
		k.put(role)
		k.link(directory.Link{Tenant: k.tenant.ID, From: role.ID, Relation: directory.Member, To: k.ada.ID})
		for _, scope := range []string{"api://orders/Orders.All", "https://graph.microsoft.com/Directory.ReadWrite.All"} {
			response := k.asked(k.browser(), nativeParams(k, scope), "ada@contoso.test")
			page := k.open(response)
			if offered := strings.Contains(page.text, "everyone in the organization"); offered != tt.may {
				t.Errorf("role %s, %s: may agree for everyone = %t", tt.role, scope, offered)
			}
		}
	}
}

func TestFirstPartyClientsNeedNoConsent(t *testing.T) {
	k, _ := consenting(t)
	for _, id := range []string{az, "1950a258-227b-4e31-a9cf-717495945fc2", "14d82eec-204b-4c2f-b7e8-296a70dab67e", "aebc6443-996d-45c2-90f0-388ff96faa56"} {
		form := k.ropc(armScope)
		form.Set("client_id", id)
		if scp := claims(t, k.must(form)["access_token"])["scp"]; scp != "user_impersonation" {
			t.Errorf("%s: %v", id, scp)
		}
	}
}

func TestPromptNoneNeverShowsAPage(t *testing.T) {
	k, _ := consenting(t)
	b := k.browser()
	k.signIn(b, authorization())
	params := nativeParams(k, "api://orders/Orders.Read")
	params.Set("prompt", "none")
	answer := k.back(k.authorize(b, params), "http://localhost:40123/cb")
	if !slices.Contains([]string{"consent_required", "interaction_required"}, answer.Get("error")) || answer.Get("code") != "" {
		t.Errorf("%v", answer)
	}
}

func TestAssignmentRequirementBlocksUnassignedUsers(t *testing.T) {
	k, _ := consenting(t)
	var client *directory.ServicePrincipal
	update := func(do func(tx *store.Tx) error) {
		t.Helper()
		if err := k.db.Update(t.Context(), do); err != nil {
			t.Fatal(err)
		}
	}
	update(func(tx *store.Tx) (err error) {
		if client, err = directory.FindByKey[*directory.ServicePrincipal](tx, k.tenant.ID, k.native.AppID); err != nil {
			return err
		}
		client.AppRoleRequired = true
		return tx.PutObject(client)
	})
	form := k.ropc("openid")
	form.Set("client_id", k.native.AppID)
	status, body := k.token(form)
	k.refused("who is not assigned", status, body, 400, "invalid_grant", 50105)
	update(func(tx *store.Tx) error {
		_, err := directory.AssignAppRole(tx, k.tenant.ID, k.ada.ID, client.ID, "00000000-0000-0000-0000-000000000000", guid.New(), time.Now())
		return err
	})
	status, body = k.token(form)
	k.refused("who is assigned, and has not agreed", status, body, 400, "invalid_grant", 65001)
}

func TestConsentCoversOnlyWhatWasShown(t *testing.T) {
	for _, prompt := range []string{"", "consent"} {
		k, _ := consenting(t)
		needs := func(scopes ...string) {
			t.Helper()
			var access []string
			for _, s := range k.api.Scopes {
				if slices.Contains(scopes, s.Value) {
					access = append(access, `{"id":"`+s.ID+`","type":"Scope"}`)
				}
			}
			k.native.RequiredResourceAccess = []byte(`[{"resourceAppId":"` + k.api.AppID + `","resourceAccess":[` + strings.Join(access, ",") + `]}]`)
			k.put(k.native)
		}
		needs("Orders.Read")
		params := nativeParams(k, "api://orders/.default")
		params.Set("prompt", prompt)
		b := k.browser()
		page := k.open(k.asked(b, params, "grace@contoso.test"))
		if !strings.Contains(page.text, "Read your orders") || strings.Contains(page.text, "Read all orders") {
			t.Fatalf("prompt=%s: the page: %s", prompt, page.text)
		}
		needs("Orders.Read", "Orders.All") // the application's owner changes it before the click
		page = k.open(k.send(b, page, "action", "continue"))
		if !strings.Contains(page.text, "Read all orders") {
			t.Errorf("prompt=%s: more was agreed to than the page had shown: %s", prompt, page.text)
			continue
		}
		form := k.ropc("api://orders/Orders.All")
		form.Set("client_id", k.native.AppID)
		form.Set("username", "grace@contoso.test")
		status, body := k.token(form)
		k.refused("prompt="+prompt, status, body, 400, "invalid_grant", 65001)
		if code := k.back(k.send(b, page, "action", "continue"), "http://localhost:40123/cb").Get("code"); code == "" {
			t.Errorf("prompt=%s: what the second page had shown was not agreed to", prompt)
		}
		k.must(form)
	}
}

func TestResourcesWithoutScopesRequireConsent(t *testing.T) {
	k, _ := consenting(t)
	k.api.Scopes = nil
	k.put(k.api)
	form := k.ropc("api://orders/.default")
	form.Set("client_id", k.native.AppID)
	status, body := k.token(form)
	k.refused("nobody has agreed to anything", status, body, 400, "invalid_grant", 65001)
	form.Set("client_id", az)
	k.must(form)
}
