package inference

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestReadDocumentAcceptsOnlyUnambiguousJSON(t *testing.T) {
	for _, row := range []struct {
		because, body string
		ok            bool
	}{
		{"an empty object", ` {} `, true},
		{"every kind of value", `{"a":[1,-0.5e+7,"x\u00e9\n",null,true,false,{}],"b":{"model":"inner"},"":0}`, true},
		{"a model by an escaped name", `{"\u006dodel":"a"}`, true},
		{"two models", `{"model":"a","model":"b"}`, false},
		{"a model in another case", `{"Model":"a"}`, false},
		{"a model and one in another case", `{"model":"a","mODEL":"b"}`, false},
		{"a second model behind an escape", `{"model":"a","\u006dodel":"b"}`, false},
		{"a case variant behind an escape", `{"\u004dodel":"b"}`, false},
		{"a letter that folds to s", `{"ſtream":true}`, false},
		{"two of stream_options", `{"stream_options":{},"stream_options":{"include_usage":true}}`, false},
		{"nothing", ``, false},
		{"an array", `[]`, false},
		{"two objects", `{}{}`, false},
		{"a comma too many", `{"a":1,}`, false},
		{"a comment", `{"a":1/**/}`, false},
		{"a number with a leading zero", `{"a":01}`, false},
		{"a bare word", `{"a":NaN}`, false},
		{"a control character in a string", "{\"a\":\"\x01\"}", false},
		{"bytes that are no UTF-8", "{\"mod\xffel\":1}", false},
		{"a byte order mark", "\ufeff{}", false},
		{"a string that does not end", `{"a":"`, false},
		{"nesting up to the bound", `{"a":` + strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth) + `}`, true},
		{"nesting beyond the bound", `{"a":` + strings.Repeat("[", maxDepth+1) + strings.Repeat("]", maxDepth+1) + `}`, false},
		{"too many members", `{"a":0` + strings.Repeat(`,"a":0`, maxMembers) + `}`, false},
	} {
		t.Run(row.because, func(t *testing.T) {
			if _, err := readDocument([]byte(row.body)); (err == nil) != row.ok {
				t.Errorf("%.80q: %v", row.body, err)
			}
		})
	}
}

// Scanning many bytes at a time must give the same result as scanning byte by byte, at every offset.
func TestSpecialBytesAreFoundAtEveryOffset(t *testing.T) {
	for c := range 256 {
		for _, beside := range []byte{' ', '!', '#', 'x', '[', ']', '~', 0x7f} {
			for at := range 41 {
				text := bytes.Repeat([]byte{beside}, 41)
				text[at] = byte(c)
				s := scanner{body: text}
				s.plain()
				isSpecial := c < 0x20 || c == '"' || c == '\\'
				if isSpecial && s.at > at {
					t.Fatalf("%#x at %d of %q was stepped over", c, at, beside)
				}
				if ascii := c < 0x80; ascii && !isSpecial && s.at < 40 {
					t.Fatalf("%#x at %d of %q stopped the scanner at %d", c, at, beside, s.at)
				}
			}
		}
	}
}

// The scanner must reject everything that encoding/json rejects, and find the same model.
func FuzzDocument(f *testing.F) {
	for _, seed := range []string{
		`{"model":"a","messages":[{"role":"user","content":"hi \"there\" \\ \u00e9"}],"n":1e3}`,
		`{"\u006dodel":"a"}`, `{"model":"a","Model":"b"}`, `{"stream":true,"stream_options":{"include_usage":false}}`,
		`{}`, ` { "model" : null } `, `{"a":[[],{"b":{}}],"c":-0.1E-2}`, `{"model":"x\ud800"}`,
	} {
		f.Add([]byte(seed), "up\"stream")
	}
	f.Fuzz(func(t *testing.T, body []byte, model string) {
		doc, err := readDocument(body)
		var plain map[string]json.RawMessage
		valid := json.Unmarshal(body, &plain) == nil && plain != nil && utf8.Valid(body)
		if err != nil {
			if why := err.Error(); valid && !strings.Contains(why, "must name") && !strings.Contains(why, "nested too deep") && !strings.Contains(why, "too many members") {
				t.Fatalf("%q was refused: %v", body, err)
			}
			return
		}
		if !valid {
			t.Fatalf("%q was accepted", body)
		}
		text, err := doc.text("model")
		if err == nil {
			var want struct{ Model *string }
			_ = json.Unmarshal(body, &want)
			if want.Model != nil && *want.Model != text || want.Model == nil && text != "" {
				t.Fatalf("%q has model %v, the scanner says %q", body, want.Model, text)
			}
		}
		checkRewrite(t, doc, plain, strings.ToValidUTF8(model, ""))
	})
}

func TestSetModelReplacesWhatOnlyLooksLikeTheModel(t *testing.T) {
	for _, row := range []struct{ body, model, want string }{
		{`{"model":"gpt"}`, "gpt", `{"model":"gpt"}`},
		{`{"model":null}`, "ul", `{"model":"ul"}`},
		{`{"model":"\u0067pt"}`, "gpt", `{"model":"gpt"}`},
	} {
		doc, err := readDocument([]byte(row.body))
		if err != nil {
			t.Fatal(err)
		}
		p := newPayload(&held{}, doc.body, doc.setModel(nil, row.model))
		if got := string(p.bytes()); got != row.want {
			t.Errorf("%s with model %s became %s", row.body, row.model, got)
		}
	}
}

// checkRewrite checks that a rewritten body is equivalent to the original except for the model and the request for
// usage.
func checkRewrite(t *testing.T, doc *document, before map[string]json.RawMessage, model string) {
	edits := doc.setModel(nil, model)
	edits, asked := doc.askUsage(edits)
	p := newPayload(&held{}, doc.body, edits)
	out := p.bytes()
	if int64(len(out)) != p.size {
		t.Fatalf("%d bytes, %d announced", len(out), p.size)
	}
	var after map[string]json.RawMessage
	if err := json.Unmarshal(out, &after); err != nil {
		t.Fatalf("%q became %q: %v", doc.body, out, err)
	}
	var got string
	if _ = json.Unmarshal(after["model"], &got); got != model {
		t.Fatalf("%q became %q: model %q, want %q", doc.body, out, got, model)
	}
	if again, err := readDocument(out); err != nil {
		t.Fatalf("%q became %q: %v", doc.body, out, err)
	} else if _, more := again.askUsage(nil); asked && more {
		t.Fatalf("%q became %q, which still does not ask for usage", doc.body, out)
	}
	for name, value := range before {
		if name != "model" && name != "stream_options" && string(after[name]) != string(value) {
			t.Fatalf("%q became %q: %s changed", doc.body, out, name)
		}
	}
}
