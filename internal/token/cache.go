package token

import (
	"encoding/binary"
	"sync/atomic"
)

// ways is the number of slots in a set of the cache. A fifth token in a set evicts one.
const ways = 4

// cache maps the SHA-256 of a token to its verified claims. Reading takes no lock and does not allocate. The size is
// fixed. It holds only what cannot change before the token expires.
type cache struct {
	sets  uint64 // a power of two
	slots []atomic.Pointer[cached]
}

type cached struct {
	sum    [32]byte
	keys   *keySet // the keys that verified it: when they change, it is verified again
	claims *Claims
	until  int64 // seconds since 1970, when the token or its key expires
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

// get returns claims that are valid at now, in seconds since 1970; nil if there are none.
func (c *cache) get(sum *[32]byte, keys *keySet, now int64) *Claims {
	set := c.set(sum)
	for i := range set {
		if e := set[i].Load(); e != nil && e.sum == *sum && e.keys == keys && now < e.until {
			return e.claims
		}
	}
	return nil
}

// put stores claims until a time, in seconds since 1970. It replaces an empty slot, the same token or an expired entry, or
// else the slot that the token's hash selects.
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
