package audit

import (
	"encoding/binary"
	"hash/fnv"
	"io"
	"strings"

	"keyless.dev/keyless/internal/ascii"
)

// Keys returns hashes of the values by which the records can be queried, 4 bytes each: see Query.MayBeIn.
func (b *Block) Keys() ([]byte, error) {
	set := map[uint32]struct{}{}
	for i := range b.texts {
		shape, err := b.shape(i)
		if err != nil {
			return nil, err
		}
		r := &shape.like
		set[keyOf('t', r.Tenant)], set[keyOf('p', r.Principal)], set[keyOf('k', string(r.Kind))] = struct{}{}, struct{}{}, struct{}{}
		scope := ascii.ToLower(r.Scope)
		for end, c := range scope {
			if c == '/' && end > 0 {
				set[keyOf('s', scope[:end])] = struct{}{}
			}
		}
		set[keyOf('s', scope)] = struct{}{}
	}
	keys := make([]byte, 0, 4*len(set))
	for key := range set {
		keys = binary.LittleEndian.AppendUint32(keys, key)
	}
	return keys, nil
}

func keyOf(kind byte, value string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte{kind})
	_, _ = io.WriteString(h, value)
	return h.Sum32()
}

// MayBeIn reports whether a block with these keys may contain a record that q selects.
func (q *Query) MayBeIn(keys []byte) bool {
	for _, c := range []struct {
		kind  byte
		value string
	}{{'t', q.Tenant}, {'p', q.Principal}, {'k', string(q.Kind)}, {'s', ascii.ToLower(q.ScopeKey)}} {
		if c.value == "" {
			continue
		}
		want, found := keyOf(c.kind, c.value), false
		for rest := keys; len(rest) >= 4 && !found; rest = rest[4:] {
			found = binary.LittleEndian.Uint32(rest) == want
		}
		if !found {
			return false
		}
	}
	return true
}

// fits reports whether q selects r.
func (q *Query) fits(r *Record) bool {
	switch {
	case q.Tenant != "" && q.Tenant != r.Tenant, q.Kind != "" && q.Kind != r.Kind, q.ID != "" && q.ID != r.ID, q.Principal != "" && q.Principal != r.Principal,
		!q.Since.IsZero() && r.At.Before(q.Since), !q.Until.IsZero() && !r.At.Before(q.Until),
		q.Newest && q.After > 0 && r.Seq >= q.After, !q.Newest && q.After > 0 && r.Seq <= q.After:
		return false
	}
	key := ascii.ToLower(q.ScopeKey)
	if key == "" {
		return true
	}
	scope := ascii.ToLower(r.Scope)
	return scope == key || strings.HasPrefix(scope, key+"/")
}
