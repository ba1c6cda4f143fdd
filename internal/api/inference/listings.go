package inference

import (
	"net/http"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/resource"
)

// list is the list object of OpenAI's API.
type list struct {
	Object string `json:"object"`
	Data   []any  `json:"data"`
}

// model is a deployment in GET /openai/v1/models. Its id is the value of "model" in requests.
type model struct {
	ID              string          `json:"id"`
	Object          string          `json:"object"`
	CreatedAt       int64           `json:"created"`
	OwnedBy         string          `json:"owned_by"`
	Status          string          `json:"status"`
	Capabilities    map[string]bool `json:"capabilities"`
	LifecycleStatus string          `json:"lifecycle_status"`
	Model           string          `json:"model"`
}

// deployment is a deployment in GET /openai/deployments. Source: Azure OpenAI data plane 2022-12-01.
type deployment struct {
	ID            string            `json:"id"`
	Object        string            `json:"object"`
	Model         string            `json:"model"`
	Owner         string            `json:"owner"`
	Status        string            `json:"status"`
	ScaleSettings map[string]string `json:"scale_settings"`
	CreatedAt     int64             `json:"created_at"`
	UpdatedAt     int64             `json:"updated_at"`
}

// serving returns the account's deployments that are ready, by name.
func serving(account *resource.Account) []*resource.Deployment {
	all := slices.DeleteFunc(account.Deployments(), func(d *resource.Deployment) bool { return !ready(d) })
	slices.SortFunc(all, byName)
	return all
}

func byName(a, b *resource.Deployment) int {
	return strings.Compare(ascii.ToLower(a.Name), ascii.ToLower(b.Name))
}

func asModel(d *resource.Deployment) any {
	m := d.Properties.Model
	owner := m.Publisher
	if owner == "" {
		owner = m.Format
	}
	embeds := modelType(d) == "embeddings"
	return model{
		ID: d.Name, Object: "model", CreatedAt: max(0, d.SystemData.CreatedAt.Unix()), OwnedBy: owner, Status: "succeeded",
		Capabilities:    map[string]bool{"fine_tune": false, "inference": true, "completion": !embeds, "chat_completion": !embeds, "embeddings": embeds},
		LifecycleStatus: "generally-available", Model: m.Name,
	}
}

func asDeployment(d *resource.Deployment) any {
	return deployment{
		ID: d.Name, Object: "deployment", Model: d.Properties.Model.Name, Owner: "organization-owner", Status: "succeeded",
		ScaleSettings: map[string]string{"scale_type": "standard"},
		CreatedAt:     max(0, d.SystemData.CreatedAt.Unix()), UpdatedAt: max(0, d.SystemData.LastModifiedAt.Unix()),
	}
}

func writeList(w http.ResponseWriter, c *call, as func(*resource.Deployment) any) error {
	out := list{Object: "list", Data: []any{}}
	for _, d := range serving(c.account) {
		out.Data = append(out.Data, as(d))
	}
	return edge.WriteJSON(w, http.StatusOK, out)
}

func (d *host) listModels(w http.ResponseWriter, c *call) error { return writeList(w, c, asModel) }

func (d *host) listDeployments(w http.ResponseWriter, c *call) error {
	return writeList(w, c, asDeployment)
}

func (d *host) oneModel(w http.ResponseWriter, c *call) error {
	found, ok := c.account.Deployment(c.Vars["model"])
	if !ok || !ready(found) {
		return notFound()
	}
	return edge.WriteJSON(w, http.StatusOK, asModel(found))
}

func (d *host) oneDeployment(w http.ResponseWriter, c *call) error {
	found, ok := c.account.Deployment(c.Vars["deployment-id"])
	if !ok || !ready(found) {
		return noDeployment()
	}
	return edge.WriteJSON(w, http.StatusOK, asDeployment(found))
}

// info describes the model of a deployment, which the query parameter "model" or the header x-ms-model-mesh-model-name selects. It
// may be omitted if the account has one deployment.
func (d *host) info(w http.ResponseWriter, c *call) error {
	name := c.Header.Get("X-Ms-Model-Mesh-Model-Name")
	if name == "" {
		name = queryValue(c.URL.RawQuery, "model")
	}
	if all := serving(c.account); name == "" && len(all) == 1 {
		name = all[0].Name
	}
	if name == "" {
		return noModel()
	}
	found, ok := c.account.Deployment(name)
	if !ok || !ready(found) {
		return unknownModel(name)
	}
	m := found.Properties.Model
	provider := m.Publisher
	if provider == "" {
		provider = m.Format
	}
	return edge.WriteJSON(w, http.StatusOK, map[string]string{
		"model_name": m.Name, "model_type": modelType(found), "model_provider_name": provider,
	})
}

// modelType returns the type of a model as /models/info names it, derived from the name in the catalogue.
func modelType(d *resource.Deployment) string {
	name := ascii.ToLower(d.Properties.Model.Name)
	switch {
	case strings.Contains(name, "embed"):
		return "embeddings"
	case strings.Contains(name, "dall-e") || strings.Contains(name, "image"):
		return "image_generation"
	case strings.Contains(name, "tts") || strings.Contains(name, "audio"):
		return "audio_generation"
	}
	return "chat_completion"
}
