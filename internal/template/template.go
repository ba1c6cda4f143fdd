package template

import (
	"context"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// template is a template with its parameters during a deployment.
type template struct {
	*meter
	functions functions
	around    *Around
	world     World
	cache     map[string]*node // parsed expressions

	deployment *Deployment
	seen       *Deployment          // what deployment() and resourceGroup() describe: the enclosing deployment for a template with outer scope
	outer      *template            // the enclosing template, for a template with outer scope
	copies     []loop               // the loops around a template with outer scope
	own        map[string]any       // user-defined functions, by "namespace.name" in lower case
	types      map[string]any       // "definitions", by name
	parameters map[string]any       // values, by name in lower case
	variables  map[string]*variable // by name in lower case
	version2   bool                 // resources are an object with symbolic names
	items      []*item              // all resources, once planned
	loops      map[string]bool      // names of copy loops, in lower case, including those without iterations
	nesting    int
	count      *int // number of resources in all deployments of this run
}

// variable is a variable, evaluated on first use.
type variable struct {
	source     any
	value      any
	done, busy bool
}

// parsed parses an expression and caches the result.
func (t *template) parsed(text string) (*node, error) {
	if n, ok := t.cache[text]; ok {
		return n, nil
	}
	n, err := parse(text)
	if err == nil {
		t.cache[text] = n
	}
	return n, err
}

// section returns a member of the template, which must be an object if it exists.
func section(in map[string]any, name string) (map[string]any, error) {
	v, _ := member(in, name)
	switch v := v.(type) {
	case nil:
		return nil, nil
	case map[string]any:
		return v, nil
	}
	return nil, invalid("Deployment template validation failed: '%s' is %s, an object was expected.", name, describe(v))
}

// open validates the form of the template, and prepares its functions, parameters and variables.
func (t *template) open() error {
	source := t.deployment.Template
	schema, _ := member(source, "$schema")
	if text, ok := schema.(string); !ok || text == "" {
		return invalid("Deployment template validation failed: 'Required property '$schema' not found in JSON.'.")
	}
	if v, _ := member(source, "contentVersion"); v == nil {
		return invalid("Deployment template validation failed: 'Required property 'contentVersion' not found in JSON.'.")
	}
	if v, ok := member(source, "resources"); !ok {
		return invalid("Deployment template validation failed: 'Required property 'resources' not found in JSON.'.")
	} else if _, t.version2 = v.(map[string]any); !t.version2 && typeName(v) != "array" {
		return invalid("Deployment template validation failed: 'resources' is %s, an array was expected.", describe(v))
	}
	if t.outer != nil {
		t.own, t.parameters, t.variables, t.deployment.Given = t.outer.own, t.outer.parameters, t.outer.variables, map[string]any{}
		return nil
	}
	if err := t.openFunctions(source); err != nil {
		return err
	}
	var err error
	if t.types, err = section(source, "definitions"); err != nil {
		return err
	}
	if err := t.openParameters(source); err != nil {
		return err
	}
	return t.openVariables(source)
}

func (t *template) openFunctions(source map[string]any) error {
	t.own = map[string]any{}
	v, _ := member(source, "functions")
	all, _ := v.([]any)
	for _, one := range all {
		namespace, _ := one.(map[string]any)
		name, _ := namespace["namespace"].(string)
		members, _ := namespace["members"].(map[string]any)
		if name == "" || members == nil {
			return invalid("Deployment template validation failed: a namespace of 'functions' has no name or no members.")
		}
		for member, definition := range members {
			t.own[ascii.ToLower(name+"."+member)] = definition
		}
	}
	return nil
}

func (t *template) openVariables(source map[string]any) error {
	all, err := section(source, "variables")
	if err != nil {
		return err
	}
	t.variables = map[string]*variable{}
	for name, v := range all {
		loops, ok := v.([]any)
		if !ok || !ascii.EqualFold(name, "copy") || !areLoops(loops) {
			t.variables[ascii.ToLower(name)] = &variable{source: v}
			continue
		}
		for _, one := range loops {
			m := one.(map[string]any)
			name, ok := m["name"].(string)
			if !ok {
				return invalid("Deployment template validation failed: a copy loop of 'variables' has no name.")
			}
			t.variables[ascii.ToLower(name)] = &variable{source: map[string]any{"copy": []any{m}}, value: name}
		}
	}
	if len(t.variables) > MaxVariables {
		return invalid("Deployment template validation failed: the number of variables is %d, more than %d.", len(t.variables), MaxVariables)
	}
	return nil
}

// variable evaluates a variable, in a frame that has only the template.
func (t *template) variable(name string, depth int) (any, error) {
	v, ok := t.variables[ascii.ToLower(name)]
	switch {
	case !ok:
		return nil, invalid("The template variable '%s' is not found.", clip(name))
	case v.done:
		return v.value, nil
	case v.busy:
		return nil, invalid("The template variable '%s' is defined by itself.", clip(name))
	}
	v.busy = true
	value, err := frame{template: t, depth: depth, copies: t.copies}.value(v.source)
	if err != nil {
		return nil, inPlace(err, "Unable to process the template variable '%s'.", clip(name))
	}
	if loop, ok := v.value.(string); ok { // the member that a copy loop created
		value = value.(map[string]any)[loop]
	}
	v.value, v.done, v.busy = value, true, false
	return value, nil
}

// Run deploys d. It validates the template, writes its resources through world in the order of their dependencies, and sets
// the results in d. It stops at the first resource that fails and returns its error; resources written before stay. Failed
// returns the resource of an error.
func Run(ctx context.Context, d *Deployment, around *Around, world World) error {
	return newTemplate(ctx, d, around, world).run()
}

// Check validates as much as possible without a world: parameters, conditions, names and dependencies, but not properties and
// nested templates.
func Check(ctx context.Context, d *Deployment, around *Around) error {
	t := newTemplate(ctx, d, around, nil)
	if err := t.open(); err != nil {
		return err
	}
	if err := t.plan(); err != nil {
		return err
	}
	_, err := t.order()
	return err
}

func newTemplate(ctx context.Context, d *Deployment, around *Around, world World) *template {
	return &template{
		meter: &meter{ctx: ctx}, functions: newFunctions(), around: around, world: world, cache: map[string]*node{},
		loops: map[string]bool{}, deployment: d, seen: d, count: new(int),
	}
}

// failure is an error with the resource that it concerns.
type failure struct {
	resource Resource
	err      error
}

func (f *failure) Error() string { return f.resource.ID + ": " + f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// Failed returns the resource that an error of Run concerns.
func Failed(err error) (Resource, bool) {
	for {
		if f, ok := err.(*failure); ok { //nolint:errorlint // one link at a time: not into what Several joins
			return f.resource, true
		}
		unwrapped, ok := err.(interface{ Unwrap() error })
		if !ok {
			return Resource{}, false
		}
		err = unwrapped.Unwrap()
	}
}

// Partial is returned by a World's Put to continue after an error and collect further errors: the resources that depend on the
// failed one are left out. Run then returns the Partial errors.
type Partial struct{ Err error }

func (p *Partial) Error() string { return p.Err.Error() }
func (p *Partial) Unwrap() error { return p.Err }

func (t *template) run() error {
	if err := t.open(); err != nil {
		return err
	}
	if err := t.plan(); err != nil {
		return err
	}
	order, err := t.order()
	if err != nil {
		return err
	}
	var partial []error
	for _, i := range order {
		if i.lacks() {
			i.missing = true
			continue
		}
		err := t.deploy(i)
		if some := partials(err); some != nil {
			i.missing = true
			partial = append(partial, some...)
		} else if err != nil {
			return err
		}
	}
	if len(partial) > 0 {
		return &Several{partial}
	}
	return t.outputs()
}

// partials returns the Partial errors in err; nil for any other error.
func partials(err error) []error {
	switch err := err.(type) { //nolint:errorlint // these very values: what wraps one of them is another error
	case *Partial:
		return []error{err}
	case *Several:
		return err.All
	}
	return nil
}

// Several holds the Partial errors of one deployment.
type Several struct{ All []error }

func (s *Several) Error() string { return fault.Of(s.All[0]).Error() }

// Unwrap returns all errors.
func (s *Several) Unwrap() []error { return s.All }
