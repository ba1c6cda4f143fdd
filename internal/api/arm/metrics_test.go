package arm_test

import (
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/metric"
)

const metrics = account + "/providers/Microsoft.Insights/metrics"

func TestMetricsAreThoseOfTheAccountForWhoMayReadThem(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	var p metric.Point
	p.Add(metric.Call{Tokens: 7, Took: time.Second})
	s := metric.Series{Account: strings.ToLower(account), Deployment: "chat", Status: 200}
	w.must(w.db.PutMetrics(t.Context(), []metric.Row{{Series: s, Minute: metric.MinuteOf(w.now) - 1, Writer: 1, Body: p.Encode(nil)}}))

	got := w.ok("ada", "GET", metrics+"?metricnames=ModelRequests,TotalTokens&timespan=PT1H&interval=PT1H&api-version=2018-01-01", "")
	if !strings.Contains(got.text, `"total":1}`) || !strings.Contains(got.text, `"total":7}`) || got.at("namespace") != "Microsoft.CognitiveServices/accounts" || got.at("resourceregion") != "eastus" {
		t.Errorf("%s", got.text)
	}
	for _, path := range []string{"metrics", "metricDefinitions", "metricNamespaces"} {
		at := account + "/providers/microsoft.insights/" + path
		w.ok("ada", "GET", at, "")
		w.refused("bob", "GET", at, "", 403, "AuthorizationFailed")
	}
	if got := w.give("ada", "bob", reader, account); got.status != 201 {
		t.Fatal(got.text)
	}
	w.ok("bob", "GET", metrics, "")
}

// Azure Monitor answers without the envelope that other errors of Resource Manager have.
func TestMetricsAnswerErrorsAsAzureMonitorDoes(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	for _, row := range []struct{ because, path, message string }{
		{"a metric that is none", metrics + "?metricnames=Nothing", "Failed to find metric configuration for provider: Microsoft.CognitiveServices, resource Type: accounts, metric: Nothing"},
		{"a resource that has none", group + "/providers/Microsoft.Insights/metrics", "is not a supported platform metric namespace"},
		{"a subscription", sub + "/providers/Microsoft.Insights/metricDefinitions", "is not a supported platform metric namespace"},
	} {
		t.Run(row.because, func(t *testing.T) {
			got := w.call("ada", "GET", row.path, "")
			if got.status != 400 || got.at("code") != "BadRequest" || !strings.Contains(got.at("message"), row.message) || got.header.Get("X-Ms-Error-Code") != "BadRequest" {
				t.Errorf("%d %s", got.status, got.text)
			}
		})
	}
	w.refused("ada", "GET", account+"x/providers/Microsoft.Insights/metrics", "", 404, "ResourceNotFound")
}
