package template

import (
	"context"
	"time"
)

// World gives a template access to resources. Its errors are the resource provider's own, and end the deployment.
type World interface {
	// Show returns a resource as a GET response.
	Show(ctx context.Context, id, apiVersion string) (map[string]any, error)
	// Act performs an action, such as listKeys, on a resource.
	Act(ctx context.Context, id, action, apiVersion string, body any) (any, error)
	// Put writes a resource of a deployment, and returns it as the PUT response.
	Put(ctx context.Context, d *Deployment, r Resource) (map[string]any, error)
	// Begin and End enclose a nested deployment. End is called for each deployment that has begun, and returns the
	// deployment as a GET response.
	Begin(ctx context.Context, d *Deployment) error
	End(ctx context.Context, d *Deployment, failed error) (map[string]any, error)
}

// Resource is a resource to write.
type Resource struct {
	ID         string
	Type       string
	Name       string
	APIVersion string
	Symbol     string         // its symbolic name, or ""
	Body       map[string]any // body of the PUT request
}

// Around is the environment of a deployment.
type Around struct {
	Now         time.Time
	NewGUID     func() string
	TenantID    string
	Tenant      map[string]any // value of tenant()
	Environment map[string]any // value of environment()
	Deployer    map[string]any // value of deployer()
	// Place returns a subscription, resource group or management group, for subscription(), resourceGroup() and
	// managementGroup().
	Place func(ctx context.Context, id string) (map[string]any, error)
}

// Deployment is a deployment: the request and, after Run, the results.
type Deployment struct {
	ID         string // of the deployment itself
	Scope      string // the target scope; "/" is the tenant
	Name       string
	Location   string // "" in a resource group
	Mode       string // Incremental or Complete
	Template   map[string]any
	Parameters map[string]any // {"name": {"value": …}}
	Parent     *Deployment    // the enclosing deployment

	Given    map[string]any // values of all parameters except secure ones: {"name": {"type": …, "value": …}}
	Outputs  map[string]any // in the same form
	Needs    []Need
	Warnings []Warning
}

// Need is a resource with its dependencies.
type Need struct {
	Resource
	DependsOn []Resource
}

// Warning is something valid that is most likely a mistake.
type Warning struct {
	Code, Message, Target string
}
