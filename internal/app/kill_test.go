package app_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/client"
)

// Environment variables that make this test binary a server, which is then killed, and set its address.
const (
	killedIn = "KEYLESS_TEST_KILLED_IN"
	killedAt = "KEYLESS_TEST_KILLED_AT"
)

// TestSessionsSurviveAKilledServer kills a server during sign-ins and starts it again. Codes and tokens that were not
// used must still work, and used ones must stay invalid.
func TestSessionsSurviveAKilledServer(t *testing.T) {
	if dir := os.Getenv(killedIn); dir != "" {
		serveUntilKilled(t, dir, os.Getenv(killedAt))
		return
	}
	dir, address := t.TempDir(), freeAddress(t)
	kill := serveChild(t, dir, address)
	place, err := client.FindInstance(dir)
	if err != nil {
		t.Fatal(err)
	}
	p := newPerson(t, place, trusting(t, place))
	fresh := p.signIn(0)
	usedCode := p.again()
	_, fromCode := p.redeem(usedCode)
	_, first := p.redeem(p.again())
	_, second := p.refresh(first["refresh_token"])
	pending, approved, redeemed := p.device(), p.device(), p.device()
	p.approve(approved)
	p.approve(redeemed)
	if status, body := p.poll(redeemed); status != http.StatusOK {
		t.Fatalf("%d %v", status, body)
	}
	for what, body := range map[string]map[string]any{"of the code": fromCode, "first": first, "second": second} {
		if body["access_token"] == nil || body["refresh_token"] == nil {
			t.Fatalf("%s: %v", what, body)
		}
	}

	kill()
	serveChild(t, dir, address)

	expect := func(what string, status int, body map[string]any, want string) {
		t.Helper()
		if got := fmt.Sprint(status, " ", body["error"]); got != want {
			t.Errorf("%s: %s, want %s: %v", what, got, want, body)
		}
	}
	ok := func(what string, status int, body map[string]any) {
		t.Helper()
		expect(what, status, body, "200 <nil>")
	}
	if status, _ := p.arm(second["access_token"]); status != http.StatusOK {
		t.Errorf("an access token is answered %d: the signing keys are lost", status)
	}
	status, body := p.redeem(fresh)
	ok("a code that was not used", status, body)
	status, body = p.redeem(p.again())
	ok("the browser's session", status, body)
	status, body = p.poll(approved)
	ok("a device code that was approved", status, body)
	status, body = p.poll(pending)
	expect("a device code that waits", status, body, "400 authorization_pending")
	p.approve(pending)
	status, body = p.poll(pending)
	ok("a device code that is approved now", status, body)
	status, body = p.refresh(second["refresh_token"])
	ok("a refresh token that was not used", status, body)

	status, body = p.poll(redeemed)
	expect("a device code that was used", status, body, "400 invalid_grant")
	status, body = p.redeem(usedCode)
	expect("a code that was used", status, body, "400 invalid_grant")
	status, body = p.refresh(fromCode["refresh_token"])
	expect("what a code brought that was used twice", status, body, "400 invalid_grant")
	status, body = p.refresh(first["refresh_token"])
	ok("a program's refresh token that was used", status, body)
}

// serveChild runs this test binary as a server, and returns a function that kills it. The server is killed at the end
// of the test at the latest.
func serveChild(t *testing.T, dir, address string) (kill func()) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestSessionsSurviveAKilledServer$")
	child.Env = append(os.Environ(), killedIn+"="+dir, killedAt+"="+address)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	killed := false
	kill = func() {
		if !killed {
			killed = true
			_ = child.Process.Kill()
			_ = child.Wait()
		}
	}
	t.Cleanup(kill)
	timer := time.AfterFunc(30*time.Second, kill)
	defer timer.Stop()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "ready") {
			return kill
		}
	}
	t.Fatal("the server did not start")
	return nil
}

func serveUntilKilled(t *testing.T, dir, address string) {
	config := app.Developer(dir)
	config.Listen, config.HTTPListen = address, ""
	config.Log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	server, err := app.New(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		<-server.Ready()
		_, _ = os.Stdout.WriteString("ready\n")
	}()
	t.Fatal(server.Run(context.Background()))
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// trusting returns a TLS configuration that trusts the server's own authority.
func trusting(t *testing.T, place *client.Instance) *tls.Config {
	t.Helper()
	text, err := os.ReadFile(place.Server.CA)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(text)
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
}
