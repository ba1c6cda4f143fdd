package keylesstest_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"keyless.dev/keyless/keylesstest"
)

// answer is code under test: it calls the model with a token, and returns the status or the answer.
func answer(server *keylesstest.Server, token, question string) string {
	body := fmt.Sprintf(`{"model":"chat","messages":[{"role":"user","content":%q}]}`, question)
	request, err := http.NewRequest(http.MethodPost, server.Account("foundry")+"/openai/v1/chat/completions", strings.NewReader(body))
	if err != nil {
		return err.Error()
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := server.Client().Do(request)
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return response.Status
	}
	text, _ := io.ReadAll(response.Body)
	_, content, _ := strings.Cut(string(text), `"content":"`)
	content, _, _ = strings.Cut(content, `"`)
	return content
}

func Example() {
	t := newExampleT() // in a test, its own t
	defer t.end()

	server := keylesstest.Start(t)
	token := server.Token("ci-pipeline")
	fmt.Println(answer(server, token, "What is 6*7?"))
	fmt.Println(server.LastDecision("ci-pipeline").Because)

	server.Grant("ci-pipeline", "Cognitive Services User", "foundry")
	fmt.Println(answer(server, token, "What is 6*7?"))

	server.Revoke("ci-pipeline", "Cognitive Services User", "foundry")
	fmt.Println(answer(server, token, "What is 6*7?"))
	// Output:
	// 401 Unauthorized
	// nothing grants it
	// 42
	// 401 Unauthorized
}

func ExampleServer_User() {
	t := newExampleT()
	defer t.end()

	server := keylesstest.Start(t)
	dora := server.User("dora", "Cognitive Services User")
	fmt.Println(dora)
	fmt.Println(answer(server, server.Token(dora), "What is 6*7?"))
	// Output:
	// dora@keyless.localhost
	// 42
}

func ExampleServer_Script() {
	t := newExampleT()
	defer t.end()

	server := keylesstest.Start(t)
	server.Grant("ci-pipeline", "Cognitive Services User", "foundry")
	token := server.Token("ci-pipeline")
	server.Script(`
replies:
  - when: {contains: capital of Norway}
    text: Oslo
`)
	fmt.Println(answer(server, token, "What is the capital of Norway?"))
	// Output: Oslo
}

func ExampleServer_LastDecision() {
	t := newExampleT()
	defer t.end()

	server := keylesstest.Start(t)
	answer(server, server.Token("bob"), "What is 6*7?")
	decision := server.LastDecision("bob")
	fmt.Println(decision.Principal, decision.Allowed, decision.Because)
	fmt.Println(decision.Operation)
	fmt.Println("would allow it:", decision.SmallestRole)
	// Output:
	// bob@keyless.localhost false nothing grants it
	// POST /openai/v1/chat/completions
	// would allow it: Cognitive Services OpenAI User
}

func ExampleWorld() {
	t := newExampleT()
	defer t.end()

	server := keylesstest.Start(t, keylesstest.World(`
tenants:
  - domain: lab.test
    users: [{userPrincipalName: eve}]
    subscriptions:
      - displayName: Lab
        resourceGroups:
          - name: rg
            accounts: [{name: foundry, deployments: [{name: chat, model: {name: keyless-chat}}]}]
    roleAssignments:
      - {role: Cognitive Services User, principal: eve, scope: foundry}
`))
	fmt.Println(answer(server, server.Token("eve"), "What is 6*7?"))
	// Output: 42
}

func ExampleMain() {
	// func TestMain(m *testing.M) { os.Exit(keylesstest.Main(m, "ci-pipeline", "")) }
	//
	// func TestAsk(t *testing.T) {
	//	server := keylesstest.Running(t)
	//	server.Grant("ci-pipeline", "Cognitive Services User", "foundry")
	//	t.Cleanup(func() { server.Revoke("ci-pipeline", "Cognitive Services User", "foundry") })
	//	// Code that says azidentity.NewDefaultAzureCredential(nil) is ci-pipeline now.
	// }
	var m *testing.M
	_ = func() int { return keylesstest.Main(m, "ci-pipeline", "") }
}
