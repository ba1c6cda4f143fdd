package arm

import (
	"net/http"

	"keyless.dev/keyless/internal/api/arm/insights"
)

// insightsProvider serves Azure Monitor: metrics of accounts, and the activity log.
func insightsProvider() provider {
	const at = "/providers/Microsoft.Insights"
	rows := []row{
		{method: http.MethodGet, template: inSubscription + at + "/eventtypes/management/values", scope: inSubscription, action: "Microsoft.Insights/eventtypes/values/read", handler: listEvents},
		{method: http.MethodGet, template: at + "/eventcategories", handler: listEventCategories},
	}
	return provider{rows: append(rows, monitor{insights.New()}.rows()...)}
}
