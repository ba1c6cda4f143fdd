//go:build unix

// Package pgtest starts a throw-away PostgreSQL for tests, from the binaries of the system.
package pgtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a PostgreSQL that nobody else uses.
type Server struct {
	socket  string // the folder of its socket and its files
	bin     string
	as      *syscall.SysProcAttr
	count   atomic.Int64
	running *exec.Cmd // nil while it is stopped
	ended   chan struct{}
}

// janitor waits until standard input ends, which it does however the test process ends. It then ends the server, also one
// that is frozen (after five seconds the postmaster kills what does not end), and tidies up.
const janitor = `read -r _
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
if [ -n "$pid" ]; then
  kill -CONT "$pid"; kill -QUIT "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
fi
rm -rf "$1"`

// Start starts a server and stops it when the test ends. It fails the test if PostgreSQL is not installed. The default
// collation of its databases is a language's and not the order of bytes, so that a query that forgets to say shows it.
func Start(tb testing.TB) *Server {
	tb.Helper()
	bin := binaries(tb)
	folder, err := os.MkdirTemp("", "keyless-pg-")
	if err != nil {
		tb.Fatal(err)
	}
	s := &Server{socket: folder, bin: bin, as: account(tb, folder)}
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", s.data(), "-U", "keyless", "--auth=trust",
		"--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en", "--no-sync")
	initdb.SysProcAttr, initdb.Dir = s.as, folder
	if out, err := initdb.CombinedOutput(); err != nil {
		tb.Fatalf("initdb: %v\n%s", err, out)
	}
	keeper := exec.Command("sh", "-c", janitor, "sh", folder)
	keeper.SysProcAttr, keeper.Dir = s.as, folder
	hold, err := keeper.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := keeper.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = hold.Close()
		if s.running != nil {
			<-s.ended // before the janitor can look: the process is this one's child
		}
		_ = keeper.Wait()
	})
	s.Resume(tb)
	return s
}

func (s *Server) data() string { return filepath.Join(s.socket, "data") }

// Resume starts the server again after Stop, at the same socket.
func (s *Server) Resume(tb testing.TB) {
	tb.Helper()
	log, err := os.OpenFile(filepath.Join(s.socket, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = log.Close() }()
	server := exec.Command(filepath.Join(s.bin, "postgres"), "-D", s.data(), "-k", s.socket, "-c", "listen_addresses=", "-c", "fsync=off",
		"-c", "full_page_writes=off", "-c", "max_connections=200", "-c", "shared_buffers=32MB")
	server.SysProcAttr, server.Dir, server.Stdout, server.Stderr = s.as, s.socket, log, log
	if err := server.Start(); err != nil {
		tb.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = server.Wait(); close(ended) }()
	s.running, s.ended = server, ended
	s.await(tb)
}

// Stop ends the server as a crash does, at once and without a checkpoint. What was committed stays.
func (s *Server) Stop(tb testing.TB) {
	tb.Helper()
	if err := s.running.Process.Signal(syscall.SIGQUIT); err != nil {
		tb.Fatal(err)
	}
	<-s.ended
	s.running = nil
}

// Copy copies the files of a server that is stopped, in place of what was copied before.
func (s *Server) Copy(tb testing.TB) { s.copy(tb, s.data(), filepath.Join(s.socket, "copy")) }

// Restore puts the files of a server that is stopped back to the copy.
func (s *Server) Restore(tb testing.TB) { s.copy(tb, filepath.Join(s.socket, "copy"), s.data()) }

func (s *Server) copy(tb testing.TB, from, to string) {
	tb.Helper()
	if err := os.RemoveAll(to); err != nil {
		tb.Fatal(err)
	}
	if out, err := exec.Command("cp", "-a", from, to).CombinedOutput(); err != nil {
		tb.Fatalf("cp: %v\n%s", err, out)
	}
}

// Freeze stops all processes of the server by a signal: connections stay open, and nothing answers. Thaw lets them go on.
func (s *Server) Freeze() { s.signal(syscall.SIGSTOP) }

// Thaw is the opposite of Freeze.
func (s *Server) Thaw() { s.signal(syscall.SIGCONT) }

// signal sends a signal to the postmaster, which then starts no others, and to its children.
func (s *Server) signal(sig syscall.Signal) {
	parent := s.running.Process.Pid
	_ = s.running.Process.Signal(sig)
	all, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range all {
		text, _ := os.ReadFile(file) // 42 (postgres) S 7 …; it may have ended
		_, rest, _ := strings.Cut(string(text), ") ")
		if fields := strings.Fields(rest); len(fields) > 1 && fields[1] == strconv.Itoa(parent) {
			if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file))); err == nil {
				_ = syscall.Kill(pid, sig)
			}
		}
	}
}

// Database makes a new, empty database and returns its address.
func (s *Server) Database(tb testing.TB) string {
	tb.Helper()
	name := fmt.Sprintf("test%d", s.count.Add(1))
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, s.address("postgres"))
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		tb.Fatal(err)
	}
	return s.address(name)
}

func (s *Server) address(database string) string {
	return "postgres:///" + database + "?user=keyless&host=" + s.socket
}

func (s *Server) await(tb testing.TB) {
	tb.Helper()
	ctx := context.Background()
	var err error
	for range 600 {
		var conn *pgx.Conn
		if conn, err = pgx.Connect(ctx, s.address("postgres")); err == nil {
			_ = conn.Close(ctx)
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	log, _ := os.ReadFile(filepath.Join(s.socket, "log"))
	tb.Fatalf("PostgreSQL does not answer: %v\n%s", err, log)
}

// binaries finds the folder of the newest server on the system.
func binaries(tb testing.TB) string {
	tb.Helper()
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(path)
		}
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		tb.Fatal("PostgreSQL's server is not installed: these tests need initdb and postgres (Debian's package postgresql)")
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(strings.Split(path, "/")[4])
		return n
	}
	slices.SortFunc(found, func(a, b string) int { return version(b) - version(a) })
	return filepath.Dir(found[0])
}

// account makes processes run as the user postgres if the test runs as root, which PostgreSQL refuses.
func account(tb testing.TB, folder string) *syscall.SysProcAttr {
	tb.Helper()
	// Its own process group: an interrupt from the keyboard reaches the test, which stops it in order.
	attributes := &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() != 0 {
		return attributes
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		tb.Fatal(err)
	}
	uid, errUID := strconv.Atoi(who.Uid)
	gid, errGID := strconv.Atoi(who.Gid)
	if errUID != nil || errGID != nil {
		tb.Fatalf("the user postgres has ids %s and %s", who.Uid, who.Gid)
	}
	if err := os.Chown(folder, uid, gid); err != nil {
		tb.Fatal(err)
	}
	attributes.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return attributes
}
