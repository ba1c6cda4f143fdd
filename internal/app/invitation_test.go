package app_test

import (
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/world"
)

// invited starts a server with three invited users with the same secret: ada's invitation is valid, bob's has expired,
// and cleo is disabled.
func invited(t *testing.T) (open func(name, code string) (int, string)) {
	t.Helper()
	w, err := world.Parse([]byte(`
tenants:
  - domain: lab.test
    users:
      - {userPrincipalName: ada}
      - {userPrincipalName: bob}
      - {userPrincipalName: cleo, disabled: true}
      - {userPrincipalName: dan}
`))
	if err != nil {
		t.Fatal(err)
	}
	users := w.Tenants[0].Users
	for i := range users[:3] {
		users[i].Invitation = &world.Invitation{Hash: oauth.Hash("right"), Expires: time.Now().Add(time.Hour)}
	}
	users[1].Invitation.Expires = time.Now().Add(-time.Minute)
	config := app.Developer(t.TempDir())
	config.Listen, config.HTTPListen, config.World = "127.0.0.1:0", "", w
	server, err := app.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Run(ctx) }()
	<-server.Ready()
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: server.Bundle().Pool(), MinVersion: tls.VersionTLS12}}}
	t.Cleanup(func() { client.CloseIdleConnections(); stop(); <-done })
	return func(name, code string) (int, string) {
		t.Helper()
		response, err := client.Get(server.Origins().Login + "/invitation?" + url.Values{"name": {name}, "code": {code}}.Encode())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = response.Body.Close() }()
		text, _ := io.ReadAll(response.Body)
		return response.StatusCode, string(text)
	}
}

func TestInvalidInvitationsAreRejected(t *testing.T) {
	open := invited(t)
	if status, page := open("ada@lab.test", "right"); status != http.StatusOK || !strings.Contains(page, "Choose how you sign in") {
		t.Fatalf("a link that works: %d %s", status, page)
	}
	for _, row := range []struct{ name, user, code string }{
		{"with another secret", "ada@lab.test", "wrong"},
		{"with the hash in the place of the secret", "ada@lab.test", oauth.Hash("right")},
		{"with no secret", "ada@lab.test", ""},
		{"after its end", "bob@lab.test", "right"},
		{"of somebody who is disabled", "cleo@lab.test", "right"},
		{"of somebody who has none", "dan@lab.test", "right"},
		{"of somebody who has none, with no secret", "dan@lab.test", ""},
		{"of nobody", "eve@lab.test", "right"},
		{"of another tenant", "ada@other.test", "right"},
	} {
		if status, page := open(row.user, row.code); status != http.StatusBadRequest || !strings.Contains(page, "This link does not work") {
			t.Errorf("%s: %d %s", row.name, status, page)
		}
	}
}

func TestInvitationGuessesAreLimited(t *testing.T) {
	open := invited(t)
	for range 30 {
		open("ada@lab.test", "guess")
	}
	if status, page := open("ada@lab.test", "right"); status == http.StatusOK || !strings.Contains(page, "too many attempts") {
		t.Errorf("after thirty tries of one network: %d %s", status, page)
	}
}
