package arm

import "keyless.dev/keyless/internal/api/edge"

// New makes the host. Standing is what this process knows of deployments at present; nil is nothing.
func New(deps Deps, standing Standing) *edge.Host {
	return newHost(deps,
		keylessProvider(standing),
		insightsProvider(),
		identityProvider(),
		authorizationProvider(),
		deploymentProvider(),
		managementProvider(),
		cognitiveProvider(),
		resourcesProvider(), // the last: its rows fit every resource
	)
}
