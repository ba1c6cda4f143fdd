package app

import (
	"context"
	"encoding/json"
	"net/http"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"keyless.dev/keyless/internal/api/inference"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/quota"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/upstream"
)

// models finds the backend of a deployment: a configured upstream or pool, or the built-in model. It implements
// inference.Backends.
type models struct {
	builtIn http.RoundTripper
	servers []*server
	pools   pools
	// replayed replaces all upstreams; nil if nothing is replayed.
	replayed http.RoundTripper
	// ledger records usage.
	ledger *quota.Ledger
}

// Backend implements inference.Backends. The deployment's model.source names an upstream or a pool. Without it,
// model.format may name one; otherwise the built-in model is used.
func (m *models) Backend(_ *resource.Account, d *resource.Deployment) (http.RoundTripper, string, error) {
	model := d.Properties.Model
	if model.Source == "" {
		if pool, ok := m.pools[ascii.ToLower(model.Format)]; ok {
			return pool, model.Name, nil
		}
		return m.builtIn, model.Name, nil
	}
	if m.replayed != nil {
		return m.replayed, model.Name, nil
	}
	if pool, ok := m.pools[ascii.ToLower(model.Source)]; ok {
		return pool, model.Name, nil
	}
	return nil, "", fault.New(fault.Unavailable, "ServiceUnavailable",
		"The deployment '%s' is served by the upstream '%s', which this server was not started with. Start it with --upstream.", d.Name, model.Source)
}

// Keepers implements inference.Deps.Keepers. It returns each server of the account's deployments once, sorted by name.
func (m *models) Keepers(account *resource.Account) []inference.Keeper {
	var all []inference.Keeper
	seen := map[string]bool{}
	add := func(k inference.Keeper) {
		if !seen[k.Name] {
			seen[k.Name] = true
			all = append(all, k)
		}
	}
	for _, d := range account.Deployments() {
		backend, _, err := m.Backend(account, d)
		if err != nil {
			continue
		}
		pool, ok := backend.(*upstream.Pool)
		if !ok {
			add(inference.Keeper{Backend: backend})
			continue
		}
		for _, g := range pool.Guards() {
			add(inference.Keeper{Name: g.Name, Backend: g, Files: m.keepsFiles(g), Model: func(d *resource.Deployment) (string, bool) {
				return m.nameAt(g, account, d)
			}})
		}
	}
	slices.SortFunc(all, func(a, b inference.Keeper) int { return strings.Compare(a.Name, b.Name) })
	return all
}

func (m *models) keepsFiles(g *upstream.Guard) bool {
	return slices.ContainsFunc(m.servers, func(s *server) bool { return s.guard == g && s.config.Files })
}

// nameAt returns the server's name for the model of a deployment, and whether the server has the model.
func (m *models) nameAt(g *upstream.Guard, account *resource.Account, d *resource.Deployment) (string, bool) {
	backend, model, err := m.Backend(account, d)
	if pool, ok := backend.(*upstream.Pool); ok && err == nil {
		return pool.Name(g, model)
	}
	return "", false
}

func (a *App) openModels(ctx context.Context) error {
	servers, all, err := openUpstreams(a.config.Upstreams, a.config.Pools, a.config.Now, a.config.Log)
	if err != nil {
		return err
	}
	a.meter = quota.NewMeter(a.config.Now)
	a.models = &models{builtIn: &upstream.BuiltIn{Script: a.config.Script}, servers: servers, pools: all}
	if a.models.ledger, err = quota.OpenLedger(ctx, filepath.Join(a.config.DataDir, "spool-usage"), agingStore{a.db, a.clock}, a.config.Now, a.config.Log); err != nil {
		return err
	}
	a.onClose(a.models.ledger.Close)
	for _, s := range servers {
		a.onClose(s.models.Close)
	}
	if err := a.openRecordings(ctx); err != nil || len(servers) == 0 {
		return err
	}
	a.discover(ctx, true)
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		a.discoverAgain(ctx)
	}()
	a.onClose(func() { stop(); <-stopped })
	return nil
}

// The interval at which upstreams are asked for their models, and the timeout.
const (
	discoverEvery   = 30 * time.Second
	discoverTimeout = 3 * time.Second
)

func (a *App) discoverAgain(ctx context.Context) {
	every := a.config.DiscoverEvery
	if every == 0 {
		every = discoverEvery
	}
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			a.discover(ctx, false)
		case <-ctx.Done():
			return
		}
	}
}

// discover creates a deployment for each model that an upstream lists, in each account of the tenant. An unavailable
// upstream does not prevent the start: it is asked again, and existing deployments stay.
func (a *App) discover(ctx context.Context, first bool) {
	ctx, cancel := context.WithTimeout(ctx, discoverTimeout)
	defer cancel()
	var wg sync.WaitGroup
	found := make([][]string, len(a.models.servers))
	for i, s := range a.models.servers {
		if !s.discover {
			continue
		}
		wg.Go(func() {
			names, err := s.models.Models(ctx)
			if err != nil {
				if first && !s.config.Quiet {
					a.config.Log.Warn("an upstream does not list its models; it is asked again every 30 s", "url", s.config.URL, "error", err)
				}
				return
			}
			s.guard.Learn(names)
			found[i] = names
		})
	}
	wg.Wait()
	for i, s := range a.models.servers {
		if slices.Equal(found[i], s.deployed) || found[i] == nil {
			continue
		}
		if err := a.deployAll(ctx, s, found[i]); err != nil {
			if ctx.Err() == nil {
				a.config.Log.Error("the models of an upstream cannot be made deployments", "url", s.config.URL, "error", err)
			}
			continue
		}
		s.deployed = found[i]
	}
}

// deployAll creates missing deployments. It keeps deployments of models that a server no longer lists, because the
// server may list them again, and otherwise reports the missing model itself.
func (a *App) deployAll(ctx context.Context, s *server, names []string) error {
	source := ascii.ToLower(s.config.Name)
	if source == "" {
		source = sourceUpstream
	}
	return a.db.Update(ctx, func(tx *store.Tx) error {
		accounts, err := tx.Resources(resource.Query{Tenant: a.tenant.ID, Type: resource.TypeAccount})
		if err != nil {
			return err
		}
		for _, account := range accounts {
			for _, name := range names {
				if err := a.deploy(tx, account, name, source); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// deploymentName returns a deployment name for a model. Deployment names cannot contain the slash of names such as
// "meta-llama/Llama-3", and llama.cpp names a model by the path of its file.
func deploymentName(model string) string {
	if strings.HasPrefix(model, "/") || strings.HasPrefix(model, "./") {
		model = path.Base(model)
	}
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._:@-", r) {
			return r
		}
		return '-'
	}, model)
	return strings.TrimLeft(name, "._:@-")
}

// deploy creates a deployment of a model unless one with its name exists.
func (a *App) deploy(tx *store.Tx, account *resource.Resource, model, source string) error {
	id, err := account.ID.Child("deployments", deploymentName(model))
	if err != nil {
		a.config.Log.Warn("a model of an upstream has a name that no deployment can have", "model", model)
		return nil
	}
	if _, err := tx.Resource(id); !fault.Is(err, fault.NotFound) {
		return err
	}
	properties, err := json.Marshal(resource.DeploymentProperties{
		ProvisioningState: "Succeeded",
		Model:             resource.Model{Format: "OpenAI", Name: model, Source: source},
	})
	if err != nil {
		return err
	}
	now := a.now()
	return tx.PutResource(&resource.Resource{
		ID: id, Tenant: account.Tenant, Name: id.Name(), Type: resource.TypeDeployment, ETag: guid.New(),
		SKU: &resource.SKU{Name: "Standard"}, Properties: properties,
		SystemData: resource.SystemData{CreatedAt: now, LastModifiedAt: now, CreatedByType: "Application", LastModifiedByType: "Application"},
	})
}
