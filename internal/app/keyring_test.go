package app_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"log/slog"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/seal"
	"keyless.dev/keyless/internal/storeadmin"
)

// started starts a developer server that runs until the test ends.
func started(t *testing.T) (app.Config, *client.Instance, *http.Client) {
	t.Helper()
	return startedWith(t, func(*app.Config) {})
}

// startedWith is started with a modified configuration.
func startedWith(t *testing.T, change func(*app.Config)) (app.Config, *client.Instance, *http.Client) {
	t.Helper()
	config := app.Developer(t.TempDir())
	config.Listen, config.HTTPListen = "127.0.0.1:0", ""
	change(&config)
	config.Log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelInfo}))
	server, err := app.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Run(ctx) }()
	<-server.Ready()
	over := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: server.Bundle().Pool(), MinVersion: tls.VersionTLS12}}}
	t.Cleanup(func() { over.CloseIdleConnections(); stop(); <-done })
	place, err := client.FindInstance(config.DataDir)
	if err != nil {
		t.Fatal(err)
	}
	return config, place, over
}

// published returns the ids of the keys that a server publishes.
func published(t *testing.T, place *client.Instance, client *http.Client) []string {
	t.Helper()
	response, err := client.Get(place.Server.Origins.Login + "/common/discovery/v2.0/keys")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var set struct {
		Keys []struct {
			ID string `json:"kid"`
		} `json:"keys"`
	}
	if err := json.NewDecoder(response.Body).Decode(&set); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, k := range set.Keys {
		ids = append(ids, k.ID)
	}
	return ids
}

func TestKeysCreatedByAnotherProcessArePublished(t *testing.T) {
	config, place, client := started(t)
	first := published(t, place, client)
	ring, err := storeadmin.OpenKeyRing(t.Context(), config.Target())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ring.Close() }()
	if keys := ring.List(); len(keys) != 1 || keys[0].Status != "signing" || keys[0].ID != first[0] || keys[0].EndsAt != nil {
		t.Fatalf("at first: %+v, published %v", keys, first)
	}
	second, err := ring.Rotate(t.Context(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if keys := ring.List(); len(keys) != 2 || keys[0].Status != "signing" || keys[0].EndsAt == nil || keys[1].Status != "waiting" {
		t.Fatalf("after a rotation: %+v", keys)
	}
	await(t, "the waiting key is not published", func() bool {
		ids := published(t, place, client)
		return len(ids) == 2 && ids[1] == second
	})
	third, err := ring.Withdraw(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	await(t, "the withdrawn keys are still published", func() bool {
		ids := published(t, place, client)
		return len(ids) == 1 && ids[0] == third
	})
}

func await(t *testing.T, otherwise string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); !holds(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal(otherwise)
		}
	}
}

func TestOpenKeyRingRequiresAnExistingStore(t *testing.T) {
	if ring, err := storeadmin.OpenKeyRing(t.Context(), app.Developer(t.TempDir()).Target()); err == nil {
		_ = ring.Close()
		t.Error("keys were opened, and a database made")
	}
}

func TestRewrappedStoresNeedOnlyTheNewKey(t *testing.T) {
	dir := t.TempDir()
	server, err := app.New(t.Context(), developerAt(dir))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := server.Run(ctx); err != nil {
		t.Fatal(err)
	}
	fresh := filepath.Join(dir, "kek-new")
	if _, err := seal.FromFile(fresh, true); err != nil {
		t.Fatal(err)
	}
	rewrap := func(file string, others ...string) (keys, resources int, err error) {
		t.Helper()
		config := app.Developer(dir)
		config.KeyFile, config.OtherKeyFiles = file, others
		ring, err := storeadmin.OpenKeyRing(t.Context(), config.Target())
		if err != nil {
			return 0, 0, err
		}
		defer func() { _ = ring.Close() }()
		return ring.Rewrap(t.Context())
	}
	old := filepath.Join(dir, "kek")
	if _, _, err := rewrap(fresh); err == nil {
		t.Fatal("the new key opens what the old one sealed")
	}
	if keys, resources, err := rewrap(fresh, old); err != nil || keys != 1 || resources == 0 {
		t.Fatalf("%d keys, %d resources, %v", keys, resources, err)
	}
	if keys, resources, err := rewrap(fresh); err != nil || keys+resources != 0 {
		t.Errorf("the new key is not enough: %d keys, %d resources, %v", keys, resources, err)
	}
	if _, _, err := rewrap(old); err == nil {
		t.Error("the old key still opens the store")
	}
}

func developerAt(dir string) app.Config {
	config := app.Developer(dir)
	config.Listen, config.HTTPListen = "127.0.0.1:0", ""
	return config
}
