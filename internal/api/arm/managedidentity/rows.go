package managedidentity

import (
	"net/http"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/resource"
)

// New returns the provider Microsoft.ManagedIdentity.
func New() provider.Provider {
	const inIdentity = provider.GroupPath + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{identity}"
	rows := []provider.Row{
		{Method: http.MethodPost, Template: inIdentity + "/listAssociatedResources", Scope: inIdentity, Action: resource.TypeUserIdentity + "/listAssociatedResources/action", Handler: listAssociated},
		{Method: http.MethodGet, Template: provider.AnyScope + "/providers/Microsoft.ManagedIdentity/identities/default", Scope: provider.AnyScope, Action: "Microsoft.ManagedIdentity/identities/read", Handler: showSystemIdentity},
	}
	return provider.Provider{Rows: rows, Views: map[string]provider.View{resource.TypeUserIdentity: provider.WithSystemData}}
}
