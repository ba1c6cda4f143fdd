package template

import (
	"strings"

	"keyless.dev/keyless/internal/ascii"
)

func resourceFunctions() map[string]builtin {
	return map[string]builtin{
		"reference":    {low: 1, high: 3, call: reference, finds: true},
		"references":   {low: 1, high: 2, call: references},
		"resourceInfo": {low: 1, high: 1, call: resourceInfo},
	}
}

// askable rejects a function that refers to other resources before these are deployed.
func (f frame) askable(c call) error {
	if f.asking && f.params == nil {
		return nil
	}
	return invalid("The template function '%s' is not expected at this location. Please see https://aka.ms/arm-functions for usage details.", c.name)
}

// one returns the resource of the template, or of the enclosing one, that a name refers to; nil if there is none.
func (f frame) one(c call, name string) (*item, error) {
	for t := f.template; t != nil; t = t.outer {
		switch found := t.find(name); len(found) {
		case 0:
		case 1:
			return found[0], nil
		default:
			return nil, c.bad("more than one resource of the template is called '%s'.", clip(name))
		}
	}
	return nil, nil
}

// reference implements reference(name or id, [version], ['Full']): the properties of a resource, or the whole resource.
func reference(f frame, c call) (any, error) {
	if err := f.askable(c); err != nil {
		return nil, err
	}
	all, err := c.texts(0)
	if err != nil {
		return nil, err
	}
	i, err := f.one(c, all[0])
	if err != nil {
		return nil, err
	}
	version := ""
	if len(all) > 1 {
		version = all[1]
	}
	shown, err := f.shown(c, i, all[0], version)
	if err != nil {
		return nil, err
	}
	if ascii.EqualFold(all[len(all)-1], "Full") && len(all) > 1 {
		return shown, nil
	}
	properties, ok := member(shown, "properties")
	if !ok {
		return map[string]any{}, nil
	}
	return properties, nil
}

func (f frame) shown(c call, i *item, name, version string) (map[string]any, error) {
	switch {
	case i == nil && !strings.HasPrefix(name, "/"):
		return nil, c.bad("the resource '%s' is not defined in the template.", clip(name))
	case i == nil:
		return f.world.Show(f.ctx, name, version)
	case i.existing:
		return f.world.Show(f.ctx, i.ID, i.APIVersion)
	case i.skipped:
		return nil, c.bad("the resource '%s' is not deployed: its condition is false.", i.ID)
	case i.shown == nil:
		return nil, c.bad("the resource '%s' is not deployed yet: name it in dependsOn.", i.ID)
	}
	return i.shown, nil
}

// references implements references(symbolic name of a loop, ['Full']).
func references(f frame, c call) (any, error) {
	if err := f.askable(c); err != nil {
		return nil, err
	}
	all, err := c.texts(0)
	if err != nil {
		return nil, err
	}
	out := []any{}
	for _, i := range f.find(all[0]) {
		if i.skipped {
			continue
		}
		shown, err := f.shown(c, i, i.ID, i.APIVersion)
		if err != nil {
			return nil, err
		}
		if len(all) > 1 && ascii.EqualFold(all[1], "Full") {
			out = append(out, shown)
			continue
		}
		properties, _ := member(shown, "properties")
		out = append(out, properties)
	}
	return out, nil
}

// resourceInfo returns what is known of a resource by its symbolic name before it is deployed.
func resourceInfo(f frame, c call) (any, error) {
	name, err := c.text(0)
	if err == nil {
		err = f.outside(c)
	}
	if err != nil {
		return nil, err
	}
	i, err := f.one(c, name)
	if err != nil {
		return nil, err
	}
	if i == nil {
		return nil, c.bad("the resource '%s' is not defined in the template.", clip(name))
	}
	return map[string]any{"id": i.ID, "name": i.Name, "type": i.Type, "apiVersion": i.APIVersion}, nil
}

// list implements all functions whose name starts with list, such as listKeys(id, version, [body]).
func list(f frame, c call) (any, error) {
	if err := f.askable(c); err != nil {
		return nil, err
	}
	name, err := c.text(0)
	if err != nil {
		return nil, err
	}
	i, err := f.one(c, name)
	if err != nil {
		return nil, err
	}
	if i != nil {
		name = i.ID
	}
	if !strings.HasPrefix(name, "/") {
		return nil, c.bad("the resource '%s' is not defined in the template.", clip(name))
	}
	version := ""
	if len(c.args) > 1 {
		if version, err = c.text(1); err != nil {
			return nil, err
		}
	}
	var body any
	if len(c.args) > 2 {
		body = c.args[2]
	}
	return f.world.Act(f.ctx, name, c.name, version, body)
}
