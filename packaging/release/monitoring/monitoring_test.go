// Package monitoring checks the alerts and the dashboard of packaging/monitoring with the parsers of Prometheus itself. It is a
// module of its own, so that neither the product nor its packager depends on Prometheus.
package monitoring

import (
	"encoding/json"
	"log/slog"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
)

var promQL = parser.NewParser(parser.Options{})

// metrics are those that docs/telemetry.md describes, which its own test holds to what is served.
func metrics(t *testing.T) map[string]bool {
	t.Helper()
	page, err := os.ReadFile("../../../docs/telemetry.md")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"up": true, "process_resident_memory_bytes": true}
	for _, found := range regexp.MustCompile("(?m)^\\| `([a-z_]+)`").FindAllStringSubmatch(string(page), -1) {
		known[found[1]] = true
	}
	return known
}

// check parses an expression, and fails for a metric that is not served.
func check(t *testing.T, what, text string, known map[string]bool) {
	t.Helper()
	parsed, err := promQL.ParseExpr(text)
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	parser.Inspect(parsed, func(node parser.Node, _ []parser.Node) error {
		selector, ok := node.(*parser.VectorSelector)
		if !ok {
			return nil
		}
		name := selector.Name
		for _, m := range selector.LabelMatchers {
			if m.Name == model.MetricNameLabel && m.Type == labels.MatchEqual {
				name = m.Value
			}
		}
		for _, part := range []string{"_bucket", "_sum", "_count"} {
			if bare := strings.TrimSuffix(name, part); known[bare] {
				name = bare
			}
		}
		if !known[name] {
			t.Errorf("%s asks for %s, which is not served", what, name)
		}
		return nil
	})
}

func TestPrometheusLoadsTheAlerts(t *testing.T) {
	raw, err := os.ReadFile("../../monitoring/alerts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	groups, problems := rulefmt.Parse(raw, false, model.UTF8Validation, promQL, slog.New(slog.DiscardHandler))
	for _, err := range problems {
		t.Error(err)
	}
	known, names := metrics(t), map[string]bool{}
	for _, group := range groups.Groups {
		for _, rule := range group.Rules {
			check(t, rule.Alert, rule.Expr, known)
			if names[rule.Alert] {
				t.Errorf("%s is there twice", rule.Alert)
			}
			names[rule.Alert] = true
			if severity := rule.Labels["severity"]; severity != "page" && severity != "ticket" {
				t.Errorf("%s has the severity %q", rule.Alert, severity)
			}
			if rule.Annotations["summary"] == "" || rule.Annotations["description"] == "" {
				t.Errorf("%s does not say what is wrong and what to do", rule.Alert)
			}
		}
	}
	if len(names) < 10 {
		t.Errorf("there are %d alerts", len(names))
	}
}

func TestDashboardUsesExistingMetrics(t *testing.T) {
	raw, err := os.ReadFile("../../monitoring/dashboard.json")
	if err != nil {
		t.Fatal(err)
	}
	var dashboard struct {
		Title  string
		Panels []struct {
			ID      int
			Title   string
			GridPos struct{ X, Y, W, H int }
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(raw, &dashboard); err != nil {
		t.Fatal(err)
	}
	known, places, asked := metrics(t), map[[2]int]string{}, map[int]bool{}
	variables := strings.NewReplacer("$__rate_interval", "5m", "$instance", ".*")
	for _, panel := range dashboard.Panels {
		at := [2]int{panel.GridPos.X, panel.GridPos.Y}
		if other, taken := places[at]; taken || asked[panel.ID] || panel.GridPos.X+panel.GridPos.W > 24 {
			t.Errorf("%q has the place or the id of %q, or goes beyond the page", panel.Title, other)
		}
		places[at], asked[panel.ID] = panel.Title, true
		if len(panel.Targets) == 0 {
			t.Errorf("%q asks for nothing", panel.Title)
		}
		for _, target := range panel.Targets {
			check(t, panel.Title, variables.Replace(target.Expr), known)
		}
	}
	if len(dashboard.Panels) < 10 || dashboard.Title == "" {
		t.Errorf("there are %d panels", len(dashboard.Panels))
	}
}
