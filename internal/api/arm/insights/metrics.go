package insights

import (
	"net/http"

	"keyless.dev/keyless/internal/api/arm/insights/metrics"
	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
)

// monitor serves Azure Monitor's metrics of accounts.
type monitor struct{ metrics metrics.Definitions }

// rows serve Azure Monitor's metrics of accounts.
func (m monitor) rows() []provider.Row {
	const at, action = provider.AnyScope + "/providers/Microsoft.Insights", "Microsoft.Insights/"
	return []provider.Row{
		{Method: http.MethodGet, Template: at + "/metrics", Scope: provider.AnyScope, Action: action + "metrics/read", Handler: m.listMetrics},
		{Method: http.MethodGet, Template: at + "/metricDefinitions", Scope: provider.AnyScope, Action: action + "metricDefinitions/read", Handler: m.listMetricDefinitions},
		{Method: http.MethodGet, Template: at + "/metricNamespaces", Scope: provider.AnyScope, Action: action + "metricNamespaces/read", Handler: listMetricNamespaces},
	}
}

// measured finds the account of a request for metrics.
func measured(c *provider.Call) (metrics.Resource, error) {
	found, err := c.Find()
	if err != nil {
		return metrics.Resource{}, err
	}
	if found == nil || found.Type != resource.TypeAccount {
		return metrics.Resource{}, fault.New(fault.Invalid, "BadRequest", "%s is not a supported platform metric namespace, supported ones are %s", c.Scope.Type(), metrics.Namespace).With("flat", true)
	}
	return metrics.Resource{ID: found.ID.String(), Key: found.ID.Key(), Region: found.Location}, nil
}

// listMetrics returns values of metrics.
func (m monitor) listMetrics(c *provider.Call) (edge.Reply, error) {
	of, err := measured(c)
	if err != nil {
		return edge.Reply{}, err
	}
	query, err := m.metrics.Parse(c.URL.Query(), c.Now())
	if err != nil {
		return edge.Reply{}, err
	}
	answer, err := query.Answer(of, c.Tx)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(answer)
}

// listMetricDefinitions returns the definitions of all metrics.
func (m monitor) listMetricDefinitions(c *provider.Call) (edge.Reply, error) {
	of, err := measured(c)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(provider.List{Value: m.metrics.List(of.ID)})
}

func listMetricNamespaces(c *provider.Call) (edge.Reply, error) {
	of, err := measured(c)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(provider.List{Value: metrics.Namespaces(of.ID)})
}
