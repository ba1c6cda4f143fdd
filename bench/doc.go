// Package bench holds the measured comparison: what keyless costs between a client and its model, against calling
// the model directly, in one run on one machine.
//
//	go test -run '^$' -bench . ./bench
//
// Everything is real but the model: sockets on the loopback, a signed token verified by token.Verifier (from its
// cache after the first call), the decision over 1,000 role assignments, the relay. Client, host and model share the
// machine's cores, so that ratios of throughput are the least favourable ones.
package bench
