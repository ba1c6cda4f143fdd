//go:build soak

package soak

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// applied returns work that runs keyless apply as an administrator, with a file of the given number of group members.
// It stops when the context ends, and continues the next time.
func (r *replica) applied(rows int) func(ctx context.Context, loop, n int) {
	r.Helper()
	groups := 1
	for groups*groups < rows {
		groups++
	}
	var world strings.Builder
	fmt.Fprintf(&world, "tenants:\n  - domain: %s\n    applications:\n", domain)
	for n := range rows / groups {
		fmt.Fprintf(&world, "      - {displayName: member-%d, noSecret: true}\n", n)
	}
	world.WriteString("    groups:\n")
	for n := range groups {
		fmt.Fprintf(&world, "      - displayName: group-%d\n        members:\n", n)
		for m := range rows / groups {
			fmt.Fprintf(&world, "          - member-%d\n", m)
		}
	}
	file := r.file("apply.yaml", world.String())
	env := append(os.Environ(),
		"HTTPS_PROXY=http://"+r.tunnel(), "KEYLESS_CONTEXTS="+filepath.Join(r.lab.dir, "contexts.json"), "AZURE_AUTHORITY_HOST=https://"+host,
		"AZURE_TENANT_ID="+claim(r.lab, r.admin, "tid"), "AZURE_CLIENT_ID="+appID("admin"), "AZURE_CLIENT_SECRET="+secret)
	run := func(ctx context.Context, args ...string) (string, error) {
		command := exec.CommandContext(ctx, r.binary, args...)
		command.Env = env
		out, err := command.CombinedOutput()
		return string(out), err
	}
	if out, err := run(r.Context(), "context", "add", "soak", "--server", "https://"+host, "--ca", r.authority, "--sign-in", "default", "--use"); err != nil {
		r.Fatalf("keyless context add: %v\n%s", err, out)
	}
	return func(ctx context.Context, _, _ int) {
		if out, err := run(ctx, "apply", "-f", file); err != nil && ctx.Err() == nil {
			r.Errorf("keyless apply: %v\n%s", err, tail([]byte(out)))
		}
	}
}

// tunnel returns the address of a proxy whose connections all lead to the replica.
func (r *replica) tunnel() string {
	r.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		r.Fatal(err)
	}
	proxy := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		server, err := net.Dial("tcp", r.address)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer func() { _ = server.Close() }()
		client, read, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer func() { _ = client.Close() }()
		if _, err := io.WriteString(client, "HTTP/1.1 200 OK\r\n\r\n"); err != nil {
			return
		}
		go func() { _, _ = io.Copy(server, read); _ = server.Close() }()
		_, _ = io.Copy(client, server)
	})}
	go func() { _ = proxy.Serve(l) }()
	r.Cleanup(func() { _ = proxy.Close() })
	return l.Addr().String()
}
