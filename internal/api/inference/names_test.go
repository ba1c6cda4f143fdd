package inference_test

import (
	"strings"
	"testing"

	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

func TestModelNamesWithSlashesFindTheirDeployment(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	w.deploy(t, "meta-llama-Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-8B-Instruct", "Succeeded")
	w.deploy(t, "qwen2.5:7b", "qwen2.5:7b", "Succeeded")
	w.deploy(t, "being-made", "org/being-made", "Creating")
	backend := &capturing{}
	w.backend = backend
	for _, row := range []struct {
		rule, name, reaches string // "" means refused
	}{
		{"a name with a slash", "meta-llama/Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-8B-Instruct"},
		{"the name of its deployment", "meta-llama-Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-8B-Instruct"},
		{"a name with a colon", "qwen2.5:7b", "qwen2.5:7b"},
		{"the name of a model without a slash is no name of a deployment, as on Azure", "gpt-up", ""},
		{"another case is another model", "meta-llama/llama-3.1-8b-instruct", ""},
		{"a model whose deployment is being made", "org/being-made", ""},
		{"a path out of the account", "../other/deployments/chat", ""},
	} {
		for path, refusal := range map[string]int{"/foundry/openai/v1/chat/completions": 404, chatPath: 400} {
			backend.got = nil
			status, body, _ := w.call(t, "POST", path, `{"model":"`+row.name+`",`+hello+`}`, bearer(bob)...)
			if row.reaches == "" {
				if status != refusal || backend.got != nil {
					t.Errorf("%s at %s: %d %s", row.rule, path, status, body)
				}
				continue
			}
			if status != 200 || backend.got == nil || !strings.Contains(string(backend.got.body), `"model":"`+row.reaches+`"`) {
				t.Errorf("%s at %s: %d %s", row.rule, path, status, body)
			}
		}
	}
}

func TestUnknownDeploymentErrorsSuggestTheNearest(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	for _, row := range []struct{ rule, name, says string }{
		{"a letter is wrong", "chst", "The nearest deployment is 'chat'."},
		{"the case is another and a letter is missing", "EMBD", "The nearest deployment is 'embed'."},
		{"the name of a model", "text-embed-up", "The nearest deployment is 'embed'."},
		{"one that is being made is none", "makin", ""},
		{"nothing is near", "something-else", ""},
		{"a name that is too long to compare", strings.Repeat("chat", 100), ""},
	} {
		_, body, _ := w.call(t, "POST", "/foundry/openai/v1/chat/completions", `{"model":"`+row.name+`",`+hello+`}`, bearer(bob)...)
		if !strings.Contains(body, "DeploymentNotFound") || !strings.Contains(body, row.says) || row.says == "" && strings.Contains(body, "nearest") {
			t.Errorf("%s: %s", row.rule, body)
		}
	}
	const chatOnly = "99999999-0000-0000-0000-000000000000"
	edit := w.rbac.Edit()
	edit.PutRoleDefinition(&rbac.RoleDefinition{ID: chatOnly, Tenant: tenant, Name: chatOnly, Permissions: []rbac.Permission{{
		DataActions: []string{"Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action"},
	}}})
	edit.PutAssignment(&rbac.Assignment{
		Name: cleo, Tenant: tenant, Scope: resource.MustScope(accountID), RoleID: chatOnly, PrincipalID: cleo, PrincipalType: rbac.User,
	})
	w.rbac = edit.Done()
	status, body, _ := w.call(t, "POST", "/foundry/openai/v1/chat/completions", `{"model":"chst",`+hello+`}`, bearer(cleo)...)
	if status != 404 || strings.Contains(body, "nearest") {
		t.Errorf("a caller who may not list deployments: %d %s", status, body)
	}
	if status, body, _ := w.call(t, "POST", "/foundry/openai/v1/chat/completions", `{"model":"chat",`+hello+`}`, bearer(cleo)...); status != 200 {
		t.Errorf("the same caller with the right name: %d %s", status, body)
	}
}
