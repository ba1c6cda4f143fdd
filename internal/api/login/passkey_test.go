package login_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/oauth"
)

// atAName gives the sign-in host a host name, because passkeys do not work with IP addresses.
func atAName(c *oauth.Config) { c.Login = strings.Replace(c.Login, "127.0.0.1", "localhost", 1) }

// Valid passkeys are tested with a real browser, in internal/app.
func TestSignInRejectsInvalidPasskeyResponses(t *testing.T) {
	k := newRig(t, atAName)
	server := oauth.New(k.config)
	ctx := context.Background()
	ada := &oauth.Account{Tenant: k.tenant, User: k.ada}
	place := oauth.Place{Segment: "organizations"}
	question := func(ask *oauth.Ask, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return ask.ID
	}
	const answer = `{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AAAA","signature":"AAAA","userHandle":"AAAA"}}`
	late := question(server.AskPasskey(ctx, "127.0.0.1"))
	k.pass(6 * time.Minute)
	for what, row := range map[string]struct{ id, answer string }{
		"an unknown challenge":         {"made up", answer},
		"an expired challenge":         {late, answer},
		"an empty response":            {question(server.AskPasskey(ctx, "127.0.0.1")), "{}"},
		"garbage":                      {question(server.AskPasskey(ctx, "127.0.0.1")), "\x00"},
		"an unsigned response":         {question(server.AskPasskey(ctx, "127.0.0.1")), answer},
		"an oversized response":        {question(server.AskPasskey(ctx, "127.0.0.1")), strings.Repeat("x", 1<<20)},
		"a registration challenge":     {question(server.RegisterPasskey(ctx, ada)), answer},
		"no challenge and no response": {"", ""},
	} {
		if account, err := server.SignInWithPasskey(ctx, place, nil, row.id, []byte(row.answer), oauth.Origin{}); err == nil || account != nil || fault.Of(err).Number != 50126 {
			t.Errorf("%s: %v", what, err)
		}
	}
	once := question(server.AskPasskey(ctx, "127.0.0.1"))
	_, first := server.SignInWithPasskey(ctx, place, nil, once, []byte(answer), oauth.Origin{})
	if _, second := server.SignInWithPasskey(ctx, place, nil, once, []byte(answer), oauth.Origin{}); first == nil || second == nil {
		t.Error("a question was answered twice")
	}
	if err := server.AddPasskey(ctx, &oauth.Account{Tenant: k.other, User: k.stranger}, question(server.RegisterPasskey(ctx, ada)), "x", []byte(answer)); fault.Of(err).Number != 50126 {
		t.Errorf("somebody else ends ada's registration: %v", err)
	}
	if err := server.AddPasskey(ctx, ada, question(server.AskPasskey(ctx, "127.0.0.1")), "x", []byte(answer)); fault.Of(err).Number != 50126 {
		t.Errorf("a question of a sign-in ends a registration: %v", err)
	}
	for _, s := range k.signIns {
		if s.Number == 0 {
			t.Errorf("recorded as a success: %+v", s)
		}
	}
}

func TestSecurityPageRequiresASession(t *testing.T) {
	k := newRig(t, atAName)
	b := k.browser()
	response, err := b.Get(k.server.URL + "/my-security")
	if err != nil {
		t.Fatal(err)
	}
	page := k.open(response)
	if page.labels["passwd"] == "" {
		t.Fatalf("who is not signed in sees %s", page.text)
	}
	page = k.open(k.send(b, page, "loginfmt", "ada@contoso.test", "passwd", password, "action", "signin"))
	if !strings.Contains(page.text, "no passkey yet") {
		t.Fatalf("ada sees %s", page.text)
	}
	elsewhere := k.send(k.browser(), page, "action", "secondOn")
	_ = elsewhere.Body.Close()
	if elsewhere.StatusCode != http.StatusBadRequest {
		t.Errorf("a form from another browser: %d", elsewhere.StatusCode)
	}
	k.pass(6 * time.Minute)
	if page = k.open(k.send(b, page, "action", "secondOn")); !strings.Contains(page.text, "sign in again") {
		t.Errorf("a browser that was left open: %s", page.text)
	}
}

func TestPasskeyChallengesAreLimitedByNetwork(t *testing.T) {
	k := newRig(t, func(c *oauth.Config) { c.Login = "https://login.contoso.test" })
	server := oauth.New(k.config)
	ask := func(ip string) error {
		_, err := server.AskPasskey(t.Context(), ip)
		return err
	}
	for i := range 300 {
		if err := ask(fmt.Sprintf("2001:db8:1:2::%x", i)); err != nil {
			t.Fatalf("challenge %d: %v", i, err)
		}
	}
	if err := ask("2001:db8:1:2::ffff"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("one more from the same network: %v", err)
	}
	if err := ask("2001:db8:1:3::1"); err != nil {
		t.Errorf("from another network: %v", err)
	}
	k.pass(6 * time.Minute)
	if err := ask("2001:db8:1:2::ffff"); err != nil {
		t.Errorf("after the challenges have expired: %v", err)
	}
}
