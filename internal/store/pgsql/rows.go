package pgsql

import (
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// The object ids of types, as pg_type has them on every server.
const (
	boolean  = 16
	bytea    = 17
	bigint   = 20
	smallint = 21
	integer  = 23
)

// asBinary is the format of a parameter in the form that its type has in binary; text is 0.
const asBinary = 1

var errBytes = errors.New("a text of bytes is in no form of PostgreSQL")

// parameters are values as the protocol carries them: bytes as they are, and the rest as text.
func parameters(args []driver.NamedValue) (values [][]byte, formats []int16, err error) {
	values, formats = make([][]byte, len(args)), make([]int16, len(args))
	for i, arg := range args {
		switch v := arg.Value.(type) {
		case nil:
		case int64:
			values[i] = strconv.AppendInt(nil, v, 10)
		case bool:
			values[i] = strconv.AppendBool(nil, v)
		case string:
			values[i] = append([]byte{}, v...)
		case []byte:
			values[i], formats[i] = v, asBinary
		default:
			return nil, nil, fmt.Errorf("pgsql: no parameter is a %T", v)
		}
	}
	return values, formats, nil
}

// rows are the rows of a query.
type rows struct {
	conn   *conn
	answer *pgconn.ResultReader
	fields []pgconn.FieldDescription
	read   bool // a row was read that Next has not given out
}

// Columns implements driver.Rows.
func (r *rows) Columns() []string {
	names := make([]string, len(r.fields))
	for i, field := range r.fields {
		names[i] = field.Name
	}
	return names
}

// Next implements driver.Rows.
func (r *rows) Next(into []driver.Value) error {
	if !r.read && !r.answer.NextRow() {
		if err := r.Close(); err != nil {
			return err
		}
		return io.EOF
	}
	r.read = false
	for i, text := range r.answer.Values() {
		value, err := read(r.fields[i].DataTypeOID, text)
		if err != nil {
			return fmt.Errorf("pgsql: column %s: %w", r.fields[i].Name, err)
		}
		into[i] = value
	}
	return nil
}

// Close implements driver.Rows.
func (r *rows) Close() error {
	_, err := r.answer.Close()
	return r.conn.failed(err)
}

// read is a value of a type from its text; nil is NULL.
func read(kind uint32, text []byte) (driver.Value, error) {
	if text == nil {
		return nil, nil
	}
	switch kind {
	case boolean:
		return string(text) == "t", nil
	case bigint, smallint, integer:
		return strconv.ParseInt(string(text), 10, 64)
	case bytea:
		return readBytes(string(text))
	}
	return string(text), nil
}

// readBytes is a BYTEA from its text. A server, a database or a role can have the older form of that, bytea_output = escape, in
// which \\ is a backslash, \ooo another byte in octal, and the rest is as it is.
func readBytes(text string) ([]byte, error) {
	if digits, ok := strings.CutPrefix(text, `\x`); ok {
		return hex.DecodeString(digits)
	}
	out := make([]byte, 0, len(text))
	for text != "" {
		switch {
		case text[0] != '\\':
			out, text = append(out, text[0]), text[1:]
		case strings.HasPrefix(text, `\\`):
			out, text = append(out, '\\'), text[2:]
		default:
			if len(text) < 4 {
				return nil, errBytes
			}
			b, err := strconv.ParseUint(text[1:4], 8, 8)
			if err != nil {
				return nil, errBytes
			}
			out, text = append(out, byte(b)), text[4:]
		}
	}
	return out, nil
}
