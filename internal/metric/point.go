package metric

import (
	"encoding/binary"
	"errors"
	"math"
	"time"
)

// Call is one call that is over.
type Call struct {
	Prompt, Completion, Tokens int64
	Took                       time.Duration
	FirstByte                  time.Duration // until the answer began; 0 if none did
	BetweenTokens              time.Duration // of a stream, on average; 0 if it is not known
}

// Point is what calls add up to.
type Point struct {
	Requests, Prompt, Completion, Tokens int64
	Took, FirstByte, BetweenTokens       Distribution
}

// Add counts a call.
func (p *Point) Add(c Call) {
	p.Requests++
	p.Prompt += c.Prompt
	p.Completion += c.Completion
	p.Tokens += c.Tokens
	p.Took.add(c.Took)
	if c.FirstByte > 0 {
		p.FirstByte.add(c.FirstByte)
	}
	if c.BetweenTokens > 0 {
		p.BetweenTokens.add(c.BetweenTokens)
	}
}

// Merge adds what other has counted.
func (p *Point) Merge(other *Point) {
	p.Requests += other.Requests
	p.Prompt += other.Prompt
	p.Completion += other.Completion
	p.Tokens += other.Tokens
	p.Took.Merge(&other.Took)
	p.FirstByte.Merge(&other.FirstByte)
	p.BetweenTokens.Merge(&other.BetweenTokens)
}

// buckets is how many ranges a Distribution tells apart. Each is a fifth wider than the one before; the first ends at
// 0.1 ms and the last has no end, which begins after an hour.
const (
	buckets = 96
	growth  = 1.2
	first   = 100 * time.Microsecond
)

// Distribution is how long many things took. The zero value has none.
type Distribution struct {
	Count, Sum, Min, Max int64 // microseconds, but for Count
	counts               [buckets]uint32
}

func bucketOf(d time.Duration) int {
	if d <= first {
		return 0
	}
	return min(int(math.Log(float64(d)/float64(first))/math.Log(growth))+1, buckets-1)
}

func (d *Distribution) add(took time.Duration) {
	took = max(took, 0)
	n := took.Microseconds()
	if d.Count == 0 || n < d.Min {
		d.Min = n
	}
	d.Max = max(d.Max, n)
	d.Count++
	d.Sum += n
	d.counts[bucketOf(took)]++
}

// Merge adds what other has counted.
func (d *Distribution) Merge(other *Distribution) {
	if other.Count == 0 {
		return
	}
	if d.Count == 0 || other.Min < d.Min {
		d.Min = other.Min
	}
	d.Max = max(d.Max, other.Max)
	d.Count += other.Count
	d.Sum += other.Sum
	for i, n := range other.counts {
		d.counts[i] += n
	}
}

// Quantile estimates what a share q of them, from 0 to 1, took at most, in microseconds, to a tenth. It is false if
// there are none.
func (d *Distribution) Quantile(q float64) (float64, bool) {
	if d.Count == 0 {
		return 0, false
	}
	rank := int64(math.Ceil(q * float64(d.Count)))
	for i, n := range d.counts {
		if rank -= int64(n); rank > 0 {
			continue
		}
		end := float64(first.Microseconds()) * math.Pow(growth, float64(i))
		middle := end / math.Sqrt(growth)
		return min(max(middle, float64(d.Min)), float64(d.Max)), true
	}
	return float64(d.Max), true
}

// version is the first byte of an encoded point.
const version = 1

// Encode appends p to b, in as few bytes as its numbers need.
func (p *Point) Encode(b []byte) []byte {
	b = append(b, version)
	for _, n := range [...]int64{p.Requests, p.Prompt, p.Completion, p.Tokens} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	for _, d := range [...]*Distribution{&p.Took, &p.FirstByte, &p.BetweenTokens} {
		b = d.encode(b)
	}
	return b
}

func (d *Distribution) encode(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(d.Count))
	if d.Count == 0 {
		return b
	}
	for _, n := range [...]int64{d.Sum, d.Min, d.Max} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	filled := 0
	for _, n := range d.counts {
		if n > 0 {
			filled++
		}
	}
	b = append(b, byte(filled))
	for i, n := range d.counts {
		if n > 0 {
			b = binary.AppendUvarint(append(b, byte(i)), uint64(n))
		}
	}
	return b
}

var errPoint = errors.New("metric: a stored point cannot be read")

// Decode reads what Encode wrote. It fails for anything else.
func Decode(b []byte) (*Point, error) {
	if len(b) == 0 || b[0] != version {
		return nil, errPoint
	}
	r := reader{rest: b[1:]}
	p := &Point{Requests: r.number(), Prompt: r.number(), Completion: r.number(), Tokens: r.number()}
	for _, d := range [...]*Distribution{&p.Took, &p.FirstByte, &p.BetweenTokens} {
		r.distribution(d)
	}
	if r.failed || len(r.rest) > 0 {
		return nil, errPoint
	}
	return p, nil
}

type reader struct {
	rest   []byte
	failed bool
}

func (r *reader) number() int64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 || n > math.MaxInt64 {
		r.failed = true
		return 0
	}
	r.rest = r.rest[size:]
	return int64(n)
}

func (r *reader) distribution(d *Distribution) {
	if d.Count = r.number(); d.Count == 0 {
		return
	}
	d.Sum, d.Min, d.Max = r.number(), r.number(), r.number()
	for range r.octet() {
		i := r.octet()
		n := r.number()
		if r.failed || i >= buckets || n > math.MaxUint32 {
			r.failed = true
			return
		}
		d.counts[i] = uint32(n)
	}
}

func (r *reader) octet() byte {
	if len(r.rest) == 0 {
		r.failed = true
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}
