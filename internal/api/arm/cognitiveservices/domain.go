package cognitiveservices

import (
	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
)

// checkDomain reports whether a custom subdomain is available.
func checkDomain(c *provider.Call) (edge.Reply, error) {
	var in struct {
		Subdomain string `json:"subdomainName"`
		Type      string `json:"type"`
		Kind      string `json:"kind"`
	}
	if err := c.ReadBody(&in); err != nil {
		return edge.Reply{}, err
	}
	out := map[string]any{"isSubdomainAvailable": true, "subdomainName": in.Subdomain, "type": in.Type, "kind": in.Kind}
	if err := c.Change.SubdomainFree(in.Subdomain); err != nil {
		out["isSubdomainAvailable"], out["reason"] = false, fault.Of(err).Message
	}
	return provider.OK(out)
}
