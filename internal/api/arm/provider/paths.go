package provider

import (
	"strings"

	"keyless.dev/keyless/internal/api/edge"
)

// Expand replaces the variables of a path template by their values.
func Expand(template string, vars edge.Vars) string {
	var out strings.Builder
	for part := range strings.SplitSeq(strings.Trim(template, "/"), "/") {
		name, variable := strings.CutPrefix(part, "{")
		if variable {
			part = vars[strings.TrimSuffix(strings.TrimSuffix(name, "}"), "...")]
		}
		if part != "" {
			out.WriteString("/" + part)
		}
	}
	if out.Len() == 0 {
		return "/"
	}
	return out.String()
}

// The beginnings of paths.
const (
	SubscriptionPath     = "/subscriptions/{subscription}"
	GroupPath            = SubscriptionPath + "/resourceGroups/{group}"
	ManagementGroupsPath = "/providers/Microsoft.Management/managementGroups"
	AnyScope             = "/{scope...}"
	AuthorizationPath    = AnyScope + "/providers/Microsoft.Authorization"
)
