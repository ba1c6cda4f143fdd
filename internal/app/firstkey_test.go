package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"testing"

	"keyless.dev/keyless/internal/datadir"
	"keyless.dev/keyless/internal/seal"
	"keyless.dev/keyless/internal/storeadmin"
	"keyless.dev/keyless/internal/world"
)

func TestRequestsForTokensWaitForTheFirstSigningKey(t *testing.T) {
	a := &App{signing: make(chan struct{})}
	host := a.whenSigning(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	ask := func(ctx context.Context) int {
		answer := httptest.NewRecorder()
		host.ServeHTTP(answer, httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil))
		return answer.Code
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if got := ask(gone); got != http.StatusServiceUnavailable {
		t.Errorf("whoever does not wait gets %d", got)
	}
	waiting := make(chan int, 1)
	go func() { waiting <- ask(t.Context()) }()
	close(a.signing)
	if got := <-waiting; got != http.StatusNoContent {
		t.Errorf("whoever waits gets %d", got)
	}
}

// New leaves the state of a server that crashed after it had stored its world and before it stored its first key.
func TestNextStartCreatesAMissingFirstKey(t *testing.T) {
	config := Developer(t.TempDir())
	config.Listen, config.HTTPListen = "127.0.0.1:0", ""
	open := func() *App {
		a, err := New(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	credentials := func() *world.Result {
		made, err := datadir.ReadCredentials(config.DataDir)
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	killed := open()
	if killed.keys.CanSign() {
		t.Fatal("there is a key before the server runs")
	}
	told := credentials()
	killed.close()

	next := open()
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := next.Run(stopped); err != nil {
		t.Fatal(err)
	}
	third := open()
	defer third.close()
	if len(third.keys.Published()) != 1 || !third.keys.CanSign() {
		t.Errorf("keys: %+v", third.keys.Published())
	}
	if !reflect.DeepEqual(credentials(), told) {
		t.Error("the passwords that were told have changed")
	}
}

// The command keyless keys may run as soon as a developer server is ready.
func TestOpenKeyRingCreatesAMissingFirstKey(t *testing.T) {
	config := Developer(t.TempDir())
	config.Listen, config.HTTPListen = "127.0.0.1:0", ""
	server, err := New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer server.close()
	ring, err := storeadmin.OpenKeyRing(t.Context(), config.Target())
	if err != nil {
		t.Fatal(err)
	}
	defer ring.Close()
	made := ring.List()
	if len(made) != 1 || made[0].Status != "signing" {
		t.Fatalf("keys: %+v", made)
	}
	if err := server.ensureSigningKey(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := server.keys.Published(); len(got) != 1 || got[0].ID != made[0].ID || !server.keys.CanSign() {
		t.Errorf("the server has %+v, not %s", got, made[0].ID)
	}
}

func TestProductionServersCreateTheirFirstKeyBeforeRun(t *testing.T) {
	config := Developer(t.TempDir())
	config.Listen, config.HTTPListen, config.BehindProxy = "127.0.0.1:0", "", true
	config.KeyFile = filepath.Join(t.TempDir(), "kek")
	if _, err := seal.FromFile(config.KeyFile, true); err != nil {
		t.Fatal(err)
	}
	a, err := New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	if !a.keys.CanSign() {
		t.Error("there is no key")
	}
}
