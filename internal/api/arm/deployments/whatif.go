package deployments

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/template"
)

// whatIfChange is the predicted change of one resource. Source: WhatIfChange, api-version 2024-11-01.
type whatIfChange struct {
	ResourceID string            `json:"resourceId"`
	Symbol     string            `json:"symbolicName,omitempty"`
	Kind       string            `json:"changeType"` // Create, Modify, NoChange, Ignore or Delete
	Before     map[string]any    `json:"before,omitempty"`
	After      map[string]any    `json:"after,omitempty"`
	Delta      []template.Change `json:"delta,omitempty"`
}

// before returns the present state of a resource; nil if it does not exist.
func (p *deploymentRun) before(ctx context.Context, tx provider.Tx, id, version string) (map[string]any, error) {
	reply, _, err := p.do(ctx, tx, http.MethodGet, id, version, nil)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return asMap(reply)
}

// changeOf compares a resource before and after it was written. Both states come from the service, so properties that
// it sets itself are equal.
func changeOf(r template.Resource, before, after map[string]any) whatIfChange {
	change := whatIfChange{ResourceID: r.ID, Symbol: r.Symbol, Kind: "Create"}
	if before == nil {
		change.After = maps.Clone(r.Body)
		for name, v := range map[string]any{"id": r.ID, "name": lastName(r.Name), "type": r.Type, "apiVersion": r.APIVersion} {
			change.After[name] = v
		}
		return change
	}
	change.Before, change.After = steady(before, r.APIVersion), steady(after, r.APIVersion)
	if change.Delta = template.Diff(change.Before, change.After); len(change.Delta) == 0 {
		change.Kind, change.Delta = "NoChange", nil
		return change
	}
	change.Kind = "Modify"
	return change
}

func lastName(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// steady returns a resource without the properties that differ after each write.
func steady(shown map[string]any, version string) map[string]any {
	out := maps.Clone(shown)
	for _, name := range []string{"etag", "systemData"} {
		delete(out, name)
	}
	if properties, ok := out["properties"].(map[string]any); ok {
		properties = maps.Clone(properties)
		for _, name := range []string{"updatedOn", "updatedBy"} {
			delete(properties, name)
		}
		out["properties"] = properties
	}
	if version != "" {
		out["apiVersion"] = version
	}
	return out
}

// others returns the top-level resources of a group that a deployment did not write.
func others(tx provider.Tx, tenant string, group resource.Scope, wrote []kept) ([]*resource.Resource, error) {
	all, err := tx.Resources(resource.Query{Tenant: tenant, Under: group})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(r *resource.Resource) bool {
		return r.Type != resource.TypeAccount && r.Type != resource.TypeUserIdentity ||
			slices.ContainsFunc(wrote, func(k kept) bool { id, err := resource.ParseScope(k.ID); return err == nil && r.ID.Contains(id) })
	}), nil
}

// leave adds the resources of the group that the template does not name: they are ignored or, in the mode Complete, deleted.
func (p *deploymentRun) leave(ctx context.Context, in *deploymentIn) error {
	if in.target.Type() != resource.TypeResourceGroup || in.Mode != "Complete" && !p.shows {
		return nil
	}
	wrote := p.stack[0].wrote
	var left []*resource.Resource
	err := p.view(ctx, func(tx provider.Tx) (err error) {
		left, err = others(tx, in.tenant, in.target, wrote)
		return err
	})
	for i := 0; err == nil && i < len(left); i++ {
		err = p.leaveOne(ctx, in, left[i].ID)
	}
	return err
}

func (p *deploymentRun) leaveOne(ctx context.Context, in *deploymentIn, id resource.Scope) error {
	if p.shows {
		before, err := p.before(ctx, p.tx, id.String(), "")
		if fault.Is(err, fault.Denied) && in.Mode != "Complete" {
			p.refused = nil
			return nil // it is not deleted, and the caller has no permission to read it
		}
		if err != nil {
			return err
		}
		change := whatIfChange{ResourceID: id.String(), Kind: "Ignore", Before: steady(before, "")}
		if in.Mode == "Complete" {
			change.Kind = "Delete"
		} else {
			change.After = change.Before
		}
		p.changes = append(p.changes, change)
	}
	if in.Mode != "Complete" {
		return nil
	}
	return p.remove(ctx, id)
}

// remove deletes a resource and its children, children first. Each deletion is authorized.
func (p *deploymentRun) remove(ctx context.Context, id resource.Scope) error {
	began := p.Now().UTC()
	err := p.update(ctx, func(tx provider.Tx) error {
		below, err := tx.Resources(resource.Query{Tenant: p.tenant, Under: id})
		if err != nil {
			return err
		}
		ids := []resource.Scope{id}
		for _, r := range below {
			if resource.Known(r.Type) && r.Type != resource.TypeLock {
				ids = append(ids, r.ID)
			}
		}
		for _, one := range slices.Backward(ids) {
			if _, _, err := p.do(ctx, tx, http.MethodDelete, one.String(), "", nil); err != nil {
				return err
			}
		}
		if p.dry() {
			return nil
		}
		return p.record(tx, p.stack[0].id, keptOperationState{kept{ID: id.String(), Type: id.Type(), Name: id.Name()}, "Delete", stateSucceeded, http.StatusOK, began, p.Now().UTC(), nil})
	})
	if err == nil || p.dry() {
		return err
	}
	return p.recordFailure(ctx, p.stack[0].id, keptOperationState{kept{ID: id.String(), Type: id.Type(), Name: id.Name()}, "Delete", stateFailed, fault.Of(err).Kind.Status(), began, p.Now().UTC(), errorOf(err, id.String())}, err)
}
