package store

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pressly/goose/v3"
)

// A dump is a sequence of JSON lines: a dumpHead, then for each table a dumpTable and its rows as arrays, then a dumpEnd. Bytes are
// in base64.
type (
	dumpHead struct {
		Format string    `json:"format"` // dumpFormat
		Schema int64     `json:"schema"` // version of the schema
		At     time.Time `json:"at"`
	}
	dumpTable struct {
		Table   string   `json:"table"`
		Columns []string `json:"columns"`
	}
	dumpEnd struct {
		Rows int64 `json:"rows"`
	}
)

const dumpFormat = "keyless store 1"

// Copied describes a copy of a store.
type Copied struct {
	At     time.Time `json:"at"`     // when the copy was started
	Schema int64     `json:"schema"` // version of the schema
	Tables int       `json:"tables"`
	Rows   int64     `json:"rows"`
}

// Progress is called now and then with the table that is being copied and the number of its rows that are done.
type Progress func(table string, rows int64)

// Dump writes the whole store at address as of one moment, while servers continue to write to it. It does not migrate the store.
func Dump(ctx context.Context, address string, to io.Writer, at time.Time, tell Progress) (Copied, error) {
	copied, err := dump(ctx, address, to, at, tell)
	if err != nil {
		return copied, fmt.Errorf("read the store %s: %w", redact(address), err)
	}
	return copied, nil
}

func dump(ctx context.Context, address string, to io.Writer, at time.Time, tell Progress) (Copied, error) {
	copied := Copied{At: at.UTC().Truncate(time.Second)}
	db, err := openBare(ctx, address, false)
	if err != nil {
		return copied, err
	}
	defer func() { _ = db.Close() }()
	if copied.Schema, err = db.version(ctx); err != nil {
		return copied, err
	}
	switch {
	case copied.Schema == 0:
		return copied, errors.New("no server has run on it: it has no tables")
	case copied.Schema > newest():
		return copied, newer("the store", copied.Schema)
	}
	tables, err := schemaAt(copied.Schema)
	if err != nil {
		return copied, err
	}
	tx, err := db.snapshot(ctx)
	if err != nil {
		return copied, err
	}
	defer func() { _ = tx.Rollback() }()
	out := bufio.NewWriterSize(to, 64<<10)
	d := dumper{ctx: ctx, tx: tx, lines: json.NewEncoder(out), copied: &copied, tell: tell}
	d.lines.SetEscapeHTML(false)
	if err := d.lines.Encode(dumpHead{dumpFormat, copied.Schema, copied.At}); err != nil {
		return copied, err
	}
	for _, t := range tables {
		if err := d.table(t); err != nil {
			return copied, fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	if err := d.lines.Encode(dumpEnd{copied.Rows}); err != nil {
		return copied, err
	}
	return copied, out.Flush()
}

// snapshot starts a transaction that reads a consistent state.
func (b *bare) snapshot(ctx context.Context) (*sql.Tx, error) {
	if b.dialect == goose.DialectSQLite3 {
		return b.BeginTx(ctx, nil)
	}
	tx, err := b.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, withoutDeadlines); err != nil {
		return nil, errors.Join(err, tx.Rollback())
	}
	return tx, nil
}

// withoutDeadlines disables timeouts that a role or a database may have, for one transaction.
const withoutDeadlines = "SELECT set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)"

type dumper struct {
	ctx    context.Context
	tx     *sql.Tx
	lines  *json.Encoder
	copied *Copied
	tell   Progress
}

// tellEvery is the number of rows between two progress reports.
const tellEvery = 1000

func (d *dumper) table(t table) error {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	if err := d.lines.Encode(dumpTable{t.name, names}); err != nil {
		return err
	}
	d.copied.Tables++
	d.tell(t.name, d.copied.Rows)
	//nolint:gosec // names of the program's own migrations
	rows, err := d.tx.QueryContext(d.ctx, "SELECT "+strings.Join(names, ", ")+" FROM "+t.name)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	values, into := make([]any, len(names)), make([]any, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, c := range t.columns {
			if values[i], err = dumped(values[i], c.kind); err != nil {
				return fmt.Errorf("column %s: %w", c.name, err)
			}
		}
		if err := d.lines.Encode(values); err != nil {
			return err
		}
		if d.copied.Rows++; d.copied.Rows%tellEvery == 0 {
			d.tell(t.name, d.copied.Rows)
		}
	}
	return rows.Err()
}

// dumped converts a value to the form that both databases accept.
func dumped(value any, kind string) (any, error) {
	if value == nil {
		return nil, nil
	}
	switch kind {
	case "BIGINT":
		if n, ok := value.(int64); ok {
			return n, nil
		}
	case "BOOLEAN":
		switch b := value.(type) {
		case bool:
			return b, nil
		case int64:
			return b != 0, nil
		}
	case "BYTEA":
		switch b := value.(type) {
		case []byte:
			return b, nil
		case string:
			return []byte(b), nil
		}
	case "TEXT":
		text, ok := value.(string)
		if raw, is := value.([]byte); is {
			text, ok = string(raw), true
		}
		if ok && !utf8.ValidString(text) {
			return nil, errors.New("a text is not UTF-8: the database is damaged")
		}
		if ok {
			return text, nil
		}
	}
	return nil, fmt.Errorf("a %T is no %s: the database is damaged", value, kind)
}
