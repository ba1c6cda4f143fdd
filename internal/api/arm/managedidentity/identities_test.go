package managedidentity_test

import (
	"fmt"
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/store"
)

func TestFederatedCredentialRejectsInvalidIssuers(t *testing.T) {
	w := armtest.New(t)
	w.OK("ada", "PUT", armtest.Group, `{"location":"eastus"}`)
	identity := armtest.Group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app"
	w.OK("ada", "PUT", identity, `{"location":"eastus"}`)
	body := func(issuer, subject string) string {
		return `{"properties":{"issuer":"` + issuer + `","subject":"` + subject + `","audiences":["api://AzureADTokenExchange"]}}`
	}
	w.Refused("ada", "PUT", identity+"/federatedIdentityCredentials/plain", body("http://issuer.test", "a"), 400, "BadRequest")
	w.OK("ada", "PUT", identity+"/federatedIdentityCredentials/good", body("https://issuer.test", "a"))
	w.OK("ada", "PUT", identity+"/federatedIdentityCredentials/good", body("https://issuer.test", "b"))
	w.Refused("ada", "PUT", identity+"/federatedIdentityCredentials/other", body("https://issuer.test", "b"), 400, "BadRequest")
	for i := range 19 {
		w.OK("ada", "PUT", fmt.Sprintf("%s/federatedIdentityCredentials/more%d", identity, i), body("https://issuer.test", fmt.Sprint("s", i)))
	}
	w.Refused("ada", "PUT", identity+"/federatedIdentityCredentials/toomany", body("https://issuer.test", "last"), 400, "BadRequest")
}

func TestManagedIdentitiesArePrincipals(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	shown := w.OK("ada", "GET", armtest.Account, "")
	system := shown.At("identity", "principalId")
	if !w.PrincipalThere(system) {
		t.Fatal("the account's identity is not in the directory")
	}
	if got := w.OK("ada", "PATCH", armtest.Account, `{"identity":{"type":"SystemAssigned"}}`).At("identity", "principalId"); got != system {
		t.Error("the principal changed though the type did not")
	}
	w.OK("ada", "PATCH", armtest.Account, `{"identity":{"type":"None"}}`)
	if w.PrincipalThere(system) {
		t.Error("the principal outlived the identity")
	}

	app := armtest.Group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app"
	made := w.OK("ada", "PUT", app, `{"location":"eastus"}`)
	principal := made.At("properties", "principalId")
	if !w.PrincipalThere(principal) || made.At("properties", "clientId") == "" || made.At("properties", "tenantId") != armtest.Tenant {
		t.Fatalf("%s", made.Text)
	}
	if again := w.OK("ada", "PUT", app, `{"location":"eastus","properties":{"principalId":"evil"}}`); again.At("properties", "principalId") != principal {
		t.Error("a second PUT made another principal")
	}
	// Who may write the account may not, by that, let it be any identity.
	w.Grant("bob", armtest.Contributor, armtest.Account)
	attach := `{"identity":{"type":"UserAssigned","userAssignedIdentities":{"` + app + `":{}}}}`
	w.Refused("bob", "PATCH", armtest.Account, attach, 403, "LinkedAuthorizationFailed")
	w.Grant("bob", armtest.IdentityManager, app)
	w.Refused("bob", "PATCH", armtest.Account, attach, 403, "LinkedAuthorizationFailed")
	w.Grant("bob", "f1a07417-d97a-45cb-824c-7a7467783830", app) // Managed Identity Operator
	w.OK("bob", "PATCH", armtest.Account, attach)

	credential := app + "/federatedIdentityCredentials/github"
	w.OK("ada", "PUT", credential, `{"properties":{"issuer":"https://i","subject":"s","audiences":["a"]}}`)
	w.Refused("ada", "PUT", app+"/federatedIdentityCredentials/second", `{"properties":{"issuer":"https://i","subject":"s","audiences":["a"]}}`, 400, "BadRequest")
	w.Refused("ada", "PUT", app+"/federatedIdentityCredentials/second", `{"properties":{"issuer":"https://i","subject":"t","audiences":["a","b"]}}`, 400, "BadRequest")
	w.Refused("ada", "PUT", app+"/federatedIdentityCredentials/second", `{"properties":{}}`, 400, "BadRequest")
	trusted := func() int {
		var n int
		w.Must(w.DB.View(t.Context(), func(tx *store.Tx) error {
			sp, err := directory.Find[*directory.ServicePrincipal](tx, armtest.Tenant, principal)
			n = len(sp.Federated)
			return err
		}))
		return n
	}
	if trusted() != 1 {
		t.Errorf("the principal trusts %d subjects", trusted())
	}
	w.OK("ada", "DELETE", credential, "")
	if trusted() != 0 {
		t.Error("the principal still trusts the subject")
	}
	w.OK("ada", "DELETE", app, "")
	if w.PrincipalThere(principal) {
		t.Error("the principal outlived its identity")
	}
}
