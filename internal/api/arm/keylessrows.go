package arm

import (
	"net/http"

	"keyless.dev/keyless/internal/resource"
)

// keylessProvider serves what Azure does not have. Standing may be nil.
func keylessProvider(standing Standing) provider {
	var rows []row
	for _, some := range [][]row{keylessRows(), quotaRows(), usageRows(), present{standing}.rows()} {
		rows = append(rows, some...)
	}
	return provider{rows: rows, views: map[string]view{resource.TypeQuota: withSystemData}}
}

// keylessRows are what Azure does not have: why something was refused, and who has access to what.
func keylessRows() []row {
	const ours = anyScope + "/providers/Microsoft.Keyless"
	return []row{
		{method: http.MethodGet, template: ours + "/decisions", log: true, handler: listDecisions},
		{method: http.MethodGet, template: ours + "/decisions/{id}", log: true, handler: showDecision},
		{method: http.MethodPost, template: ours + "/checkAccess", handler: explainAccess},
		{method: http.MethodGet, template: ours + "/access", scope: anyScope, action: readAssignments, log: true, handler: listAccess},
	}
}
