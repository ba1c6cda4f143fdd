// Package cow holds the map that snapshots are made of: readers never wait, one change never costs a rebuild.
package cow

import (
	"hash/maphash"
	"iter"
)

// A map has pageCount pages of pageShards shards each. A change copies one shard, its page and the table of pages. With a
// million keys a shard holds about 250.
const (
	pageCount  = 64
	pageShards = 64
	shardCount = pageCount * pageShards
)

// page is some of the shards of a map.
type page[K comparable, V any] [pageShards]map[K]V

// Map is an immutable map. With returns a changed copy that shares all but what changed. The zero Map is empty and
// ready to use. It is safe for any number of readers.
type Map[K comparable, V any] struct {
	pages *[pageCount]*page[K, V]
	seed  maphash.Seed
	size  int
}

// Get returns the value of key, and whether there is one.
func (m Map[K, V]) Get(key K) (V, bool) {
	if m.pages != nil {
		shard := m.shard(key)
		if page := m.pages[shard/pageShards]; page != nil {
			value, ok := page[shard%pageShards][key]
			return value, ok
		}
	}
	var none V
	return none, false
}

// Len is the number of keys.
func (m Map[K, V]) Len() int { return m.size }

// All ranges over the keys and values in no order.
func (m Map[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		if m.pages == nil {
			return
		}
		for _, page := range m.pages {
			if page == nil {
				continue
			}
			for _, shard := range page {
				for k, v := range shard {
					if !yield(k, v) {
						return
					}
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

// Edit starts a run of changes that copies each touched shard once. It is how a large map is first filled. An edit that
// changes nothing copies nothing.
func (m Map[K, V]) Edit() *Edit[K, V] {
	return &Edit[K, V]{m: m}
}

func (m Map[K, V]) shard(key K) uint64 { return maphash.Comparable(m.seed, key) % shardCount }

// Edit is a run of changes by one goroutine. It must not be used after Done.
type Edit[K comparable, V any] struct {
	m Map[K, V]
	// What this edit has its own copy of.
	ownPages  bool // the table of pages
	ownPage   [pageCount]bool
	ownShards [pageCount]uint64 // bit set: of the page's shard
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
	if _, ok := e.m.Get(key); !ok {
		return
	}
	e.m.size--
	delete(e.own(key), key)
}

// Done returns the changed map.
func (e *Edit[K, V]) Done() Map[K, V] { return e.m }

// own returns the shard of key, which is this edit's own from then on.
func (e *Edit[K, V]) own(key K) map[K]V {
	if !e.ownPages {
		e.ownPages = true
		pages := new([pageCount]*page[K, V])
		if e.m.pages == nil {
			e.m.seed = maphash.MakeSeed()
		} else {
			*pages = *e.m.pages
		}
		e.m.pages = pages
	}
	shard := e.m.shard(key)
	at, i := shard/pageShards, shard%pageShards
	if !e.ownPage[at] {
		e.ownPage[at] = true
		shards := new(page[K, V])
		if before := e.m.pages[at]; before != nil {
			*shards = *before
		}
		e.m.pages[at] = shards
	}
	shards := e.m.pages[at]
	if bit := uint64(1) << i; e.ownShards[at]&bit == 0 {
		e.ownShards[at] |= bit
		copied := make(map[K]V, len(shards[i])+1)
		for k, v := range shards[i] {
			copied[k] = v
		}
		shards[i] = copied
	}
	return shards[i]
}
