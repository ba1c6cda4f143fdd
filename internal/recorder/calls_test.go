package recorder

import (
	"testing"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

func TestCallsGetRecordsAsTheirAccountIsConfigured(t *testing.T) {
	parse := func(text string) Calls {
		t.Helper()
		calls, err := ParseCalls(text)
		if err != nil {
			t.Fatal(err)
		}
		return calls
	}
	scope := func(account, below string) resource.Scope {
		t.Helper()
		s, err := resource.ParseScope("/subscriptions/6b65796c-6573-4730-8a5e-000000000001/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/" + account + below)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	const call, list = "Microsoft.CognitiveServices/accounts/MaaS/chat/completions/action", "Microsoft.CognitiveServices/accounts/MaaS/models/read"
	r := &Recorder{config: Config{Calls: parse("counts"), CallsOf: map[string]Calls{"chat": parse("full"), "some": parse("sampled 1/4")}}}
	for _, row := range []struct {
		because  string
		question rbac.Question
		least    int // of 400 calls
		most     int
	}{
		{"the server stores only counts", rbac.Question{Plane: rbac.Data, Action: call, Scope: scope("other", "")}, 0, 0},
		{"the account, whose name is not case-sensitive, stores every record", rbac.Question{Plane: rbac.Data, Action: call, Scope: scope("Chat", "")}, 400, 400},
		{"a project belongs to its account", rbac.Question{Plane: rbac.Data, Action: call, Scope: scope("chat", "/projects/p")}, 400, 400},
		{"the account stores one record in four", rbac.Question{Plane: rbac.Data, Action: call, Scope: scope("some", "")}, 40, 180},
		{"listing models is not a model call", rbac.Question{Plane: rbac.Data, Action: list, Scope: scope("other", "")}, 400, 400},
		{"the control plane stores every record", rbac.Question{Plane: rbac.Control, Action: "Microsoft.CognitiveServices/accounts/write", Scope: scope("other", "")}, 400, 400},
	} {
		kept := 0
		for range 400 {
			if r.recordsCall(&edge.Decided{Question: row.question}) {
				kept++
			}
		}
		if kept < row.least || kept > row.most {
			t.Errorf("%s: %d of 400 records", row.because, kept)
		}
	}
}
