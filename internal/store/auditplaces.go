package store

import (
	"fmt"
	"time"
)

// On PostgreSQL, places in the audit log come from a sequence, so that a writer that is frozen in its transaction does not block
// other writers. Places can therefore become visible out of order. A reader that continues from a place must not skip a record
// that is committed later, so it reads up to the first missing place.

// defaultSettling is how long a place may be missing before it counts as abandoned by a failed transaction. It is twice the time
// after which PostgreSQL ends the transaction of a frozen process (idle_in_transaction_session_timeout).
const defaultSettling = 10 * time.Second

// places reserves n ascending places in the log, which need not be consecutive.
func (tx *Tx) places(n int) ([]int64, error) {
	all := make([]int64, 0, n)
	if !tx.db.Shared() {
		var last int64
		_, err := tx.row("UPDATE audit_head SET seq = seq + $1 WHERE id = 1 RETURNING seq", []any{n}, &last)
		for i := range n {
			all = append(all, last-int64(n-1-i))
		}
		return all, err
	}
	err := tx.query("SELECT nextval('audit_places') FROM generate_series(1, $1)", []any{n}, func(scan func(...any) error) error {
		var place int64
		err := scan(&place)
		all = append(all, place)
		return err
	})
	return all, err
}

// settled returns the place up to which the log is complete: every lower place is present, or will never be used. It returns 0 if
// the log is always complete, and -1 if no place is.
func (tx *Tx) settled() (int64, error) {
	if !tx.db.Shared() {
		return 0, nil
	}
	var settled int64
	for _, newest := range []string{"SELECT seq FROM audit WHERE written < %s - $1 ORDER BY seq DESC LIMIT 1", "SELECT last FROM audit_blocks WHERE written < %s - $1 ORDER BY last DESC LIMIT 1"} {
		place := int64(0)
		if _, err := tx.row(fmt.Sprintf(newest, postgresClock), []any{tx.db.settling.Microseconds()}, &place); err != nil {
			return 0, err
		}
		settled = max(settled, place)
	}
	// Writers reserve places concurrently, so ranges may overlap; overlapping ranges are handled together.
	var group taken
	err := tx.query(`SELECT seq, seq, 1 FROM audit WHERE seq > $1 UNION ALL
		SELECT first, last, records FROM audit_blocks WHERE last > $1 ORDER BY 1`, []any{settled}, func(scan func(...any) error) error {
		var next taken
		if err := scan(&next.first, &next.last, &next.count); err != nil {
			return err
		}
		if next.first <= settled { // part of it is at or below settled
			next.count -= settled + 1 - next.first
			next.first = settled + 1
		}
		if group.count > 0 && next.first > group.last {
			settled = group.settle(settled)
			group = taken{}
		}
		if group.count == 0 {
			group = next
			return nil
		}
		group.last, group.count = max(group.last, next.last), group.count+next.count
		return nil
	})
	if settled = group.settle(settled); settled == 0 && group.count > 0 {
		settled = -1
	}
	return settled, err
}

// taken is a range of reserved places.
type taken struct{ first, last, count int64 }

// settle advances a place if all places of the range are present.
func (t taken) settle(settled int64) int64 {
	if t.count > 0 && t.count == t.last-t.first+1 && (settled == 0 || t.first == settled+1) {
		return t.last
	}
	return settled
}

// postgresClock is PostgreSQL's time in microseconds.
const postgresClock = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
