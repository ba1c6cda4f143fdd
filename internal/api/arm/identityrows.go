package arm

import (
	"net/http"

	"keyless.dev/keyless/internal/resource"
)

// identityProvider serves managed identities beside what every resource has.
func identityProvider() provider {
	const inIdentity = inGroup + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{identity}"
	rows := []row{
		{method: http.MethodPost, template: inIdentity + "/listAssociatedResources", scope: inIdentity, action: resource.TypeUserIdentity + "/listAssociatedResources/action", handler: listAssociated},
		{method: http.MethodGet, template: anyScope + "/providers/Microsoft.ManagedIdentity/identities/default", scope: anyScope, action: "Microsoft.ManagedIdentity/identities/read", handler: showSystemIdentity},
	}
	return provider{rows: rows, views: map[string]view{resource.TypeUserIdentity: withSystemData}}
}
