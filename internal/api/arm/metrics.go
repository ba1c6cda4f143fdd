package arm

import (
	"net/http"

	"keyless.dev/keyless/internal/api/arm/insights"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
)

// monitor serves Azure Monitor's metrics of accounts.
type monitor struct{ metrics insights.Definitions }

// rows serve Azure Monitor's metrics of accounts.
func (m monitor) rows() []row {
	const at, action = anyScope + "/providers/Microsoft.Insights", "Microsoft.Insights/"
	return []row{
		{method: http.MethodGet, template: at + "/metrics", scope: anyScope, action: action + "metrics/read", handler: m.listMetrics},
		{method: http.MethodGet, template: at + "/metricDefinitions", scope: anyScope, action: action + "metricDefinitions/read", handler: m.listMetricDefinitions},
		{method: http.MethodGet, template: at + "/metricNamespaces", scope: anyScope, action: action + "metricNamespaces/read", handler: listMetricNamespaces},
	}
}

// measured finds the account that metrics are asked of.
func (c *call) measured() (insights.Resource, error) {
	found, err := c.find()
	if err != nil {
		return insights.Resource{}, err
	}
	if found == nil || found.Type != resource.TypeAccount {
		return insights.Resource{}, fault.New(fault.Invalid, "BadRequest", "%s is not a supported platform metric namespace, supported ones are %s", c.Scope.Type(), insights.Namespace).With("flat", true)
	}
	return insights.Resource{ID: found.ID.String(), Key: found.ID.Key(), Region: found.Location}, nil
}

// listMetrics answers with values of metrics.
func (m monitor) listMetrics(c *call) (edge.Reply, error) {
	of, err := c.measured()
	if err != nil {
		return edge.Reply{}, err
	}
	query, err := m.metrics.Parse(c.URL.Query(), c.Now())
	if err != nil {
		return edge.Reply{}, err
	}
	answer, err := query.Answer(of, c.tx)
	if err != nil {
		return edge.Reply{}, err
	}
	return ok(answer)
}

// listMetricDefinitions answers with the metrics that there are.
func (m monitor) listMetricDefinitions(c *call) (edge.Reply, error) {
	of, err := c.measured()
	if err != nil {
		return edge.Reply{}, err
	}
	return ok(list{Value: m.metrics.List(of.ID)})
}

func listMetricNamespaces(c *call) (edge.Reply, error) {
	of, err := c.measured()
	if err != nil {
		return edge.Reply{}, err
	}
	return ok(list{Value: insights.Namespaces(of.ID)})
}
