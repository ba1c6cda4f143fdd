package app

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"time"

	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/spool"
	"keyless.dev/keyless/internal/telemetry"
)

// destination is one place that records are exported to. It has a spool of its own, so that none waits for another.
type destination struct {
	name   string // of its folder
	what   string // in lines of the log
	gather time.Duration
	take   func(ctx context.Context, records []audit.Exported, lines []byte) error
}

// exporter is an open destination.
type exporter struct {
	*spool.Forwarder
	shapes *shapes // for the spool's writer alone
}

// exportPatience bounds one delivery.
const exportPatience = 15 * time.Second

// openExports begins to deliver to all destinations.
func (a *App) openExports(ctx context.Context) error {
	all, err := a.destinations()
	if err != nil {
		return err
	}
	for _, to := range all {
		dir := filepath.Join(a.config.DataDir, "spool-"+to.name)
		place := spool.FileCursor(dir)
		files, err := spool.Forward(ctx, dir, spool.Options{Gather: to.gather}, spool.Receiver{
			What: to.what, Log: a.config.Log, Patience: exportPatience, Cursor: place.Load,
			Receive: func(ctx context.Context, _ string, b spool.Batch) error {
				var lines []byte
				records := make([]audit.Exported, 0, len(b.Records))
				for _, line := range b.Records {
					var r audit.Exported
					if err := json.Unmarshal(line, &r); err != nil {
						a.config.Log.Error("a spooled record cannot be read and is not exported", "error", err)
						continue
					}
					records, lines = append(records, r), append(append(lines, line...), '\n')
				}
				if err := to.take(ctx, records, lines); err != nil {
					return err
				}
				return place.Save(b.Next)
			},
		})
		if err != nil {
			return err
		}
		a.onClose(files.Close)
		a.exports = append(a.exports, &exporter{files, &shapes{of: a.decisionRecord}})
	}
	if len(a.exports) > 0 {
		a.db.OnRecords(func(changes []audit.Record) {
			for i := range changes {
				a.export(changes[i])
			}
		})
	}
	return nil
}

// destinations are those that the environment and the configuration name.
func (a *App) destinations() (all []destination, err error) {
	logs, err := telemetry.NewLogExporter(os.Getenv)
	if err != nil {
		return nil, err
	}
	if logs != nil {
		all = append(all, destination{"otlp", "audit records for the collector", time.Second, func(ctx context.Context, records []audit.Exported, _ []byte) error {
			return logs.Send(ctx, records, a.now())
		}})
	}
	if path := a.config.AuditFile; path != "" {
		all = append(all, destination{"file", "audit records for " + path, 0, func(_ context.Context, _ []audit.Exported, lines []byte) error {
			return appendFile(path, lines)
		}})
	}
	if out := a.config.AuditOutput; out != nil {
		all = append(all, destination{"output", "audit records for standard output", 0, func(_ context.Context, _ []audit.Exported, lines []byte) error {
			_, err := out.Write(lines)
			return err
		}})
	}
	return all, nil
}

// appendFile appends to a file, which it opens each time: a program that rotates it needs to tell nobody. What is there of
// lines after a failure is removed again, so that no line comes twice.
func appendFile(path string, lines []byte) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was synced
	at, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err = f.Write(lines); err == nil {
		err = f.Sync()
	}
	if err != nil {
		_ = f.Truncate(at)
	}
	return err
}

// export exports a record that is in the store.
func (a *App) export(r audit.Record) {
	for _, to := range a.exports {
		_ = to.Append(func() []byte { return encoded(r.Export()) }) // what a full spool loses is counted there
	}
}

// exportEntry exports a record of what was allowed.
func (a *App) exportEntry(entry func(*shapes) (audit.Entry, error)) {
	for _, to := range a.exports {
		_ = to.Append(func() []byte {
			e, err := entry(to.shapes)
			if err != nil {
				return nil
			}
			return encoded(e.Record().Export())
		})
	}
}
