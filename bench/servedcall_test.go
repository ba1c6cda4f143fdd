package bench_test

import (
	"testing"

	"keyless.dev/keyless/keylesstest"
)

// BenchmarkServed also measures what BenchmarkHost omits: TLS, net/http's server, quota, records, usage, metrics and
// the model's connection.
func BenchmarkServed(b *testing.B) {
	s := keylesstest.Start(b, keylesstest.World(servedWorld), keylesstest.Upstream("http://"+silentModel(b)+"/v1"))
	c := dialServed(b, s)
	for range 100 {
		c.call(b) // fills caches and pools
	}
	b.ReportAllocs()
	for b.Loop() {
		c.call(b)
	}
}
