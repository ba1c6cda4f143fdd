package apply

import "keyless.dev/keyless/internal/ascii"

// lookup finds items of a list by a key, without regard to case: the indexes of those that have it, in order. With it, a plan
// takes time in proportion to the rows of the file and of the server, where comparing each with each would take their product.
type lookup map[string][]int

func lookupOf[T any](items []T, key func(*T) string) lookup {
	l := make(lookup, len(items))
	for i := range items {
		k := ascii.ToLower(key(&items[i]))
		l[k] = append(l[k], i)
	}
	return l
}

func (l lookup) all(key string) []int { return l[ascii.ToLower(key)] }

// first returns the index of the first item that has a key, or -1.
func (l lookup) first(key string) int {
	if at := l.all(key); len(at) > 0 {
		return at[0]
	}
	return -1
}

// remaining is a list of the server, from which the items that the file names are taken.
type remaining[T any] struct {
	items []T
	at    lookup
	taken []bool
}

func remainingOf[T any](items []T, key func(*T) string) *remaining[T] {
	return &remaining[T]{items, lookupOf(items, key), make([]bool, len(items))}
}

// take returns the first item with a key that was not taken before, or nil.
func (r *remaining[T]) take(key string) *T {
	key = ascii.ToLower(key)
	at := r.at[key]
	if len(at) == 0 {
		return nil
	}
	r.at[key], r.taken[at[0]] = at[1:], true
	return &r.items[at[0]]
}

// left returns the items that were not taken, in order.
func (r *remaining[T]) left() []T {
	var left []T
	for i, item := range r.items {
		if !r.taken[i] {
			left = append(left, item)
		}
	}
	return left
}
