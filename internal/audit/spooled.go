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
	files *spool.Spool
	store SpoolStore
	log   *slog.Logger

	gathered Block // what is written next; for the spool's writer alone
	full     []*Block

	stop context.CancelFunc
	done chan struct{}
	once sync.Once
}

const (
	// draining bounds how long Close waits for the store. What it did not take waits in the files for the next start.
	draining = 5 * time.Second
	// gathering is how long records wait for others, so that the store gets fewer and larger blocks.
	gathering = 500 * time.Millisecond
	// maxSpooled bounds a block in the files, in bytes.
	maxSpooled = 256 << 10
)

// OpenSpooled opens the files in a folder and begins to deliver.
func OpenSpooled(ctx context.Context, dir string, store SpoolStore, log *slog.Logger) (*Spooled, error) {
	s := &Spooled{store: store, log: log, done: make(chan struct{})}
	var err error
	failures := &once{every: time.Minute}
	if s.files, err = spool.Open(dir, spool.Options{Gather: gathering, Rest: s.take, Count: countSpooled, Failed: func(err error) {
		if failures.due() {
			log.Error("audit records cannot be written to the spool; they wait in memory", "error", err)
		}
	}}); err != nil {
		return nil, err
	}
	from, err := store.SpoolCursor(ctx, s.files.ID())
	if err != nil {
		_ = s.files.Close()
		return nil, err
	}
	s.files.Reached(from)
	following, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	go s.deliver(following, from)
	return s, nil
}

// Append takes a record, which make gives later, always in the same goroutine. It fails with Unavailable if the spool is
// full; the record is then lost, and counted.
func (s *Spooled) Append(make func() (Entry, error)) error {
	err := s.files.Append(func() []byte {
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

// Flush returns when everything that was appended before is in the store. It fails if ctx ends first.
func (s *Spooled) Flush(ctx context.Context) error { return s.files.Flush(ctx) }

// maxPending bounds how much of the files Pending reads, in bytes.
const maxPending = 64 << 20

// Pending are the newest records that q selects which are not in the store yet, in order and at most so many. They have no
// places. What the store takes meanwhile may be missing.
func (s *Spooled) Pending(q Query, most int) (all []Record, err error) {
	size := 0
	failed := s.files.Pending(func(data []byte) bool {
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

// Depth tells of what has not been delivered: bytes in files, records in memory, and how many records were lost.
func (s *Spooled) Depth() (bytes int64, waiting int, lost int64) {
	return s.files.Bytes(), s.files.Waiting(), s.files.Lost()
}

// Full reports whether records are being lost because the files hold as much as they may.
func (s *Spooled) Full() bool { return s.files.Full() }

// Close writes what was appended to the files, and gives the store up to five seconds to take it.
func (s *Spooled) Close() {
	s.once.Do(func() {
		s.stop()
		<-s.done
		if err := s.files.Close(); err != nil {
			s.log.Error("the spool of audit records was not closed well", "error", err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), draining)
		defer cancel()
		from, err := s.store.SpoolCursor(ctx, s.files.ID())
		if err == nil {
			err = s.files.Drain(ctx, from, s.receive)
		}
		if err != nil {
			s.log.Warn("audit records wait in the spool for the next start", "error", err)
		}
	})
}

func (s *Spooled) deliver(ctx context.Context, from spool.Cursor) {
	defer close(s.done)
	failures := &once{every: time.Minute}
	err := s.files.Deliver(ctx, from, func(ctx context.Context, b spool.Batch) error {
		err := s.receive(ctx, b)
		if err != nil && ctx.Err() == nil && failures.due() {
			s.log.Error("audit records wait in the spool: the store does not take them", "error", err)
		}
		return err
	})
	if err != nil && !errors.Is(err, context.Canceled) {
		s.log.Error("the spool of audit records cannot be read", "error", err)
	}
}

func (s *Spooled) receive(ctx context.Context, batch spool.Batch) error {
	all := &Block{}
	for _, data := range batch.Records {
		b, err := decodeSpooled(data)
		if err != nil {
			s.log.Error("spooled audit records cannot be read and are left out", "error", err)
			continue
		}
		all.Append(b)
	}
	ctx, cancel := context.WithTimeout(ctx, writing)
	defer cancel()
	return s.store.AppendSpooled(ctx, s.files.ID(), batch.Next, all)
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
