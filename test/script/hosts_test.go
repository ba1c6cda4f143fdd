package script_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/world"
)

// TestHostNames runs the stories in hosts/ against a server with a host name for each of Azure's hosts. The programs
// know nothing of a server on this machine: names lead there through a proxy, as a company's do, and only the origins
// differ from Azure's.
func TestHostNames(t *testing.T) {
	config := app.Developer(t.TempDir())
	config.Listen, config.HTTPListen = "127.0.0.1:0", ""
	config.Origins = edge.Origins{
		Login: "https://login.azure.test", ARM: "https://management.azure.test", Graph: "https://graph.azure.test", Accounts: "https://*.services.azure.test",
	}
	config.Names = []string{"login.azure.test", "management.azure.test", "graph.azure.test", "*.services.azure.test"}
	config.Log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	var err error
	if config.World, err = world.Parse([]byte(hostWorld)); err != nil {
		t.Fatal(err)
	}
	server, err := app.New(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Run(ctx) }()
	<-server.Ready()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	place, err := client.FindInstance(config.DataDir)
	if err != nil {
		t.Fatal(err)
	}
	proxy := tunnel(t, place.Server.Listen)
	robot, err := place.Application("robot")
	if err != nil {
		t.Fatal(err)
	}
	plain, err := place.Application("plain")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "hosts",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, "KEYLESS_DATA="+filepath.Join(env.WorkDir, "none"), "NO_COLOR=1", "TZ=UTC",
				"HTTPS_PROXY="+proxy, "SSL_CERT_FILE="+place.Server.Roots, "AZURE_AUTHORITY_HOST=https://login.azure.test",
				"AZURE_TENANT_ID="+place.Tenant.ID, "AZURE_CLIENT_ID="+robot.AppID, "AZURE_CLIENT_SECRET="+robot.Secret,
				"PLAIN_ID="+plain.AppID, "PLAIN_SECRET="+plain.Secret, "EVE="+place.Tenant.Users[0].ID)
			return nil
		},
	})
}

const hostWorld = `
tenants:
  - domain: lab.test
    users: [{userPrincipalName: eve}]
    applications: [{displayName: robot, directoryRoles: [Directory Readers]}, {displayName: plain}]
    groups: [{displayName: robots, members: [robot]}, {displayName: people, members: [eve@lab.test]}]
    subscriptions:
      - displayName: Lab
        resourceGroups: [{name: rg, accounts: [{name: foundry, deployments: [{name: big, model: {format: Keyless, name: keyless-chat}}]}]}]
    roleAssignments: [{role: Owner, principal: robot, scope: Lab}, {role: Owner, principal: plain, scope: Lab}]
`

// tunnel starts a proxy that connects every host name to one address.
func tunnel(t *testing.T, address string) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect {
			http.Error(w, "CONNECT only", http.StatusMethodNotAllowed)
			return
		}
		far, err := net.Dial("tcp", address)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer far.Close()
		near, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer near.Close()
		if _, err := io.WriteString(near, "HTTP/1.1 200 OK\r\n\r\n"); err != nil {
			return
		}
		go func() { _, _ = io.Copy(far, near); _ = far.Close() }()
		_, _ = io.Copy(near, far)
	})}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	return "http://" + l.Addr().String()
}
