package audit

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"keyless.dev/keyless/internal/ascii"
)

// Shape is the common part of records of the same caller doing the same thing: all except ID, At and Seq. It is immutable.
type Shape struct {
	like  Record // without ID, At and Seq
	calls bool   // model calls
	text  string // the kind of record (c or o, as in calls) and the JSON of like
}

// NewShape returns the shape of a record. call says whether the record is a model call.
func NewShape(r Record, call bool) (*Shape, error) {
	r.ID, r.At, r.Seq = "", time.Time{}, 0
	// A record that the store rejects would block all that follow.
	for _, field := range []*string{&r.Tenant, &r.Principal, &r.Scope, &r.Grant} {
		*field = storable(*field)
	}
	text, err := json.Marshal(&r)
	prefix := "o"
	if call {
		prefix = "c"
	}
	return &Shape{r, call, prefix + string(text)}, err
}

func readShape(text string) (*Shape, error) {
	if text == "" {
		return nil, errBlock
	}
	s := &Shape{text: text, calls: text[0] == 'c'}
	err := json.Unmarshal([]byte(text[1:]), &s.like)
	return s, err
}

// Entry is a record: its shape and what is unique to it. An entry without an ID is not a record: it only says that the role
// assignment was used.
type Entry struct {
	ID   string
	At   time.Time
	Like *Shape
}

// Record returns the complete record.
func (e Entry) Record() Record {
	r := e.Like.like
	r.ID, r.At = e.ID, e.At.UTC()
	return r
}

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

// The encoded form: a version byte; the number of shapes and the length of their part; the shapes, each preceded by its
// length, compressed in one of the versions; the number of records; and for each record its shape, its time and its place as
// differences to the previous record, and its id: 0 and 16 bytes for a GUID, else its length and text.
const (
	blockPlain      = 2
	blockCompressed = 3
)

// maxShapes is the maximum size of the shapes of a block in bytes.
const maxShapes = 64 << 20

// compressors are kept: making one allocates more than half a megabyte.
var compressors = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, flate.DefaultCompression)
	if err != nil {
		panic(err) // the level is valid
	}
	return w
}}

// Encode returns the encoded form. Compression reduces the shapes to about a tenth.
func (b *Block) Encode(compressed bool) ([]byte, error) {
	var shapes []byte
	for _, text := range b.texts {
		shapes = binary.AppendUvarint(shapes, uint64(len(text)))
		shapes = append(shapes, text...)
	}
	version := byte(blockPlain)
	if compressed {
		version = blockCompressed
		var packed bytes.Buffer
		w := compressors.Get().(*flate.Writer)
		defer compressors.Put(w)
		w.Reset(&packed)
		if _, err := w.Write(shapes); err != nil {
			return nil, err
		}
		if err := w.Close(); err != nil {
			return nil, err
		}
		shapes = packed.Bytes()
	}
	out := make([]byte, 0, len(shapes)+24*len(b.entries)+32)
	out = append(out, version)
	out = binary.AppendUvarint(out, uint64(len(b.texts)))
	out = binary.AppendUvarint(out, uint64(len(shapes)))
	out = append(out, shapes...)
	out = binary.AppendUvarint(out, uint64(len(b.entries)))
	var at, seq int64
	for _, e := range b.entries {
		out = binary.AppendUvarint(out, uint64(e.shape))
		out = binary.AppendVarint(out, e.at-at)
		out = binary.AppendVarint(out, e.seq-seq)
		at, seq = e.at, e.seq
		if id, ok := guidBytes(e.id); ok {
			out = append(out, 0)
			out = append(out, id[:]...)
			continue
		}
		out = binary.AppendUvarint(out, uint64(len(e.id)+1))
		out = append(out, e.id...)
	}
	return out, nil
}

var errBlock = errors.New("audit: a block of records is malformed")

// blockReader decodes the encoded form. After an error it returns zero values.
type blockReader struct {
	rest   []byte
	failed bool
}

func (r *blockReader) bytes(n uint64) []byte {
	if r.failed || n > uint64(len(r.rest)) {
		r.failed = true
		return nil
	}
	out := r.rest[:n]
	r.rest = r.rest[n:]
	return out
}

func (r *blockReader) unsigned() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.failed = true
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *blockReader) signed() int64 {
	v, n := binary.Varint(r.rest)
	if n <= 0 {
		r.failed = true
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

// DecodeBlock decodes the encoded form.
func DecodeBlock(data []byte) (*Block, error) {
	r := &blockReader{rest: data}
	version := r.bytes(1)
	if r.failed || version[0] != blockPlain && version[0] != blockCompressed {
		return nil, fmt.Errorf("%w: its version is not known", errBlock)
	}
	count := r.unsigned()
	shapes := r.bytes(r.unsigned())
	if version[0] == blockCompressed && !r.failed {
		var err error
		if shapes, err = io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(shapes)), maxShapes)); err != nil {
			return nil, fmt.Errorf("%w: %w", errBlock, err)
		}
	}
	b := &Block{index: map[string]int{}, size: len(shapes)}
	s := &blockReader{rest: shapes}
	for i := uint64(0); i < count && !s.failed; i++ {
		text := string(s.bytes(s.unsigned()))
		b.index[text] = len(b.texts)
		b.texts, b.shapes = append(b.texts, text), append(b.shapes, nil)
	}
	records := r.unsigned()
	if r.failed || s.failed || records > uint64(len(r.rest)) {
		return nil, errBlock
	}
	b.entries = make([]placed, 0, records)
	var at, seq int64
	for range records {
		shape := r.unsigned()
		at += r.signed()
		seq += r.signed()
		id := ""
		if n := r.unsigned(); n == 0 {
			id = guidText(r.bytes(16))
		} else {
			id = string(r.bytes(n - 1))
		}
		if r.failed || shape >= uint64(len(b.texts)) {
			return nil, errBlock
		}
		if id == "" {
			if b.uses == nil {
				b.uses = map[int]int{}
			}
			b.uses[int(shape)] = len(b.entries)
		}
		b.entries = append(b.entries, placed{int(shape), seq, at, id})
		b.size += 24
	}
	return b, nil
}

// guidBytes returns the bytes of a GUID in canonical form, and whether text is one.
func guidBytes(text string) (id [16]byte, ok bool) {
	if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return id, false
	}
	digits := text[:8] + text[9:13] + text[14:18] + text[19:23] + text[24:]
	if _, err := hex.Decode(id[:], []byte(digits)); err != nil {
		return id, false
	}
	return id, guidText(id[:]) == text
}

func guidText(id []byte) string {
	if len(id) != 16 {
		return ""
	}
	var text [36]byte
	hex.Encode(text[:8], id[:4])
	hex.Encode(text[9:13], id[4:6])
	hex.Encode(text[14:18], id[6:8])
	hex.Encode(text[19:23], id[8:10])
	hex.Encode(text[24:], id[10:])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text[:])
}

// storable returns text without characters that some databases reject.
func storable(text string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", "?"), "?")
}
