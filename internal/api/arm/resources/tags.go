package resources

import (
	"keyless.dev/keyless/internal/api/arm/provider"
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
	return provider.OK(tagsBody{r.ID.String() + "/providers/Microsoft.Resources/tags/default", "default", "Microsoft.Resources/tags", tagsProperties{tags}})
}

func showTags(c *provider.Call) (edge.Reply, error) {
	r, err := c.Find()
	if err != nil {
		return edge.Reply{}, err
	}
	return showTagsOf(r)
}

func putTags(c *provider.Call) (edge.Reply, error) {
	var in struct {
		Properties tagsProperties `json:"properties"`
	}
	if err := c.ReadBody(&in); err != nil {
		return edge.Reply{}, err
	}
	return setTags(c, "Replace", in.Properties.Tags)
}

func patchTags(c *provider.Call) (edge.Reply, error) {
	var in struct {
		Operation  string         `json:"operation"`
		Properties tagsProperties `json:"properties"`
	}
	if err := c.ReadBody(&in); err != nil {
		return edge.Reply{}, err
	}
	return setTags(c, in.Operation, in.Properties.Tags)
}

func deleteTags(c *provider.Call) (edge.Reply, error) {
	if _, err := c.Change.SetTags(c.Scope, "Replace", nil); err != nil {
		return edge.Reply{}, err
	}
	return provider.Deleted(true)
}

func setTags(c *provider.Call, operation string, tags map[string]string) (edge.Reply, error) {
	r, err := c.Change.SetTags(c.Scope, operation, tags)
	if err != nil {
		return edge.Reply{}, err
	}
	return showTagsOf(r)
}
