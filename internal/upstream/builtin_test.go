package upstream_test

import (
	"bufio"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/upstream"
)

func ask(t *testing.T, path, body string) (int, string) {
	t.Helper()
	b := &upstream.BuiltIn{Now: func() time.Time { return time.Unix(1700000000, 0) }}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := b.RoundTrip(r)
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

type chatAnswer struct {
	Choices []struct {
		Message struct {
			Content   *string
			ToolCalls []struct {
				ID       string
				Function struct{ Name, Arguments string }
			} `json:"tool_calls"`
		}
		Finish string `json:"finish_reason"`
	}
	Usage struct {
		Prompt     int `json:"prompt_tokens"`
		Completion int `json:"completion_tokens"`
		Total      int `json:"total_tokens"`
	}
}

func chat(t *testing.T, body string) chatAnswer {
	t.Helper()
	status, text := ask(t, "/chat/completions", body)
	if status != 200 {
		t.Fatalf("%d %s", status, text)
	}
	var a chatAnswer
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestBuiltInModelAnswers(t *testing.T) {
	for _, row := range []struct{ because, question, want string }{
		{"it says what it is told to say", "Say hello world", "hello world"},
		{"it says what is quoted", `Please say "it works!"`, "it works!"},
		{"it adds", "What is 2+2?", "4"},
		{"it knows which goes first", "what is 12 * (3 + 4) - 10 / 4 ?", "81.5"},
		{"it reads sums in words", "what is 6 times 7", "42"},
		{"it does not divide by zero", "1/0", "That has no result"},
		{"a date is no sum", "What happened on 2024-10-21 in Paris?", "You said"},
		{"it greets", "Hi there", "Hello!"},
		{"it says what it is", "Who are you?", "I am m,"},
		{"it knows what it is for", "How do I call the model keyless with a role?", "Cognitive Services User"},
		{"it summarizes", "Summarize: The cat sat. It slept.", "In short: The cat sat."},
		{"else it repeats", "The weather is fine", "You said: The weather is fine"},
	} {
		t.Run(row.because, func(t *testing.T) {
			quoted, _ := json.Marshal(row.question)
			a := chat(t, `{"model":"m","messages":[{"role":"system","content":"be kind"},{"role":"user","content":`+string(quoted)+`}]}`)
			if got := *a.Choices[0].Message.Content; !strings.HasPrefix(got, row.want) && !strings.Contains(got, row.want) {
				t.Errorf("said %q, want %q", got, row.want)
			}
			if a.Usage.Prompt == 0 || a.Usage.Completion == 0 || a.Usage.Total != a.Usage.Prompt+a.Usage.Completion {
				t.Errorf("usage %+v", a.Usage)
			}
		})
	}
}

func TestBuiltInModelFollowsRequestOptions(t *testing.T) {
	const hello = `"messages":[{"role":"user","content":[{"type":"text","text":"say one two three four"},{"type":"image_url","image_url":{"url":"x"}}]}]`
	const weather = `"tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"},"unit":{"type":"string","enum":["c","f"]}},"required":["city","unit"]}}}]`
	for _, row := range []struct {
		because, body string
		check         func(chatAnswer) bool
	}{
		{"it stops after max_tokens", `{"model":"m","max_tokens":2,` + hello + `}`, func(a chatAnswer) bool {
			return *a.Choices[0].Message.Content == "one two" && a.Choices[0].Finish == "length" && a.Usage.Completion == 2
		}},
		{"it stops at a stop sequence", `{"model":"m","stop":" three",` + hello + `}`, func(a chatAnswer) bool {
			return *a.Choices[0].Message.Content == "one two" && a.Choices[0].Finish == "stop"
		}},
		{"it gives n choices", `{"model":"m","n":3,` + hello + `}`, func(a chatAnswer) bool { return len(a.Choices) == 3 }},
		{"it gives an object", `{"model":"m","response_format":{"type":"json_object"},` + hello + `}`, func(a chatAnswer) bool {
			return json.Valid([]byte(*a.Choices[0].Message.Content))
		}},
		{"it fills a schema", `{"model":"m","response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object","properties":{"b":{"type":"array","items":{"$ref":"#/$defs/d"}},"a":{"type":["null","integer"],"minimum":3},"z":{"anyOf":[{"const":7},{"type":"null"}]}},"required":["a","b","z"],"$defs":{"d":{"type":"string","format":"date"}}}}},` + hello + `}`, func(a chatAnswer) bool {
			return *a.Choices[0].Message.Content == `{"b":["2025-01-01"],"a":3,"z":7}`
		}},
		{"it does not hang on a schema that holds itself", `{"model":"m","response_format":{"type":"json_schema","json_schema":{"schema":{"type":"object","properties":{"a":{"$ref":"#"},"b":{"$ref":"#"}},"required":["a","b"],"allOf":[{"$ref":"#/$defs/x"},{"$ref":"#/$defs/x"}],"$defs":{"x":{"allOf":[{"$ref":"#/$defs/x"},{"$ref":"#/$defs/x"}]}}}}},` + hello + `}`, func(a chatAnswer) bool {
			return json.Valid([]byte(*a.Choices[0].Message.Content))
		}},
		{"it calls the tool that it must call", `{"model":"m","tool_choice":"required",` + weather + `,` + hello + `}`, func(a chatAnswer) bool {
			c := a.Choices[0]
			return c.Finish == "tool_calls" && c.Message.Content == nil && c.Message.ToolCalls[0].Function.Name == "get_weather"
		}},
		{"it calls the tool that is asked for", `{"model":"m",` + weather + `,"messages":[{"role":"user","content":"What's the weather in Paris?"}]}`, func(a chatAnswer) bool {
			return a.Choices[0].Message.ToolCalls[0].Function.Arguments == `{"city":"Paris","unit":"c"}`
		}},
		{"it calls no tool that is forbidden", `{"model":"m","tool_choice":"none",` + weather + `,"messages":[{"role":"user","content":"weather?"}]}`, func(a chatAnswer) bool {
			return a.Choices[0].Message.Content != nil
		}},
		{"it goes on after a tool's answer", `{"model":"m",` + weather + `,"messages":[{"role":"user","content":"weather?"},{"role":"assistant","content":null,"tool_calls":[]},{"role":"tool","tool_call_id":"x","content":"rain"}]}`, func(a chatAnswer) bool {
			return *a.Choices[0].Message.Content == "The tool returned: rain"
		}},
	} {
		t.Run(row.because, func(t *testing.T) {
			if a := chat(t, row.body); !row.check(a) {
				text, _ := json.Marshal(a)
				t.Errorf("%s", text)
			}
		})
	}
}

func TestBuiltInModelRejectsInvalidRequests(t *testing.T) {
	for _, row := range []struct{ because, path, body, want string }{
		{"no JSON", "/chat/completions", `{`, "could not be read"},
		{"a wrong type", "/chat/completions", `{"messages":"hi"}`, "could not be read"},
		{"no messages", "/chat/completions", `{"messages":[]}`, "at least one"},
		{"an unknown role", "/chat/completions", `{"messages":[{"role":"king","content":""}]}`, "roles"},
		{"a limit of 0 tokens", "/chat/completions", `{"max_tokens":0,"messages":[{"role":"user","content":""}]}`, "at least 1"},
		{"too many choices", "/chat/completions", `{"n":1000000,"messages":[{"role":"user","content":""}]}`, "1 to 128"},
		{"an unknown tool", "/chat/completions", `{"tool_choice":{"type":"function","function":{"name":"x"}},"messages":[{"role":"user","content":""}]}`, "none of the tools"},
		{"a chat with an embedding model", "/chat/completions", `{"model":"keyless-embed","messages":[{"role":"user","content":""}]}`, "OperationNotSupported"},
		{"an embedding of a chat model", "/embeddings", `{"model":"keyless-chat","input":"x"}`, "OperationNotSupported"},
		{"an empty input", "/embeddings", `{"model":"embed","input":""}`, "empty"},
		{"no input", "/embeddings", `{"model":"embed"}`, "input"},
		{"an oversized vector", "/embeddings", `{"model":"embed","input":"x","dimensions":1000000000}`, "dimensions"},
		{"an unknown route", "/nothing", `{}`, "does not serve"},
	} {
		t.Run(row.because, func(t *testing.T) {
			status, text := ask(t, row.path, row.body)
			if status < 400 || status >= 500 || !strings.Contains(text, row.want) || !strings.HasPrefix(text, `{"error":{`) {
				t.Errorf("%d %s", status, text)
			}
		})
	}
}

func TestStreamsMatchWholeResponses(t *testing.T) {
	for _, path := range []string{"/chat/completions", "/completions"} {
		body := `{"model":"m","prompt":"say a b c","messages":[{"role":"user","content":"say a b c"}]`
		_, whole := ask(t, path, body+`}`)
		_, events := ask(t, path, body+`,"stream":true,"stream_options":{"include_usage":true}}`)
		var text, last strings.Builder
		lines := bufio.NewScanner(strings.NewReader(events))
		for lines.Scan() {
			data, ok := strings.CutPrefix(lines.Text(), "data: ")
			if !ok {
				continue
			}
			last.Reset()
			last.WriteString(data)
			var chunk struct {
				Choices []struct {
					Text  string
					Delta struct{ Content string }
				}
			}
			if data != "[DONE]" && json.Unmarshal([]byte(data), &chunk) != nil {
				t.Fatalf("%s", data)
			}
			for _, c := range chunk.Choices {
				text.WriteString(c.Text + c.Delta.Content)
			}
		}
		if text.String() != "a b c" || !strings.Contains(whole, `"a b c"`) || last.String() != "[DONE]" {
			t.Errorf("%s: %q %s\n%s", path, text.String(), whole, events)
		}
		if strings.Count(events, `"total_tokens"`) != 1 {
			t.Errorf("%s: usage is not told once: %s", path, events)
		}
	}
}

func vectors(t *testing.T, body string) [][]float64 {
	t.Helper()
	status, text := ask(t, "/embeddings", body)
	var got struct {
		Data []struct{ Embedding []float64 }
	}
	if status != 200 || json.Unmarshal([]byte(text), &got) != nil {
		t.Fatalf("%d %s", status, text)
	}
	var all [][]float64
	for _, d := range got.Data {
		all = append(all, d.Embedding)
	}
	return all
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func TestSimilarTextsHaveCloseVectors(t *testing.T) {
	v := vectors(t, `{"model":"embed","dimensions":256,"input":["the cat sits on the mat","a cat is sitting on a mat","quarterly revenue grew by ten percent"]}`)
	if len(v) != 3 || len(v[0]) != 256 || math.Abs(dot(v[0], v[0])-1) > 1e-5 {
		t.Fatalf("%d vectors of %d numbers, length %f", len(v), len(v[0]), dot(v[0], v[0]))
	}
	if near, far := dot(v[0], v[1]), dot(v[0], v[2]); near < 0.4 || far > 0.2 {
		t.Errorf("near %f, far %f", near, far)
	}
	if ids := vectors(t, `{"model":"embed","input":[[1,2,3],[1,2,4]]}`); len(ids) != 2 || dot(ids[0], ids[1]) < 0.3 {
		t.Errorf("token ids: %d vectors", len(ids))
	}
	_, text := ask(t, "/embeddings", `{"model":"embed","dimensions":256,"input":"the cat sits on the mat","encoding_format":"base64"}`)
	var packed struct{ Data []struct{ Embedding string } }
	if err := json.Unmarshal([]byte(text), &packed); err != nil {
		t.Fatal(err)
	}
	raw, err := base64.StdEncoding.DecodeString(packed.Data[0].Embedding)
	if err != nil || len(raw) != 4*256 || float64(math.Float32frombits(binary.LittleEndian.Uint32(raw))) != v[0][0] && math.Abs(v[0][0]) > 1e-9 {
		t.Errorf("base64: %d bytes, %v", len(raw), err)
	}
}

func FuzzBuiltIn(f *testing.F) {
	f.Add("/chat/completions", `{"messages":[{"role":"user","content":"what is 1+(2*3"}],"n":2,"stream":true}`)
	f.Add("/chat/completions", `{"messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema","json_schema":{"schema":{"$ref":"#"}}}}`)
	f.Add("/embeddings", `{"model":"embed","input":[{"image":"x"}]}`)
	f.Add("/completions", `{"prompt":["a","b"],"echo":true,"max_tokens":0}`)
	f.Fuzz(func(t *testing.T, path, body string) {
		if !strings.HasPrefix(path, "/") || strings.ContainsFunc(path, func(r rune) bool { return r <= ' ' || r > '~' || r == '%' || r == ':' }) {
			return
		}
		b := &upstream.BuiltIn{Now: func() time.Time { return time.Unix(0, 0) }}
		r, err := http.NewRequest(http.MethodPost, path, strings.NewReader(body))
		if err != nil {
			return
		}
		response, err := b.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(response.Body)
		if err != nil || len(text) == 0 {
			t.Fatalf("%q %v", text, err)
		}
		if response.Header.Get("Content-Type") == "application/json" && !json.Valid(text) {
			t.Fatalf("%q is no JSON", text)
		}
	})
}
