package spool

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"keyless.dev/keyless/internal/ratelimit"
)

// Receiver takes the records of a spool.
type Receiver struct {
	// What names the records in lines of the log, as "audit records".
	What string
	Log  *slog.Logger
	// Cursor is how far the records of a spool have been received.
	Cursor func(ctx context.Context, id string) (Cursor, error)
	// Receive takes a batch, and remembers that it was received. After a failure it gets the same batch again.
	Receive func(ctx context.Context, id string, b Batch) error
	// Patience bounds one call of Receive.
	Patience time.Duration
}

// Forwarder is a spool whose records are handed to a receiver.
type Forwarder struct {
	*Spool
	to   Receiver
	stop context.CancelFunc
	done chan struct{}
	once sync.Once
	lose *ratelimit.Limiter // of log lines about lost records
}

// Append is Spool.Append. A loss is told to the receiver's log, once a minute.
func (f *Forwarder) Append(encode func() []byte) error {
	err := f.Spool.Append(encode)
	if errors.Is(err, ErrFull) && f.lose.Allow() {
		f.to.Log.Error(f.to.What+" are not taken: the spool is full", "bytes", f.Bytes(), "waiting", f.Waiting(), "lost", f.Lost())
	}
	return err
}

// draining bounds how long Close waits for the receiver. What it did not take waits in the files for the next start.
const draining = 5 * time.Second

// readPause is how long a spool that cannot be read is left alone.
const readPause = time.Second

// Forward opens the spool in a folder and begins to deliver. Failures to write are told to the receiver's log, once a minute.
func Forward(ctx context.Context, dir string, o Options, to Receiver) (*Forwarder, error) {
	failures := ratelimit.New(time.Minute, 1, nil)
	o.Failed = func(err error) {
		if failures.Allow() {
			to.Log.Error(to.What+" cannot be written to the spool; they wait in memory", "error", err)
		}
	}
	files, err := Open(dir, o)
	if err != nil {
		return nil, err
	}
	from, err := to.Cursor(ctx, files.ID())
	if err != nil {
		_ = files.Close()
		return nil, err
	}
	if files.end().Before(from) {
		// What is written here from now on would be taken for what was received. Everything in the files was.
		to.Log.Warn("the spool of "+to.What+" is an older copy than the one whose records were received: it begins anew", "folder", dir)
		if files, err = startOver(files, o); err != nil {
			return nil, err
		}
		if from, err = to.Cursor(ctx, files.ID()); err != nil {
			_ = files.Close()
			return nil, err
		}
	}
	files.Reached(from)
	following, stop := context.WithCancel(context.WithoutCancel(ctx))
	f := &Forwarder{Spool: files, to: to, stop: stop, done: make(chan struct{}), lose: ratelimit.New(time.Minute, 1, nil)}
	go f.deliver(following, from)
	return f, nil
}

// startOver removes the files of a spool and its name, and opens the folder as a new one.
func startOver(s *Spool, o Options) (*Spool, error) {
	if err := s.Close(); err != nil {
		return nil, err
	}
	all, err := s.segments()
	if err != nil {
		return nil, err
	}
	for _, n := range all {
		if err := os.Remove(s.path(n)); err != nil {
			return nil, err
		}
	}
	if err := os.Remove(filepath.Join(s.dir, "id")); err != nil {
		return nil, err
	}
	return Open(s.dir, o)
}

// end is the place behind everything that is in the files.
func (s *Spool) end() Cursor { return Cursor{Segment: s.segment.Load(), Offset: s.offset.Load()} }

func (f *Forwarder) deliver(ctx context.Context, from Cursor) {
	defer close(f.done)
	failures, unread := ratelimit.New(time.Minute, 1, nil), ratelimit.New(time.Minute, 1, nil)
	for {
		err := f.Deliver(ctx, from, func(ctx context.Context, b Batch) error {
			err := f.receive(ctx, b)
			if err != nil && ctx.Err() == nil && failures.Allow() {
				f.to.Log.Error(f.to.What+" wait in the spool: they were not delivered", "error", err)
			}
			return err
		})
		if ctx.Err() == nil && unread.Allow() {
			f.to.Log.Error("the spool of "+f.to.What+" cannot be read; this is tried again", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(readPause):
		}
		from = f.Delivered()
	}
}

func (f *Forwarder) receive(ctx context.Context, b Batch) error {
	ctx, cancel := context.WithTimeout(ctx, f.to.Patience)
	defer cancel()
	return f.to.Receive(ctx, f.ID(), b)
}

// Close writes what was appended to the files, and gives the receiver up to five seconds to take it.
func (f *Forwarder) Close() {
	f.once.Do(func() {
		f.stop()
		<-f.done
		if err := f.Spool.Close(); err != nil {
			f.to.Log.Error("the spool of "+f.to.What+" was not closed well", "error", err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), draining)
		defer cancel()
		from, err := f.to.Cursor(ctx, f.ID())
		if err == nil {
			err = f.Drain(ctx, from, f.receive)
		}
		if err != nil {
			f.to.Log.Warn(f.to.What+" wait in the spool for the next start", "error", err)
		}
	})
}
