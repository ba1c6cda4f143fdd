package command

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/datadir"
	"keyless.dev/keyless/internal/jwt"
	"keyless.dev/keyless/internal/world"
)

func TestStreamIsPrintedAsItComes(t *testing.T) {
	const hello = `data: {"choices":[{"delta":{"content":"Hel"}}]}` + "\n\n" + `data: {"choices":[{"delta":{"content":"lo"}}]}` + "\n\n"
	for _, row := range []struct{ name, stream, out, fails string }{
		{"a whole answer", hello + "data: [DONE]\n\n", "Hello\n", ""},
		{"comments and event names are not said", ": ping\nevent: x\n" + hello + "data:[DONE]\n\n", "Hello\n", ""},
		{"a chunk without choices, as usage has", `data: {"choices":[],"usage":{}}` + "\n\ndata: [DONE]\n\n", "\n", ""},
		{"a response that ends early is an error", hello, "Hello\n", "ended early"},
		{"an error in the stream is a failure", hello + `data: {"error":{"code":"429","message":"slow down"}}` + "\n\n", "Hello\n", "429: slow down"},
		{"text that is no JSON is a failure", "data: <html>\n\n", "\n", "cannot be read"},
	} {
		t.Run(row.name, func(t *testing.T) {
			var out bytes.Buffer
			err := printStream(&out, strings.NewReader(row.stream))
			if out.String() != row.out {
				t.Errorf("printed %q", out.String())
			}
			if row.fails == "" && err != nil || row.fails != "" && (err == nil || !strings.Contains(err.Error(), row.fails)) {
				t.Errorf("fails with %v", err)
			}
		})
	}
}

func TestTokenIsVerified(t *testing.T) {
	key, other := newKey(t), newKey(t)
	p := &client.Instance{Server: &datadir.Server{Origins: edge.Origins{Login: "https://localhost:1"}}, Tenant: world.TenantResult{ID: "t"}}
	keys := map[string]*rsa.PublicKey{"k": &key.PublicKey}
	now := time.Now()
	good := func() (map[string]any, map[string]any) {
		return map[string]any{"alg": "RS256", "kid": "k"}, map[string]any{
			"iss": "https://localhost:1/t/", "tid": "t", "aud": "https://ai.azure.com/", "nbf": now.Unix() - 1, "exp": now.Unix() + 60,
		}
	}
	for _, row := range []struct {
		name    string
		change  func(header, claims map[string]any)
		key     *rsa.PrivateKey
		refused string
	}{
		{"a good token is accepted", nil, key, ""},
		{"another's key", nil, other, "signed by this server"},
		{"no algorithm", func(h, _ map[string]any) { h["alg"] = "none" }, key, "signed by this server"},
		{"a symmetric algorithm", func(h, _ map[string]any) { h["alg"] = "HS256" }, key, "signed by this server"},
		{"an unknown key id", func(h, _ map[string]any) { h["kid"] = "x" }, key, "signed by this server"},
		{"another tenant", func(_, c map[string]any) { c["tid"] = "u" }, key, "issued for its tenant"},
		{"another issuer", func(_, c map[string]any) { c["iss"] = "https://login.microsoftonline.com/u/" }, key, "issued for its tenant"},
		{"the control plane's audience", func(_, c map[string]any) { c["aud"] = "https://management.azure.com/" }, key, "for inference"},
		{"the inference SDK's default audience", func(_, c map[string]any) { c["aud"] = "https://ml.azure.com" }, key, "for inference"},
		{"an end in the past", func(_, c map[string]any) { c["exp"] = now.Unix() - 1 }, key, "in its time"},
		{"no end", func(_, c map[string]any) { delete(c, "exp") }, key, "in its time"},
		{"a beginning in the future", func(_, c map[string]any) { c["nbf"] = now.Unix() + 30 }, key, "in its time"},
	} {
		t.Run(row.name, func(t *testing.T) {
			header, claims := good()
			if row.change != nil {
				row.change(header, claims)
			}
			token, err := jwt.Parse(sign(t, row.key, header, claims))
			if err != nil {
				t.Fatal(err)
			}
			refused := ""
			for _, c := range client.CheckToken(p, token, keys, now) {
				if !c.OK {
					refused += c.Name
				}
			}
			if refused != row.refused {
				t.Errorf("refused by %q", refused)
			}
		})
	}
}

func FuzzEvents(f *testing.F) {
	f.Add([]byte("data: {}\n\ndata: [DONE]\n"))
	f.Fuzz(func(_ *testing.T, stream []byte) {
		_ = printStream(&bytes.Buffer{}, bytes.NewReader(stream))
	})
}

func newKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func sign(t *testing.T, key *rsa.PrivateKey, header, claims map[string]any) string {
	t.Helper()
	part := func(value any) string {
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	signed := part(header) + "." + part(claims)
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}
