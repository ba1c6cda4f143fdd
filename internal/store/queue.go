package store

import "context"

// queue gives callers a connection in the order in which they came. database/sql picks a random waiter, so under load some wait
// tens of times as long as others. A nil queue does not limit callers.
type queue chan struct{}

// enter waits for a slot, which leave releases.
func (q queue) enter(ctx context.Context) error {
	if q == nil {
		return nil
	}
	select {
	case q <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (q queue) leave() {
	if q != nil {
		<-q
	}
}
