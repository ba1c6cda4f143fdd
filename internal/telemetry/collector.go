package telemetry

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/protobuf/encoding/protowire"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/textfile"
)

// collector is a server that takes one signal by OTLP over HTTP.
type collector struct {
	address string
	content string // media type of the messages
	header  http.Header
	gzip    bool
	timeout time.Duration // of one export, with all its attempts
	client  *http.Client
}

// The media types of messages.
const (
	protobuf = "application/x-protobuf"
	jsonText = "application/json"
)

// collectorOf reads the variables of a signal (TRACES, METRICS or LOGS), each of which replaces the one of all signals.
// Source: the OpenTelemetry specification, "OTLP Exporter Configuration". The variable of the protocol is not read: the
// caller sets the media type.
func collectorOf(signal, content string, getenv func(string) string) (*collector, error) {
	get := func(name string) string {
		if own := getenv("OTEL_EXPORTER_OTLP_" + signal + "_" + name); own != "" {
			return own
		}
		return getenv("OTEL_EXPORTER_OTLP_" + name)
	}
	address, err := addressOf(signal, getenv)
	if err != nil {
		return nil, err
	}
	c := &collector{address: address, content: content, header: http.Header{}, gzip: get("COMPRESSION") == "gzip", timeout: 10 * time.Second}
	if text := get("TIMEOUT"); text != "" {
		milliseconds, err := strconv.Atoi(text)
		if err != nil || milliseconds <= 0 {
			return nil, fmt.Errorf("OTEL_EXPORTER_OTLP_TIMEOUT is a number of milliseconds, not %q", text)
		}
		c.timeout = time.Duration(milliseconds) * time.Millisecond
	}
	for pair := range strings.SplitSeq(get("HEADERS"), ",") {
		name, value, ok := strings.Cut(strings.TrimSpace(pair), "=")
		if !ok {
			continue
		}
		if plain, err := url.PathUnescape(strings.TrimSpace(value)); err == nil {
			value = plain
		}
		c.header.Set(strings.TrimSpace(name), value)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // net/http says so
	if transport.TLSClientConfig, err = collectorTLS(get); err != nil {
		return nil, err
	}
	c.client = &http.Client{Transport: transport}
	return c, nil
}

// addressOf is where a signal goes: the address of the signal as it is, or that of all signals with a path added.
func addressOf(signal string, getenv func(string) string) (string, error) {
	address := getenv("OTEL_EXPORTER_OTLP_" + signal + "_ENDPOINT")
	name := "OTEL_EXPORTER_OTLP_" + signal + "_ENDPOINT"
	if address == "" {
		name = "OTEL_EXPORTER_OTLP_ENDPOINT"
		address = strings.TrimSuffix(getenv(name), "/") + "/v1/" + ascii.ToLower(signal)
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", fmt.Errorf("%s is an http or https address, not %q", name, getenv(name))
	}
	return address, nil
}

// collectorTLS is whom a collector is trusted by, and who this client is to it. Nil is what the system says.
func collectorTLS(get func(string) string) (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if file := get("CERTIFICATE"); file != "" {
		roots, err := textfile.ReadRoots(file)
		if err != nil {
			return nil, err
		}
		config.RootCAs = roots
	}
	if file, key := get("CLIENT_CERTIFICATE"), get("CLIENT_KEY"); file != "" && key != "" {
		pair, err := tls.LoadX509KeyPair(file, key)
		if err != nil {
			return nil, err
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}

// send hands a message over. What the collector refuses for the moment is sent again until the time is up.
func (c *collector) send(ctx context.Context, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	if c.gzip {
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		_, _ = w.Write(body) // a buffer does not fail
		_ = w.Close()
		body = packed.Bytes()
	}
	for pause := time.Second; ; pause = min(2*pause, 30*time.Second) {
		later, err := c.attempt(ctx, body)
		if err == nil || later < 0 {
			return err
		}
		if later == 0 {
			later = pause/2 + rand.N(pause) //nolint:gosec // so that not all servers come back at once
		}
		if deadline, _ := ctx.Deadline(); time.Now().Add(later).After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(later):
		}
	}
}

// attempt sends a message once. If it fails, later is when to try again: 0 leaves that to the caller, and less is never.
func (c *collector) attempt(ctx context.Context, body []byte) (later time.Duration, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address, bytes.NewReader(body))
	if err != nil {
		return -1, err
	}
	request.Header = c.header.Clone()
	request.Header.Set("Content-Type", c.content)
	if c.gzip {
		request.Header.Set("Content-Encoding", "gzip")
	}
	response, err := c.client.Do(request)
	if err != nil {
		return -1, err
	}
	defer response.Body.Close()
	answer, _ := io.ReadAll(io.LimitReader(response.Body, 64<<10)) // what could be read says something
	switch response.StatusCode {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return retryAfter(response.Header.Get("Retry-After"), time.Now()), fmt.Errorf("%s answers %s", c.address, response.Status)
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return -1, fmt.Errorf("%s answers %s: %.200q", c.address, response.Status, answer)
	}
	if response.Header.Get("Content-Type") == protobuf {
		return -1, partial(answer)
	}
	return -1, nil
}

// retryAfter reads a Retry-After, in seconds or as a date; 0 if it says nothing.
func retryAfter(text string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(text); err == nil && seconds > 0 {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}

// partial reads an ExportTraceServiceResponse or ExportMetricsServiceResponse, and returns what was not taken as an error.
func partial(answer []byte) error {
	success := fieldOf(answer, 1)
	if success == nil {
		return nil
	}
	rejected, _ := protowire.ConsumeVarint(fieldOf(success, 1))
	if said := fieldOf(success, 2); rejected > 0 || len(said) > 0 {
		return fmt.Errorf("the collector did not take %d: %.200q", rejected, said)
	}
	return nil
}

// fieldOf returns the value of a field as it is on the wire; of bytes, without their length. Nil if it is not there.
func fieldOf(m []byte, field protowire.Number) []byte {
	for len(m) > 0 {
		number, kind, n := protowire.ConsumeTag(m)
		if n < 0 {
			return nil
		}
		m = m[n:]
		size := protowire.ConsumeFieldValue(number, kind, m)
		if size < 0 {
			return nil
		}
		if number == field {
			if value, _ := protowire.ConsumeBytes(m); kind == protowire.BytesType {
				return value
			}
			return m[:size]
		}
		m = m[size:]
	}
	return nil
}

// spanExporter sends spans to a collector. What fails is told to failed, if that is somebody; the SDK would print it.
type spanExporter struct {
	to     *collector
	failed func(error)
}

func newSpanExporter(getenv func(string) string, failed func(error)) (*spanExporter, error) {
	to, err := collectorOf("TRACES", protobuf, getenv)
	return &spanExporter{to, failed}, err
}

// ExportSpans sends spans.
func (e *spanExporter) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	if len(spans) == 0 {
		return nil
	}
	tell(e.failed, e.to.send(ctx, spansMessage(spans)))
	return nil
}

// Shutdown has nothing to do: spans are sent when they are exported.
func (*spanExporter) Shutdown(context.Context) error { return nil }

// metricExporter sends metrics to a collector, as spanExporter does spans.
type metricExporter struct {
	to           *collector
	failed       func(error)
	temporality  metric.TemporalitySelector
	exponentials bool // histograms have exponential buckets
}

func newMetricExporter(getenv func(string) string, failed func(error)) (*metricExporter, error) {
	to, err := collectorOf("METRICS", protobuf, getenv)
	if err != nil {
		return nil, err
	}
	e := &metricExporter{to: to, failed: failed, temporality: metric.CumulativeTemporalitySelector}
	const preference, aggregation = "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION"
	switch ascii.ToLower(getenv(preference)) {
	case "", "cumulative":
	case "delta":
		e.temporality = metric.DeltaTemporalitySelector
	case "lowmemory":
		e.temporality = metric.LowMemoryTemporalitySelector
	default:
		return nil, errors.New(preference + " is cumulative, delta or lowmemory")
	}
	switch ascii.ToLower(getenv(aggregation)) {
	case "", "explicit_bucket_histogram":
	case "base2_exponential_bucket_histogram":
		e.exponentials = true
	default:
		return nil, errors.New(aggregation + " is explicit_bucket_histogram or base2_exponential_bucket_histogram")
	}
	return e, nil
}

// Temporality is whether the numbers of an instrument are sums from the start or since the last export.
func (e *metricExporter) Temporality(kind metric.InstrumentKind) metricdata.Temporality {
	return e.temporality(kind)
}

// Aggregation is how the measurements of an instrument become numbers.
func (e *metricExporter) Aggregation(kind metric.InstrumentKind) metric.Aggregation {
	if e.exponentials && kind == metric.InstrumentKindHistogram {
		return metric.AggregationBase2ExponentialHistogram{MaxSize: 160, MaxScale: 20}
	}
	return metric.DefaultAggregationSelector(kind)
}

// Export sends metrics.
func (e *metricExporter) Export(ctx context.Context, metrics *metricdata.ResourceMetrics) error {
	tell(e.failed, e.to.send(ctx, metricsMessage(metrics)))
	return nil
}

// ForceFlush has nothing to do: metrics are sent when they are exported.
func (*metricExporter) ForceFlush(context.Context) error { return nil }

// Shutdown has nothing to do.
func (*metricExporter) Shutdown(context.Context) error { return nil }

func tell(failed func(error), err error) {
	if err != nil && failed != nil {
		failed(err)
	}
}
