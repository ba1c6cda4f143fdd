package inference_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"keyless.dev/keyless/internal/api/inference"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/upstream"
)

// keeper adds a server that stores objects: it knows the ids in have, and assigns the ids in gives.
func (w *world) keeper(t *testing.T, name, gives string, have ...string) *[]string {
	t.Helper()
	var mu sync.Mutex
	var seen []string
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		seen = append(seen, r.Method+" "+r.URL.RequestURI()+" "+string(body))
		mu.Unlock()
		out.Header().Set("Content-Type", "application/json")
		if r.Method == http.MethodPost && !strings.HasSuffix(r.URL.Path, "/cancel") {
			_, _ = io.WriteString(out, `{"id": "`+gives+`","object":"thing","from":"`+name+`"}`)
			return
		}
		for _, id := range append(have, gives) {
			if strings.Contains(r.URL.Path, "/"+id) {
				_, _ = io.WriteString(out, `{"id":"`+id+`","from":"`+name+`"}`)
				return
			}
		}
		out.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(out, `{"error":{"message":"`+name+` has no such thing"}}`)
	}))
	t.Cleanup(server.Close)
	next, err := upstream.OpenAI(upstream.Config{URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(next.Close)
	guard := upstream.NewGuard(upstream.GuardConfig{Name: name, Next: next})
	w.keepers = append(w.keepers, inference.Keeper{Name: name, Backend: guard, Files: true, Model: func(d *resource.Deployment) (string, bool) {
		return name + "-" + d.Name, d.Name == "chat"
	}})
	w.backend = guard
	return &seen
}

func TestStoredObjectsAreFoundOnTheirServer(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	one := w.keeper(t, "one", "resp_one", "resp_old")
	two := w.keeper(t, "two", "resp_two")
	if status, body, _ := w.call(t, "POST", "/foundry/openai/v1/responses", `{"model":"chat","input":"x"}`, bearer(bob)...); status != 200 || !strings.Contains(body, "resp_two") {
		t.Fatalf("%d %s", status, body)
	}
	*one, *two = nil, nil
	for _, row := range []struct {
		because, method, path string
		status                int
		from                  string
		asked                 int // number of calls to server one
	}{
		{"what was made here is asked for where it is", "GET", "/foundry/openai/v1/responses/resp_two?include=x", 200, "two", 0},
		{"with a version too", "GET", "/foundry/openai/responses/resp_two?api-version=2025-04-01-preview", 200, "two", 0},
		{"its input", "GET", "/foundry/openai/v1/responses/resp_two/input_items?limit=2", 200, "two", 0},
		{"it is cancelled there", "POST", "/foundry/openai/v1/responses/resp_two/cancel", 200, "two", 0},
		{"what is not remembered is looked for", "GET", "/foundry/openai/v1/responses/resp_old", 200, "one", 1},
		{"what nobody has is not there", "GET", "/foundry/openai/v1/responses/resp_no", 404, "has no such thing", 1},
		{"what is no id is not looked for", "GET", "/foundry/openai/v1/responses/resp%3Fx", 404, "Resource not found", 0},
		{"it is deleted there", "DELETE", "/foundry/openai/v1/responses/resp_two", 200, "two", 0},
	} {
		t.Run(row.because, func(t *testing.T) {
			status, body, _ := w.call(t, row.method, row.path, "", bearer(bob)...)
			if status != row.status || !strings.Contains(body, row.from) || len(*one) != row.asked {
				t.Errorf("%d %s after %d", status, body, len(*one))
			}
			for _, line := range *two {
				if strings.Contains(line, "api-version") {
					t.Errorf("the server was asked %s", line)
				}
			}
			*one, *two = nil, nil
		})
	}
}

func TestAccountsDoNotShareStoredObjects(t *testing.T) {
	w := newWorld(t)
	const other = "/subscriptions/11111111-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/other"
	w.put(t, resource.TypeAccount, other, resource.AccountProperties{CustomSubDomainName: "other"})
	w.grant(t, bob, user, accountID)
	w.grant(t, bob, user, other)
	seen := w.keeper(t, "one", "resp_one")
	w.call(t, "POST", "/foundry/openai/v1/responses", `{"model":"chat","input":"x"}`, bearer(bob)...)
	for _, method := range []string{"GET", "DELETE"} {
		if status, body, _ := w.call(t, method, "/other/openai/v1/responses/resp_one", "", bearer(bob)...); status != 404 || len(*seen) != 1 {
			t.Errorf("%s: %d %s", method, status, body)
		}
	}
}

func TestRecreatedAccountsDoNotInheritStoredObjects(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	seen := w.keeper(t, "one", "resp_one")
	made := func(internal string) {
		w.put(t, resource.TypeAccount, accountID, resource.AccountProperties{CustomSubDomainName: "foundry", InternalID: internal})
	}
	made("first")
	w.call(t, "POST", "/foundry/openai/v1/responses", `{"model":"chat","input":"x"}`, bearer(bob)...)
	if status, body, _ := w.call(t, "GET", "/foundry/openai/v1/responses/resp_one", "", bearer(bob)...); status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	made("second")
	*seen = nil
	if status, body, _ := w.call(t, "GET", "/foundry/openai/v1/responses/resp_one", "", bearer(bob)...); status != 404 || len(*seen) != 0 {
		t.Errorf("read: %d %s", status, body)
	}
	if status, body, _ := w.call(t, "POST", "/foundry/openai/v1/responses", `{"model":"chat","input":"x","previous_response_id":"resp_one"}`, bearer(bob)...); status != 400 || len(*seen) != 0 {
		t.Errorf("continued: %d %s", status, body)
	}
}

func TestResponsesAreContinuedOnlyInTheirAccount(t *testing.T) {
	w := newWorld(t)
	const other = "/subscriptions/11111111-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/other"
	w.put(t, resource.TypeAccount, other, resource.AccountProperties{CustomSubDomainName: "other"})
	w.put(t, resource.TypeDeployment, other+"/deployments/chat", resource.DeploymentProperties{Model: resource.Model{Name: "m"}, ProvisioningState: "Succeeded"})
	w.grant(t, bob, user, accountID)
	w.grant(t, bob, user, other)
	seen := w.keeper(t, "one", "resp_one")
	const more = `{"model":"chat","input":"x","previous_response_id":"resp_one"}`
	w.call(t, "POST", "/foundry/openai/v1/responses", `{"model":"chat","input":"x"}`, bearer(bob)...)
	for _, row := range []struct {
		because, path, body string
		status              int
	}{
		{"where it was made", "/foundry", more, 200},
		{"in another account", "/other", more, 400},
		{"in another account, named twice", "/other", strings.Replace(more, `"previous`, `"previous_response_id":null,"previous`, 1), 400},
		{"in another account, in another case", "/other", strings.Replace(more, "previous_response", "Previous_Response", 1), 400},
		{"one that nobody remembers", "/other", strings.Replace(more, "resp_one", "resp_old", 1), 200},
	} {
		for _, call := range []string{"responses", "responses/compact", "responses/input_tokens"} {
			*seen = nil
			status, body, _ := w.call(t, "POST", row.path+"/openai/v1/"+call, row.body, bearer(bob)...)
			if status != row.status || (len(*seen) == 1) != (status == 200) {
				t.Errorf("%s, %s: %d %s after %v", call, row.because, status, body, *seen)
			}
		}
	}
}

func TestBuiltInModelDoesNotShareResponsesBetweenAccounts(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	built := &upstream.BuiltIn{}
	w.backend, w.keepers = built, []inference.Keeper{{Backend: built}}
	_, first, _ := w.call(t, "POST", "/foundry/openai/v1/responses", `{"model":"chat","stream":true,"input":"say hello"}`, bearer(bob)...)
	_, rest, _ := strings.Cut(first, `"id":"`)
	id, _, _ := strings.Cut(rest, `"`)
	if status, body, _ := w.call(t, "GET", "/foundry/openai/v1/responses/"+id, "", bearer(bob)...); status != 200 || !strings.Contains(body, "hello") {
		t.Errorf("its own: %d %s", status, body)
	}
	const other = "/subscriptions/11111111-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/other"
	w.put(t, resource.TypeAccount, other, resource.AccountProperties{CustomSubDomainName: "other"})
	w.grant(t, bob, user, other)
	if status, body, _ := w.call(t, "GET", "/other/openai/v1/responses/"+id, "", bearer(bob)...); status != 404 {
		t.Errorf("another account's: %d %s", status, body)
	}
	if status, body, _ := w.call(t, "DELETE", "/foundry/openai/v1/responses/"+id, "", bearer(bob)...); status != 200 || !strings.Contains(body, `"deleted":true`) {
		t.Errorf("%d %s", status, body)
	}
	if status, body, _ := w.call(t, "GET", "/foundry/openai/v1/responses/"+id, "", bearer(bob)...); status != 404 {
		t.Errorf("after it was deleted: %d %s", status, body)
	}
}

// upload returns a form with a file.
func upload(purpose, content string) (body string, header []string) {
	body = "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\n" + purpose +
		"\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jsonl\"\r\nContent-Type: application/jsonl\r\n\r\n" + content + "\r\n--b--\r\n"
	return body, append([]string{"Content-Type", "multipart/form-data; boundary=b"}, bearer(bob)...)
}

func TestBatchesUseOnlyDeploymentsOfTheAccount(t *testing.T) {
	line := func(body string) string {
		return `{"custom_id":"1","method":"POST","url":"/v1/chat/completions","body":` + body + `}`
	}
	for _, row := range []struct {
		because, purpose, content string
		status                    int
		has                       string // substring of the server's request, or of the refusal
		batch                     int    // status of a batch with the file
	}{
		{"lines go with the server's names", "batch", line(`{"model":"CHAT","n":1}`) + "\n\n" + line(`{"n":2,"model":"chat"}`), 200, `"body":{"model":"one-chat","n":1}}` + "\n" + `{"custom_id":"1","method":"POST","url":"/v1/chat/completions","body":{"n":2,"model":"one-chat"}}` + "\n", 200},
		{"a model that is no deployment", "batch", line(`{"model":"chat"}`) + "\n" + line(`{"model":"secret-model"}`), 400, "Line 2 of the batch cannot be run: 'secret-model' is not a deployment", 400},
		{"a deployment of another server", "batch", line(`{"model":"embed"}`), 400, "'embed' is not a deployment of this resource whose server runs batches", 400},
		{"no model", "batch", line(`{}`), 400, "Line 1", 400},
		{"a second model in another case", "batch", line(`{"model":"chat","Model":"secret"}`), 400, "must name 'model' once", 400},
		{"a second body", "batch", `{"body":{"model":"chat"},"Body":{"model":"secret"}}`, 400, "one member 'body'", 400},
		{"a member of a line's body that routes", "batch", line(`{"model":"chat","fallbacks":["secret"]}`), 400, "The member 'fallbacks' of the request body is not allowed", 400},
		{"the same in letters that fold to it", "batch", line("{\"model\":\"chat\",\"model\u017f\":[\"secret\"]}"), 400, "is not allowed", 400},
		{"a member of the line that routes", "batch", `{"api_base":"http://evil.test","body":{"model":"chat"}}`, 400, "The member 'api_base' of the request body is not allowed", 400},
		{"a line that continues a conversation that is not known", "batch", line(`{"model":"chat","conversation":"conv_other"}`), 400, "Conversation with id 'conv_other' not found", 400},
		{"no JSON", "batch", "hello", 400, "Line 1", 400},
		{"nothing", "batch", "\n", 400, "no lines", 400},
		{"a file for another purpose goes as it is, and is none for a batch", "user_data", "anything", 200, "anything", 400},
	} {
		t.Run(row.because, func(t *testing.T) {
			w := newWorld(t)
			w.grant(t, bob, user, accountID)
			seen := w.keeper(t, "one", "file-1")
			body, header := upload(row.purpose, row.content)
			status, text, _ := w.call(t, "POST", "/foundry/openai/v1/files", body, header...)
			got := text
			if row.status == 200 && len(*seen) == 1 {
				got = (*seen)[0]
			}
			if status != row.status || !strings.Contains(got, row.has) || row.status != 200 && len(*seen) > 0 {
				t.Errorf("%d %s", status, got)
			}
			if status, text, _ := w.call(t, "POST", "/foundry/openai/v1/batches", `{"input_file_id":"file-1","endpoint":"/v1/chat/completions","completion_window":"24h"}`, bearer(bob)...); status != row.batch {
				t.Errorf("a batch of it: %d %s", status, text)
			}
		})
	}
}

func TestFilesRequireAServerThatStoresThem(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	seen := w.keeper(t, "one", "file-1")
	w.keepers[0].Files = false
	body, header := upload("user_data", "x")
	for _, row := range []struct{ method, path, body string }{
		{"POST", "/foundry/openai/v1/files", body},
		{"GET", "/foundry/openai/v1/files", ""},
		{"GET", "/foundry/openai/v1/files/file-1/content", ""},
		{"GET", "/foundry/openai/v1/batches", ""},
		{"DELETE", "/foundry/openai/files/file-1?api-version=2024-10-21", ""},
	} {
		if status, text, _ := w.call(t, row.method, row.path, row.body, header...); status != 404 || len(*seen) > 0 {
			t.Errorf("%s %s: %d %s", row.method, row.path, status, text)
		}
	}
}

func TestStoredObjectsRequireTheirOwnDataActions(t *testing.T) {
	w := newWorld(t)
	w.keeper(t, "one", "resp_1")
	for _, row := range []struct{ method, path, action string }{
		{"GET", "/foundry/openai/v1/responses/resp_1", "OpenAI/responses/read"},
		{"DELETE", "/foundry/openai/v1/responses/resp_1", "OpenAI/responses/delete"},
		{"POST", "/foundry/openai/responses/resp_1/cancel?api-version=2025-04-01-preview", "OpenAI/responses/write"},
		{"GET", "/foundry/openai/v1/files", "OpenAI/files/read"},
		{"POST", "/foundry/openai/v1/files", "OpenAI/files/write"},
		{"DELETE", "/foundry/openai/v1/files/file-1", "OpenAI/files/delete"},
		{"GET", "/foundry/openai/v1/batches/batch_1", "OpenAI/batch-jobs/read"},
		{"POST", "/foundry/openai/v1/batches", "OpenAI/batch-jobs/write"},
		{"POST", "/foundry/openai/v1/conversations", "OpenAI/responses/write"},
		{"GET", "/foundry/openai/v1/conversations/conv_1", "OpenAI/responses/read"},
		{"POST", "/foundry/openai/v1/conversations/conv_1/items", "OpenAI/responses/write"},
		{"DELETE", "/foundry/openai/v1/conversations/conv_1/items/msg_1", "OpenAI/responses/delete"},
		{"GET", "/foundry/api/projects/p/openai/v1/conversations/conv_1/items", "AIServices/responses/read"},
		{"GET", "/foundry/api/projects/p/openai/v1/responses/resp_1", "AIServices/responses/read"},
		{"DELETE", "/foundry/api/projects/p/openai/v1/responses/resp_1", "AIServices/responses/delete"},
	} {
		if status, body, _ := w.call(t, row.method, row.path, "{}", bearer(bob)...); status != 401 || !strings.Contains(body, "accounts/"+row.action+"`") {
			t.Errorf("%s %s: %d %s", row.method, row.path, status, body)
		}
	}
}

func TestStoredObjectCallsRejectRoutingMembers(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	seen := w.keeper(t, "one", "file-1")
	body, header := upload("batch", `{"custom_id":"1","method":"POST","url":"/v1/chat/completions","body":{"model":"chat"}}`)
	if status, text, _ := w.call(t, "POST", "/foundry/openai/v1/files", body, header...); status != 200 {
		t.Fatalf("%d %s", status, text)
	}
	for _, row := range []struct {
		rule, method, path, body string
		status                   int
	}{
		{"a batch goes on", "POST", "/openai/v1/batches", `{"input_file_id":"file-1"}`, 200},
		{"a batch chooses no provider", "POST", "/openai/v1/batches", `{"input_file_id":"file-1","custom_llm_provider":"azure"}`, 400},
		{"nor in other letters", "POST", "/openai/v1/batches", "{\"input_file_id\":\"file-1\",\"fallback\u017f\":[]}", 400},
		{"a batch names its file once", "POST", "/openai/v1/batches", "{\"input_file_id\":\"file-1\",\"input_file_id\":\"file-2\"}", 400},
		{"a query names an order", "GET", "/openai/v1/files/file-1?order=asc", "", 200},
		{"a query chooses no provider", "GET", "/openai/v1/files?provider=azure", "", 400},
		{"nor in upper case", "GET", "/openai/v1/files/file-1?API_BASE=http://evil.test", "", 400},
		{"nor escaped", "DELETE", "/openai/v1/files/file-1?custom%5Fllm%5Fprovider=x", "", 400},
		{"a cancellation has no body", "POST", "/openai/v1/batches/file-1/cancel", "", 200},
		{"or an empty object", "POST", "/openai/v1/batches/file-1/cancel", "{}", 200},
		{"and chooses no provider", "POST", "/openai/v1/batches/file-1/cancel", `{"provider":"azure"}`, 400},
		{"and is JSON", "POST", "/openai/v1/batches/file-1/cancel", "provider=azure", 400},
	} {
		*seen = nil
		status, text, _ := w.call(t, row.method, "/foundry"+row.path, row.body, bearer(bob)...)
		if status != row.status || (len(*seen) > 0) != (row.status == 200) {
			t.Errorf("%s: %d %s after %v", row.rule, status, text, *seen)
		}
	}
	w.keepers[0].Backend.(*upstream.Guard).AllowMembers = []string{"provider"}
	if status, text, _ := w.call(t, "GET", "/foundry/openai/v1/files/file-1?provider=azure", "", bearer(bob)...); status != 200 {
		t.Errorf("a provider that the configuration allows: %d %s", status, text)
	}
}

func TestPreviousResponseIDMustBeSpelledExactly(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	seen := w.keeper(t, "one", "resp_one")
	for _, name := range []string{"Previous_response_id", "previou\u017f_response_id", "previous_re\u017fponse_id"} {
		body := `{"model":"chat","input":"x","` + name + `":"resp_of_another_account"}`
		if status, text, _ := w.call(t, "POST", "/foundry/openai/v1/responses", body, bearer(bob)...); status != 400 || len(*seen) > 0 {
			t.Errorf("%s: %d %s", name, status, text)
		}
	}
}
