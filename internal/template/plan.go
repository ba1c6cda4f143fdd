package template

import (
	"fmt"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/ascii"
)

// typeDeployment is the type of a nested deployment.
const typeDeployment = "Microsoft.Resources/deployments"

// item is one resource to deploy: each iteration of a copy loop is one.
type item struct {
	Resource
	source   map[string]any
	copies   []loop
	loop     string // name of its copy loop
	index    int    // in the loop, or -1
	scope    string // scope that a nested deployment deploys to
	existing bool   // only read, not written
	skipped  bool   // its condition is false
	missing  bool   // left out after an error
	needs    []*item
	mark     uint8          // state in order: 1 visiting, 2 done
	shown    map[string]any // set once it is written
}

// lacks reports whether a dependency of the item was left out after an error.
func (i *item) lacks() bool {
	return slices.ContainsFunc(i.needs, func(n *item) bool { return n.missing })
}

func (t *template) frame(copies []loop) frame { return frame{template: t, copies: copies} }

// plan finds all resources with their ids, conditions and dependencies. These must not depend on other resources' properties.
func (t *template) plan() error {
	resources, _ := member(t.deployment.Template, "resources")
	switch all := resources.(type) {
	case []any:
		for _, one := range all {
			if err := t.planOne(one, "", "", ""); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, symbol := range sortedKeys(all) {
			if err := t.planOne(all[symbol], symbol, "", ""); err != nil {
				return err
			}
		}
	}
	seen := map[string]bool{}
	for _, i := range t.items {
		key := ascii.ToLower(i.ID)
		if seen[key] && !i.existing && !i.skipped {
			return invalid("Deployment template validation failed: 'The resource '%s' is defined multiple times in a template. Please see https://aka.ms/arm-syntax-resources for usage details.'.", i.ID)
		}
		seen[key] = seen[key] || !i.existing && !i.skipped
		t.warn(i)
	}
	for _, i := range t.items {
		if err := t.depend(i); err != nil {
			return err
		}
	}
	return nil
}

// planOne plans one member of "resources": the resource, its iterations, and its children, whose type and name extend its own.
func (t *template) planOne(v any, symbol, kindAbove, nameAbove string) error {
	source, ok := v.(map[string]any)
	if !ok {
		return invalid("Deployment template validation failed: a resource is %s, an object was expected.", describe(v))
	}
	loop, _ := member(source, "copy")
	if loop == nil {
		return t.planTurn(&item{source: source, index: -1, copies: t.copies, Resource: Resource{Symbol: symbol}}, kindAbove, nameAbove)
	}
	m, _ := loop.(map[string]any)
	name, _ := m["name"].(string)
	if name == "" {
		name = symbol
	}
	if name == "" {
		return invalid("Deployment template validation failed: a copy loop of a resource has no name.")
	}
	count, err := t.frame(t.copies).count(m["count"], name)
	if err != nil {
		return err
	}
	t.loops[ascii.ToLower(name)], t.loops[ascii.ToLower(symbol)] = true, true
	first := len(t.items)
	for turn := range count {
		i := &item{source: source, loop: name, index: turn, copies: t.frame(t.copies).within(name, turn).copies, Resource: Resource{Symbol: symbol}}
		if err := t.planTurn(i, kindAbove, nameAbove); err != nil {
			return err
		}
	}
	return t.serial(m, t.items[first:])
}

// serial makes each iteration of a loop depend on an earlier one, if the loop's mode is serial.
func (t *template) serial(m map[string]any, turns []*item) error {
	mode, _ := member(m, "mode")
	if text, _ := mode.(string); !ascii.EqualFold(text, "serial") {
		return nil
	}
	batch := int64(1)
	if v, ok := member(m, "batchSize"); ok {
		size, err := t.frame(t.copies).value(v)
		if err != nil {
			return err
		}
		if batch, ok = size.(int64); !ok || batch < 1 {
			return invalid("Deployment template validation failed: the batchSize of a copy loop is not a whole number above zero.")
		}
	}
	for _, i := range turns {
		for _, earlier := range turns {
			if int64(earlier.index)/batch+1 == int64(i.index)/batch {
				i.needs = append(i.needs, earlier)
			}
		}
	}
	return nil
}

func (t *template) planTurn(i *item, kindAbove, nameAbove string) error {
	f := t.frame(i.copies)
	if err := t.identify(i, f, kindAbove, nameAbove); err != nil {
		return inPlace(err, "Deployment template validation failed: a resource of type '%s' cannot be planned.", clip(i.Type))
	}
	if v, ok := member(i.source, "condition"); ok {
		condition, err := f.value(v)
		if err != nil {
			return inPlace(err, "Unable to process the condition of the resource '%s'.", i.ID)
		}
		truth, ok := condition.(bool)
		if !ok {
			return invalid("Deployment template validation failed: the condition of the resource '%s' is %s, a boolean was expected.", i.ID, describe(condition))
		}
		i.skipped = !truth
	}
	t.items = append(t.items, i)
	if *t.count++; *t.count > MaxResources {
		return invalid("Deployment template validation failed: the number of resources is more than %d.", MaxResources)
	}
	children, _ := member(i.source, "resources")
	list, ok := children.([]any)
	if !ok || ascii.EqualFold(i.Type, typeDeployment) {
		return nil
	}
	for _, child := range list {
		if err := t.planOne(child, "", i.Type, i.Name); err != nil {
			return err
		}
	}
	return nil
}

// identify sets type, name, version and id.
func (t *template) identify(i *item, f frame, kindAbove, nameAbove string) error {
	if v, ok := member(i.source, "import"); ok {
		return invalid("The extension '%v' is not supported.", v)
	}
	if v, ok := member(i.source, "extension"); ok {
		return invalid("The extension '%v' is not supported.", v)
	}
	existing, _ := member(i.source, "existing")
	i.existing = existing == true
	for _, part := range []struct {
		name string
		into *string
	}{{"type", &i.Type}, {"name", &i.Name}, {"apiVersion", &i.APIVersion}} {
		v, _ := member(i.source, part.name)
		text, err := f.value(v)
		if err != nil {
			return inPlace(err, "Unable to process its %s.", part.name)
		}
		var ok bool
		if *part.into, ok = text.(string); !ok || *part.into == "" {
			return invalid("It has no %s.", part.name)
		}
	}
	if kindAbove != "" {
		i.Type, i.Name = kindAbove+"/"+i.Type, nameAbove+"/"+i.Name
	}
	kinds, names := strings.Split(i.Type, "/"), strings.Split(i.Name, "/")
	if len(kinds) < 2 || len(kinds) != len(names)+1 {
		return invalid("The template resource '%s' for type '%s' has incorrect segment lengths. A nested resource type must have identical number of segments as its resource name. A root resource type must have segment length one greater than its resource name.", clip(i.Name), clip(i.Type))
	}
	scope, err := t.scopeOf(i, f)
	if err != nil {
		return err
	}
	i.scope = scope
	i.ID = identify(scope, i.Type, names)
	return nil
}

// scopeOf returns the scope of a resource: its own if it has one, else that of the deployment.
func (t *template) scopeOf(i *item, f frame) (string, error) {
	say := func(name string) (string, error) {
		v, _ := member(i.source, name)
		text, err := f.value(v)
		if err != nil || text == nil {
			return "", err
		}
		s, ok := text.(string)
		if !ok {
			return "", invalid("Its %s is %s, a text was expected.", name, describe(text))
		}
		return s, nil
	}
	scope, err := say("scope")
	if err != nil {
		return "", err
	}
	switch {
	case scope == "/":
		return "", nil
	case strings.HasPrefix(scope, "/"):
		return strings.TrimSuffix(scope, "/"), nil
	case strings.HasPrefix(ascii.ToLower(scope), "microsoft.management/managementgroups/"):
		return "/providers/" + scope, nil
	case scope != "":
		if !ascii.EqualFold(i.Type, typeDeployment) && strings.Count(scope, "/")%2 == 0 {
			return strings.TrimSuffix(t.deployment.Scope, "/") + "/providers/" + scope, nil
		}
		return "", invalid("Its scope '%s' is not valid.", clip(scope))
	}
	if !i.existing && !ascii.EqualFold(i.Type, typeDeployment) {
		return strings.TrimSuffix(t.deployment.Scope, "/"), nil
	}
	p := partsOf(t.deployment.Scope)
	subscription, err := say("subscriptionId")
	if err != nil {
		return "", err
	}
	group, err := say("resourceGroup")
	if err != nil {
		return "", err
	}
	switch {
	case subscription != "":
		p.subscription, p.group = subscription, group
	case group != "":
		p.group = group
	default:
		return strings.TrimSuffix(t.deployment.Scope, "/"), nil
	}
	if p.subscription == "" {
		return "", invalid("It names a resource group, and no subscription.")
	}
	if p.group == "" {
		return p.inSubscription(), nil
	}
	return p.inGroup(), nil
}

// find returns the resources that a name refers to: a symbolic name, a loop, an id, or a resource name.
func (t *template) find(name string) []*item {
	var found []*item
	pick := func(fits func(*item) bool) bool {
		for _, i := range t.items {
			if fits(i) {
				found = append(found, i)
			}
		}
		return len(found) > 0
	}
	folded := ascii.ToLower(strings.Trim(name, "/"))
	switch {
	case t.version2 && pick(func(i *item) bool {
		return i.Symbol == name || i.index >= 0 && fmt.Sprintf("%s[%d]", i.Symbol, i.index) == name
	}):
	case pick(func(i *item) bool { return ascii.EqualFold(i.ID, name) }):
	case pick(func(i *item) bool { return i.loop != "" && ascii.EqualFold(i.loop, name) }):
	case pick(func(i *item) bool { return ascii.EqualFold(i.Name, name) }):
	default:
		pick(func(i *item) bool { return strings.HasSuffix(ascii.ToLower(i.ID), "/providers/"+folded) })
	}
	return found
}

// depend sets the dependencies of an item: its dependsOn, and those implied by its expressions.
func (t *template) depend(i *item) error {
	v, _ := member(i.source, "dependsOn")
	named, err := t.frame(i.copies).value(v)
	if err != nil {
		return inPlace(err, "Unable to process dependsOn of the resource '%s'.", i.ID)
	}
	list, ok := named.([]any)
	if !ok && named != nil {
		return invalid("Deployment template validation failed: dependsOn of the resource '%s' is %s, an array was expected.", i.ID, describe(named))
	}
	for _, one := range list {
		name, _ := one.(string)
		found := t.find(name)
		if len(found) == 0 && !t.loops[ascii.ToLower(name)] && (t.outer == nil || len(t.outer.find(name)) == 0) {
			return invalid("Deployment template validation failed: 'The resource '%s' is not defined in the template. Please see https://aka.ms/arm-syntax for usage details.'.", clip(name))
		}
		i.needs = append(i.needs, found...)
	}
	t.imply(i)
	return nil
}

// imply adds the resources that reference() and list*() refer to. An argument that cannot be evaluated yet implies nothing.
func (t *template) imply(i *item) {
	inner := ascii.EqualFold(i.Type, typeDeployment) && isInner(i.source)
	for _, name := range sortedKeys(i.source) {
		v := i.source[name]
		if properties, ok := v.(map[string]any); ok && inner && ascii.EqualFold(name, "properties") {
			v, _ = member(properties, "parameters") // the rest has its own evaluation scope
		}
		if ascii.EqualFold(name, "resources") {
			continue
		}
		t.expressions(v, func(n *node) {
			if n.kind != callOf || len(n.args) == 0 || n.text != "reference" && n.text != "references" && !strings.HasPrefix(n.text, "list") {
				return
			}
			asked, err := t.frame(i.copies).eval(n.args[0])
			if text, ok := asked.(string); err == nil && ok {
				for _, found := range t.find(text) {
					if found != i {
						i.needs = append(i.needs, found)
					}
				}
			}
		})
	}
}

// order sorts the items so that each follows its dependencies, and otherwise as in the template.
func (t *template) order() ([]*item, error) {
	var out []*item
	var visit func(i *item) error
	visit = func(i *item) error {
		switch i.mark {
		case 1:
			return invalid("Deployment template validation failed: 'Circular dependency detected on resource: '%s'. Please see https://aka.ms/arm-syntax-resources for usage details.'.", i.ID)
		case 2:
			return nil
		}
		i.mark = 1
		for _, need := range i.needs {
			if err := visit(need); err != nil {
				return err
			}
		}
		i.mark = 2
		out = append(out, i)
		return nil
	}
	for _, i := range t.items {
		if err := visit(i); err != nil {
			return nil, err
		}
	}
	return out, nil
}
