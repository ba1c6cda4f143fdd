package graph_test

import (
	"encoding/json"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/directory"
)

const policies, locations = "/v1.0/identity/conditionalAccess/policies", "/v1.0/identity/conditionalAccess/namedLocations"

// policy is a policy in JSON for bob: more stands beside its conditions, grant is what it asks for.
func policy(conditions, grant string) string {
	return `{"displayName":"p","state":"enabled","conditions":{"clientAppTypes":["all"],"applications":{"includeApplications":["All"]},` + conditions + `},"grantControls":` + grant + `}`
}

func forBob() string { return `"users":{"includeUsers":["` + id("user", "bob") + `"]}` }

const blocks = `{"operator":"OR","builtInControls":["block"]}`

func TestPoliciesAreReturnedAsGraphWritesThem(t *testing.T) {
	w := newWorld(t)
	ada := w.as("ada")
	place := w.call(ada, "POST", locations, `{"@odata.type":"#microsoft.graph.ipNamedLocation","displayName":"office","isTrusted":true,
		"ipRanges":[{"@odata.type":"#microsoft.graph.iPv4CidrRange","cidrAddress":"192.0.2.7/24"},{"@odata.type":"#microsoft.graph.iPv6CidrRange","cidrAddress":"2001:db8::/32"}]}`).want(t, 201)
	if !strings.Contains(string(place.raw), `"192.0.2.0/24"`) || place.text("@odata.type") != "#microsoft.graph.ipNamedLocation" {
		t.Errorf("the location is %s", place.raw)
	}
	made := w.call(ada, "POST", policies, `{"@odata.type":"#microsoft.graph.conditionalAccessPolicy","displayName":"outside","state":"enabledForReportingButNotEnforced","conditions":{
		"@odata.type":"#microsoft.graph.conditionalAccessConditionSet","clientAppTypes":["all"],"applications":{"includeApplications":["All"]},"users":{"includeUsers":["All"],"excludeRoles":["`+strings.ToUpper(directory.GlobalAdministrator)+`"]},
		"locations":{"includeLocations":["All"],"excludeLocations":["`+place.text("id")+`"]}},"grantControls":{"operator":"AND","builtInControls":["mfa"]},
		"sessionControls":{"signInFrequency":{"value":4,"type":"hours","isEnabled":true}}}`).want(t, 201)
	path := policies + "/" + made.text("id")
	got := w.call(ada, "GET", path, "").want(t, 200)
	for _, part := range []string{
		`"state":"enabledForReportingButNotEnforced"`, `"includeUsers":["All"]`, `"excludeRoles":["` + directory.GlobalAdministrator + `"]`, `"excludeLocations":["` + place.text("id") + `"]`,
		`"builtInControls":["mfa"]`, `"operator":"AND"`, `"frequencyInterval":"timeBased"`, `"value":4`, `"includeGroups":[]`, `"modifiedDateTime":null`,
		`"@odata.context":"` + origin + `/v1.0/$metadata#identity/conditionalAccess/policies/$entity"`,
	} {
		if !strings.Contains(string(got.raw), part) {
			t.Errorf("%s is not in %s", part, got.raw)
		}
	}
	// What a policy answers with it takes again.
	again, _ := json.Marshal(got.body)
	w.call(ada, "PATCH", path, string(again)).want(t, 204)
	if unchanged := w.call(ada, "GET", path, ""); unchanged.text("state") != got.text("state") || !strings.Contains(string(unchanged.raw), `"value":4`) {
		t.Errorf("after its own JSON: %s", unchanged.raw)
	}
	w.call(ada, "PATCH", path, `{"state":"disabled"}`).want(t, 204)
	if got := w.call(ada, "GET", path, ""); got.text("state") != "disabled" || !strings.Contains(string(got.raw), `"mfa"`) || strings.Contains(string(got.raw), `"modifiedDateTime":null`) {
		t.Errorf("after a change of the state alone: %s", got.raw)
	}
	if found := w.call(ada, "GET", policies+"?$filter=displayName eq 'outside'&$select=id", "").want(t, 200); !strings.Contains(string(found.raw), made.text("id")) {
		t.Errorf("the list: %s", found.raw)
	}
	w.call(ada, "DELETE", locations+"/"+place.text("id"), "").refused(t, 400, "Request_BadRequest")
	w.call(ada, "DELETE", path, "").want(t, 204)
	w.call(ada, "GET", path, "").refused(t, 404, "Request_ResourceNotFound")
	w.call(ada, "DELETE", locations+"/"+place.text("id"), "").want(t, 204)
	// They are no objects of the directory.
	kept := w.call(ada, "POST", policies, policy(forBob(), blocks)).want(t, 201).text("id")
	w.call(ada, "GET", "/v1.0/directoryObjects/"+kept, "").refused(t, 404, "Request_ResourceNotFound")
	if got := w.call(ada, "POST", "/v1.0/directoryObjects/getByIds", `{"ids":["`+kept+`"]}`).want(t, 200); strings.Contains(string(got.raw), kept) {
		t.Errorf("getByIds gives %s", got.raw)
	}
}

func TestManagingPoliciesRequiresPermission(t *testing.T) {
	w := newWorld(t)
	w.administrator("access", directory.ConditionalAccessAdmin)
	w.administrator("security", directory.SecurityAdministrator)
	w.administrator("reader", directory.SecurityReader)
	w.administrator("global", directory.GlobalReader)
	w.administrator("users", directory.UserAdministrator)
	for _, row := range []struct {
		who         string
		read, write bool
	}{
		{"ada", true, true},
		{"access", true, true},
		{"security", true, true},
		{"reader", true, false},
		{"global", true, false},
		{"users", false, false},
		{"bob", false, false},
	} {
		token := w.as(row.who)
		status := func(may bool, good int) int {
			if may {
				return good
			}
			return 403
		}
		for _, path := range []string{policies, locations} {
			if got := w.call(token, "GET", path, ""); got.status != status(row.read, 200) {
				t.Errorf("%s reads %s: %d", row.who, path, got.status)
			}
		}
		if got := w.call(token, "POST", policies, policy(forBob(), blocks)); got.status != status(row.write, 201) {
			t.Errorf("%s makes a policy: %d %s", row.who, got.status, got.raw)
		}
		if got := w.call(token, "POST", locations, `{"@odata.type":"#microsoft.graph.ipNamedLocation","displayName":"x","ipRanges":[{"cidrAddress":"192.0.2.0/24"}]}`); got.status != status(row.write, 201) {
			t.Errorf("%s makes a location: %d %s", row.who, got.status, got.raw)
		}
	}
	w.scope = "Policy.Read.All"
	w.call(w.as("ada"), "GET", policies, "").want(t, 200)
	w.call(w.as("ada"), "POST", policies, policy(forBob(), blocks)).refused(t, 403, "Authorization_RequestDenied")
	w.scope = "Policy.ReadWrite.ConditionalAccess"
	w.call(w.as("ada"), "POST", policies, policy(forBob(), blocks)).want(t, 201)
}

// A policy that could not do what it says is not kept.
func TestPoliciesThatAreRefused(t *testing.T) {
	w := newWorld(t)
	mfa := `{"operator":"OR","builtInControls":["mfa"]}`
	for _, row := range []struct{ says, body string }{
		{"no conditions", `{"displayName":"p","state":"enabled","grantControls":` + blocks + `}`},
		{"no name", strings.Replace(policy(forBob(), blocks), `"displayName":"p",`, "", 1)},
		{"an unknown state", strings.Replace(policy(forBob(), blocks), `"enabled"`, `"on"`, 1)},
		{"nobody included", policy(`"users":{"excludeUsers":["All"]}`, blocks)},
		{"a person who is not there", policy(`"users":{"includeUsers":["`+id("user", "nobody")+`"]}`, blocks)},
		{"a group in the place of a person", policy(`"users":{"includeUsers":["`+id("group", "developers")+`"]}`, blocks)},
		{"an unknown role", policy(`"users":{"includeRoles":["`+id("user", "ada")+`"]}`, blocks)},
		{"an unknown location", policy(forBob()+`,"locations":{"includeLocations":["`+id("user", "ada")+`"]}`, blocks)},
		{"excluded locations alone", policy(forBob()+`,"locations":{"excludeLocations":["AllTrusted"]}`, blocks)},
		{"no application", strings.Replace(policy(forBob(), blocks), `["All"]`, `[]`, 1)},
		{"an application by its name", strings.Replace(policy(forBob(), blocks), `["All"]`, `["Office365"]`, 1)},
		{"people and applications at once", policy(forBob()+`,"clientApplications":{"includeServicePrincipals":["ServicePrincipalsInMyTenant"]}`, blocks)},
		{"a second step of an application", policy(`"clientApplications":{"includeServicePrincipals":["ServicePrincipalsInMyTenant"]}`, mfa)},
		{"platforms, which are not known", policy(forBob()+`,"platforms":{"includePlatforms":["android"]}`, blocks)},
		{"risks, which are not known", policy(forBob()+`,"signInRiskLevels":["high"]`, blocks)},
		{"devices, which are not known", policy(forBob()+`,"devices":{"deviceFilter":{"mode":"include","rule":"x"}}`, blocks)},
		{"one of the two kinds of client", strings.Replace(policy(forBob(), blocks), `["all"]`, `["browser"]`, 1)},
		{"an unknown member", policy(forBob()+`,"moon":"full"`, blocks)},
		{"a compliant device", policy(forBob(), `{"operator":"OR","builtInControls":["compliantDevice"]}`)},
		{"a block beside another control", policy(forBob(), `{"operator":"OR","builtInControls":["block","mfa"]}`)},
		{"terms of use", policy(forBob(), `{"operator":"OR","builtInControls":["mfa"],"termsOfUse":["x"]}`)},
		{"a strength of one's own", policy(forBob(), `{"operator":"OR","authenticationStrength":{"id":"`+id("user", "ada")+`"}}`)},
		{"no operator", policy(forBob(), `{"builtInControls":["mfa"]}`)},
		{"nothing that it asks for", policy(forBob(), `null`)},
		{"a frequency of no hours", strings.Replace(policy(forBob(), `null`), `"grantControls":null`, `"sessionControls":{"signInFrequency":{"value":0,"type":"hours"}}`, 1)},
		{"a session control that is not offered", strings.Replace(policy(forBob(), blocks), `"grantControls"`, `"sessionControls":{"persistentBrowser":{"mode":"never","isEnabled":true}},"grantControls"`, 1)},
	} {
		if got := w.call(w.as("ada"), "POST", policies, row.body); got.status != 400 {
			t.Errorf("%s: %d %s", row.says, got.status, got.raw)
		}
	}
	for _, row := range []struct{ says, body string }{
		{"no type", `{"displayName":"x","ipRanges":[{"cidrAddress":"192.0.2.0/24"}]}`},
		{"a country", `{"@odata.type":"#microsoft.graph.countryNamedLocation","displayName":"x","countriesAndRegions":["CH"]}`},
		{"no network", `{"@odata.type":"#microsoft.graph.ipNamedLocation","displayName":"x","ipRanges":[]}`},
		{"an address without a length", `{"@odata.type":"#microsoft.graph.ipNamedLocation","displayName":"x","ipRanges":[{"cidrAddress":"192.0.2.1"}]}`},
		{"a name", `{"@odata.type":"#microsoft.graph.ipNamedLocation","displayName":"x","ipRanges":[{"cidrAddress":"office.test/24"}]}`},
	} {
		w.call(w.as("ada"), "POST", locations, row.body).refused(t, 400, "Request_BadRequest")
	}
}

func TestPoliciesDoNotKeepEveryAdministratorOut(t *testing.T) {
	w := newWorld(t)
	ada := w.as("ada")
	everybody := policy(`"users":{"includeUsers":["All"]}`, blocks)
	got := w.call(ada, "POST", policies, everybody).refused(t, 400, "Request_BadRequest")
	if !strings.Contains(got.text("error", "message"), "every Global Administrator") {
		t.Errorf("the refusal says %s", got.raw)
	}
	report := w.call(ada, "POST", policies, strings.Replace(everybody, `"enabled"`, `"enabledForReportingButNotEnforced"`, 1)).want(t, 201).text("id")
	w.call(ada, "PATCH", policies+"/"+report, `{"state":"enabled"}`).refused(t, 400, "Request_BadRequest")
	if got := w.call(ada, "GET", policies+"/"+report, "").text("state"); got != "enabledForReportingButNotEnforced" {
		t.Errorf("after the refusal it is %s", got)
	}
	w.call(ada, "POST", policies, strings.Replace(everybody, `["All"]}`, `["797f4846-ba00-4fd7-ba43-dac1f8f63013"]}`, 1)).want(t, 201) // Graph stays open
	w.administrator("spare", directory.GlobalAdministrator)
	w.call(ada, "POST", policies, policy(`"users":{"includeUsers":["All"],"excludeUsers":["`+id("user", "spare")+`"]}`, blocks)).want(t, 201)
	w.call(ada, "POST", policies, policy(`"users":{"includeUsers":["`+id("user", "spare")+`"]}`, blocks)).refused(t, 400, "Request_BadRequest")
}
