package login

import (
	"bytes"
	"strings"
	"testing"
)

func TestWebAddressRejectsOtherSchemes(t *testing.T) {
	for _, row := range []struct{ because, address, want string }{
		{"a path of the host", "/common/signin", "/common/signin"},
		{"a path with a query", "/devicelogin?otc=1", "/devicelogin?otc=1"},
		{"a URL on this machine", "http://localhost:3000/callback", "http://localhost:3000/callback"},
		{"a URL elsewhere", "https://app.example.com/cb?a=b&c=d", "https://app.example.com/cb?a=b&c=d"},
		{"an empty address: the page itself", "", ""},
		{"a script", "javascript:alert(1)", "#"},
		{"a script in another case", "JavaScript:alert(1)", "#"},
		{"a script behind a space", " javascript:alert(1)", "#"},
		{"a script with a line break in it", "java\nscript:alert(1)", "#"},
		{"a data URL", "data:text/html,<script>alert(1)</script>", "#"},
		{"a relative path", "signin", "#"},
		{"an invalid address", "http://[::1", "#"},
	} {
		if got := webAddress(row.address); got != row.want {
			t.Errorf("%s: %q is %q, want %q", row.because, row.address, got, row.want)
		}
	}
}

func TestPagesEscapeText(t *testing.T) {
	const hostile = `"><script>alert('x')</script>&amp;`
	for _, kind := range []string{"signin", "change", "invitation", "consent", "second", "security", "choose", "code", "confirm", "post", "go", "error"} {
		v := &view{
			Kind: kind, Title: hostile, Lead: hostile, App: hostile, Tenant: hostile, Alert: hostile, Bad: hostile, Action: "/x?" + hostile,
			Fields: []field{{hostile, hostile}}, User: hostile, Name: hostile, Code: hostile, Facts: []field{{hostile, hostile}}, Ask: hostile,
			People: []string{hostile}, Canary: hostile, Nonce: hostile, Next: "/" + hostile, frames: []string{"https://x/" + hostile},
		}
		var page bytes.Buffer
		if err := v.write(&page); err != nil {
			t.Fatal(err)
		}
		if text := page.String(); strings.Contains(text, hostile) || strings.Contains(text, "<script>alert") || strings.Contains(text, `="">`+"<script") {
			t.Errorf("the page %s shows what is hostile as markup:\n%s", kind, text)
		}
	}
}
