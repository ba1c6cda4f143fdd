package storetest

import (
	"testing"

	"keyless.dev/keyless/internal/metric"
	"keyless.dev/keyless/internal/store"
)

func metricsAddUp(t *testing.T, fresh Fresh) {
	address := fresh(t)
	db := open(t, address, store.Options{})
	const account = "/subscriptions/s/resourcegroups/rg/providers/microsoft.cognitiveservices/accounts/a"
	chat := metric.Series{Account: account, Deployment: "chat", Format: "OpenAI", Model: "gpt", Version: "1", API: "Azure OpenAI", Operation: "ChatCompletions_Create", Stream: true, Status: 200}
	refused := metric.Series{Account: account, Operation: "ChatCompletions_Create", Status: 401}
	foreign := chat
	foreign.Account += "2"
	row := func(s metric.Series, minute metric.Minute, writer int64, body string) metric.Row {
		return metric.Row{Series: s, Minute: minute, Writer: writer, Body: []byte(body)}
	}
	type read struct {
		Minute metric.Minute
		Body   string
	}
	points := func(id int64, from, before metric.Minute) (all []read) {
		t.Helper()
		look(t, db, func(tx *store.Tx) {
			ok(t, tx.EachMetric(id, from, before, func(m metric.Minute, body []byte) error { all = append(all, read{m, string(body)}); return nil }))
		})
		return all
	}
	series := func() (all []metric.Stored) {
		t.Helper()
		look(t, db, func(tx *store.Tx) { all = get[[]metric.Stored](t)(tx.MetricSeries(account)) })
		return all
	}

	ok(t, db.PutMetrics(t.Context(), []metric.Row{row(chat, 100, 1, "first"), row(refused, 100, 1, "401"), row(foreign, 100, 1, "foreign")}))
	ok(t, db.PutMetrics(t.Context(), []metric.Row{row(chat, 100, 1, "again"), row(chat, 101, 1, "next")}))
	other := open(t, address, store.Options{}) // another replica
	ok(t, other.PutMetrics(t.Context(), []metric.Row{row(chat, 100, 2, "other")}))

	same(t, series(), []metric.Stored{{ID: refused.ID(), Series: refused}, {ID: chat.ID(), Series: chat}})
	same(t, points(chat.ID(), 0, 200), []read{{100, "again"}, {100, "other"}, {101, "next"}})
	same(t, points(chat.ID(), 101, 200), []read{{101, "next"}})
	same(t, points(chat.ID(), 100, 101), []read{{100, "again"}, {100, "other"}})
	if removed := get[int64](t)(db.PruneMetrics(t.Context(), 101)); removed != 4 {
		t.Errorf("%d rows were removed", removed)
	}
	same(t, points(chat.ID(), 0, 200), []read{{101, "next"}})
	if got := series(); len(got) != 2 {
		t.Errorf("%d series are left: they stay for another hour", len(got))
	}
	ok(t, db.PutMetrics(t.Context(), []metric.Row{row(chat, 500, 1, "later")}))
	get[int64](t)(db.PruneMetrics(t.Context(), 400))
	same(t, series(), []metric.Stored{{ID: chat.ID(), Series: chat}})
}
