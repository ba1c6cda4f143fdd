package keyless

import (
	"net/http"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/resource"
)

// New returns the provider Microsoft.Keyless. Standing may be nil.
func New(standing Standing) provider.Provider {
	var rows []provider.Row
	for _, some := range [][]provider.Row{keylessRows(), quotaRows(), usageRows(), present{standing}.rows()} {
		rows = append(rows, some...)
	}
	return provider.Provider{Rows: rows, Views: map[string]provider.View{resource.TypeQuota: provider.WithSystemData}}
}

// keylessRows serve explanations of decisions, and reports of who has access to what.
func keylessRows() []provider.Row {
	const ours = provider.AnyScope + "/providers/Microsoft.Keyless"
	return []provider.Row{
		{Method: http.MethodGet, Template: ours + "/decisions", ReadsCalls: true, Handler: listDecisions},
		{Method: http.MethodGet, Template: ours + "/decisions/{id}", ReadsCalls: true, Handler: showDecision},
		{Method: http.MethodPost, Template: ours + "/checkAccess", Handler: explainAccess},
		{Method: http.MethodGet, Template: ours + "/access", Scope: provider.AnyScope, Action: readAssignments, ReadsCalls: true, Handler: listAccess},
	}
}
