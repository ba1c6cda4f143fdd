package metrics

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/metric"
)

// Answer is the body of an answer to a request for metrics.
type Answer struct {
	Cost      int      `json:"cost"`
	Timespan  string   `json:"timespan"`
	Interval  string   `json:"interval"`
	Value     []Metric `json:"value"`
	Namespace string   `json:"namespace"`
	Region    string   `json:"resourceregion"`
}

// Metric is one metric of an answer.
type Metric struct {
	ID         string       `json:"id"`
	Type       string       `json:"type"`
	Name       Word         `json:"name"`
	About      string       `json:"displayDescription"`
	Unit       string       `json:"unit"`
	Timeseries []Timeseries `json:"timeseries"`
	ErrorCode  string       `json:"errorCode"`
}

// Timeseries are the values of a metric for one combination of the dimensions that it is split by.
type Timeseries struct {
	Metadata []Metadata `json:"metadatavalues"`
	Data     []Value    `json:"data"`
}

// Metadata is the value of a dimension.
type Metadata struct {
	Name  Word   `json:"name"`
	Value string `json:"value"`
}

// Value is what a metric came to in one interval. What was not asked for, or is not known because there was no call, is
// absent.
type Value struct {
	At      time.Time `json:"timeStamp"`
	Total   *float64  `json:"total,omitempty"`
	Average *float64  `json:"average,omitempty"`
	Minimum *float64  `json:"minimum,omitempty"`
	Maximum *float64  `json:"maximum,omitempty"`
	Count   *float64  `json:"count,omitempty"`
	P50     *float64  `json:"p50,omitempty"`
	P95     *float64  `json:"p95,omitempty"`
	P99     *float64  `json:"p99,omitempty"`
}

// cell is what a metric came to in one interval, while it is added up.
type cell struct {
	requests, sum int64
	dist          *metric.Distribution
	minutes       map[metric.Minute]*share
}

// share is of how many calls how many failed.
type share struct{ all, failed int64 }

func (c *cell) add(d *definition, s *metric.Series, minute metric.Minute, p *metric.Point) {
	c.requests += p.Requests
	switch d.kind {
	case counts:
		c.sum += d.sum(p)
	case lasts:
		if c.dist == nil {
			c.dist = &metric.Distribution{}
		}
		c.dist.Merge(d.dist(p))
	case succeeds:
		if c.minutes == nil {
			c.minutes = map[metric.Minute]*share{}
		}
		at := c.minutes[minute]
		if at == nil {
			at = &share{}
			c.minutes[minute] = at
		}
		at.all += p.Requests
		if s.Status >= 500 || s.Status == 0 {
			at.failed += p.Requests
		}
	}
}

// merge adds another interval of the same metric.
func (c *cell) merge(other *cell) {
	c.requests += other.requests
	c.sum += other.sum
	if other.dist != nil {
		if c.dist == nil {
			c.dist = &metric.Distribution{}
		}
		c.dist.Merge(other.dist)
	}
	for minute, s := range other.minutes {
		if c.minutes == nil {
			c.minutes = map[metric.Minute]*share{}
		}
		c.minutes[minute] = s // an interval has minutes of its own
	}
}

// value is the value of one aggregation; false if there is none.
func (c *cell) value(kind kind, aggregation string) (float64, bool) {
	switch kind {
	case lasts:
		return c.lasted(aggregation)
	case succeeds:
		return c.succeeded(aggregation)
	}
	switch aggregation {
	case "Total":
		return float64(c.sum), true
	case "Count":
		return float64(c.requests), true
	}
	return float64(c.sum) / float64(c.requests), aggregation == "Average" && c.requests > 0
}

// lasted are values in milliseconds.
func (c *cell) lasted(aggregation string) (float64, bool) {
	d := c.dist
	if d == nil {
		d = &metric.Distribution{}
	}
	const milli = 1000
	switch aggregation {
	case "Count":
		return float64(d.Count), true
	case "Minimum":
		return float64(d.Min) / milli, d.Count > 0
	case "Maximum":
		return float64(d.Max) / milli, d.Count > 0
	case "Average":
		return float64(d.Sum) / float64(d.Count) / milli, d.Count > 0
	}
	q, ok := percentiles[aggregation]
	if !ok {
		return 0, false
	}
	n, ok := d.Quantile(q)
	return n / milli, ok
}

// succeeded are percentages: over all calls, and of the worst and the best minute.
func (c *cell) succeeded(aggregation string) (float64, bool) {
	var sum share
	low, high := 100.0, 0.0
	for _, s := range c.minutes {
		percent := 100 * float64(s.all-s.failed) / float64(s.all)
		low, high = min(low, percent), max(high, percent)
		sum.all, sum.failed = sum.all+s.all, sum.failed+s.failed
	}
	switch aggregation {
	case "Minimum":
		return low, sum.all > 0
	case "Maximum":
		return high, sum.all > 0
	}
	return 100 * float64(sum.all-sum.failed) / float64(sum.all), aggregation == "Average" && sum.all > 0
}

// group are the cells of one combination of dimensions.
type group struct {
	values []string
	cells  map[int]*cell
	whole  cell // over the timespan
}

// groups are the combinations of one metric, by their values.
type groups map[string]*group

// Answer reads what a query asks of a resource.
func (q *Query) Answer(of Resource, reader metric.Reader) (*Answer, error) {
	found := make([]groups, len(q.metrics))
	for i := range found {
		found[i] = groups{}
	}
	if err := q.collect(of, reader, found); err != nil {
		return nil, err
	}
	minutes := int(math.Ceil(q.before.Sub(q.from).Minutes()))
	out := &Answer{
		Cost: minutes * len(q.metrics), Interval: q.interval, Namespace: Namespace, Region: of.Region,
		Timespan: q.from.Format(time.RFC3339) + "/" + q.before.Format(time.RFC3339),
	}
	points := 0
	for i, d := range q.metrics {
		series := q.choose(d, found[i])
		if points += len(series) * q.steps(); points > maxPoints && !q.metadata {
			return nil, invalid("The answer has more than %d points. Ask for a longer interval, a shorter timespan, or fewer of top.", maxPoints)
		}
		m := Metric{
			ID: of.ID + "/providers/Microsoft.Insights/metrics/" + d.name, Type: "Microsoft.Insights/metrics", Name: Word{d.name, d.shown},
			About: d.about, Unit: d.unit(), Timeseries: []Timeseries{}, ErrorCode: "Success",
		}
		for _, g := range series {
			m.Timeseries = append(m.Timeseries, q.show(d, g))
		}
		out.Value = append(out.Value, m)
	}
	return out, nil
}

// collect adds up the rows of all series that any metric counts.
func (q *Query) collect(of Resource, reader metric.Reader, found []groups) error {
	all, err := reader.MetricSeries(of.Key)
	if err != nil {
		return err
	}
	cells := 0
	for i := range all {
		s := &all[i]
		var into []*group
		var metrics []*definition
		for n, d := range q.metrics {
			if d.of(&s.Series) && q.filter.fits(d, &s.Series, of.Region) {
				into, metrics = append(into, found[n].of(q.valuesOf(d, &s.Series, of.Region))), append(metrics, d)
			}
		}
		if len(into) == 0 {
			continue
		}
		from, before := metric.MinuteOf(q.start), metric.MinuteOf(q.before.Add(time.Minute-time.Nanosecond))
		err := reader.EachMetric(s.ID, from, before, func(minute metric.Minute, body []byte) error {
			p, err := metric.Decode(body)
			if err != nil {
				return err
			}
			step := max(int(minute.Time().Sub(q.start)/q.every), 0)
			for n, g := range into {
				c := g.cells[step]
				if c == nil {
					if cells++; cells > 2*maxPoints {
						return invalid("The request reads more than %d values. Ask for a longer interval, a shorter timespan, or less by $filter.", 2*maxPoints)
					}
					c = &cell{}
					g.cells[step] = c
				}
				c.add(metrics[n], &s.Series, minute, p)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (all groups) of(values []string) *group {
	key := ascii.ToLower(strings.Join(values, "\x00"))
	if all[key] == nil {
		all[key] = &group{values: values, cells: map[int]*cell{}}
	}
	return all[key]
}

// valuesOf are the values of the dimensions that the query splits by.
func (q *Query) valuesOf(d *definition, s *metric.Series, region string) []string {
	values := make([]string, len(q.split))
	for i, name := range q.split {
		dim, _ := d.dimension(name) // the filter has been checked
		values[i] = dim.of(s, region)
	}
	return values
}

// choose takes the combinations that had calls in the timespan, in their order, as many as top says. Without a filter there
// is one, whether there were calls or not.
func (q *Query) choose(d *definition, found groups) []*group {
	if len(q.split) == 0 && len(found) == 0 && len(q.filter) == 0 {
		return []*group{{}}
	}
	var all []*group
	for _, g := range found {
		if len(g.cells) == 0 && len(q.filter) > 0 {
			continue
		}
		for _, c := range g.cells {
			g.whole.merge(c)
		}
		all = append(all, g)
	}
	by := q.orderBy
	if by == "" {
		by = d.primary()
	}
	slices.SortFunc(all, func(a, b *group) int {
		x, _ := a.whole.value(d.kind, by)
		y, _ := b.whole.value(d.kind, by)
		order := cmp.Compare(y, x)
		if q.ascending {
			order = -order
		}
		return cmp.Or(order, slices.Compare(a.values, b.values))
	})
	if len(q.filter) > 0 && len(all) > q.top {
		all = all[:q.top]
	}
	return all
}

func (q *Query) show(d *definition, g *group) Timeseries {
	out := Timeseries{Metadata: []Metadata{}, Data: []Value{}}
	for i, value := range g.values {
		name := ascii.ToLower(q.split[i])
		out.Metadata = append(out.Metadata, Metadata{Word{name, name}, value})
	}
	if q.metadata {
		out.Data = nil
		return out
	}
	empty := &cell{}
	for step := range q.steps() {
		c := g.cells[step]
		if c == nil {
			c = empty
		}
		v := Value{At: q.start.Add(time.Duration(step) * q.every)}
		for _, aggregation := range q.aggregations {
			if n, ok := c.value(d.kind, aggregation); ok && d.supports(aggregation) {
				*v.member(aggregation) = &n
			}
		}
		out.Data = append(out.Data, v)
	}
	return out
}

// member is where the value of an aggregation belongs.
func (v *Value) member(aggregation string) **float64 {
	switch aggregation {
	case "Average":
		return &v.Average
	case "Minimum":
		return &v.Minimum
	case "Maximum":
		return &v.Maximum
	case "Count":
		return &v.Count
	case "P50":
		return &v.P50
	case "P95":
		return &v.P95
	case "P99":
		return &v.P99
	}
	return &v.Total
}
