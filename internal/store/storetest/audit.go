package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/spool"
	"keyless.dev/keyless/internal/store"
)

const (
	auditAccount = "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/Foundry"
	auditGrant   = "/subscriptions/s1/providers/Microsoft.Authorization/roleAssignments/A1"
)

func auditRecords(at time.Time) []audit.Record {
	return []audit.Record{
		{ID: "d1", At: at, Kind: audit.Decision, Tenant: "t1", Principal: "bob", Scope: auditAccount, Reason: "nothing grants it", Detail: []byte(`{"a":1}`)},
		{ID: "d2", At: at.Add(time.Minute), Kind: audit.Decision, Tenant: "t1", Principal: "ada", Scope: auditAccount + "/deployments/chat", Allowed: true, Grant: auditGrant},
		{ID: "d3", At: at.Add(2 * time.Minute), Kind: audit.Decision, Tenant: "t1", Principal: "ada", Scope: auditAccount + "2", Allowed: true, Grant: auditGrant},
		{ID: "s1", At: at.Add(3 * time.Minute), Kind: audit.SignIn, Tenant: "t2", Principal: "bob", Name: "bob\x00\xff"},
		{ID: "d1", At: at.Add(4 * time.Minute), Kind: audit.Change, Tenant: "t1", Principal: "bob", Scope: auditAccount},
	}
}

func auditComesBack(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	ok(t, db.AppendAudit(t.Context(), auditRecords(at)[:3]))
	ok(t, db.AppendAudit(t.Context(), auditRecords(at)[3:]))
	for _, row := range []struct {
		name string
		q    audit.Query
		want string
	}{
		{"all, in the order in which they came", audit.Query{}, "d1 d2 d3 s1 d1"},
		{"the newest first", audit.Query{Newest: true, Limit: 2}, "d1 s1"},
		{"older than a place", audit.Query{Newest: true, After: 4}, "d3 d2 d1"},
		{"behind a place", audit.Query{After: 2, Limit: 2}, "d3 s1"},
		{"of a tenant", audit.Query{Tenant: "t2"}, "s1"},
		{"of a kind", audit.Query{Kind: audit.Change}, "d1"},
		{"of an id", audit.Query{ID: "d1"}, "d1 d1"},
		{"of a principal of a tenant", audit.Query{Tenant: "t1", Principal: "bob"}, "d1 d1"},
		{"at a scope and below, not beside it", audit.Query{ScopeKey: strings.ToLower(auditAccount)}, "d1 d2 d1"},
		{"since and until", audit.Query{Since: at.Add(time.Minute), Until: at.Add(3 * time.Minute)}, "d2 d3"},
	} {
		var ids []string
		for _, r := range get[[]audit.Record](t)(db.AuditRecords(t.Context(), row.q)) {
			ids = append(ids, r.ID)
		}
		if got := strings.Join(ids, " "); got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
	}
	first := get[[]audit.Record](t)(db.AuditRecords(t.Context(), audit.Query{Limit: 1}))
	want := auditRecords(at)[0]
	want.Seq = 1
	if diff := cmp.Diff([]audit.Record{want}, first); diff != "" {
		t.Error(diff)
	}
}

// auditWithTheChange: a record of a transaction that fails is not there, and its place is taken by the next.
func auditWithTheChange(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	no := errors.New("no")
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		ok(t, tx.AppendAudit(auditRecords(at)[:2]))
		return no
	})
	if !errors.Is(err, no) {
		t.Fatal(err)
	}
	must(t, db, func(tx *store.Tx) { ok(t, tx.AppendAudit(auditRecords(at)[4:])) })
	got := get[[]audit.Record](t)(db.AuditRecords(t.Context(), audit.Query{}))
	if len(got) != 1 || got[0].Seq != 1 || got[0].Kind != audit.Change {
		t.Errorf("the log holds %+v", got)
	}
	if uses := get[map[string]time.Time](t)(db.AssignmentUses(t.Context(), "t1", "")); len(uses) != 0 {
		t.Errorf("assignments were used: %v", uses)
	}
}

// auditInOrder: two transactions write at once, and the one that began first commits last. Neither waits for the other, and
// who follows the log by places sees both.
func auditInOrder(t *testing.T, fresh Fresh) {
	address := fresh(t)
	db, other := open(t, address, store.Options{}), open(t, address, store.Options{})
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	records := auditRecords(at)
	for i := range records {
		records[i].Grant = "" // whose row both would wait for
	}
	ok(t, db.AppendAudit(t.Context(), records[:1]))
	var seen []string
	place := int64(0)
	follow := func() {
		t.Helper()
		for _, r := range get[[]audit.Record](t)(db.AuditRecords(t.Context(), audit.Query{After: place})) {
			seen, place = append(seen, r.ID), r.Seq
		}
	}
	follow()
	if db.Shared() {
		ok(t, other.UpdateRows(t.Context(), func(tx *store.Tx) error {
			ok(t, tx.AppendAudit(records[1:2]))
			ok(t, db.AppendAudit(t.Context(), records[2:3])) // as the replica does that is not frozen
			follow()
			if len(get[[]audit.Record](t)(db.AuditRecords(t.Context(), audit.Query{ID: "d3"}))) != 1 {
				t.Error("a record that was written is not found by its id")
			}
			return nil
		}))
	} else {
		ok(t, other.AppendAudit(t.Context(), records[1:3]))
	}
	follow()
	if got := strings.Join(seen, " "); got != "d1 d2 d3" {
		t.Errorf("who followed saw %q", got)
	}
}

func auditUses(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	records := auditRecords(at)
	slices.Reverse(records) // a later use that is written first stays
	for i := range records {
		ok(t, db.AppendAudit(t.Context(), records[i:i+1]))
	}
	want := map[string]time.Time{strings.ToLower(auditGrant): at.Add(2 * time.Minute)}
	for _, scope := range []string{"", "/subscriptions/s1"} {
		if diff := cmp.Diff(want, get[map[string]time.Time](t)(db.AssignmentUses(t.Context(), "t1", scope))); diff != "" {
			t.Errorf("below %q: %s", scope, diff)
		}
	}
	for _, other := range [][2]string{{"t2", ""}, {"t1", "/subscriptions/s"}, {"t1", "/subscriptions/s12"}} {
		if got := get[map[string]time.Time](t)(db.AssignmentUses(t.Context(), other[0], other[1])); len(got) != 0 {
			t.Errorf("in %q below %q: %v", other[0], other[1], got)
		}
	}
}

func auditPruning(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	ok(t, db.AppendAudit(t.Context(), auditRecords(at)))
	if removed := get[int64](t)(db.PruneAudit(t.Context(), at.Add(2*time.Minute), at)); removed != 2 {
		t.Errorf("%d records were removed, want 2", removed)
	}
	if uses := get[map[string]time.Time](t)(db.AssignmentUses(t.Context(), "t1", "")); len(uses) != 1 {
		t.Errorf("a use that the log still reaches is forgotten: %v", uses)
	}
	_ = get[int64](t)(db.PruneAudit(t.Context(), at.Add(time.Hour), at))
	if uses := get[map[string]time.Time](t)(db.AssignmentUses(t.Context(), "t1", "")); len(uses) != 0 {
		t.Errorf("a use that the log does not reach is kept: %v", uses)
	}
	ok(t, db.AppendAudit(t.Context(), auditRecords(at)[:1]))
	if got := get[[]audit.Record](t)(db.AuditRecords(t.Context(), audit.Query{})); len(got) != 1 || got[0].Seq != 6 {
		t.Errorf("a place was given twice: %+v", got)
	}
}

// auditHook: whoever exports the log hears of the records of a change when it is committed, with their places.
func auditHook(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	var heard []audit.Record
	db.OnRecords(func(records []audit.Record) { heard = append(heard, records...) })
	no := errors.New("no")
	if err := db.Update(t.Context(), func(tx *store.Tx) error { ok(t, tx.AppendAudit(auditRecords(at)[:2])); return no }); !errors.Is(err, no) {
		t.Fatal(err)
	}
	must(t, db, func(tx *store.Tx) { ok(t, tx.AppendAudit(auditRecords(at)[4:])) })
	same(t, heard, get[[]audit.Record](t)(db.AuditRecords(t.Context(), audit.Query{})))
}

// spooledBlock is a block of records of what was allowed.
func spooledBlock(t *testing.T, records ...audit.Record) *audit.Block {
	t.Helper()
	b := &audit.Block{}
	for _, r := range records {
		b.Add(audit.Entry{ID: r.ID, At: r.At, Like: get[*audit.Shape](t)(audit.NewShape(r, r.Kind == audit.Decision))})
	}
	return b
}

// allowedCalls are records of calls: each third is bob's, the others are ada's.
func allowedCalls(from, to int, at time.Time) (all []audit.Record) {
	for i := from; i < to; i++ {
		who := "ada"
		if i%3 == 0 {
			who = "bob"
		}
		all = append(all, audit.Record{
			ID: fmt.Sprintf("c%06d", i), At: at.Add(time.Duration(i) * time.Second), Kind: audit.Decision, Tenant: "t1", Principal: who,
			Scope: auditAccount, Allowed: true, Grant: auditGrant, Reason: "a role", Detail: []byte(`{"plane":"data"}`),
		})
	}
	return all
}

// recordIDs pages through what a query selects, a few at a time.
func recordIDs(t *testing.T, db *store.DB, q audit.Query) (all []string) {
	t.Helper()
	for q.Limit = 7; ; {
		page := get[[]audit.Record](t)(db.AuditRecords(t.Context(), q))
		if len(page) == 0 {
			return all
		}
		for _, r := range page {
			if q.After > 0 && (r.Seq > q.After) == q.Newest || r.Seq == 0 {
				t.Fatalf("record %d stands behind %d", r.Seq, q.After)
			}
			all, q.After = append(all, r.ID), r.Seq
		}
	}
}

// expectIDs says where two long lists begin to differ.
func expectIDs(t *testing.T, got, want []string) {
	t.Helper()
	for i := range want {
		if i == len(got) || got[i] != want[i] {
			t.Fatalf("%d of %d records; record %d is not %s", len(got), len(want), i, want[i])
		}
	}
	same(t, len(got), len(want))
}

// auditBlocks: records that came in blocks are found as those are that came one by one, before and after they are merged.
func auditBlocks(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{Settling: time.Millisecond})
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	var want []string
	calls := allowedCalls(0, 1200, at)
	for i := 0; i < len(calls); i += 10 {
		ok(t, db.AppendSpooled(t.Context(), "s", spool.Cursor{Segment: 1, Offset: int64(i + 1)}, spooledBlock(t, calls[i:i+10]...)))
		for _, r := range calls[i : i+10] {
			want = append(want, r.ID)
		}
		if i%50 == 0 {
			no := audit.Record{ID: fmt.Sprintf("n%06d", i), At: calls[i].At, Kind: audit.Decision, Tenant: "t1", Principal: "bob", Scope: auditAccount}
			ok(t, db.AppendAudit(t.Context(), []audit.Record{no}))
			want = append(want, no.ID)
		}
	}
	bobs := slices.DeleteFunc(slices.Clone(want), func(id string) bool {
		var n int
		_, _ = fmt.Sscanf(id, "c%d", &n)
		return id[0] == 'c' && n%3 != 0
	})
	check := func() {
		t.Helper()
		expectIDs(t, recordIDs(t, db, audit.Query{}), want)
		expectIDs(t, recordIDs(t, db, audit.Query{Principal: "bob", ScopeKey: "/subscriptions/s1", Tenant: "t1"}), bobs)
		same(t, recordIDs(t, db, audit.Query{Since: calls[100].At, Until: calls[103].At}), []string{"c000100", "c000101", "c000102", "n000100"})
		newest := slices.Clone(want)
		slices.Reverse(newest)
		expectIDs(t, recordIDs(t, db, audit.Query{Newest: true}), newest)
		same(t, len(recordIDs(t, db, audit.Query{Principal: "nobody"})), 0)
		one := get[[]audit.Record](t)(db.AuditRecords(t.Context(), audit.Query{ID: "c000777"}))
		if len(one) != 1 || one[0].Seq == 0 {
			t.Fatalf("by its id: %+v", one)
		}
		one[0].Seq = 0
		same(t, one[0], calls[777])
	}
	check()
	for range 3 {
		ok(t, db.CompactAudit(t.Context(), at.Add(24*time.Hour)))
		check()
	}
	if removed := get[int64](t)(db.PruneAudit(t.Context(), at, at.Add(24*time.Hour))); removed != 1200 {
		t.Errorf("%d calls were removed", removed)
	}
	if left := recordIDs(t, db, audit.Query{}); len(left) != 24 {
		t.Errorf("%d refusals are left", len(left))
	}
	if uses := get[map[string]time.Time](t)(db.AssignmentUses(t.Context(), "t1", "")); !uses[strings.ToLower(auditGrant)].Equal(calls[1199].At) {
		t.Errorf("the assignment was used last at %v", uses)
	}
}

// auditMoves: records of what was allowed which an earlier version wrote one a row are moved into blocks, and stay as they are.
func auditMoves(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	records := append(allowedCalls(0, 450, at), auditRecords(at.Add(time.Hour))...)
	for i := 0; i < len(records); i += 100 {
		ok(t, db.AppendAudit(t.Context(), records[i:min(i+100, len(records))]))
	}
	before := get[[]audit.Record](t)(db.AuditRecords(t.Context(), audit.Query{}))
	for range 2 {
		ok(t, db.CompactAudit(t.Context(), at.Add(24*time.Hour)))
		same(t, get[[]audit.Record](t)(db.AuditRecords(t.Context(), audit.Query{})), before)
	}
	if removed := get[int64](t)(db.PruneAudit(t.Context(), at, at.Add(24*time.Hour))); removed != 450 {
		t.Errorf("%d records of calls were in blocks", removed)
	}
}

// auditTwoSpools: records of several processes which arrive at the same time have places of their own.
func auditTwoSpools(t *testing.T, fresh Fresh) {
	address := fresh(t)
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	var writers sync.WaitGroup
	var all [2]*store.DB
	for w := range all {
		all[w] = open(t, address, store.Options{})
	}
	for w, db := range all {
		writers.Go(func() {
			for i := range 20 {
				calls := allowedCalls(w*10_000+i*40, w*10_000+i*40+40, at)
				if err := db.AppendSpooled(t.Context(), fmt.Sprint("spool", w), spool.Cursor{Offset: int64(i + 1)}, spooledBlock(t, calls...)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	got := recordIDs(t, all[0], audit.Query{})
	slices.Sort(got)
	if len(got) != 1600 || len(slices.Compact(got)) != 1600 {
		t.Errorf("%d records", len(got))
	}
}

// auditUsesAlone: of a call whose record is not kept, the use of its role assignment is.
func auditUsesAlone(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	calls := allowedCalls(0, 30, at)
	for i := range calls {
		if i != 7 {
			calls[i].ID = ""
		}
	}
	data := get[[]byte](t)(spooledBlock(t, calls...).Encode(false))
	if len(data) > 1500 {
		t.Errorf("%d bytes for the uses of one assignment by two callers", len(data))
	}
	ok(t, db.AppendSpooled(t.Context(), "s", spool.Cursor{Offset: 1}, get[*audit.Block](t)(audit.DecodeBlock(data))))
	expectIDs(t, recordIDs(t, db, audit.Query{}), []string{"c000007"})
	if uses := get[map[string]time.Time](t)(db.AssignmentUses(t.Context(), "t1", "")); !uses[strings.ToLower(auditGrant)].Equal(calls[29].At) {
		t.Errorf("the assignment was used last at %v", uses)
	}
}
