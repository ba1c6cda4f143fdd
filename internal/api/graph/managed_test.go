package graph_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/store"
)

// TestServicePrincipalsThatAreManagedElsewhereAreNotChanged tries, as the two strongest administrators and as an owner
// from before, every write on the service principal of a managed identity and on that of one of Microsoft's APIs.
func TestServicePrincipalsThatAreManagedElsewhereAreNotChanged(t *testing.T) {
	w := newWorld(t)
	w.administrator("apps", directory.ApplicationAdministrator)
	var identity string
	w.update(func(tx *store.Tx) {
		var err error
		identity, _, err = directory.ManagedIdentities{Store: tx, At: *w.now.Load()}.Create(tenant, "mi", "/subscriptions/s/resourcegroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/mi", true)
		w.must(err)
		w.user(tx, "owner")
		// An ownership from before such links were refused.
		w.must(tx.PutLink(directory.Link{Tenant: tenant, From: identity, Relation: directory.Owner, To: id("user", "owner")}))
	})
	microsoft := guid.Derive("servicePrincipal", tenant, directory.GraphAppID)
	key := `[{"key":"` + certificate(t) + `","type":"AsymmetricX509Cert","usage":"Verify"}]`
	for _, target := range []struct{ says, id string }{{"a managed identity", identity}, {"Microsoft Graph", microsoft}} {
		path := "/v1.0/servicePrincipals/" + target.id
		stored := func() []byte {
			var raw []byte
			w.must(w.db.View(t.Context(), func(tx *store.Tx) error {
				o, err := tx.Object(tenant, target.id)
				if err != nil {
					return err
				}
				owners, err := tx.Links(tenant, directory.Owner, target.id, "")
				if err != nil {
					return err
				}
				raw, err = json.Marshal([]any{o, owners})
				return err
			}))
			return raw
		}
		before := stored()
		for _, row := range []struct{ says, method, path, body string }{
			{"a certificate", "PATCH", path, `{"keyCredentials":` + key + `}`},
			{"no certificates", "PATCH", path, `{"keyCredentials":[]}`},
			{"no secrets", "PATCH", path, `{"passwordCredentials":[]}`},
			{"a secret", "POST", path + "/addPassword", `{}`},
			{"a secret, by the qualified name", "POST", path + "/microsoft.graph.addPassword", `{}`},
			{"one secret less", "POST", path + "/removePassword", `{"keyId":"` + guid.New() + `"}`},
			{"an owner", "POST", path + "/owners/$ref", `{"@odata.id":"x/` + id("user", "bob") + `"}`},
			{"one owner less", "DELETE", path + "/owners/" + id("user", "owner") + "/$ref", ""},
			{"another name", "PATCH", path, `{"displayName":"x"}`},
			{"another appId", "PATCH", path, `{"appId":"` + guid.New() + `"}`},
			{"other service principal names", "PATCH", path, `{"servicePrincipalNames":["https://a.test"]}`},
			{"other alternative names", "PATCH", path, `{"alternativeNames":["x"]}`},
			{"being switched off", "PATCH", path, `{"accountEnabled":false}`},
			{"being for assigned people only", "PATCH", path, `{"appRoleAssignmentRequired":true}`},
			{"tags", "PATCH", path, `{"tags":["x"]}`},
			{"a federated credential", "POST", path + "/federatedIdentityCredentials", `{"name":"name","issuer":"https://issuer.test","subject":"s","audiences":["a"]}`},
			{"a federated credential as an application", "POST", "/v1.0/applications/" + target.id + "/federatedIdentityCredentials", `{"name":"name","issuer":"https://issuer.test","subject":"s","audiences":["a"]}`},
			{"a change by the name of another collection", "PATCH", "/v1.0/applications/" + target.id, `{"displayName":"x"}`},
			{"a delegated permission", "POST", "/v1.0/oauth2PermissionGrants", `{"clientId":"` + target.id + `","consentType":"AllPrincipals","resourceId":"` + microsoft + `","scope":"User.Read"}`},
			{"its end", "DELETE", path, ""},
		} {
			for _, who := range []string{"ada", "apps", "owner"} {
				got := w.call(w.as(who), row.method, row.path, row.body)
				if got.status < 400 || got.status >= 500 {
					t.Errorf("%s gives %s %s: %d %s", who, target.says, row.says, got.status, got.raw)
				}
			}
			if after := stored(); !bytes.Equal(before, after) {
				t.Fatalf("%s got %s: %s", target.says, row.says, after)
			}
		}
	}
}

// TestManagedIdentitiesAreGivenAppRoles does what Entra lets administrators do with a managed identity: give it the
// permissions of an API, take them away, and put it into groups.
func TestManagedIdentitiesAreGivenAppRoles(t *testing.T) {
	w := newWorld(t)
	var identity string
	w.update(func(tx *store.Tx) {
		var err error
		identity, _, err = directory.ManagedIdentities{Store: tx, At: *w.now.Load()}.Create(tenant, "mi", "/subscriptions/s/x", true)
		w.must(err)
	})
	ada := w.as("ada")
	path := "/v1.0/servicePrincipals/" + identity + "/appRoleAssignments"
	microsoft := guid.Derive("servicePrincipal", tenant, directory.GraphAppID)
	made := w.call(ada, "POST", path, `{"principalId":"`+identity+`","resourceId":"`+microsoft+`","appRoleId":"df021288-bdef-4463-88db-98f22de89214"}`).want(t, 201)
	w.call(ada, "DELETE", path+"/"+made.text("id"), "").want(t, 204)
	w.call(ada, "POST", "/v1.0/groups/"+id("group", "developers")+"/members/$ref", `{"@odata.id":"x/`+identity+`"}`).want(t, 204)
	// It is no resource: nobody is assigned to it.
	w.call(ada, "POST", "/v1.0/servicePrincipals/"+identity+"/appRoleAssignedTo", `{"principalId":"`+id("user", "bob")+`","resourceId":"`+identity+`","appRoleId":"`+directory.DefaultAppRole+`"}`).refused(t, 403, "Authorization_RequestDenied")
}
