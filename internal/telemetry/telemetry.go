package telemetry

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"keyless.dev/keyless/internal/ascii"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/exemplar"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Config says where telemetry goes.
type Config struct {
	// Version is the server's own, told as service.version.
	Version string
	// PushSpans and PushMetrics send to the collectors that the OTEL_EXPORTER_OTLP_* variables name. Exported is whether
	// the environment names them.
	PushSpans, PushMetrics bool
	// Spans takes spans as they end, besides; nil is nobody.
	Spans sdktrace.SpanExporter
	// Failed is told of trouble with the collector. Nil is nobody.
	Failed func(error)
	// View tells of the state that calls are decided by. Nil leaves its metrics out.
	View func() View
}

// Exported reports whether the environment names a collector of spans and of metrics.
func Exported(getenv func(string) string) (spans, metrics bool) {
	return exported("TRACES", getenv), exported("METRICS", getenv)
}

// exported reports whether the environment names a collector of a signal. Source: the OpenTelemetry specification, "OTLP
// Exporter Configuration" and "General SDK Configuration".
func exported(signal string, getenv func(string) string) bool {
	named := getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || getenv("OTEL_EXPORTER_OTLP_"+signal+"_ENDPOINT") != ""
	return named && getenv("OTEL_"+signal+"_EXPORTER") != "none" && !ascii.EqualFold(getenv("OTEL_SDK_DISABLED"), "true")
}

// Telemetry measures. All its methods may be called at once.
type Telemetry struct {
	meters    *meters
	scrape    http.Handler
	tracer    trace.Tracer // nil if no spans go anywhere
	carrier   propagation.TraceContext
	shutdowns []func(context.Context) error
}

const scope = "keyless.dev/keyless"

// New makes a Telemetry. A collector that is not there is no reason to fail, and neither are variables that name it
// wrongly: Failed is told.
func New(ctx context.Context, c Config) (*Telemetry, error) {
	about, err := resource.New(ctx,
		resource.WithAttributes(attribute.String("service.name", "keyless"), attribute.String("service.version", c.Version)),
		resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil && !errors.Is(err, resource.ErrPartialResource) {
		return nil, fmt.Errorf("telemetry: %w", err)
	}
	t := &Telemetry{}
	pull := metric.NewManualReader()
	t.scrape = scrape(pull)
	metrics := []metric.Option{metric.WithResource(about), metric.WithReader(pull)}
	spans := []sdktrace.TracerProviderOption{sdktrace.WithResource(about)}
	if c.PushMetrics {
		if push, err := newMetricExporter(os.Getenv, c.Failed); err != nil {
			tell(c.Failed, err)
		} else {
			metrics = append(metrics, metric.WithReader(metric.NewPeriodicReader(push)))
		}
	}
	if c.PushSpans {
		if push, err := newSpanExporter(os.Getenv, c.Failed); err != nil {
			tell(c.Failed, err)
		} else {
			spans = append(spans, sdktrace.WithBatcher(push))
		}
	}
	if c.Spans != nil {
		spans = append(spans, sdktrace.WithSyncer(c.Spans))
	}
	if len(spans) == 1 { // there are no spans that exemplars could name
		metrics = append(metrics, metric.WithExemplarFilter(exemplar.AlwaysOffFilter))
	}
	provider := metric.NewMeterProvider(metrics...)
	if err := observeView(provider.Meter(scope), c.View); err != nil {
		return nil, fmt.Errorf("telemetry: %w", err)
	}
	t.shutdowns = append(t.shutdowns, provider.Shutdown)
	if t.meters, err = newMeters(provider.Meter(scope)); err != nil {
		return nil, fmt.Errorf("telemetry: %w", err)
	}
	if len(spans) > 1 {
		tracers := sdktrace.NewTracerProvider(spans...)
		t.tracer = tracers.Tracer(scope)
		t.shutdowns = append(t.shutdowns, tracers.Shutdown)
	}
	return t, nil
}

// Metrics serves what Prometheus reads.
func (t *Telemetry) Metrics() http.Handler { return t.scrape }

// stopTimeout is how long a collector has to take what is left at the end.
const stopTimeout = 3 * time.Second

// Close sends what is left.
func (t *Telemetry) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	var errs []error
	for _, shutdown := range t.shutdowns {
		errs = append(errs, shutdown(ctx))
	}
	return errors.Join(errs...)
}
