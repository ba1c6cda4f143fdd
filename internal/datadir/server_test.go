package datadir

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/world"
)

func TestServerThatWasKilledIsNotThere(t *testing.T) {
	dir := t.TempDir()
	if _, err := ReadServer(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without a file: %v", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := WriteServer(dir, &Server{Listen: listener.Addr().String(), Origins: edge.Origins{Login: "https://localhost:1"}}); err != nil {
		t.Fatal(err)
	}
	if s, err := ReadServer(dir); err != nil || s.Origins.Login != "https://localhost:1" {
		t.Errorf("while it listens: %+v, %v", s, err)
	}
	_ = listener.Close()
	if _, err := ReadServer(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("after it is gone: %v", err)
	}
	if err := errors.Join(RemoveServer(dir), RemoveServer(dir)); err != nil {
		t.Errorf("removing twice: %v", err)
	}
}

func TestCredentialsOfAnEarlierRunStay(t *testing.T) {
	dir := t.TempDir()
	tenant := func(password string) *world.Result {
		return &world.Result{Tenants: []world.TenantResult{{ID: "t", Users: []world.UserResult{{ID: "u", Password: password}}}}}
	}
	for _, password := range []string{"first", ""} {
		if err := WriteCredentials(dir, tenant(password)); err != nil {
			t.Fatal(err)
		}
	}
	r, err := ReadCredentials(dir)
	if err != nil || r.Tenants[0].Users[0].Password != "first" {
		t.Errorf("%+v, %v", r, err)
	}
	info, err := os.Stat(filepath.Join(dir, credentialsFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := os.WriteFile(filepath.Join(dir, credentialsFile), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := WriteCredentials(dir, tenant("second")); err == nil {
		t.Error("a file that cannot be read was written over: the passwords in it were the only copy")
	}
}
