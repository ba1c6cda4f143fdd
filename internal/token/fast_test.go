package token

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// another returns a verifier with an empty cache of headers, so that go-jose parses the next token.
func (b *bench) another() *Verifier {
	return NewVerifier(VerifierConfig{Keys: b.keys, Login: login, Directory: func() *directory.Snapshot { return b.snapshot }, Now: b.clock})
}

func outcome(v *Verifier, b *bench, t *testing.T, raw string) string {
	c, err := v.Verify(t.Context(), raw, func(aud string) bool { return aud == audience })
	if err != nil {
		return fault.Of(err).Code
	}
	return fmt.Sprintf("%+v", *c)
}

// TestCachedHeadersDecideLikeGoJOSE changes each byte of a token, and compares a verifier that has cached its header with
// one that has not.
func TestCachedHeadersDecideLikeGoJOSE(t *testing.T) {
	b := setUp(t)
	raw := b.access(t, b.ada, V2)
	if got := outcome(b.verifier, b, t, raw); !strings.Contains(got, b.ada.ID) {
		t.Fatal(got)
	}
	if _, ok := b.verifier.headers.cut(raw); !ok {
		t.Fatal("the header is not known after a verified token")
	}
	header, rest, _ := strings.Cut(raw, ".")
	payload, signature, _ := strings.Cut(rest, ".")
	claims, _ := base64.RawURLEncoding.DecodeString(payload)
	other := b.access(t, b.app, V1)
	_, otherRest, _ := strings.Cut(other, ".")
	otherPayload, otherSignature, _ := strings.Cut(otherRest, ".")
	variants := []string{
		other, header + "." + otherPayload + "." + signature, header + "." + payload + "." + otherSignature,
		raw + "=", raw + ".", raw + "\n", "." + raw, header + ".." + signature, header + "." + payload + ".", header + "." + payload,
		header + "." + payload + "." + signature + "." + signature, header + "\n." + payload + "." + signature,
		header + "." + base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(claims), "user_impersonation", "everything", 1))) + "." + signature,
		base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + payload + ".",
		base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256"}`)) + "." + payload + "." + signature,
		header + "." + payload + "." + signature[:len(signature)-1] + "_", header + "." + payload + "." + signature[:40],
	}
	for i := range raw {
		for _, c := range []byte{'A', '-', '.'} {
			variants = append(variants, raw[:i]+string(c)+raw[i+1:])
		}
	}
	for _, v := range variants {
		if got, want := outcome(b.verifier, b, t, v), outcome(b.another(), b, t, v); got != want {
			t.Errorf("%q: %s, where go-jose makes it %s", v, got, want)
		}
	}
}

func TestHeadersOfInvalidTokensAreNotCached(t *testing.T) {
	b := setUp(t)
	raw := b.access(t, b.ada, V2)
	header, rest, _ := strings.Cut(raw, ".")
	for _, forged := range []string{raw[:len(raw)-8] + "AAAAAAAA", base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256","kid":"x"}`)) + "." + rest} {
		if got := outcome(b.verifier, b, t, forged); strings.Contains(got, b.ada.ID) {
			t.Fatalf("accepted %q", forged)
		}
	}
	if _, ok := b.verifier.headers.kid(header); ok {
		t.Error("the header of a forged token is kept")
	}
	for i := range 3 * maxHeaders {
		b.verifier.headers.learn(fmt.Sprint(i), "kid")
	}
	if n := len(*b.verifier.headers.known.Load()); n > maxHeaders {
		t.Errorf("%d headers are kept", n)
	}
}

func TestCachedHeadersDoNotOutliveTheirKey(t *testing.T) {
	b := setUp(t)
	raw := b.access(t, b.ada, V2)
	if got := outcome(b.verifier, b, t, raw); !strings.Contains(got, b.ada.ID) {
		t.Fatal(got)
	}
	b.keys.current.Store(&keySet{})
	if got := outcome(b.verifier, b, t, raw); got != ReasonSignature {
		t.Errorf("after its key was removed: %s", got)
	}
}

func TestVerifiedTokensDoNotOutliveTheirKey(t *testing.T) {
	b := setUp(t)
	raw := b.access(t, b.ada, V2)
	if got := outcome(b.verifier, b, t, raw); !strings.Contains(got, b.ada.ID) {
		t.Fatal(got)
	}
	set := b.keys.current.Load()
	for _, k := range set.keys {
		k.EndsAt = b.now.Add(time.Minute)
	}
	v := b.another()
	if got := outcome(v, b, t, raw); !strings.Contains(got, b.ada.ID) {
		t.Fatal(got)
	}
	b.now = b.now.Add(2 * time.Minute)
	if got := outcome(v, b, t, raw); got != ReasonSignature {
		t.Errorf("after its key ended: %s", got)
	}
}

// TestVerifyRejectsNonCanonicalEncodings replaces the last character of a signature, four bits of which are unused, by every
// other character, and inserts line breaks into each part.
func TestVerifyRejectsNonCanonicalEncodings(t *testing.T) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	b := setUp(t)
	raw := b.access(t, b.ada, V2)
	header, rest, _ := strings.Cut(raw, ".")
	last := strings.IndexByte(alphabet, raw[len(raw)-1])
	spellings := []string{header[:4] + "\n" + header[4:] + "." + rest, header + "." + rest[:4] + "\r\n" + rest[4:], raw[:len(raw)-4] + "\n" + raw[len(raw)-4:]}
	for bits := 1; bits < 16; bits++ {
		spellings = append(spellings, raw[:len(raw)-1]+string(alphabet[last|bits]))
	}
	for _, known := range []bool{false, true} {
		v := b.another()
		if known {
			if got := outcome(v, b, t, raw); !strings.Contains(got, b.ada.ID) {
				t.Fatal(got)
			}
		}
		for _, spelling := range spellings {
			if got := outcome(v, b, t, spelling); got != ReasonMalformed {
				t.Errorf("header known %t, %q: %s", known, spelling, got)
			}
		}
	}
}
