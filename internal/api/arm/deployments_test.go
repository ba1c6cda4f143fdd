package arm_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
)

const deployments = group + "/providers/Microsoft.Resources/deployments"

// accountTemplate is an account whose keys are as disableLocalAuth says, and a role on it, as Bicep compiles them.
func accountTemplate(disableLocalAuth string) string {
	return `{
  // as az sends it: with comments
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": {
    "accountName": {"type": "string", "defaultValue": "[format('ai-{0}', uniqueString(resourceGroup().id))]"},
    "location": {"type": "string", "defaultValue": "[resourceGroup().location]"},
    "allowKeys": {"type": "bool", "defaultValue": false},
    "principalId": {"type": "string"}
  },
  "variables": {"role": "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'a97b65f3-24c7-4388-baec-2e87135dc908')]"},
  "resources": [
    {
      "type": "Microsoft.CognitiveServices/accounts", "apiVersion": "2024-10-01", "name": "[parameters('accountName')]", "location": "[parameters('location')]",
      "kind": "AIServices", "sku": {"name": "S0"}, "identity": {"type": "SystemAssigned"},
      "properties": {"customSubDomainName": "[toLower(parameters('accountName'))]", "disableLocalAuth": "` + disableLocalAuth + `"}
    },
    {
      "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01",
      "scope": "[format('Microsoft.CognitiveServices/accounts/{0}', parameters('accountName'))]",
      "name": "[guid(resourceId('Microsoft.CognitiveServices/accounts', parameters('accountName')), parameters('principalId'), variables('role'))]",
      "properties": {"roleDefinitionId": "[variables('role')]", "principalId": "[parameters('principalId')]", "principalType": "User"},
      "dependsOn": ["[resourceId('Microsoft.CognitiveServices/accounts', parameters('accountName'))]"]
    }
  ],
  "outputs": {"endpoint": {"type": "string", "value": "[reference(resourceId('Microsoft.CognitiveServices/accounts', parameters('accountName')), '2024-10-01').endpoint]"}}
}`
}

// deployment is a body as az sends it: the key "template" without quotes.
func deployment(template, parameters, more string) string {
	return fmt.Sprintf(`{"properties": {"parameters": %s, "mode": "Incremental"%s, template:%s}}`, parameters, more, template)
}

func (w *world) makeGroup() {
	w.t.Helper()
	w.ok("ada", "PUT", group, `{"location":"eastus"}`)
}

// ends follows a deployment as az does: to the address in Azure-AsyncOperation, and then to the deployment itself.
func (w *world) ends(got answer, path string) (status answer, shown answer) {
	w.t.Helper()
	poll := got.header.Get("Azure-Asyncoperation")
	if got.status != 201 && got.status != 200 || !strings.HasPrefix(poll, origin+path+"/operationStatuses/") || got.header.Get("Retry-After") != "0" || got.at("properties", "provisioningState") != "Accepted" {
		w.t.Fatalf("%d %v %s", got.status, got.header, got.text)
	}
	return w.ok("ada", "GET", strings.TrimPrefix(poll, origin), ""), w.ok("ada", "GET", path, "")
}

func TestTheArticlesTemplate(t *testing.T) {
	w := newWorld(t)
	w.makeGroup()
	body := deployment(accountTemplate("[not(parameters('allowKeys'))]"), fmt.Sprintf(`{"principalId": {"value": %q}, "accountName": {"value": "Foundry"}}`, w.id("bob")), "")
	path := deployments + "/main"
	valid := w.ok("ada", "POST", path+"/validate", body)
	if valid.at("properties", "provisioningState") != "Succeeded" || !strings.Contains(valid.text, `"validatedResources":[{"id":"`+account[:len(account)-7]) {
		t.Errorf("%s", valid.text)
	}
	w.refused("ada", "GET", path, "", 404, "DeploymentNotFound")
	w.refused("ada", "GET", account, "", 404, "ResourceNotFound")

	status, shown := w.ends(w.ok("ada", "PUT", path, body), path)
	if status.at("status") != "Succeeded" {
		t.Fatal(status.text)
	}
	outputs, _ := json.Marshal(shown.json["properties"].(map[string]any)["outputs"])
	if want := `{"endpoint":{"type":"String","value":"https://foundry.models.test/"}}`; string(outputs) != want {
		t.Errorf("the outputs are %s", outputs)
	}
	if p := w.ok("ada", "GET", account, "").json["properties"].(map[string]any); p["disableLocalAuth"] != true {
		t.Errorf("keys are on: %v", p)
	}
	if n := len(w.ok("ada", "GET", assignmentsAt(account)+"?$filter=atScope()", "").names()); n != 2 {
		t.Errorf("%d assignments", n)
	}
	// Once more changes nothing.
	again := w.call("ada", "PUT", path, body)
	if status, _ := w.ends(again, path); again.status != 200 || status.at("status") != "Succeeded" {
		t.Errorf("%d %s", again.status, status.text)
	}
	if got := w.ok("ada", "GET", path+"/operations", ""); strings.Count(got.text, `"provisioningState":"Succeeded"`) != 3 || !strings.Contains(got.text, `"provisioningOperation":"EvaluateDeploymentOutput"`) {
		t.Errorf("%s", got.text)
	}
	if got := w.ok("ada", "POST", path+"/exportTemplate", ""); !strings.Contains(got.text, `"allowKeys"`) {
		t.Errorf("%s", got.text)
	}
	if got := w.ok("ada", "GET", deployments, "").names(); len(got) != 1 || got[0] != "main" {
		t.Errorf("%v", got)
	}
	w.refused("ada", "POST", path+"/cancel", "", 409, "DeploymentCannotBeCancelled")
	w.ok("ada", "DELETE", path, "")
	w.refused("ada", "GET", path, "", 404, "DeploymentNotFound")
	w.ok("ada", "GET", account, "")
}

func TestKeysTheWrongWayRoundEarnAWarning(t *testing.T) {
	w := newWorld(t)
	w.makeGroup()
	body := deployment(accountTemplate("[parameters('allowKeys')]"), fmt.Sprintf(`{"principalId": {"value": %q}}`, w.id("bob")), "")
	for _, path := range []string{"/validate", "/whatIf"} {
		got := w.ok("ada", "POST", deployments+"/main"+path, body)
		if !strings.Contains(got.text, `"code":"InvertedDisableLocalAuth"`) || !strings.Contains(got.text, `"level":"Warning"`) {
			t.Errorf("%s: %s", path, got.text)
		}
	}
	if _, shown := w.ends(w.ok("ada", "PUT", deployments+"/main", body), deployments+"/main"); !strings.Contains(shown.text, "the opposite of what the name says") {
		t.Errorf("%s", shown.text)
	}
}

// minimal is a template with resources and nothing else.
func minimal(resources string) string {
	return `{"$schema": "s", "contentVersion": "1.0.0.0", "resources": [` + resources + `]}`
}

func identity(name string) string {
	return `{"type": "Microsoft.ManagedIdentity/userAssignedIdentities", "apiVersion": "2023-01-31", "name": "` + name + `", "location": "eastus"}`
}

func TestATemplateCanDoWhatItsDeployerCan(t *testing.T) {
	w := newWorld(t)
	w.makeGroup()
	w.grant("bob", contributor, group)
	parameters := fmt.Sprintf(`{"principalId": {"value": %q}, "accountName": {"value": "foundry"}}`, w.id("bob"))
	body := deployment(accountTemplate("true"), parameters, "")
	for _, call := range []struct{ method, path string }{{"PUT", "/main"}, {"POST", "/main/validate"}, {"POST", "/main/whatIf"}} {
		got := w.call("bob", call.method, deployments+call.path, strings.Replace(body, `"disableLocalAuth": "true"`, `"disableLocalAuth": true`, 1))
		if got.status != 400 || got.code() != "InvalidTemplateDeployment" || !strings.Contains(got.message(), "Authorization failed for template resource") || !strings.Contains(got.message(), "Microsoft.Authorization/roleAssignments/write") {
			t.Errorf("%s: %d %s", call.path, got.status, got.text)
		}
	}
	w.refused("bob", "GET", account, "", 404, "ResourceNotFound")
	w.refused("bob", "GET", deployments+"/main", "", 404, "DeploymentNotFound")

	// He may not deploy where he has no role, nor reach there from where he has one.
	w.ok("ada", "PUT", sub+"/resourceGroups/rg2", `{"location":"eastus"}`)
	w.refused("bob", "PUT", sub+"/resourceGroups/rg2/providers/Microsoft.Resources/deployments/x", deployment(minimal(""), "{}", ""), 403, "AuthorizationFailed")
	nested := minimal(`{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "n", "resourceGroup": "rg2", "properties": {"mode": "Incremental", "template": ` + minimal(identity("app")) + `}}`)
	got := w.call("bob", "PUT", deployments+"/x", deployment(nested, "{}", ""))
	if got.status != 400 || !strings.Contains(got.text, "resourceGroups/rg2") {
		t.Errorf("%d %s", got.status, got.text)
	}
	// Nor may he read keys, or what he has no right to see, by way of an output.
	w.ok("ada", "PUT", sub+"/resourceGroups/rg2/providers/Microsoft.CognitiveServices/accounts/secret", `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus"}`)
	for _, expression := range []string{"reference('%s', '2024-10-01').endpoint", "listKeys('%s', '2024-10-01').key1"} {
		value := fmt.Sprintf(expression, sub+"/resourceGroups/rg2/providers/Microsoft.CognitiveServices/accounts/secret")
		text := strings.TrimSuffix(minimal(""), "}") + `, "outputs": {"o": {"type": "string", "value": "[` + value + `]"}}}`
		if got := w.call("bob", "PUT", deployments+"/x", deployment(text, "{}", "")); got.status != 403 {
			t.Errorf("%s: %d %s", expression, got.status, got.text)
		}
	}
}

func TestNothingIsWrittenOfATemplateThatWouldFail(t *testing.T) {
	w := newWorld(t)
	w.makeGroup()
	bad := `{"type": "Microsoft.CognitiveServices/accounts", "apiVersion": "2024-10-01", "name": "a-b", "location": "eastus", "kind": "Nonsense", "sku": {"name": "S0"}, "dependsOn": ["one"]}`
	body := deployment(minimal(identity("one")+","+bad), "{}", "")
	for _, path := range []string{"", "/validate", "/whatIf"} {
		method := "POST"
		if path == "" {
			method = "PUT"
		}
		got := w.call("ada", method, deployments+"/main"+path, body)
		if got.status != 400 || got.code() != "InvalidTemplateDeployment" || !strings.Contains(got.text, `"code":"InvalidApiSetId"`) || !strings.Contains(got.text, `"target":"`+group+`/providers/Microsoft.CognitiveServices/accounts/a-b"`) {
			t.Errorf("%s: %d %s", path, got.status, got.text)
		}
	}
	w.refused("ada", "GET", group+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one", "", 404, "ResourceNotFound")

	// Without the dry run it begins, and fails at the resource that cannot be made.
	got := w.ok("ada", "PUT", deployments+"/main", deployment(minimal(identity("one")+","+bad), "{}", `, "validationLevel": "Template"`))
	status, shown := w.ends(got, deployments+"/main")
	if status.at("status") != "Failed" || status.code() != "DeploymentFailed" || !strings.Contains(status.text, "InvalidApiSetId") || !strings.Contains(status.text, "accounts/a-b") {
		t.Errorf("%s", status.text)
	}
	if shown.at("properties", "provisioningState") != "Failed" {
		t.Errorf("%s", shown.text)
	}
	w.ok("ada", "GET", group+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one", "")
	operations := w.ok("ada", "GET", deployments+"/main/operations", "").text
	if !strings.Contains(operations, `"statusCode":"BadRequest"`) || !strings.Contains(operations, `"statusCode":"Created"`) {
		t.Errorf("%s", operations)
	}
}

func TestTemplatesThatAreNoTemplates(t *testing.T) {
	w := newWorld(t)
	w.makeGroup()
	for _, row := range []struct {
		name, body, code string
		status           int
	}{
		{"no JSON", `{"properties": `, "InvalidRequestContent", 400},
		{"no template", `{"properties": {"mode": "Incremental"}}`, "InvalidDeploymentTemplate", 400},
		{"a template elsewhere", `{"properties": {"templateLink": {"uri": "https://x"}}}`, "InvalidTemplateLink", 400},
		{"a mode that is none", `{"properties": {"mode": "Some", template:` + minimal("") + `}}`, "InvalidDeploymentMode", 400},
		{"a missing parameter", deployment(accountTemplate("true"), "{}", ""), "InvalidTemplate", 400},
		{"an unknown type", deployment(minimal(`{"type": "Microsoft.Storage/storageAccounts", "apiVersion": "1", "name": "x", "location": "eastus"}`), "{}", ""), "InvalidTemplateDeployment", 400},
		{"a record of a deployment", deployment(minimal(`{"type": "Microsoft.Resources/deployments/operations", "apiVersion": "1", "name": "x/y"}`), "{}", ""), "InvalidTemplateDeployment", 400},
		{"a template within a text", `{"properties": {"template": "{\"$schema\": 1}"}}`, "InvalidTemplate", 400},
	} {
		t.Run(row.name, func(t *testing.T) {
			w.refused("ada", "PUT", deployments+"/bad", row.body, row.status, row.code)
		})
	}
	w.refused("ada", "PUT", sub+"/resourceGroups/none/providers/Microsoft.Resources/deployments/x", deployment(minimal(""), "{}", ""), 404, "ResourceGroupNotFound")
	w.refused("ada", "PUT", sub+"/providers/Microsoft.Resources/deployments/x", deployment(minimal(""), "{}", ""), 400, "LocationRequired")
}

func TestWhatIfTellsWhatADeploymentDoes(t *testing.T) {
	w := newWorld(t)
	w.makeGroup()
	w.ok("ada", "PUT", account, `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus","properties":{"customSubDomainName":"foundry"}}`)
	w.ok("ada", "PUT", group+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/there", `{"location":"eastus"}`)
	w.ok("ada", "PUT", group+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/other", `{"location":"eastus"}`)
	changed := `{"type": "Microsoft.CognitiveServices/accounts", "apiVersion": "2024-10-01", "name": "foundry", "location": "eastus", "kind": "AIServices", "sku": {"name": "S0"}, "tags": {"a": "b"}, "properties": {"customSubDomainName": "foundry", "disableLocalAuth": true}}`
	template := minimal(identity("new") + "," + identity("there") + "," + changed)
	what := func(mode string) string {
		body := strings.Replace(deployment(template, "{}", ""), "Incremental", mode, 1)
		got := w.ok("ada", "POST", deployments+"/main/whatIf", body)
		var kinds []string
		for _, c := range got.json["properties"].(map[string]any)["changes"].([]any) {
			change := c.(map[string]any)
			id := change["resourceId"].(string)
			kind := id[strings.LastIndexByte(id, '/')+1:] + " " + change["changeType"].(string)
			delta, _ := change["delta"].([]any)
			for _, d := range delta {
				kind += fmt.Sprint(" ", d.(map[string]any)["path"], ":", d.(map[string]any)["propertyChangeType"])
			}
			kinds = append(kinds, kind)
		}
		return strings.Join(kinds, ", ")
	}
	want := "new Create, there NoChange, foundry Modify properties.disableLocalAuth:Create tags:Create, other "
	if got := what("Incremental"); got != want+"Ignore" {
		t.Errorf("got  %s\nwant %s", got, want+"Ignore")
	}
	if got := what("Complete"); got != want+"Delete" {
		t.Errorf("got  %s\nwant %s", got, want+"Delete")
	}
	w.refused("ada", "GET", group+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/new", "", 404, "ResourceNotFound")
	if p := w.ok("ada", "GET", account, "").json["properties"].(map[string]any); p["disableLocalAuth"] != nil {
		t.Error("what-if changed something")
	}
	w.ends(w.ok("ada", "PUT", deployments+"/main", strings.Replace(deployment(template, "{}", ""), "Incremental", "Complete", 1)), deployments+"/main")
	w.refused("ada", "GET", group+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/other", "", 404, "ResourceNotFound")
	if got := what("Incremental"); got != "new NoChange, there NoChange, foundry NoChange" {
		t.Errorf("after it was deployed: %s", got)
	}
}

func TestADeploymentThatWasCutOffIsSaidToBe(t *testing.T) {
	w := newWorld(t)
	w.makeGroup()
	path := deployments + "/main"
	w.ends(w.ok("ada", "PUT", path, deployment(minimal(identity("app")), "{}", "")), path)
	// What a server leaves that is killed while it deploys.
	w.update(func(tx *store.Tx) error {
		r, err := tx.Resource(resource.MustScope(path))
		if err != nil {
			return err
		}
		r.Properties = json.RawMessage(strings.Replace(string(r.Properties), `"state":"Succeeded"`, `"state":"Running"`, 1))
		return tx.PutResource(r)
	})
	if got := w.ok("ada", "GET", path, ""); got.at("properties", "provisioningState") != "Running" {
		t.Errorf("%s", got.text)
	}
	w.refused("ada", "PUT", path, deployment(minimal(""), "{}", ""), 409, "DeploymentActive")
	w.refused("ada", "DELETE", path, "", 409, "DeploymentBeingDeleted")
	w.advance(10 * 60 * 1e9)
	if got := w.ok("ada", "GET", path, ""); got.at("properties", "provisioningState") != "Failed" || !strings.Contains(got.text, "DeploymentInterrupted") {
		t.Errorf("%s", got.text)
	}
	w.ends(w.ok("ada", "PUT", path, deployment(minimal(identity("app")), "{}", "")), path)
}

func TestAFoundryWithAProjectModelsAndAnIdentity(t *testing.T) {
	w := newWorld(t)
	w.makeGroup()
	template := `{"$schema": "s", "contentVersion": "1.0.0.0",
	"parameters": {"name": {"type": "string", "defaultValue": "foundry"}, "tags": {"type": "object", "defaultValue": {}}, "acls": {"type": "object", "nullable": true},
		"models": {"type": "array", "defaultValue": [{"name": "chat", "model": "gpt-4.1-mini", "capacity": 10}, {"name": "embed", "model": "text-embedding-3-small", "capacity": "20"}]}},
	"resources": [
		{"type": "Microsoft.ManagedIdentity/userAssignedIdentities", "apiVersion": "2023-01-31", "name": "worker", "location": "[resourceGroup().location]"},
		{"type": "Microsoft.CognitiveServices/accounts", "apiVersion": "2025-06-01", "name": "[parameters('name')]", "location": "East US", "kind": "AIServices", "sku": {"name": "S0"},
			"tags": "[union(parameters('tags'), createObject('made-by', deployment().name))]",
			"identity": {"type": "SystemAssigned, UserAssigned", "userAssignedIdentities": {"[format('{0}', resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'worker'))]": {}}},
			"properties": {"allowProjectManagement": true, "customSubDomainName": "[parameters('name')]", "networkAcls": "[parameters('acls')]", "disableLocalAuth": "[not(false())]"},
			"dependsOn": ["[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'worker')]"]},
		{"type": "Microsoft.CognitiveServices/accounts/projects", "apiVersion": "2025-06-01", "name": "[format('{0}/{1}', parameters('name'), 'first')]", "location": "eastus", "identity": {"type": "SystemAssigned"}, "properties": {},
			"dependsOn": ["[resourceID('Microsoft.CognitiveServices/accounts', parameters('name'))]"]},
		{"copy": {"name": "models", "count": "[length(parameters('models'))]", "mode": "serial", "batchSize": 1}, "type": "Microsoft.CognitiveServices/accounts/deployments", "apiVersion": "2025-06-01",
			"name": "[format('{0}/{1}', parameters('name'), parameters('models')[copyIndex()].name)]", "sku": {"name": "GlobalStandard", "capacity": "[int(parameters('models')[copyIndex()].capacity)]"},
			"properties": {"model": {"format": "OpenAI", "name": "[parameters('models')[copyIndex()].model]", "version": "[tryGet(parameters('models')[copyIndex()], 'version')]"}},
			"dependsOn": ["[resourceId('Microsoft.CognitiveServices/accounts', parameters('name'))]"]},
		{"type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01", "scope": "[format('Microsoft.CognitiveServices/accounts/{0}', parameters('name'))]", "name": "[guid(resourceGroup().id, 'worker')]",
			"properties": {"roleDefinitionId": "[resourceId('Microsoft.Authorization/roleDefinitions', '` + cognitiveUser + `')]", "principalType": "ServicePrincipal",
				"principalId": "[reference(resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'worker'), '2023-01-31').principalId]"},
			"dependsOn": ["[resourceId('Microsoft.CognitiveServices/accounts', parameters('name'))]"]},
		{"type": "Microsoft.Authorization/locks", "apiVersion": "2020-05-01", "scope": "[format('Microsoft.CognitiveServices/accounts/{0}', parameters('name'))]", "name": "keep", "properties": {"level": "CanNotDelete"},
			"dependsOn": ["models", "[resourceId('Microsoft.CognitiveServices/accounts', parameters('name'))]"]}
	],
	"outputs": {
		"principal": {"type": "string", "value": "[reference(resourceId('Microsoft.CognitiveServices/accounts', parameters('name')), '2025-06-01', 'full').identity.principalId]"},
		"project": {"type": "string", "value": "[reference(resourceId('Microsoft.CognitiveServices/accounts/projects', parameters('name'), 'first'), '2025-06-01').endpoints['AI Foundry API']]"},
		"capacities": {"type": "array", "copy": {"count": "[length(parameters('models'))]", "input": "[reference(resourceId('Microsoft.CognitiveServices/accounts/deployments', parameters('name'), parameters('models')[copyIndex()].name), '2025-06-01', 'full').sku.capacity]"}}
	}}`
	path := deployments + "/all"
	status, shown := w.ends(w.ok("ada", "PUT", path, deployment(template, "{}", "")), path)
	if status.at("status") != "Succeeded" {
		t.Fatal(status.text)
	}
	outputs := shown.json["properties"].(map[string]any)["outputs"].(map[string]any)
	if got := fmt.Sprint(outputs["capacities"]); got != "map[type:Array value:[10 20]]" {
		t.Errorf("the capacities are %s", got)
	}
	made := w.ok("ada", "GET", account, "")
	if shown.at("properties", "outputs", "principal", "value") != made.at("identity", "principalId") || !strings.HasSuffix(shown.at("properties", "outputs", "project", "value"), "/api/projects/first") {
		t.Errorf("%v", outputs)
	}
	if !strings.Contains(made.text, `"tags":{"made-by":"all"}`) || !strings.Contains(made.text, "userAssignedIdentities/worker") {
		t.Errorf("%s", made.text)
	}
	w.refused("ada", "DELETE", account, "", 409, "ScopeLocked")
	if again := w.ok("ada", "POST", path+"/whatIf", deployment(template, "{}", "")); strings.Count(again.text, `"changeType":"NoChange"`) != 7 {
		t.Errorf("%s", again.text)
	}
}

func TestSecretsOfADeploymentAreNotKept(t *testing.T) {
	w := newWorld(t)
	w.makeGroup()
	template := `{"$schema": "s", "contentVersion": "1", "parameters": {"s": {"type": "secureString"}}, "resources": [], "outputs": {"s": {"type": "securestring", "value": "[parameters('s')]"}}}`
	w.ends(w.ok("ada", "PUT", deployments+"/main", deployment(template, `{"s": {"value": "geheim"}}`, "")), deployments+"/main")
	w.update(func(tx *store.Tx) error {
		all, err := tx.Resources(resource.Query{Under: resource.MustScope(group)})
		for _, r := range all {
			if strings.Contains(string(r.Properties), "geheim") {
				t.Errorf("%s holds the secret", r.ID)
			}
		}
		return err
	})
}
