package store

import (
	"database/sql/driver"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"keyless.dev/keyless/internal/fault"
)

func TestParsePostgresReadsThePool(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("s3cret:with/signs\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := parsePostgres("postgres://keyless@db/k?pool_max_conns=9&pool_max_conn_lifetime=30m&pool_max_conn_idle_time=1m&sslmode=require&application_name=x&default_query_exec_mode=exec&statement_cache_capacity=0&description_cache_capacity=1&password_file=" + file)
	if err != nil {
		t.Fatal(err)
	}
	if a.maxOpen != 9 || a.maxIdle != 5 || a.lifetime != 30*time.Minute || a.idleTime != time.Minute {
		t.Errorf("the pool is %+v", a)
	}
	if len(a.config.RuntimeParams) != 1 || a.config.RuntimeParams["application_name"] != "x" {
		t.Errorf("the server is told %v", a.config.RuntimeParams)
	}
	if a.config.TLSConfig == nil || len(a.config.Fallbacks) != 0 {
		t.Error("sslmode=require is not kept")
	}
	config := a.config.Copy()
	if err := a.withPassword(t.Context(), config); err != nil || config.Password != "s3cret:with/signs" {
		t.Errorf("the password is %q, %v", config.Password, err)
	}
	if err := os.WriteFile(file, []byte("another"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := a.withPassword(t.Context(), config); err != nil || config.Password != "another" {
		t.Errorf("the password of the next connection is %q, %v", config.Password, err)
	}
}

func TestParsePostgresRefuses(t *testing.T) {
	for _, row := range []struct{ query, says string }{
		{"pool_max_conns=1", "pool_max_conns"},
		{"pool_max_conns=many", "pool_max_conns"},
		{"pool_max_conn_lifetime=1", "pool_max_conn_lifetime"},
		{"pool_max_conn_idle_time=-1s", "pool_max_conn_idle_time"},
		{"password_file=relative", "absolute"},
		{"password_file=/nowhere/at/all", "/nowhere/at/all"},
		{"sslmode=maybe", "cannot be read"},
	} {
		_, err := parsePostgres("postgres://keyless:hunter2@db/k?" + row.query)
		if err == nil || !strings.Contains(err.Error(), row.says) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", row.query, err)
		}
	}
}

func TestTemporaryFailuresAreUnavailable(t *testing.T) {
	for _, err := range []error{
		&pgconn.PgError{Code: "53100"}, // disk full
		&pgconn.PgError{Code: "53300"}, // too many connections
		&pgconn.PgError{Code: "57P01"}, // shut down by an administrator
		&pgconn.PgError{Code: "58030"}, // input or output
		&pgconn.PgError{Code: "08P01"}, // a pooler that gives up
		&pgconn.PgError{Code: "40001"}, &pgconn.PgError{Code: "25006"}, &pgconn.PgError{Code: "55P03"},
		io.ErrUnexpectedEOF, driver.ErrBadConn,
	} {
		if got := classifyPostgres(err); !fault.Is(got, fault.Unavailable) {
			t.Errorf("%v became %v", err, got)
		}
	}
	for _, err := range []error{&pgconn.PgError{Code: "42601"}, &pgconn.PgError{Code: "42P01"}, errors.New("x")} {
		if got := classifyPostgres(err); fault.Is(got, fault.Unavailable) {
			t.Errorf("%v became %v", err, got)
		}
	}
}
