package app

import (
	"context"
	"slices"
	"time"

	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/store"
)

// logReader is a transaction that also shows the audit records which wait in this process to be taken by the store.
type logReader struct {
	*store.Tx
	spooled *audit.Spooled
}

// maxWaiting is how many records that wait one query shows at most: fewer than any page holds.
const maxWaiting = 50

// AuditRecords selects records as the store does. Those that wait have no place yet: they stand behind all others, and a
// listing that goes on by places shows them when they have one.
func (l logReader) AuditRecords(q audit.Query) ([]audit.Record, error) {
	records, err := l.Tx.AuditRecords(q)
	if err != nil || q.ID == "" && !q.Newest || q.After > 0 {
		return records, err
	}
	// The store has what comes behind them, if a listing goes on.
	waiting, err := l.spooled.Pending(q, maxWaiting)
	if err != nil || len(waiting) == 0 {
		return records, err
	}
	if q.Newest {
		slices.Reverse(waiting)
		records = append(waiting, records...)
	} else {
		records = append(records, waiting...)
	}
	if q.Limit > 0 && len(records) > q.Limit {
		records = records[:q.Limit]
	}
	return records, nil
}

// reading is how long a reader of the log waits for the store to take what this process has written.
const reading = time.Second

// settleLog has the store take the records and the usage of what this process allowed before, so that a reader sees them. It waits for a
// second at most: beyond that, logReader shows them.
func (a *App) settleLog(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, reading)
	defer cancel()
	_ = a.spooled.Flush(ctx)
	_ = a.models.ledger.Flush(ctx)
}
