package telemetry

import (
	"context"
	"net/http"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// spans are those of one request.
type spans struct {
	request trace.Span
	call    trace.Span // to the model; it is exported if it ends
}

type spansKey struct{}

// Handler counts the requests that run below it. If spans go somewhere, each request has one, which is the parent of
// what is sent on: the caller's traceparent is replaced by ours. Without spans it is passed on as it came. Source: W3C
// Trace Context.
func (t *Telemetry) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.meters.active.Add(1)
		defer t.meters.active.Add(-1)
		if t.tracer == nil {
			next.ServeHTTP(w, r)
			return
		}
		ctx := t.carrier.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
		ctx, request := t.tracer.Start(ctx, "HTTP", trace.WithSpanKind(trace.SpanKindServer))
		defer request.End()
		ctx, call := t.tracer.Start(ctx, "call", trace.WithSpanKind(trace.SpanKindClient))
		ctx = context.WithValue(ctx, spansKey{}, &spans{request, call})
		r = r.WithContext(ctx)
		r.Header = r.Header.Clone()
		t.carrier.Inject(ctx, propagation.HeaderCarrier(r.Header))
		next.ServeHTTP(w, r)
	})
}

// named tells the request's span what it was. Source: semantic conventions, "HTTP spans".
func (t *Telemetry) named(ctx context.Context, r Request) {
	if t.tracer == nil {
		return
	}
	s, ok := ctx.Value(spansKey{}).(*spans)
	if !ok {
		return
	}
	name := r.Method
	if r.Route != "" {
		name += " " + r.Route
		s.request.SetAttributes(attribute.String("http.route", r.Route))
	}
	s.request.SetName(name)
	s.request.SetAttributes(attribute.String("http.request.method", r.Method), attribute.String("url.scheme", r.Scheme), attribute.String("keyless.host", r.Host))
	if r.Status != 0 {
		s.request.SetAttributes(attribute.Int("http.response.status_code", r.Status))
	}
	if r.Status >= 500 {
		s.request.SetStatus(codes.Error, "")
	}
}

// ended ends the call's span. Source: semantic conventions, "Generative AI client spans".
func (t *Telemetry) ended(ctx context.Context, c *Call) {
	if t.tracer == nil {
		return
	}
	s, ok := ctx.Value(spansKey{}).(*spans)
	if !ok {
		return
	}
	key := c.key()
	s.call.SetName(key.operation + " " + c.Deployment)
	s.call.SetAttributes(key.attributes()...)
	s.call.SetAttributes(
		attribute.String("keyless.request.id", c.ID), attribute.String("keyless.caller", c.Caller),
		attribute.Bool("keyless.stream", c.Stream), attribute.Float64("gen_ai.server.time_to_first_token", c.FirstByte.Seconds()),
	)
	if c.Counted {
		s.call.SetAttributes(attribute.Int64("gen_ai.usage.input_tokens", c.Prompt), attribute.Int64("gen_ai.usage.output_tokens", c.Completion))
	}
	if key.failed != "" {
		s.call.SetStatus(codes.Error, key.failed)
	}
	s.call.End()
}
