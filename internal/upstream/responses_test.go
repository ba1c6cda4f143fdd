package upstream_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/upstream"
)

type response struct {
	ID     string
	Status string
	Output []struct {
		Type, Name, Arguments string
		Content               []struct{ Type, Text string }
	}
	Usage struct {
		Input int `json:"input_tokens"`
		Total int `json:"total_tokens"`
	}
}

func (r response) text() string {
	if len(r.Output) == 0 || len(r.Output[0].Content) == 0 {
		return ""
	}
	return r.Output[0].Content[0].Text
}

func respond(t *testing.T, model *upstream.BuiltIn, body string) response {
	t.Helper()
	answered, text, err := send(t, model, "/responses", body)
	var out response
	if err != nil || answered.StatusCode != 200 || json.Unmarshal([]byte(text), &out) != nil {
		t.Fatalf("%v %s", err, text)
	}
	return out
}

const flatWeather = `"tools":[{"type":"function","name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}]`

func TestResponsesRoute(t *testing.T) {
	model := scriptedModel(t)
	for _, row := range []struct {
		because, body string
		check         func(response) bool
	}{
		{"a text", `{"model":"m","input":"Say hello"}`, func(r response) bool {
			return r.text() == "hello" && r.Status == "completed" && r.Usage.Total > r.Usage.Input && r.Usage.Input > 0
		}},
		{"items", `{"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":"Say"},{"type":"input_text","text":"two"}]}]}`, func(r response) bool { return r.text() == "two" }},
		{"a bound", `{"model":"m","max_output_tokens":1,"input":"Say one two"}`, func(r response) bool { return r.text() == "one" && r.Status == "incomplete" }},
		{"a tool call", `{"model":"m","input":"What is the wind in Oslo?","tool_choice":{"type":"function","name":"get_weather"},` + flatWeather + `}`, func(r response) bool {
			return r.Output[0].Type == "function_call" && r.Output[0].Name == "get_weather" && r.Output[0].Arguments == `{"city":"Oslo"}`
		}},
		{"a tool's result", `{"model":"m","input":[{"role":"user","content":"x"},{"type":"function_call","call_id":"c","name":"n","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"7 degrees"}]}`, func(r response) bool {
			return r.text() == "It rains in Oslo."
		}},
		{"a schema", `{"model":"m","input":"x","text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object","properties":{"a":{"const":7}},"required":["a"]}}}}`, func(r response) bool { return r.text() == `{"a":7}` }},
		{"the script's reply", `{"model":"m","input":"ping 1","instructions":"be kind"}`, func(r response) bool { return r.text() == "pong" }},
	} {
		t.Run(row.because, func(t *testing.T) {
			if got := respond(t, model, row.body); !row.check(got) {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestResponsesAreStoredAndContinued(t *testing.T) {
	model := &upstream.BuiltIn{}
	first := respond(t, model, `{"model":"m","input":"Say one"}`)
	if again := respond(t, model, `{"model":"m","input":"Say one"}`); again.ID == first.ID || again.text() != first.text() {
		t.Errorf("the same question was answered with %+v and %+v: ids differ, texts do not", first, again)
	}
	const more = `","input":"Say two"}`
	next := respond(t, model, `{"model":"m","previous_response_id":"`+first.ID+more)
	want := `{"input_tokens":` + strconv.Itoa(next.Usage.Input) + `,"object":"response.input_tokens"}`
	if answered, text, err := send(t, model, "/responses/input_tokens", `{"model":"m","previous_response_id":"`+first.ID+more); err != nil || answered.StatusCode != 200 || strings.TrimSpace(text) != want {
		t.Errorf("its tokens, counted without an answer: %s %v; want %s", text, err, want)
	}
	if next.text() != "two" || next.Usage.Input <= first.Usage.Input {
		t.Errorf("the conversation went on with %+v", next)
	}
	get := func(method, id string) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), method, "/responses/"+id, nil)
		if err != nil {
			t.Fatal(err)
		}
		answered, err := model.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answered.Body.Close()
		var out json.RawMessage
		_ = json.NewDecoder(answered.Body).Decode(&out)
		return answered.StatusCode, string(out)
	}
	unkept := respond(t, model, `{"model":"m","store":false,"input":"Say one"}`)
	for _, step := range []struct {
		method, id string
		status     int
		want       string
	}{
		{"GET", next.ID, 200, `"text":"two"`},
		{"GET", unkept.ID, 404, "not found"},
		{"DELETE", next.ID, 200, `"deleted":true`},
		{"GET", next.ID, 404, "not found"},
		{"GET", first.ID + "/more", 404, "does not serve"},
	} {
		if status, text := get(step.method, step.id); status != step.status || !strings.Contains(text, step.want) {
			t.Errorf("%s %s: %d %s", step.method, step.id, status, text)
		}
	}
	if answered, text, err := send(t, model, "/responses", `{"model":"m","previous_response_id":"resp_no","input":"x"}`); err != nil || answered.StatusCode != 400 {
		t.Errorf("%v %s", err, text)
	}
	if answered, text, err := send(t, model, "/responses", `{"model":"m"}`); err != nil || answered.StatusCode != 400 || !strings.Contains(text, "'input'") {
		t.Errorf("%v %s", err, text)
	}
}

func TestSchemasTakeBoundedTime(t *testing.T) {
	var properties, required []string
	for i := range 8000 {
		properties = append(properties, fmt.Sprintf(`"p%d":{}`, i))
		required = append(required, fmt.Sprintf(`"r%d"`, i))
	}
	one := `{"$defs":{"o":{"type":"object","properties":{` + strings.Join(properties, ",") + `},"required":[` + strings.Join(required, ",") + `]}},`
	for _, rest := range []string{
		`"type":"array","minItems":64,"items":{"type":"array","minItems":64,"items":{"$ref":"#/$defs/o"}}}`,
		`"allOf":[{"$ref":"#/$defs/o"}` + strings.Repeat(`,{"$ref":"#/$defs/o"}`, 2000) + `]}`,
	} {
		started := time.Now()
		respond(t, &upstream.BuiltIn{}, `{"model":"m","input":"x","text":{"format":{"type":"json_schema","name":"s","schema":`+one+rest+`}}}`)
		if took := time.Since(started); took > 10*time.Second {
			t.Errorf("it took %s for %.40s", took, rest)
		}
	}
}

func TestResponseStreamsMatchWholeResponses(t *testing.T) {
	for body, want := range map[string]string{
		`{"model":"m","stream":true,"input":"Say a b"}`:                       "created in_progress output_item.added content_part.added output_text.delta output_text.delta output_text.done content_part.done output_item.done completed",
		`{"model":"m","stream":true,"input":"weather?",` + flatWeather + `}`:  "created in_progress output_item.added function_call_arguments.delta function_call_arguments.done output_item.done completed",
		`{"model":"m","stream":true,"max_output_tokens":1,"input":"Say a b"}`: "created in_progress output_item.added content_part.added output_text.delta output_text.done content_part.done output_item.done incomplete",
	} {
		_, text, err := send(t, &upstream.BuiltIn{}, "/responses", body)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for i, block := range strings.Split(strings.TrimSuffix(text, "\n\n"), "\n\n") {
			name, data, _ := strings.Cut(block, "\n")
			var event struct {
				Type     string
				Number   int `json:"sequence_number"`
				Response response
			}
			if err := json.Unmarshal([]byte(strings.TrimPrefix(data, "data: ")), &event); err != nil || "event: "+event.Type != name || event.Number != i {
				t.Fatalf("event %d: %v %s", i, err, block)
			}
			names = append(names, strings.TrimPrefix(event.Type, "response."))
			if name == "event: response.output_item.added" && !strings.Contains(data, "function_call") && !strings.Contains(data, `"content":[]`) {
				t.Errorf("a message begins without content: %s", block)
			}
			if i == 0 && (event.Response.Status != "in_progress" || event.Response.Usage.Total != 0) {
				t.Errorf("it begins with %s", block)
			}
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", body, got, want)
		}
	}
}
