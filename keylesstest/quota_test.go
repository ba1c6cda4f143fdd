package keylesstest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"keyless.dev/keyless/keylesstest"
)

// control makes one call of the control plane as ada, who is Owner.
func control(t *testing.T, s *keylesstest.Server, who, method, path, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.ARM()+path+"?api-version=2026-11-01", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.TokenFor(who, s.ARM()))
	r.Header.Set("Content-Type", "application/json")
	response, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

const ada = "ada@keyless.localhost"

// An administrator sets a quota while the server runs; it counts when the call that set it has returned.
func TestQuotasTakeEffectWhenTheyAreSet(t *testing.T) {
	server := keylesstest.Start(t)
	server.Grant("developers", "Cognitive Services User", "foundry")
	server.Grant("ci-pipeline", "Cognitive Services User", "foundry")
	cleo, ci := server.Token("cleo@keyless.localhost"), server.Token("ci-pipeline")
	const question = `{"model":"chat","messages":[{"role":"user","content":"hi"}]}`
	for range 20 {
		if status, body := post(t, server, "foundry", cleo, question); status != http.StatusOK {
			t.Fatalf("without a quota: %d %s", status, body)
		}
	}
	quota := server.ResourceID("foundry") + "/providers/Microsoft.Keyless/quotas/developers"
	body := `{"properties":{"principalId":"` + server.ObjectID("developers") + `","requestsPerMinute":2}}`
	if status, text := control(t, server, "bob@keyless.localhost", http.MethodPut, quota, body); status != http.StatusForbidden || !strings.Contains(text, "Microsoft.Keyless/quotas/write") {
		t.Errorf("who has no role sets a quota: %d %s", status, text)
	}
	if status, text := control(t, server, "cleo@keyless.localhost", http.MethodDelete, quota, ""); status != http.StatusForbidden {
		t.Errorf("who is limited takes the limit away: %d %s", status, text)
	}
	if status, text := control(t, server, ada, http.MethodPut, quota, body); status != http.StatusCreated || !strings.Contains(text, `"counts":"EachMember"`) {
		t.Fatalf("%d %s", status, text)
	}
	for i, want := range []int{200, 200, 429} {
		if status, text := post(t, server, "foundry", cleo, question); status != want {
			t.Errorf("call %d of a member: %d %s", i, status, text)
		}
	}
	if status, text := post(t, server, "foundry", ci, question); status != http.StatusOK {
		t.Errorf("who is no member: %d %s", status, text)
	}
	if status, text := control(t, server, ada, http.MethodPatch, quota, `{"properties":{"requestsPerMinute":10}}`); status != http.StatusOK {
		t.Fatalf("%d %s", status, text)
	}
	if status, text := post(t, server, "foundry", cleo, question); status != http.StatusOK {
		t.Errorf("after it was raised: %d %s", status, text)
	}
	if status, text := control(t, server, ada, http.MethodGet, strings.TrimSuffix(quota, "/developers"), ""); status != http.StatusOK || !strings.Contains(text, `"name":"developers","type":"Microsoft.Keyless/quotas"`) {
		t.Errorf("%d %s", status, text)
	}
	if status, text := control(t, server, ada, http.MethodDelete, quota, ""); status != http.StatusOK {
		t.Fatalf("%d %s", status, text)
	}
	for range 20 {
		if status, text := post(t, server, "foundry", cleo, question); status != http.StatusOK {
			t.Fatalf("after it was deleted: %d %s", status, text)
		}
	}
}

func TestQuotasThatMakeNoSenseAreRefused(t *testing.T) {
	server := keylesstest.Start(t)
	account := server.ResourceID("foundry")
	const quotas = "/providers/Microsoft.Keyless/quotas/"
	bob := server.ObjectID("bob@keyless.localhost")
	group, _, _ := strings.Cut(account, "/providers/")
	for _, row := range []struct{ because, path, properties, code string }{
		{"no principal", account + quotas + "q", `{"requestsPerMinute":1}`, "InvalidPrincipalId"},
		{"a name for a principal", account + quotas + "q", `{"principalId":"bob","requestsPerMinute":1}`, "InvalidPrincipalId"},
		{"no limit", account + quotas + "q", `{"principalId":"` + bob + `"}`, "InvalidQuota"},
		{"below zero", account + quotas + "q", `{"principalId":"` + bob + `","tokensPerMinute":-1}`, "InvalidQuota"},
		{"a fraction", account + quotas + "q", `{"principalId":"` + bob + `","tokensPerMinute":1.5}`, "InvalidRequestContent"},
		{"a word", account + quotas + "q", `{"principalId":"` + bob + `","tokensPerMinute":1,"counts":"Sometimes"}`, "InvalidQuota"},
		{"a bad name", account + quotas + "-q", `{"principalId":"` + bob + `","tokensPerMinute":1}`, "InvalidResourceName"},
		{"on a resource group", group + quotas + "q", `{"principalId":"` + bob + `","tokensPerMinute":1}`, "InvalidQuotaScope"},
		{"on what is not there", account + "/deployments/nope" + quotas + "q", `{"principalId":"` + bob + `","tokensPerMinute":1}`, "ParentResourceNotFound"},
	} {
		t.Run(row.because, func(t *testing.T) {
			if status, text := control(t, server, ada, http.MethodPut, row.path, `{"properties":`+row.properties+`}`); status < 400 || !strings.Contains(text, `"code":"`+row.code+`"`) {
				t.Errorf("%d %s", status, text)
			}
		})
	}
}

func TestQuotasOfAWorld(t *testing.T) {
	server := keylesstest.Start(t, keylesstest.World(`
tenants:
  - domain: lab.test
    users: [{userPrincipalName: eve, password: a-given-password}]
    groups: [{displayName: students, members: [eve@lab.test]}]
    subscriptions:
      - displayName: Lab
        resourceGroups:
          - name: rg
            accounts:
              - name: models
                deployments: [{name: chat, model: {name: keyless-chat}}, {name: other, model: {name: keyless-chat}, capacity: 1}]
                quotas:
                  - {principal: students, deployment: chat, requestsPerMinute: 1}
                  - {principal: everyone, counts: Together, tokensPerMinute: 1000000}
    roleAssignments: [{role: Cognitive Services User, principal: students, scope: models}]
`))
	eve := server.Token("eve@lab.test")
	for _, row := range []struct {
		model string
		want  int
	}{{"chat", 200}, {"chat", 429}, {"other", 200}, {"other", 200}} {
		if status, body := post(t, server, "models", eve, `{"model":"`+row.model+`","messages":[{"role":"user","content":"hi"}]}`); status != row.want {
			t.Errorf("%s: %d %s", row.model, status, body)
		}
	}
}
