// Package gctuning sets the parameters of the garbage collector for a program that is only a server.
package gctuning

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
	// minGarbage is how many bytes of garbage the heap may contain before it is collected, even if the live heap is smaller. With the
	// runtime's default, a server with a small directory would collect hundreds of times a second to save a few megabytes.
	minGarbage   = 32 << 20
	minGCPercent = 100
	maxGCPercent = 400
	gcInterval   = 10 * time.Second
)

// Run adapts the garbage collector's percentage to the size of the live heap until ctx ends, and sets a memory limit of nine tenths
// of the container's limit. It does not override GOGC and GOMEMLIMIT of the environment.
func Run(ctx context.Context) {
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

// gcPercent returns the percentage at which a live heap of this many bytes has minGarbage, within limits.
func gcPercent(live uint64) int {
	return int(min(max(100*minGarbage/max(live, 1), minGCPercent), maxGCPercent))
}

// liveHeap returns the size of the live heap in bytes after the last collection, or 0 before the first.
func liveHeap() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return sample[0].Value.Uint64()
}

// containerMemory reads a memory limit in bytes from a file of control groups, version 2. It returns false if there is none.
func containerMemory(file string) (int64, bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	most, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	return most, err == nil && most > 0 && most < math.MaxInt64/2
}
