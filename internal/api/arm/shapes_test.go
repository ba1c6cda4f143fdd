package arm_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"keyless.dev/keyless/internal/api/arm/armtest"
)

// shape is a request as az 2.91 or an Azure SDK sends it, and what it needs back. The body of the answer is kept in
// testdata under the name, with ids, keys and etags that differ from run to run blotted out. UPDATE_GOLDEN=1 rewrites.
type shape struct {
	name, method, path, body string
	status                   int
}

const noBody = ""

func TestShapes(t *testing.T) {
	const (
		providers   = armtest.Subscription + "/providers/Microsoft.CognitiveServices"
		lower       = armtest.Subscription + "/resourcegroups/rg1" // the resource and group modules of az write it so
		identity    = armtest.Group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app"
		credential  = identity + "/federatedIdentityCredentials/github"
		assignments = armtest.Account + "/providers/Microsoft.Authorization/roleAssignments"
		definitions = armtest.Account + "/providers/Microsoft.Authorization/roleDefinitions"
		assignment  = assignments + "/30000000-0000-4000-8000-000000000003"
		custom      = armtest.Subscription + "/providers/Microsoft.Authorization/roleDefinitions/40000000-0000-4000-8000-000000000004"
		lock        = armtest.Group + "/providers/Microsoft.Authorization/locks/keep"
	)
	w := armtest.New(t)
	bob := w.ID("bob")
	for _, s := range []shape{
		{"tenants", "GET", "/tenants?api-version=2022-12-01", noBody, 200},
		{"subscriptions", "GET", "/subscriptions?api-version=2022-12-01", noBody, 200},
		{"subscription-show", "GET", armtest.Subscription, noBody, 200},

		{"group-exists-not", "HEAD", lower, noBody, 404},
		{"group-create", "PUT", lower, `{"location": "East US", "tags": {"team": "ai"}}`, 201},
		{"group-create-again", "PUT", lower, `{"location": "eastus", "tags": {"team": "ai"}}`, 200},
		{"group-elsewhere", "PUT", lower, `{"location": "westus"}`, 409},
		{"group-exists", "HEAD", lower, noBody, 204},
		{"group-show", "GET", lower, noBody, 200},
		{"group-list", "GET", armtest.Subscription + "/resourcegroups", noBody, 200},
		{"group-list-by-tag", "GET", armtest.Subscription + "/resourcegroups?$filter=tagname eq 'team' and tagvalue eq 'ai'", noBody, 200},
		{"group-list-by-no-tag", "GET", armtest.Subscription + "/resourcegroups?$filter=tagname eq 'nope'", noBody, 200},
		{"group-update", "PATCH", lower, `{"tags": {"team": "ml"}}`, 200},

		{"provider-show", "GET", providers, noBody, 200},
		{"provider-register", "POST", providers + "/register", noBody, 200},
		{"provider-unknown", "GET", armtest.Subscription + "/providers/Microsoft.Nope", noBody, 404},

		{"account-create", "PUT", armtest.Account, `{"kind": "AIServices", "sku": {"name": "S0"}, "location": "eastus", "identity": {"type": "SystemAssigned"},
			"properties": {"customSubDomainName": "foundry", "allowProjectManagement": true, "restrictOutboundNetworkAccess": false}}`, 201},
		{"resource-show", "GET", lower + "/providers/Microsoft.CognitiveServices//accounts/FOUNDRY?api-version=2025-09-01", noBody, 200},
		{"resource-update", "PUT", lower + "/providers/Microsoft.CognitiveServices//accounts/foundry", `{"location": "eastus", "kind": "AIServices", "sku": {"name": "S0"},
			"identity": {"type": "SystemAssigned"}, "properties": {"endpoint": "https://elsewhere/", "provisioningState": "Failed", "internalId": "x",
			"customSubDomainName": "foundry", "allowProjectManagement": true, "restrictOutboundNetworkAccess": false, "disableLocalAuth": false, "publicNetworkAccess": "Enabled",
			"networkAcls": {"defaultAction": "Allow", "ipRules": [{"value": "10.0.0.0/8"}], "virtualNetworkRules": []}}}`, 200},
		{"account-update", "PATCH", armtest.Account, `{"sku": {"name": "S0"}, "tags": {"env": "test"}, "properties": {}}`, 200},
		{"account-list", "GET", armtest.Group + "/providers/Microsoft.CognitiveServices/accounts", noBody, 200},
		{"account-list-all", "GET", armtest.Subscription + "/providers/Microsoft.CognitiveServices/accounts", noBody, 200},
		{"resource-list", "GET", armtest.Subscription + "/resources?$filter=resourceGroup eq 'rg1'&$expand=createdTime,changedTime,provisioningState", noBody, 200},
		{"resource-list-by-type", "GET", armtest.Subscription + "/resources?$filter=resourceType eq 'microsoft.cognitiveservices/accounts' and name eq 'foundry'", noBody, 200},
		{"account-keys", "POST", armtest.Account + "/listKeys", noBody, 200},
		{"account-key-regenerate", "POST", armtest.Account + "/regenerateKey", `{"keyName": "Key1"}`, 200},
		{"account-models", "GET", armtest.Account + "/models", noBody, 200},
		{"account-skus", "GET", armtest.Account + "/skus", noBody, 200},
		{"domain-taken", "POST", providers + "/checkDomainAvailability", `{"subdomainName": "Foundry", "type": "Microsoft.CognitiveServices/accounts"}`, 200},

		{"deployment-create", "PUT", armtest.Account + "/deployments/chat", `{"sku": {"name": "GlobalStandard", "capacity": "10"}, "properties": {"model": {"format": "OpenAI", "name": "gpt-4o", "version": "2024-11-20"}}}`, 201},
		{"deployment-create-old", "PUT", armtest.Account + "/deployments/embed?api-version=2022-12-01", `{"properties": {"model": {"format": "OpenAI", "name": "text-embedding-3-small", "version": "1"}, "scaleSettings": {"scaleType": "Standard", "capacity": 3}}}`, 201},
		{"deployment-show", "GET", armtest.Account + "/deployments/CHAT", noBody, 200},
		{"deployment-list", "GET", armtest.Account + "/deployments", noBody, 200},
		{"deployment-scale", "PATCH", armtest.Account + "/deployments/chat", `{"sku": {"capacity": 20}}`, 200},
		{"account-delete-with-children", "DELETE", armtest.Account, noBody, 409},
		{"deployment-delete", "DELETE", armtest.Account + "/deployments/embed", noBody, 200},
		{"deployment-delete-again", "DELETE", armtest.Account + "/deployments/embed", noBody, 204},
		{"project-create", "PUT", armtest.Account + "/projects/p1", `{"location": "eastus", "identity": {"type": "SystemAssigned"}, "properties": {"displayName": "First"}}`, 201},
		{"project-delete", "DELETE", armtest.Account + "/projects/p1", noBody, 200},

		{"identity-create", "PUT", identity, `{"location": "eastus", "tags": {}}`, 201},
		{"identity-list", "GET", armtest.Subscription + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities", noBody, 200},
		{"federated-create", "PUT", credential, `{"properties": {"issuer": "https://token.actions.githubusercontent.com", "subject": "repo:o/r:ref:refs/heads/main", "audiences": ["api://AzureADTokenExchange"]}}`, 201},
		{"federated-list", "GET", identity + "/federatedIdentityCredentials", noBody, 200},
		{"federated-delete", "DELETE", credential, noBody, 200},
		{"identity-attach", "PATCH", armtest.Account, `{"identity": {"type": "SystemAssigned, UserAssigned", "userAssignedIdentities": {"` + identity + `": {}}}}`, 200},
		{"identity-detach", "PATCH", armtest.Account, `{"identity": {"type": "SystemAssigned, UserAssigned", "userAssignedIdentities": {"` + identity + `": null}}}`, 200},
		{"identity-system", "GET", armtest.Account + "/providers/Microsoft.ManagedIdentity/identities/default", noBody, 200},

		{"role-definition-by-name", "GET", definitions + "?$filter=roleName eq 'Cognitive Services User'", noBody, 200},
		{"role-definition-by-old-name", "GET", definitions + "?$filter=roleName eq 'Azure AI User'", noBody, 200},
		{"role-assignment-create", "PUT", assignment, `{"properties": {"roleDefinitionId": "` + armtest.Subscription + `/providers/Microsoft.Authorization/roleDefinitions/` + armtest.CognitiveUser + `", "principalId": "` + bob + `", "principalType": "User"}}`, 201},
		{"role-assignment-create-again", "PUT", assignment, `{"properties": {"roleDefinitionId": "` + armtest.Subscription + `/providers/Microsoft.Authorization/roleDefinitions/` + armtest.CognitiveUser + `", "principalId": "` + bob + `"}}`, 200},
		{"role-assignment-twice", "PUT", assignments + "/30000000-0000-4000-8000-00000000000f", `{"properties": {"roleDefinitionId": "` + armtest.Subscription + `/providers/Microsoft.Authorization/roleDefinitions/` + armtest.CognitiveUser + `", "principalId": "` + bob + `"}}`, 409},
		{"role-assignment-nobody", "PUT", assignments + "/30000000-0000-4000-8000-00000000000f", `{"properties": {"roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/` + armtest.CognitiveUser + `", "principalId": "50000000-0000-4000-8000-000000000005"}}`, 400},
		{"role-assignment-unmatched", "PUT", assignments + "/30000000-0000-4000-8000-00000000000f", `{"properties": {"roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/` + armtest.CognitiveUser + `", "principalId": "` + w.ID("developers") + `", "principalType": "User"}}`, 400},
		{"role-assignment-at-scope", "GET", assignments + "?$filter=atScope()", noBody, 200},
		{"role-assignment-show", "GET", assignment, noBody, 200},
		{"role-assignment-delete", "DELETE", assignment, noBody, 200},
		{"role-assignment-delete-again", "DELETE", assignment, noBody, 204},
		{"role-definition-create", "PUT", custom, `{"properties": {"roleName": "Model caller", "description": "Calls models", "permissions": [{"actions": [], "dataActions": ["Microsoft.CognitiveServices/accounts/MaaS/*"]}], "assignableScopes": ["` + armtest.Subscription + `"]}}`, 201},
		{"role-definition-custom", "GET", armtest.Subscription + "/providers/Microsoft.Authorization/roleDefinitions?$filter=type eq 'CustomRole'", noBody, 200},
		{"role-definition-delete", "DELETE", custom, noBody, 200},
		{"permissions", "GET", armtest.Account + "/providers/Microsoft.Authorization/permissions", noBody, 200},
		{"check-access", "POST", armtest.Account + "/providers/Microsoft.Authorization/checkAccess", `{"Subject": {"Attributes": {"ObjectId": "` + bob + `"}}, "Actions": [{"Id": "Microsoft.CognitiveServices/accounts/read", "IsDataAction": false}], "Resource": {"Id": "` + armtest.Account + `"}}`, 200},

		{"tags-set", "PATCH", armtest.Account + "/providers/Microsoft.Resources/tags/default", `{"operation": "Merge", "properties": {"tags": {"Env": "prod", "a": "b"}}}`, 200},
		{"tags-show", "GET", armtest.Account + "/providers/Microsoft.Resources/tags/default", noBody, 200},
		{"lock-create", "PUT", lock, `{"properties": {"level": "CanNotDelete", "notes": "keep it"}}`, 201},
		{"lock-list", "GET", armtest.Group + "/providers/Microsoft.Authorization/locks", noBody, 200},
		{"locked", "DELETE", armtest.Account + "/deployments/chat", noBody, 409},
		{"lock-delete", "DELETE", lock, noBody, 200},

		{"deployment-delete-last", "DELETE", armtest.Account + "/deployments/chat", noBody, 200},
		{"account-delete", "DELETE", armtest.Account, noBody, 200},
		{"account-deleted-list", "GET", providers + "/deletedAccounts", noBody, 200},
		{"account-make-over-deleted", "PUT", armtest.Account, `{"kind": "AIServices", "sku": {"name": "S0"}, "location": "eastus", "properties": {}}`, 409},
		{"account-restore", "PUT", armtest.Account, `{"location": "eastus", "properties": {"restore": true}}`, 201},
		{"account-delete-again", "DELETE", armtest.Account, noBody, 200},
		{"account-purge", "DELETE", providers + "/locations/eastus/resourceGroups/rg1/deletedAccounts/foundry", noBody, 200},
		{"account-purged", "GET", providers + "/locations/eastus/resourceGroups/rg1/deletedAccounts/foundry", noBody, 404},
		{"group-delete", "DELETE", lower, noBody, 200},
		{"group-gone", "GET", lower, noBody, 404},
	} {
		t.Run(s.name, func(t *testing.T) {
			got := w.Call("ada", s.method, s.path, s.body)
			if got.Status != s.status {
				t.Fatalf("%d, want %d: %s", got.Status, s.status, got.Text)
			}
			golden(t, s.name, got)
		})
	}
}

// golden compares an answer's body with the one in testdata.
func golden(t *testing.T, name string, got armtest.Answer) {
	t.Helper()
	text := ""
	if got.JSON != nil {
		text = armtest.Pretty(blot(got.JSON)) + "\n"
	} else if got.Text != "" {
		text = blotText(got.Text) + "\n"
	}
	file := filepath.Join("testdata", name+".json")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), text); diff != "" {
		t.Errorf("the answer differs from %s (-want +got):\n%s", file, diff)
	}
}

// random are the members whose values differ from run to run.
func random(name string) bool {
	switch name {
	case "key1", "key2", "etag", "internalId", "principalId", "clientId":
		return true
	}
	return false
}

func blot(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			if text, ok := value.(string); ok && random(name) {
				v[name] = strings.Repeat("x", len(text))
				continue
			}
			v[name] = blot(value)
		}
	case []any:
		for i := range v {
			v[i] = blot(v[i])
		}
	case string:
		return blotText(v)
	}
	return v
}

func blotText(text string) string {
	return regexp.MustCompile(`ID of the existing role assignment is [0-9a-f]{32}`).ReplaceAllString(text, "ID of the existing role assignment is x")
}
