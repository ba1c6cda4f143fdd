package audit

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"keyless.dev/keyless/internal/guid"
)

func drawRecord(t *rapid.T, n int) Record {
	pick := func(of string, values ...string) string { return rapid.SampledFrom(values).Draw(t, of) }
	return Record{
		ID: pick("id", guid.New(), guid.NewOrdered(), fmt.Sprint("d", n), strings.ToUpper(guid.New()), "x"+rapid.String().Draw(t, "text")), Seq: int64(n + rapid.IntRange(0, 1).Draw(t, "gap")),
		At: time.UnixMicro(rapid.Int64Range(-1e15, 1e16).Draw(t, "at")).UTC(), Kind: Kind(pick("kind", "decision", "signIn")), Tenant: pick("tenant", "t1", "t2"),
		Principal: pick("principal", "ada", "bob", ""), Name: rapid.String().Draw(t, "name"), Scope: pick("scope", "/S/a", "/S/a/b", "/s/ab", "/", ""), Allowed: true,
		Grant: pick("grant", "", "g1", "G1"), Detail: json.RawMessage(pick("detail", `{"a":1}`, `{"b":"\u0000"}`)),
	}
}

func TestBlocksRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want []Record
		block, places := &Block{}, []int64{}
		for i := range rapid.IntRange(1, 30).Draw(t, "records") {
			r := drawRecord(t, 2*i+1)
			shape, err := NewShape(r, r.Kind == Decision)
			if err != nil {
				t.Fatal(err)
			}
			block.Add(Entry{ID: r.ID, At: r.At, Like: shape})
			r.ID, r.Name = storable(r.ID), strings.ToValidUTF8(r.Name, "\ufffd")
			want, places = append(want, r), append(places, r.Seq)
		}
		block.Place(places)
		for _, compressed := range []bool{false, true} {
			data, err := block.Encode(compressed)
			if err != nil {
				t.Fatal(err)
			}
			again, err := DecodeBlock(data)
			if err != nil {
				t.Fatal(err)
			}
			got, err := again.Records(Query{})
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Fatalf("%v\n%s", err, diff)
			}
			q := Query{
				Tenant: rapid.SampledFrom([]string{"", "t1"}).Draw(t, "of a tenant"), Principal: rapid.SampledFrom([]string{"", "bob", "nobody"}).Draw(t, "of a principal"),
				ScopeKey: rapid.SampledFrom([]string{"", "/s", "/s/a", "/s/a/b", "/t"}).Draw(t, "at a scope"), Kind: Kind(rapid.SampledFrom([]string{"", "signIn"}).Draw(t, "of a kind")),
			}
			fitting := slices.DeleteFunc(slices.Clone(want), func(r Record) bool { return !q.fits(&r) })
			got, err = again.Records(q)
			if diff := cmp.Diff(fitting, got, cmp.Transformer("none", func(r []Record) []Record { return append([]Record{}, r...) })); diff != "" || err != nil {
				t.Fatalf("%v\n%s", err, diff)
			}
			if keys, err := again.Keys(); err != nil || len(fitting) > 0 && !q.MayBeIn(keys) {
				t.Fatalf("the keys hide %d records of %+v, %v", len(fitting), q, err)
			}
		}
	})
}

// TestCallRecordsAreCompact encodes 2,000 calls by 20 callers, whose details have 1.5 KB each.
func TestCallRecordsAreCompact(t *testing.T) {
	b := &Block{}
	var places []int64
	for i := range 2000 {
		caller := guid.Derive("caller", fmt.Sprint(i%20))
		detail := fmt.Sprintf(`{"caller":{"object":%q,"token":{"id":%q}},"padding":%q}`, caller, guid.Derive("token", caller), strings.Repeat("as in every other story, ", 50))
		shape, err := NewShape(Record{Kind: Decision, Tenant: guid.Derive("tenant"), Principal: caller, Scope: "/subscriptions/" + guid.Derive("s"), Allowed: true, Detail: json.RawMessage(detail)}, true)
		if err != nil {
			t.Fatal(err)
		}
		b.Add(Entry{ID: guid.NewOrdered(), At: time.UnixMicro(int64(i) * 1500), Like: shape})
		places = append(places, int64(i+1))
	}
	b.Place(places)
	data, err := b.Encode(true)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := b.Keys()
	if err != nil {
		t.Fatal(err)
	}
	if each := float64(len(data)+len(keys)) / 2000; each > 30 {
		t.Errorf("%.1f bytes a record", each)
	}
}

func TestSplitSeparatesCallsAndLimitsBlocks(t *testing.T) {
	b := &Block{}
	var places []int64
	for i := range 50 {
		shape, err := NewShape(Record{Kind: Decision, Reason: fmt.Sprint(i % 2)}, i%2 == 0)
		if err != nil {
			t.Fatal(err)
		}
		b.Add(Entry{ID: fmt.Sprint(i), Like: shape})
		places = append(places, int64(i)*10)
	}
	b.Place(places)
	parts, err := b.Split(20, 100)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, part := range parts {
		first, last := part.Places()
		if part.Len() > 20 || last-first >= 100 {
			t.Errorf("%d records from %d to %d", part.Len(), first, last)
		}
		records, err := part.Records(Query{})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			if seen++; (r.Reason == "0") != part.Calls {
				t.Errorf("%s is in the wrong part", r.ID)
			}
		}
	}
	if seen != 50 {
		t.Errorf("%d records", seen)
	}
}
