package soak

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Kind is a kind of fault.
type Kind string

// The kinds of fault.
const (
	Kill     Kind = "kill"      // SIGKILL to a replica, which is started again
	Restart  Kind = "restart"   // SIGTERM to a replica, which is started again
	Freeze   Kind = "freeze"    // SIGSTOP to a replica
	Cut      Kind = "cut"       // the network between a replica and PostgreSQL drops everything
	Reset    Kind = "reset"     // a replica's connections to PostgreSQL are reset, and new ones are refused
	SlowNet  Kind = "slow net"  // the network between a replica and PostgreSQL is slow
	DiskFull Kind = "disk full" // the disk of a replica's spool is full
	SlowDisk Kind = "slow disk" // each fsync of a replica is slow
	Hang     Kind = "hang"      // all of PostgreSQL's processes are stopped
	CrashDB  Kind = "crash"     // PostgreSQL ends without a checkpoint, and is started again
	Snapshot Kind = "copy"      // PostgreSQL's files are copied while it is stopped
	PutBack  Kind = "rollback"  // PostgreSQL is restored to the latest copy
)

// everywhere reports whether the fault affects all replicas.
func (k Kind) everywhere() bool { return k == Hang || k == CrashDB || k == Snapshot || k == PutBack }

// Fault is one fault.
type Fault struct {
	Kind    Kind
	Replica int           // for faults that affect one replica
	For     time.Duration // duration
	Late    time.Duration // of SlowNet and SlowDisk
}

func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(string(f.Kind))
	if !f.Kind.everywhere() {
		fmt.Fprintf(&b, " of replica %d", f.Replica)
	}
	fmt.Fprintf(&b, " for %s", f.For)
	if f.Late > 0 {
		fmt.Fprintf(&b, " by %s", f.Late)
	}
	return b.String()
}

// Step is a set of faults that begin together, after a pause.
type Step struct {
	Pause  time.Duration
	Faults []Fault
}

// Plan returns the faults of a run of the given length. It depends only on the seed.
func Plan(seed uint64, replicas int, length time.Duration) []Step {
	random := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // reproducible, not secret
	between := func(least, most time.Duration) time.Duration {
		return (least + time.Duration(random.Int64N(int64(most-least)))).Round(10 * time.Millisecond)
	}
	// Each kind occurs once before any occurs again, so that a short run includes all.
	var remaining []Kind
	draw := func() Kind {
		if len(remaining) == 0 {
			remaining = []Kind{Kill, Restart, Freeze, Cut, Reset, SlowNet, DiskFull, SlowDisk, Hang, CrashDB, PutBack}
			random.Shuffle(len(remaining), func(i, j int) { remaining[i], remaining[j] = remaining[j], remaining[i] })
		}
		next := remaining[0]
		remaining = remaining[1:]
		return next
	}
	fault := func() Fault {
		f := Fault{Kind: draw(), Replica: random.IntN(replicas), For: between(500*time.Millisecond, 6*time.Second)}
		switch f.Kind {
		case SlowNet:
			f.Late = between(2*time.Millisecond, 100*time.Millisecond)
		case SlowDisk:
			f.Late = between(50*time.Millisecond, 800*time.Millisecond)
		case Kill, Restart, CrashDB:
			f.For = between(100*time.Millisecond, 3*time.Second)
		case PutBack:
			f.For = between(0, time.Second)
		}
		return f
	}
	var steps []Step
	for total := time.Duration(0); total < length; {
		if len(steps)%6 == 0 {
			steps = append(steps, Step{Pause: time.Second, Faults: []Fault{{Kind: Snapshot, For: 10 * time.Millisecond}}})
			total += 3 * time.Second
			continue
		}
		step := Step{Pause: between(500*time.Millisecond, 4*time.Second), Faults: []Fault{fault()}}
		if random.IntN(3) == 0 {
			// Two faults at once, at different replicas, or one of them at PostgreSQL.
			second := fault()
			if first := step.Faults[0]; first.Kind.everywhere() != second.Kind.everywhere() || !first.Kind.everywhere() && first.Replica != second.Replica {
				step.Faults = append(step.Faults, second)
			} else {
				remaining = append([]Kind{second.Kind}, remaining...)
			}
		}
		longest := time.Duration(0)
		for _, f := range step.Faults {
			longest = max(longest, f.For)
		}
		total += step.Pause + longest
		steps = append(steps, step)
	}
	return steps
}
