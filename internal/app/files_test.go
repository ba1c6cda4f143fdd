package app

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/world"
)

func TestFolderHasOneServer(t *testing.T) {
	dir := t.TempDir()
	lock, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Lock(dir); !errors.Is(err, ErrLocked) {
		t.Errorf("the second lock: %v", err)
	}
	lock.Unlock()
	again, err := Lock(dir)
	if err != nil {
		t.Fatalf("the lock stays after it was given up: %v", err)
	}
	again.Unlock()
}

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

func TestDeveloperOriginsAreLocalhost(t *testing.T) {
	o := DeveloperOrigins(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8443}, nil, "")
	if o.Login != "https://localhost:8443" || o.ARM != "https://localhost:8443/arm" || o.Account("a") != "https://localhost:8443/accounts/a" || o.Metadata != "" {
		t.Errorf("%+v", o)
	}
}

func TestDeveloperOriginsHaveThePublicName(t *testing.T) {
	o := DeveloperOrigins(&net.TCPAddr{IP: net.IPv4zero, Port: 8443}, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8440}, "host.docker.internal")
	if o.Login != "https://host.docker.internal:8443" || o.Account("a") != "https://host.docker.internal:8443/accounts/a" || o.Metadata != "http://localhost:8440" {
		t.Errorf("%+v", o)
	}
	if o.IsLoopback() || o.StrictTransport() {
		t.Error("other programs of the machine have the name too: browsers must not insist on TLS for all of them")
	}
}

func TestPublicNameIsCanonicalOrRefused(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"host.docker.internal", "host.docker.internal"},
		{"Host.Docker.INTERNAL.", "host.docker.internal"},
		{"keyless", "keyless"},
		{"", ""},
		{"localhost", ""},
		{"LOCALHOST.", ""},
		{"a.localhost", ""},
		{"127.0.0.1", ""},
		{"127.1", ""},
		{"2130706433", ""},
		{"0x7f.1", ""},
		{"::1", ""},
		{"[::1]", ""},
		{"*.example.com", ""},
		{"host:8443", ""},
		{"https://host", ""},
		{"host/path", ""},
		{"user@host", ""},
		{"a..b", ""},
		{"host..", ""},
		{"-a.example", ""},
		{"b\u00fccher.example", ""},
		{"a\nb", ""},
		{strings.Repeat("a.", 127) + "com", ""},
	} {
		got, err := PublicName(c.name)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%q: %q, %v", c.name, got, err)
		}
	}
}
