//go:build unix && e2e

package pgsql_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"keyless.dev/keyless/internal/store/pgsql"
	"keyless.dev/keyless/internal/store/pgtest"
)

// open opens a pool of one connection.
func open(t *testing.T, address string, unnamed bool) *sql.DB {
	t.Helper()
	config, err := pgconn.ParseConfig(address)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(pgsql.Connector{Config: config, Unnamed: unnamed})
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func must(t *testing.T, db *sql.DB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// code is the SQLSTATE of an error, "" if it has none.
func code(err error) string {
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return said.Code
	}
	return ""
}

func TestPostgreSQLIsDrivenThroughItsProtocol(t *testing.T) {
	server := pgtest.Start(t)
	for _, unnamed := range []bool{false, true} {
		t.Run(fmt.Sprintf("unnamed=%v", unnamed), func(t *testing.T) {
			address := server.Database(t)
			for _, row := range []struct {
				rule string
				test func(*testing.T, *sql.DB, string)
			}{
				{"values come back as they were put", values},
				{"bytes come back where the role has another form of them", escaped},
				{"a value of another type is read as its text", texts},
				{"a statement without rows names its columns", columns},
				{"statements say how many rows they changed", affected},
				{"several statements without parameters run one after the other", several},
				{"an error has its code, and the connection goes on", failing},
				{"a commit after a failed statement fails", abortedCommit},
				{"a transaction that reads refuses to write", readOnly},
				{"more statements than are kept prepared", many},
				{"long statements are not kept prepared", long},
				{"a column's type changes under a statement", changed},
				{"prepared statements are gone", discarded},
				{"a connection that lay idle and is gone is replaced", terminated},
				{"a context that ends stops a statement", canceled},
				{"a context that ends rolls a transaction back", endedTransaction},
			} {
				t.Run(row.rule, func(t *testing.T) { row.test(t, open(t, address, unnamed), address) })
			}
		})
	}
}

func values(t *testing.T, db *sql.DB, _ string) {
	must(t, db, "DROP TABLE IF EXISTS v", "CREATE TABLE v (n BIGINT, b BOOLEAN, raw BYTEA, t TEXT)")
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	rows := [][]any{
		{int64(0), true, all, "plain"},
		{int64(-9223372036854775808), false, []byte{}, ""},
		{int64(9223372036854775807), true, []byte(`\x41`), "ü \\ ' \" \n $1 𝄞"},
		{nil, nil, nil, nil},
	}
	for _, row := range rows {
		if _, err := db.ExecContext(t.Context(), "INSERT INTO v VALUES ($1, $2, $3, $4)", row...); err != nil {
			t.Fatal(err)
		}
		var got [4]any
		where := "SELECT n, b, raw, t FROM v WHERE n IS NOT DISTINCT FROM $1 AND b IS NOT DISTINCT FROM $2 AND raw IS NOT DISTINCT FROM $3 AND t IS NOT DISTINCT FROM $4"
		if err := db.QueryRowContext(t.Context(), where, row...).Scan(&got[0], &got[1], &got[2], &got[3]); err != nil {
			t.Fatalf("%v: %v", row, err)
		}
		if !reflect.DeepEqual(got[:], row) {
			t.Errorf("%v came back as %v", row, got)
		}
	}
	if _, err := db.ExecContext(t.Context(), "INSERT INTO v VALUES ($1)", time.Now()); err == nil || !strings.Contains(err.Error(), "time.Time") {
		t.Errorf("a time is a parameter: %v", err)
	}
}

func escaped(t *testing.T, db *sql.DB, _ string) {
	must(t, db, "SET bytea_output = 'escape'")
	for _, bytes := range [][]byte{[]byte("abcd"), []byte(`\x41`), {0, 1, '\\', '\'', 200, 255}, {}} {
		var got []byte
		if err := db.QueryRowContext(t.Context(), "SELECT $1::bytea", bytes).Scan(&got); err != nil || string(got) != string(bytes) {
			t.Errorf("%q came back as %q, %v", bytes, got, err)
		}
	}
}

func texts(t *testing.T, db *sql.DB, _ string) {
	var sum int64
	var half float64
	var name, id string
	err := db.QueryRowContext(t.Context(), "SELECT sum(n)::numeric, 0.5::float8, 'x'::name, '(0,1)'::tid FROM (VALUES (20::bigint), (22)) v (n)").Scan(&sum, &half, &name, &id)
	if err != nil || sum != 42 || half != 0.5 || name != "x" || id != "(0,1)" {
		t.Errorf("%d %v %q %q, %v", sum, half, name, id, err)
	}
}

func columns(t *testing.T, db *sql.DB, _ string) {
	rows, err := db.QueryContext(t.Context(), "SELECT 1 AS one, 'x' AS letter WHERE false")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	if names, err := rows.Columns(); err != nil || !reflect.DeepEqual(names, []string{"one", "letter"}) {
		t.Errorf("the columns are %q, %v", names, err)
	}
	if rows.Next() || rows.Err() != nil {
		t.Errorf("there is a row, or %v", rows.Err())
	}
}

func affected(t *testing.T, db *sql.DB, _ string) {
	must(t, db, "DROP TABLE IF EXISTS a", "CREATE TABLE a (n BIGINT)")
	for _, row := range []struct {
		statement string
		args      []any
		want      int64
	}{
		{"INSERT INTO a VALUES ($1), ($2), ($2)", []any{1, 2}, 3},
		{"UPDATE a SET n = $1 WHERE n = $2", []any{5, 2}, 2},
		{"DELETE FROM a WHERE n = 1", nil, 1},
		{"DELETE FROM a WHERE n = $1", []any{77}, 0},
	} {
		result, err := db.ExecContext(t.Context(), row.statement, row.args...)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := result.RowsAffected(); n != row.want || err != nil {
			t.Errorf("%s: %d, %v", row.statement, n, err)
		}
	}
}

func several(t *testing.T, db *sql.DB, _ string) {
	must(t, db, "DROP TABLE IF EXISTS s; CREATE TABLE s (n BIGINT); INSERT INTO s VALUES (1), (2)")
	if _, err := db.ExecContext(t.Context(), "INSERT INTO s VALUES (3); SELECT 1/0; INSERT INTO s VALUES (4)"); code(err) != "22012" {
		t.Errorf("a division by zero among them: %v", err)
	}
	var n int
	if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM s").Scan(&n); err != nil || n != 2 {
		t.Errorf("there are %d rows, %v", n, err)
	}
}

func failing(t *testing.T, db *sql.DB, _ string) {
	must(t, db, "DROP TABLE IF EXISTS f", "CREATE TABLE f (n BIGINT PRIMARY KEY)", "INSERT INTO f VALUES (1)")
	for _, row := range []struct {
		statement string
		args      []any
		code      string
	}{
		{"INSERT INTO f VALUES ($1)", []any{1}, "23505"},
		{"INSERT INTO f VALUES (1)", nil, "23505"},
		{"INSERT INTO nowhere VALUES ($1)", []any{1}, "42P01"},
		{"INSERT INTO f VALUES ($1)", []any{"x"}, "22P02"},
		{"INSERT INTO f VALUES ($1)", []any{1, 2}, "08P01"},
	} {
		if _, err := db.ExecContext(t.Context(), row.statement, row.args...); code(err) != row.code {
			t.Errorf("%s with %v: %v", row.statement, row.args, err)
		}
	}
	var n int64
	if err := db.QueryRowContext(t.Context(), "SELECT 10 / (n - 1) FROM f WHERE n = $1", 1).Scan(&n); code(err) != "22012" {
		t.Errorf("a query that fails in its first row: %v", err)
	}
	rows, err := db.QueryContext(t.Context(), "SELECT 10 / (3 - n) FROM generate_series(1, $1::bigint) n", 5)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	read := 0
	for rows.Next() {
		read++
	}
	if code(rows.Err()) != "22012" || read != 2 {
		t.Errorf("a query that fails in its third row: %d rows, %v", read, rows.Err())
	}
}

func abortedCommit(t *testing.T, db *sql.DB, _ string) {
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.ExecContext(t.Context(), "SELECT 1/0"); err == nil {
		t.Fatal("nothing failed")
	}
	if err := tx.Commit(); !errors.Is(err, pgsql.ErrRolledBack) {
		t.Errorf("the commit said %v", err)
	}
	must(t, db, "SELECT 1")
}

func readOnly(t *testing.T, db *sql.DB, _ string) {
	must(t, db, "DROP TABLE IF EXISTS r", "CREATE TABLE r (n BIGINT)")
	tx, err := db.BeginTx(t.Context(), &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	var level string
	if err := tx.QueryRowContext(t.Context(), "SHOW transaction_isolation").Scan(&level); err != nil || level != "repeatable read" {
		t.Errorf("the isolation is %q, %v", level, err)
	}
	if _, err := tx.ExecContext(t.Context(), "INSERT INTO r VALUES ($1)", 1); code(err) != "25006" {
		t.Errorf("a write: %v", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Error(err)
	}
	if _, err := db.BeginTx(t.Context(), &sql.TxOptions{Isolation: sql.LevelLinearizable}); err == nil {
		t.Error("an isolation level that there is not began")
	}
}

func many(t *testing.T, db *sql.DB, _ string) {
	for i := range 1100 {
		var n int
		if err := db.QueryRowContext(t.Context(), fmt.Sprintf("SELECT %d + $1::bigint", i), 1).Scan(&n); err != nil || n != i+1 {
			t.Fatalf("statement %d: %d, %v", i, n, err)
		}
	}
	var kept int
	if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM pg_prepared_statements").Scan(&kept); err != nil || kept > 512 {
		t.Errorf("%d statements are prepared, %v", kept, err)
	}
}

func long(t *testing.T, db *sql.DB, _ string) {
	var n, kept int
	query := "SELECT $1::bigint" + strings.Repeat(" + 1", 1000)
	if err := db.QueryRowContext(t.Context(), query, 1).Scan(&n); err != nil || n != 1001 {
		t.Errorf("%d, %v", n, err)
	}
	if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM pg_prepared_statements WHERE length(statement) > 1000").Scan(&kept); err != nil || kept != 0 {
		t.Errorf("%d are kept, %v", kept, err)
	}
}

func changed(t *testing.T, db *sql.DB, address string) {
	must(t, db, "DROP TABLE IF EXISTS c", "CREATE TABLE c (n BIGINT)", "INSERT INTO c VALUES (7)")
	const query = "SELECT n FROM c WHERE $1::boolean"
	var got any
	if err := db.QueryRowContext(t.Context(), query, true).Scan(&got); err != nil || got != int64(7) {
		t.Fatalf("%v, %v", got, err)
	}
	must(t, open(t, address, true), "ALTER TABLE c ALTER COLUMN n TYPE TEXT USING n::text")
	if err := db.QueryRowContext(t.Context(), query, true).Scan(&got); err != nil && code(err) != "0A000" {
		t.Errorf("the first query after the change: %v", err)
	}
	if err := db.QueryRowContext(t.Context(), query, true).Scan(&got); err != nil || got != "7" {
		t.Errorf("the second: %v, %v", got, err)
	}
}

func discarded(t *testing.T, db *sql.DB, _ string) {
	var n int
	for _, allowed := range []string{"", "26000", ""} {
		if allowed != "" {
			must(t, db, "DEALLOCATE ALL")
		}
		if err := db.QueryRowContext(t.Context(), "SELECT $1::bigint + 1", 1).Scan(&n); code(err) != allowed && err != nil {
			t.Errorf("%v", err)
		}
	}
	if n != 2 {
		t.Errorf("1 + 1 is %d", n)
	}
}

func terminated(t *testing.T, db *sql.DB, address string) {
	var first, second int
	if err := db.QueryRowContext(t.Context(), "SELECT pg_backend_pid()").Scan(&first); err != nil {
		t.Fatal(err)
	}
	other := open(t, address, true)
	must(t, other, fmt.Sprintf("SELECT pg_terminate_backend(%d, 10000)", first))
	time.Sleep(1100 * time.Millisecond) // after a second of idleness a connection is asked whether it still works
	if err := db.QueryRowContext(t.Context(), "SELECT pg_backend_pid()").Scan(&second); err != nil || second == first {
		t.Errorf("process %d after %d, %v", second, first, err)
	}
}

func canceled(t *testing.T, db *sql.DB, _ string) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := db.ExecContext(ctx, "SELECT pg_sleep($1)", 60); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	must(t, db, "SELECT 1")
}

func endedTransaction(t *testing.T, db *sql.DB, _ string) {
	must(t, db, "DROP TABLE IF EXISTS e", "CREATE TABLE e (n BIGINT)")
	ctx, cancel := context.WithCancel(t.Context())
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO e VALUES ($1)", 1); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := tx.Commit(); err == nil {
		t.Error("it was committed")
	}
	var n int
	if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM e").Scan(&n); err != nil || n != 0 {
		t.Errorf("there are %d rows, %v", n, err)
	}
}
