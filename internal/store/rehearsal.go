package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/directory"
)

// rehearsal is the copy of an SQLite database on which dry runs work, each in a transaction that is rolled back. The first
// makes it, and each brings it up to date by the change records, so that a dry run costs what has changed and not the size of
// the store. Whoever is in DB.rehearsing has it for himself.
type rehearsal struct {
	db      *DB
	path    string // of the database
	file    string // of the copy
	copied  *sql.DB
	conn    *sql.Conn // nil if there is no copy
	at      Position  // of the database, that the copy has
	idle    time.Duration
	expires *time.Timer // removes the copy when it was idle for that long
	made    int         // how often a copy was made, for tests
}

const (
	// rehearsalIdle is how long a copy is kept that no dry run has used.
	rehearsalIdle = 5 * time.Minute
	// rehearsalFile is the pattern of names of copies, beside the database.
	rehearsalFile = ".dryrun-*.db"
	// rehearsedChanges bounds the changes by which a copy is brought up to date. After more, it is made anew.
	rehearsedChanges = 100_000
)

// unrehearsed are the tables that are empty in the copy: the rules that a dry run applies never read them, and they have no
// change records. They are sign-ins and keys, and logs and counts, which grow with use. Requests for roles are among the logs: a
// dry run finds the name of none taken.
var unrehearsed = []string{
	"assignment_use", "audit", "audit_blocks", "audit_head", "call_counts", "call_kinds", "changes", "kept_things", "metric_minutes", "metric_series",
	"passkeys", "schedule_requests", "signin_assertions", "signin_attempts", "signin_challenges", "signin_codes", "signin_devices", "signin_grants", "signin_refresh",
	"signin_sessions", "signing_keys", "spool_cursors", "usage",
}

func newRehearsal(db *DB, path string) *rehearsal {
	r := &rehearsal{db: db, path: path, idle: rehearsalIdle}
	r.expires = time.AfterFunc(time.Hour, r.expire)
	r.expires.Stop()
	return r
}

// begin begins a transaction on the copy, brought up to date. If ctx ends before that, the copy is brought up to date all the
// same, for whoever comes next: that may take longer than anybody waits. end must be called, and leaves DB.rehearsing; begin
// does so itself if it fails.
func (r *rehearsal) begin(ctx context.Context) (statements, func(), error) {
	ready := make(chan error, 1)
	go func() { ready <- r.refresh(r.db.closing) }()
	select {
	case err := <-ready:
		if err == nil {
			_, err = r.conn.ExecContext(context.WithoutCancel(ctx), "BEGIN")
		}
		if err != nil {
			r.drop()
			r.db.rehearsing.leave()
			return nil, nil, fmt.Errorf("copy the database for a dry run: %w", err)
		}
		return r.conn, r.end, nil
	case <-ctx.Done():
		go func() {
			if err := <-ready; err != nil {
				r.drop()
			}
			r.rest()
		}()
		return nil, nil, ctx.Err()
	}
}

// end rolls back. If there is nothing to roll back, the disk was full or broken, and SQLite has done so itself: what was
// written after that has stayed.
func (r *rehearsal) end() {
	if _, err := r.conn.ExecContext(context.Background(), "ROLLBACK"); err != nil {
		r.drop()
	}
	r.rest()
}

func (r *rehearsal) rest() {
	r.expires.Reset(r.idle)
	r.db.rehearsing.leave()
}

// expire removes the copy, unless a dry run uses it, whose end sets the timer again.
func (r *rehearsal) expire() {
	select {
	case r.db.rehearsing <- struct{}{}:
		r.drop()
		r.db.rehearsing.leave()
	default:
	}
}

// drop removes the copy.
func (r *rehearsal) drop() {
	if r.conn != nil {
		_ = r.conn.Close()
	}
	if r.copied != nil {
		_ = r.copied.Close()
	}
	if r.file != "" {
		if err := os.Remove(r.file); err != nil {
			r.db.log.Warn("the copy of the database for dry runs cannot be removed", "error", err)
		}
	}
	r.conn, r.copied, r.file, r.at = nil, nil, "", Position{}
}

// removeRehearsals removes copies that a process left that was killed.
func removeRehearsals(path string) error {
	folder := filepath.Dir(path)
	files, err := os.ReadDir(folder)
	for _, file := range files {
		if left, _ := filepath.Match(rehearsalFile, file.Name()); left {
			err = errors.Join(err, os.Remove(filepath.Join(folder, file.Name())))
		}
	}
	return err
}

// refresh brings the copy up to date. It makes one if there is none, or if the database has another history than the copy.
func (r *rehearsal) refresh(ctx context.Context) error {
	r.expires.Stop()
	if r.conn != nil {
		at, err := r.db.Position(ctx)
		if err != nil || at == r.at {
			return err
		}
		err = r.beside(ctx, r.follow)
		if !errors.Is(err, ErrDiverged) && !errors.Is(err, ErrPruned) {
			return err
		}
		r.drop()
	}
	if err := r.open(ctx); err != nil {
		return err
	}
	return r.beside(ctx, r.fill)
}

// open opens an empty copy.
func (r *rehearsal) open(ctx context.Context) error {
	file, err := os.CreateTemp(filepath.Dir(r.path), rehearsalFile) // readable by its owner only
	if err != nil {
		return unavailable(err)
	}
	r.file = file.Name()
	_ = file.Close()
	r.copied, err = sql.Open("sqlite", sqliteFile(r.file)+"&_pragma=journal_mode(MEMORY)&_pragma=synchronous(OFF)&_pragma=cache_size(-16384)")
	if err != nil {
		return err
	}
	r.made++
	r.conn, err = r.copied.Conn(ctx)
	return err
}

// beside runs do in a transaction on the copy in which the database is there too, as "live", as it is at one moment. Foreign
// keys are not checked in it.
func (r *rehearsal) beside(ctx context.Context, do func(*Tx) error) (err error) {
	tx := &Tx{ctx: ctx, db: r.db, sql: r.conn, pace: newPacer()}
	if _, err := tx.exec("ATTACH DATABASE $1 AS live", sqliteFileOf(r.path)+"?mode=ro"); err != nil {
		return err
	}
	for _, step := range []string{"PRAGMA foreign_keys = 0", "BEGIN"} {
		if _, err := tx.exec(step); err != nil {
			return err
		}
	}
	if err := do(tx); err != nil {
		_, back := r.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		return errors.Join(err, back)
	}
	for _, step := range []string{"COMMIT", "DETACH DATABASE live", "PRAGMA foreign_keys = 1"} {
		if _, err := tx.exec(step); err != nil {
			return err
		}
	}
	return nil
}

// live reads the position of the database.
func (r *rehearsal) live(tx *Tx) (p Position, err error) {
	_, err = tx.row("SELECT value, epoch FROM live.revision WHERE id = 1", nil, &p.Revision, &p.Epoch)
	return p, err
}

// fill copies the tables, some rows at a time.
func (r *rehearsal) fill(tx *Tx) error {
	tables, err := schemaAt(newest())
	if err != nil {
		return err
	}
	last, err := r.live(tx)
	if err != nil {
		return err
	}
	var creates []string
	if err := tx.query(`SELECT sql FROM live.sqlite_schema WHERE sql IS NOT NULL AND type IN ('table', 'index')
		AND tbl_name NOT LIKE 'sqlite_%' AND tbl_name NOT LIKE 'goose_%' ORDER BY type = 'index'`, nil, func(scan func(...any) error) error {
		var create string
		err := scan(&create)
		creates = append(creates, create)
		return err
	}); err != nil {
		return err
	}
	for _, create := range creates {
		if _, err := tx.exec(create); err != nil {
			return err
		}
	}
	for _, t := range tables {
		if slices.Contains(unrehearsed, t.name) {
			continue
		}
		if err := fillTable(tx, t.name); err != nil {
			return err
		}
	}
	r.at = last
	return nil
}

func fillTable(tx *Tx, table string) error {
	size := &slicer{rows: 16, most: sliceRows, within: paceSlice}
	for from := int64(-1 << 62); ; {
		var to sql.NullInt64
		if _, err := tx.row(fmt.Sprintf("SELECT max(rowid) FROM (SELECT rowid FROM live.%s WHERE rowid > $1 ORDER BY rowid LIMIT %d)", table, size.rows), []any{from}, &to); err != nil || !to.Valid {
			return err
		}
		began := time.Now()
		if _, err := tx.exec("INSERT INTO main."+table+" SELECT * FROM live."+table+" WHERE rowid > $1 AND rowid <= $2 ORDER BY rowid", from, to.Int64); err != nil {
			return err
		}
		size.took(time.Since(began))
		from = to.Int64
	}
}

// follow copies the rows that have changed. First all of them are removed from the copy, so that none is in the way of another
// that has taken its place in a unique index.
func (r *rehearsal) follow(tx *Tx) error {
	last, err := r.live(tx)
	if err != nil {
		return err
	}
	if err := tx.inHistory("live.changes", r.at, last); err != nil {
		return err
	}
	changed, err := r.changed(tx)
	if err != nil {
		return err
	}
	changed = append(changed, changedRow{"revision", "id = $1", []any{1}})
	for _, row := range changed {
		if _, err := tx.exec("DELETE FROM main."+row.table+" WHERE "+row.condition, row.key...); err != nil {
			return err
		}
	}
	for _, row := range changed {
		if _, err := tx.exec("INSERT INTO main."+row.table+" SELECT * FROM live."+row.table+" WHERE "+row.condition, row.key...); err != nil {
			return err
		}
	}
	r.at = last
	return nil
}

// changedRow is a row, or all rows of an object in one table, that changed.
type changedRow struct {
	table, condition string
	key              []any
}

// changed returns the rows that changed after the copy's position, each once.
func (r *rehearsal) changed(tx *Tx) ([]changedRow, error) {
	const page = 500
	var all []changedRow
	known := map[string]bool{}
	revision, seq := r.at.Revision+1, int64(-1)
	for count := 0; ; {
		found := 0
		err := tx.query(fmt.Sprintf(`SELECT revision, seq, kind, key, CASE WHEN kind = '%s' THEN body ELSE '' END FROM live.changes
			WHERE (revision, seq) > ($1, $2) ORDER BY revision, seq LIMIT %d`, KindLink, page), []any{revision, seq}, func(scan func(...any) error) error {
			first := count+found == 0
			var kind, key, body string
			if err := scan(&revision, &seq, &kind, &key, &body); err != nil {
				return err
			}
			if found++; first && (revision != r.at.Revision+1 || seq != 0) {
				return ErrPruned // or only a part of the revision is left
			}
			if known[kind+" "+key] {
				return nil
			}
			known[kind+" "+key] = true
			rows, err := rowsOf(kind, key, body)
			all = append(all, rows...)
			return err
		})
		if count += found; err == nil && (count == 0 || count > rehearsedChanges) {
			err = ErrPruned
		}
		if err != nil || found < page {
			return all, err
		}
	}
}

// rowsOf returns the rows of a change: see Tx.record for its key.
func rowsOf(kind, key, link string) ([]changedRow, error) {
	kind, _, _ = strings.Cut(kind, ":")
	first, rest, _ := strings.Cut(key, " ")
	named := func(table, column string) []changedRow {
		return []changedRow{{table, "tenant = $1 AND " + column + " = $2", []any{first, rest}}}
	}
	switch kind {
	case KindTenant:
		return []changedRow{{"tenants", "id = $1", []any{key}}}, nil
	case KindObject:
		return append(named("objects", "id"), named("object_keys", "id")...), nil
	case KindLink: // from its body: the key has the relation in lower case
		var l directory.Link
		if err := json.Unmarshal([]byte(link), &l); err != nil {
			return nil, err
		}
		return []changedRow{{"links", "tenant = $1 AND relation = $2 AND from_id = $3 AND to_id = $4", []any{l.Tenant, string(l.Relation), l.From, l.To}}}, nil
	case KindResource:
		return []changedRow{{"resources", "key = $1", []any{key}}}, nil
	case KindAssignment, KindEligibility, KindRolePolicy:
		at := strings.LastIndexByte(rest, ' ')
		if at < 0 {
			break
		}
		table, column := "role_assignments", "name"
		switch kind {
		case KindEligibility:
			table = "role_eligibilities"
		case KindRolePolicy:
			table, column = "role_policies", "role_id"
		}
		return []changedRow{{table, "tenant = $1 AND scope = $2 AND " + column + " = $3", []any{first, rest[:at], rest[at+1:]}}}, nil
	case KindRoleDefinition:
		return named("role_definitions", "id"), nil
	case KindDenyAssignment:
		return named("deny_assignments", "name"), nil
	case KindRevokedGrant: // sign-ins are empty in the copy
		return nil, nil
	}
	return nil, fmt.Errorf("store: the rows of a change of kind %q with the key %q are not known", kind, key)
}
