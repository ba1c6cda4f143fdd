package deployments

import (
	"net/http"
	"slices"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
)

// findDeployment returns the deployment that the path names.
func findDeployment(c *provider.Call) (*resource.Resource, error) {
	r, err := c.Tx.Resource(c.Scope)
	if fault.Is(err, fault.NotFound) || err == nil && r.Tenant != c.Tenant {
		return nil, fault.New(fault.NotFound, "DeploymentNotFound", "Deployment '%s' could not be found.", provider.Clip(c.Vars["deployment"]))
	}
	return r, err
}

func showDeployment(c *provider.Call) (edge.Reply, error) {
	r, err := findDeployment(c)
	if err != nil {
		return edge.Reply{}, err
	}
	out, err := showDeploymentBody(c.Host, r)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(out)
}

func deleteDeployment(c *provider.Call) (edge.Reply, error) {
	r, err := c.Tx.Resource(c.Scope)
	if fault.Is(err, fault.NotFound) || err == nil && r.Tenant != c.Tenant {
		return provider.Reply(http.StatusNoContent, nil)
	}
	if err != nil {
		return edge.Reply{}, err
	}
	s, err := stateOf(c.Host, r)
	if err != nil {
		return edge.Reply{}, err
	}
	if s.State == stateRunning {
		return edge.Reply{}, fault.New(fault.Conflict, "DeploymentBeingDeleted", "The deployment '%s' is running: cancel it first.", r.Name)
	}
	_, err = c.Change.Delete(c.Scope)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.Reply(http.StatusNoContent, nil)
}

// listDeployments supports the filter provisioningState eq.
func listDeployments(c *provider.Call) (edge.Reply, error) {
	if _, err := c.Find(); err != nil {
		return edge.Reply{}, err
	}
	text := c.URL.Query().Get("$filter")
	terms, err := provider.ReadFilter(text)
	if err != nil {
		return edge.Reply{}, err
	}
	for _, t := range terms {
		if t.Name+" "+t.Operator != "provisioningstate eq" {
			return edge.Reply{}, provider.InvalidFilter(text)
		}
	}
	under, err := c.Scope.Child("providers/"+typeTemplateDeployment, "any")
	if err != nil {
		return edge.Reply{}, err
	}
	under, _ = under.Parent()
	all, err := c.Tx.Resources(resource.Query{Tenant: c.Tenant, Under: under, Direct: true, Type: typeTemplateDeployment})
	if err != nil {
		return edge.Reply{}, err
	}
	bodies := []*provider.Body{}
	for _, r := range all {
		s, err := stateOf(c.Host, r)
		if err != nil {
			return edge.Reply{}, err
		}
		if slices.ContainsFunc(terms, func(t provider.Term) bool { return !ascii.EqualFold(t.Value, s.State) }) {
			continue
		}
		out, err := showDeploymentBody(c.Host, r)
		if err != nil {
			return edge.Reply{}, err
		}
		bodies = append(bodies, out)
	}
	return provider.Page(c, bodies, func(b *provider.Body) string { return ascii.ToLower(b.ID) })
}

// cancelDeployment makes a deployment end before its next resource.
func cancelDeployment(c *provider.Call) (edge.Reply, error) {
	r, err := findDeployment(c)
	if err != nil {
		return edge.Reply{}, err
	}
	s, err := stateOf(c.Host, r)
	if err != nil {
		return edge.Reply{}, err
	}
	if s.State != stateRunning {
		return edge.Reply{}, fault.New(fault.Conflict, "DeploymentCannotBeCancelled", "The deployment '%s' cannot be cancelled since it has already completed with the state '%s'.", r.Name, s.State)
	}
	s.State, s.EndedAt = stateCanceled, c.Change.At
	s.Error = &deployError{Code: "DeploymentCanceled", Message: "The deployment was canceled.", Target: r.ID.String()}
	r.Properties = provider.Encode(s)
	if err := c.Tx.PutResource(r); err != nil {
		return edge.Reply{}, err
	}
	return provider.Reply(http.StatusNoContent, nil)
}

// exportDeployment returns the template of a deployment.
func exportDeployment(c *provider.Call) (edge.Reply, error) {
	r, err := findDeployment(c)
	if err != nil {
		return edge.Reply{}, err
	}
	source, err := templateOf(c, r.ID)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(map[string]any{"template": source})
}

// showDeploymentStatus serves the address that Azure-AsyncOperation names.
func showDeploymentStatus(c *provider.Call) (edge.Reply, error) {
	r, err := findDeployment(c)
	if err != nil {
		return edge.Reply{}, err
	}
	s, err := stateOf(c.Host, r)
	if err != nil {
		return edge.Reply{}, err
	}
	if s.Operation != c.Vars["operation"] {
		return edge.Reply{}, fault.New(fault.NotFound, "OperationNotFound", "The operation '%s' is not found.", provider.Clip(c.Vars["operation"]))
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
