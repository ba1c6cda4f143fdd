package oauth

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestMatchRedirect(t *testing.T) {
	registered := []string{"https://app.test/cb", "http://localhost/cb", "http://127.0.0.1", "myapp://auth", "https://app.test/q?a=b"}
	rows := []struct {
		what, asked string
		want        bool
	}{
		{"the same text", "https://app.test/cb", true},
		{"the same with a query", "https://app.test/q?a=b", true},
		{"a port of a loopback address", "http://localhost:8400/cb", true},
		{"another port of a loopback address", "http://127.0.0.1:1", true},
		{"a custom scheme", "myapp://auth", true},
		{"a port elsewhere", "https://app.test:8443/cb", false},
		{"the case of the path", "https://app.test/CB", false},
		{"a longer path", "https://app.test/cb/x", false},
		{"a trailing slash", "https://app.test/cb/", false},
		{"a query that was not registered", "https://app.test/cb?x=y", false},
		{"an empty query", "http://localhost:1/cb?", false},
		{"another scheme", "http://app.test/cb", false},
		{"localhost for 127.0.0.1", "http://localhost:1", false},
		{"an encoded slash", "http://localhost:1/%63b", false},
		{"a user in front of the host", "http://localhost@evil.test/cb", false},
		{"a subdomain", "http://localhost.evil.test/cb", false},
		{"nothing", "", false},
		{"a fragment", "https://app.test/cb#", false},
	}
	for _, row := range rows {
		if got := MatchRedirect(registered, row.asked); got != row.want {
			t.Errorf("%s: %v", row.what, got)
		}
	}
}

func FuzzMatchRedirect(f *testing.F) {
	f.Add("http://localhost:8400/cb")
	f.Add("http://localhost:80@evil.test/cb")
	f.Add("http://[::1]:1/cb")
	f.Fuzz(func(t *testing.T, asked string) {
		if !MatchRedirect([]string{"http://localhost/cb", "https://app.test/cb"}, asked) {
			return
		}
		u, err := url.Parse(asked)
		if err != nil || u.User != nil || u.Path != "/cb" || u.RawQuery != "" || u.Fragment != "" || u.Host != "app.test" && u.Hostname() != "localhost" {
			t.Fatalf("matched %q", asked)
		}
	})
}

func TestParseScopes(t *testing.T) {
	rows := []struct {
		text, resource string
		names          string
		ok             bool
	}{
		{"https://x.test/.default openid profile offline_access", "https://x.test", ".default", true},
		{"https://x.test//.default", "https://x.test/", ".default", true},
		{"https://x.test/arm/.default", "https://x.test/arm", ".default", true},
		{"User.Read Mail.Read", graphID, "User.Read Mail.Read", true},
		{"api://orders/Orders.Read", "api://orders", "Orders.Read", true},
		{"7d312290-28c8-473c-a0ed-8e53749b6d6d/.default", "7d312290-28c8-473c-a0ed-8e53749b6d6d", ".default", true},
		{"openid", "", "", true},
		{"", "", "", true},
		{"https://x.test/.default https://y.test/.default", "", "", false},
		{"/.default", "", "", false},
		{"https://x.test/", "", "", false},
		{`a"b`, "", "", false},
		{strings.Repeat("a", 2000), "", "", false},
	}
	for _, row := range rows {
		s, err := ParseScopes(row.text)
		if (err == nil) != row.ok || row.ok && (s.Resource != row.resource || strings.Join(s.Names, " ") != row.names) {
			t.Errorf("%q: %+v %v", row.text, s, err)
		}
	}
}

func FuzzParseScopes(f *testing.F) {
	f.Add("https://x.test//.default openid")
	f.Add("a/b c/d")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseScopes(text)
		if err == nil && s.Resource != "" && len(s.Names) == 0 {
			t.Fatalf("%q asks for a resource and nothing of it", text)
		}
	})
}

func TestNormalUserCodeIgnoresCaseSpacesAndDashes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := userCode()
		i := rapid.IntRange(0, len(code)).Draw(t, "where")
		typed := strings.ToLower(code[:i]) + rapid.SampledFrom([]string{"", " ", "-", " - "}).Draw(t, "gap") + code[i:]
		if got := NormalUserCode(typed); got != code {
			t.Fatalf("%q is read as %q, not %q", typed, got, code)
		}
	})
}
