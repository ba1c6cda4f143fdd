package resources

import (
	"net/http"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/resource"
)

// unknownRows answer a POST that no other row serves with Azure's error: the provider or the type does not exist.
func unknownRows() []provider.Row {
	var rows []provider.Row
	for _, template := range []string{"/providers/{namespace}/{type}", provider.SubscriptionPath + anyType, provider.GroupPath + anyType, provider.GroupPath + anyChild, provider.GroupPath + anyGrandchild} {
		rows = append(rows, provider.Row{Method: http.MethodPost, Template: template, Handler: unknownAction})
	}
	return rows
}

func unknownAction(c *provider.Call) (edge.Reply, error) {
	kind := c.Vars["type"]
	for _, more := range []string{c.Vars["child"], c.Vars["grandchild"]} {
		if more != "" {
			kind += "/" + more
		}
	}
	return edge.Reply{}, resource.UnknownType(c.Vars["namespace"] + "/" + kind)
}
