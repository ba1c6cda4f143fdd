package resource

import (
	"maps"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// Limits of tags. Source: Azure Resource Manager tag limitations.
const (
	maxTags     = 50
	maxTagName  = 512
	maxTagValue = 256
)

func checkTags(tags map[string]string) error {
	if len(tags) > maxTags {
		return fault.New(fault.Invalid, "InvalidTags", "A resource has at most %d tags, not %d.", maxTags, len(tags))
	}
	for name, value := range tags {
		if name == "" || len(name) > maxTagName || strings.ContainsAny(name, `<>%&\?/`) {
			return fault.New(fault.Invalid, "InvalidTagNameCharacters", "The tag name '%s' is not valid: it has 1 to %d characters, none of them '<,>,%%,&,\\,?,/'.", name, maxTagName)
		}
		if len(value) > maxTagValue {
			return fault.New(fault.Invalid, "TagValueTooLong", "The value of the tag '%s' is longer than %d characters.", name, maxTagValue)
		}
	}
	return nil
}

// SetTags changes the tags of the resource with an id. operation is Replace, Merge or Delete, as in ARM's tags resource.
func (c *Change) SetTags(id Scope, operation string, tags map[string]string) (*Resource, error) {
	r, err := Find(c.Store, c.Tenant, id)
	if err != nil {
		return nil, err
	}
	changed := *r
	changed.Tags = maps.Clone(r.Tags)
	if changed.Tags == nil {
		changed.Tags = map[string]string{}
	}
	switch ascii.ToLower(operation) {
	case "replace":
		changed.Tags = maps.Clone(tags)
	case "merge":
		for name, value := range tags {
			setTag(changed.Tags, name, value)
		}
	case "delete":
		for name := range tags {
			dropTag(changed.Tags, name)
		}
	default:
		return nil, fault.New(fault.Invalid, "InvalidTagsPatchOperation", "The tags operation '%s' is not one of Replace, Merge, Delete.", operation)
	}
	if err := checkTags(changed.Tags); err != nil {
		return nil, err
	}
	c.stamp(&changed, false)
	return &changed, c.Store.PutResource(&changed)
}

// setTag and dropTag ignore the case of names, as Azure does.
func setTag(tags map[string]string, name, value string) {
	dropTag(tags, name)
	tags[name] = value
}

func dropTag(tags map[string]string, name string) {
	maps.DeleteFunc(tags, func(other, _ string) bool { return ascii.EqualFold(other, name) })
}
