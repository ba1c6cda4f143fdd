package storetest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
)

// kept notes what model servers keep, reads it by another handle, and forgets what is old.
func kept(t *testing.T, fresh Fresh) {
	address := fresh(t)
	db := open(t, address, store.Options{})
	first := resource.Kept{ID: "file-1", Account: "a", Server: "one", At: noon()}
	other := resource.Kept{ID: "file-1", Account: "b", Server: "two", Batch: true, At: noon().Add(time.Hour)}
	ok(t, db.PutKept(t.Context(), first))
	ok(t, db.PutKept(t.Context(), other))
	first.Batch = true
	ok(t, db.PutKept(t.Context(), first))
	ok(t, db.Close())
	db = open(t, address, store.Options{})
	read := func(id string) []resource.Kept {
		all := get[[]resource.Kept](t)(db.Kept(t.Context(), id))
		slices.SortFunc(all, func(a, b resource.Kept) int { return strings.Compare(a.Account, b.Account) })
		for i := range all {
			all[i].At = all[i].At.UTC()
		}
		return all
	}
	if got := read("file-1"); !slices.Equal(got, []resource.Kept{first, other}) {
		t.Errorf("%+v", got)
	}
	if got := read("file-2"); len(got) != 0 {
		t.Errorf("of an id that nobody has: %+v", got)
	}
	ok(t, db.PruneKept(t.Context(), noon().Add(time.Minute)))
	if got := read("file-1"); !slices.Equal(got, []resource.Kept{other}) {
		t.Errorf("after pruning: %+v", got)
	}
}
