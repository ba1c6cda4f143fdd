package store

import (
	"context"
	"time"
)

// paceSlice is how long paced work goes on before it pauses.
const paceSlice = 5 * time.Millisecond

// pacer makes long work pause between its statements, for as long as it has worked, so that it takes at most half of one
// processor. Work that never waits keeps what else runs in the process from one for tens of milliseconds at a time.
type pacer struct{ began time.Time }

func newPacer() *pacer { return &pacer{time.Now()} }

// pause is called before each statement.
func (p *pacer) pause(ctx context.Context) {
	if took := time.Since(p.began); took >= paceSlice {
		pause(ctx, took)
		p.began = time.Now()
	}
}
