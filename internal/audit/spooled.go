package audit

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/spool"
)

// SpoolStore receives spooled records.
type SpoolStore interface {
	// SpoolCursor is how far the records of a spool have been received.
	SpoolCursor(ctx context.Context, id string) (spool.Cursor, error)
	// AppendSpooled writes all records or none, and that they were received, in one transaction.
	AppendSpooled(ctx context.Context, id string, next spool.Cursor, records *Block) error
}

// Spooled writes records of what was allowed by way of files of this process: whoever makes a record waits neither for a
// disk nor for the store. Records reach the store in order, each once, within about a second while the store answers.
// While it does not they wait in the files, also across restarts.
//
// What a crash can lose are records of the last 200 ms. A clean stop loses nothing.
type Spooled struct {
	*spool.Forwarder
	store SpoolStore
	log   *slog.Logger

	gathered Block // what is written next; for the spool's writer alone
	full     []*Block
}

const (
	// gathering is how long records wait for others, so that the store gets fewer and larger blocks.
	gathering = 500 * time.Millisecond
	// maxSpooled bounds a block in the files, in bytes.
	maxSpooled = 256 << 10
)

// OpenSpooled opens the files in a folder and begins to deliver.
func OpenSpooled(ctx context.Context, dir string, store SpoolStore, log *slog.Logger) (*Spooled, error) {
	s := &Spooled{store: store, log: log}
	var err error
	s.Forwarder, err = spool.Forward(ctx, dir, spool.Options{Gather: gathering, Rest: s.take, Count: countSpooled}, spool.Receiver{
		What: "audit records", Log: log, Cursor: store.SpoolCursor, Receive: s.receive, Patience: writing,
	})
	return s, err
}

// Append takes a record, which make gives later, always in the same goroutine. It fails with Unavailable if the spool is
// full; the record is then lost, and counted.
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

// take encodes what was gathered.
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

// maxPending bounds how much of the files Pending reads, in bytes.
const maxPending = 64 << 20

// Pending are the newest records that q selects which are not in the store yet, in order and at most so many. They have no
// places. What the store takes meanwhile may be missing.
func (s *Spooled) Pending(q Query, most int) (all []Record, err error) {
	size := 0
	failed := s.Forwarder.Pending(func(data []byte) bool {
		b, wrong := decodeSpooled(data)
		if wrong != nil {
			return true // it was logged, or will be, when it is delivered
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

// once paces a line of the log.
type once struct {
	every time.Duration
	mu    sync.Mutex
	last  time.Time
}

func (o *once) due() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now()
	if !o.last.IsZero() && now.Sub(o.last) < o.every {
		return false
	}
	o.last = now
	return true
}

func unavailable(err error) error {
	return fault.New(fault.Unavailable, "ServiceUnavailable", "The audit log cannot be written, so the request is not answered.").Because(err)
}
