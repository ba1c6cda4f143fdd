package keylesstest_test

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/keylesstest"
)

func TestRoleOpensTheModel(t *testing.T) {
	server := keylesstest.Start(t)
	for _, who := range []string{"bob@keyless.localhost", "ci-pipeline"} {
		token := server.Token(who)
		if status := ask(t, server, token); status != http.StatusUnauthorized {
			t.Errorf("%s is answered %d before the role is assigned", who, status)
		}
		server.Grant(who, "Cognitive Services User", "foundry")
		if status := ask(t, server, token); status != http.StatusOK {
			t.Errorf("%s is answered %d after the role is assigned", who, status)
		}
	}
	if status := ask(t, server, server.Token("ada@keyless.localhost")); status != http.StatusUnauthorized {
		t.Errorf("the Owner is answered %d", status)
	}
	server.Grant("developers", "Cognitive Services User", "foundry")
	if status := ask(t, server, server.Token("cleo@keyless.localhost")); status != http.StatusOK {
		t.Errorf("a member of the group is answered %d", status)
	}
	if status := ask(t, server, server.TokenFor("bob@keyless.localhost", server.ARM())); status != http.StatusUnauthorized {
		t.Errorf("a token for the control plane is answered %d", status)
	}
}

func TestRoleTakesItsTime(t *testing.T) {
	const delay = 300 * time.Millisecond
	server := keylesstest.Start(t, keylesstest.RBACDelay(delay))
	token := server.Token("bob@keyless.localhost")
	server.Grant("bob@keyless.localhost", "Cognitive Services User", "foundry")
	if status := ask(t, server, token); status != http.StatusUnauthorized {
		t.Errorf("answered %d at once", status)
	}
	time.Sleep(delay + 50*time.Millisecond)
	if status := ask(t, server, token); status != http.StatusOK {
		t.Errorf("answered %d after the delay", status)
	}
}

// An Owner of the first world need not wait for their own role before they can give one.
func TestInitialWorldIsInForceAtTheStart(t *testing.T) {
	server := keylesstest.Start(t, keylesstest.RBACDelay(time.Hour))
	server.Grant("bob@keyless.localhost", "Cognitive Services User", "foundry")
	if status := ask(t, server, server.Token("bob@keyless.localhost")); status != http.StatusUnauthorized {
		t.Errorf("bob is answered %d within the hour", status)
	}
}

func TestWorldOfOnesOwn(t *testing.T) {
	server := keylesstest.Start(t, keylesstest.World(`
tenants:
  - domain: lab.test
    users: [{userPrincipalName: eve, password: a-given-password}]
    subscriptions:
      - displayName: Lab
        resourceGroups:
          - name: rg
            accounts: [{name: models, deployments: [{name: chat, model: {name: keyless-chat}}]}]
    roleAssignments:
      - {role: Cognitive Services User, principal: eve@lab.test, scope: models}
`))
	if server.Password("eve@lab.test") != "a-given-password" {
		t.Error("the password is another")
	}
	if status := ask(t, server, server.Token("eve@lab.test")); status != http.StatusOK {
		t.Errorf("eve is answered %d", status)
	}
}

func TestTwoServersAreStrangers(t *testing.T) {
	one, two := keylesstest.Start(t), keylesstest.Start(t)
	two.Grant("bob@keyless.localhost", "Cognitive Services User", "foundry")
	if status := ask(t, two, one.Token("bob@keyless.localhost")); status != http.StatusUnauthorized {
		t.Errorf("a token of another server is answered %d", status)
	}
	if _, err := one.Client().Get(two.Login() + "/healthz"); err == nil {
		t.Error("one server's client trusts the other's certificate")
	}
}

func TestEnvPointsAtTheServer(t *testing.T) {
	server := keylesstest.Start(t)
	env := server.Env()
	if env["KEYLESS_ENDPOINT"] != server.Endpoint() || env["AZURE_AUTHORITY_HOST"] != server.Login() || env["AZURE_SUBSCRIPTION_ID"] != server.SubscriptionID() {
		t.Errorf("the environment is %v", env)
	}
	for _, name := range []string{"SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "AZURE_CONFIG_DIR"} {
		if _, err := os.Stat(env[name]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func ask(t *testing.T, server *keylesstest.Server, token string) int {
	t.Helper()
	body := `{"model":"chat","messages":[{"role":"user","content":"Hello"}]}`
	request, err := http.NewRequest(http.MethodPost, server.Endpoint()+"/chat/completions?api-version=2024-05-01-preview", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode
}
