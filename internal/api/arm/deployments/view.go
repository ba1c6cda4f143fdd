package deployments

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/resource"
)

// showDeploymentBody renders a deployment. Source: DeploymentExtended, api-version 2024-11-01.
func showDeploymentBody(d *provider.Host, r *resource.Resource) (*provider.Body, error) {
	s, err := stateOf(d, r)
	if err != nil {
		return nil, err
	}
	properties := map[string]any{
		"templateHash": s.Hash, "mode": s.Mode, "provisioningState": s.State, "timestamp": s.StartedAt, "correlationId": s.CorrelationID,
		"parameters": lowerFirst(s.Parameters), "providers": providersOf(s), "dependencies": orNone(s.Needs), "duration": "PT0S",
	}
	if !s.EndedAt.IsZero() {
		properties["timestamp"], properties["duration"] = s.EndedAt, isoDuration(s.EndedAt.Sub(s.StartedAt))
	}
	if s.State == stateSucceeded {
		properties["outputs"], properties["outputResources"] = lowerFirst(s.Outputs), idsOf(s.Resources)
	}
	if s.Error != nil {
		properties["error"] = s.Error
	}
	if len(s.Diagnostics) > 0 {
		properties["diagnostics"] = s.Diagnostics
	}
	return &provider.Body{ID: r.ID.String(), Name: r.Name, Type: r.Type, Location: r.Location, Properties: properties}, nil
}

// lowerFirst begins each name with a small letter, as Azure shows the names of parameters and outputs: the output NewNSG of a
// template is outputs.newNSG. A name that exists in both spellings is not changed.
func lowerFirst(m map[string]any) map[string]any {
	out := make(map[string]any, len(m))
	for name, value := range m {
		if name != "" {
			if small := ascii.ToLower(name[:1]) + name[1:]; small == name || m[small] == nil {
				name = small
			}
		}
		out[name] = value
	}
	return out
}

func orNone[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

func idsOf(all []kept) []map[string]string {
	ids := []map[string]string{}
	for _, r := range all {
		ids = append(ids, map[string]string{"id": r.ID})
	}
	return ids
}

// locationsOf returns the location of a resource; null for one that has none, as on Azure.
func locationsOf(r kept) []any {
	if r.Location == "" {
		return []any{nil}
	}
	return []any{resource.NormalLocation(r.Location)}
}

// providersOf returns the namespaces and types of the resources that a deployment wrote.
func providersOf(s *deploymentState) []map[string]any {
	types := map[string][]map[string]any{}
	var names []string
	for _, r := range s.Resources {
		namespace, rest, _ := strings.Cut(r.Type, "/")
		if _, there := types[namespace]; !there {
			names = append(names, namespace)
		}
		if !slices.ContainsFunc(types[namespace], func(t map[string]any) bool { return t["resourceType"] == rest }) {
			types[namespace] = append(types[namespace], map[string]any{"resourceType": rest, "locations": locationsOf(r)})
		}
	}
	all := []map[string]any{}
	for _, name := range names {
		all = append(all, map[string]any{"namespace": name, "resourceTypes": types[name]})
	}
	return all
}

// isoDuration returns a duration in ISO 8601.
func isoDuration(d time.Duration) string {
	return "PT" + strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.7f", d.Seconds()), "0"), ".") + "S"
}
