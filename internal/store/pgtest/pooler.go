//go:build unix

package pgtest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Pooler starts a PgBouncer in transaction mode in front of the server, as Debian has it but for its mode, and returns a
// function that leads the address of one of the server's databases through it. It fails the test if PgBouncer is not
// installed.
func (s *Server) Pooler(tb testing.TB) func(address string) string {
	tb.Helper()
	path, err := exec.LookPath("pgbouncer")
	if err != nil {
		path = "/usr/sbin/pgbouncer"
	}
	if _, err := os.Stat(path); err != nil {
		tb.Fatal("PgBouncer is not installed: these tests need Debian's package pgbouncer")
	}
	folder, err := os.MkdirTemp("", "keyless-pgb-")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = os.RemoveAll(folder) })
	attributes := account(tb, folder)
	const port = 6432
	config := fmt.Sprintf(`[databases]
* = host=%s
[pgbouncer]
listen_addr =
listen_port = %d
unix_socket_dir = %s
auth_type = trust
auth_file = %s/users
pool_mode = transaction
default_pool_size = 10
`, s.socket, port, folder, folder)
	file := filepath.Join(folder, "pgbouncer.ini")
	if err := os.WriteFile(file, []byte(config), 0o644); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "users"), []byte(`"keyless" ""`+"\n"), 0o644); err != nil {
		tb.Fatal(err)
	}
	pooler := exec.Command(path, file)
	pooler.SysProcAttr, pooler.Dir = attributes, folder
	var log bytes.Buffer
	pooler.Stdout, pooler.Stderr = &log, &log
	if err := pooler.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = pooler.Process.Kill(); _ = pooler.Wait() })
	through := func(address string) string {
		config, err := pgx.ParseConfig(address)
		if err != nil {
			tb.Fatal(err)
		}
		return fmt.Sprintf("postgres:///%s?user=keyless&host=%s&port=%d", config.Database, folder, port)
	}
	for range 200 {
		var conn *pgx.Conn
		if conn, err = pgx.Connect(context.Background(), through(s.address("postgres"))); err == nil {
			_ = conn.Close(context.Background())
			return through
		}
		time.Sleep(50 * time.Millisecond)
	}
	tb.Fatalf("PgBouncer does not answer: %v\n%s", err, log.String())
	return nil
}
