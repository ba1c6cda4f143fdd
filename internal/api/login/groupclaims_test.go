package login_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/store"
)

// TestGroupsRolesAndOptionalClaimsAreInBothTokens signs ada in to an application that is its own API, with each value of
// groupMembershipClaims and with optional claims, and compares the ID token with the access token.
func TestGroupsRolesAndOptionalClaimsAreInBothTokens(t *testing.T) {
	many := false
	security := []string{guid.New(), guid.New()}
	k := newRig(t, func(c *oauth.Config) {
		c.Graph = "https://graph.test"
		c.Groups = func(string, string) []string {
			if !many {
				return security
			}
			var all []string
			for i := range 201 {
				all = append(all, fmt.Sprint("group-", i))
			}
			return all
		}
	})
	k.ada.Mail, k.ada.Surname = "ada@mail.test", "Lovelace"
	role := directory.AppRole{ID: guid.New(), Value: "Task.Admin", DisplayName: "r", AllowedMemberTypes: []string{"User"}, IsEnabled: true}
	k.api.IsFallbackPublicClient = true
	k.api.AppRoles = []directory.AppRole{role}
	principal := &directory.ServicePrincipal{
		Header: directory.Header{Tenant: k.tenant.ID, ID: guid.New(), DisplayName: "api"}, AppID: k.api.AppID, Names: []string{k.api.AppID, "api://orders"},
		Type: directory.TypeApplication, AccountEnabled: true, AppRoles: k.api.AppRoles,
	}
	assigned := &directory.Group{Header: directory.Header{Tenant: k.tenant.ID, ID: guid.New(), DisplayName: "assigned"}, MailNickname: "a", SecurityEnabled: true}
	k.put(k.ada, k.api, principal, assigned)
	var directoryRole *directory.DirectoryRole
	if err := k.db.Update(t.Context(), func(tx *store.Tx) (err error) {
		if _, err = directory.AssignAppRole(tx, k.tenant.ID, k.ada.ID, principal.ID, role.ID, guid.New(), k.now()); err != nil {
			return err
		}
		if err = directory.AddLink(tx, directory.Link{Tenant: k.tenant.ID, From: assigned.ID, Relation: directory.Member, To: k.ada.ID}); err != nil {
			return err
		}
		if _, err = directory.AssignAppRole(tx, k.tenant.ID, assigned.ID, principal.ID, directory.DefaultAppRole, guid.New(), k.now()); err != nil {
			return err
		}
		if directoryRole, err = directory.ActivateRole(tx, k.tenant.ID, directory.GlobalReader, guid.New(), k.now()); err != nil {
			return err
		}
		return directory.AddLink(tx, directory.Link{Tenant: k.tenant.ID, From: directoryRole.ID, Relation: directory.Member, To: k.ada.ID})
	}); err != nil {
		t.Fatal(err)
	}
	signIn := func(membership, optional string) (id, access map[string]any) {
		t.Helper()
		k.api.GroupMembershipClaims, k.api.Extra = membership, nil
		if optional != "" {
			k.api.Extra = map[string]json.RawMessage{"optionalClaims": json.RawMessage(optional)}
		}
		k.put(k.api)
		body := k.must(url.Values{
			"grant_type": {"password"}, "client_id": {k.api.AppID}, "username": {k.ada.UserPrincipalName}, "password": {password}, "scope": {"openid profile api://orders/Orders.Read"},
		})
		return claims(t, body["id_token"]), claims(t, body["access_token"])
	}
	both := append(slices.Clone(security), assigned.ID)
	for _, row := range []struct {
		says, membership, optional string
		groups, roles              []string
		wids                       bool
	}{
		{"nothing", "", "", nil, []string{"Task.Admin"}, false},
		{"None", "None", "", nil, []string{"Task.Admin"}, false},
		{"security groups", "SecurityGroup", "", security, []string{"Task.Admin"}, false},
		{"all", "All", "", security, []string{"Task.Admin"}, true},
		{"directory roles", "DirectoryRole", "", nil, []string{"Task.Admin"}, true},
		{"assigned groups", "ApplicationGroup", "", []string{assigned.ID}, []string{"Task.Admin"}, false},
		{"two words", "SecurityGroup, ApplicationGroup", "", both, []string{"Task.Admin"}, false},
		{"names of assigned groups", "ApplicationGroup", `{"idToken":[{"name":"groups","additionalProperties":["cloud_displayname"]}],"accessToken":[{"name":"groups","additionalProperties":["cloud_displayname"]}]}`, []string{"assigned"}, []string{"Task.Admin"}, false},
		{"groups as roles", "SecurityGroup", `{"idToken":[{"name":"groups","additionalProperties":["emit_as_roles"]}],"accessToken":[{"name":"groups","additionalProperties":["emit_as_roles"]}]}`, nil, security, false},
		{"only the optional claim", "", `{"idToken":[{"name":"groups"}],"accessToken":[{"name":"groups"}]}`, nil, []string{"Task.Admin"}, false},
	} {
		id, access := signIn(row.membership, row.optional)
		for kind, c := range map[string]map[string]any{"the ID token": id, "the access token": access} {
			if got := texts(c["groups"]); !slices.Equal(got, row.groups) {
				t.Errorf("%s: %s has the groups %v, want %v", row.says, kind, got, row.groups)
			}
			if got := texts(c["roles"]); !slices.Equal(got, row.roles) {
				t.Errorf("%s: %s has the roles %v, want %v", row.says, kind, got, row.roles)
			}
		}
		if got := slices.Contains(texts(id["wids"]), directory.GlobalReader); got != row.wids {
			t.Errorf("%s: the ID token's wids are %v", row.says, id["wids"])
		}
	}

	optional := `{"idToken":[{"name":"login_hint"},{"name":"sid"},{"name":"acct"},{"name":"email"},{"name":"verified_primary_email"},{"name":"tenant_ctry"},{"name":"aud"},{"name":"tid"},{"name":"appid"},{"name":"scp"}],` +
		`"accessToken":[{"name":"email"},{"name":"acct"},{"name":"auth_time"},{"name":"family_name"},{"name":"oid"},{"name":"wids"},{"name":"roles"}]}`
	id, access := signIn("", optional)
	if id["login_hint"] != k.ada.UserPrincipalName || id["sid"] == nil || id["sid"] != access["sid"] || id["acct"] != 0.0 || id["email"] != "ada@mail.test" || texts(id["verified_primary_email"])[0] != "ada@mail.test" {
		t.Errorf("the ID token is %v", id)
	}
	if access["email"] != "ada@mail.test" || access["acct"] != 0.0 || access["auth_time"] == nil || access["family_name"] != "Lovelace" || access["oid"] != k.ada.ID {
		t.Errorf("the access token is %v", access)
	}
	if id["aud"] != k.api.AppID || id["tid"] != k.tenant.ID || id["appid"] != nil || id["scp"] != nil {
		t.Errorf("an optional claim stands in place of a claim that decides: %v", id)
	}

	many = true
	id, access = signIn("SecurityGroup", "")
	for kind, c := range map[string]map[string]any{"the ID token": id, "the access token": access} {
		names, _ := c["_claim_names"].(map[string]any)
		sources, _ := json.Marshal(c["_claim_sources"])
		if c["groups"] != nil || names["groups"] != "src1" || !strings.Contains(string(sources), "https://graph.test/v1.0/users/"+k.ada.ID+"/getMemberObjects") {
			t.Errorf("%s of a user of 201 groups: %v", kind, c)
		}
	}
}

// TestResponsesListScopesLikeEntra compares the scope of a response with Entra's.
func TestResponsesListScopesLikeEntra(t *testing.T) {
	k := newRig(t)
	for asked, want := range map[string]string{
		"openid profile":                        "User.Read openid profile",
		"User.Read":                             "User.Read",
		"https://management.azure.com/.default": "https://management.azure.com/user_impersonation https://management.azure.com/.default",
		"api://orders/Orders.Read openid":       "api://orders/Orders.Read openid",
	} {
		if body := k.must(k.ropc(asked)); body["scope"] != want {
			t.Errorf("%s gave the scope %q, want %q", asked, body["scope"], want)
		}
	}
	form := k.ropc("openid")
	form.Set("claims", `{"access_token":{"xms_cc":{"values":["CP1"]}}}`)
	if c := claims(t, k.must(form)["access_token"]); !slices.Equal(texts(c["xms_cc"]), []string{"CP1"}) {
		t.Errorf("xms_cc is %v", c["xms_cc"])
	}
	form.Set("claims", `{"access_token":{"xms_cc":{"values":["cp2"]}}}`)
	if c := claims(t, k.must(form)["access_token"]); c["xms_cc"] != nil {
		t.Errorf("xms_cc is %v", c["xms_cc"])
	}
	if status, _ := k.token(k.ropc("openid api://orders/Orders.Nothing")); status != http.StatusBadRequest {
		t.Errorf("a scope that is not there is answered %d", status)
	}
}
