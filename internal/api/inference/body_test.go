package inference_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/inference"
)

// zipped returns text compressed with gzip.
func zipped(text string) string {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return out.String()
}

func TestGzipBodiesAreReadWithinTheLimit(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	var got []byte
	var encoding string
	w.behind(t, func(out http.ResponseWriter, r *http.Request) {
		got, _ = io.ReadAll(r.Body)
		encoding = r.Header.Get("Content-Encoding")
		out.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(out, `{}`)
	})
	chat := `{"model":"chat",` + hello + `}`
	for _, row := range []struct {
		rule, body, encoding string
		status               int
		has                  string
	}{
		{"a body in gzip is inflated", zipped(chat), "gzip", 200, ""},
		{"the name of the encoding has no case", zipped(chat), "GZIP", 200, ""},
		{"two members of gzip are one body", zipped(chat[:10]) + zipped(chat[10:]), "gzip", 200, ""},
		{"the limit counts after inflation", zipped(`{"model":"chat","x":"` + strings.Repeat("x", inference.MaxBody) + `"}`), "gzip", 413, "limit of 52428800 bytes"},
		{"what is not gzip is refused", chat, "gzip", 400, "could not be read as gzip"},
		{"a body that is cut off is refused", zipped(chat)[:30], "gzip", 400, "could not be read"},
		{"what follows the body is refused", zipped(chat) + "{}", "gzip", 400, "could not be read"},
		{"a wrong checksum is refused", zipped(chat)[:len(zipped(chat))-8] + "12345678", "gzip", 400, "could not be read"},
		{"gzip twice is refused", zipped(zipped(chat)), "gzip, gzip", 415, "gzip, gzip"},
		{"another encoding is refused, and gzip is named", chat, "br", 415, "Send it without encoding, or in gzip."},
		{"members that decide are read after inflation", zipped(`{"model":"chat","Model":"embed"}`), "gzip", 400, "must name 'model' once"},
	} {
		got, encoding = nil, ""
		status, body, _ := w.call(t, "POST", "/foundry/openai/v1/chat/completions", row.body, append(bearer(bob), "Content-Encoding", row.encoding)...)
		if status != row.status || !strings.Contains(body, row.has) {
			t.Errorf("%s: %d %s", row.rule, status, body)
		}
		if want := strings.Replace(chat, `"chat"`, `"gpt-up"`, 1); status == 200 && (string(got) != want || encoding != "") || status != 200 && got != nil {
			t.Errorf("%s: the model server got %q in encoding %q", row.rule, got, encoding)
		}
	}
}

func TestAudioHasItsOwnLimit(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	size := 0
	w.behind(t, func(out http.ResponseWriter, r *http.Request) {
		_ = r.ParseMultipartForm(1 << 20)
		file, _, err := r.FormFile("file")
		if err == nil {
			n, _ := io.Copy(io.Discard, file)
			size = int(n)
		}
		out.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(out, `{"text":"x"}`)
	})
	form := func(bytes int) string {
		return "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nchat\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n" + strings.Repeat("x", bytes) + "\r\n--b--\r\n"
	}
	for _, row := range []struct {
		path         string
		size, status int
	}{
		{"audio/transcriptions", inference.MaxAudio, 200},
		{"audio/translations", inference.MaxAudio, 200},
		{"audio/transcriptions", inference.MaxAudio + 2<<20, 413},
		{"images/edits", inference.MaxAudio + 2<<20, 200},
	} {
		size = 0
		status, body, _ := w.call(t, "POST", "/foundry/openai/v1/"+row.path, form(row.size), append(bearer(bob), "Content-Type", "multipart/form-data; boundary=b")...)
		if status != row.status || status == 200 && row.path != "images/edits" && size != row.size || status == 413 && !strings.Contains(body, "limit of 27262976 bytes") {
			t.Errorf("%s with %d bytes: %d %s, the server got %d", row.path, row.size, status, body, size)
		}
	}
}
