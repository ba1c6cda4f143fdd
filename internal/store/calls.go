package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
	"time"

	"keyless.dev/keyless/internal/quota"
)

var _ quota.CallReader = (*Tx)(nil)

// kindOf returns an id for counts that differ only in their minute.
func kindOf(k *quota.CallKey) int64 {
	sum := sha256.Sum256([]byte(strings.Join([]string{k.Tenant, k.Object, k.Account, k.Deployment, k.Action, k.Assignment}, "\x00")))
	return int64(binary.BigEndian.Uint64(sum[:]) >> 1)
}

// kindGrain is the precision, in minutes, with which the last use of a kind is stored, so that it is not updated each time.
const kindGrain = 60

// addCalls adds to counts, in a fixed order, so that two writers cannot deadlock.
func (tx *Tx) addCalls(all []quota.Calls) error {
	rows := make([]callRow, len(all))
	for i := range all {
		rows[i] = callRow{kindOf(&all[i].CallKey), &all[i]}
	}
	slices.SortFunc(rows, func(a, b callRow) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.of.Minute, b.of.Minute))
	})
	for i, r := range rows {
		if i == 0 || rows[i-1].kind != r.kind {
			k := &r.of.CallKey
			if _, err := tx.exec(`INSERT INTO call_kinds (id, tenant, principal, account, deployment, action, assignment, last) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
				ON CONFLICT (id) DO UPDATE SET last = excluded.last WHERE call_kinds.last < excluded.last OR call_kinds.last = 9223372036854775807`,
				r.kind, k.Tenant, k.Object, k.Account, k.Deployment, k.Action, k.Assignment, int64(lastMinute(rows[i:]))/kindGrain*kindGrain); err != nil {
				return err
			}
		}
		if _, err := tx.exec(`INSERT INTO call_counts (minute, kind, calls) VALUES ($1, $2, $3)
			ON CONFLICT (minute, kind) DO UPDATE SET calls = call_counts.calls + excluded.calls`, int64(r.of.Minute), r.kind, r.of.Count); err != nil {
			return err
		}
	}
	return nil
}

type callRow struct {
	kind int64
	of   *quota.Calls
}

// lastMinute returns the last minute of the kind of the first of rows, which are sorted.
func lastMinute(rows []callRow) quota.Minute {
	last := rows[0].of.Minute
	for _, r := range rows {
		if r.kind != rows[0].kind {
			break
		}
		last = r.of.Minute
	}
	return last
}

// Calls implements quota.CallReader.
func (tx *Tx) Calls(q quota.CallQuery) (all []quota.Calls, err error) {
	w := where{}
	w.and("minute >= ? AND minute <= ?", int64(q.From), int64(q.Until))
	w.and("(account = ? OR account >= ? AND account < ?)", q.Under, q.Under+"/", q.Under+"0")
	if q.Principal != "" {
		w.and("principal = ?", q.Principal)
	}
	err = tx.query("SELECT minute, account, deployment, tenant, principal, action, assignment, calls FROM call_counts JOIN call_kinds ON id = kind"+w.String()+
		" ORDER BY minute, kind"+w.limit(q.Limit), w.args, func(scan func(...any) error) error {
		var c quota.Calls
		var minute int64
		err := scan(&minute, &c.Account, &c.Deployment, &c.Tenant, &c.Object, &c.Action, &c.Assignment, &c.Count)
		c.Minute = quota.Minute(minute)
		all = append(all, c)
		return err
	})
	return all, err
}

// EachCalled implements quota.CallReader.
func (tx *Tx) EachCalled(q quota.CalledQuery, each func(quota.Called) error) error {
	start := "0"
	if q.Step > 0 {
		step := strconv.FormatInt(int64(q.Step), 10)
		start = "minute - minute % " + step
	}
	w := where{}
	w.and("minute >= ? AND minute <= ?", int64(q.From), int64(q.Until))
	w.and("(account = ? OR account >= ? AND account < ?)", q.Under, q.Under+"/", q.Under+"0")
	return tx.query("SELECT "+start+", CASE WHEN tenant = '' THEN account ELSE '' END, tenant, principal, CAST(SUM(calls) AS BIGINT) FROM call_counts JOIN call_kinds ON id = kind"+w.String()+
		" GROUP BY 1, 2, tenant, principal", w.args, func(scan func(...any) error) error {
		var c quota.Called
		var at int64
		if err := scan(&at, &c.Account, &c.Tenant, &c.Object, &c.Count); err != nil {
			return err
		}
		c.Start = quota.Minute(at)
		return each(c)
	})
}

// PruneCalls deletes counts before a time, and what they refer to if nothing else does, in short transactions.
func (db *DB) PruneCalls(ctx context.Context, before time.Time) error {
	minute := int64(quota.MinuteOf(before))
	if _, err := db.removeOld(ctx, "call_counts", "minute < $1", minute); err != nil {
		return err
	}
	_, err := db.removeOld(ctx, "call_kinds", "last < $1", minute-kindGrain)
	return err
}
