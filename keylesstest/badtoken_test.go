package keylesstest_test

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/keylesstest"
)

// Each host refuses each bad token with 401, in the words of its own wire format, though its caller has every role.
func TestEachHostRefusesEachBadToken(t *testing.T) {
	s := keylesstest.Start(t)
	s.Grant("ada@keyless.localhost", "Cognitive Services User", "foundry")
	short := keylesstest.Start(t, keylesstest.TokenLifetime(time.Second))
	short.Grant("ada@keyless.localhost", "Cognitive Services User", "foundry")
	for _, host := range []struct {
		name, audience, other string
		url, shortURL         string
		says                  string
	}{
		{"inference", "https://cognitiveservices.azure.com", s.ARM(), s.Account("foundry") + "/openai/models?api-version=2024-10-21", short.Account("foundry") + "/openai/models?api-version=2024-10-21", `"Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired."`},
		{"arm", s.ARM(), s.Graph(), s.ARM() + "/subscriptions?api-version=2022-12-01", short.ARM() + "/subscriptions?api-version=2022-12-01", `AuthenticationToken`},
		{"graph", s.Graph(), "https://cognitiveservices.azure.com", s.Graph() + "/v1.0/me", short.Graph() + "/v1.0/me", `"InvalidAuthenticationToken"`},
	} {
		t.Run(host.name, func(t *testing.T) {
			good := s.TokenFor("ada@keyless.localhost", host.audience)
			if status, body := call(t, s.Client(), host.url, good); status != http.StatusOK {
				t.Fatalf("a good token: %d %s", status, body)
			}
			shortAudience := strings.Replace(host.audience, s.Login(), short.Login(), 1)
			dying := short.TokenFor("ada@keyless.localhost", shortAudience)
			for because, raw := range map[string]string{
				"no token":                               "",
				"garbage":                                "garbage",
				"three parts of garbage":                 "a.b.c",
				"a changed signature":                    good[:len(good)-6] + "AAAAAA",
				"changed claims":                         parts(good)[0] + "." + segment(t, with(t, good, "oid", s.ObjectID("bob@keyless.localhost"))) + "." + parts(good)[2],
				"no algorithm":                           unsigned(t, good),
				"HS256 with the public key":              hmacSigned(t, s, good),
				"a foreign key under our key's id":       foreignSigned(t, good),
				"another host's audience":                s.TokenFor("ada@keyless.localhost", host.other),
				"another server's token, of that tenant": short.TokenFor("ada@keyless.localhost", shortAudience),
			} {
				t.Run(because, func(t *testing.T) {
					wants(t, s.Client(), host.url, raw, host.says)
				})
			}
			t.Run("expired", func(t *testing.T) {
				for status := http.StatusOK; status == http.StatusOK; time.Sleep(50 * time.Millisecond) {
					status, _ = call(t, short.Client(), host.shortURL, dying)
				}
				wants(t, short.Client(), host.shortURL, dying, host.says)
			})
		})
	}
}

func wants(t *testing.T, client *http.Client, url, raw, says string) {
	t.Helper()
	status, body := call(t, client, url, raw)
	if raw == "" && strings.Contains(body, `"AuthenticationFailed"`) {
		says = "" // Resource Manager has a code of its own for no token at all
	}
	if status != http.StatusUnauthorized || !strings.Contains(body, says) {
		t.Errorf("%d %s, want 401 with %s", status, body, says)
	}
}

func call(t *testing.T, client *http.Client, url, raw string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if raw != "" {
		r.Header.Set("Authorization", "Bearer "+raw)
	}
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func parts(raw string) []string { return strings.Split(raw, ".") }

func segment(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

func read(t *testing.T, part string) map[string]any {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(part)
	value := map[string]any{}
	if err == nil {
		err = json.Unmarshal(text, &value)
	}
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func with(t *testing.T, raw, name string, value any) map[string]any {
	t.Helper()
	claims := read(t, parts(raw)[1])
	claims[name] = value
	return claims
}

func header(t *testing.T, raw, alg string) string {
	t.Helper()
	h := read(t, parts(raw)[0])
	h["alg"] = alg
	return segment(t, h)
}

func unsigned(t *testing.T, raw string) string {
	t.Helper()
	return header(t, raw, "none") + "." + parts(raw)[1] + "."
}

// hmacSigned signs with what everyone knows, in the hope that the verifier takes the public key for a secret.
func hmacSigned(t *testing.T, s *keylesstest.Server, raw string) string {
	t.Helper()
	_, body := call(t, s.Client(), s.Login()+"/common/discovery/v2.0/keys", "")
	var set struct {
		Keys []struct{ N, E string }
	}
	if err := json.Unmarshal([]byte(body), &set); err != nil || len(set.Keys) == 0 {
		t.Fatalf("%s: %v", body, err)
	}
	n, err := base64.RawURLEncoding.DecodeString(set.Keys[0].N)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&rsa.PublicKey{N: new(big.Int).SetBytes(n), E: 65537})
	if err != nil {
		t.Fatal(err)
	}
	signed := header(t, raw, "HS256") + "." + parts(raw)[1]
	mac := hmac.New(sha256.New, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func foreignSigned(t *testing.T, raw string) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	signed := parts(raw)[0] + "." + parts(raw)[1]
	sum := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}
