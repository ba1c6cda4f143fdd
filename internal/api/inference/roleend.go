package inference

import (
	"context"
	"errors"
	"time"

	"keyless.dev/keyless/internal/rbac"
)

// errRoleEnded is the cause of the end of a call's context when the role that allowed the call has ended, and no other allows it.
var errRoleEnded = errors.New("the role that allowed the call has ended")

// whileAllowed makes the context of a call end with the role that allows it, if that is for a time, as an activated one is. Each
// role that allows the call in its place, for a time or for good, is taken as it comes. stop must be called.
func (d *host) whileAllowed(c *call) (stop func()) {
	ends := endOf(c.Decision)
	if ends.IsZero() {
		return func() {}
	}
	ctx, cancel := context.WithCancelCause(c.Context())
	before := c.Request.Request
	c.Request.Request = before.WithContext(ctx)
	go func() {
		for !ends.IsZero() {
			timer := time.NewTimer(ends.Sub(d.Now()))
			select {
			case <-ctx.Done():
				timer.Stop()
				return
			case <-timer.C:
			}
			q := c.question(c.Route.Action(), c.Scope)
			q.At = d.Now()
			decision := rbac.Decide(q, d.RBAC())
			if !decision.Allowed {
				cancel(errRoleEnded)
				return
			}
			ends = endOf(decision)
		}
	}()
	return func() {
		cancel(nil)
		c.Request.Request = before
	}
}

// endOf returns when the assignment ends that a decision rests on; zero is never.
func endOf(decision rbac.Decision) time.Time {
	grant := decision.Because.Grant
	if grant == nil || grant.Assignment.Schedule == nil {
		return time.Time{}
	}
	return grant.Assignment.Schedule.Ends
}
