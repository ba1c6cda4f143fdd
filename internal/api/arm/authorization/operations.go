package authorization

import (
	"strings"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// operationsBody is a namespace with all that can be done in it. Source: Microsoft.Authorization/providerOperations
// api-version 2022-04-01, as az provider operation reads it.
type operationsBody struct {
	ID            string           `json:"id"`
	Name          string           `json:"name"`
	Type          string           `json:"type"`
	DisplayName   string           `json:"displayName"`
	ResourceTypes []operationsType `json:"resourceTypes"`
	Operations    []operationBody  `json:"operations"`
}

type operationsType struct {
	Name        string          `json:"name"`
	DisplayName string          `json:"displayName"`
	Operations  []operationBody `json:"operations"`
}

type operationBody struct {
	Name         string `json:"name"`
	DisplayName  string `json:"displayName"`
	Description  string `json:"description"`
	Origin       string `json:"origin"`
	Properties   any    `json:"properties"`
	IsDataAction bool   `json:"isDataAction"`
}

// operationsByNamespace returns the known operations by namespace. Azure's descriptions are not included; the words of an
// operation's name are its description.
func operationsByNamespace() []*operationsBody {
	var all []*operationsBody
	for _, op := range rbac.Operations() {
		namespace, rest, _ := strings.Cut(op.Action, "/")
		var at *operationsBody
		for _, body := range all {
			if body.Name == namespace {
				at = body
			}
		}
		if at == nil {
			at = &operationsBody{
				ID: "/providers/Microsoft.Authorization/providerOperations/" + namespace, Name: namespace, Type: "Microsoft.Authorization/providerOperations",
				DisplayName: strings.TrimPrefix(namespace, "Microsoft."), ResourceTypes: []operationsType{}, Operations: []operationBody{},
			}
			all = append(all, at)
		}
		one := operationBody{Name: op.Action, DisplayName: inWords(rest), Description: inWords(rest), Origin: "user,system", IsDataAction: op.Data}
		words := strings.Split(rest, "/")
		verb := len(words) - 1
		if words[verb] == "action" && verb > 0 {
			verb--
		}
		if verb == 0 {
			at.Operations = append(at.Operations, one)
			continue
		}
		at.add(strings.Join(words[:verb], "/"), one)
	}
	return all
}

func (b *operationsBody) add(kind string, op operationBody) {
	for i := range b.ResourceTypes {
		if ascii.EqualFold(b.ResourceTypes[i].Name, kind) {
			b.ResourceTypes[i].Operations = append(b.ResourceTypes[i].Operations, op)
			return
		}
	}
	b.ResourceTypes = append(b.ResourceTypes, operationsType{kind, kind, []operationBody{op}})
}

// inWords reads accounts/deployments/write as "write accounts deployments".
func inWords(rest string) string {
	words := strings.Split(strings.TrimSuffix(rest, "/action"), "/")
	last := len(words) - 1
	return strings.TrimSpace(words[last] + " " + strings.Join(words[:last], " "))
}

func listOperations(*provider.Call) (edge.Reply, error) {
	return provider.OK(provider.List{Value: operationsByNamespace()})
}

func showOperations(c *provider.Call) (edge.Reply, error) {
	for _, body := range operationsByNamespace() {
		if ascii.EqualFold(body.Name, c.Vars["namespace"]) {
			return provider.OK(body)
		}
	}
	return edge.Reply{}, fault.New(fault.NotFound, "ProviderNotFound", "Provider '%s' not found.", provider.Clip(c.Vars["namespace"]))
}

// operationOf is an operation of a provider as its own list shows it. Source: the "operations" of the common types of Azure's
// specifications.
type operationOf struct {
	Name         string            `json:"name"`
	IsDataAction bool              `json:"isDataAction"`
	Display      map[string]string `json:"display"`
	Origin       string            `json:"origin"`
}

// listProviderOperations lists the operations of one namespace.
func listProviderOperations(c *provider.Call) (edge.Reply, error) {
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
		return provider.OK(provider.List{Value: all})
	}
	return edge.Reply{}, resource.UnknownType(c.Vars["namespace"] + "/operations")
}
