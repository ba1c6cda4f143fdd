package keylesstest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/cmd/keyless/command"
	"keyless.dev/keyless/keylesstest"
)

type used struct {
	Name, Deployment, Day string
	PrincipalName         string
	Requests, Failed      int64
	Throttled             int64
	PromptTokens          int64
	CompletionTokens      int64
	TotalTokens           int64
}

func TestUsageIsStored(t *testing.T) {
	server := keylesstest.Start(t)
	account := server.ResourceID("foundry")
	server.Grant("developers", "Cognitive Services User", "foundry")
	server.Grant("ci-pipeline", "Cognitive Services User", "foundry")
	cleo, ci := server.Token("cleo@keyless.localhost"), server.Token("ci-pipeline")
	const question = `{"model":"chat","messages":[{"role":"user","content":"say hello"}]}`
	post(t, server, "foundry", cleo, question)
	post(t, server, "foundry", cleo, strings.Replace(question, `"model"`, `"stream":true,"model"`, 1))
	quota := account + "/providers/Microsoft.Keyless/quotas/ci"
	if status, text := control(t, server, ada, http.MethodPut, quota, `{"properties":{"principalId":"`+server.ObjectID("ci-pipeline")+`","requestsPerMinute":1}}`); status != http.StatusCreated {
		t.Fatalf("%d %s", status, text)
	}
	post(t, server, "foundry", ci, question)
	post(t, server, "foundry", ci, question)
	if status, text := control(t, server, "cleo@keyless.localhost", http.MethodGet, account+"/providers/Microsoft.Keyless/usage", ""); status != http.StatusForbidden || !strings.Contains(text, "Microsoft.Keyless/usage/read") {
		t.Errorf("who may only use the model reads who else does: %d %s", status, text)
	}
	run := func(args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		s := &command.Session{Context: context.Background(), In: strings.NewReader(""), Out: &out, Err: &errs}
		if code := command.Execute(s, append([]string{"--data", server.Env()["KEYLESS_DATA"]}, args...)); code != 0 {
			t.Fatalf("%v: exit %d: %s", args, code, errs.String())
		}
		return out.String()
	}
	var report struct {
		Value []used
		Total used
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		if err := json.Unmarshal([]byte(run("usage", "--as", "ada", "--json")), &report); err != nil {
			t.Fatal(err)
		}
		if report.Total.Requests == 4 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%+v", report)
		}
	}
	if len(report.Value) != 2 || report.Value[0].PrincipalName != "cleo@keyless.localhost" || report.Value[1].PrincipalName != "ci-pipeline" {
		t.Fatalf("%+v", report)
	}
	if c := report.Value[0]; c.Requests != 2 || c.Failed != 0 || c.TotalTokens == 0 || c.TotalTokens != c.PromptTokens+c.CompletionTokens {
		t.Errorf("cleo, once whole and once streamed: %+v", c)
	}
	if c := report.Value[1]; c.Requests != 2 || c.Throttled != 1 || c.TotalTokens != report.Value[0].TotalTokens/2 {
		t.Errorf("ci, once answered and once refused: %+v", c)
	}
	today := time.Now().UTC().Format(time.DateOnly)
	for _, row := range []struct{ because, args, want string }{
		{"by group", "--by group", "developers"},
		{"by deployment, as values for a spreadsheet", "--by deployment --daily --csv", "day,account,deployment,requests,failed,throttled,promptTokens,completionTokens,totalTokens\n" + today + "," + account + ",chat,4,0,1,"},
		{"of another time", "--since 2020-01-01 --until 2020-01-31", "2020-01-01 to 2020-01-31, UTC"},
	} {
		if got := run(append([]string{"usage", "--as", "ada"}, strings.Fields(row.args)...)...); !strings.Contains(got, row.want) {
			t.Errorf("%s: got\n%s, want %s", row.because, got, row.want)
		}
	}
	if got := run("usage", "--as", "ada", "--by", "group"); strings.Contains(got, "ci-pipeline") || !strings.Contains(got, "developers") {
		t.Errorf("by group:\n%s", got)
	}
}
