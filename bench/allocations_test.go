package bench_test

import "testing"

// Maximum allocations of one call between the server's connection and the model's, excluding both. Lower them when a
// change allocates less.
const (
	maxAllocations = 41
	maxBytes       = 4700
)

// TestCallsAllocateWithinBounds fails when a change makes calls allocate more. Unlike times, allocations are the same on
// every machine.
func TestCallsAllocateWithinBounds(t *testing.T) {
	host, frame := testing.Benchmark(BenchmarkHost), testing.Benchmark(BenchmarkFrame)
	if host.N == 0 || frame.N == 0 {
		t.Fatal("a benchmark did not run")
	}
	allocations, bytes := host.AllocsPerOp()-frame.AllocsPerOp(), host.AllocedBytesPerOp()-frame.AllocedBytesPerOp()
	t.Logf("%d allocations, %d bytes a call", allocations, bytes)
	if allocations > maxAllocations || bytes > maxBytes {
		t.Errorf("a call allocates %d times, %d bytes; the bounds are %d and %d", allocations, bytes, maxAllocations, maxBytes)
	}
}
