package telemetry_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"keyless.dev/keyless/internal/telemetry"
)

func started(t *testing.T, c telemetry.Config) *telemetry.Telemetry {
	t.Helper()
	made, err := telemetry.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = made.Close() })
	return made
}

func scrape(t *testing.T, from *telemetry.Telemetry) string {
	t.Helper()
	w := httptest.NewRecorder()
	from.Metrics().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func aCall() telemetry.Call {
	return telemetry.Call{
		At: time.Unix(1700000000, 0), Took: 900 * time.Millisecond, FirstByte: 100 * time.Millisecond, Operation: "POST /models/chat/completions",
		Account: "foundry", Deployment: "chat", Model: "llama", Caller: "caller-7", ID: "r1", Status: 200, Stream: true, Prompt: 20, Completion: 5, Counted: true,
	}
}

func TestPrometheusReadsWhatWasMeasured(t *testing.T) {
	m := started(t, telemetry.Config{Version: "1.2.3"})
	m.Called(t.Context(), aCall())
	failed := aCall()
	failed.Operation, failed.Status, failed.Counted = "POST /openai/v1/embeddings", 503, false
	m.Called(t.Context(), failed)
	m.Decided(t.Context(), telemetry.Decision{Host: "inference", Plane: "data", Verdict: "nothing grants it"})
	m.Requested(t.Context(), telemetry.Request{Host: "arm", Method: "GET", Scheme: "https", Route: "/subscriptions", Status: 200}, 3*time.Millisecond)
	m.Requested(t.Context(), telemetry.Request{Host: "arm", Method: "BREW", Scheme: "https", Status: 404}, time.Millisecond)
	text := scrape(t, m)
	chat := `gen_ai_operation_name="chat",gen_ai_provider_name="azure.ai.inference",gen_ai_request_model="chat",gen_ai_response_model="llama"`
	for because, want := range map[string]string{
		"tokens that were taken":           `gen_ai_client_token_usage_sum{` + chat + `,gen_ai_token_type="input",keyless_account="foundry"} 20`,
		"tokens that were given":           `gen_ai_client_token_usage_sum{` + chat + `,gen_ai_token_type="output",keyless_account="foundry"} 5`,
		"how long the call took":           `gen_ai_server_request_duration_seconds_sum{` + chat + `,keyless_account="foundry"} 0.9`,
		"when it began to answer":          `gen_ai_server_time_to_first_token_seconds_bucket{` + chat + `,keyless_account="foundry",le="0.1"} 1`,
		"how fast it went on":              `gen_ai_server_time_per_output_token_seconds_sum{` + chat + `,keyless_account="foundry"} 0.2`,
		"what failed, by its class":        `error_type="5xx",gen_ai_operation_name="embeddings",gen_ai_provider_name="azure.ai.openai"`,
		"who was refused, and why":         `keyless_decisions_total{keyless_allowed="false",keyless_host="inference",keyless_plane="data",keyless_verdict="nothing grants it"} 1`,
		"requests by route":                `http_server_request_duration_seconds_count{http_request_method="GET",http_response_status_code="200",http_route="/subscriptions",keyless_host="arm",url_scheme="https"} 1`,
		"methods that nobody knows as one": `http_request_method="_OTHER"`,
		"the version":                      `service_version="1.2.3"`,
		"the process":                      "process_resident_memory_bytes",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s: no %s in\n%s", because, want, text)
		}
	}
	if strings.Contains(text, "caller-7") {
		t.Error("callers are not labels: there may be very many")
	}
	if strings.Contains(text, `time_to_first_token_seconds_count{error_type`) {
		t.Error("a failure has no first token")
	}
}

func TestSeriesAreBounded(t *testing.T) {
	m := started(t, telemetry.Config{})
	for i := range 2500 {
		m.Requested(t.Context(), telemetry.Request{Host: "arm", Method: "GET", Route: fmt.Sprint("/", i), Status: 200}, time.Millisecond)
	}
	text := scrape(t, m)
	if n := strings.Count(text, "http_server_request_duration_seconds_count{"); n != 1001 || !strings.Contains(text, `otel_metric_overflow="true"`) {
		t.Errorf("%d series", n)
	}
}

// parentOf is the parent's id in a traceparent.
func parentOf(traceparent string) string { return strings.Split(traceparent+"---", "-")[2] }

const fromCaller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

// through sends a request with a traceparent through t, which asks a model and tells what of; it returns what the model
// would get.
func through(t *testing.T, m *telemetry.Telemetry, call bool) string {
	t.Helper()
	sent := ""
	handler := m.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		sent = r.Header.Get("Traceparent")
		if call {
			m.Called(r.Context(), aCall())
		}
		m.Requested(r.Context(), telemetry.Request{Host: "inference", Method: "POST", Scheme: "https", Route: "/{account}/models/chat/completions", Status: 200}, time.Second)
	}))
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
	r.Header.Set("Traceparent", fromCaller)
	handler.ServeHTTP(httptest.NewRecorder(), r)
	if r.Header.Get("Traceparent") != fromCaller {
		t.Error("the caller's own header was written to")
	}
	return sent
}

func TestTraceContextIsPropagatedUnchangedWithoutSpans(t *testing.T) {
	if got := through(t, started(t, telemetry.Config{}), true); got != fromCaller {
		t.Errorf("%s was sent on", got)
	}
}

func TestSpansAreOfOneTrace(t *testing.T) {
	kept := tracetest.NewInMemoryExporter()
	m := started(t, telemetry.Config{Spans: kept})
	sent := through(t, m, true)
	all := kept.GetSpans()
	if len(all) != 2 {
		t.Fatalf("%d spans", len(all))
	}
	call, request := all[0], all[1]
	if call.Name != "chat chat" || request.Name != "POST /{account}/models/chat/completions" {
		t.Errorf("spans are called %q and %q", call.Name, request.Name)
	}
	for because, got := range map[string][2]string{
		"the request is the caller's child": {request.Parent.SpanID().String(), parentOf(fromCaller)},
		"the call is the request's child":   {call.Parent.SpanID().String(), request.SpanContext.SpanID().String()},
		"the model's is the call's child":   {parentOf(sent), call.SpanContext.SpanID().String()},
		"all are of one trace":              {call.SpanContext.TraceID().String(), strings.Split(fromCaller, "-")[1]},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %s, want %s", because, got[0], got[1])
		}
	}
	attributes := fmt.Sprint(call.Attributes)
	for _, want := range []string{`"gen_ai.usage.input_tokens":20`, `"keyless.caller":"caller-7"`, "gen_ai.operation.name"} {
		if !strings.Contains(attributes, want) {
			t.Errorf("no %s in %s", want, attributes)
		}
	}
	kept.Reset()
	through(t, m, false)
	if all := kept.GetSpans(); len(all) != 1 {
		t.Errorf("a refused request has %d spans", len(all))
	}
}

func TestSpansAndMetricsAreSentToTheCollector(t *testing.T) {
	got := make(chan string, 16)
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- r.URL.Path + " " + string(body)
	}))
	defer collector.Close()
	env := map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": collector.URL, "OTEL_EXPORTER_OTLP_COMPRESSION": "none", "OTEL_SERVICE_NAME": "gateway-7"}
	for name, value := range env {
		t.Setenv(name, value)
	}
	m := started(t, telemetry.Config{PushSpans: true, PushMetrics: true, Failed: func(err error) { t.Error(err) }})
	through(t, m, true)
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	close(got)
	all := ""
	for one := range got {
		all += one
	}
	for _, want := range []string{"/v1/traces ", "/v1/metrics ", "gen_ai.client.token.usage", "chat chat", "gateway-7"} {
		if !strings.Contains(all, want) {
			t.Errorf("the collector did not get %s", want)
		}
	}
}

func TestEnvironmentSelectsCollectedSignals(t *testing.T) {
	const general, traces, metrics = "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"
	for _, row := range []struct {
		because        string
		env            map[string]string
		spans, metrics bool
	}{
		{"nothing is named", nil, false, false},
		{"a collector takes both", map[string]string{general: "x"}, true, true},
		{"one takes spans", map[string]string{traces: "x"}, true, false},
		{"one takes metrics", map[string]string{metrics: "x"}, false, true},
		{"metrics are not wanted", map[string]string{general: "x", "OTEL_METRICS_EXPORTER": "none"}, true, false},
		{"it is switched off", map[string]string{general: "x", "OTEL_SDK_DISABLED": "True"}, false, false},
	} {
		t.Run(row.because, func(t *testing.T) {
			if spans, metrics := telemetry.Exported(func(name string) string { return row.env[name] }); spans != row.spans || metrics != row.metrics {
				t.Errorf("spans %v, metrics %v", spans, metrics)
			}
		})
	}
}

func TestUnavailableCollectorsDoNotAffectCalls(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
	t.Setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "200")
	failed := make(chan error, 8)
	m := started(t, telemetry.Config{PushSpans: true, PushMetrics: true, Failed: func(err error) { failed <- err }})
	through(t, m, true)
	began := time.Now()
	_ = m.Close() // it fails, and says so
	if took := time.Since(began); took > 5*time.Second || len(failed) == 0 {
		t.Errorf("closing took %v, %d failures were told", took, len(failed))
	}
}

func TestMeasuringACallAllocatesNothing(t *testing.T) {
	m := started(t, telemetry.Config{})
	call, ctx := aCall(), context.Background()
	decision := telemetry.Decision{Host: "inference", Plane: "data", Allowed: true, Verdict: "granted"}
	request := telemetry.Request{Host: "inference", Method: "POST", Scheme: "https", Route: "/x", Status: 200}
	n := testing.AllocsPerRun(100, func() {
		m.Called(ctx, call)
		m.Decided(ctx, decision)
		m.Requested(ctx, request, time.Second)
	})
	if n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkOneCall(b *testing.B) {
	m, err := telemetry.New(b.Context(), telemetry.Config{})
	if err != nil {
		b.Fatal(err)
	}
	call, ctx := aCall(), b.Context()
	decision := telemetry.Decision{Host: "inference", Plane: "data", Allowed: true, Verdict: "granted"}
	request := telemetry.Request{Host: "inference", Method: "POST", Scheme: "https", Route: "/x", Status: 200}
	for b.Loop() {
		m.Called(ctx, call)
		m.Decided(ctx, decision)
		m.Requested(ctx, request, time.Second)
	}
}

func TestMetricsTellHowManyRequestsRun(t *testing.T) {
	m := started(t, telemetry.Config{})
	during := ""
	h := m.Handler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { during = scrape(t, m) }))
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	if want := "\nhttp_server_active_requests 1\n"; !strings.Contains(during, want) {
		t.Errorf("no %q while one runs:\n%s", want, during)
	}
	if after, want := scrape(t, m), "\nhttp_server_active_requests 0\n"; !strings.Contains(after, want) {
		t.Errorf("no %q when it is over:\n%s", want, after)
	}
}
