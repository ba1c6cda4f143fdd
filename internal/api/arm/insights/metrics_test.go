package insights_test

import (
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/arm/armtest"
	"keyless.dev/keyless/internal/metric"
)

const metrics = armtest.Account + "/providers/Microsoft.Insights/metrics"

func TestMetricsAreShownToReadersOfTheAccount(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	var p metric.Point
	p.Add(metric.Call{Tokens: 7, Took: time.Second})
	s := metric.Series{Account: strings.ToLower(armtest.Account), Deployment: "chat", Status: 200}
	w.Must(w.DB.PutMetrics(t.Context(), []metric.Row{{Series: s, Minute: metric.MinuteOf(w.Now) - 1, Writer: 1, Body: p.Encode(nil)}}))

	got := w.OK("ada", "GET", metrics+"?metricnames=ModelRequests,TotalTokens&timespan=PT1H&interval=PT1H&api-version=2018-01-01", "")
	if !strings.Contains(got.Text, `"total":1}`) || !strings.Contains(got.Text, `"total":7}`) || got.At("namespace") != "Microsoft.CognitiveServices/accounts" || got.At("resourceregion") != "eastus" {
		t.Errorf("%s", got.Text)
	}
	for _, path := range []string{"metrics", "metricDefinitions", "metricNamespaces"} {
		at := armtest.Account + "/providers/microsoft.insights/" + path
		w.OK("ada", "GET", at, "")
		w.Refused("bob", "GET", at, "", 403, "AuthorizationFailed")
	}
	if got := w.Give("ada", "bob", armtest.Reader, armtest.Account); got.Status != 201 {
		t.Fatal(got.Text)
	}
	w.OK("bob", "GET", metrics, "")
}

// Azure Monitor answers without the envelope that other errors of Resource Manager have.
func TestMetricsErrorsMatchAzureMonitor(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	for _, row := range []struct{ because, path, message string }{
		{"a metric that is none", metrics + "?metricnames=Nothing", "Failed to find metric configuration for provider: Microsoft.CognitiveServices, resource Type: accounts, metric: Nothing"},
		{"a resource that has none", armtest.Group + "/providers/Microsoft.Insights/metrics", "is not a supported platform metric namespace"},
		{"a subscription", armtest.Subscription + "/providers/Microsoft.Insights/metricDefinitions", "is not a supported platform metric namespace"},
	} {
		t.Run(row.because, func(t *testing.T) {
			got := w.Call("ada", "GET", row.path, "")
			if got.Status != 400 || got.At("code") != "BadRequest" || !strings.Contains(got.At("message"), row.message) || got.Header.Get("X-Ms-Error-Code") != "BadRequest" {
				t.Errorf("%d %s", got.Status, got.Text)
			}
		})
	}
	w.Refused("ada", "GET", armtest.Account+"x/providers/Microsoft.Insights/metrics", "", 404, "ResourceNotFound")
}
