package app

import (
	"context"
	"os"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/recorder"
	"keyless.dev/keyless/internal/spool"
	"keyless.dev/keyless/internal/telemetry"
	"keyless.dev/keyless/internal/upkeep"
)

// openRecorder starts to write and export audit records, and to remove expired ones, until the server closes.
func (a *App) openRecorder(ctx context.Context) error {
	exports, err := a.exports()
	if err != nil {
		return err
	}
	a.recorder, err = recorder.Open(ctx, a.db, recorder.Config{
		Dir: a.config.DataDir, Log: a.config.Log, Now: a.config.Now, Name: a.nameOf, Sync: a.config.AuditSync,
		Tenant:         func() string { return a.tenant.ID },
		Outdated:       func() bool { _, expired := a.state.lease.expired(); return expired },
		RefuseWhenFull: a.config.AuditRefuseWhenFull, Calls: a.config.CallRecords, CallsOf: a.config.CallRecordsOf, Exports: exports,
	})
	if err != nil {
		return err
	}
	a.onClose(a.recorder.Close)
	retention := recorder.Retention{Records: a.config.AuditRetention, Calls: a.config.CallRetention}
	a.background(func(ctx context.Context) {
		upkeep.Run(ctx, a.config.Log, a.now, recorder.Upkeep(agingStore{a.db, a.clock}, retention, a.config.Log, a.now)...)
	})
	return nil
}

// exports returns the destinations of audit records that the environment and the configuration name.
func (a *App) exports() (all []recorder.Destination, err error) {
	logs, err := telemetry.NewLogExporter(os.Getenv)
	if err != nil {
		return nil, err
	}
	if logs != nil {
		all = append(all, recorder.Destination{
			Name: "otlp", What: "audit records for the collector", Gather: time.Second,
			Send: func(ctx context.Context, records []audit.Exported, _ []byte) error {
				return logs.Send(ctx, records, a.now())
			},
		})
	}
	if path := a.config.AuditFile; path != "" {
		all = append(all, recorder.File(path))
	}
	if out := a.config.AuditOutput; out != nil {
		all = append(all, recorder.Output(out))
	}
	return all, nil
}

// spools returns the spools of this process.
func (a *App) spools() []*spool.Spool {
	return append(a.recorder.Spools(), a.models.ledger.Spool)
}

// nameOf returns the display name of a caller.
func (a *App) nameOf(c edge.Caller) string {
	if state, ok := a.state.View().Directory.State(c.Tenant, c.Object); ok {
		return state.Name
	}
	return c.Name
}
