//go:build unix

package systemd

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestSocketsHaveTheNamesOfTheirUnits(t *testing.T) {
	listener := func() net.Listener {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = l.Close() })
		return l
	}
	for name, row := range map[string]struct {
		given   map[string][]net.Listener
		want    string
		refused string
	}{
		"none":                          {},
		"a name that is known":          {given: map[string][]net.Listener{"metrics": {listener()}}, want: "metrics"},
		"one with the name of its unit": {given: map[string][]net.Listener{"keyless.socket": {listener()}}, want: "tls"},
		"one with no name":              {given: map[string][]net.Listener{"LISTEN_FD_3": {listener()}}, want: "tls"},
		"both":                          {given: map[string][]net.Listener{"tls": {listener()}, "metrics": {listener()}}, want: "metrics tls"},
		"two, and one of them has an unknown name": {given: map[string][]net.Listener{"tls": {listener()}, "ssh": {listener()}}, refused: "called ssh"},
		"two of one name":                          {given: map[string][]net.Listener{"tls": {listener(), listener()}}, refused: "takes one"},
		"a datagram socket":                        {given: map[string][]net.Listener{"tls": {nil}}, refused: "ListenStream="},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := assign(row.given, []string{"tls", "metrics"})
			if row.refused != "" {
				if err == nil || !strings.Contains(err.Error(), row.refused) {
					t.Fatalf("assign = %v, %v; want an error that says %q", got, err, row.refused)
				}
				for _, listeners := range row.given {
					if l := listeners[0]; l != nil {
						if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
							t.Errorf("a socket stays open: %v", err)
						}
					}
				}
				return
			}
			var names []string
			for _, name := range []string{"metrics", "tls"} {
				if got[name] != nil {
					names = append(names, name)
				}
			}
			if err != nil || strings.Join(names, " ") != row.want {
				t.Errorf("assign = %v, %v; want %q", names, err, row.want)
			}
		})
	}
}

// manager is the socket of a service manager.
func manager(t *testing.T) *net.UnixConn {
	t.Helper()
	path := filepath.Join(t.TempDir(), "notify")
	c, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	t.Setenv("NOTIFY_SOCKET", path)
	return c
}

func received(t *testing.T, c *net.UnixConn) string {
	t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
	buffer := make([]byte, 256)
	n, err := c.Read(buffer)
	if err != nil {
		t.Fatal(err)
	}
	return string(buffer[:n])
}

func TestNotifyTellsTheServiceManager(t *testing.T) {
	c := manager(t)
	for want, tell := range map[string]func() error{"READY=1": Ready, "STOPPING=1": Stopping} {
		if err := tell(); err != nil {
			t.Fatal(err)
		}
		if got := received(t, c); got != want {
			t.Errorf("the service manager reads %q, want %q", got, want)
		}
	}
}

func TestNotifyDoesNothingWithoutAServiceManager(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "")
	if err := Ready(); err != nil {
		t.Error(err)
	}
}

func TestWatchLeavesTheWatchdogOutWhileTheCheckFails(t *testing.T) {
	c := manager(t)
	t.Setenv("WATCHDOG_USEC", "60000")
	t.Setenv("WATCHDOG_PID", strconv.Itoa(os.Getpid()))
	ctx, cancel := context.WithCancel(t.Context())
	var checks, failures int
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		Watch(ctx, func(context.Context) error {
			if checks++; checks == 1 {
				return errors.New("no answer")
			}
			return nil
		}, func(error) { failures++ })
	}()
	if got := received(t, c); got != "WATCHDOG=1" {
		t.Errorf("the service manager reads %q", got)
	}
	cancel()
	<-ended
	if checks < 2 || failures != 1 {
		t.Errorf("%d checks and %d failures, want the first check to have failed", checks, failures)
	}
}

func TestWatchReturnsWithoutAWatchdog(t *testing.T) {
	t.Setenv("WATCHDOG_USEC", "")
	Watch(t.Context(), func(context.Context) error { t.Error("checked"); return nil }, func(err error) { t.Error(err) })
}
