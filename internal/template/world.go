package template

import (
	"context"
	"time"
)

// World is what a template asks of what is there. Its errors are the resource provider's own, and end the deployment.
type World interface {
	// Show is a resource as a GET answers.
	Show(ctx context.Context, id, apiVersion string) (map[string]any, error)
	// Act is a POST of an action, such as listKeys, on a resource.
	Act(ctx context.Context, id, action, apiVersion string, body any) (any, error)
	// Put writes a resource of a deployment, and gives it as the PUT answers.
	Put(ctx context.Context, d *Deployment, r Resource) (map[string]any, error)
	// Begin and End enclose a deployment that is nested in another. End is called for each that has begun, and gives
	// the deployment as a GET answers.
	Begin(ctx context.Context, d *Deployment) error
	End(ctx context.Context, d *Deployment, failed error) (map[string]any, error)
}

// Resource is one resource that a template wants written.
type Resource struct {
	ID         string
	Type       string
	Name       string
	APIVersion string
	Symbol     string         // its symbolic name, or ""
	Body       map[string]any // what a PUT sends
}

// Around is what is known where a deployment runs.
type Around struct {
	Now         time.Time
	NewGUID     func() string
	TenantID    string
	Tenant      map[string]any // what tenant() gives
	Environment map[string]any // what environment() gives
	Deployer    map[string]any // what deployer() gives
	// Place is a subscription, resource group or management group as subscription(), resourceGroup() and
	// managementGroup() give it.
	Place func(ctx context.Context, id string) (map[string]any, error)
}

// Deployment is one deployment: what is asked for, and, once it ran, what came of it.
type Deployment struct {
	ID         string // of the deployment itself
	Scope      string // where it deploys to; "/" is the tenant
	Name       string
	Location   string // "" in a resource group
	Mode       string // Incremental or Complete
	Template   map[string]any
	Parameters map[string]any // {"name": {"value": …}}
	Parent     *Deployment    // that this one is nested in

	Given    map[string]any // all parameters as they came to be, without secrets: {"name": {"type": …, "value": …}}
	Outputs  map[string]any // likewise
	Needs    []Need
	Warnings []Warning
}

// Need is a resource and what had to be there before it.
type Need struct {
	Resource
	DependsOn []Resource
}

// Warning is something that is allowed, and most likely not meant.
type Warning struct {
	Code, Message, Target string
}
