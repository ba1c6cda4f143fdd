package graph_test

import (
	"slices"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/directory"
)

// What Graph's v1.0 knows of a type can be selected, and is null or empty where nothing is known.
func TestKnownPropertiesCanBeSelected(t *testing.T) {
	w := newWorld(t)
	ada := w.as("ada")
	app := w.call(ada, "POST", "/v1.0/applications", `{"displayName":"known"}`).want(t, 201)
	sp := w.call(ada, "POST", "/v1.0/servicePrincipals", `{"appId":"`+app.text("appId")+`"}`).want(t, 201)
	group := w.call(ada, "POST", "/v1.0/groups", `{"displayName":"g","mailNickname":"g","mailEnabled":false,"securityEnabled":true,"membershipRule":null}`).want(t, 201)
	for _, row := range []struct{ path, selected string }{
		{"/v1.0/users/" + id("user", "ada"), "aboutMe,assignedPlans,authorizationInfo,birthday,employeeHireDate,employeeLeaveDateTime,employeeOrgData,externalUserStateChangeDateTime,hireDate,identities,imAddresses,interests,isManagementRestricted,isResourceAccount,lastPasswordChangeDateTime,legalAgeGroupClassification,licenseAssignmentStates,mailboxSettings,mySite,onPremisesDistinguishedName,onPremisesDomainName,onPremisesExtensionAttributes,onPremisesLastSyncDateTime,onPremisesProvisioningErrors,onPremisesSamAccountName,onPremisesUserPrincipalName,passwordProfile,preferredDataLocation,print,provisionedPlans,schools,securityIdentifier,serviceProvisioningErrors,showInAddressList,signInActivity,skills"},
		{"/v1.0/groups/" + group.text("id"), "allowExternalSenders,assignedLabels,assignedLicenses,hideFromAddressLists,isArchived,isSubscribedByMail,licenseProcessingState,onPremisesDomainName,onPremisesLastSyncDateTime,onPremisesNetBiosName,onPremisesSamAccountName,securityIdentifier,serviceProvisioningErrors,uniqueName,unseenCount"},
		{"/v1.0/applications/" + app.text("id"), "authenticationBehaviors,logo,nativeAuthenticationApisEnabled,oauth2RequirePostResponse"},
		{"/v1.0/servicePrincipals/" + sp.text("id"), "customSecurityAttributes,preferredTokenSigningKeyThumbprint,samlMetadataUrl"},
	} {
		got := w.call(ada, "GET", row.path+"?$select="+row.selected, "").want(t, 200)
		for name := range strings.SplitSeq(row.selected, ",") {
			if _, there := got.body[name]; !there {
				t.Errorf("%s: no %s", row.path, name)
			}
		}
	}
	if _, there := w.call(ada, "GET", "/v1.0/groups/"+group.text("id"), "").want(t, 200).body["unseenCount"]; there {
		t.Error("a property that Graph gives on demand came without $select")
	}
	w.call(ada, "GET", "/v1.0/users?$select=nonsense", "").refused(t, 400, "BadRequest")
}

func TestBodiesMayLeaveReadOnlyMembersAsTheyAre(t *testing.T) {
	w := newWorld(t)
	ada, bob := w.as("ada"), "/v1.0/users/"+id("user", "bob")
	app := w.call(ada, "POST", "/v1.0/applications", `{"displayName":"mine","owners@odata.bind":["https://graph.test/v1.0/directoryObjects/`+id("user", "bob")+`"]}`).want(t, 201)
	if owners := w.call(ada, "GET", "/v1.0/applications/"+app.text("id")+"/owners", "").want(t, 200).ids(); !slices.Equal(owners, []string{id("user", "bob")}) {
		t.Errorf("owners: %v", owners)
	}
	w.call(ada, "PATCH", "/v1.0/applications/"+app.text("id"), `{"id":"`+app.text("id")+`","publisherDomain":null,"notes":"x"}`).want(t, 204)
	w.call(ada, "PATCH", "/v1.0/applications/"+app.text("id"), `{"id":"22222222-2222-4222-8222-222222222222"}`).refused(t, 400, "Request_BadRequest")
	sp := w.call(ada, "POST", "/v1.0/servicePrincipals", `{"appId":"`+app.text("appId")+`","alternativeNames":[],"owners@odata.bind":["https://graph.test/v1.0/directoryObjects/`+id("user", "bob")+`"]}`).want(t, 201)
	if owners := w.call(ada, "GET", "/v1.0/servicePrincipals/"+sp.text("id")+"/owners", "").want(t, 200).ids(); !slices.Equal(owners, []string{id("user", "bob")}) {
		t.Errorf("owners: %v", owners)
	}
	w.call(ada, "PATCH", bob, `{"id":"`+id("user", "bob")+`","employeeOrgData":{"division":"d"},"showInAddressList":false,"employeeHireDate":"2026-01-01T00:00:00Z"}`).want(t, 204)
	got := w.call(ada, "GET", bob+"?$select=employeeOrgData,showInAddressList,employeeHireDate", "").want(t, 200)
	if got.text("employeeOrgData", "division") != "d" || got.body["showInAddressList"] != false || got.text("employeeHireDate") == "" {
		t.Errorf("%s", got.raw)
	}
	w.call(ada, "PATCH", bob, `{"showInAddressList":"yes"}`).refused(t, 400, "Request_BadRequest")
	w.call(ada, "PATCH", bob, `{"showInAddressList":null}`).want(t, 204)
}

// az ad user update --force-change-password-next-sign-in sends no password.
func TestPasswordChangeCanBeRequiredWithoutANewPassword(t *testing.T) {
	w := newWorld(t)
	ada, bob := w.as("ada"), "/v1.0/users/"+id("user", "bob")
	for _, force := range []bool{true, false} {
		body := `{"passwordProfile":{"forceChangePasswordNextSignIn":` + map[bool]string{true: "true", false: "false"}[force] + `}}`
		w.call(w.as("cleo"), "PATCH", bob, body).refused(t, 403, "Authorization_RequestDenied")
		w.call(ada, "PATCH", bob, body).want(t, 204)
		o, err := w.object(id("user", "bob"))
		w.must(err)
		if o.(*directory.User).ForceChangePassword != force {
			t.Errorf("%t was not kept", force)
		}
	}
	w.call(ada, "PATCH", bob, `{"passwordProfile":{}}`).refused(t, 400, "Request_BadRequest")
	w.call(ada, "POST", "/v1.0/users", `{"accountEnabled":true,"displayName":"x","mailNickname":"x","userPrincipalName":"x@keyless.localhost","passwordProfile":{"forceChangePasswordNextSignIn":true}}`).refused(t, 400, "Request_BadRequest")
}

func TestNewestSecretIsListedFirst(t *testing.T) {
	w := newWorld(t)
	ada := w.as("ada")
	at := "/v1.0/applications/" + w.call(ada, "POST", "/v1.0/applications", `{"displayName":"secrets"}`).want(t, 201).text("id")
	var made []string
	for _, name := range []string{"one", "two", "three"} {
		made = append(made, w.call(ada, "POST", at+"/addPassword", `{"passwordCredential":{"displayName":"`+name+`"}}`).want(t, 200).text("keyId"))
	}
	shown := func() (ids []string) {
		all, _ := w.call(ada, "GET", at, "").want(t, 200).body["passwordCredentials"].([]any)
		for _, one := range all {
			ids = append(ids, one.(map[string]any)["keyId"].(string))
		}
		return ids
	}
	if got := shown(); !slices.Equal(got, []string{made[2], made[1], made[0]}) {
		t.Errorf("got %v of %v", got, made)
	}
	w.call(ada, "PATCH", at, `{"passwordCredentials":[{"keyId":"`+made[2]+`"},{"keyId":"`+made[0]+`"}]}`).want(t, 204) // as they were shown, less one
	if got := shown(); !slices.Equal(got, []string{made[2], made[0]}) {
		t.Errorf("after a PATCH: %v of %v", got, made)
	}
}

func TestServicePrincipalsMirrorTheirApplication(t *testing.T) {
	w := newWorld(t)
	ada := w.as("ada")
	app := w.call(ada, "POST", "/v1.0/applications", `{"displayName":"mirrored","signInAudience":"AzureADMultipleOrgs","web":{"redirectUris":["https://web.test/cb"]},"spa":{"redirectUris":["https://spa.test"]}}`).want(t, 201)
	if app.text("publisherDomain") != "keyless.localhost" || app.text("parentalControlSettings", "legalAgeGroupRule") != "Allow" {
		t.Errorf("the application: %s", app.raw)
	}
	sp := w.call(ada, "POST", "/v1.0/servicePrincipals", `{"appId":"`+app.text("appId")+`"}`).want(t, 201)
	got := w.call(ada, "GET", "/v1.0/servicePrincipals/"+sp.text("id"), "").want(t, 200)
	urls, _ := got.body["replyUrls"].([]any)
	if info, _ := got.body["info"].(map[string]any); got.text("signInAudience") != "AzureADMultipleOrgs" || len(urls) != 2 || len(info) != 5 {
		t.Errorf("%s", got.raw)
	}
	if got := w.call(ada, "GET", "/v1.0/servicePrincipals/"+sp.text("id")+"?$select=displayName", "").want(t, 200); got.body["replyUrls"] != nil {
		t.Errorf("not selected: %s", got.raw)
	}
}
