package store

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"
)

// Restore fills the empty store at address with a copy that Dump wrote, and migrates its schema. It restores all or nothing, and
// must read from to its end for that.
func Restore(ctx context.Context, from io.Reader, address string, tell Progress) (Copied, error) {
	lines, copied, err := readHead(from)
	if err != nil {
		return copied, err
	}
	if err := restore(ctx, lines, address, &copied, tell); err != nil {
		return copied, fmt.Errorf("fill the store %s: %w", redact(address), err)
	}
	return copied, nil
}

// CheckDump reads a copy that Dump wrote, and fails where Restore would.
func CheckDump(from io.Reader, tell Progress) (Copied, error) {
	lines, copied, err := readHead(from)
	if err != nil {
		return copied, err
	}
	return copied, readTables(lines, &copied, tell, func(table, [][]any) error { return nil })
}

// maxLine is the maximum length of a line of a dump in bytes, which is a row of the store.
const maxLine = 256 << 20

func readHead(from io.Reader) (*bufio.Scanner, Copied, error) {
	lines := bufio.NewScanner(from)
	lines.Buffer(make([]byte, 64<<10), maxLine)
	var head dumpHead
	if !lines.Scan() {
		return nil, Copied{}, errors.Join(lines.Err(), errors.New("the copy is empty"))
	}
	if json.Unmarshal(lines.Bytes(), &head) != nil || head.Format != dumpFormat {
		return nil, Copied{}, errors.New("this is no copy of a store that this release of keyless can read")
	}
	copied := Copied{At: head.At, Schema: head.Schema}
	if head.Schema > newest() {
		return nil, copied, newer("the copy", head.Schema)
	}
	return lines, copied, nil
}

func restore(ctx context.Context, lines *bufio.Scanner, address string, copied *Copied, tell Progress) error {
	db, err := openBare(ctx, address, true)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := db.mustBeEmpty(ctx); err != nil {
		return err
	}
	if err := db.migrateTo(ctx, copied.Schema); err != nil {
		return err
	}
	if err := db.fill(ctx, lines, copied, tell); err != nil {
		return err
	}
	if err := db.migrateTo(ctx, newest()); err != nil {
		return err
	}
	if db.dialect == goose.DialectPostgres {
		if err := makePlaces(ctx, db.DB); err != nil {
			return err
		}
	}
	return checkSchema(ctx, db.dialect, db.DB)
}

// mustBeEmpty fails unless the database has no tables, or those of a failed restore.
func (b *bare) mustBeEmpty(ctx context.Context) error {
	version, err := b.version(ctx)
	if err != nil || version == 0 {
		return err
	}
	for _, name := range []string{"tenants", "signing_keys"} {
		var rows int64
		if err := b.QueryRowContext(ctx, "SELECT count(*) FROM "+name).Scan(&rows); err != nil {
			return err
		}
		if rows > 0 {
			return errors.New("it is in use: nothing is ever overwritten. Name an empty database, or move the old file away first")
		}
	}
	return nil
}

// fill writes all rows in one transaction.
func (b *bare) fill(ctx context.Context, lines *bufio.Scanner, copied *Copied, tell Progress) error {
	tables, err := schemaAt(copied.Schema)
	if err != nil {
		return err
	}
	tx, err := b.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if b.dialect == goose.DialectPostgres {
		if _, err := tx.ExecContext(ctx, withoutDeadlines+", set_config('lock_timeout', '0', true)"); err != nil {
			return err
		}
	}
	for _, t := range slices.Backward(tables) {
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+t.name); err != nil { // rows that migrations created
			return err
		}
	}
	if err := readTables(lines, copied, tell, func(t table, rows [][]any) error { return b.insert(ctx, tx, t, rows) }); err != nil {
		return err
	}
	if err := goOn(ctx, tx, tables); err != nil {
		return err
	}
	return tx.Commit()
}

// goOn makes places in the audit log continue after the existing records. On PostgreSQL, from which the copy may come, a sequence
// has the last place, and sequences are not copied.
func goOn(ctx context.Context, tx *sql.Tx, tables []table) error {
	var last int64
	for name, query := range map[string]string{"audit": "SELECT coalesce(max(seq), 0) FROM audit", "audit_blocks": "SELECT coalesce(max(last), 0) FROM audit_blocks"} {
		if !slices.ContainsFunc(tables, func(t table) bool { return t.name == name }) {
			continue // the copy is of an earlier release
		}
		var place int64
		if err := tx.QueryRowContext(ctx, query).Scan(&place); err != nil {
			return err
		}
		last = max(last, place)
	}
	_, err := tx.ExecContext(ctx, "UPDATE audit_head SET seq = $1 WHERE id = 1 AND seq < $1", last)
	return err
}

func (b *bare) insert(ctx context.Context, tx *sql.Tx, t table, rows [][]any) error {
	var text strings.Builder
	text.WriteString("INSERT INTO " + t.name + " (")
	for i, c := range t.columns {
		if i > 0 {
			text.WriteString(", ")
		}
		text.WriteString(c.name)
	}
	text.WriteString(") VALUES ")
	values := make([]any, 0, len(rows)*len(t.columns))
	for i, row := range rows {
		if i > 0 {
			text.WriteString(", ")
		}
		for j, value := range row {
			values = append(values, value)
			if j == 0 {
				text.WriteString("(")
			} else {
				text.WriteString(", ")
			}
			if b.dialect == goose.DialectSQLite3 {
				text.WriteString("?")
			} else {
				fmt.Fprintf(&text, "$%d", len(values))
			}
		}
		text.WriteString(")")
	}
	_, err := tx.ExecContext(ctx, text.String(), values...)
	return err
}

// How many rows one statement inserts, and approximately how many bytes.
const (
	batchRows  = 200
	batchBytes = 4 << 20
)

// readTables parses what follows the head, and passes it on in batches.
func readTables(lines *bufio.Scanner, copied *Copied, tell Progress, insert func(table, [][]any) error) error {
	tables, err := schemaAt(copied.Schema)
	if err != nil {
		return err
	}
	damaged := func(what string) error { return fmt.Errorf("the copy is damaged: %s", what) }
	var current table
	var batch [][]any
	size := 0
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := insert(current, batch)
		if copied.Rows += int64(len(batch)); err == nil {
			tell(current.name, copied.Rows)
		}
		batch, size = batch[:0], 0
		if err != nil {
			return fmt.Errorf("table %s: %w", current.name, err)
		}
		return nil
	}
	for lines.Scan() {
		line := lines.Bytes()
		if bytes.HasPrefix(line, []byte("[")) {
			if copied.Tables == 0 {
				return damaged("a row is in no table")
			}
			row, err := current.row(line)
			if err != nil {
				return damaged(err.Error())
			}
			if batch, size = append(batch, row), size+len(line); len(batch) == batchRows || size > batchBytes {
				if err := flush(); err != nil {
					return err
				}
			}
			continue
		}
		if err := flush(); err != nil {
			return err
		}
		var next struct {
			dumpTable
			dumpEnd
		}
		next.Rows = -1
		if err := json.Unmarshal(line, &next); err != nil {
			return damaged(err.Error())
		}
		if next.Rows >= 0 {
			if next.Rows != copied.Rows || copied.Tables != len(tables) {
				return damaged("rows are missing")
			}
			if lines.Scan() {
				return damaged("it goes on after its end")
			}
			return lines.Err()
		}
		if copied.Tables == len(tables) || next.Table != tables[copied.Tables].name {
			return damaged(fmt.Sprintf("the table %q is not expected", next.Table))
		}
		current = tables[copied.Tables]
		copied.Tables++
		if !slices.EqualFunc(next.Columns, current.columns, func(name string, c column) bool { return name == c.name }) {
			return damaged(fmt.Sprintf("the table %s has other columns", next.Table))
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return damaged("it is cut short")
}

// row parses a row.
func (t *table) row(line []byte) ([]any, error) {
	var raw []json.RawMessage
	if err := json.Unmarshal(line, &raw); err != nil {
		return nil, err
	}
	if len(raw) != len(t.columns) {
		return nil, fmt.Errorf("a row of the table %q has %d columns", t.name, len(raw))
	}
	row := make([]any, len(raw))
	for i, c := range t.columns {
		if bytes.Equal(raw[i], []byte("null")) {
			continue
		}
		var err error
		switch c.kind {
		case "BIGINT":
			row[i], err = as[int64](raw[i])
		case "BOOLEAN":
			row[i], err = as[bool](raw[i])
		case "BYTEA":
			row[i], err = as[[]byte](raw[i])
		default:
			row[i], err = as[string](raw[i])
		}
		if err != nil {
			return nil, fmt.Errorf("column %s of the table %s: %w", c.name, t.name, err)
		}
	}
	return row, nil
}

func as[T any](raw json.RawMessage) (any, error) {
	var value T
	err := json.Unmarshal(raw, &value)
	return value, err
}
