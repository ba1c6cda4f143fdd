package rbac

import (
	"strings"
	"testing"
)

func TestBuiltinRolesAreAzures(t *testing.T) {
	all := Builtin()
	if len(all) != 49+167 {
		t.Errorf("there are %d built-in roles, want 25 of wire facts A.1, 24 of A.2 and 167 for other services", len(all))
	}
	ids, names := map[string]bool{}, map[string]bool{}
	conditions := 0
	for _, r := range all {
		if !isGUID(r.ID) || r.ID != strings.ToLower(r.ID) || ids[r.ID] || names[r.Name] {
			t.Errorf("%s %s is no GUID or there twice", r.ID, r.Name)
		}
		ids[r.ID], names[r.Name] = true, true
		if r.Type != BuiltInRole || len(r.Permissions) != 1 || len(r.AssignableScopes) != 1 || r.AssignableScopes[0] != "/" {
			t.Errorf("%s does not look like a built-in role", r.Name)
		}
		p := r.Permissions[0]
		if p.Actions == nil || p.NotActions == nil || p.DataActions == nil || p.NotDataActions == nil {
			t.Errorf("%s has a list that is null in JSON", r.Name)
		}
		if p.Condition != "" {
			conditions++
			if err := CheckCondition(p.Condition, p.ConditionVersion); err != nil {
				t.Errorf("%s: %v", r.Name, err)
			}
		}
	}
	if conditions != 3 {
		t.Errorf("%d roles have a condition, want Foundry Owner, Account Owner and Project Manager", conditions)
	}
}

// TestRolesOfOtherServices checks roles of other services against Azure's published permissions.
func TestRolesOfOtherServices(t *testing.T) {
	for _, row := range []struct {
		role, id string
		plane    Plane
		action   string
		want     bool
	}{
		{"Storage Blob Data Contributor", "ba92f5b4-2d11-453d-a403-e96b0029c9fe", Data, "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write", true},
		{"Storage Blob Data Contributor", "ba92f5b4-2d11-453d-a403-e96b0029c9fe", Control, "Microsoft.Storage/storageAccounts/listKeys/action", false},
		{"Storage Blob Data Reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", Data, "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write", false},
		{"Key Vault Secrets User", "4633458b-17de-408a-b874-0445c86b69e6", Data, "Microsoft.KeyVault/vaults/secrets/getSecret/action", true},
		{"Key Vault Reader", "21090545-7ca7-4776-b22c-e363652d74d2", Data, "Microsoft.KeyVault/vaults/secrets/getSecret/action", false},
		{"Key Vault Contributor", "f25e0fa2-a7c8-4377-a976-54943a77a395", Control, "Microsoft.KeyVault/managedHsms/write", false},
		{"Search Index Data Reader", "1407120a-92aa-4202-b7e9-c0e197c71c8f", Data, "Microsoft.Search/searchServices/indexes/documents/read", true},
		{"Monitoring Reader", "43d0d8ad-25c7-4714-9337-8ba259a9fe05", Control, "Microsoft.CognitiveServices/accounts/read", true},
		{"Virtual Machine Contributor", "9980e02c-c2be-4d73-94e8-173b1dc7cf3c", Control, "Microsoft.Compute/virtualMachines/start/action", true},
		{"Log Analytics Reader", "73c42c96-874c-492b-b04d-ab87d138a893", Control, "Microsoft.OperationalInsights/workspaces/sharedKeys/read", false},
		{"Network Contributor", "4d97b98b-1d4f-4787-a291-c67834d212e7", Control, "Microsoft.Authorization/roleAssignments/write", false},
	} {
		definition, ok := BuiltinNamed(row.role)
		if !ok || definition.ID != row.id {
			t.Errorf("%s is not there by its id", row.role)
			continue
		}
		if got := builtins().byID[row.id].allows(row.plane, appendLower(nil, row.action)); got != row.want {
			t.Errorf("%s: %s: %t", row.role, row.action, got)
		}
	}
}

// TestRolesOfOtherServicesDoNotGrantModelAccess checks that no role of another service can call a model or manage access.
func TestRolesOfOtherServicesDoNotGrantModelAccess(t *testing.T) {
	for _, action := range []struct {
		plane Plane
		text  string
	}{
		{Data, "Microsoft.CognitiveServices/accounts/MaaS/chat/completions/action"},
		{Data, "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action"},
		{Control, "Microsoft.CognitiveServices/accounts/listKeys/action"},
		{Control, "Microsoft.CognitiveServices/accounts/write"},
		{Control, "Microsoft.Authorization/roleAssignments/write"},
	} {
		for _, r := range builtins().ordered {
			of := func(file string) bool { return strings.Contains(file, r.ID) }
			if text, _ := builtinFiles.ReadFile("roles/azure.json"); of(string(text)) && r.allows(action.plane, appendLower(nil, action.text)) {
				t.Errorf("%s gives %s", r.Name, action.text)
			}
		}
	}
}

func TestRenamedRolesAreFoundByBothNames(t *testing.T) {
	for former, now := range map[string]string{
		"Azure AI User": "Foundry User", "azure ai project manager": "Foundry Project Manager",
		"Azure AI Account Owner": "Foundry Account Owner", "Azure AI Owner": "Foundry Owner",
	} {
		r, ok := BuiltinNamed(former)
		if !ok || r.Name != now {
			t.Errorf("%s is not found as %s", former, now)
		}
	}
	if _, ok := BuiltinNamed("Azure AI"); ok {
		t.Error("a part of a name is not a name")
	}
}

// matrixRoles maps the short names in the tables of wire facts A.3 to role names.
func matrixRoles() map[string]string {
	return map[string]string{
		"Owner": "Owner", "Contributor": "Contributor", "Reader": "Reader", "UAA": "User Access Administrator",
		"RBAC Admin": "Role Based Access Control Administrator", "CS Contributor": "Cognitive Services Contributor",
		"AI Administrator": "Azure AI Administrator", "Account Owner": "Foundry Account Owner", "Foundry Owner": "Foundry Owner",
		"Foundry User": "Foundry User", "Foundry PM": "Foundry Project Manager", "CS User": "Cognitive Services User",
		"CS OpenAI User": "Cognitive Services OpenAI User", "CS OpenAI Contributor": "Cognitive Services OpenAI Contributor",
		"CS Usages Reader": "Cognitive Services Usages Reader", "CS Data Reader": "Cognitive Services Data Reader",
		"CS Data Contributor": "Cognitive Services Data Contributor (Preview)", "AI Developer": "Azure AI Developer",
		"Agent Consumer": "Foundry Agent Consumer", "Runtime User": "Foundry Project Runtime User",
	}
}

func checkMatrix(t *testing.T, plane Plane, prefix, operation string, allowed []string) {
	t.Helper()
	want := map[string]bool{}
	for _, short := range allowed {
		if matrixRoles()[short] == "" {
			t.Fatalf("no role %q", short)
		}
		want[short] = true
	}
	for short, name := range matrixRoles() {
		definition, ok := BuiltinNamed(name)
		if !ok {
			t.Fatalf("no role %q", name)
		}
		if got := compileRole(definition).allows(plane, appendLower(nil, prefix+operation)); got != want[short] {
			t.Errorf("%s: %s is %t", name, operation, got)
		}
	}
}

func TestControlMatrix(t *testing.T) {
	six := []string{"Owner", "Contributor", "CS Contributor", "AI Administrator", "Account Owner", "Foundry Owner"}
	plus := func(more ...string) []string { return append(append([]string{}, six...), more...) }
	readers := []string{"Reader", "UAA", "RBAC Admin", "Foundry User", "CS User", "CS OpenAI User", "CS OpenAI Contributor"}
	all := plus(append(readers, "Foundry PM")...)
	for operation, allowed := range map[string][]string{
		"accounts/read":                                   plus(readers...),
		"accounts/write":                                  six,
		"accounts/delete":                                 six,
		"accounts/regenerateKey/action":                   six,
		"accounts/connections/listsecrets/action":         six,
		"locations/resourceGroups/deletedAccounts/delete": six,
		"accounts/listKeys/action":                        plus("CS User", "Foundry User"),
		"accounts/deployments/write":                      plus("CS OpenAI Contributor"),
		"accounts/projects/write":                         plus("Foundry PM"),
		"accounts/deployments/read":                       all,
		"accounts/projects/read":                          all,
		"locations/models/read":                           all,
		"locations/usages/read":                           append(all, "CS Usages Reader"),
	} {
		checkMatrix(t, Control, "Microsoft.CognitiveServices/", operation, allowed)
	}
	checkMatrix(t, Control, "Microsoft.Authorization/", "roleAssignments/write",
		[]string{"Owner", "UAA", "RBAC Admin", "Foundry Owner", "Account Owner", "Foundry PM"})
	checkMatrix(t, Control, "Microsoft.Authorization/", "roleDefinitions/write", []string{"Owner", "UAA"})
}

// dataMatrix is the second table of wire facts A.3, with an x in the column of each role that has the action.
const dataMatrix = `
OpenAI/deployments/chat/completions/action|x|x|x|x|x|x|x|x|||
OpenAI/deployments/completions/action|x|x|x|x|x|x|x|x|||
OpenAI/deployments/embeddings/action|x|x|x|x|x|x|x|x|||
OpenAI/deployments/audio/action|x|x|x|x|x|x|x|x|||
OpenAI/deployments/realtime/action|x|x|x|x|x|x|x|x|||
OpenAI/images/generations/action|x|x|x|x|x|x|x|x|||
OpenAI/responses/write|x|x|x|x|x|x|x|x|||
OpenAI/responses/read|x|x|x|x|x|x|x|x|x||
OpenAI/responses/delete|x|x|x|x|x|x|x|x|||
OpenAI/models/read|x|x|x|x|x|x|x|x|x||
OpenAI/deployments/read|x|x|x|x|x|x|x|x|x||
OpenAI/files/read|x|x|x|x|x|x|x|x|x||
OpenAI/files/write|x|x|x|x|x|x||x|||
OpenAI/batch-jobs/write|x|x|x|x|x|x||x|||
OpenAI/fine-tunes/write|x|x|x|x|x|x||x|||
OpenAI/fine-tunes-deployments/write||||x||||x|||
OpenAI/stored-completions/read|x|x|x|x|x|x||x|x||
OpenAI/assistants/threads/runs/write|x|x|x|x|x|x|x|x|||
OpenAI/video/generations/jobs/action|x|x|x|x|x|x|x|x|||
MaaS/chat/completions/action|x|x|x|x|x|x|||||
MaaS/completions/action|x|x|x|x|x|x|||||
MaaS/embeddings/action|x|x|x|x|x|x|||||
MaaS/images/embeddings/action|x|x|x|x|x|x|||||
MaaS/info/read|x|x|x|x|x|x|||x||
MAI/chat/completions/action|x|x|x|x|x||||||
AIServices/providers/action|x|x|x|x|x||||||
AIServices/deployments/read|x|x|x|x|x||||x||
AIServices/connections/read|x|x|x|x|x||||x||
AIServices/connections/listSecrets/action|x|x|x|x|x||||||
AIServices/agents/read|x|x|x|x|x||||x||
AIServices/agents/write|x|x|x|x|x||||||
AIServices/responses/write|x|x|x|x|x||||||x
AIServices/endpoints/interact/action|x|x|x|x|x|||||x|
AIServices/evaluations/write|x|x|x|x|x||||||
AIServices/fine_tuning_deployments/write||||x|||||||
AIServices/agents/endpoints/UserIdentityImpersonation/action|||||x||||||
`

func TestDataMatrix(t *testing.T) {
	columns := []string{
		"CS User", "Foundry User", "Foundry PM", "Foundry Owner", "CS Data Contributor", "AI Developer", "CS OpenAI User",
		"CS OpenAI Contributor", "CS Data Reader", "Agent Consumer", "Runtime User",
	}
	rows := 0
	for line := range strings.Lines(dataMatrix) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "|")
		if len(cells) < 2 {
			continue
		}
		rows++
		var allowed []string
		for i, column := range columns {
			if cells[i+1] == "x" {
				allowed = append(allowed, column)
			}
		}
		checkMatrix(t, Data, "Microsoft.CognitiveServices/accounts/", cells[0], allowed)
	}
	if rows != 36 {
		t.Errorf("%d rows were read, want 36", rows)
	}
}
