package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Upkeep removes and rewrites rows in slices: short transactions with pauses as long as they took, so that it takes at most
// half of the writer's time, and others wait for one slice at most.
const (
	// sliceTime is how long a slice should keep the writer.
	sliceTime = 10 * time.Millisecond
	// sliceRows is how many rows a slice removes at most.
	sliceRows = 500
	// foundRows is how many rows are looked for at a time. Some tables have no index of what is old.
	foundRows = 20 * sliceRows
)

// slicer says how many rows the next slice has, at most and so that it takes a given time. It begins with few, and doubles
// them as long as slices take much less.
type slicer struct {
	rows, most int
	within     time.Duration
}

func newSlicer(most int) *slicer { return &slicer{max(1, most/8), most, sliceTime} }

// took tells how long a slice took.
func (s *slicer) took(d time.Duration) {
	switch {
	case d > s.within:
		s.rows = max(1, min(s.rows/2, int(int64(s.rows)*int64(s.within)/int64(d))))
	case d < s.within/2:
		s.rows = min(s.most, 2*s.rows)
	}
}

// inSlices calls step in transactions of their own, until it finds fewer rows than it may do. No slice has more than most.
func (db *DB) inSlices(ctx context.Context, most int, step func(tx *Tx, rows int) (found int, err error)) error {
	for s := newSlicer(most); ; {
		rows, found := s.rows, 0
		took, err := db.slice(ctx, func(tx *Tx) (int, error) {
			var err error
			found, err = step(tx, rows)
			return found, err
		})
		if err != nil || found < rows {
			return err
		}
		s.took(took)
		pause(ctx, took)
	}
}

// slice is UpdateRows for one slice, which tells of how many rows it was, and returns how long it kept the writer.
func (db *DB) slice(ctx context.Context, do func(*Tx) (rows int, err error)) (took time.Duration, err error) {
	err = db.observedRows(OperationUpkeep, func() (rows int, err error) {
		var began time.Time
		_, _, err = db.commit(ctx, true, func(tx *Tx) (err error) {
			began = time.Now() // now it has the writer
			rows, err = do(tx)
			return err
		})
		if !began.IsZero() {
			took = time.Since(began)
		}
		return rows, err
	})
	return took, err
}

// removeOld removes the rows of a table that a condition selects, in slices. It looks for them without the writer. A row that
// is written meanwhile so that the condition does not select it any more stays.
func (db *DB) removeOld(ctx context.Context, table, condition string, args ...any) (removed int64, err error) {
	for {
		var found []any
		err := db.View(ctx, func(tx *Tx) error {
			query := fmt.Sprintf("SELECT CAST(%s AS TEXT) FROM %s WHERE %s LIMIT %d", db.engine.rowID, table, condition, foundRows)
			return tx.query(query, args, func(scan func(...any) error) error {
				var row string
				err := scan(&row)
				found = append(found, row)
				return err
			})
		})
		if err != nil || len(found) == 0 {
			return removed, err
		}
		whole := len(found) < foundRows
		err = db.inSlices(ctx, sliceRows, func(tx *Tx, rows int) (int, error) {
			part := found[:min(len(found), rows)]
			if len(part) == 0 {
				return 0, nil
			}
			marks := make([]string, len(part))
			for i := range part {
				marks[i] = "CAST(" + db.engine.mark(len(args)+i+1) + " AS " + db.engine.rowIDType + ")"
			}
			n, err := tx.exec("DELETE FROM "+table+" WHERE ("+condition+") AND "+db.engine.rowID+" IN ("+strings.Join(marks, ", ")+")",
				append(args[:len(args):len(args)], part...)...)
			if err == nil {
				found, removed = found[len(part):], removed+n
			}
			return len(part), err
		})
		if err != nil || whole {
			return removed, err
		}
	}
}

// mark is the placeholder of the n-th value, behind those that are named in order. SQLite takes $1 for a name and compares
// each with all before it, so that its plain ? is many times as fast to read.
func (e *engine) mark(n int) string {
	if e.name == "sqlite" {
		return "?"
	}
	return "$" + strconv.Itoa(n)
}

// PruneChanges removes the change records of revisions that are older than those which Options.KeepRevisions keeps.
func (db *DB) PruneChanges(ctx context.Context) error {
	return db.inSlices(ctx, sliceRows, func(tx *Tx, rows int) (int, error) {
		at, err := tx.position()
		if err != nil {
			return 0, err
		}
		// In order: Changes sees by the first record of a revision whether it is whole.
		n, err := tx.exec(`DELETE FROM changes WHERE (revision, seq) IN
			(SELECT revision, seq FROM changes WHERE revision <= $1 ORDER BY revision, seq LIMIT $2)`, at.Revision-db.keep, rows)
		return int(n), err
	})
}
