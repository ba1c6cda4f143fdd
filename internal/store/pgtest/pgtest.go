//go:build unix

// Package pgtest starts a throw-away PostgreSQL for tests, from the binaries of the system.
package pgtest

import (
	"bytes"
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

// Server is a running PostgreSQL that nobody else uses.
type Server struct {
	socket string
	count  atomic.Int64
}

// script runs the server until standard input ends, which it does however the test process ends, and tidies up.
const script = `"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=32MB >"$2/log" 2>&1 &
pid=$!
read -r _
kill -INT $pid
wait $pid
rm -rf "$2"`

// Start starts a server and stops it when the test ends. It fails the test if PostgreSQL is not installed. The default
// collation of its databases is a language's and not the order of bytes, so that a query that forgets to say shows it.
func Start(tb testing.TB) *Server {
	tb.Helper()
	bin := binaries(tb)
	folder, err := os.MkdirTemp("", "keyless-pg-")
	if err != nil {
		tb.Fatal(err)
	}
	as := account(tb, folder)
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", filepath.Join(folder, "data"), "-U", "keyless", "--auth=trust",
		"--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en", "--no-sync")
	initdb.SysProcAttr, initdb.Dir = as, folder
	if out, err := initdb.CombinedOutput(); err != nil {
		tb.Fatalf("initdb: %v\n%s", err, out)
	}
	server := exec.Command("sh", "-c", script, "sh", bin, folder)
	server.SysProcAttr, server.Dir = as, folder
	hold, err := server.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	var out bytes.Buffer
	server.Stdout, server.Stderr = &out, &out
	if err := server.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = hold.Close()
		_ = server.Wait()
	})
	s := &Server{socket: folder}
	s.await(tb, &out)
	return s
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

// Socket is the path of the socket that the server listens at.
func (s *Server) Socket() string { return filepath.Join(s.socket, ".s.PGSQL.5432") }

// Through is the address of a database, as Database gives it, by way of something that listens at a TCP address and
// carries connections to Socket.
func (s *Server) Through(address, tcp string) string {
	database, _, _ := strings.Cut(strings.TrimPrefix(address, "postgres:///"), "?")
	return "postgres://keyless@" + tcp + "/" + database + "?sslmode=disable"
}

func (s *Server) address(database string) string {
	return "postgres:///" + database + "?user=keyless&host=" + s.socket
}

func (s *Server) await(tb testing.TB, out *bytes.Buffer) {
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
	tb.Fatalf("PostgreSQL does not answer: %v\n%s%s", err, out, log)
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
