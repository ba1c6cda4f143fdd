package storetest

import (
	"fmt"
	"testing"

	"keyless.dev/keyless/internal/quota"
	"keyless.dev/keyless/internal/spool"
	"keyless.dev/keyless/internal/store"
)

func usageAddsUp(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	const account = "/subscriptions/s/resourcegroups/rg/providers/microsoft.cognitiveservices/accounts/a"
	row := func(day quota.Day, account, deployment, principal string, tokens int64) quota.Usage {
		return quota.Usage{
			UsageKey: quota.UsageKey{Day: day, Account: account, Deployment: deployment, Principal: quota.Principal{Tenant: "t", Object: principal}},
			Used:     quota.Used{Requests: 1, Failed: 2, Throttled: 3, Prompt: 4, Completion: 5, Tokens: tokens},
		}
	}
	ok(t, db.AddUsage(t.Context(), "s", spool.Cursor{Offset: 1}, []quota.Usage{row(2, account, "chat", "bob", 10), row(1, account, "chat", "bob", 1), row(1, account+"2", "chat", "bob", 7)}, nil))
	for range 2 { // the second time, the first answer was lost
		ok(t, db.AddUsage(t.Context(), "s", spool.Cursor{Offset: 2}, []quota.Usage{row(2, account, "chat", "bob", 20), row(2, account, "chat", "cleo", 5)}, nil))
	}
	read := func(q quota.UsageQuery) (all []quota.Usage) {
		t.Helper()
		look(t, db, func(tx *store.Tx) {
			ok(t, tx.EachUsage(q, func(u quota.Usage) error { all = append(all, u); return nil }))
		})
		return all
	}
	two := row(2, account, "chat", "bob", 30)
	two.Requests, two.Failed, two.Throttled, two.Prompt, two.Completion = 2, 4, 6, 8, 10
	same(t, read(quota.UsageQuery{Under: account}), []quota.Usage{row(1, account, "chat", "bob", 1), two, row(2, account, "chat", "cleo", 5)})
	same(t, read(quota.UsageQuery{Under: account, From: 2}), []quota.Usage{two, row(2, account, "chat", "cleo", 5)})
	same(t, read(quota.UsageQuery{Under: account, Until: 1}), []quota.Usage{row(1, account, "chat", "bob", 1)})
	if all := read(quota.UsageQuery{Under: "/subscriptions/s"}); len(all) != 4 {
		t.Errorf("%d rows below the subscription", len(all))
	}
	if removed := get[int64](t)(db.PruneUsage(t.Context(), 2)); removed != 2 {
		t.Errorf("%d rows were removed", removed)
	}
}

func callsAddUp(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	const account = "/subscriptions/s/resourcegroups/rg/providers/microsoft.cognitiveservices/accounts/a"
	calls := func(minute quota.Minute, account, principal, assignment string, n int64) quota.Calls {
		return quota.Calls{CallKey: quota.CallKey{
			Minute: minute, Account: account, Deployment: "chat", Principal: quota.Principal{Tenant: "t", Object: principal}, Action: "call", Assignment: assignment,
		}, Count: n}
	}
	for i := range 3 {
		ok(t, db.AddUsage(t.Context(), "s", spool.Cursor{Offset: int64(i + 1)}, nil, []quota.Calls{
			calls(2, account, "bob", "a1", 10), calls(1, account, "bob", "a1", 1), calls(2, account, "bob", "a2", 5), calls(2, account+"2", "bob", "a1", 7), calls(2, account, "cleo", "a1", 1),
		}))
	}
	read := func(q quota.CallQuery) (all []quota.Calls) {
		t.Helper()
		look(t, db, func(tx *store.Tx) { all = get[[]quota.Calls](t)(tx.Calls(q)) })
		return all
	}
	sum := func(all []quota.Calls) (n int64) {
		for _, c := range all {
			n += c.Count
		}
		return n
	}
	if all := read(quota.CallQuery{Under: account, Until: 9, Limit: 100}); len(all) != 4 || sum(all) != 51 || all[0] != calls(1, account, "bob", "a1", 3) {
		t.Errorf("%+v", all)
	}
	same(t, sum(read(quota.CallQuery{Under: "/subscriptions/s", Until: 9, Limit: 100})), 72)
	same(t, sum(read(quota.CallQuery{Under: account, Principal: "bob", From: 2, Until: 2, Limit: 100})), 45)
	many := make([]quota.Calls, 1200)
	for i := range many {
		many[i] = calls(1, account, fmt.Sprint("p", i), "a1", 1)
	}
	ok(t, db.AddUsage(t.Context(), "s", spool.Cursor{Offset: 9}, nil, many))
	ok(t, db.PruneCalls(t.Context(), quota.Minute(2).Time()))
	same(t, sum(read(quota.CallQuery{Under: account, Until: 9, Limit: 100})), 48)
}
