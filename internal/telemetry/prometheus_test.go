package telemetry

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"go.opentelemetry.io/otel/attribute"
	official "go.opentelemetry.io/otel/exporters/prometheus"
	api "go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/sdk/metric"
	"google.golang.org/protobuf/testing/protocmp"
)

// families reads what a handler serves, without what the process is.
func families(t *testing.T, from http.Handler) map[string]*dto.MetricFamily {
	t.Helper()
	w := httptest.NewRecorder()
	from.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	text := w.Body.String()
	parser := expfmt.NewTextParser(model.LegacyValidation)
	all, err := parser.TextToMetricFamilies(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	for name := range all {
		if strings.HasPrefix(name, "go_") || strings.HasPrefix(name, "process_") {
			delete(all, name)
		}
	}
	return all
}

func TestMetricsAreServedAsOpenTelemetryServesThem(t *testing.T) {
	registry := prometheus.NewRegistry()
	theirs, err := official.New(official.WithRegisterer(registry), official.WithoutScopeInfo())
	if err != nil {
		t.Fatal(err)
	}
	ours := metric.NewManualReader()
	provider := metric.NewMeterProvider(metric.WithResource(about(t)), metric.WithReader(theirs), metric.WithReader(ours))
	meter := provider.Meter(scope)
	hostile := api.WithAttributes(attribute.String("a.b", "quote \" backslash \\ line\nbreak"), attribute.Bool("yes", true), attribute.Int("http.status", 200), attribute.String("z", ""))
	must := func(errs ...error) {
		for _, err := range errs {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	counter, e1 := meter.Int64Counter("keyless.decisions", api.WithUnit("{decision}"), api.WithDescription("What was \"decided\" \\ and\nwhy."))
	active, e2 := meter.Int64UpDownCounter("http.server.active_requests", api.WithUnit("{request}"))
	seconds, e3 := meter.Float64Histogram("http.server.request.duration", api.WithUnit("s"), api.WithExplicitBucketBoundaries(0.005, 1, 10))
	tokens, e4 := meter.Int64Histogram("gen_ai.client.token.usage", api.WithUnit("{token}"), api.WithExplicitBucketBoundaries(1, 67108864))
	size, e5 := meter.Int64ObservableGauge("keyless.spool.size", api.WithUnit("By"), api.WithInt64Callback(func(_ context.Context, o api.Int64Observer) error {
		o.Observe(123456789)
		return nil
	}))
	age, e6 := meter.Float64ObservableGauge("keyless.view.age", api.WithUnit("s"), api.WithFloat64Callback(func(_ context.Context, o api.Float64Observer) error {
		o.Observe(0.25, hostile)
		return nil
	}))
	must(e1, e2, e3, e4, e5, e6)
	_, _ = size, age
	counter.Add(t.Context(), 3, hostile)
	counter.Add(t.Context(), 1)
	active.Add(t.Context(), -2)
	for _, v := range []float64{0, 0.005, 0.5, 100} {
		seconds.Record(t.Context(), v, hostile)
	}
	tokens.Record(t.Context(), 1<<40)
	want := families(t, promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	if diff := cmp.Diff(want, families(t, scrape(ours)), protocmp.Transform(), protocmp.SortRepeatedFields(&dto.MetricFamily{}, "metric")); diff != "" {
		t.Error(diff)
	}
	if len(want) != 7 {
		t.Errorf("OpenTelemetry serves %d metrics", len(want))
	}
}

func TestMetricsAreCompressedForClientsThatAcceptIt(t *testing.T) {
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil)
	r.Header.Set("Accept-Encoding", "gzip, zstd")
	w := httptest.NewRecorder()
	reader := metric.NewManualReader()
	metric.NewMeterProvider(metric.WithReader(reader))
	scrape(reader).ServeHTTP(w, r)
	unpacked, err := gzip.NewReader(w.Body)
	if err != nil || w.Header().Get("Content-Encoding") != "gzip" {
		t.Fatal(err, w.Header())
	}
	text, err := io.ReadAll(unpacked)
	for _, want := range []string{"\ngo_goroutines ", "\nprocess_resident_memory_bytes ", "\nprocess_open_fds ", "\n# TYPE process_cpu_seconds_total counter\n"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%v: no %q in\n%s", err, want, text)
		}
	}
}
