package upstream_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/upstream"
)

// converse sends a request below /conversations, and returns the status and the body.
func converse(t *testing.T, model *upstream.BuiltIn, method, path, body string) (int, map[string]any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "http://model/conversations"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	answered, err := model.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answered.Body.Close()
	text, err := io.ReadAll(answered.Body)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return answered.StatusCode, out
}

// newConversation creates a conversation and returns its id.
func newConversation(t *testing.T, model *upstream.BuiltIn, body string) string {
	t.Helper()
	status, made := converse(t, model, http.MethodPost, "", body)
	id, _ := made["id"].(string)
	if status != http.StatusOK || !strings.HasPrefix(id, "conv_") || made["object"] != "conversation" {
		t.Fatalf("%d %v", status, made)
	}
	return id
}

// itemTexts returns the texts of the messages of a list, in order.
func itemTexts(t *testing.T, list map[string]any) []string {
	t.Helper()
	var out []string
	data, _ := list["data"].([]any)
	for _, one := range data {
		item, _ := one.(map[string]any)
		content, _ := item["content"].([]any)
		part, _ := content[0].(map[string]any)
		out = append(out, part["text"].(string))
	}
	return out
}

func TestConversationsKeepWhatResponsesAskAndAnswer(t *testing.T) {
	model := &upstream.BuiltIn{}
	id := newConversation(t, model, `{"metadata":{"topic":"numbers"},"items":[{"role":"user","content":"Say zero"}]}`)
	for _, reference := range []string{`"` + id + `"`, `{"id":"` + id + `"}`} {
		if got := respond(t, model, `{"model":"m","conversation":`+reference+`,"input":"Say one two"}`).text(); got != "one two" {
			t.Errorf("with %s the model answers %q", reference, got)
		}
	}
	_, list := converse(t, model, http.MethodGet, "/"+id+"/items?order=asc", "")
	if got := strings.Join(itemTexts(t, list), ", "); got != "Say zero, Say one two, one two, Say one two, one two" {
		t.Errorf("the conversation holds %s", got)
	}
	_, first := converse(t, model, http.MethodGet, "/"+id+"/items?limit=2", "")
	if got := strings.Join(itemTexts(t, first), ", "); got != "one two, Say one two" || first["has_more"] != true {
		t.Errorf("the newest two are %s, has_more %v", got, first["has_more"])
	}
	_, rest := converse(t, model, http.MethodGet, "/"+id+"/items?limit=100&after="+first["last_id"].(string), "")
	if got := strings.Join(itemTexts(t, rest), ", "); got != "one two, Say one two, Say zero" || rest["has_more"] != false {
		t.Errorf("the others are %s, has_more %v", got, rest["has_more"])
	}
}

func TestConversationsAreReadChangedAndDeleted(t *testing.T) {
	model := &upstream.BuiltIn{}
	id := newConversation(t, model, "")
	_, added := converse(t, model, http.MethodPost, "/"+id+"/items", `{"items":[{"type":"message","role":"assistant","content":"hi"},{"type":"function_call_output","call_id":"c","output":"7"}]}`)
	item := "/" + id + "/items/" + added["first_id"].(string)
	if status, one := converse(t, model, http.MethodGet, item, ""); status != http.StatusOK || one["role"] != "assistant" || one["status"] != "completed" {
		t.Errorf("an item: %d %v", status, one)
	}
	if status, whole := converse(t, model, http.MethodDelete, item, ""); status != http.StatusOK || whole["id"] != id {
		t.Errorf("an item is deleted: %d %v", status, whole)
	}
	if status, _ := converse(t, model, http.MethodGet, item, ""); status != http.StatusNotFound {
		t.Errorf("a deleted item: %d", status)
	}
	if _, changed := converse(t, model, http.MethodPost, "/"+id, `{"metadata":{"a":"b"}}`); changed["metadata"].(map[string]any)["a"] != "b" {
		t.Errorf("changed: %v", changed)
	}
	if _, gone := converse(t, model, http.MethodDelete, "/"+id, ""); gone["deleted"] != true || gone["object"] != "conversation.deleted" {
		t.Errorf("deleted: %v", gone)
	}
	if status, _ := converse(t, model, http.MethodGet, "/"+id, ""); status != http.StatusNotFound {
		t.Errorf("a deleted conversation: %d", status)
	}
}

func TestConversationsRefuseInvalidRequests(t *testing.T) {
	model := &upstream.BuiltIn{}
	id := newConversation(t, model, "")
	many := strings.TrimSuffix(strings.Repeat(`{"role":"user","content":"x"},`, 21), ",")
	for _, row := range []struct {
		because, method, path, body string
		status                      int
	}{
		{"a conversation that is not there", "GET", "/conv_none", "", 404},
		{"items of a conversation that is not there", "POST", "/conv_none/items", `{"items":[{"role":"user","content":"x"}]}`, 404},
		{"no list of conversations", "GET", "", "", 404},
		{"a longer path", "GET", "/" + id + "/items/a/b", "", 404},
		{"another collection", "GET", "/" + id + "/things", "", 404},
		{"too many items", "POST", "/" + id + "/items", `{"items":[` + many + `]}`, 400},
		{"no items", "POST", "/" + id + "/items", `{"items":[]}`, 400},
		{"an item that is no object", "POST", "/" + id + "/items", `{"items":["x"]}`, 400},
		{"an item without a type and a role", "POST", "/" + id + "/items", `{"items":[{"content":"x"}]}`, 400},
		{"metadata that is no object of texts", "POST", "", `{"metadata":{"a":1}}`, 400},
		{"a value of metadata that is too long", "POST", "", `{"metadata":{"a":"` + strings.Repeat("x", 513) + `"}}`, 400},
		{"an order that is none", "GET", "/" + id + "/items?order=up", "", 400},
		{"a limit above 100", "GET", "/" + id + "/items?limit=101", "", 400},
		{"an item to start after that is not there", "GET", "/" + id + "/items?after=msg_none", "", 400},
		{"a body that is no JSON", "POST", "/" + id, `{`, 400},
	} {
		if status, body := converse(t, model, row.method, row.path, row.body); status != row.status {
			t.Errorf("%s: %d %v, want %d", row.because, status, body, row.status)
		}
	}
	for body, want := range map[string]int{
		`{"model":"m","conversation":"conv_none","input":"x"}`:                             404,
		`{"model":"m","conversation":"` + id + `","previous_response_id":"r","input":"x"}`: 400,
		`{"model":"m","conversation":7,"input":"x"}`:                                       400,
	} {
		if answered, text, err := send(t, model, "/responses", body); err != nil || answered.StatusCode != want {
			t.Errorf("%s: %v %s, want %d", body, err, text, want)
		}
	}
}

func TestOldestConversationsAreDropped(t *testing.T) {
	model := &upstream.BuiltIn{}
	first := newConversation(t, model, "")
	var last string
	for range 1000 {
		last = newConversation(t, model, "")
	}
	if status, _ := converse(t, model, http.MethodGet, "/"+first, ""); status != http.StatusNotFound {
		t.Errorf("the oldest of 1,001: %d", status)
	}
	big := `{"items":[{"role":"user","content":"` + strings.Repeat("x", 30<<20) + `"}]}`
	older, newer := newConversation(t, model, big), newConversation(t, model, big)
	if status, _ := converse(t, model, http.MethodPost, "/"+newer+"/items", big); status != http.StatusOK {
		t.Errorf("a long item: %d", status)
	}
	if status, _ := converse(t, model, http.MethodGet, "/"+older, ""); status != http.StatusNotFound {
		t.Errorf("the older one is kept beyond the bound: %d", status)
	}
	if status, _ := converse(t, model, http.MethodPost, "/"+newer+"/items", big); status != http.StatusBadRequest {
		t.Errorf("a conversation beyond the bound: %d", status)
	}
	if status, _ := converse(t, model, http.MethodGet, "/"+last, ""); status != http.StatusNotFound {
		t.Errorf("a conversation that is older than the one that needed the room: %d", status)
	}
}
