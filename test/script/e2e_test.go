//go:build e2e

package script_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestEndToEnd runs the stories in e2e/: our server with the real az, curl, the SDKs and a browser, each in a folder
// and with a server of its own. test/e2e.sh installs what they need into $KEYLESS_TOOLS and starts this; a tool that
// is missing is a failure.
func TestEndToEnd(t *testing.T) {
	tools := os.Getenv("KEYLESS_TOOLS")
	if tools == "" {
		t.Fatal("KEYLESS_TOOLS is not set: run these stories with `make e2e`, which installs the clients")
	}
	clients, err := filepath.Abs("../clients")
	if err != nil {
		t.Fatal(err)
	}
	lib, err := filepath.Abs("e2e/lib.sh")
	if err != nil {
		t.Fatal(err)
	}
	path, err := clientsPath(t.TempDir(), filepath.Join(tools, "bin"))
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", path)
	for _, tool := range []string{"az", "bash", "browser", "curl", "java", "keyless", "keytool", "node", "openssl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatal(err)
		}
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "e2e",
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"bash":   bashCommand,
			"server": serverCommand,
		},
		Setup: func(env *testscript.Env) error {
			home := filepath.Join(env.WorkDir, "home")
			env.Vars = append(env.Vars,
				"HOME="+home,
				"TOOLS="+tools,
				"CLIENTS="+clients,
				"LIB="+lib,
				"CREDENTIALS="+filepath.Join(filepath.Dir(lib), "credentials.sh"),
				"KEYLESS_DATA="+filepath.Join(env.WorkDir, "data"),
			)
			s := &server{}
			env.Values[serverKey{}] = s
			env.Defer(s.kill)
			return os.Mkdir(home, 0o700)
		},
	})
}

// bashCommand implements the command `bash FILE [ARG…]` of the stories: strict mode, and a timeout.
func bashCommand(ts *testscript.TestScript, neg bool, args []string) {
	err := ts.Exec("timeout", append([]string{"--kill-after=5", "240", "bash", "-euo", "pipefail"}, args...)...)
	if (err != nil) != neg {
		ts.Fatalf("%s: %v", args[0], err)
	}
}
