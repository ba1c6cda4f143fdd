package telemetry

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"google.golang.org/protobuf/encoding/protowire"
)

func environment(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestVariablesConfigureTheEndpoint(t *testing.T) {
	const all, own = "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
	for _, row := range []struct {
		because   string
		variables []string
		want      string // "" is an error
	}{
		{"the path is added to the address of all signals", []string{all, "http://collector:4318"}, "http://collector:4318/v1/traces"},
		{"behind the path that it has", []string{all, "https://collector/otlp/"}, "https://collector/otlp/v1/traces"},
		{"the address of the signal is taken as it is", []string{all, "http://other", own, "http://collector/spans"}, "http://collector/spans"},
		{"a host without a scheme is none", []string{all, "collector:4317"}, ""},
		{"nor is another scheme", []string{own, "unix:///run/collector"}, ""},
		{"nor is nothing", nil, ""},
	} {
		c, err := collectorOf("TRACES", protobuf, environment(row.variables...))
		if (err == nil) != (row.want != "") || err == nil && c.address != row.want {
			t.Errorf("%s: %+v, %v; want %q", row.because, c, err, row.want)
		}
	}
}

func TestVariablesConfigureTheExporter(t *testing.T) {
	c, err := collectorOf("METRICS", protobuf, environment(
		"OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector", "OTEL_EXPORTER_OTLP_HEADERS", "api-key=of%20all", "OTEL_EXPORTER_OTLP_METRICS_HEADERS", "api-key = a%20key%2B+ , x=y",
		"OTEL_EXPORTER_OTLP_COMPRESSION", "gzip", "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "1500"))
	if err != nil || c.header.Get("Api-Key") != "a key++" || c.header.Get("X") != "y" || !c.gzip || c.timeout != 1500*time.Millisecond {
		t.Errorf("%+v, %v", c, err)
	}
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for because, variables := range map[string][]string{
		"a time that is none":                 {"OTEL_EXPORTER_OTLP_TIMEOUT", "soon"},
		"no time at all":                      {"OTEL_EXPORTER_OTLP_TIMEOUT", "0"},
		"a file of authorities that is empty": {"OTEL_EXPORTER_OTLP_CERTIFICATE", empty},
		"a client's key that is not there":    {"OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", empty, "OTEL_EXPORTER_OTLP_CLIENT_KEY", empty},
		"a preference that is none":           {"OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "both"},
		"an aggregation that is none":         {"OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", "summary"},
	} {
		if _, err := newMetricExporter(environment(append(variables, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector")...), nil); err == nil {
			t.Errorf("%s is taken", because)
		}
	}
}

func TestVariablesConfigureMetricTemporality(t *testing.T) {
	e, err := newMetricExporter(environment("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector", "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "Delta",
		"OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", "base2_exponential_bucket_histogram"), nil)
	if err != nil || e.Temporality(metric.InstrumentKindCounter) != metricdata.DeltaTemporality {
		t.Errorf("%+v, %v", e, err)
	}
	if _, ok := e.Aggregation(metric.InstrumentKindHistogram).(metric.AggregationBase2ExponentialHistogram); !ok {
		t.Error("histograms have no exponential buckets")
	}
}

func TestExportsAreRetriedOnlyAfterRetryableErrors(t *testing.T) {
	refused := protowire.AppendString(protowire.AppendTag(nil, 2, protowire.BytesType), "too old")
	refused = protowire.AppendVarint(protowire.AppendTag(refused, 1, protowire.VarintType), 3)
	partly := protowire.AppendBytes(protowire.AppendTag(nil, 1, protowire.BytesType), refused)
	for _, row := range []struct {
		because string
		status  []int
		answer  string
		asked   int
		want    string // part of the error; "" if there is none
	}{
		{"what is taken is sent once", []int{200}, "", 1, ""},
		{"a collector that is busy gets it again", []int{503, 429, 200}, "", 3, ""},
		{"one that refuses it does not", []int{400, 200}, "no such thing", 1, "no such thing"},
		{"one that takes a part says so", []int{200}, string(partly), 1, `did not take 3: "too old"`},
		{"one that redirects is not followed with a body lost", []int{404}, "", 1, "404"},
	} {
		asked := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			if string(body) != "spans" || r.Header.Get("Content-Type") != "application/x-protobuf" {
				t.Errorf("the collector got %q", body)
			}
			w.Header().Set("Content-Type", "application/x-protobuf")
			w.Header().Set("Retry-After", time.Now().UTC().Add(time.Second).Format(http.TimeFormat))
			w.WriteHeader(row.status[asked])
			asked++
			_, _ = io.WriteString(w, row.answer)
		}))
		c, err := collectorOf("TRACES", protobuf, environment("OTEL_EXPORTER_OTLP_ENDPOINT", server.URL))
		if err != nil {
			t.Fatal(err)
		}
		if err = c.send(t.Context(), []byte("spans")); (err == nil) != (row.want == "") || err != nil && !strings.Contains(err.Error(), row.want) || asked != row.asked {
			t.Errorf("%s: asked %d times, %v; want %d, %q", row.because, asked, err, row.asked, row.want)
		}
		server.Close()
	}
}

func TestRetriesToABusyCollectorEndAtTheTimeout(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer server.Close()
	c, err := collectorOf("TRACES", protobuf, environment("OTEL_EXPORTER_OTLP_ENDPOINT", server.URL))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.send(context.Background(), nil); err == nil || !strings.Contains(err.Error(), "503") {
		t.Errorf("%v", err)
	}
}

func TestMessagesAreCompressedForTheCollectorIfConfigured(t *testing.T) {
	got := ""
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if unpacked, err := gzip.NewReader(r.Body); err == nil && r.Header.Get("Content-Encoding") == "gzip" {
			text, _ := io.ReadAll(unpacked)
			got = string(text)
		}
	}))
	defer server.Close()
	c, err := collectorOf("TRACES", protobuf, environment("OTEL_EXPORTER_OTLP_ENDPOINT", server.URL, "OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.send(t.Context(), []byte("spans")); err != nil || got != "spans" {
		t.Errorf("%q, %v", got, err)
	}
}
