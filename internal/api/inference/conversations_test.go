package inference_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/inference"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/upstream"
)

// otherAccount adds an account on the same servers, which bob may use too.
func (w *world) otherAccount(t *testing.T) {
	t.Helper()
	const other = "/subscriptions/11111111-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/other"
	w.put(t, resource.TypeAccount, other, resource.AccountProperties{CustomSubDomainName: "other"})
	w.put(t, resource.TypeDeployment, other+"/deployments/chat", resource.DeploymentProperties{Model: resource.Model{Name: "keyless-chat"}})
	w.grant(t, bob, user, other)
}

func TestConversationsBelongToTheAccountThatCreatedThem(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	w.otherAccount(t)
	seen := w.keeper(t, "one", "conv_one", "conv_strange", "msg_1")
	if status, body, _ := w.call(t, "POST", "/foundry/openai/v1/conversations", "", bearer(bob)...); status != 200 || !strings.Contains(body, "conv_one") {
		t.Fatalf("%d %s", status, body)
	}
	const asks = `{"model":"chat","input":"x","conversation":`
	for _, row := range []struct {
		because, method, path, body string
		status                      int
	}{
		{"it is read", "GET", "/foundry/openai/v1/conversations/conv_one", "", 200},
		{"it is changed", "POST", "/foundry/openai/v1/conversations/conv_one", `{"metadata":{}}`, 200},
		{"its items are listed", "GET", "/foundry/openai/v1/conversations/conv_one/items?limit=2", "", 200},
		{"an item is deleted", "DELETE", "/foundry/openai/v1/conversations/conv_one/items/msg_1", "", 200},
		{"another account does not read it", "GET", "/other/openai/v1/conversations/conv_one", "", 404},
		{"another account does not add to it", "POST", "/other/openai/v1/conversations/conv_one/items", `{"items":[]}`, 404},
		{"one that the server has and no account made is not read", "GET", "/foundry/openai/v1/conversations/conv_strange", "", 404},
		{"an item that is no id", "GET", "/foundry/openai/v1/conversations/conv_one/items/a%20b", "", 404},
		{"conversations are not listed", "GET", "/foundry/openai/v1/conversations", "", 405},
		{"a member that routes", "POST", "/foundry/openai/v1/conversations", `{"api_base":"http://evil.test"}`, 400},
		{"a response continues it", "POST", "/foundry/openai/v1/responses", asks + `"conv_one"}`, 200},
		{"a response names it as an object", "POST", "/foundry/openai/v1/responses", asks + `{"id":"conv_one"}}`, 200},
		{"a response without one", "POST", "/foundry/openai/v1/responses", asks + `null}`, 200},
		{"tokens are counted with it", "POST", "/foundry/openai/v1/responses/input_tokens", asks + `"conv_one"}`, 200},
		{"another account's response does not continue it", "POST", "/other/openai/v1/responses", asks + `"conv_one"}`, 404},
		{"nor as an object", "POST", "/other/openai/v1/responses", asks + `{"id":"conv_one"}}`, 404},
		{"nor when tokens are counted", "POST", "/other/openai/v1/responses/input_tokens", asks + `"conv_one"}`, 404},
		{"a response does not continue one that no account made", "POST", "/foundry/openai/v1/responses", asks + `"conv_strange"}`, 404},
		{"a second member", "POST", "/foundry/openai/v1/responses", asks + `"conv_one","conversation":"conv_strange"}`, 400},
		{"a member in another case", "POST", "/foundry/openai/v1/responses", `{"model":"chat","input":"x","Conversation":"conv_strange"}`, 400},
		{"a second id", "POST", "/foundry/openai/v1/responses", asks + `{"id":"conv_one","ID":"conv_strange"}}`, 400},
		{"a number", "POST", "/foundry/openai/v1/responses", asks + `7}`, 400},
	} {
		*seen = nil
		status, body, _ := w.call(t, row.method, row.path, row.body, bearer(bob)...)
		if status != row.status || (len(*seen) == 1) != (row.status == 200) {
			t.Errorf("%s: %d %s after %v", row.because, status, body, *seen)
		}
	}
}

func TestResponsesContinueAConversationOnItsServer(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	w.keeper(t, "one", "conv_one")
	var asked string
	w.backend = roundTripper(func(r *http.Request) (*http.Response, error) {
		asked = r.Header.Get(inference.HeaderServer)
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(`{"id":"resp_1"}`))}, nil
	})
	w.call(t, "POST", "/foundry/openai/v1/conversations", "{}", bearer(bob)...)
	if status, body, _ := w.call(t, "POST", "/foundry/openai/v1/responses", `{"model":"chat","input":"x","conversation":"conv_one"}`, bearer(bob)...); status != 200 || asked != "one" {
		t.Errorf("%d %s from %q", status, body, asked)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestConversationsAreCreatedOnAServerIfThereIsOne(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	seen := w.keeper(t, "one", "conv_one")
	w.keepers = append([]inference.Keeper{{Backend: &upstream.BuiltIn{}}}, w.keepers...)
	if status, body, _ := w.call(t, "POST", "/foundry/openai/v1/conversations", "{}", bearer(bob)...); status != 200 || len(*seen) != 1 {
		t.Errorf("%d %s", status, body)
	}
}

// TestIDsInCallersMetadataAreIgnored uses a server whose responses repeat the caller's metadata before
// the id.
func TestIDsInCallersMetadataAreIgnored(t *testing.T) {
	for _, row := range []struct{ because, path, body, answer string }{
		{"a conversation", "/conversations", "{}", `{"metadata":{"id":"resp_other"},"id":"own"}`},
		{"a response", "/responses", `{"model":"chat","input":"x"}`, `{"metadata":{"id":"resp_other"},"text":"\"id\":\"resp_other\"","id":"own"}`},
		{
			"a streamed response", "/responses", `{"model":"chat","input":"x","stream":true}`,
			"event: response.created\ndata: {\"id\":\"resp_other\",\"response\":{\"metadata\":{\"id\":\"resp_other\"},\"id\":\"own\"}}\n\n",
		},
	} {
		t.Run(row.because, func(t *testing.T) {
			w := newWorld(t)
			w.grant(t, bob, user, accountID)
			w.otherAccount(t)
			// An id that is known to belong to one account must not be accepted from another.
			server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
				kind := "application/json"
				if strings.HasPrefix(row.answer, "event") {
					kind = "text/event-stream"
				}
				out.Header().Set("Content-Type", kind)
				_, _ = io.WriteString(out, row.answer)
			}))
			t.Cleanup(server.Close)
			next, err := upstream.OpenAI(upstream.Config{URL: server.URL})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(next.Close)
			guard := upstream.NewGuard(upstream.GuardConfig{Name: "one", Next: next})
			w.backend, w.keepers = guard, []inference.Keeper{{Name: "one", Backend: guard}}
			if status, body, _ := w.call(t, "POST", "/foundry/openai/v1"+row.path, row.body, bearer(bob)...); status != 200 {
				t.Fatalf("%d %s", status, body)
			}
			for id, want := range map[string]int{"own": 404, "resp_other": 200} {
				if status, body, _ := w.call(t, "GET", "/other/openai/v1/responses/"+id, "", bearer(bob)...); status != want {
					t.Errorf("%s, at the other account: %d %s, want %d", id, status, body, want)
				}
			}
		})
	}
}
