package deployments

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/template"
)

// The store has three kinds of record of a deployment: the deployment, its template, and an operation for each resource that it wrote.
const (
	typeTemplateDeployment = "Microsoft.Resources/deployments"
	typeKeptTemplate       = typeTemplateDeployment + "/templates"
	typeKeptOperation      = typeTemplateDeployment + "/operations"
)

// maxDeployments is the number of deployments that a scope keeps; a new one replaces the oldest. Source: limits of Azure Resource Manager.
const maxDeployments = 800

// The states of a deployment. Canceled is spelt as Azure does.
const (
	stateRunning   = "Running"
	stateSucceeded = "Succeeded"
	stateFailed    = "Failed"
	stateCanceled  = "Canceled"
)

// deploymentState is what Resource.Properties of a deployment holds.
type deploymentState struct {
	State         string         `json:"state"`
	Mode          string         `json:"mode"`
	CorrelationID string         `json:"correlationId"`
	Operation     string         `json:"operation"` // the id that clients poll
	StartedAt     time.Time      `json:"startedAt"`
	EndedAt       time.Time      `json:"endedAt,omitzero"`
	Deadline      time.Time      `json:"deadline"` // after which it counts as interrupted
	Hash          string         `json:"hash"`
	Parameters    map[string]any `json:"parameters,omitempty"`
	Outputs       map[string]any `json:"outputs,omitempty"`
	Resources     []kept         `json:"resources,omitempty"` // that it wrote
	Needs         []keptNeed     `json:"needs,omitempty"`
	Diagnostics   []diagnostic   `json:"diagnostics,omitempty"`
	Error         *deployError   `json:"error,omitempty"`
}

// kept names a resource. Source: BasicDependency and TargetResource of Microsoft.Resources/deployments.
type kept struct {
	ID   string `json:"id"`
	Type string `json:"resourceType"`
	Name string `json:"resourceName"`
	// Location is where the template put it; "" if the template has none.
	Location string `json:"location,omitempty"`
}

type keptNeed struct {
	kept
	DependsOn []kept `json:"dependsOn"`
}

// diagnostic is a warning about a template. Source: DeploymentDiagnosticsDefinition, api-version 2024-11-01.
type diagnostic struct {
	Level   string `json:"level"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Target  string `json:"target"`
}

// deployError is an error with nested errors. Source: ErrorResponse of Microsoft.Resources/deployments.
type deployError struct {
	Code    string         `json:"code"`
	Message string         `json:"message"`
	Target  string         `json:"target,omitempty"`
	Details []*deployError `json:"details,omitempty"`
}

func errorOf(err error, target string) *deployError {
	f := fault.Of(err)
	out := &deployError{Code: f.Code, Message: f.Message, Target: f.Target}
	if target != "" {
		out.Target = target
	}
	for _, d := range f.Details {
		out.Details = append(out.Details, &deployError{Code: d.Code, Message: d.Message, Target: d.Target})
	}
	return out
}

// keptOperationState is what Resource.Properties of an operation holds.
type keptOperationState struct {
	Resource  kept         `json:"resource"`
	Does      string       `json:"does"` // Create, Delete or EvaluateDeploymentOutput
	State     string       `json:"state"`
	Status    int          `json:"status"`
	StartedAt time.Time    `json:"startedAt"`
	EndedAt   time.Time    `json:"endedAt"`
	Error     *deployError `json:"error,omitempty"`
}

// stateOf reads a deployment. One that is past its deadline and has not ended counts as interrupted: the server that ran it stopped.
func stateOf(d *provider.Host, r *resource.Resource) (*deploymentState, error) {
	s := &deploymentState{}
	if err := provider.Decode(r.Properties, s); err != nil {
		return nil, err
	}
	if s.State == stateRunning && d.Now().After(s.Deadline) {
		s.State, s.EndedAt = stateFailed, s.Deadline
		s.Error = &deployError{Code: "DeploymentInterrupted", Target: r.ID.String(), Message: "The server that ran the deployment stopped before it had ended. What it wrote by then is there: see its operations. Deploy again to finish it."}
	}
	return s, nil
}

// hashOf returns the hash of a template.
func hashOf(source map[string]any) string {
	sum := sha256.Sum256(provider.Encode(source))
	return fmt.Sprint(binary.BigEndian.Uint64(sum[:8]))
}

// begin writes the record of a deployment that is about to run. It replaces an earlier one of the same name.
func beginDeployment(c *provider.Call, id resource.Scope, d *template.Deployment, correlation string, deadline time.Time) (created bool, err error) {
	before, err := c.Tx.Resource(id)
	switch {
	case err == nil && before.Tenant != c.Tenant: // above subscriptions all tenants share the names
		return false, fault.New(fault.Conflict, "ResourceNameNotAvailable", "The name '%s' is taken.", d.Name)
	case err == nil:
		was, err := stateOf(c.Host, before)
		if err != nil {
			return false, err
		}
		if was.State == stateRunning {
			return false, fault.New(fault.Conflict, "DeploymentActive",
				"Unable to edit or replace deployment '%s': previous deployment from '%s' is still active (expiration time is '%s'). Please see https://aka.ms/arm-deploy for usage details.",
				d.Name, was.StartedAt.Format(provider.AzureTime), was.Deadline.Format(provider.AzureTime))
		}
		if _, err := c.Change.Delete(id); err != nil {
			return false, err
		}
	case !fault.Is(err, fault.NotFound):
		return false, err
	}
	if err := makeRoom(c, id); err != nil {
		return false, err
	}
	state := &deploymentState{
		State: stateRunning, Mode: d.Mode, CorrelationID: correlation, Operation: guid.New(), StartedAt: c.Change.At, Deadline: deadline, Hash: hashOf(d.Template),
	}
	if err := keep(c, id, typeTemplateDeployment, d.Location, state); err != nil {
		return false, err
	}
	under, err := id.Child("templates", "default")
	if err != nil {
		return false, err
	}
	// The template is a record of its own: reading it needs the action exportTemplate, and not only that to read deployments.
	return before == nil, c.Tx.PutResource(&resource.Resource{ID: under, Tenant: c.Tenant, Name: under.Name(), Type: typeKeptTemplate, Secrets: provider.Encode(d.Template)})
}

// keep writes a record of a deployment.
func keep(c *provider.Call, id resource.Scope, kind, location string, properties any) error {
	return c.Tx.PutResource(&resource.Resource{
		ID: id, Tenant: c.Tenant, Name: id.Name(), Type: kind, Location: location, Properties: provider.Encode(properties),
		SystemData: resource.SystemData{CreatedBy: c.Change.By, CreatedByType: c.Change.ByType, CreatedAt: c.Change.At},
	})
}

// makeRoom deletes the oldest deployments of a scope that has reached maxDeployments.
func makeRoom(c *provider.Call, id resource.Scope) error {
	above, _ := id.Parent()
	all, err := c.Tx.Resources(resource.Query{Tenant: c.Tenant, Under: above, Direct: true, Type: typeTemplateDeployment})
	if err != nil || len(all) < maxDeployments {
		return err
	}
	slices.SortFunc(all, func(a, b *resource.Resource) int { return a.SystemData.CreatedAt.Compare(b.SystemData.CreatedAt) })
	for _, old := range all[:len(all)-maxDeployments+1] {
		if _, err := c.Change.Delete(old.ID); err != nil {
			return err
		}
	}
	return nil
}

// endDeployment writes the result of a deployment. One that was cancelled meanwhile stays cancelled.
func endDeployment(c *provider.Call, id resource.Scope, d *template.Deployment, wrote []kept, failed *deployError) (*resource.Resource, error) {
	r, err := c.Tx.Resource(id)
	if err != nil {
		return nil, err
	}
	s := &deploymentState{}
	if err := provider.Decode(r.Properties, s); err != nil {
		return nil, err
	}
	if s.State == stateRunning {
		s.State, s.Error = stateSucceeded, failed
		if failed != nil {
			s.State = stateFailed
		}
	}
	s.EndedAt, s.Parameters, s.Outputs, s.Resources = c.Now().UTC(), d.Given, d.Outputs, wrote
	s.Needs, s.Diagnostics = needsOf(d), diagnosticsOf(d)
	r.Properties = provider.Encode(s)
	return r, c.Tx.PutResource(r)
}

func needsOf(d *template.Deployment) []keptNeed {
	var all []keptNeed
	for _, n := range d.Needs {
		if len(n.DependsOn) == 0 {
			continue
		}
		one := keptNeed{kept: keptOf(n.Resource)}
		for _, on := range n.DependsOn {
			one.DependsOn = append(one.DependsOn, keptOf(on))
		}
		all = append(all, one)
	}
	return all
}

func keptOf(r template.Resource) kept { return kept{ID: r.ID, Type: r.Type, Name: r.Name} }

// placed is a resource with the location that the template gives it.
func placed(r template.Resource) kept {
	one := keptOf(r)
	one.Location, _ = r.Body["location"].(string)
	return one
}

func diagnosticsOf(d *template.Deployment) []diagnostic {
	all := []diagnostic{}
	for _, w := range d.Warnings {
		all = append(all, diagnostic{"Warning", w.Code, w.Message, w.Target})
	}
	return all
}

// templateOf returns the template of a deployment.
func templateOf(c *provider.Call, id resource.Scope) (json.RawMessage, error) {
	under, err := id.Child("templates", "default")
	if err != nil {
		return nil, err
	}
	r, err := c.Tx.Resource(under)
	if err != nil {
		return nil, err
	}
	return r.Secrets, nil
}
