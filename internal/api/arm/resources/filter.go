package resources

import (
	"strings"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/resource"
)

// filterResources applies a $filter of the resource list. It supports the properties that az sends.
func filterResources(all []*resource.Resource, text string) ([]*resource.Resource, error) {
	terms, err := provider.ReadFilter(text)
	if err != nil {
		return nil, err
	}
	var kept []*resource.Resource
	for _, r := range all {
		keep := true
		for i, t := range terms {
			fits, known := fitsResource(r, t, terms[:i])
			if !known || t.Operator == "ge" || t.Operator == "le" {
				return nil, provider.InvalidFilter(text)
			}
			keep = keep && fits
		}
		if keep {
			kept = append(kept, r)
		}
	}
	return kept, nil
}

func fitsResource(r *resource.Resource, t provider.Term, before []provider.Term) (fits, known bool) {
	has := ""
	switch t.Name {
	case "resourcegroup":
		has = r.ID.ResourceGroup()
	case "resourcetype":
		has = r.Type
	case "name":
		has = r.Name
	case "location":
		has, t.Value = resource.NormalLocation(r.Location), resource.NormalLocation(t.Value)
	case "tagname":
		_, there := tag(r, t.Value)
		return there == (t.Operator == "eq"), true
	case "tagvalue":
		for _, other := range before {
			if other.Name == "tagname" {
				has, _ = tag(r, other.Value)
			}
		}
	case "substringof:name":
		return strings.Contains(ascii.ToLower(r.Name), ascii.ToLower(t.Value)), true
	case "startswith:tagname":
		for name := range r.Tags {
			fits = fits || len(name) >= len(t.Value) && ascii.EqualFold(name[:len(t.Value)], t.Value)
		}
		return fits, true
	default:
		return false, false
	}
	return ascii.EqualFold(has, t.Value) == (t.Operator == "eq"), t.Operator != "call"
}

func tag(r *resource.Resource, name string) (string, bool) {
	for given, value := range r.Tags {
		if ascii.EqualFold(given, name) {
			return value, true
		}
	}
	return "", false
}
