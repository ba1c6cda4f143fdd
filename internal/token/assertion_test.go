package token_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/token"
)

// jws returns a JWT with a header and claims, and an arbitrary signature.
func jws(head, claims string) string {
	b := base64.RawURLEncoding.EncodeToString
	return b([]byte(head)) + "." + b([]byte(claims)) + ".c2ln"
}

func TestParseAssertion(t *testing.T) {
	const rs256 = `{"alg":"RS256"}`
	for _, row := range []struct {
		what, raw string
		ok        bool
	}{
		{"as az sends it", jws(`{"alg":"RS256","typ":"JWT","x5t":"AAAAAAAAAAAAAAAAAAAAAAAAAAA="}`, `{"aud":"a","iss":"i","sub":"s","jti":"j","iat":1795385075.288,"exp":1795385675.288}`), true},
		{"with the newline of its file", jws(rs256, `{"aud":["a"]}`) + "\n", true},
		{"without claims", jws(rs256, `{}`), true},
		{"a signature in canonical base64url", strings.TrimSuffix(jws(rs256, `{}`), "ln") + "k", true},
		{"a signature in other base64url", strings.TrimSuffix(jws(rs256, `{}`), "ln") + "l", false},
		{"a line break within", strings.TrimSuffix(jws(rs256, `{}`), "ln") + "\nln", false},
		{"nothing", "", false},
		{"a list for claims", jws(rs256, `[]`), false},
		{"no algorithm", jws(`{}`, `{}`), false},
		{"none", jws(`{"alg":"none"}`, `{}`), false},
		{"HS256", jws(`{"alg":"HS256"}`, `{}`), false},
		{"an algorithm twice", jws(`{"alg":"RS256","alg":"none"}`, `{}`), false},
		{"an issuer that is a number", jws(rs256, `{"iss":1}`), false},
		{"an audience that is a number", jws(rs256, `{"aud":1}`), false},
		{"a negative time", jws(rs256, `{"exp":-1}`), false},
		{"a time out of range", jws(rs256, `{"exp":1e300}`), false},
		{"a time as text", jws(rs256, `{"nbf":"1"}`), false},
		{"a short thumbprint", jws(`{"alg":"RS256","x5t":"AAAA"}`, `{}`), false},
		{"a thumbprint that is a number", jws(`{"alg":"RS256","x5t":1}`, `{}`), false},
		{"a chain without a certificate", jws(`{"alg":"RS256","x5c":["AAAA"]}`, `{}`), false},
		{"the JSON form", `{"payload":"e30","protected":"eyJhbGciOiJSUzI1NiJ9","signature":"c2ln"}`, false},
		{"deep nesting", jws(rs256, strings.Repeat(`{"a":`, 100000)+"1"+strings.Repeat("}", 100000)), false},
		{"an oversized assertion", jws(rs256, `{"x":"`+strings.Repeat("a", 20000)+`"}`), false},
	} {
		a, err := token.ParseAssertion(row.raw)
		if (err == nil) != row.ok {
			t.Errorf("%s: %+v %v", row.what, a, err)
		}
	}
	a, err := token.ParseAssertion(jws(rs256, `{"exp":1795385675.5}`))
	if err != nil || !a.Expires.Equal(time.UnixMilli(1795385675500)) {
		t.Errorf("%v %v", a.Expires, err)
	}
}

// FuzzParseAssertion checks that the parser does not panic, and that what it returns is consistent with the input.
func FuzzParseAssertion(f *testing.F) {
	f.Add(`{"alg":"RS256","x5t":"AAAAAAAAAAAAAAAAAAAAAAAAAAA","kid":"k"}`, `{"aud":"a","iss":"i","sub":"s","jti":"j","iat":1.5,"nbf":2,"exp":3e9}`)
	f.Add(`{"alg":"PS256","x5t#S256":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","x5c":[]}`, `{"aud":["a","b"]}`)
	f.Add(`{"alg":"none","crit":["b64"],"b64":false}`, `{"exp":"1"}`)
	f.Fuzz(func(t *testing.T, head, claims string) {
		a, err := token.ParseAssertion(jws(head, claims))
		if err != nil {
			return
		}
		if a.Algorithm != "RS256" && a.Algorithm != "PS256" || len(a.Chain) > 8 || a.SHA1 != nil && len(a.SHA1) != 20 || a.SHA256 != nil && len(a.SHA256) != 32 || a.Expires.Before(time.Time{}) {
			t.Fatalf("%q %q: %+v", head, claims, a)
		}
	})
}
