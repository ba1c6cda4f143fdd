package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
)

// table is a table that migrations make, with its columns in their order.
type table struct {
	name    string
	columns []column
}

// column is a column and its declared type: BIGINT, TEXT, BOOLEAN or BYTEA.
type column struct{ name, kind string }

var (
	createTable = regexp.MustCompile(`(?s)CREATE TABLE (\w+) \(\n(.*?)\n\);`)
	addColumn   = regexp.MustCompile(`ALTER TABLE (\w+) ADD COLUMN (\w+) (\w+)`)
	columnName  = regexp.MustCompile(`^[a-z]`)
	dropTable   = regexp.MustCompile(`DROP TABLE (\w+);`)
)

// schemaAt are the tables that a store has after the migrations up to version, in an order in which no row refers to a table
// behind its own.
func schemaAt(version int64) ([]table, error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var all []table
	for _, file := range files { // in the order of their numbers
		if number(file) > version {
			break
		}
		text, err := fs.ReadFile(migrations, file)
		if err != nil {
			return nil, err
		}
		for _, made := range createTable.FindAllStringSubmatch(string(text), -1) {
			t := table{name: made[1]}
			for line := range strings.SplitSeq(made[2], "\n") {
				words := strings.Fields(line)
				if len(words) < 2 || !columnName.MatchString(words[0]) {
					continue // a constraint or a comment
				}
				t.columns = append(t.columns, column{words[0], strings.TrimSuffix(words[1], ",")})
			}
			all = append(all, t)
		}
		for _, added := range addColumn.FindAllStringSubmatch(string(text), -1) {
			i := slices.IndexFunc(all, func(t table) bool { return t.name == added[1] })
			if i < 0 {
				return nil, fmt.Errorf("%s adds a column to a table that is not there", file)
			}
			all[i].columns = append(all[i].columns, column{added[2], added[3]})
		}
		for _, dropped := range dropTable.FindAllStringSubmatch(string(text), -1) {
			all = slices.DeleteFunc(all, func(t table) bool { return t.name == dropped[1] })
		}
	}
	return all, nil
}

// number is that of a migration's file.
func number(file string) int64 {
	digits, _, _ := strings.Cut(strings.TrimPrefix(file, "migrations/"), "_")
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		panic("store: a migration's name begins with its number: " + file)
	}
	return n
}

// Newest is the version of the tables that this program makes.
func Newest() int64 { return newest() }

// newest is the version of the schema that this program makes.
func newest() int64 {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(files) == 0 {
		panic("store: there are no migrations")
	}
	return number(files[len(files)-1])
}

// newer is the failure for a store, or a backup of one, that a later release made.
func newer(what string, version int64) error {
	return fmt.Errorf("%s has version %d of the tables, and this release of keyless knows up to %d: a newer release has migrated it. Use that release or a later one, or restore a backup from before (keyless restore)", what, version, newest())
}

// checkSchema fails if a table or a column is missing that this program uses.
func checkSchema(ctx context.Context, dialect goose.Dialect, db *sql.DB) error {
	query := "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
	if dialect == goose.DialectPostgres {
		query = "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = ANY (current_schemas(false))"
	}
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	found := map[[2]string]bool{}
	for rows.Next() {
		var place [2]string
		if err := rows.Scan(&place[0], &place[1]); err != nil {
			return err
		}
		found[place] = true
	}
	if err := rows.Err(); err != nil {
		return err
	}
	all, err := schemaAt(newest())
	if err != nil {
		return err
	}
	for _, t := range all {
		for _, c := range t.columns {
			if !found[[2]string{t.name, c.name}] {
				return fmt.Errorf("the column %s of the table %s is missing, though the store has version %d of the tables: something other than keyless has changed it. Restore a backup (keyless restore)", c.name, t.name, newest())
			}
		}
	}
	return nil
}
