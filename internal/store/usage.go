package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/quota"
	"keyless.dev/keyless/internal/spool"
)

var (
	_ quota.UsageStore  = (*DB)(nil)
	_ quota.UsageReader = (*Tx)(nil)
)

// AddUsage implements quota.UsageStore.
func (db *DB) AddUsage(ctx context.Context, id string, next spool.Cursor, rows []quota.Usage, calls []quota.Calls) error {
	const add = `INSERT INTO usage (day, account, deployment, tenant, principal, requests, failed, throttled, prompt, completion, tokens)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (account, day, deployment, tenant, principal) DO UPDATE SET
			requests = usage.requests + excluded.requests, failed = usage.failed + excluded.failed,
			throttled = usage.throttled + excluded.throttled, prompt = usage.prompt + excluded.prompt,
			completion = usage.completion + excluded.completion, tokens = usage.tokens + excluded.tokens`
	// Sorted, so that two replicas that add to the same rows cannot deadlock.
	slices.SortFunc(rows, func(a, b quota.Usage) int {
		return cmp.Or(strings.Compare(a.Account, b.Account), cmp.Compare(a.Day, b.Day), strings.Compare(a.Deployment, b.Deployment),
			strings.Compare(a.Tenant, b.Tenant), strings.Compare(a.Object, b.Object))
	})
	return db.UpdateRows(ctx, func(tx *Tx) error {
		if received, err := tx.receive(id, next); err != nil || received {
			return err
		}
		for _, r := range rows {
			if _, err := tx.exec(add, int64(r.Day), r.Account, r.Deployment, r.Tenant, r.Object,
				r.Requests, r.Failed, r.Throttled, r.Prompt, r.Completion, r.Tokens); err != nil {
				return err
			}
		}
		return tx.addCalls(calls)
	})
}

// PruneUsage implements quota.UsageStore.
func (db *DB) PruneUsage(ctx context.Context, before quota.Day) (removed int64, err error) {
	return db.removeOld(ctx, "usage", "day < $1", int64(before))
}

// EachUsage implements quota.UsageReader.
func (tx *Tx) EachUsage(q quota.UsageQuery, each func(quota.Usage) error) error {
	w := where{}
	w.and("(account = ? OR account >= ? AND account < ?)", q.Under, q.Under+"/", q.Under+"0")
	w.and("day >= ?", int64(q.From))
	if q.Until > 0 {
		w.and("day <= ?", int64(q.Until))
	}
	const columns = "day, account, deployment, tenant, principal, requests, failed, throttled, prompt, completion, tokens"
	return tx.query("SELECT "+columns+" FROM usage"+w.String()+" ORDER BY account, day, deployment, tenant, principal", w.args, func(scan func(...any) error) error {
		var u quota.Usage
		var day int64
		if err := scan(&day, &u.Account, &u.Deployment, &u.Tenant, &u.Object, &u.Requests, &u.Failed, &u.Throttled, &u.Prompt, &u.Completion, &u.Tokens); err != nil {
			return err
		}
		u.Day = quota.Day(day)
		return each(u)
	})
}
