package keylesstest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"keyless.dev/keyless/keylesstest"
)

// company is the world of a tenant that exists somewhere else: dana, who is in 201 groups, erin, who is in a group of
// a group, finn, who is in none, and an application that stands for models.
func company() string {
	var crowd strings.Builder
	for i := range 201 {
		fmt.Fprintf(&crowd, "      - {displayName: crowd-%d, members: [dana@company.test]}\n", i)
	}
	return `
tenants:
  - domain: company.test
    users:
      - {userPrincipalName: root, password: root-is-given-here, directoryRoles: [Global Administrator]}
      - {userPrincipalName: dana, password: dana-is-given-here}
      - {userPrincipalName: erin, password: erin-is-given-here}
      - {userPrincipalName: finn, password: finn-is-given-here}
    groups:
      - {displayName: engineers, members: [team]}
      - {displayName: team, members: [erin@company.test]}
` + crowd.String() + `
    applications:
      - {displayName: reader, directoryRoles: [Directory Readers]}
      - {displayName: models, identifierUris: ["api://company.test/models"]}
`
}

func TestPeopleOfAnotherTenant(t *testing.T) {
	foreign := keylesstest.Start(t, keylesstest.World(company()))
	home := keylesstest.Start(t, keylesstest.Trusting(foreign, "reader"))
	expect := func(what, token string, want int) {
		t.Helper()
		if status := ask(t, home, token); status != want {
			t.Errorf("%s is answered %d, want %d", what, status, want)
		}
	}
	dana, erin, finn, app := foreign.Token("dana@company.test"), foreign.Token("erin@company.test"), foreign.Token("finn@company.test"), foreign.Token("reader")
	expect("dana, without a role", dana, http.StatusUnauthorized)

	const user = "a97b65f3-24c7-4388-baec-2e87135dc908"
	if status, body := assign(t, home, user, foreign.ObjectID("dana@company.test"), ""); status != http.StatusBadRequest || code(body) != "PrincipalNotFound" {
		t.Errorf("a principal whose type is not stated: %d %v", status, body)
	}
	status, body := assign(t, home, user, foreign.ObjectID("dana@company.test"), `"principalType":"User"`)
	if properties, _ := body["properties"].(map[string]any); status != http.StatusCreated || properties["principalTenantId"] != foreign.TenantID() {
		t.Fatalf("%d %v", status, body)
	}
	expect("dana, with a role of her own", dana, http.StatusOK)
	expect("erin, without", erin, http.StatusUnauthorized)

	if status, body := assign(t, home, user, foreign.ObjectID("engineers"), `"principalType":"Group"`); status != http.StatusCreated {
		t.Fatalf("%d %v", status, body)
	}
	expect("erin, in a group of the group", erin, http.StatusOK)
	expect("finn, in no group", finn, http.StatusUnauthorized)
	if status, body := assign(t, home, user, foreign.ObjectID("reader"), `"principalType":"ServicePrincipal","principalTenantId":"`+foreign.TenantID()+`"`); status != http.StatusCreated {
		t.Fatalf("%d %v", status, body)
	}
	expect("a service principal of theirs", app, http.StatusOK)
	if status, body := assign(t, home, user, foreign.ObjectID("finn@company.test"), `"principalType":"User","principalTenantId":"11111111-2222-4333-8444-555555555555"`); status != http.StatusBadRequest || code(body) != "PrincipalTenantNotTrusted" {
		t.Errorf("a tenant that is not trusted: %d %v", status, body)
	}
	expect("a token for the control plane", foreign.TokenFor("dana@company.test", "https://management.azure.com"), http.StatusUnauthorized)
	if status := get(t, home, home.Graph()+"/v1.0/users", foreign.TokenFor("root@company.test", "https://graph.microsoft.com")); status != http.StatusForbidden {
		t.Errorf("their administrator reads our directory: %d", status)
	}
	if status := get(t, foreign, foreign.Graph()+"/v1.0/users", home.TokenFor("ada@keyless.localhost", "https://graph.microsoft.com")); status != http.StatusUnauthorized {
		t.Errorf("trust goes both ways: %d", status)
	}
}

func TestGroupsThatATokenNamesOrIsTooSmallFor(t *testing.T) {
	foreign := keylesstest.Start(t, keylesstest.World(company()))
	models, _ := foreign.Secret("models")
	setGroupClaims(t, foreign, models)
	named := keylesstest.Start(t, keylesstest.Trusting(foreign, "", models))
	const user = "a97b65f3-24c7-4388-baec-2e87135dc908"
	for _, group := range []string{"engineers", "crowd-7"} {
		if status, body := assign(t, named, user, foreign.ObjectID(group), `"principalType":"Group"`); status != http.StatusCreated {
			t.Fatalf("%d %v", status, body)
		}
	}
	if status := ask(t, named, foreign.TokenFor("erin@company.test", "api://company.test/models")); status != http.StatusOK {
		t.Errorf("a v2 token that names the group: %d", status)
	}
	if status := ask(t, named, foreign.TokenFor("finn@company.test", "api://company.test/models")); status != http.StatusUnauthorized {
		t.Errorf("a v2 token that names no group: %d", status)
	}
	// Dana is in more groups than a token holds, and this server has nothing to read them with.
	if status := ask(t, named, foreign.TokenFor("dana@company.test", "api://company.test/models")); status != http.StatusServiceUnavailable {
		t.Errorf("an overage that nobody can resolve: %d", status)
	}
	reading := keylesstest.Start(t, keylesstest.Trusting(foreign, "reader", models))
	if status, body := assign(t, reading, user, foreign.ObjectID("crowd-7"), `"principalType":"Group"`); status != http.StatusCreated {
		t.Fatalf("%d %v", status, body)
	}
	if status := ask(t, reading, foreign.TokenFor("dana@company.test", "api://company.test/models")); status != http.StatusOK {
		t.Errorf("an overage that is read from Graph: %d", status)
	}
}

// setGroupClaims has tokens for an application be of version 2 and name groups.
func setGroupClaims(t *testing.T, server *keylesstest.Server, appID string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, server.Graph()+"/v1.0/applications(appId='"+appID+"')",
		strings.NewReader(`{"groupMembershipClaims":"SecurityGroup","api":{"requestedAccessTokenVersion":2}}`))
	if err != nil {
		t.Fatal(err)
	}
	status, body := send(t, server, request, server.TokenFor("root@company.test", server.Graph()))
	if status != http.StatusNoContent {
		t.Fatalf("%d %v", status, body)
	}
}

// assign gives a role on the account foundry to an object id.
func assign(t *testing.T, server *keylesstest.Server, role, principal, more string) (int, map[string]any) {
	t.Helper()
	if more != "" {
		more = "," + more
	}
	body := fmt.Sprintf(`{"properties":{"roleDefinitionId":"/providers/Microsoft.Authorization/roleDefinitions/%s","principalId":"%s"%s}}`, role, principal, more)
	address := server.ARM() + server.ResourceID("foundry") + "/providers/Microsoft.Authorization/roleAssignments/" + principal + "?api-version=2022-04-01"
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return send(t, server, request, server.TokenFor("ada@keyless.localhost", server.ARM()))
}

func get(t *testing.T, server *keylesstest.Server, address, token string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	status, _ := send(t, server, request, token)
	return status
}

func send(t *testing.T, server *keylesstest.Server, request *http.Request, token string) (int, map[string]any) {
	t.Helper()
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	var body map[string]any
	_ = json.Unmarshal(text, &body) // some answers have none
	return response.StatusCode, body
}

func code(body map[string]any) any {
	failure, _ := body["error"].(map[string]any)
	return failure["code"]
}
