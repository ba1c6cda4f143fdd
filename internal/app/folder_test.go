package app

import (
	"net"
	"strings"
	"testing"
)

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

func TestPublicNameIsCanonicalOrRejected(t *testing.T) {
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
