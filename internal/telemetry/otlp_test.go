package telemetry

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	collectmetrics "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	collecttrace "go.opentelemetry.io/proto/otlp/collector/trace/v1"

	"go.opentelemetry.io/otel/sdk/instrumentation"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
)

// bodies is a collector that keeps what it gets.
func bodies(t *testing.T) (address string, got <-chan []byte) {
	t.Helper()
	kept := make(chan []byte, 4)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		kept <- body
	}))
	t.Cleanup(server.Close)
	return server.URL, kept
}

// decoded reads a message, and refuses fields that the message does not have.
func decoded[M proto.Message](t *testing.T, into M, text []byte) M {
	t.Helper()
	if err := proto.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
	return into
}

var everyValue = []attribute.KeyValue{
	attribute.String("string", "a text"), attribute.String("empty", ""), attribute.Bool("true", true), attribute.Bool("false", false),
	attribute.Int("negative", -7), attribute.Int("zero", 0), attribute.Float64("float", 0.25), attribute.Float64("no", 0),
	attribute.StringSlice("strings", []string{"a", ""}), attribute.BoolSlice("bools", []bool{true, false}),
	attribute.Int64Slice("ints", []int64{-1, 0, 1}), attribute.Float64Slice("floats", []float64{0, 1.5}), attribute.StringSlice("none", nil),
}

func about(t *testing.T) *resource.Resource {
	t.Helper()
	return resource.NewWithAttributes("https://opentelemetry.io/schemas/1.40.0", attribute.String("service.name", "keyless"))
}

func TestSpansAreWrittenAsOpenTelemetryWritesThem(t *testing.T) {
	state, err := trace.ParseTraceState("vendor=value")
	if err != nil {
		t.Fatal(err)
	}
	own := trace.SpanContextConfig{TraceID: trace.TraceID{1, 2, 3}, SpanID: trace.SpanID{4, 5}, TraceFlags: trace.FlagsSampled, TraceState: state}
	parent := trace.SpanContextConfig{TraceID: trace.TraceID{1, 2, 3}, SpanID: trace.SpanID{6}, Remote: true}
	at := time.Unix(1700000000, 123456789)
	scope := instrumentation.Scope{Name: "keyless.dev/keyless", Version: "1.2.3"}
	spans := tracetest.SpanStubs{
		{
			Name: "POST /models", SpanContext: trace.NewSpanContext(own), Parent: trace.NewSpanContext(parent), SpanKind: trace.SpanKindServer,
			StartTime: at, EndTime: at.Add(time.Second), Attributes: everyValue, Resource: about(t), InstrumentationScope: scope,
		},
		{
			Name: "chat", SpanContext: trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{9}, SpanID: trace.SpanID{8}}), SpanKind: trace.SpanKindClient,
			StartTime: at, EndTime: at, Resource: about(t), InstrumentationScope: scope, DroppedAttributes: 3,
			Parent: trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{9}, SpanID: trace.SpanID{7}}), Status: tracetest.SpanStub{}.Status,
		},
		{Name: "", SpanContext: trace.NewSpanContext(own), StartTime: at, EndTime: at, Resource: about(t), InstrumentationScope: scope},
	}
	spans[0].Status.Code, spans[0].Status.Description = codes.Error, "5xx"
	spans[1].Status.Code = codes.Ok
	address, got := bodies(t)
	official, err := otlptracehttp.New(t.Context(), otlptracehttp.WithEndpointURL(address+"/v1/traces"))
	if err != nil {
		t.Fatal(err)
	}
	if err := official.ExportSpans(t.Context(), spans.Snapshots()); err != nil {
		t.Fatal(err)
	}
	want := decoded(t, &collecttrace.ExportTraceServiceRequest{}, <-got)
	if diff := cmp.Diff(want, decoded(t, &collecttrace.ExportTraceServiceRequest{}, spansMessage(spans.Snapshots())), protocmp.Transform()); diff != "" {
		t.Error(diff)
	}
}

func TestMetricsAreWrittenAsOpenTelemetryWritesThem(t *testing.T) {
	at := time.Unix(1700000000, 123456789)
	set := attribute.NewSet(everyValue...)
	points := func(v int64) []metricdata.DataPoint[int64] {
		return []metricdata.DataPoint[int64]{{Attributes: set, StartTime: at, Time: at.Add(time.Second), Value: v}, {Time: at}}
	}
	floats := []metricdata.DataPoint[float64]{{
		Attributes: set, StartTime: at, Time: at, Value: -0.5,
		Exemplars: []metricdata.Exemplar[float64]{{FilteredAttributes: everyValue, Time: at, Value: 0, SpanID: []byte{1, 2}, TraceID: []byte{3}}},
	}}
	histograms := []metricdata.HistogramDataPoint[float64]{
		{
			Attributes: set, StartTime: at, Time: at, Count: 3, Bounds: []float64{0, 1, 2.5}, BucketCounts: []uint64{0, 1, 2, 0}, Sum: 4.5,
			Min: metricdata.NewExtrema(0.0), Max: metricdata.NewExtrema(2.5),
			Exemplars: []metricdata.Exemplar[float64]{{Time: at, Value: 2}},
		}, {Time: at},
	}
	exponentials := []metricdata.ExponentialHistogramDataPoint[int64]{
		{
			Attributes: set, StartTime: at, Time: at, Count: 6, Sum: 12, Scale: -3, ZeroCount: 1, ZeroThreshold: 0.001,
			PositiveBucket: metricdata.ExponentialBucket{Offset: -2, Counts: []uint64{1, 0, 300}}, Min: metricdata.NewExtrema[int64](-1),
			Exemplars: []metricdata.Exemplar[int64]{{Time: at, Value: -2}},
		}, {Time: at},
	}
	all := &metricdata.ResourceMetrics{Resource: about(t), ScopeMetrics: []metricdata.ScopeMetrics{{
		Scope: instrumentation.Scope{Name: "keyless.dev/keyless", Version: "1", SchemaURL: "https://opentelemetry.io/schemas/1.40.0", Attributes: attribute.NewSet(attribute.Bool("x", true))},
		Metrics: []metricdata.Metrics{
			{Name: "gauge", Description: "A gauge.", Unit: "s", Data: metricdata.Gauge[int64]{DataPoints: points(0)}},
			{Name: "gauge.float", Data: metricdata.Gauge[float64]{DataPoints: floats}},
			{Name: "sum", Unit: "{x}", Data: metricdata.Sum[int64]{DataPoints: points(-7), Temporality: metricdata.DeltaTemporality, IsMonotonic: true}},
			{Name: "sum.float", Data: metricdata.Sum[float64]{DataPoints: floats, Temporality: metricdata.CumulativeTemporality}},
			{Name: "histogram", Data: metricdata.Histogram[float64]{DataPoints: histograms, Temporality: metricdata.CumulativeTemporality}},
			{Name: "exponential", Data: metricdata.ExponentialHistogram[int64]{DataPoints: exponentials, Temporality: metricdata.DeltaTemporality}},
		},
	}}}
	address, got := bodies(t)
	official, err := otlpmetrichttp.New(t.Context(), otlpmetrichttp.WithEndpointURL(address+"/v1/metrics"))
	if err != nil {
		t.Fatal(err)
	}
	if err := official.Export(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	want := decoded(t, &collectmetrics.ExportMetricsServiceRequest{}, <-got)
	if diff := cmp.Diff(want, decoded(t, &collectmetrics.ExportMetricsServiceRequest{}, metricsMessage(all)), protocmp.Transform()); diff != "" {
		t.Error(diff)
	}
}
