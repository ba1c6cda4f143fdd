package arm

import (
	"net/http"
	"regexp"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
)

// unknownRows answer a POST that no other row knows as Azure does: the provider or the type is not there.
func unknownRows() []row {
	var rows []row
	for _, template := range []string{"/providers/{namespace}/{type}", inSubscription + anyType, inGroup + anyType, inGroup + anyChild, inGroup + anyGrandchild} {
		rows = append(rows, row{method: http.MethodPost, template: template, handler: unknownAction})
	}
	return rows
}

func unknownAction(c *call) (edge.Reply, error) {
	kind := c.Vars["type"]
	for _, more := range []string{c.Vars["child"], c.Vars["grandchild"]} {
		if more != "" {
			kind += "/" + more
		}
	}
	return edge.Reply{}, resource.UnknownType(c.Vars["namespace"] + "/" + kind)
}

// operationOf is an operation of a provider as its own list shows it. Source: the "operations" of the common types of Azure's
// specifications.
type operationOf struct {
	Name         string            `json:"name"`
	IsDataAction bool              `json:"isDataAction"`
	Display      map[string]string `json:"display"`
	Origin       string            `json:"origin"`
}

// listProviderOperations lists what can be done in one namespace.
func listProviderOperations(c *call) (edge.Reply, error) {
	for _, body := range operationsByNamespace() {
		if !ascii.EqualFold(body.Name, c.Vars["namespace"]) {
			continue
		}
		all := []operationOf{}
		add := func(kind string, ops []operationBody) {
			for _, op := range ops {
				all = append(all, operationOf{op.Name, op.IsDataAction, map[string]string{
					"provider": body.DisplayName, "resource": kind, "operation": op.DisplayName, "description": op.Description,
				}, op.Origin})
			}
		}
		add("", body.Operations)
		for _, kind := range body.ResourceTypes {
			add(kind.Name, kind.Operations)
		}
		return ok(list{Value: all})
	}
	return edge.Reply{}, resource.UnknownType(c.Vars["namespace"] + "/operations")
}

// wellFormed is how versions of Azure's interfaces are written: a day, and a word for one that is not final.
var wellFormed = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}(-[a-zA-Z0-9.]+)?$`)

// checkVersion refuses an api-version that no interface can have: one that is no day, or a day that has not come.
func checkVersion(version string, now time.Time) error {
	if version == "" {
		return nil
	}
	day, err := time.Parse(time.DateOnly, version[:min(len(version), len(time.DateOnly))])
	if err != nil || !wellFormed.MatchString(version) || day.After(now.AddDate(1, 0, 0)) {
		return fault.New(fault.Invalid, "InvalidApiVersionParameter",
			"The api-version '%s' is invalid. An api-version is a day as '2024-10-01', or '2024-10-01-preview'.", clip(version))
	}
	return nil
}

// associated is a resource that has a user-assigned identity. Source: AzureResource of Microsoft.ManagedIdentity
// api-version 2022-01-31-preview.
type associated struct {
	ID               string `json:"id"`
	Name             string `json:"name"`
	Type             string `json:"type"`
	ResourceGroup    string `json:"resourceGroup"`
	SubscriptionID   string `json:"subscriptionId"`
	SubscriptionName string `json:"subscriptionDisplayName"`
}

// listAssociated lists the resources of the identity's tenant that have it and that the caller may read.
func listAssociated(c *call) (edge.Reply, error) {
	identity, err := c.find()
	if err != nil {
		return edge.Reply{}, err
	}
	all, err := c.tx.Resources(resource.Query{Tenant: c.tenant})
	if err != nil {
		return edge.Reply{}, err
	}
	names := map[string]string{}
	value := []associated{}
	for _, r := range all {
		if r.Type == resource.TypeSubscription {
			var p resource.SubscriptionProperties
			if err := decode(r.Properties, &p); err != nil {
				return edge.Reply{}, err
			}
			names[ascii.ToLower(r.Name)] = p.DisplayName
		}
	}
	for _, r := range all {
		if r.Identity == nil || !c.may(r.Type+"/read", r.ID) {
			continue
		}
		for id := range r.Identity.UserAssigned {
			if ascii.EqualFold(id, identity.ID.String()) {
				sub := r.ID.Subscription()
				value = append(value, associated{r.ID.String(), r.Name, ascii.ToLower(r.Type), r.ID.ResourceGroup(), sub, names[ascii.ToLower(sub)]})
			}
		}
	}
	return ok(map[string]any{"totalCount": len(value), "value": value})
}
