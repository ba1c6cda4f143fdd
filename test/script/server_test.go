//go:build e2e

package script_test

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

type serverKey struct{}

// server is the `keyless up` of a story: one data folder and one pair of ports across restarts.
type server struct {
	listen, http string
	cmd          *exec.Cmd
	log          *os.File
	done         chan struct{} // closed when the process has exited
	err          error         // the result of the process, once done is closed
}

// serverCommand is the stories' `server` command:
//
//	server start [FLAG…]   keyless up with these flags, until it is ready; sets $ADA, $ADA_PASSWORD and so on
//	server stop            as Ctrl-C does; the server must end well
//	server kill            kill -9
func serverCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: server start [FLAG…] | stop | kill")
	}
	s := ts.Value(serverKey{}).(*server)
	var err error
	switch args[0] {
	case "start":
		if err = s.start(ts, args[1:]); err == nil {
			err = introduce(ts)
		}
	case "stop":
		err = s.stop()
	case "kill":
		s.kill()
	default:
		err = fmt.Errorf("no such thing as server %s", args[0])
	}
	if err != nil {
		if said, readErr := os.ReadFile(ts.MkAbs("server.log")); readErr == nil {
			ts.Logf("the server said:\n%s", said)
		}
		ts.Fatalf("server %s: %v", args[0], err)
	}
}

func (s *server) start(ts *testscript.TestScript, flags []string) error {
	if s.cmd != nil {
		return fmt.Errorf("it runs already")
	}
	if s.listen == "" {
		s.listen, s.http = freeAddress(ts), freeAddress(ts)
	}
	var err error
	if s.log, err = os.OpenFile(ts.MkAbs("server.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
		return err
	}
	s.cmd = exec.Command("keyless", append([]string{"up", "--listen", s.listen, "--http", s.http}, flags...)...)
	s.cmd.Env = []string{
		"PATH=" + ts.Getenv("PATH"), "HOME=" + ts.Getenv("HOME"), "KEYLESS_DATA=" + ts.Getenv("KEYLESS_DATA"),
		"SSL_CERT_FILE=" + os.Getenv("SSL_CERT_FILE"),
	}
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return err
	}
	s.done = make(chan struct{})
	go func() {
		s.err = s.cmd.Wait()
		close(s.done)
	}()
	for time.Since(began) < 20*time.Second {
		select {
		case <-s.done:
			return fmt.Errorf("it ended before it was ready: %w", s.err)
		case <-time.After(5 * time.Millisecond):
		}
		res, err := http.Get("http://" + s.http + "/readyz")
		if err != nil {
			continue
		}
		res.Body.Close()
		if res.StatusCode == http.StatusOK {
			ts.Logf("ready after %d ms", time.Since(began).Milliseconds())
			return nil
		}
	}
	return fmt.Errorf("it was not ready after 20 s")
}

// stop interrupts the server and waits for it to exit.
func (s *server) stop() error {
	if s.cmd == nil {
		return fmt.Errorf("it does not run")
	}
	if err := s.cmd.Process.Signal(syscall.SIGINT); err != nil {
		return err
	}
	select {
	case <-s.done:
	case <-time.After(10 * time.Second):
		return fmt.Errorf("it was still there 10 s after SIGINT")
	}
	err := s.err
	s.forget()
	return err
}

// kill kills the server if it runs.
func (s *server) kill() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Kill() // fails only if it has exited already
	<-s.done
	s.forget()
}

func (s *server) forget() {
	_ = s.log.Close()
	s.cmd, s.log = nil, nil
}

// introduce puts the people of the default world into the story's variables: $ADA is a user principal name,
// $ADA_PASSWORD and $ADA_ID belong to it; $CI_PIPELINE_APP_ID, _SECRET and _ID are the service principal's,
// $APP_IDENTITY_CLIENT_ID, _RESOURCE_ID and _ID the managed identity's. $TENANT is the tenant's id, $LOGIN, $ARM,
// $GRAPH, $ACCOUNT and $METADATA are the origins.
func introduce(ts *testscript.TestScript) error {
	cmd := exec.Command("keyless", "env", "--shell", "json")
	cmd.Env = []string{"KEYLESS_DATA=" + ts.Getenv("KEYLESS_DATA"), "HOME=" + ts.Getenv("HOME"), "SSL_CERT_FILE=" + os.Getenv("SSL_CERT_FILE")}
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("keyless env --shell json: %w", err)
	}
	var world struct {
		TenantID   string            `json:"tenantId"`
		ResourceID string            `json:"resourceId"`
		Endpoints  map[string]string `json:"endpoints"`
		Users      []struct{ UserPrincipalName, Password, ID string }
		Groups     []struct{ DisplayName, ID string }
		Principals []struct{ DisplayName, AppID, Secret, ID string } `json:"servicePrincipals"`
		Identities []struct{ Name, ClientID, ID, ResourceID string } `json:"managedIdentities"`
	}
	if err := json.Unmarshal(out, &world); err != nil {
		return fmt.Errorf("keyless env --shell json: %w", err)
	}
	ts.Setenv("TENANT", world.TenantID)
	ts.Setenv("WANT_RESOURCE_ID", world.ResourceID)
	for name, origin := range world.Endpoints {
		ts.Setenv(variable(name), origin)
	}
	for _, u := range world.Users {
		name, _, _ := strings.Cut(u.UserPrincipalName, "@")
		ts.Setenv(variable(name), u.UserPrincipalName)
		ts.Setenv(variable(name)+"_PASSWORD", u.Password)
		ts.Setenv(variable(name)+"_ID", u.ID)
	}
	for _, g := range world.Groups {
		ts.Setenv(variable(g.DisplayName)+"_ID", g.ID)
	}
	for _, p := range world.Principals {
		ts.Setenv(variable(p.DisplayName)+"_APP_ID", p.AppID)
		ts.Setenv(variable(p.DisplayName)+"_SECRET", p.Secret)
		ts.Setenv(variable(p.DisplayName)+"_ID", p.ID)
	}
	for _, i := range world.Identities {
		ts.Setenv(variable(i.Name)+"_CLIENT_ID", i.ClientID)
		ts.Setenv(variable(i.Name)+"_RESOURCE_ID", i.ResourceID)
		ts.Setenv(variable(i.Name)+"_ID", i.ID)
	}
	return nil
}

func variable(name string) string { return strings.ToUpper(strings.ReplaceAll(name, "-", "_")) }

func freeAddress(ts *testscript.TestScript) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	defer l.Close()
	return l.Addr().String()
}
