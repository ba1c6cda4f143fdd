package inference

import (
	"bytes"
	"mime/multipart"
	"strings"
	"testing"
)

// written returns a form. parts alternates names and contents.
func written(parts ...string) (kind, body string) {
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	_ = w.SetBoundary("limit")
	for i := 0; i < len(parts); i += 2 {
		if parts[i] == "file" {
			part, _ := w.CreateFormFile("file", "a.wav")
			_, _ = part.Write([]byte(parts[i+1]))
			continue
		}
		_ = w.WriteField(parts[i], parts[i+1])
	}
	_ = w.Close()
	return w.FormDataContentType(), out.String()
}

func TestReadFormChangesOnlyTheModel(t *testing.T) {
	for _, row := range []struct {
		because string
		parts   []string
		model   string
		stream  bool
	}{
		{"a file and a model", []string{"file", "\x00\r\n--limi\xff", "model", "chat", "language", "de"}, "chat", false},
		{"no model", []string{"file", "x"}, "", false},
		{"a stream", []string{"model", "chat", "stream", "true"}, "chat", true},
	} {
		t.Run(row.because, func(t *testing.T) {
			kind, body := written(row.parts...)
			f, err := readForm(kind, []byte(body))
			if err != nil || f.model != row.model || f.stream != row.stream {
				t.Fatalf("%+v, %v", f, err)
			}
			out, err := f.withModel("upstream-model")
			kind = f.kind()
			if err != nil {
				t.Fatal(err)
			}
			again, err := readForm(kind, out)
			if err != nil || again.model != "upstream-model" || len(again.parts) != len(f.parts) {
				t.Fatalf("%+v, %v", again, err)
			}
			for i, p := range f.parts {
				if !bytes.Equal(p.content, again.parts[i].content) || p.header.Get("Content-Disposition") != again.parts[i].header.Get("Content-Disposition") {
					t.Errorf("part %d changed", i)
				}
			}
		})
	}
}

func TestReadFormRejectsAmbiguousForms(t *testing.T) {
	kind, two := written("model", "a", "model", "b")
	_, cased := written("Model", "a")
	_, one := written("x", "a")
	_, many := written(strings.Split(strings.Repeat("x,y,", maxParts+1), ",")[:2*maxParts+2]...)
	_, long := written("model", strings.Repeat("a", maxFormModel+1))
	for _, row := range []struct{ because, kind, body string }{
		{"JSON", "application/json", "{}"},
		{"no boundary", "multipart/form-data", ""},
		{"two models", kind, two},
		{"a model in another case", kind, cased},
		{"a model behind another way of writing", kind, strings.Replace(two, `name="model"`, `name*=utf-8''model`, 1)},
		{"a part of two names", kind, strings.Replace(two, `name="model"`, `name="x"; name="model"`, 1)},
		{"a part with two dispositions", kind, strings.Replace(two, "\r\n\r\na", "\r\nContent-Disposition: form-data; name=\"y\"\r\n\r\na", 1)},
		{"a part whose name has a quote in it", kind, strings.Replace(two, `name="model"`, `name="x\"; name=\"model"`, 1)},
		{"a part whose name has a backslash in it", kind, strings.Replace(two, `name="model"`, `name="mo\del"`, 1)},
		{"a part that says it is encoded", kind, strings.Replace(one, "\r\n\r\na", "\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\na", 1)},
		{"too many parts", kind, many},
		{"a model without end", kind, long},
		{"half a form", kind, two[:20]},
		{"nothing", kind, ""},
	} {
		t.Run(row.because, func(t *testing.T) {
			if f, err := readForm(row.kind, []byte(row.body)); err == nil {
				t.Errorf("%+v", f)
			}
		})
	}
}

func TestFormPartsHaveCanonicalHeaders(t *testing.T) {
	kind, body := written("file", "x", "model", "chat", "other", "gpt-secret")
	body = strings.Replace(body, `name="other"`, `name="model"; name*=utf-8''other`, 1)
	body = strings.Replace(body, `filename="a.wav"`, `filename="a\".wav"; filename*=utf-8''%22%5Cb.wav`+"\r\nX-Part: y", 1)
	f, err := readForm(kind, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	out, err := f.withModel("upstream-model")
	if strings.Contains(string(out), "name*") || strings.Count(string(out), `name="model"`) != 1 {
		t.Errorf("a server may see two models: %s", out)
	}
	if err != nil || !strings.Contains(string(out), "Content-Disposition: form-data; name=\"file\"; filename=\"%22%5Cb.wav\"\r\n") || strings.Contains(string(out), "X-Part") {
		t.Errorf("%v: %s", err, out)
	}
}

func FuzzForm(f *testing.F) {
	_, body := written("file", "x", "model", "chat", "a", "b")
	f.Add([]byte(body))
	f.Fuzz(func(t *testing.T, body []byte) {
		form, err := readForm("multipart/form-data; boundary=limit", body)
		if err != nil {
			return
		}
		out, err := form.withModel("m")
		kind := form.kind()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := readForm(kind, out); err != nil || again.model != "m" || len(again.parts) != len(form.parts) {
			t.Fatalf("%q became %q: %v", body, out, err)
		}
	})
}
