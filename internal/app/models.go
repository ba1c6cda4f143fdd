package app

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/upstream"
)

// sourceUpstream is the Model.Source of deployments that the configured upstream serves.
const sourceUpstream = "upstream"

// models knows what serves a deployment: the configured upstream, or the built-in model. It implements
// inference.Backends.
type models struct {
	builtIn  http.RoundTripper
	upstream *upstream.Server // nil if none is configured
}

// Backend implements inference.Backends.
func (m *models) Backend(_ *resource.Account, d *resource.Deployment) (http.RoundTripper, string, error) {
	model := d.Properties.Model
	if !strings.EqualFold(model.Source, sourceUpstream) {
		return m.builtIn, model.Name, nil
	}
	if m.upstream == nil {
		return nil, "", fault.New(fault.Unavailable, "ServiceUnavailable",
			"The deployment '%s' is served by an upstream that this server was not started with. Start it with --upstream.", d.Name)
	}
	return m.upstream, model.Name, nil
}

func (a *App) openModels(ctx context.Context) error {
	a.models = &models{builtIn: &upstream.BuiltIn{}}
	if a.config.Upstream == "" {
		return nil
	}
	server, err := upstream.OpenAI(upstream.Config{URL: a.config.Upstream})
	if err != nil {
		return err
	}
	a.models.upstream = server
	a.onClose(server.Close)
	return a.deployUpstream(ctx)
}

// deployUpstream makes a deployment of each model that the upstream lists, in each account that the world knows. An
// upstream that is not there yet is no reason not to start: its deployments of an earlier start stay.
func (a *App) deployUpstream(ctx context.Context) error {
	ask, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	names, err := a.models.upstream.Models(ask)
	if err != nil {
		a.config.Log.Warn("the upstream does not list its models; start it and start keyless again", "url", a.config.Upstream, "error", err)
		return nil
	}
	return a.db.Update(ctx, func(tx *store.Tx) error {
		accounts, err := tx.Resources(resource.Query{Tenant: a.tenant.ID, Type: resource.TypeAccount})
		if err != nil {
			return err
		}
		for _, account := range accounts {
			for _, name := range names {
				if err := a.deploy(tx, account, name); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// deploymentName is model as a deployment can be named: "meta-llama/Llama-3" has a slash, which no name has.
func deploymentName(model string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._:@-", r) {
			return r
		}
		return '-'
	}, model)
}

// deploy makes the deployment of one model unless there is one of its name.
func (a *App) deploy(tx *store.Tx, account *resource.Resource, model string) error {
	id, err := account.ID.Child("deployments", deploymentName(model))
	if err != nil {
		a.config.Log.Warn("a model of the upstream has a name that no deployment can have", "model", model)
		return nil
	}
	if _, err := tx.Resource(id); !fault.Is(err, fault.NotFound) {
		return err
	}
	properties, err := json.Marshal(resource.DeploymentProperties{
		ProvisioningState: "Succeeded",
		Model:             resource.Model{Format: "OpenAI", Name: model, Source: sourceUpstream},
	})
	if err != nil {
		return err
	}
	now := a.now()
	return tx.PutResource(&resource.Resource{
		ID: id, Tenant: account.Tenant, Name: id.Name(), Type: resource.TypeDeployment, ETag: newID(),
		SKU: &resource.SKU{Name: "Standard"}, Properties: properties,
		SystemData: resource.SystemData{CreatedAt: now, LastModifiedAt: now, CreatedByType: "Application", LastModifiedByType: "Application"},
	})
}
