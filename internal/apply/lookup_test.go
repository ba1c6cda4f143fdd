package apply

import (
	"slices"
	"testing"

	"keyless.dev/keyless/internal/ascii"

	"pgregory.net/rapid"
)

// TestLookupFindsWhatComparingEachFinds compares with a scan of the whole list.
func TestLookupFindsWhatComparingEachFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[aAbB]{0,2}`)
		items := rapid.SliceOfN(name, 0, 12).Draw(t, "items")
		itself := func(s *string) string { return *s }
		found, scanned := lookupOf(items, itself), slices.Clone(items)
		rest := remainingOf(items, itself)
		for _, key := range rapid.SliceOfN(name, 0, 12).Draw(t, "keys") {
			same := func(s string) bool { return ascii.EqualFold(s, key) }
			if first := slices.IndexFunc(items, same); found.first(key) != first {
				t.Fatalf("the first %q of %q is %d, want %d", key, items, found.first(key), first)
			}
			count := 0
			for _, item := range items {
				if same(item) {
					count++
				}
			}
			if len(found.all(key)) != count {
				t.Fatalf("%q has %d of %q, want %d", items, len(found.all(key)), key, count)
			}
			taken := rest.take(key)
			switch at := slices.IndexFunc(scanned, same); {
			case at < 0 && taken != nil:
				t.Fatalf("%q is taken of %q", *taken, scanned)
			case at >= 0 && (taken == nil || *taken != scanned[at]):
				t.Fatalf("%q is not taken of %q", scanned[at], scanned)
			case at >= 0:
				scanned = slices.Delete(scanned, at, at+1)
			}
			if left := rest.left(); !slices.Equal(left, scanned) {
				t.Fatalf("%q are left, want %q", left, scanned)
			}
		}
	})
}
