package app

import (
	"context"
	"time"

	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/recorder"
	"keyless.dev/keyless/internal/store"
)

// logReader is a transaction whose audit records include those that wait in this process.
type logReader struct {
	*store.Tx
	recorder *recorder.Recorder
}

// AuditRecords overrides the method of the transaction.
func (l logReader) AuditRecords(q audit.Query) ([]audit.Record, error) {
	records, err := l.Tx.AuditRecords(q)
	if err != nil {
		return records, err
	}
	return l.recorder.WithPending(q, records)
}

// flushTimeout is how long a reader of the log waits for the store to receive what this process has written.
const flushTimeout = time.Second

// settleLog writes waiting records and usage to the store, so that a reader sees them. If that takes longer than a second,
// logReader adds the records.
func (a *App) settleLog(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, flushTimeout)
	defer cancel()
	_ = a.recorder.Flush(ctx)
	_ = a.models.ledger.Flush(ctx)
}
