package directory

import (
	"context"
	"time"

	"keyless.dev/keyless/internal/fault"
)

// waitingPasswords is the number of calls that may wait for each call that is hashing. At 20 ms per hash, the last of them
// waits about a second.
const waitingPasswords = 50

// Passwords hashes and verifies passwords with limited concurrency, because each hash takes 19 MiB and 20 ms of one core. It is
// safe for concurrent use. A process should use a single one for everything that compares or sets passwords.
type Passwords struct {
	running chan struct{}
	waiting chan struct{}
}

// NewPasswords returns a Passwords that runs up to parallel hashes at a time, at least two.
func NewPasswords(parallel int) *Passwords {
	parallel = max(2, parallel)
	return &Passwords{running: make(chan struct{}, parallel), waiting: make(chan struct{}, parallel*(1+waitingPasswords))}
}

// Hash is HashPassword with limited concurrency. It fails with Unavailable if too many calls are waiting, and with ctx.Err
// if ctx is done first.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	if err := p.enter(ctx); err != nil {
		return "", err
	}
	defer p.leave()
	return HashPassword(password), nil
}

// Verify is VerifyPassword with limited concurrency, and fails like Hash. Before hashing it calls admit, which may reject the
// call because of what happened while it waited. admit may be nil.
func (p *Passwords) Verify(ctx context.Context, phc, password string, admit func() error) (bool, error) {
	if err := p.enter(ctx); err != nil {
		return false, err
	}
	defer p.leave()
	if admit != nil {
		if err := admit(); err != nil {
			return false, err
		}
	}
	return VerifyPassword(phc, password), nil
}

func (p *Passwords) enter(ctx context.Context) error {
	select {
	case p.waiting <- struct{}{}:
	default:
		f := fault.New(fault.Unavailable, "temporarily_unavailable", "AADSTS90033: A transient error has occurred. Please try again.")
		f.Number, f.RetryAfter = 90033, time.Second
		return f
	}
	select {
	case p.running <- struct{}{}:
		return nil
	case <-ctx.Done():
		<-p.waiting
		return ctx.Err()
	}
}

func (p *Passwords) leave() {
	<-p.running
	<-p.waiting
}
