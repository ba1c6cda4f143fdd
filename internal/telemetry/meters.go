package telemetry

import (
	"context"
	"errors"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// meters are the instruments. Names, units and buckets: OpenTelemetry semantic conventions, "Generative AI metrics"
// and "HTTP metrics".
type meters struct {
	requests  metric.Float64Histogram
	active    atomic.Int64 // requests that run; read when somebody asks
	decisions metric.Int64Counter
	tokens    metric.Int64Histogram
	duration  metric.Float64Histogram
	first     metric.Float64Histogram
	each      metric.Float64Histogram
	store     metric.Float64Histogram

	requestSets  sets[Request]
	decisionSets sets[Decision]
	callSets     sets[callKey]
	storeSets    sets[Stored]
}

func newMeters(m metric.Meter) (*meters, error) {
	out := &meters{}
	var errs [8]error
	seconds := func(name, about string, err *error, buckets ...float64) metric.Float64Histogram {
		h, failed := m.Float64Histogram(name, metric.WithUnit("s"), metric.WithDescription(about), metric.WithExplicitBucketBoundaries(buckets...))
		*err = failed
		return h
	}
	out.requests = seconds("http.server.request.duration", "How long requests took.", &errs[0],
		0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
	_, errs[1] = m.Int64ObservableUpDownCounter("http.server.active_requests", metric.WithUnit("{request}"), metric.WithDescription("How many requests are running."),
		metric.WithInt64Callback(func(_ context.Context, o metric.Int64Observer) error { o.Observe(out.active.Load()); return nil }))
	out.decisions, errs[2] = m.Int64Counter("keyless.decisions", metric.WithUnit("{decision}"), metric.WithDescription("What was decided about requests, and why."))
	out.tokens, errs[3] = m.Int64Histogram("gen_ai.client.token.usage", metric.WithUnit("{token}"), metric.WithDescription("How many tokens calls took and gave."),
		metric.WithExplicitBucketBoundaries(1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864))
	out.duration = seconds("gen_ai.server.request.duration", "How long calls to models took.", &errs[4],
		0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92)
	out.first = seconds("gen_ai.server.time_to_first_token", "How long streams took to begin.", &errs[5],
		0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
	out.each = seconds("gen_ai.server.time_per_output_token", "How long streams took for each token after the first.", &errs[6],
		0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5)
	out.store = seconds("keyless.store.duration", "How long operations of the database took.", &errs[7],
		0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
	return out, errors.Join(errs[:]...)
}

// sets keeps the attributes of each series, since making them costs more than recording with them. A reader does not
// lock. What would be too many series are one.
type sets[K comparable] struct {
	kept atomic.Pointer[map[K]*option]
	mu   sync.Mutex // of writers
}

const maxSets = 1000 // the SDK has a limit of its own at 2,000

// option is a series' attributes, ready for each kind of instrument.
type option struct {
	record []metric.RecordOption
	add    []metric.AddOption
}

func newOption(attributes ...attribute.KeyValue) *option {
	set := metric.WithAttributeSet(attribute.NewSet(attributes...))
	return &option{[]metric.RecordOption{set}, []metric.AddOption{set}}
}

// of finds the option of key, whose attributes make it.
func (s *sets[K]) of(key K, attributes func(K) []attribute.KeyValue) *option {
	if kept := s.kept.Load(); kept != nil {
		if found, ok := (*kept)[key]; ok {
			return found
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	fresh := map[K]*option{}
	if kept := s.kept.Load(); kept != nil {
		if len(*kept) >= maxSets {
			return newOption(attribute.Bool("otel.metric.overflow", true))
		}
		fresh = maps.Clone(*kept)
	}
	found, ok := fresh[key]
	if !ok {
		found = newOption(attributes(key)...)
		fresh[key] = found
		s.kept.Store(&fresh)
	}
	return found
}

// Request is an HTTP request that has been answered.
type Request struct {
	Host   string // login, graph, arm, inference or imds
	Method string
	Scheme string // http or https
	Route  string // the template; "" if none matched
	Status int    // 0 if the client was gone before
}

// method is the method as a label: there are more words in the world than metrics can hold.
func (r Request) method() string {
	switch r.Method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return r.Method
	}
	return "_OTHER"
}

func (r Request) attributes() []attribute.KeyValue {
	all := []attribute.KeyValue{
		attribute.String("keyless.host", r.Host), attribute.String("http.request.method", r.Method), attribute.String("url.scheme", r.Scheme),
	}
	if r.Route != "" {
		all = append(all, attribute.String("http.route", r.Route))
	}
	if r.Status != 0 {
		all = append(all, attribute.Int("http.response.status_code", r.Status))
	}
	return all
}

// Requested measures a request.
func (t *Telemetry) Requested(ctx context.Context, r Request, took time.Duration) {
	r.Method = r.method()
	o := t.meters.requestSets.of(r, Request.attributes)
	t.meters.requests.Record(t.recording(ctx), took.Seconds(), o.record...)
	t.named(ctx, r)
}

// Decision is what was decided about a request.
type Decision struct {
	Host    string
	Plane   string // control or data
	Allowed bool
	Verdict string // why, one of few
}

func (d Decision) attributes() []attribute.KeyValue {
	return []attribute.KeyValue{
		attribute.String("keyless.host", d.Host), attribute.String("keyless.plane", d.Plane),
		attribute.Bool("keyless.allowed", d.Allowed), attribute.String("keyless.verdict", d.Verdict),
	}
}

// Decided counts a decision.
func (t *Telemetry) Decided(ctx context.Context, d Decision) {
	o := t.meters.decisionSets.of(d, Decision.attributes)
	t.meters.decisions.Add(t.recording(ctx), 1, o.add...)
}

// Stored is an operation of the database.
type Stored struct {
	Operation string
	Failure   string // how the database failed, one of few; "" if it did not
}

func (s Stored) attributes() []attribute.KeyValue {
	all := []attribute.KeyValue{attribute.String("keyless.store.operation", s.Operation)}
	if s.Failure != "" {
		all = append(all, attribute.String("error.type", s.Failure))
	}
	return all
}

// Stored measures an operation of the database.
func (t *Telemetry) Stored(ctx context.Context, s Stored, took time.Duration) {
	o := t.meters.storeSets.of(s, Stored.attributes)
	t.meters.store.Record(ctx, took.Seconds(), o.record...)
}

// Call is a call to a model that is over.
type Call struct {
	At         time.Time
	Took       time.Duration
	FirstByte  time.Duration // until the answer began; 0 if none did
	Operation  string        // as the host prints it: "POST /models/chat/completions"
	Account    string
	Deployment string
	Model      string // at the backend
	Server     string // that answered; "" where there is only one
	Caller     string // object id; for spans only
	ID         string // of the request; for spans only
	Status     int    // 0 if the backend gave no answer
	Stream     bool
	Prompt     int64
	Completion int64
	Counted    bool // whether the tokens are known
}

// callKey is the series of a call.
type callKey struct {
	operation, provider, account, deployment, model, server, failed, token string
}

func (k callKey) attributes() []attribute.KeyValue {
	all := []attribute.KeyValue{
		attribute.String("gen_ai.operation.name", k.operation), attribute.String("gen_ai.provider.name", k.provider),
		attribute.String("gen_ai.request.model", k.deployment), attribute.String("gen_ai.response.model", k.model),
		attribute.String("keyless.account", k.account),
	}
	for name, value := range map[string]string{"server.address": k.server, "error.type": k.failed, "gen_ai.token.type": k.token} {
		if value != "" {
			all = append(all, attribute.String(name, value))
		}
	}
	return all
}

func (c *Call) key() callKey {
	operation, provider := kindOf(c.Operation)
	return callKey{operation, provider, c.Account, c.Deployment, c.Model, c.Server, errorType(c.Status), ""}
}

// Called measures a call and ends its span.
func (t *Telemetry) Called(ctx context.Context, c Call) {
	t.calledIn(t.recording(ctx), &c)
	t.ended(ctx, &c)
}

// recording is the context to record with. The SDK looks for a span in it, which takes time in proportion to how many
// values it has.
func (t *Telemetry) recording(ctx context.Context) context.Context {
	if t.tracer == nil {
		return context.Background()
	}
	return ctx
}

func (t *Telemetry) calledIn(ctx context.Context, c *Call) {
	m, key := t.meters, c.key()
	o := m.callSets.of(key, callKey.attributes)
	m.duration.Record(ctx, c.Took.Seconds(), o.record...)
	good := key.failed == ""
	if good && c.Stream && c.FirstByte > 0 {
		m.first.Record(ctx, c.FirstByte.Seconds(), o.record...)
		if c.Completion > 1 {
			m.each.Record(ctx, (c.Took-c.FirstByte).Seconds()/float64(c.Completion-1), o.record...)
		}
	}
	if c.Counted {
		m.count(ctx, key, "input", c.Prompt)
		m.count(ctx, key, "output", c.Completion)
	}
}

func (m *meters) count(ctx context.Context, key callKey, token string, n int64) {
	if n > 0 {
		key.token = token
		m.tokens.Record(ctx, n, m.callSets.of(key, callKey.attributes).record...)
	}
}

// kindOf is an operation and a provider in the words of the conventions.
func kindOf(printed string) (operation, provider string) {
	_, path, _ := strings.Cut(printed, " ")
	provider = "azure.ai.openai"
	if strings.HasPrefix(path, "/models/") {
		provider = "azure.ai.inference"
	}
	switch {
	case strings.HasSuffix(path, "chat/completions"), strings.Contains(path, "/responses"), strings.HasPrefix(path, "/anthropic"):
		operation = "chat"
	case strings.HasSuffix(path, "completions"):
		operation = "text_completion"
	case strings.HasSuffix(path, "embeddings"):
		operation = "embeddings"
	case strings.Contains(path, "/images/"):
		operation = "generate_content"
	default:
		operation = "other"
		if parts := strings.Split(path, "/"); len(parts) > 1 {
			operation = parts[len(parts)-2] + "_" + parts[len(parts)-1]
		}
	}
	return operation, provider
}

// errorType is the class of a failure, "" for an answer.
func errorType(status int) string {
	switch {
	case status == 0:
		return "no_answer"
	case status < 400:
		return ""
	case status == 429:
		return "429"
	case status < 500:
		return "4xx"
	}
	return "5xx"
}
