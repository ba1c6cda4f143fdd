package telemetry

import (
	"math"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/instrumentation"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/protobuf/encoding/protowire"
)

// The messages of OTLP, written field by field. OpenTelemetry's exporters write the same with the code that is generated
// for gRPC and protobuf, which weighs more than all of this package: docs/adr/0051. Source of the numbers:
// opentelemetry-proto, trace/v1, metrics/v1, common/v1 and resource/v1.

// message is a message of protobuf. A field that has its default is left out, as protobuf does.
type message []byte

func (m *message) varint(field protowire.Number, v uint64) {
	if v != 0 {
		*m = protowire.AppendVarint(protowire.AppendTag(*m, field, protowire.VarintType), v)
	}
}

func (m *message) bool(field protowire.Number, v bool) { m.varint(field, protowire.EncodeBool(v)) }

func (m *message) fixed32(field protowire.Number, v uint32) {
	*m = protowire.AppendFixed32(protowire.AppendTag(*m, field, protowire.Fixed32Type), v)
}

func (m *message) fixed64(field protowire.Number, v uint64) {
	if v != 0 {
		m.given64(field, v)
	}
}

// given64 writes a value that counts even if it is 0: one of a oneof, or an optional one.
func (m *message) given64(field protowire.Number, v uint64) {
	*m = protowire.AppendFixed64(protowire.AppendTag(*m, field, protowire.Fixed64Type), v)
}

func (m *message) double(field protowire.Number, v float64) { m.given64(field, math.Float64bits(v)) }

func (m *message) time(field protowire.Number, at time.Time) {
	if !at.IsZero() {
		m.fixed64(field, uint64(at.UnixNano())) //nolint:gosec // times are after 1970
	}
}

func (m *message) text(field protowire.Number, v string) {
	if v != "" {
		*m = protowire.AppendString(protowire.AppendTag(*m, field, protowire.BytesType), v)
	}
}

func (m *message) bytes(field protowire.Number, v []byte) {
	if len(v) > 0 {
		m.given(field, v)
	}
}

// given writes a message, which counts even if it is empty.
func (m *message) given(field protowire.Number, v []byte) {
	*m = protowire.AppendBytes(protowire.AppendTag(*m, field, protowire.BytesType), v)
}

// spansMessage is an ExportTraceServiceRequest. The spans are ours: they have no events and no links.
func spansMessage(spans []sdktrace.ReadOnlySpan) []byte {
	if len(spans) == 0 {
		return nil
	}
	var scope, all, request message
	scope.given(1, scopeMessage(spans[0].InstrumentationScope()))
	for _, s := range spans {
		scope.given(2, spanMessage(s))
	}
	about := spans[0].Resource() // a server has one resource, and one scope
	all.given(1, resourceMessage(about))
	all.given(2, scope)
	all.text(3, about.SchemaURL())
	request.given(1, all)
	return request
}

func spanMessage(s sdktrace.ReadOnlySpan) message {
	var m message
	own, parent := s.SpanContext(), s.Parent()
	trace, id := own.TraceID(), own.SpanID()
	m.bytes(1, trace[:])
	m.bytes(2, id[:])
	m.text(3, own.TraceState().String())
	if above := parent.SpanID(); above.IsValid() {
		m.bytes(4, above[:])
	}
	m.text(5, s.Name())
	m.varint(6, uint64(s.SpanKind())) //nolint:gosec // the kinds have the numbers of protobuf
	m.time(7, s.StartTime())
	m.time(8, s.EndTime())
	m.attributes(9, s.Attributes())
	m.varint(10, uint64(s.DroppedAttributes())) //nolint:gosec // a count
	var status message
	status.text(2, s.Status().Description)
	switch s.Status().Code {
	case codes.Ok:
		status.varint(3, 1)
	case codes.Error:
		status.varint(3, 2)
	case codes.Unset:
	}
	m.given(15, status)
	const knowsRemote, remote = 0x100, 0x200
	flags := uint32(own.TraceFlags()) | knowsRemote
	if parent.IsRemote() {
		flags |= remote
	}
	m.fixed32(16, flags)
	return m
}

// metricsMessage is an ExportMetricsServiceRequest.
func metricsMessage(all *metricdata.ResourceMetrics) []byte {
	var inner, request message
	inner.given(1, resourceMessage(all.Resource))
	for _, of := range all.ScopeMetrics {
		var scope message
		scope.given(1, scopeMessage(of.Scope))
		for _, one := range of.Metrics {
			scope.given(2, metricMessage(one))
		}
		scope.text(3, of.Scope.SchemaURL)
		inner.given(2, scope)
	}
	inner.text(3, all.Resource.SchemaURL())
	request.given(1, inner)
	return request
}

func metricMessage(metric metricdata.Metrics) message {
	var m message
	m.text(1, metric.Name)
	m.text(2, metric.Description)
	m.text(3, metric.Unit)
	switch data := metric.Data.(type) {
	case metricdata.Gauge[int64]:
		m.given(5, numbers(data.DataPoints))
	case metricdata.Gauge[float64]:
		m.given(5, numbers(data.DataPoints))
	case metricdata.Sum[int64]:
		m.given(7, sum(data))
	case metricdata.Sum[float64]:
		m.given(7, sum(data))
	case metricdata.Histogram[int64]:
		m.given(9, histogram(data))
	case metricdata.Histogram[float64]:
		m.given(9, histogram(data))
	case metricdata.ExponentialHistogram[int64]:
		m.given(10, exponential(data))
	case metricdata.ExponentialHistogram[float64]:
		m.given(10, exponential(data))
	}
	return m
}

func numbers[N int64 | float64](points []metricdata.DataPoint[N]) message {
	var m message
	for _, p := range points {
		var point message
		point.time(2, p.StartTime)
		point.time(3, p.Time)
		number(&point, 4, 6, p.Value)
		exemplars(&point, 5, p.Exemplars)
		point.attributes(7, p.Attributes.ToSlice())
		m.given(1, point)
	}
	return m
}

// number writes a number of a oneof, whose fields are double and sfixed64.
func number[N int64 | float64](m *message, double, integer protowire.Number, v N) {
	switch v := any(v).(type) {
	case float64:
		m.double(double, v)
	case int64:
		m.given64(integer, uint64(v)) //nolint:gosec // the two's complement is meant
	}
}

func exemplars[N int64 | float64](m *message, field protowire.Number, all []metricdata.Exemplar[N]) {
	for _, e := range all {
		var one message
		one.time(2, e.Time)
		number(&one, 3, 6, e.Value)
		one.bytes(4, e.SpanID)
		one.bytes(5, e.TraceID)
		one.attributes(7, e.FilteredAttributes)
		m.given(field, one)
	}
}

func sum[N int64 | float64](data metricdata.Sum[N]) message {
	m := numbers(data.DataPoints)
	m.varint(2, temporality(data.Temporality))
	m.bool(3, data.IsMonotonic)
	return m
}

func temporality(t metricdata.Temporality) uint64 {
	if t == metricdata.DeltaTemporality {
		return 1
	}
	return 2 // cumulative
}

func histogram[N int64 | float64](data metricdata.Histogram[N]) message {
	var m message
	for _, p := range data.DataPoints {
		var point message
		point.time(2, p.StartTime)
		point.time(3, p.Time)
		point.fixed64(4, p.Count)
		point.double(5, float64(p.Sum))
		var counts, bounds message
		for _, n := range p.BucketCounts {
			counts = protowire.AppendFixed64(counts, n)
		}
		for _, bound := range p.Bounds {
			bounds = protowire.AppendFixed64(bounds, math.Float64bits(bound))
		}
		point.bytes(6, counts)
		point.bytes(7, bounds)
		exemplars(&point, 8, p.Exemplars)
		point.attributes(9, p.Attributes.ToSlice())
		extremum(&point, 11, p.Min)
		extremum(&point, 12, p.Max)
		m.given(1, point)
	}
	m.varint(2, temporality(data.Temporality))
	return m
}

func exponential[N int64 | float64](data metricdata.ExponentialHistogram[N]) message {
	var m message
	for _, p := range data.DataPoints {
		var point message
		point.attributes(1, p.Attributes.ToSlice())
		point.time(2, p.StartTime)
		point.time(3, p.Time)
		point.fixed64(4, p.Count)
		point.double(5, float64(p.Sum))
		point.varint(6, protowire.EncodeZigZag(int64(p.Scale)))
		point.fixed64(7, p.ZeroCount)
		point.given(8, buckets(p.PositiveBucket))
		point.given(9, buckets(p.NegativeBucket))
		exemplars(&point, 11, p.Exemplars)
		extremum(&point, 12, p.Min)
		extremum(&point, 13, p.Max)
		if p.ZeroThreshold != 0 {
			point.double(14, p.ZeroThreshold)
		}
		m.given(1, point)
	}
	m.varint(2, temporality(data.Temporality))
	return m
}

func buckets(b metricdata.ExponentialBucket) message {
	var m, counts message
	m.varint(1, protowire.EncodeZigZag(int64(b.Offset)))
	for _, n := range b.Counts {
		counts = protowire.AppendVarint(counts, n)
	}
	m.bytes(2, counts)
	return m
}

func extremum[N int64 | float64](m *message, field protowire.Number, e metricdata.Extrema[N]) {
	if v, defined := e.Value(); defined {
		m.double(field, float64(v))
	}
}

func resourceMessage(about *resource.Resource) message {
	var m message
	m.attributes(1, about.Attributes())
	return m
}

func scopeMessage(of instrumentation.Scope) message {
	var m message
	m.text(1, of.Name)
	m.text(2, of.Version)
	m.attributes(3, of.Attributes.ToSlice())
	return m
}

func (m *message) attributes(field protowire.Number, all []attribute.KeyValue) {
	for _, a := range all {
		var pair message
		pair.text(1, string(a.Key))
		pair.given(2, valueMessage(a.Value))
		m.given(field, pair)
	}
}

func valueMessage(v attribute.Value) message {
	switch v.Type() {
	case attribute.STRING:
		return textValue(v.AsString())
	case attribute.BOOL:
		return boolValue(v.AsBool())
	case attribute.INT64:
		return intValue(v.AsInt64())
	case attribute.FLOAT64:
		return floatValue(v.AsFloat64())
	case attribute.STRINGSLICE:
		return list(v.AsStringSlice(), textValue)
	case attribute.BOOLSLICE:
		return list(v.AsBoolSlice(), boolValue)
	case attribute.INT64SLICE:
		return list(v.AsInt64Slice(), intValue)
	case attribute.FLOAT64SLICE:
		return list(v.AsFloat64Slice(), floatValue)
	default:
		return textValue(v.String())
	}
}

// The values are those of a oneof: they count even if they are a default.

func textValue(v string) message {
	return protowire.AppendString(protowire.AppendTag(nil, 1, protowire.BytesType), v)
}

func boolValue(v bool) message {
	return protowire.AppendVarint(protowire.AppendTag(nil, 2, protowire.VarintType), protowire.EncodeBool(v))
}

func intValue(v int64) message {
	return protowire.AppendVarint(protowire.AppendTag(nil, 3, protowire.VarintType), uint64(v)) //nolint:gosec // as protobuf writes negative numbers
}

func floatValue(v float64) (m message) {
	m.double(4, v)
	return m
}

func list[T any](all []T, value func(T) message) (m message) {
	var values message
	for _, one := range all {
		values.given(1, value(one))
	}
	m.given(5, values)
	return m
}
