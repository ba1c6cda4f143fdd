package inference

import (
	"net/http"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/resource"
)

// values is the list object of the project routes. Source of the formats in this file: azure-ai-projects, api-version v1.
type values struct {
	Value []any `json:"value"`
}

type projectDeployment struct {
	Type           string            `json:"type"`
	Name           string            `json:"name"`
	ModelName      string            `json:"modelName"`
	ModelVersion   string            `json:"modelVersion"`
	ModelPublisher string            `json:"modelPublisher"`
	Capabilities   map[string]string `json:"capabilities"`
	SKU            projectSKU        `json:"sku"`
}

type projectSKU struct {
	Capacity int    `json:"capacity"`
	Family   string `json:"family"`
	Name     string `json:"name"`
	Size     string `json:"size"`
	Tier     string `json:"tier"`
}

func ofProject(d *resource.Deployment) projectDeployment {
	m := d.Properties.Model
	out := projectDeployment{
		Type: "ModelDeployment", Name: d.Name, ModelName: m.Name, ModelVersion: m.Version, ModelPublisher: m.Publisher,
		Capabilities: map[string]string{modelType(d): "true"},
	}
	if out.ModelPublisher == "" {
		out.ModelPublisher = m.Format
	}
	if s := d.SKU; s != nil {
		out.SKU = projectSKU{Family: s.Family, Name: s.Name, Size: s.Size, Tier: s.Tier}
		if s.Capacity != nil {
			out.SKU.Capacity = *s.Capacity
		}
	}
	return out
}

// projectDeployments lists the account's deployments, which all projects share. Filters ignore case.
func (d *host) projectDeployments(w http.ResponseWriter, c *call) error {
	query := c.URL.Query()
	fits := func(name, value string) bool {
		want := query.Get(name)
		return want == "" || ascii.EqualFold(want, value)
	}
	out := values{Value: []any{}}
	for _, one := range serving(c.account) {
		p := ofProject(one)
		if fits("modelPublisher", p.ModelPublisher) && fits("modelName", p.ModelName) && fits("deploymentType", p.Type) {
			out.Value = append(out.Value, p)
		}
	}
	return edge.WriteJSON(w, http.StatusOK, out)
}

func (d *host) projectDeployment(w http.ResponseWriter, c *call) error {
	found, ok := c.account.Deployment(c.Vars["name"])
	if !ok || !ready(found) {
		return noDeployment()
	}
	return edge.WriteJSON(w, http.StatusOK, ofProject(found))
}

type connection struct {
	Name        string            `json:"name"`
	ID          string            `json:"id"`
	Type        string            `json:"type"`
	Target      string            `json:"target"`
	IsDefault   bool              `json:"isDefault"`
	Credentials map[string]string `json:"credentials"`
	Metadata    map[string]string `json:"metadata"`
}

// own returns the only connection of each project, which leads to its account, without a key.
func (d *host) own(c *call) connection {
	subdomain := c.Vars["account"]
	return connection{
		Name: c.account.Name, ID: c.Scope.String() + "/connections/" + c.account.Name, Type: "AzureOpenAI",
		Target: d.Origins.Account(subdomain), IsDefault: true,
		Credentials: map[string]string{"type": "AAD"},
		Metadata:    map[string]string{"ApiType": "Azure", "ResourceId": c.account.ID.String()},
	}
}

func (d *host) connections(w http.ResponseWriter, c *call) error {
	query, out, own := c.URL.Query(), values{Value: []any{}}, d.own(c)
	kind, standard := query.Get("connectionType"), query.Get("defaultConnection")
	if (kind == "" || ascii.EqualFold(kind, own.Type)) && !ascii.EqualFold(standard, "false") {
		out.Value = append(out.Value, own)
	}
	return edge.WriteJSON(w, http.StatusOK, out)
}

func (d *host) connection(w http.ResponseWriter, c *call) error {
	own := d.own(c)
	if !ascii.EqualFold(c.Vars["name"], own.Name) {
		return notFound()
	}
	return edge.WriteJSON(w, http.StatusOK, own)
}
