package token

import (
	"encoding/binary"
	"sync/atomic"
)

// ways is how many tokens share a set of the cache; one of them goes when a fifth comes.
const ways = 4

// cache remembers verified claims by the SHA-256 of the token. Readers take no lock and allocate nothing; it never
// grows. What it holds is only what cannot change before the token ends.
type cache struct {
	sets  uint64 // a power of two
	slots []atomic.Pointer[cached]
}

type cached struct {
	sum    [32]byte
	keys   *keySet // the keys it was verified with: when they change, it is verified again
	claims *Claims
	until  int64 // seconds since 1970, when the token or its key ends
}

func newCache(size int) *cache {
	sets := uint64(1)
	for sets*ways < uint64(max(size, ways)) {
		sets *= 2
	}
	return &cache{sets: sets, slots: make([]atomic.Pointer[cached], sets*ways)}
}

func (c *cache) set(sum *[32]byte) []atomic.Pointer[cached] {
	i := binary.LittleEndian.Uint64(sum[:8]) & (c.sets - 1) * ways
	return c.slots[i : i+ways]
}

// get finds claims that hold at now, in seconds since 1970.
func (c *cache) get(sum *[32]byte, keys *keySet, now int64) *Claims {
	set := c.set(sum)
	for i := range set {
		if e := set[i].Load(); e != nil && e.sum == *sum && e.keys == keys && now < e.until {
			return e.claims
		}
	}
	return nil
}

// put remembers claims until a time, in seconds since 1970, in place of nothing, of the same token, of something stale, or else of whatever the token's
// own hash picks.
func (c *cache) put(sum *[32]byte, keys *keySet, claims *Claims, until, now int64) {
	set := c.set(sum)
	place := int(sum[8] % ways)
	for i := range set {
		if e := set[i].Load(); e == nil || e.sum == *sum || e.keys != keys || now >= e.until {
			place = i
			break
		}
	}
	set[place].Store(&cached{sum: *sum, keys: keys, claims: claims, until: until})
}
