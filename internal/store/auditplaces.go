package store

import "time"

// On PostgreSQL, places in the audit log come from a sequence: a writer that is frozen in its transaction holds up nobody
// else's records. The price is that places can become visible out of order. A reader that goes on from a place must not
// pass over a record that is committed later, so it reads up to the first place that is missing.

// settling is how long a place may be missing before it counts as one that a failed transaction has left. It is twice the
// time after which PostgreSQL ends the transaction of a frozen process (idle_in_transaction_session_timeout).
const settling = 10 * time.Second

// places takes n places in the log, rising. They need not follow each other.
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

// settled is the place up to which the log is complete: every lower place is there, or will never be taken. It is 0 where
// that holds of all places.
func (tx *Tx) settled() (int64, error) {
	if !tx.db.Shared() {
		return 0, nil
	}
	var settled int64
	_, err := tx.row("SELECT seq FROM audit WHERE written < "+postgresClock+" - $1 ORDER BY seq DESC LIMIT 1", []any{settling.Microseconds()}, &settled)
	if err != nil {
		return 0, err
	}
	whole := true
	err = tx.query("SELECT seq FROM audit WHERE seq > $1 ORDER BY seq", []any{settled}, func(scan func(...any) error) error {
		var seq int64
		if err := scan(&seq); err != nil {
			return err
		}
		if whole = whole && (settled == 0 || seq == settled+1); whole {
			settled = seq
		}
		return nil
	})
	return settled, err
}

// postgresClock is the time in microseconds by PostgreSQL's clock.
const postgresClock = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
