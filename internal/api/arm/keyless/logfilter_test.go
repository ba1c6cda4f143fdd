package keyless

import (
	"net/url"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/audit"
)

func TestListingsOfTheLogSelectRecords(t *testing.T) {
	refused := audit.Record{Kind: audit.Decision, Name: "Bob@lab.test", AppID: "APP", Action: "Microsoft.CognitiveServices/accounts/MaaS/chat/completions/action", Scope: "/subscriptions/s/accounts/foundry", Reason: "no role", Detail: []byte(`{"plane":"data","operation":"POST /models/chat/completions"}`)}
	allowed := audit.Record{Kind: audit.Decision, Allowed: true, Name: "ada@lab.test", Detail: []byte(`{"plane":"control"}`)}
	keyed := audit.Record{Kind: audit.Decision, Allowed: true, Detail: []byte(`{"plane":"data","caller":{"key":"key1"}}`)}
	unknown := audit.Record{Kind: audit.Decision, Reason: "invalid subscription key"}
	for _, row := range []struct {
		because, query string
		record         audit.Record
		want           bool
	}{
		{"nothing asked selects all", "", refused, true},
		{"refused, of a refusal", "outcome=refused", refused, true},
		{"allowed, of a refusal", "outcome=allowed", refused, false},
		{"allowed, of what was allowed", "outcome=allowed", allowed, true},
		{"the data plane", "plane=data", refused, true},
		{"the data plane, of administration", "plane=data", allowed, false},
		{"the control plane", "plane=control", allowed, true},
		{"the control plane, of a call", "plane=control", refused, false},
		{"a caller without a token called a model", "plane=data", unknown, true},
		{"the data plane, of a sign-in", "plane=data", audit.Record{Kind: audit.SignIn, Name: "Bob@lab.test"}, false},
		{"the control plane, of a change", "plane=control", audit.Record{Kind: audit.Change}, false},
		{"part of a name, whatever its case", "text=BOB@", refused, true},
		{"part of an action", "text=maas/chat", refused, true},
		{"part of a scope", "text=foundry", refused, true},
		{"part of an operation", "text=post+/models", refused, true},
		{"part of a reason", "text=subscription+key", unknown, true},
		{"text that is nowhere", "text=cleo", refused, false},
		{"all terms must hold", "text=bob&outcome=allowed", refused, false},
		{"an application left out", "excludeAppId=app", refused, false},
		{"calls with a key", "caller=key", keyed, true},
		{"calls with a key, of a call with a token", "caller=key", refused, false},
		{"calls with a key that were refused", "caller=key&outcome=refused", keyed, false},
		{"another application left out", "excludeAppId=other", refused, true},
	} {
		t.Run(row.because, func(t *testing.T) {
			parameters, err := url.ParseQuery(row.query)
			if err != nil {
				t.Fatal(err)
			}
			f, err := newLogFilter(parameters)
			if err != nil {
				t.Fatal(err)
			}
			if got := f.selects(&row.record); got != row.want {
				t.Errorf("got %v", got)
			}
		})
	}
	for _, bad := range []url.Values{{"outcome": {"maybe"}}, {"caller": {"anyone"}}, {"plane": {"both"}}, {"text": {strings.Repeat("x", maxLogText+1)}}} {
		if _, err := newLogFilter(bad); err == nil {
			t.Errorf("%v is accepted", bad)
		}
	}
}
