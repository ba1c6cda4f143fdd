package telemetry

import (
	"bufio"
	"compress/gzip"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"

	process "github.com/VictoriaMetrics/metrics"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/resource"
)

// scrape serves what a reader collects, and what the process is, in Prometheus's text format. Source: "Exposition formats"
// of Prometheus, and "Prometheus and OpenMetrics Compatibility" of OpenTelemetry for names and labels.
func scrape(from *metric.ManualReader) http.Handler {
	process.ExposeMetadata(true)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var all metricdata.ResourceMetrics
		if err := from.Collect(r.Context(), &all); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		w.Header().Set("Vary", "Accept-Encoding")
		to := io.Writer(w)
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			w.Header().Set("Content-Encoding", "gzip")
			packed := gzip.NewWriter(w)
			defer packed.Close()
			to = packed
		}
		out := exposition{bufio.NewWriter(to)}
		out.target(all.Resource)
		for _, scope := range all.ScopeMetrics {
			for _, one := range scope.Metrics {
				out.metric(one)
			}
		}
		process.WriteProcessMetrics(out)
		process.WriteFDMetrics(out)
		_ = out.Flush() // the reader may be gone
	})
}

// exposition writes the text format. What fails is kept until Flush.
type exposition struct{ *bufio.Writer }

func (e exposition) print(parts ...string) {
	for _, part := range parts {
		_, _ = e.WriteString(part)
	}
}

func (e exposition) head(name, about, kind string) {
	escaped := strings.NewReplacer(`\`, `\\`, "\n", `\n`).Replace(about)
	e.print("# HELP ", name, " ", escaped, "\n# TYPE ", name, " ", kind, "\n")
}

// target writes what the metrics are of.
func (e exposition) target(about *resource.Resource) {
	e.head("target_info", "Target metadata", "gauge")
	e.sample("target_info", about.Attributes(), "", "", 1)
}

func (e exposition) metric(m metricdata.Metrics) {
	name := metricName(m.Name, m.Unit)
	switch data := m.Data.(type) {
	case metricdata.Gauge[int64]:
		numbersText(e, name, m.Description, "gauge", data.DataPoints)
	case metricdata.Gauge[float64]:
		numbersText(e, name, m.Description, "gauge", data.DataPoints)
	case metricdata.Sum[int64]:
		sumText(e, name, m.Description, data)
	case metricdata.Sum[float64]:
		sumText(e, name, m.Description, data)
	case metricdata.Histogram[int64]:
		histogramText(e, name, m.Description, data)
	case metricdata.Histogram[float64]:
		histogramText(e, name, m.Description, data)
	}
}

func numbersText[N int64 | float64](e exposition, name, about, kind string, points []metricdata.DataPoint[N]) {
	e.head(name, about, kind)
	for _, p := range points {
		e.sample(name, p.Attributes.ToSlice(), "", "", float64(p.Value))
	}
}

func sumText[N int64 | float64](e exposition, name, about string, data metricdata.Sum[N]) {
	if data.IsMonotonic {
		numbersText(e, name+"_total", about, "counter", data.DataPoints)
		return
	}
	numbersText(e, name, about, "gauge", data.DataPoints)
}

func histogramText[N int64 | float64](e exposition, name, about string, data metricdata.Histogram[N]) {
	e.head(name, about, "histogram")
	for _, p := range data.DataPoints {
		labels, count := p.Attributes.ToSlice(), uint64(0)
		for i, bound := range p.Bounds {
			count += p.BucketCounts[i]
			e.sample(name+"_bucket", labels, "le", numberText(bound), float64(count))
		}
		e.sample(name+"_bucket", labels, "le", "+Inf", float64(p.Count))
		e.sample(name+"_sum", labels, "", "", float64(p.Sum))
		e.sample(name+"_count", labels, "", "", float64(p.Count))
	}
}

// sample writes one line. The attributes are sorted by key; more is a last label, if it has a name.
func (e exposition) sample(name string, labels []attribute.KeyValue, more, value string, v float64) {
	e.print(name)
	separator := "{"
	for _, label := range labels {
		e.print(separator, sanitized(string(label.Key)), `="`, labelText(label.Value.String()), `"`)
		separator = ","
	}
	if more != "" {
		e.print(separator, more, `="`, labelText(value), `"`)
		separator = ","
	}
	if separator == "," {
		e.print("}")
	}
	e.print(" ", numberText(v), "\n")
}

// labelText escapes what stands between quotation marks.
func labelText(text string) string {
	return strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`).Replace(strings.ToValidUTF8(text, "\uFFFD"))
}

func numberText(v float64) string {
	switch {
	case math.IsInf(v, 1):
		return "+Inf"
	case math.IsInf(v, -1):
		return "-Inf"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// metricName is the name of an instrument with its unit, in the letters that Prometheus takes.
func metricName(name, unit string) string {
	name = sanitized(name)
	suffix := map[string]string{"s": "seconds", "ms": "milliseconds", "By": "bytes", "1": "ratio"}[unit]
	if suffix == "" || strings.HasSuffix(name, "_"+suffix) {
		return name
	}
	return name + "_" + suffix
}

// sanitized replaces what is neither letter, digit nor underscore.
func sanitized(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, name)
}
