package arm

import (
	"keyless.dev/keyless/internal/api/arm/authorization"
	"keyless.dev/keyless/internal/api/arm/cognitiveservices"
	"keyless.dev/keyless/internal/api/arm/deployments"
	"keyless.dev/keyless/internal/api/arm/insights"
	"keyless.dev/keyless/internal/api/arm/keyless"
	"keyless.dev/keyless/internal/api/arm/managedidentity"
	"keyless.dev/keyless/internal/api/arm/managementgroups"
	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/arm/resources"
	"keyless.dev/keyless/internal/api/edge"
)

// New makes the host. Standing is what this process knows of deployments at present; nil is nothing.
func New(deps provider.Deps, standing keyless.Standing) *edge.Host {
	return provider.NewHost(deps,
		keyless.New(standing),
		insights.New(),
		managedidentity.New(),
		authorization.New(),
		deployments.New(),
		managementgroups.New(),
		cognitiveservices.New(),
		resources.New(), // the last: its rows fit every resource
	)
}
