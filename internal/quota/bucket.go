package quota

import (
	"sync/atomic"
	"time"
)

const minute = int64(time.Minute)

// bucket lets a limit's worth through in a minute, all at once or spread. It is the generic cell rate algorithm
// (ITU-T I.371): one number says when all that was taken will have been given back. The limit is passed in each time,
// so that a changed one counts at once.
type bucket struct{ full atomic.Int64 } // in nanoseconds since 1970

// span is how long it takes to give back n of limit a minute.
func span(n, limit int64) int64 { return int64(float64(n) / float64(limit) * float64(minute)) }

// take takes n, or nothing and says how long to wait. More than the limit is as much as the limit: it waits for a full
// bucket and empties it.
func (b *bucket) take(now, n, limit int64) (wait int64, ok bool) {
	cost := span(min(n, limit), limit)
	for {
		full := b.full.Load()
		end := max(full, now) + cost
		if end-now > minute {
			return end - now - minute, false
		}
		if b.full.CompareAndSwap(full, end) {
			return 0, true
		}
	}
}

// settle takes n more, whatever is left, or gives back -n. It never leaves less than nothing: what is used beyond the
// limit does not count into the next minute.
func (b *bucket) settle(now, n, limit int64) {
	for {
		full := b.full.Load()
		if n < 0 && full <= now {
			return
		}
		end := min(max(full, now)+span(n, limit), now+minute)
		if b.full.CompareAndSwap(full, end) {
			return
		}
	}
}

// rescale makes what was taken of one limit the same amount of another.
func (b *bucket) rescale(now, from, to int64) {
	if from == 0 || to == 0 || from == to {
		return
	}
	for {
		full := b.full.Load()
		if full <= now {
			return
		}
		owed := int64(float64(full-now) * float64(from) / float64(to))
		if b.full.CompareAndSwap(full, now+min(owed, minute)) {
			return
		}
	}
}

// left is how much could be taken now, and how long until all could be.
func (b *bucket) left(now, limit int64) (n int64, reset time.Duration) {
	owed := min(max(b.full.Load()-now, 0), minute)
	return int64(float64(minute-owed) / float64(minute) * float64(limit)), time.Duration(owed)
}
