package directory

import (
	"context"
	"time"

	"keyless.dev/keyless/internal/fault"
)

// waitingPasswords is how many calls may wait for each one that is hashing. At 20 ms a hash, the last of them waits about
// a second.
const waitingPasswords = 50

// Passwords hashes and verifies passwords, a bounded number at a time: each takes 19 MiB and 20 ms of one core. It is
// safe for concurrent use. A process has one, which everything that compares or sets a password goes through.
type Passwords struct {
	running chan struct{}
	waiting chan struct{}
}

// NewPasswords returns a Passwords that runs up to parallel hashes at once, at least two.
func NewPasswords(parallel int) *Passwords {
	parallel = max(2, parallel)
	return &Passwords{running: make(chan struct{}, parallel), waiting: make(chan struct{}, parallel*(1+waitingPasswords))}
}

// Hash is HashPassword when its turn comes. It fails with Unavailable if too many calls wait already, and with the error
// of ctx if ctx is done first.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	if err := p.enter(ctx); err != nil {
		return "", err
	}
	defer p.leave()
	return HashPassword(password), nil
}

// Verify is VerifyPassword when its turn comes. It fails as Hash does. Before it hashes it calls admit, which may refuse
// by what has been found out while the call waited; nil refuses nothing.
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
