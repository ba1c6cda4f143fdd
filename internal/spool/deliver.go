package spool

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
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
		batch, err := s.read(from)
		if err != nil {
			return err
		}
		if len(batch.Records) == 0 && batch.Next == from {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-s.written:
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
