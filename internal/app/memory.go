package app

import (
	"context"
	"math"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"time"
)

const (
	// heapRoom is how much garbage may gather before it is collected, in bytes, where the runtime's default of as much as
	// lives would be less: a small directory would be marked hundreds of times a second for a few megabytes.
	heapRoom     = 32 << 20
	minGCPercent = 100
	maxGCPercent = 400
	gcInterval   = 10 * time.Second
)

// TuneMemory sets the garbage collector's percentage by what lives, until ctx ends, and a memory limit of nine tenths of
// what the container has. GOGC and GOMEMLIMIT in the environment are left alone. It is for a program that is
// a server and nothing else.
func TuneMemory(ctx context.Context) {
	if os.Getenv("GOMEMLIMIT") == "" {
		if most, ok := containerMemory("/sys/fs/cgroup/memory.max"); ok {
			debug.SetMemoryLimit(most / 10 * 9)
		}
	}
	if os.Getenv("GOGC") != "" {
		return
	}
	tick := time.NewTicker(gcInterval)
	defer tick.Stop()
	set := 0
	for {
		if percent := gcPercent(liveHeap()); percent != set {
			set = percent
			debug.SetGCPercent(set)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// returnMemory gives the operating system back what the start took and the server does not need.
func returnMemory() { debug.FreeOSMemory() }

// gcPercent leaves heapRoom above live bytes, within bounds.
func gcPercent(live uint64) int {
	return int(min(max(100*heapRoom/max(live, 1), minGCPercent), maxGCPercent))
}

// liveHeap is what the last collection left, in bytes; before the first one it is nothing.
func liveHeap() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return sample[0].Value.Uint64()
}

// containerMemory reads a limit of control groups, version 2, in bytes. It is false where there is none.
func containerMemory(file string) (int64, bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	most, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	return most, err == nil && most > 0 && most < math.MaxInt64/2
}
