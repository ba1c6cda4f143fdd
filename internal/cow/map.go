// Package cow holds the map that snapshots are made of: readers never wait, one change never costs a rebuild.
package cow

import (
	"hash/maphash"
	"iter"
)

// shardCount trades the cost of a change (copying one shard and the table of shards) against the memory of an
// empty map. With a million keys a shard holds about 250.
const shardCount = 4096

// Map is an immutable map. With returns a changed copy that shares all but what changed. The zero Map is empty and
// ready to use. It is safe for any number of readers.
type Map[K comparable, V any] struct {
	shards *[shardCount]map[K]V
	seed   maphash.Seed
	size   int
}

// Get returns the value of key, and whether there is one.
func (m Map[K, V]) Get(key K) (V, bool) {
	if m.shards == nil {
		var none V
		return none, false
	}
	value, ok := m.shards[m.shard(key)][key]
	return value, ok
}

// Len is the number of keys.
func (m Map[K, V]) Len() int { return m.size }

// All ranges over the keys and values in no order.
func (m Map[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		if m.shards == nil {
			return
		}
		for _, shard := range m.shards {
			for k, v := range shard {
				if !yield(k, v) {
					return
				}
			}
		}
	}
}

// With returns m with key set to value.
func (m Map[K, V]) With(key K, value V) Map[K, V] {
	edit := m.Edit()
	edit.Set(key, value)
	return edit.Done()
}

// Without returns m without key.
func (m Map[K, V]) Without(key K) Map[K, V] {
	if _, ok := m.Get(key); !ok {
		return m
	}
	edit := m.Edit()
	edit.Delete(key)
	return edit.Done()
}

// Edit starts a run of changes that copies each touched shard once. It is how a large map is first filled.
func (m Map[K, V]) Edit() *Edit[K, V] {
	e := &Edit[K, V]{m: m}
	if m.shards == nil {
		e.m.seed = maphash.MakeSeed()
		e.m.shards = new([shardCount]map[K]V)
	} else {
		shards := *m.shards
		e.m.shards = &shards
	}
	return e
}

func (m Map[K, V]) shard(key K) uint64 { return maphash.Comparable(m.seed, key) % shardCount }

// Edit is a run of changes by one goroutine. It must not be used after Done.
type Edit[K comparable, V any] struct {
	m     Map[K, V]
	owned [shardCount / 64]uint64 // bit set: this edit has its own copy of the shard
}

// Get returns the value of key as changed so far.
func (e *Edit[K, V]) Get(key K) (V, bool) { return e.m.Get(key) }

// Set sets key to value.
func (e *Edit[K, V]) Set(key K, value V) {
	shard := e.own(key)
	if _, ok := shard[key]; !ok {
		e.m.size++
	}
	shard[key] = value
}

// Delete removes key.
func (e *Edit[K, V]) Delete(key K) {
	shard := e.own(key)
	if _, ok := shard[key]; ok {
		e.m.size--
		delete(shard, key)
	}
}

// Done returns the changed map.
func (e *Edit[K, V]) Done() Map[K, V] { return e.m }

func (e *Edit[K, V]) own(key K) map[K]V {
	i := e.m.shard(key)
	word, bit := i/64, uint64(1)<<(i%64)
	if e.owned[word]&bit != 0 {
		return e.m.shards[i]
	}
	e.owned[word] |= bit
	copied := make(map[K]V, len(e.m.shards[i])+1)
	for k, v := range e.m.shards[i] {
		copied[k] = v
	}
	e.m.shards[i] = copied
	return copied
}
