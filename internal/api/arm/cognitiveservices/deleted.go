package cognitiveservices

import (
	"net/http"
	"time"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/resource"
)

func deletedID(c *provider.Call) (resource.Scope, error) {
	return resource.DeletedAccountID(c.Vars["subscription"], c.Vars["location"], c.Vars["group"], c.Vars["account"])
}

func showDeletedBody(c *provider.Call, r *resource.Resource) (*provider.Body, error) {
	var kept resource.DeletedAccount
	if err := provider.Decode(r.Properties, &kept); err != nil {
		return nil, err
	}
	out, err := c.Render(kept.Account)
	if err != nil {
		return nil, err
	}
	out.ID, out.Type = r.ID.String(), "Microsoft.CognitiveServices/deletedAccounts"
	if properties, ok := out.Properties.(map[string]any); ok {
		properties["deletionDate"] = kept.DeletedAt
		properties["scheduledPurgeDate"] = kept.PurgeAt().Format(time.RFC3339)
	}
	return out, nil
}

func listDeleted(c *provider.Call) (edge.Reply, error) {
	all, err := c.Tx.Resources(resource.Query{Tenant: c.Tenant, Under: c.Scope, Type: resource.TypeDeletedAccount})
	if err != nil {
		return edge.Reply{}, err
	}
	var bodies []*provider.Body
	for _, r := range all {
		if c.Change.PurgeDue(r) {
			continue
		}
		one, err := showDeletedBody(c, r)
		if err != nil {
			return edge.Reply{}, err
		}
		bodies = append(bodies, one)
	}
	return provider.Page(c, bodies, func(b *provider.Body) string { return ascii.ToLower(b.ID) })
}

func showDeleted(c *provider.Call) (edge.Reply, error) {
	id, err := deletedID(c)
	if err != nil {
		return edge.Reply{}, err
	}
	r, err := resource.Find(c.Tx, c.Tenant, id)
	if err != nil {
		return edge.Reply{}, err
	}
	one, err := showDeletedBody(c, r)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(one)
}

func purgeDeleted(c *provider.Call) (edge.Reply, error) {
	id, err := deletedID(c)
	if err != nil {
		return edge.Reply{}, err
	}
	if err := c.Change.Purge(id); err != nil {
		return edge.Reply{}, err
	}
	return provider.Reply(http.StatusOK, nil)
}
