//go:build e2e

package app_test

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/client"
)

// TestPortalRenewsTokensAndOutlivesARestartInChromium has tokens that are renewed before each call, takes the server away
// and brings it back, and ends the person's sessions.
func TestPortalRenewsTokensAndOutlivesARestartInChromium(t *testing.T) {
	config := app.Developer(t.TempDir())
	config.Listen, config.HTTPListen, config.TokenLifetime = "127.0.0.1:0", "", 30*time.Second
	config.Log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	over := &http.Client{}
	run := func() func() {
		server, err := app.New(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		over.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: server.Bundle().Pool(), MinVersion: tls.VersionTLS12}, DisableKeepAlives: true}
		ctx, stop := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- server.Run(ctx) }()
		<-server.Ready()
		return sync.OnceFunc(func() { stop(); <-done })
	}
	stop := run()
	defer func() { stop() }()
	place, err := client.FindInstance(config.DataDir)
	if err != nil {
		t.Fatal(err)
	}
	p := openPortal(t, place)
	p.signIn("ada@keyless.localhost")
	p.sees("may not call")
	for _, page := range []string{"Access control", "Playground", "Why was I refused?", "Home"} {
		p.press(page) // each asks with a new token
	}
	p.sees("may not call")

	t.Log("the server goes away and comes back")
	stop()
	p.open("#/access")
	p.sees("The server does not answer")
	p.accessible("no answer")
	config.Listen = place.Server.Listen
	stop = run()
	p.press("Try again")
	p.sees("Keyless Dev")

	t.Log("sessions that were revoked end here too")
	newAdmin(t, place, over).send(http.MethodPost, place.Server.Origins.Graph+"/v1.0/users/"+place.Tenant.Users[0].ID+"/revokeSignInSessions", "https://graph.microsoft.com", map[string]any{})
	p.open("#/playground")
	p.sees("on this developer server, as")
}
