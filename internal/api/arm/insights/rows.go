package insights

import (
	"net/http"

	"keyless.dev/keyless/internal/api/arm/insights/metrics"
	"keyless.dev/keyless/internal/api/arm/provider"
)

// New returns the provider Microsoft.Insights.
func New() provider.Provider {
	const at = "/providers/Microsoft.Insights"
	rows := []provider.Row{
		{Method: http.MethodGet, Template: provider.SubscriptionPath + at + "/eventtypes/management/values", Scope: provider.SubscriptionPath, Action: "Microsoft.Insights/eventtypes/values/read", Handler: listEvents},
		{Method: http.MethodGet, Template: at + "/eventcategories", Handler: listEventCategories},
	}
	return provider.Provider{Rows: append(rows, monitor{metrics.New()}.rows()...)}
}
