package audit

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/spool"
)

// SpoolStore receives spooled records.
type SpoolStore interface {
	// SpoolCursor returns the position up to which the records of a spool have been received.
	SpoolCursor(ctx context.Context, id string) (spool.Cursor, error)
	// AppendSpooled writes all records or none, together with the new position, in one transaction.
	AppendSpooled(ctx context.Context, id string, next spool.Cursor, records *Block) error
}

// Spooled writes records of allowed requests through files of this process, so that the caller waits neither for the disk nor
// for the store. Records reach the store in order, each once, within about a second while the store is available. Otherwise
// they wait in the files, also across restarts.
//
// A crash can lose the records of the last sync interval. A clean stop loses nothing.
type Spooled struct {
	*spool.Forwarder
	store SpoolStore
	log   *slog.Logger

	gathered Block // to be written next; used only by the spool's writer
	full     []*Block
}

const (
	// gathering is how long records wait for others, so that the store gets fewer and larger blocks.
	gathering = 500 * time.Millisecond
	// maxSpooled is the maximum size of a block in the files in bytes.
	maxSpooled = 256 << 10
)

// OpenSpooled opens the files in a folder, which are synced once per interval (0 is 200 ms), and starts delivery.
func OpenSpooled(ctx context.Context, dir string, sync time.Duration, store SpoolStore, log *slog.Logger) (*Spooled, error) {
	s := &Spooled{store: store, log: log}
	var err error
	s.Forwarder, err = spool.Forward(ctx, dir, spool.Options{Sync: sync, Gather: gathering, Rest: s.take, Count: countSpooled}, spool.Receiver{
		What: "audit records", Log: log, Cursor: store.SpoolCursor, Receive: s.receive, Patience: writing,
	})
	return s, err
}

// Append appends a record. make builds the record later, always in the same goroutine. Append fails with Unavailable if the
// spool is full; the record is then lost, and counted.
func (s *Spooled) Append(make func() (Entry, error)) error {
	err := s.Forwarder.Append(func() []byte {
		entry, err := make()
		if err != nil {
			s.log.Error("an audit record cannot be encoded", "error", err)
			return nil
		}
		s.gathered.Add(entry)
		if s.gathered.Size() >= maxSpooled {
			full := s.gathered
			s.full, s.gathered = append(s.full, &full), Block{}
		}
		return nil
	})
	if err != nil {
		return unavailable(err)
	}
	return nil
}

// take encodes the gathered records.
func (s *Spooled) take() [][]byte {
	blocks := s.full
	if s.gathered.Len() > 0 {
		last := s.gathered
		blocks = append(blocks, &last)
	}
	s.full, s.gathered = nil, Block{}
	all := make([][]byte, 0, len(blocks))
	for _, b := range blocks {
		data, err := b.Encode(false)
		if err != nil {
			s.log.Error("audit records cannot be encoded", "error", err)
			continue
		}
		all = append(all, data)
	}
	return all
}

func countSpooled(data []byte) int {
	b, err := decodeSpooled(data)
	if err != nil {
		return 1
	}
	return b.Len()
}

// maxPending is the number of bytes that Pending reads at most.
const maxPending = 64 << 20

// Pending returns the newest records that q selects and that are not in the store yet, in order and at most as many as most.
// They have no Seq. Records that are delivered meanwhile may be missing.
func (s *Spooled) Pending(q Query, most int) (all []Record, err error) {
	size := 0
	failed := s.Forwarder.Pending(func(data []byte) bool {
		b, wrong := decodeSpooled(data)
		if wrong != nil {
			return true // delivery logs the error
		}
		var found []Record
		if found, err = b.Records(q); err != nil {
			return false
		}
		all = append(all, found...)
		all = all[max(0, len(all)-most):]
		size += len(data)
		return size < maxPending
	})
	return all, errors.Join(err, failed)
}

func (s *Spooled) receive(ctx context.Context, id string, batch spool.Batch) error {
	all := &Block{}
	for _, data := range batch.Records {
		b, err := decodeSpooled(data)
		if err != nil {
			s.log.Error("spooled audit records cannot be read and are left out", "error", err)
			continue
		}
		all.Append(b)
	}
	return s.store.AppendSpooled(ctx, id, batch.Next, all)
}

func unavailable(err error) error {
	return fault.New(fault.Unavailable, "ServiceUnavailable", "The audit log cannot be written, so the request is not answered.").Because(err)
}
