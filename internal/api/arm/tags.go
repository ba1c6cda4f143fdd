package arm

import (
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/resource"
)

// tagsBody is the tags resource. Source: Microsoft.Resources/tags api-version 2021-04-01.
type tagsBody struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	Type       string         `json:"type"`
	Properties tagsProperties `json:"properties"`
}

type tagsProperties struct {
	Tags map[string]string `json:"tags"`
}

func showTagsOf(r *resource.Resource) (edge.Reply, error) {
	tags := r.Tags
	if tags == nil {
		tags = map[string]string{}
	}
	return ok(tagsBody{r.ID.String() + "/providers/Microsoft.Resources/tags/default", "default", "Microsoft.Resources/tags", tagsProperties{tags}})
}

func showTags(c *call) (edge.Reply, error) {
	r, err := c.find()
	if err != nil {
		return edge.Reply{}, err
	}
	return showTagsOf(r)
}

func putTags(c *call) (edge.Reply, error) {
	var in struct {
		Properties tagsProperties `json:"properties"`
	}
	if err := c.read(&in); err != nil {
		return edge.Reply{}, err
	}
	return c.setTags("Replace", in.Properties.Tags)
}

func patchTags(c *call) (edge.Reply, error) {
	var in struct {
		Operation  string         `json:"operation"`
		Properties tagsProperties `json:"properties"`
	}
	if err := c.read(&in); err != nil {
		return edge.Reply{}, err
	}
	return c.setTags(in.Operation, in.Properties.Tags)
}

func deleteTags(c *call) (edge.Reply, error) {
	if _, err := c.change.SetTags(c.Scope, "Replace", nil); err != nil {
		return edge.Reply{}, err
	}
	return gone(true)
}

func (c *call) setTags(operation string, tags map[string]string) (edge.Reply, error) {
	r, err := c.change.SetTags(c.Scope, operation, tags)
	if err != nil {
		return edge.Reply{}, err
	}
	return showTagsOf(r)
}

// listLocks lists the locks at and below the scope.
func listLocks(c *call) (edge.Reply, error) {
	if _, err := c.find(); err != nil {
		return edge.Reply{}, err
	}
	all, err := c.tx.Resources(resource.Query{Tenant: c.tenant, Under: c.Scope, Type: resource.TypeLock})
	if err != nil {
		return edge.Reply{}, err
	}
	return c.pageOf(all)
}
