package template

import "keyless.dev/keyless/internal/ascii"

// control lists the members of a resource that belong to the template language.
var control = [...]string{
	"apiVersion", "asserts", "comments", "condition", "copy", "dependsOn", "existing", "metadata", "name", "resourceGroup", "resources", "scope", "subscriptionId", "type", "@options",
}

// deploy deploys one resource.
func (t *template) deploy(i *item) error {
	if i.existing || i.skipped {
		return nil
	}
	need := Need{Resource: Resource{ID: i.ID, Type: i.Type, Name: i.Name, Symbol: i.Symbol}}
	for _, n := range i.needs {
		if !n.existing && !n.skipped {
			need.DependsOn = append(need.DependsOn, Resource{ID: n.ID, Type: n.Type, Name: n.Name, Symbol: n.Symbol})
		}
	}
	t.deployment.Needs = append(t.deployment.Needs, need)
	var err error
	if ascii.EqualFold(i.Type, typeDeployment) {
		i.shown, err = t.deployNested(i)
	} else {
		i.shown, err = t.put(i)
	}
	if _, inner := Failed(err); err == nil || inner || partials(err) != nil {
		return err
	}
	return &failure{i.Resource, err}
}

func (t *template) put(i *item) (map[string]any, error) {
	f := t.frame(i.copies)
	f.asking = true
	body := map[string]any{}
	for _, name := range sortedKeys(i.source) {
		if isControl(name) {
			continue
		}
		v, err := f.value(i.source[name])
		if err != nil {
			return nil, inPlace(err, "Unable to process template language expressions for resource '%s', at '%s'.", i.ID, clip(name))
		}
		if v = withoutNull(v); v != nil {
			body[name] = v
		}
	}
	if size(body) > MaxBody {
		return nil, invalid("The resource '%s' is larger than %d MiB.", i.ID, MaxBody>>20)
	}
	i.Body = body
	return t.world.Put(t.ctx, t.deployment, i.Resource)
}

// withoutNull removes null members. Azure's providers treat them as absent, and Bicep emits many of them.
func withoutNull(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, item := range v {
			if item = withoutNull(item); item != nil {
				out[name] = item
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = withoutNull(item)
		}
		return out
	}
	return v
}

func isControl(name string) bool {
	for _, word := range control {
		if ascii.EqualFold(word, name) {
			return true
		}
	}
	return false
}

// isInner reports whether a nested template has its own evaluation scope.
func isInner(source map[string]any) bool {
	properties, _ := member(source, "properties")
	p, _ := properties.(map[string]any)
	options, _ := member(p, "expressionEvaluationOptions")
	o, _ := options.(map[string]any)
	scope, _ := member(o, "scope")
	text, _ := scope.(string)
	return ascii.EqualFold(text, "inner")
}

// deployNested runs a deployment within this one.
func (t *template) deployNested(i *item) (map[string]any, error) {
	if t.nesting >= MaxNesting {
		return nil, invalid("Deployments are nested more than %d levels deep.", MaxNesting)
	}
	inner, err := t.nested(i)
	if err != nil {
		return nil, err
	}
	d := inner.deployment
	if err := t.world.Begin(t.ctx, d); err != nil {
		return nil, err
	}
	failed := inner.run()
	t.deployment.Warnings = append(t.deployment.Warnings, d.Warnings...)
	shown, err := t.world.End(t.ctx, d, failed)
	if failed != nil {
		return nil, failed
	}
	return shown, err
}

func (t *template) nested(i *item) (*template, error) {
	f := t.frame(i.copies)
	f.asking = true
	properties, _ := member(i.source, "properties")
	p, _ := properties.(map[string]any)
	source, _ := member(p, "template")
	text, ok := source.(map[string]any)
	if !ok {
		return nil, invalid("The nested deployment '%s' has no template of its own; a templateLink is not supported.", i.ID)
	}
	d := &Deployment{ID: i.ID, Scope: i.scope, Name: i.Name, Mode: "Incremental", Template: text, Parent: t.deployment}
	if d.Scope == "" {
		d.Scope = "/"
	}
	for _, part := range []struct {
		from map[string]any
		name string
		use  func(any)
	}{
		{p, "mode", func(v any) { d.Mode, _ = v.(string) }},
		{p, "parameters", func(v any) { d.Parameters, _ = v.(map[string]any) }},
		{i.source, "location", func(v any) { d.Location, _ = v.(string) }},
	} {
		v, _ := member(part.from, part.name)
		evaluated, err := f.value(v)
		if err != nil {
			return nil, inPlace(err, "Unable to process template language expressions for resource '%s', at '%s'.", i.ID, part.name)
		}
		part.use(evaluated)
	}
	if !ascii.EqualFold(d.Mode, "Incremental") {
		return nil, invalid("The nested deployment '%s' has the mode '%s': only Incremental can be nested.", i.ID, clip(d.Mode))
	}
	d.Mode = "Incremental"
	inner := &template{
		meter: t.meter, functions: t.functions, around: t.around, world: t.world, cache: t.cache,
		loops: map[string]bool{}, deployment: d, seen: d, nesting: t.nesting + 1, count: t.count,
	}
	if !isInner(i.source) {
		inner.outer, inner.seen, inner.copies = t, t.seen, i.copies
	}
	return inner, nil
}

// outputs evaluates the outputs of the deployment, without secure ones.
func (t *template) outputs() error {
	all, err := section(t.deployment.Template, "outputs")
	if err != nil {
		return err
	}
	if len(all) > MaxOutputs {
		return invalid("Deployment template validation failed: the number of outputs is %d, more than %d.", len(all), MaxOutputs)
	}
	t.deployment.Outputs = map[string]any{}
	for _, name := range sortedKeys(all) {
		if err := t.output(name, all[name]); err != nil {
			return inPlace(err, "Unable to process template language expressions for the output '%s'.", clip(name))
		}
	}
	return nil
}

func (t *template) output(name string, v any) error {
	declared, ok := v.(map[string]any)
	if !ok {
		return invalid("It is %s, an object was expected.", describe(v))
	}
	var err error
	if declared, err = t.resolve(declared); err != nil {
		return err
	}
	f := t.frame(t.copies)
	f.asking = true
	if condition, ok := member(declared, "condition"); ok {
		if truth, err := f.value(condition); err != nil || truth != true {
			return err
		}
	}
	kind, _ := declared["type"].(string)
	if secure(kind) {
		t.deployment.Outputs[name] = map[string]any{"type": titled(kind)}
		return nil
	}
	var value any
	if loop, ok := member(declared, "copy"); ok {
		m, _ := loop.(map[string]any)
		_, value, err = f.propertyCopy(map[string]any{"name": name, "count": m["count"], "input": m["input"]})
	} else {
		source, _ := member(declared, "value")
		value, err = f.value(source)
	}
	if err != nil {
		return err
	}
	if list, ok := value.([]any); ok && list == nil {
		value = []any{}
	}
	if value != nil || declared["nullable"] != true {
		if got := typeName(value); kind != "" && !ascii.EqualFold(got, kind) {
			return invalid("Its value is of type '%s', not '%s'.", titled(got), titled(kind))
		}
	}
	t.deployment.Outputs[name] = map[string]any{"type": titled(kind), "value": value}
	return nil
}
