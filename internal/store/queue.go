package store

import "context"

// queue lets callers have a connection in the order in which they came. database/sql picks any of those that wait, so
// that under load some wait for tens of times as long as others. A nil queue lets everybody in.
type queue chan struct{}

// enter waits for a place, which leave gives back.
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
