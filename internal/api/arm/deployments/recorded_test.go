package deployments_test

import (
	"slices"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
)

// Names of parameters and outputs begin with a small letter, the evaluation of the outputs is an operation, and a type is
// shown with its place.
func TestDeploymentMatchesAzRecording(t *testing.T) {
	w := armtest.New(t)
	w.MakeGroup()
	template := `{"$schema": "s", "contentVersion": "1", "parameters": {"StorageName": {"type": "string"}, "same": {"type": "int", "defaultValue": 1}, "Same2": {"type": "int", "defaultValue": 2}},
		"resources": [` + identity("new") + `], "outputs": {"NewNSG": {"type": "string", "value": "[parameters('STORAGENAME')]"}}}`
	ends(w, w.OK("ada", "PUT", deployments+"/main", deployment(template, `{"StorageName": {"value": "x"}}`, "")), deployments+"/main")
	shown := w.OK("ada", "GET", deployments+"/main", "")
	if shown.At("properties", "outputs", "newNSG", "value") != "x" || shown.At("properties", "parameters", "storageName", "value") != "x" || shown.Value("properties", "parameters", "same2") == nil {
		t.Errorf("names: %s", shown.Text)
	}
	if !strings.Contains(shown.Text, `"locations":["eastus"]`) || strings.Contains(shown.Text, `"location":"eastus"`) {
		t.Errorf("providers: %s", shown.Text)
	}
	var does []string
	for _, one := range w.OK("ada", "GET", deployments+"/main/operations", "").JSON["value"].([]any) {
		properties := one.(map[string]any)["properties"].(map[string]any)
		does = append(does, properties["provisioningOperation"].(string))
		if got := w.OK("ada", "GET", deployments+"/main/operations/"+one.(map[string]any)["operationId"].(string), ""); got.At("properties", "provisioningOperation") != properties["provisioningOperation"] {
			t.Errorf("an operation by itself: %s", got.Text)
		}
	}
	slices.Sort(does)
	if !slices.Equal(does, []string{"Create", "EvaluateDeploymentOutput"}) {
		t.Errorf("operations: %v", does)
	}
}
