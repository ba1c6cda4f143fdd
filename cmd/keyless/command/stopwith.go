package command

import (
	"context"
	"time"
)

// stopWithInterval is how often the process named by --stop-with is checked.
const stopWithInterval = 500 * time.Millisecond

// stopWith returns a context that ends when the process pid has exited, or when ctx ends. With a pid of 0 it returns
// ctx. Test harnesses use it, so that a server does not outlive a harness that was killed.
func stopWith(ctx context.Context, pid int) (context.Context, context.CancelFunc) {
	if pid == 0 {
		return ctx, func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		tick := time.NewTicker(stopWithInterval)
		defer tick.Stop()
		for processRuns(pid) {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
		cancel()
	}()
	return ctx, cancel
}
