package recorder

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"time"

	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/spool"
)

// Destination is a place to which records are exported. Each has its own spool, so that destinations do not wait for each
// other.
type Destination struct {
	Name   string        // suffix of the spool's folder
	What   string        // describes the records in log lines
	Gather time.Duration // how long records wait for others
	// Send delivers records, given decoded and as JSON lines. If it fails, it is called again with the same records.
	Send func(ctx context.Context, records []audit.Exported, lines []byte) error
}

// File returns the destination that appends records to a file as JSON lines.
func File(path string) Destination {
	return Destination{Name: "file", What: "audit records for " + path, Send: func(_ context.Context, _ []audit.Exported, lines []byte) error {
		return appendFile(path, lines)
	}}
}

// Output returns the destination that writes records to standard output as JSON lines.
func Output(out io.Writer) Destination {
	return Destination{Name: "output", What: "audit records for standard output", Send: func(_ context.Context, _ []audit.Exported, lines []byte) error {
		_, err := out.Write(lines)
		return err
	}}
}

// exporter is an open destination.
type exporter struct {
	*spool.Forwarder
	shapes *shapes // used only by the spool's writer
}

// exportTimeout is the timeout of one delivery.
const exportTimeout = 15 * time.Second

// openExports starts to deliver to all destinations.
func (r *Recorder) openExports(ctx context.Context, store Store) error {
	for _, to := range r.config.Exports {
		dir := filepath.Join(r.config.Dir, "spool-"+to.Name)
		cursor := spool.FileCursor(dir)
		files, err := spool.Forward(ctx, dir, spool.Options{Gather: to.Gather}, spool.Receiver{
			What: to.What, Log: r.config.Log, Patience: exportTimeout, Cursor: cursor.Load,
			Receive: func(ctx context.Context, _ string, b spool.Batch) error {
				records, lines := r.decodeSpooled(b)
				if err := to.Send(ctx, records, lines); err != nil {
					return err
				}
				return cursor.Save(b.Next)
			},
		})
		if err != nil {
			return err
		}
		r.exports = append(r.exports, &exporter{files, &shapes{of: r.decisionRecord}})
	}
	if len(r.exports) > 0 {
		store.OnRecords(func(changes []audit.Record) {
			for i := range changes {
				r.export(changes[i])
			}
		})
	}
	return nil
}

// decodeSpooled returns the records of a batch, decoded and as JSON lines.
func (r *Recorder) decodeSpooled(b spool.Batch) (records []audit.Exported, lines []byte) {
	records = make([]audit.Exported, 0, len(b.Records))
	for _, line := range b.Records {
		var record audit.Exported
		if err := json.Unmarshal(line, &record); err != nil {
			r.config.Log.Error("a spooled record cannot be decoded and is not exported", "error", err)
			continue
		}
		records, lines = append(records, record), append(append(lines, line...), '\n')
	}
	return records, lines
}

// appendFile appends lines to a file. It opens the file each time, so that a program that rotates it need not notify the
// server. After a failure it removes partial output, so that no line is written twice.
func appendFile(path string, lines []byte) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it has been synced
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
func (r *Recorder) export(record audit.Record) {
	for _, to := range r.exports {
		_ = to.Append(func() []byte { return encoded(record.Export()) }) // a full spool counts what it loses
	}
}

// exportEntry exports the record of an allowed request.
func (r *Recorder) exportEntry(entry func(*shapes) (audit.Entry, error)) {
	for _, to := range r.exports {
		_ = to.Append(func() []byte {
			e, err := entry(to.shapes)
			if err != nil {
				return nil
			}
			return encoded(e.Record().Export())
		})
	}
}
