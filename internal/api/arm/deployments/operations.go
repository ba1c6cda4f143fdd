package deployments

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
)

// operationID returns the id of an operation. It is the same for the same resource of a deployment.
func operationID(s keptOperationState) string {
	sum := sha256.Sum256([]byte(s.Does + " " + ascii.ToLower(s.Resource.ID)))
	return ascii.ToUpper(hex.EncodeToString(sum[:8]))
}

func listDeploymentOperations(c *provider.Call) (edge.Reply, error) {
	deployment, err := findDeployment(c)
	if err != nil {
		return edge.Reply{}, err
	}
	all, err := c.Tx.Resources(resource.Query{Tenant: c.Tenant, Under: deployment.ID, Direct: true, Type: typeKeptOperation})
	if err != nil {
		return edge.Reply{}, err
	}
	bodies := []map[string]any{}
	for _, r := range all {
		one, err := showOperationBody(r)
		if err != nil {
			return edge.Reply{}, err
		}
		bodies = append(bodies, one)
	}
	last, err := outputOperation(c, deployment)
	if err != nil {
		return edge.Reply{}, err
	}
	if last != nil {
		bodies = append(bodies, last)
		slices.SortFunc(bodies, func(a, b map[string]any) int {
			return strings.Compare(ascii.ToLower(a["id"].(string)), ascii.ToLower(b["id"].(string)))
		})
	}
	return provider.Page(c, bodies, func(b map[string]any) string { return ascii.ToLower(b["id"].(string)) })
}

// outputOperation returns the last operation of a deployment that succeeded: the evaluation of its outputs, which Azure lists
// even if there are none. It is nil for any other deployment.
func outputOperation(c *provider.Call, deployment *resource.Resource) (map[string]any, error) {
	s, err := stateOf(c.Host, deployment)
	if err != nil || s.State != stateSucceeded {
		return nil, err
	}
	name := outputOperationID(deployment)
	id, err := deployment.ID.Child("operations", name)
	return map[string]any{"id": id.String(), "operationId": name, "properties": map[string]any{
		"provisioningOperation": "EvaluateDeploymentOutput", "provisioningState": stateSucceeded, "timestamp": s.EndedAt, "duration": "PT0S",
		"trackingId": name, "statusCode": "OK",
	}}, err
}

func outputOperationID(deployment *resource.Resource) string {
	return operationID(keptOperationState{Does: "EvaluateDeploymentOutput", Resource: kept{ID: deployment.ID.String()}})
}

func showDeploymentOperation(c *provider.Call) (edge.Reply, error) {
	deployment, err := findDeployment(c)
	if err != nil {
		return edge.Reply{}, err
	}
	if ascii.EqualFold(c.Vars["operation"], outputOperationID(deployment)) {
		if last, err := outputOperation(c, deployment); last != nil || err != nil {
			return edge.Reply{Status: http.StatusOK, Body: last}, err
		}
	}
	id, err := deployment.ID.Child("operations", c.Vars["operation"])
	if err != nil {
		return edge.Reply{}, err
	}
	r, err := c.Tx.Resource(id)
	if fault.Is(err, fault.NotFound) {
		return edge.Reply{}, fault.New(fault.NotFound, "DeploymentOperationNotFound", "Deployment operation '%s' could not be found.", provider.Clip(c.Vars["operation"]))
	}
	if err != nil {
		return edge.Reply{}, err
	}
	one, err := showOperationBody(r)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(one)
}

// showOperationBody renders one operation. Source: DeploymentOperation, api-version 2024-11-01.
func showOperationBody(r *resource.Resource) (map[string]any, error) {
	var s keptOperationState
	if err := provider.Decode(r.Properties, &s); err != nil {
		return nil, err
	}
	properties := map[string]any{
		"provisioningOperation": s.Does, "provisioningState": s.State, "timestamp": s.EndedAt, "duration": isoDuration(s.EndedAt.Sub(s.StartedAt)),
		"trackingId": r.Name, "statusCode": strings.ReplaceAll(http.StatusText(s.Status), " ", ""),
		"targetResource": map[string]string{"id": s.Resource.ID, "resourceType": s.Resource.Type, "resourceName": s.Resource.Name},
	}
	if s.Error != nil {
		properties["statusMessage"] = map[string]any{"status": stateFailed, "error": s.Error}
	}
	return map[string]any{"id": r.ID.String(), "operationId": r.Name, "properties": properties}, nil
}
