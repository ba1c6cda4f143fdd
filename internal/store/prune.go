package store

import (
	"context"
	"fmt"
	"strings"
	"time"
)

const (
	// pruneRows is how many rows one transaction removes: the store may have one writer, which others wait for.
	pruneRows = 500
	// pruneFound is how many rows are looked for at a time. Some tables have no index of what is old.
	pruneFound = 20 * pruneRows
)

// removeOld removes the rows of a table that a condition selects. It looks for them without the writer and removes them in
// short transactions, with pauses as long as these took, so that it takes at most half of the writer's time. A row that is
// written meanwhile so that the condition does not select it any more stays.
func (db *DB) removeOld(ctx context.Context, table, condition string, args ...any) (removed int64, err error) {
	for {
		var rows []string
		err := db.View(ctx, func(tx *Tx) error {
			query := fmt.Sprintf("SELECT CAST(%s AS TEXT) FROM %s WHERE %s LIMIT %d", db.engine.rowID, table, condition, pruneFound)
			return tx.query(query, args, func(scan func(...any) error) error {
				var row string
				err := scan(&row)
				rows = append(rows, row)
				return err
			})
		})
		if err != nil || len(rows) == 0 {
			return removed, err
		}
		whole := len(rows) < pruneFound
		for len(rows) > 0 {
			part := rows[:min(len(rows), pruneRows)]
			rows = rows[len(part):]
			began, w := time.Now(), where{args: args[:len(args):len(args)]}
			marks := make([]string, len(part))
			for i, row := range part {
				marks[i] = "CAST(" + w.bind(row) + " AS " + db.engine.rowIDType + ")"
			}
			err := db.UpdateRows(ctx, func(tx *Tx) error {
				n, err := tx.exec("DELETE FROM "+table+" WHERE "+db.engine.rowID+" IN ("+strings.Join(marks, ", ")+") AND ("+condition+")", w.args...)
				removed += n
				return err
			})
			if err != nil {
				return removed, err
			}
			pause(ctx, time.Since(began))
		}
		if whole {
			return removed, ctx.Err()
		}
	}
}
