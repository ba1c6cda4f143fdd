package command

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"runtime"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/datadir"
	"keyless.dev/keyless/internal/textfile"
)

// reachTimeout is the timeout for reaching the server by its public name.
const reachTimeout = 3 * time.Second

// sayOpened reports on standard error who can reach a developer server with a public name, and what clients on this
// machine need to reach it by that name.
func (s *Session) sayOpened(name string, server *datadir.Server) {
	if name == "" {
		return
	}
	if !edge.IsLoopbackHost(server.Listen) {
		fmt.Fprintf(s.Err, "\nOther machines reach this server at %s: anyone with one of its passwords or secrets can sign in from there.\n", server.Listen)
	}
	err := reach(s.Context, server)
	var unknown *net.DNSError
	switch {
	case err == nil:
	case errors.As(err, &unknown):
		fmt.Fprintf(s.Err, "\nThis machine cannot resolve the name %s, so az, SDKs and keyless commands on it cannot reach the server. To add it:\n  %s\n", name, hostsLine(name, server.Listen))
	default:
		fmt.Fprintf(s.Err, "\nClients on this machine cannot reach the server by the name %s: %v\nTo point the name here:\n  %s\n", name, err, hostsLine(name, server.Listen))
	}
}

// reach connects to the server by its public address, and verifies by the certificate that it is this server.
func reach(ctx context.Context, server *datadir.Server) error {
	u, err := url.Parse(server.Origins.Login)
	if err != nil {
		return err
	}
	roots, err := textfile.ReadRoots(server.CA)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, reachTimeout)
	defer cancel()
	connection, err := (&tls.Dialer{Config: &tls.Config{RootCAs: roots}}).DialContext(ctx, "tcp", u.Host)
	if err != nil {
		return err
	}
	return connection.Close()
}

// hostsLine returns the command that adds the server's name to the hosts file of this machine.
func hostsLine(name, listen string) string {
	address := "127.0.0.1"
	if host, _, err := net.SplitHostPort(listen); err == nil {
		if ip := net.ParseIP(host); ip != nil && !ip.IsUnspecified() {
			address = host
		}
	}
	if runtime.GOOS == "windows" {
		return `Add-Content "$env:SystemRoot\System32\drivers\etc\hosts" "` + address + " " + name + `"   # as administrator`
	}
	return `echo "` + address + " " + name + `" | sudo tee -a /etc/hosts`
}
