package spool

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// How much one batch holds.
const (
	batchRecords = 1000
	batchBytes   = 1 << 20
)

// How long Deliver waits after a failed delivery: doubled from the first to the last.
const (
	firstPause = 100 * time.Millisecond
	lastPause  = 5 * time.Second
)

// Deliver hands over everything from a place on, in order, and what is appended later, until ctx ends. It tries a batch that
// receive fails again. Segments that were delivered are removed.
func (s *Spool) Deliver(ctx context.Context, from Cursor, receive func(context.Context, Batch) error) error {
	pause := firstPause
	for {
		s.Reached(from)
		batch, err := s.read(from)
		if err != nil {
			return err
		}
		if len(batch.Records) == 0 && batch.Next == from {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-s.written:
				if err := s.gather(ctx); err != nil {
					return err
				}
				continue
			}
		}
		if len(batch.Records) > 0 {
			// The same batch until it is received, and not what has come meanwhile as well: if it was received and the answer
			// was lost, its receiver knows it by where it ends.
			for receive(ctx, batch) != nil {
				timer := time.NewTimer(pause)
				select {
				case <-ctx.Done():
					timer.Stop()
					return ctx.Err()
				case <-timer.C:
				}
				pause = min(2*pause, lastPause)
			}
			pause = firstPause
		}
		if batch.Next.Segment > from.Segment {
			s.remove(batch.Next.Segment)
		}
		from = batch.Next
	}
}

// gather waits until more was written, or somebody waits for the delivery.
func (s *Spool) gather(ctx context.Context) error {
	if s.Gather <= 0 || s.awaited() {
		return nil
	}
	timer := time.NewTimer(s.Gather)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
			return nil
		case <-s.written:
			if s.awaited() {
				return nil
			}
		}
	}
}

// Flush returns when everything that was appended before has been delivered. It fails if ctx ends first.
func (s *Spool) Flush(ctx context.Context) error {
	at, err := s.WriteNow(ctx)
	if err != nil {
		return err
	}
	s.asked.Lock()
	if !s.delivered.Before(at) {
		s.asked.Unlock()
		return nil
	}
	w := waiter{at, make(chan struct{})}
	s.waiters = append(s.waiters, w)
	s.asked.Unlock()
	ring(s.written) // so that Deliver does not gather
	select {
	case <-w.done:
		return nil
	case <-ctx.Done():
		s.asked.Lock()
		defer s.asked.Unlock()
		s.waiters = slices.DeleteFunc(s.waiters, func(other waiter) bool { return other.done == w.done })
		return ctx.Err()
	}
}

// WriteNow returns when everything that was appended before is in the files and synced, and the place behind it. It fails
// if ctx ends first.
func (s *Spool) WriteNow(ctx context.Context) (Cursor, error) {
	answer := make(chan flushed, 1)
	s.asked.Lock()
	s.flushes = append(s.flushes, answer)
	s.asked.Unlock()
	ring(s.hurry)
	select {
	case f := <-answer:
		return f.at, f.err
	case <-s.done:
		return Cursor{Segment: s.segment.Load(), Offset: s.offset.Load()}, nil
	case <-ctx.Done():
		return Cursor{}, ctx.Err()
	}
}

// Pending calls each for every record that was not delivered yet, in order, until it returns false. What is delivered
// meanwhile may be missing.
func (s *Spool) Pending(each func(record []byte) bool) error {
	s.asked.Lock()
	from := s.delivered
	s.asked.Unlock()
	for {
		batch, err := s.read(from)
		if errors.Is(err, os.ErrNotExist) {
			return nil // it was delivered and removed
		}
		if err != nil || len(batch.Records) == 0 && batch.Next == from {
			return err
		}
		for _, record := range batch.Records {
			if !each(record) {
				return nil
			}
		}
		from = batch.Next
	}
}

// Delivered is how far everything has been delivered.
func (s *Spool) Delivered() Cursor {
	s.asked.Lock()
	defer s.asked.Unlock()
	return s.delivered
}

func (s *Spool) flushing() bool {
	s.asked.Lock()
	defer s.asked.Unlock()
	return len(s.flushes) > 0
}

// awaited reports whether somebody waits for a delivery.
func (s *Spool) awaited() bool {
	s.asked.Lock()
	defer s.asked.Unlock()
	return len(s.waiters) > 0
}

func (s *Spool) takeFlushes() []chan flushed {
	s.asked.Lock()
	defer s.asked.Unlock()
	all := s.flushes
	s.flushes = nil
	return all
}

// answer tells those who wait for a write that it was done, or that records could not be written and wait.
func (s *Spool) answer(flushes []chan flushed, kept int) {
	f := flushed{at: Cursor{Segment: s.segment.Load(), Offset: s.offset.Load()}}
	if kept > 0 {
		f.err = errNotWritten
	}
	for _, answer := range flushes {
		answer <- f
	}
}

var errNotWritten = errors.New("spool: records could not be written")

// Reached notes how far records were delivered before, as Deliver does, and tells those who wait for it.
func (s *Spool) Reached(at Cursor) {
	s.asked.Lock()
	defer s.asked.Unlock()
	s.delivered = at
	s.unmark()
	s.waiters = slices.DeleteFunc(s.waiters, func(w waiter) bool {
		if at.Before(w.until) {
			return false
		}
		close(w.done)
		return true
	})
}

// Drain delivers what was written until now, and returns. The writer must have been closed.
func (s *Spool) Drain(ctx context.Context, from Cursor, receive func(context.Context, Batch) error) error {
	for {
		batch, err := s.read(from)
		if err != nil || len(batch.Records) == 0 && batch.Next == from {
			return err
		}
		if len(batch.Records) > 0 {
			if err := receive(ctx, batch); err != nil {
				return err
			}
		}
		from = batch.Next
	}
}

// read gives the batch at a place. An empty batch whose Next is the place itself says that nothing more is written.
func (s *Spool) read(at Cursor) (Batch, error) {
	all, err := s.segments()
	if err != nil {
		return Batch{}, err
	}
	for _, n := range all {
		if n < at.Segment {
			continue
		}
		if n > at.Segment {
			at = Cursor{Segment: n} // the one before was delivered whole, or removed
		}
		current := s.segment.Load()
		end := s.offset.Load()
		if n != current {
			info, err := os.Stat(s.path(n))
			if err != nil {
				return Batch{}, err
			}
			end = info.Size()
		}
		batch, err := s.readSegment(at, end)
		if err != nil || len(batch.Records) > 0 || n >= current {
			return batch, err
		}
	}
	return Batch{Next: at}, nil
}

func (s *Spool) readSegment(at Cursor, end int64) (Batch, error) {
	file, err := os.Open(s.path(at.Segment))
	if err != nil {
		return Batch{}, err
	}
	defer func() { _ = file.Close() }()
	batch := Batch{Next: at}
	size := 0
	for len(batch.Records) < batchRecords && size < batchBytes {
		record, n, err := readRecord(file, batch.Next.Offset, end)
		if errors.Is(err, errTorn) {
			s.lost.Add(1)
			batch.Next.Offset = end // a damaged disk: the rest of the segment cannot be told apart
			return batch, nil
		}
		if err != nil || n == 0 {
			return batch, err
		}
		batch.Records = append(batch.Records, record)
		batch.Next.Offset += n
		size += len(record)
	}
	return batch, nil
}

// remove deletes the segments before one.
func (s *Spool) remove(before int64) {
	all, err := s.segments()
	if err != nil {
		return
	}
	for _, n := range all {
		if n >= before || n == s.segment.Load() {
			return
		}
		if info, err := os.Stat(s.path(n)); err == nil && os.Remove(s.path(n)) == nil {
			s.bytes.Add(-info.Size())
		}
	}
}

// readID reads the spool's name, or makes one.
func (s *Spool) readID() error {
	path := filepath.Join(s.dir, "id")
	text, err := os.ReadFile(path)
	if err == nil && len(strings.TrimSpace(string(text))) > 0 {
		s.id = strings.TrimSpace(string(text))
		return nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	s.id = rand.Text()
	return os.WriteFile(path, []byte(s.id+"\n"), 0o600)
}
