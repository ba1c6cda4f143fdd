package audit

import (
	"fmt"
	"slices"
	"time"
)

// Block is a sequence of records. Its encoded form has each shape once and about 20 bytes per record. The zero value is empty.
type Block struct {
	shapes  []*Shape // nil if only the text was decoded so far
	texts   []string
	index   map[string]int
	uses    map[int]int // index by shape of the entry without an id
	entries []placed
	size    int // approximate size of the encoded form
}

// placed is a record of a block.
type placed struct {
	shape int
	seq   int64
	at    int64 // microseconds since 1970
	id    string
}

// Add appends a record.
func (b *Block) Add(e Entry) {
	b.add(e.Like.text, e.Like, placed{at: e.At.UnixMicro(), id: storable(e.ID)})
}

func (b *Block) add(text string, shape *Shape, e placed) {
	at, known := b.index[text]
	if !known {
		if b.index == nil {
			b.index = map[string]int{}
		}
		at = len(b.texts)
		b.index[text], b.texts, b.shapes = at, append(b.texts, text), append(b.shapes, shape)
		b.size += len(text) + 4
	}
	e.shape = at
	if e.id == "" {
		if use, known := b.uses[at]; known {
			b.entries[use].at = max(b.entries[use].at, e.at)
			return
		}
		if b.uses == nil {
			b.uses = map[int]int{}
		}
		b.uses[at] = len(b.entries)
	}
	b.entries = append(b.entries, e)
	b.size += 24
}

// Append appends the records of another block.
func (b *Block) Append(other *Block) {
	for _, e := range other.entries {
		b.add(other.texts[e.shape], other.shapes[e.shape], e)
	}
}

// Sort sorts the records by place.
func (b *Block) Sort() {
	slices.SortStableFunc(b.entries, func(x, y placed) int { return int(max(min(x.seq-y.seq, 1), -1)) })
}

// Len returns the number of records.
func (b *Block) Len() int { return len(b.entries) }

// Size returns the approximate size of the encoded form in bytes.
func (b *Block) Size() int { return b.size }

// Place sets the places of the records, in order.
func (b *Block) Place(places []int64) {
	for i := range b.entries {
		b.entries[i].seq = places[i]
	}
}

// Places returns the first and the last place.
func (b *Block) Places() (first, last int64) {
	return b.entries[0].seq, b.entries[len(b.entries)-1].seq
}

// Times returns the earliest and the latest time.
func (b *Block) Times() (from, to time.Time) {
	least, most := b.entries[0].at, b.entries[0].at
	for _, e := range b.entries {
		least, most = min(least, e.at), max(most, e.at)
	}
	return time.UnixMicro(least).UTC(), time.UnixMicro(most).UTC()
}

// IDs returns the smallest and the greatest id.
func (b *Block) IDs() (from, to string) {
	from, to = b.entries[0].id, b.entries[0].id
	for _, e := range b.entries {
		from, to = min(from, e.id), max(to, e.id)
	}
	return from, to
}

// Split divides the block into parts of at most n records whose places span less than span. A part has either model calls or
// other records.
func (b *Block) Split(n int, span int64) (parts []Part, err error) {
	open := map[bool]*Block{}
	done := func(calls bool) {
		if part := open[calls]; part != nil {
			parts = append(parts, Part{part, calls})
			delete(open, calls)
		}
	}
	for _, e := range b.entries {
		shape, err := b.shape(e.shape)
		if err != nil {
			return nil, err
		}
		calls := shape.calls
		if part := open[calls]; part != nil && (part.Len() == n || e.seq-part.entries[0].seq >= span) {
			done(calls)
		}
		if open[calls] == nil {
			open[calls] = &Block{}
		}
		open[calls].add(shape.text, shape, e)
	}
	done(true)
	done(false)
	return parts, nil
}

// Part is a block of model calls, or of other records.
type Part struct {
	*Block
	Calls bool
}

// shape decodes a shape on first use.
func (b *Block) shape(i int) (*Shape, error) {
	if b.shapes[i] == nil {
		s, err := readShape(b.texts[i])
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errBlock, err)
		}
		b.shapes[i] = s
	}
	return b.shapes[i], nil
}

// Records returns the records that q selects, in order.
func (b *Block) Records(q Query) ([]Record, error) {
	var all []Record
	for i := range b.entries {
		e := &b.entries[i]
		if e.id == "" || q.ID != "" && q.ID != e.id {
			continue
		}
		shape, err := b.shape(e.shape)
		if err != nil {
			return nil, err
		}
		r := shape.like
		r.ID, r.At, r.Seq = e.id, time.UnixMicro(e.at).UTC(), e.seq
		if q.fits(&r) {
			all = append(all, r)
		}
	}
	return all, nil
}

// Uses calls each for every role assignment that allowed something, with the time of its last use.
func (b *Block) Uses(each func(tenant, grant string, at time.Time)) error {
	last := make([]int64, len(b.texts))
	for _, e := range b.entries {
		last[e.shape] = max(last[e.shape], e.at)
	}
	for i := range b.texts {
		shape, err := b.shape(i)
		if err != nil {
			return err
		}
		if shape.like.Grant != "" {
			each(shape.like.Tenant, shape.like.Grant, time.UnixMicro(last[i]).UTC())
		}
	}
	return nil
}

// WithoutUses returns the block without entries that have no id.
func (b *Block) WithoutUses() *Block {
	if len(b.uses) == 0 {
		return b
	}
	only := &Block{}
	for _, e := range b.entries {
		if e.id != "" {
			only.add(b.texts[e.shape], b.shapes[e.shape], e)
		}
	}
	return only
}
