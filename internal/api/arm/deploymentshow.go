package arm

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
)

// findDeployment finds the deployment that the path names.
func (c *call) findDeployment() (*resource.Resource, error) {
	r, err := c.tx.Resource(c.Scope)
	if fault.Is(err, fault.NotFound) || err == nil && r.Tenant != c.tenant {
		return nil, fault.New(fault.NotFound, "DeploymentNotFound", "Deployment '%s' could not be found.", clip(c.Vars["deployment"]))
	}
	return r, err
}

func showDeployment(c *call) (edge.Reply, error) {
	r, err := c.findDeployment()
	if err != nil {
		return edge.Reply{}, err
	}
	out, err := c.showDeploymentBody(r)
	if err != nil {
		return edge.Reply{}, err
	}
	return ok(out)
}

func deleteDeployment(c *call) (edge.Reply, error) {
	r, err := c.tx.Resource(c.Scope)
	if fault.Is(err, fault.NotFound) || err == nil && r.Tenant != c.tenant {
		return reply(http.StatusNoContent, nil)
	}
	if err != nil {
		return edge.Reply{}, err
	}
	s, err := c.stateOf(r)
	if err != nil {
		return edge.Reply{}, err
	}
	if s.State == stateRunning {
		return edge.Reply{}, fault.New(fault.Conflict, "DeploymentBeingDeleted", "The deployment '%s' is running: cancel it first.", r.Name)
	}
	_, err = c.change.Delete(c.Scope)
	if err != nil {
		return edge.Reply{}, err
	}
	return reply(http.StatusNoContent, nil)
}

// listDeployments knows the filter provisioningState eq.
func listDeployments(c *call) (edge.Reply, error) {
	if _, err := c.find(); err != nil {
		return edge.Reply{}, err
	}
	text := c.URL.Query().Get("$filter")
	terms, err := readFilter(text)
	if err != nil {
		return edge.Reply{}, err
	}
	for _, t := range terms {
		if t.name+" "+t.operator != "provisioningstate eq" {
			return edge.Reply{}, badFilter(text)
		}
	}
	under, err := c.Scope.Child("providers/"+typeTemplateDeployment, "any")
	if err != nil {
		return edge.Reply{}, err
	}
	under, _ = under.Parent()
	all, err := c.tx.Resources(resource.Query{Tenant: c.tenant, Under: under, Direct: true, Type: typeTemplateDeployment})
	if err != nil {
		return edge.Reply{}, err
	}
	bodies := []*body{}
	for _, r := range all {
		s, err := c.stateOf(r)
		if err != nil {
			return edge.Reply{}, err
		}
		if slices.ContainsFunc(terms, func(t term) bool { return !ascii.EqualFold(t.value, s.State) }) {
			continue
		}
		out, err := c.showDeploymentBody(r)
		if err != nil {
			return edge.Reply{}, err
		}
		bodies = append(bodies, out)
	}
	return page(c, bodies, func(b *body) string { return ascii.ToLower(b.ID) })
}

// cancelDeployment lets a deployment end before its next resource.
func cancelDeployment(c *call) (edge.Reply, error) {
	r, err := c.findDeployment()
	if err != nil {
		return edge.Reply{}, err
	}
	s, err := c.stateOf(r)
	if err != nil {
		return edge.Reply{}, err
	}
	if s.State != stateRunning {
		return edge.Reply{}, fault.New(fault.Conflict, "DeploymentCannotBeCancelled", "The deployment '%s' cannot be cancelled since it has already completed with the state '%s'.", r.Name, s.State)
	}
	s.State, s.EndedAt = stateCanceled, c.change.At
	s.Error = &deployError{Code: "DeploymentCanceled", Message: "The deployment was canceled.", Target: r.ID.String()}
	r.Properties = encode(s)
	if err := c.tx.PutResource(r); err != nil {
		return edge.Reply{}, err
	}
	return reply(http.StatusNoContent, nil)
}

// exportDeployment gives the template that a deployment was made from.
func exportDeployment(c *call) (edge.Reply, error) {
	r, err := c.findDeployment()
	if err != nil {
		return edge.Reply{}, err
	}
	source, err := c.templateOf(r.ID)
	if err != nil {
		return edge.Reply{}, err
	}
	return ok(map[string]any{"template": source})
}

// operationID is the same for the same resource of a deployment.
func operationID(s keptOperationState) string {
	sum := sha256.Sum256([]byte(s.Does + " " + ascii.ToLower(s.Resource.ID)))
	return ascii.ToUpper(hex.EncodeToString(sum[:8]))
}

func listDeploymentOperations(c *call) (edge.Reply, error) {
	deployment, err := c.findDeployment()
	if err != nil {
		return edge.Reply{}, err
	}
	all, err := c.tx.Resources(resource.Query{Tenant: c.tenant, Under: deployment.ID, Direct: true, Type: typeKeptOperation})
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
	last, err := c.outputOperation(deployment)
	if err != nil {
		return edge.Reply{}, err
	}
	if last != nil {
		bodies = append(bodies, last)
		slices.SortFunc(bodies, func(a, b map[string]any) int {
			return strings.Compare(ascii.ToLower(a["id"].(string)), ascii.ToLower(b["id"].(string)))
		})
	}
	return page(c, bodies, func(b map[string]any) string { return ascii.ToLower(b["id"].(string)) })
}

// outputOperation is the last operation of a deployment that succeeded: the evaluation of its outputs, which Azure lists even
// where there are none. It is nil for any other deployment.
func (c *call) outputOperation(deployment *resource.Resource) (map[string]any, error) {
	s, err := c.stateOf(deployment)
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

func showDeploymentOperation(c *call) (edge.Reply, error) {
	deployment, err := c.findDeployment()
	if err != nil {
		return edge.Reply{}, err
	}
	if ascii.EqualFold(c.Vars["operation"], outputOperationID(deployment)) {
		if last, err := c.outputOperation(deployment); last != nil || err != nil {
			return edge.Reply{Status: http.StatusOK, Body: last}, err
		}
	}
	id, err := deployment.ID.Child("operations", c.Vars["operation"])
	if err != nil {
		return edge.Reply{}, err
	}
	r, err := c.tx.Resource(id)
	if fault.Is(err, fault.NotFound) {
		return edge.Reply{}, fault.New(fault.NotFound, "DeploymentOperationNotFound", "Deployment operation '%s' could not be found.", clip(c.Vars["operation"]))
	}
	if err != nil {
		return edge.Reply{}, err
	}
	one, err := showOperationBody(r)
	if err != nil {
		return edge.Reply{}, err
	}
	return ok(one)
}

// showOperationBody renders one operation. Source: DeploymentOperation, api-version 2024-11-01.
func showOperationBody(r *resource.Resource) (map[string]any, error) {
	var s keptOperationState
	if err := decode(r.Properties, &s); err != nil {
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

// showDeploymentStatus answers at the address in Azure-AsyncOperation.
func showDeploymentStatus(c *call) (edge.Reply, error) {
	r, err := c.findDeployment()
	if err != nil {
		return edge.Reply{}, err
	}
	s, err := c.stateOf(r)
	if err != nil {
		return edge.Reply{}, err
	}
	if s.Operation != c.Vars["operation"] {
		return edge.Reply{}, fault.New(fault.NotFound, "OperationNotFound", "The operation '%s' is not found.", clip(c.Vars["operation"]))
	}
	out := map[string]any{"status": s.State}
	if s.Error != nil {
		out["error"] = s.Error
	}
	answer := edge.Reply{Status: http.StatusOK, Body: out}
	if s.State == stateRunning {
		answer.Header = http.Header{"Retry-After": {"1"}}
	}
	return answer, nil
}
