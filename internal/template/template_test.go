package template

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"keyless.dev/keyless/internal/fault"
)

// memory is a World that stores resources in memory.
type memory struct {
	order []string // names, in the order of writing
	there map[string]map[string]any
	fail  string // name of a resource whose write fails
}

func (m *memory) Show(_ context.Context, id, _ string) (map[string]any, error) {
	if r, ok := m.there[strings.ToLower(id)]; ok {
		return r, nil
	}
	return nil, fault.New(fault.NotFound, "ResourceNotFound", "no %s", id)
}

func (m *memory) Act(_ context.Context, id, action, _ string, _ any) (any, error) {
	return map[string]any{"key1": action + " of " + id}, nil
}

func (m *memory) Put(_ context.Context, _ *Deployment, r Resource) (map[string]any, error) {
	if r.Name == m.fail {
		return nil, &Partial{fault.New(fault.Conflict, "Taken", "%s is taken", r.Name)}
	}
	m.order = append(m.order, r.Name)
	shown := map[string]any{"id": r.ID, "name": r.Name, "type": r.Type, "properties": map[string]any{"endpoint": "https://" + r.Name}, "identity": map[string]any{"principalId": "principal of " + r.Name}}
	if p, ok := r.Body["properties"].(map[string]any); ok {
		for k, v := range p {
			shown["properties"].(map[string]any)[k] = v
		}
	}
	m.there[strings.ToLower(r.ID)] = shown
	return shown, nil
}

func (m *memory) Begin(_ context.Context, d *Deployment) error {
	m.order = append(m.order, "("+d.Name)
	return nil
}

func (m *memory) End(_ context.Context, d *Deployment, _ error) (map[string]any, error) {
	m.order = append(m.order, ")")
	return map[string]any{"id": d.ID, "name": d.Name, "properties": map[string]any{"outputs": d.Outputs}}, nil
}

// deploy runs a template, to which it adds the members that all templates have.
func deploy(text, parameters string) (*Deployment, *memory, error) {
	return deployAt(group, &memory{there: map[string]map[string]any{}}, text, parameters)
}

func deployAt(scope string, m *memory, text, parameters string) (*Deployment, *memory, error) {
	source, err := Read([]byte(`{"$schema": "s", "contentVersion": "1.0.0.0", ` + strings.TrimPrefix(strings.TrimSpace(text), "{")))
	if err != nil {
		return nil, m, err
	}
	given, err := Read([]byte(parameters))
	if err != nil {
		return nil, m, err
	}
	d := &Deployment{ID: scope + "/providers/Microsoft.Resources/deployments/d", Scope: scope, Name: "d", Mode: "Incremental", Template: source.(map[string]any), Parameters: given.(map[string]any)}
	return d, m, Run(context.Background(), d, around(), m)
}

func TestTemplates(t *testing.T) {
	for _, row := range []struct {
		name, template, parameters string
		order                      string // what was written, in order
		outputs                    string
	}{
		{
			"what depends on something comes after it",
			`{resources: [
				{type: 'M.X/b', apiVersion: '1', name: 'b', dependsOn: ["[resourceId('M.X/a', 'a')]"]},
				{type: 'M.X/a', apiVersion: '1', name: 'a'}]}`, `{}`, "a b", `{}`,
		},
		{
			"a reference implies a dependency, by name and by id",
			`{resources: [
				{type: 'M.X/b', apiVersion: '1', name: 'b', properties: {e: "[reference('a').endpoint]"}},
				{type: 'M.X/c', apiVersion: '1', name: 'c', properties: {p: "[reference(resourceId('M.X/b', 'b'), '1', 'Full').identity.principalId]"}},
				{type: 'M.X/a', apiVersion: '1', name: 'a'}],
			  outputs: {e: {type: 'string', value: "[reference('b').e]"}, p: {type: 'string', value: "[reference('c').p]"}}}`, `{}`, "a b c",
			`{"e":{"type":"String","value":"https://a"},"p":{"type":"String","value":"principal of b"}}`,
		},
		{
			"symbolic names, with a resource that exists",
			`{languageVersion: '2.0', resources: {
				old: {existing: true, type: 'M.X/a', apiVersion: '1', name: 'old', resourceGroup: 'other'},
				z: {type: 'M.X/a', apiVersion: '1', name: 'first'},
				a: {type: 'M.X/a', apiVersion: '1', name: 'second', dependsOn: ['z', 'old'], properties: {id: "[resourceInfo('z').id]"}}},
			  outputs: {id: {type: 'string', value: "[reference('a').id]"}}}`, `{}`, "first second",
			`{"id":{"type":"String","value":"/subscriptions/sub/resourceGroups/rg/providers/M.X/a/first"}}`,
		},
		{
			"a loop, one whose turns follow each other, and references to them",
			`{languageVersion: '2.0', parameters: {names: {type: 'array'}}, resources: {
				many: {copy: {name: 'many', count: "[length(parameters('names'))]", mode: 'serial', batchSize: 1}, type: 'M.X/a', apiVersion: '1', name: "[parameters('names')[copyIndex()]]", properties: {i: "[copyIndex('many', 10)]"}},
				last: {type: 'M.X/b', apiVersion: '1', name: 'last', dependsOn: ['many']}},
			  outputs: {all: {type: 'array', copy: {count: 2, input: "[reference(format('many[{0}]', copyIndex())).i]"}}, ends: {type: 'array', value: "[map(references('many'), lambda('r', lambdaVariables('r').endpoint))]"}}}`,
			`{"names": {"value": ["x", "y"]}}`, "x y last",
			`{"all":{"type":"Array","value":[10,11]},"ends":{"type":"Array","value":["https://x","https://y"]}}`,
		},
		{
			"a condition that is false leaves a resource out, and what depends on it in",
			`{resources: [
				{condition: "[equals(1, 2)]", type: 'M.X/a', apiVersion: '1', name: 'a'},
				{type: 'M.X/b', apiVersion: '1', name: 'b', dependsOn: ['a']}],
			  outputs: {no: {condition: false, type: 'string', value: "[reference('a').x]"}, or: {type: 'string', value: "[if(false(), reference('a').x, 'b')]"}}}`, `{}`, "b",
			`{"or":{"type":"String","value":"b"}}`,
		},
		{
			"a loop that makes nothing, and members that are null",
			`{languageVersion: '2.0', resources: {
				none: {copy: {name: 'none', count: 0}, type: 'M.X/a', apiVersion: '1', name: "[string(copyIndex())]"},
				one: {type: 'M.X/a', apiVersion: '1', name: 'one', dependsOn: ['none'], properties: {gone: null, kept: {gone: "[null()]", list: [1, null]}}}},
			  outputs: {one: {type: 'object', value: "[reference('one')]"}, all: {type: 'array', value: "[references('none')]"}}}`, `{}`, "one",
			`{"all":{"type":"Array","value":[]},"one":{"type":"Object","value":{"endpoint":"https://one","kept":{"list":[1,null]}}}}`,
		},
		{
			"children that stand within their resource",
			`{resources: [{type: 'M.X/a', apiVersion: '1', name: 'a', resources: [{type: 'c', apiVersion: '1', name: 'b', dependsOn: ['a']}]}],
			  outputs: {id: {type: 'string', value: "[reference('a/b', '1', 'Full').id]"}}}`, `{}`, "a a/b",
			`{"id":{"type":"String","value":"/subscriptions/sub/resourceGroups/rg/providers/M.X/a/a/c/b"}}`,
		},
		{
			"an extension resource, by its scope and by its old form",
			`{resources: [
				{type: 'M.A/r', apiVersion: '1', name: 'n', scope: 'M.X/a/x', dependsOn: ["[resourceId('M.X/a', 'x')]"]},
				{type: 'M.X/a/providers/r', apiVersion: '1', name: 'x/M.A/o'},
				{type: 'M.X/a', apiVersion: '1', name: 'x'}],
			  outputs: {n: {type: 'string', value: "[reference('n', '1', 'Full').id]"}, o: {type: 'string', value: "[reference('x/M.A/o', '1', 'Full').id]"}}}`, `{}`, "x n x/M.A/o",
			`{"n":{"type":"String","value":"/subscriptions/sub/resourceGroups/rg/providers/M.X/a/x/providers/M.A/r/n"},"o":{"type":"String","value":"/subscriptions/sub/resourceGroups/rg/providers/M.X/a/x/providers/M.A/r/o"}}`,
		},
		{
			"a nested deployment of inner scope has parameters and outputs of its own",
			`{parameters: {p: {type: 'string', defaultValue: 'out'}}, resources: [
				{type: 'M.X/b', apiVersion: '1', name: 'b', properties: {e: "[reference('n').outputs.e.value]"}},
				{type: 'Microsoft.Resources/deployments', apiVersion: '1', name: 'n', resourceGroup: 'other', properties: {mode: 'Incremental', expressionEvaluationOptions: {scope: 'inner'},
					parameters: {p: {value: "[concat(parameters('p'), reference('a').endpoint)]"}},
					template: {"$schema": 's', contentVersion: '1', parameters: {p: {type: 'string'}}, resources: [{type: 'M.X/a', apiVersion: '1', name: 'in', properties: {p: "[parameters('p')]"}}],
						outputs: {e: {type: 'string', value: "[concat(reference('in').p, resourceGroup().name)]"}}}}},
				{type: 'M.X/a', apiVersion: '1', name: 'a'}],
			  outputs: {e: {type: 'string', value: "[reference('b').e]"}}}`, `{}`, "a (n in ) b",
			`{"e":{"type":"String","value":"outhttps://aother"}}`,
		},
		{
			"a nested deployment of outer scope sees what is around it",
			`{parameters: {p: {type: 'string', defaultValue: 'out'}}, resources: [
				{type: 'Microsoft.Resources/deployments', apiVersion: '1', name: "[concat('n', copyIndex())]", copy: {name: 'l', count: 2}, properties: {mode: 'Incremental',
					template: {"$schema": 's', contentVersion: '1', resources: [{type: 'M.X/a', apiVersion: '1', name: "[concat(parameters('p'), copyIndex('l'), copyIndex('m'))]", copy: {name: 'm', count: 2}}]}}}]}`,
			`{"p": {"value": "x"}}`, "(n0 x00 x01 ) (n1 x10 x11 )", `{}`,
		},
		{
			"list functions, and loops in properties",
			`{resources: [{type: 'M.X/a', apiVersion: '1', name: 'a', properties: {copy: [{name: 'l', count: 2, input: {i: "[copyIndex('l')]"}}], other: [1]}}],
			  outputs: {k: {type: 'string', value: "[listKeys('a', '1').key1]"}, l: {type: 'array', value: "[reference('a').l]"}}}`, `{}`, "a",
			`{"k":{"type":"String","value":"listKeys of /subscriptions/sub/resourceGroups/rg/providers/M.X/a/a"},"l":{"type":"Array","value":[{"i":0},{"i":1}]}}`,
		},
		{
			"defaults use other parameters, secrets do not come out",
			`{parameters: {a: {type: 'string', defaultValue: "[concat(parameters('b'), utcNow('yyyy'))]"}, b: {type: 'string', defaultValue: "[newGuid()]"}, s: {type: 'secureString'}, o: {'$ref': '#/definitions/t', nullable: true}},
			  definitions: {t: {type: 'object', properties: {x: {type: 'string'}}}}, resources: [],
			  outputs: {a: {type: 'string', value: "[parameters('a')]"}, s: {type: 'securestring', value: "[parameters('s')]"}, o: {type: 'object', nullable: true, value: "[parameters('o')]"}}}`,
			`{"s": {"value": "geheim"}}`, "",
			`{"a":{"type":"String","value":"00000000-0000-4000-8000-0000000000012026"},"o":{"type":"Object","value":null},"s":{"type":"SecureString"}}`,
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			d, m, err := deploy(row.template, row.parameters)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(m.order, " "); got != row.order {
				t.Errorf("written were %s, not %s", got, row.order)
			}
			if got, _ := compact(d.Outputs); got != row.outputs {
				t.Errorf("the outputs are %s, not %s", got, row.outputs)
			}
			if text := fmt.Sprint(d.Given, d.Outputs); strings.Contains(text, "geheim") {
				t.Errorf("a secret came out: %s", text)
			}
		})
	}
}

func TestRunRejectsInvalidTemplates(t *testing.T) {
	many := func(member, one string, n int) string {
		return "{resources: [], " + member + ": {" + strings.Repeat(one, 0) + func() string {
			var all strings.Builder
			for i := range n {
				fmt.Fprintf(&all, one, i)
			}
			return all.String()
		}() + "}}"
	}
	for _, row := range []struct{ name, template, parameters, want string }{
		{"no resources", `{}`, `{}`, "'resources' not found"},
		{"a parameter without a value", `{parameters: {p: {type: 'string'}}, resources: []}`, `{}`, "'p' is not provided"},
		{"a parameter that is not declared", `{resources: []}`, `{"q": {"value": 1}}`, "do not correspond to any parameters"},
		{"a parameter of the wrong type", `{parameters: {p: {type: 'int'}}, resources: []}`, `{"p": {"value": "1"}}`, "Expected 'Int'. Actual 'String'"},
		{"a value that is not allowed", `{parameters: {p: {type: 'string', allowedValues: ['a']}}, resources: []}`, `{"p": {"value": "b"}}`, "not part of the allowed value"},
		{"a string that is too short", `{parameters: {p: {type: 'string', minLength: 3}}, resources: []}`, `{"p": {"value": "b"}}`, "minLength"},
		{"a number that is too large", `{parameters: {p: {type: 'int', maxValue: 3}}, resources: []}`, `{"p": {"value": 4}}`, "maxValue"},
		{"parameters of a key vault", `{parameters: {p: {type: 'securestring'}}, resources: []}`, `{"p": {"reference": {}}}`, "key vault"},
		{"a cycle of defaults", `{parameters: {a: {type: 'string', defaultValue: "[parameters('b')]"}, b: {type: 'string', defaultValue: "[parameters('a')]"}}, resources: []}`, `{}`, "use each other"},
		{"a cycle of variables", `{variables: {a: "[variables('b')]", b: "[variables('a')]"}, resources: [], outputs: {o: {type: 'string', value: "[variables('a')]"}}}`, `{}`, "defined by itself"},
		{"a cycle of dependencies", `{resources: [{type: 'M.X/a', apiVersion: '1', name: 'a', dependsOn: ['b']}, {type: 'M.X/a', apiVersion: '1', name: 'b', dependsOn: ['a']}]}`, `{}`, "Circular dependency"},
		{"an unknown dependency", `{resources: [{type: 'M.X/a', apiVersion: '1', name: 'a', dependsOn: ['b']}]}`, `{}`, "'b' is not defined in the template"},
		{"a duplicate resource", `{resources: [{type: 'M.X/a', apiVersion: '1', name: 'a'}, {type: 'm.x/A', apiVersion: '1', name: 'A'}]}`, `{}`, "defined multiple times"},
		{"a resource without a version", `{resources: [{type: 'M.X/a', name: 'a'}]}`, `{}`, "no apiVersion"},
		{"a name with too few segments", `{resources: [{type: 'M.X/a/b', apiVersion: '1', name: 'a'}]}`, `{}`, "incorrect segment lengths"},
		{"a reference in a name", `{resources: [{type: 'M.X/a', apiVersion: '1', name: "[reference('x').y]"}]}`, `{}`, "'reference' is not expected"},
		{"a reference to an unknown resource", `{resources: [], outputs: {o: {type: 'string', value: "[reference('x').y]"}}}`, `{}`, "'x' is not defined"},
		{"an output of the wrong type", `{resources: [], outputs: {o: {type: 'int', value: 'x'}}}`, `{}`, "of type 'String', not 'Int'"},
		{"an extension", `{resources: [{import: 'microsoftGraph', type: 'M.X/a', apiVersion: '1', name: 'a'}]}`, `{}`, "extension 'microsoftGraph' is not supported"},
		{"a template by link", `{resources: [{type: 'Microsoft.Resources/deployments', apiVersion: '1', name: 'n', properties: {mode: 'Incremental', templateLink: {uri: 'x'}}}]}`, `{}`, "templateLink is not supported"},
		{"too many copies", `{resources: [{type: 'M.X/a', apiVersion: '1', name: "[string(copyIndex())]", copy: {name: 'l', count: 801}}]}`, `{}`, "from 0 to 800"},
		{"too many resources", `{resources: [{type: 'M.X/a', apiVersion: '1', name: "[string(copyIndex())]", copy: {name: 'l', count: 800}}, {type: 'M.X/a', apiVersion: '1', name: 'one more'}]}`, `{}`, "more than 800"},
		{"too many parameters", many("parameters", "p%d: {type: 'string', defaultValue: ''},", MaxParameters+1), `{}`, "number of parameters"},
		{"too many variables", many("variables", "v%d: 1,", MaxVariables+1), `{}`, "number of variables"},
		{"too many outputs", many("outputs", "v%d: {type: 'int', value: 1},", MaxOutputs+1), `{}`, "number of outputs"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, m, err := deploy(row.template, row.parameters)
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want something with %q", err, row.want)
			}
			if f := fault.Of(err); err != nil && (f.Kind != fault.Invalid || f.Code != "InvalidTemplate") {
				t.Errorf("it is %d %s", f.Kind, f.Code)
			}
			if len(m.order) > 0 && !strings.Contains(row.name, "reference to") {
				t.Errorf("%v was written", m.order)
			}
		})
	}
}

func TestNestedDeploymentsAreLimited(t *testing.T) {
	text := `{"$schema": 's', contentVersion: '1', resources: []}`
	for range MaxNesting + 1 {
		text = `{"$schema": 's', contentVersion: '1', resources: [{type: 'Microsoft.Resources/deployments', apiVersion: '1', name: 'n', properties: {mode: 'Incremental', template: ` + text + `}}]}`
	}
	_, _, err := deploy(strings.Replace(text, `"$schema": 's', contentVersion: '1', `, "", 1), `{}`)
	if err == nil || !strings.Contains(err.Error(), "nested more than 5") {
		t.Error(err)
	}
}

func TestRunContinuesAfterAPartialError(t *testing.T) {
	m := &memory{there: map[string]map[string]any{}, fail: "b"}
	_, _, err := deployAt(group, m, `{resources: [
		{type: 'M.X/a', apiVersion: '1', name: 'a'}, {type: 'M.X/a', apiVersion: '1', name: 'b'},
		{type: 'M.X/a', apiVersion: '1', name: 'c', dependsOn: ['b']}, {type: 'M.X/a', apiVersion: '1', name: 'd'}]}`, `{}`)
	if got := strings.Join(m.order, " "); got != "a d" {
		t.Errorf("written were %s", got)
	}
	var some *Several
	if !errors.As(err, &some) || len(some.All) != 1 || fault.Of(some.All[0]).Code != "Taken" {
		t.Errorf("%v", err)
	}
}

func TestDeploymentAtASubscription(t *testing.T) {
	m := &memory{there: map[string]map[string]any{}}
	d, _, err := deployAt("/subscriptions/sub", m, `{resources: [
		{type: 'Microsoft.Resources/resourceGroups', apiVersion: '1', name: 'new', location: 'x'},
		{type: 'Microsoft.Resources/deployments', apiVersion: '1', name: 'n', resourceGroup: 'new', dependsOn: ["[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'new')]"],
			properties: {mode: 'Incremental', expressionEvaluationOptions: {scope: 'inner'}, template: {"$schema": 's', contentVersion: '1', resources: [{type: 'M.X/a', apiVersion: '1', name: 'a'}], outputs: {id: {type: 'string', value: "[resourceId('M.X/a', 'a')]"}}}}}],
		outputs: {id: {type: 'string', value: "[reference('n').outputs.id.value]"}}}`, `{}`)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"id": map[string]any{"type": "String", "value": "/subscriptions/sub/resourceGroups/new/providers/M.X/a/a"}}
	if diff := cmp.Diff(want, d.Outputs); diff != "" {
		t.Error(diff)
	}
	if got := strings.Join(m.order, " "); got != "new (n a )" {
		t.Errorf("written were %s", got)
	}
}

func TestInvertedKeySettingsGiveAWarning(t *testing.T) {
	for name, want := range map[string]int{
		"[parameters('allowKeys')]": 1, "[variables('enableLocalAuth')]": 1, "[not(parameters('allowKeys'))]": 0, "[parameters('disableLocalAuth')]": 0, "[parameters('disallowKeys')]": 0, "[parameters('keysDisabled')]": 0,
	} {
		m := &memory{there: map[string]map[string]any{}}
		d, _, err := deployAt(group, m, `{parameters: {allowKeys: {type: 'bool', defaultValue: false}, disableLocalAuth: {type: 'bool', defaultValue: true}, disallowKeys: {type: 'bool', defaultValue: true}, keysDisabled: {type: 'bool', defaultValue: true}},
			variables: {enableLocalAuth: false}, resources: [{type: 'Microsoft.CognitiveServices/accounts', apiVersion: '1', name: 'a', properties: {disableLocalAuth: "`+name+`"}}]}`, `{}`)
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Warnings) != want {
			t.Errorf("%s: %v", name, d.Warnings)
		}
	}
}

func TestDiff(t *testing.T) {
	read := func(text string) map[string]any { v, _ := Read([]byte(text)); return v.(map[string]any) }
	got := Diff(
		read(`{"a": 1, "b": {"x": true, "y": [1, 2]}, "gone": "g", "same": {"k": [1]}, "null": null}`),
		read(`{"a": 2, "B": {"X": true, "y": [2, 3]}, "new": {"n": 1}, "same": {"K": [1]}}`))
	want := []Change{
		{Path: "a", Kind: "Modify", Before: int64(1), After: int64(2)},
		{Path: "b.y", Kind: "Array", Children: []Change{{Path: "0", Kind: "Delete", Before: int64(1)}, {Path: "1", Kind: "Create", After: int64(3)}}},
		{Path: "gone", Kind: "Delete", Before: "g"},
		{Path: "new", Kind: "Create", After: map[string]any{"n": int64(1)}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzTemplate(f *testing.F) {
	f.Add(`{resources: [{type: 'M.X/a', apiVersion: '1', name: "[format('n{0}', copyIndex())]", copy: {name: 'l', count: 3, mode: 'serial'}, properties: {copy: [{name: 'x', count: 2, input: "[copyIndex('x')]"}]}}]}`)
	f.Add(`{languageVersion: '2.0', parameters: {p: {type: 'int', defaultValue: 1}}, variables: {v: "[parameters('p')]"}, resources: {a: {type: 'M.X/a', apiVersion: '1', name: 'a', scope: '/'}}, outputs: {o: {type: 'int', value: "[variables('v')]"}}}`)
	f.Add(`{resources: [{type: 'Microsoft.Resources/deployments', apiVersion: '1', name: 'n', resourceGroup: 'o', properties: {mode: 'Incremental', template: {"$schema": 's', contentVersion: '1', resources: [], outputs: {}}}}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		began := time.Now()
		if d, _, err := deploy(text, `{}`); err == nil {
			if _, err := compact(d.Outputs); err != nil {
				t.Errorf("the outputs cannot be written: %v", err)
			}
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("it took %s", took)
		}
	})
}
