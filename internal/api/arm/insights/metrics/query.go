package metrics

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// The bounds of a request.
const (
	maxMetrics = 20 // metrics, as on Azure
	maxPoints  = 50_000
	maxTop     = 1000
	// maxTimespan is longer than metrics are kept, for clients that ask for all.
	maxTimespan = 366 * 24 * time.Hour
	defaultTop  = 10
)

// Resource is what metrics are asked of.
type Resource struct {
	ID, Key string // as written, and in lower case
	Region  string
}

// Query is what a request for metrics asks.
type Query struct {
	metrics      []*definition
	from, before time.Time
	start        time.Time // of the first interval, at or before from
	every        time.Duration
	interval     string
	aggregations []string
	filter       filter
	split        []string // dimensions, in the order of the filter
	top          int
	orderBy      string
	ascending    bool
	metadata     bool
}

// grain is an interval that can be asked for.
type grain struct {
	name  string
	every time.Duration
}

func grains() []grain {
	return []grain{
		{"PT1M", time.Minute},
		{"PT5M", 5 * time.Minute},
		{"PT15M", 15 * time.Minute},
		{"PT30M", 30 * time.Minute},
		{"PT1H", time.Hour},
		{"PT6H", 6 * time.Hour},
		{"PT12H", 12 * time.Hour},
		{"P1D", 24 * time.Hour},
	}
}

// full is the interval that is as long as the timespan.
const full = "FULL"

// invalid is a request that asks for what is not there. Azure Monitor answers it without the envelope "error".
func invalid(format string, args ...any) error {
	return fault.New(fault.Invalid, "BadRequest", format, args...).With("flat", true)
}

// Parse reads the parameters of a request for metrics. Names of parameters are compared without regard to case.
func (all Definitions) Parse(parameters url.Values, now time.Time) (*Query, error) {
	get := func(name string) string {
		for have, values := range parameters {
			if ascii.EqualFold(have, name) && len(values) > 0 {
				return values[0]
			}
		}
		return ""
	}
	q := &Query{top: defaultTop}
	if space := get("metricnamespace"); space != "" && !ascii.EqualFold(space, Namespace) {
		return nil, invalid("%s is not a supported platform metric namespace, supported ones are %s", clip(space), Namespace)
	}
	for _, step := range []error{
		q.readMetrics(all, get("metricnames")), q.readAggregations(get("aggregation")), q.readTimespan(get("timespan"), now),
		q.readInterval(get("interval"), ascii.EqualFold(get("AutoAdjustTimegrain"), "true")),
		q.readFilter(get("$filter"), get("rollupby")), q.readTop(get("top")), q.readOrder(get("orderby")), q.readResultType(get("resultType")),
	} {
		if step != nil {
			return nil, step
		}
	}
	return q, nil
}

func (q *Query) readMetrics(all Definitions, text string) error {
	if text == "" {
		q.metrics = []*definition{&all[0]}
		return nil
	}
	for name := range strings.SplitSeq(text, ",") {
		found, ok := all.find(strings.TrimSpace(name))
		if !ok {
			names := make([]string, len(all))
			for i := range all {
				names[i] = all[i].name
			}
			return invalid("Failed to find metric configuration for provider: Microsoft.CognitiveServices, resource Type: accounts, metric: %s, Valid metrics: %s", clip(name), strings.Join(names, ","))
		}
		if !slices.Contains(q.metrics, found) {
			q.metrics = append(q.metrics, found)
		}
	}
	if len(q.metrics) > maxMetrics {
		return invalid("%d metrics are asked for in one request. At most %d can be.", len(q.metrics), maxMetrics)
	}
	return nil
}

func (q *Query) readAggregations(text string) error {
	if len(q.metrics) == 0 {
		return nil // the failure has been told
	}
	if text == "" {
		q.aggregations = []string{q.metrics[0].primary()}
		return nil
	}
	for name := range strings.SplitSeq(text, ",") {
		aggregation, ok := readAggregation(strings.TrimSpace(name))
		if !ok {
			return invalid("Aggregation type %s is not valid. Valid types are: Average, Count, Minimum, Maximum, Total; for metrics in milliseconds P50, P95 and P99 too.", clip(name))
		}
		if !slices.Contains(q.aggregations, aggregation) {
			q.aggregations = append(q.aggregations, aggregation)
		}
	}
	for _, d := range q.metrics {
		if !slices.ContainsFunc(q.aggregations, d.supports) {
			return invalid("Metric: %s does not support the requested aggregations: %s, supported ones are: %s", d.name, strings.Join(q.aggregations, ","), strings.Join(d.aggregations(), ","))
		}
	}
	return nil
}

func readAggregation(text string) (string, bool) {
	for _, name := range []string{"Average", "Count", "Minimum", "Maximum", "Total", "P50", "P95", "P99"} {
		if ascii.EqualFold(name, text) {
			return name, true
		}
	}
	return "", false
}

// readTimespan reads start/end, or how long before now it begins. A time without a zone is UTC.
func (q *Query) readTimespan(text string, now time.Time) error {
	q.before = now.UTC()
	q.from = q.before.Add(-time.Hour)
	if text == "" {
		return nil
	}
	// az encodes the text before it encodes the address.
	if strings.Contains(text, "%") {
		if decoded, err := url.QueryUnescape(text); err == nil {
			text = decoded
		}
	}
	begin, end, both := strings.Cut(text, "/")
	var fine bool
	if !both {
		var long time.Duration
		if long, fine = readDuration(begin); fine && long > 0 && long <= maxTimespan {
			q.from = q.before.Add(-long)
			return nil
		}
	} else if q.from, fine = readTime(begin); fine {
		q.before, fine = readTime(end)
	}
	switch {
	case !fine:
		return invalid("Invalid timespan '%s': write it as 2026-01-31T12:00:00Z/2026-01-31T13:00:00Z.", clip(text))
	case !q.from.Before(q.before):
		return invalid("The start time of the timespan '%s' is not before its end time.", clip(text))
	case q.before.Sub(q.from) > maxTimespan:
		return invalid("The timespan '%s' is longer than a year. Metrics are kept for 93 days.", clip(text))
	}
	return nil
}

func readTime(text string) (time.Time, bool) {
	text = strings.ReplaceAll(text, " ", "+") // a plus sign in an address
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04Z07:00", "2006-01-02T15:04", time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil && at.Year() >= 1970 && at.Year() < 10000 {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}

// readDuration reads a duration of ISO 8601 in days, hours, minutes and seconds: P1DT2H.
func readDuration(text string) (time.Duration, bool) {
	rest, ok := strings.CutPrefix(ascii.ToUpper(text), "P")
	if !ok || rest == "" {
		return 0, false
	}
	days, clock, timed := strings.Cut(rest, "T")
	if timed && clock == "" {
		return 0, false
	}
	var sum time.Duration
	for _, part := range []struct {
		text  string
		units string
	}{{days, "D"}, {clock, "HMS"}} {
		for part.text != "" {
			end := strings.IndexAny(part.text, part.units)
			if end <= 0 || end > 6 {
				return 0, false
			}
			n, err := strconv.ParseUint(part.text[:end], 10, 32)
			if err != nil {
				return 0, false
			}
			unit := map[byte]time.Duration{'D': 24 * time.Hour, 'H': time.Hour, 'M': time.Minute, 'S': time.Second}[part.text[end]]
			sum += time.Duration(n) * unit
			_, part.units, _ = strings.Cut(part.units, part.text[end:end+1])
			part.text = part.text[end+1:]
		}
	}
	return sum, true
}

func (q *Query) readInterval(text string, adjust bool) error {
	q.interval, q.every = "PT1M", time.Minute
	switch {
	case ascii.EqualFold(text, full):
		q.interval, q.every = full, q.before.Sub(q.from)
		q.start = q.from
		return nil
	case text != "":
		every, ok := readDuration(text)
		if !ok {
			return invalid("Invalid interval '%s': write it as PT1M, PT1H or P1D.", clip(text))
		}
		var names []string
		q.interval = ""
		for _, g := range grains() {
			names = append(names, g.name)
			if g.every == every || adjust && g.every > every && q.interval == "" {
				q.interval, q.every = g.name, g.every
			}
		}
		if q.interval == "" {
			return invalid("Detected invalid time grain input '%s'. Supported time grains are: %s", clip(text), strings.Join(names, ","))
		}
	}
	q.start = q.from.Truncate(q.every)
	if n := q.steps() * len(q.metrics); n > maxPoints {
		return invalid("The timespan has %d points at the interval %s, and %d are the most in one answer. Ask for a longer interval or a shorter timespan.", n, q.interval, maxPoints)
	}
	return nil
}

// steps is how many intervals the timespan has.
func (q *Query) steps() int {
	return int((q.before.Sub(q.start) + q.every - 1) / q.every)
}

func (q *Query) readFilter(text, rollup string) error {
	var err error
	if q.filter, err = readFilter(text); err != nil {
		return err
	}
	for _, d := range q.metrics {
		for _, c := range q.filter {
			if _, ok := d.dimension(c.dimension); !ok {
				names := make([]string, len(d.dimensions))
				for i := range d.dimensions {
					names[i] = d.dimensions[i].name
				}
				return invalid("Metric: %s does not support requested dimension combination: %s, supported ones are: %s",
					d.name, ascii.ToLower(clip(c.dimension)), strings.Join(names, ","))
			}
		}
	}
	rolled := strings.Split(rollup, ",")
	for _, c := range q.filter {
		if !slices.ContainsFunc(rolled, func(name string) bool { return ascii.EqualFold(strings.TrimSpace(name), c.dimension) }) {
			q.split = append(q.split, c.dimension)
		}
	}
	return nil
}

func (q *Query) readTop(text string) error {
	if text == "" {
		return nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > maxTop {
		return invalid("The value '%s' of top is not a number from 1 to %d.", clip(text), maxTop)
	}
	q.top = n
	return nil
}

// readOrder reads "total desc". Azure's documentation says sum for total.
func (q *Query) readOrder(text string) error {
	if text == "" {
		return nil
	}
	words := strings.Fields(text)
	name := words[0]
	if ascii.EqualFold(name, "sum") {
		name = "Total"
	}
	var ok bool
	q.orderBy, ok = readAggregation(name)
	if ok && len(words) == 2 {
		q.ascending = ascii.EqualFold(words[1], "asc")
		ok = q.ascending || ascii.EqualFold(words[1], "desc")
	}
	if !ok || len(words) > 2 {
		return invalid("Invalid orderby '%s': write an aggregation and asc or desc, as in 'total desc'.", clip(text))
	}
	for _, d := range q.metrics {
		if !d.supports(q.orderBy) {
			return invalid("Metric: %s cannot be ordered by %s, supported ones are: %s", d.name, q.orderBy, strings.Join(d.aggregations(), ","))
		}
	}
	return nil
}

func (q *Query) readResultType(text string) error {
	switch {
	case ascii.EqualFold(text, "Metadata"):
		q.metadata = true
	case text != "" && !ascii.EqualFold(text, "Data"):
		return invalid("The value '%s' of resultType is not one of Data, Metadata.", clip(text))
	}
	return nil
}

// clip cuts what a message repeats of a request.
func clip(text string) string {
	const most = 128
	if len(text) > most {
		return strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}
