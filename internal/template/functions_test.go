package template

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// around returns the environment of all tests in this package.
func around() *Around {
	return &Around{
		Now: time.Date(2026, 11, 23, 9, 8, 7, 654321000, time.UTC), NewGUID: func() string { return "00000000-0000-4000-8000-000000000001" },
		TenantID: "t", Tenant: map[string]any{"tenantId": "t"}, Environment: map[string]any{"name": "AzureCloud"}, Deployer: map[string]any{"objectId": "o"},
		Place: func(_ context.Context, id string) (map[string]any, error) {
			return map[string]any{"id": id, "location": "eastus2", "name": id[strings.LastIndexByte(id, '/')+1:]}, nil
		},
	}
}

const group = "/subscriptions/sub/resourceGroups/rg"

// evaluate evaluates an expression in a template with the parameter p and the variable v.
func evaluate(expression string) (any, error) {
	d := &Deployment{ID: group + "/providers/Microsoft.Resources/deployments/d", Scope: group, Name: "d", Mode: "Incremental", Template: map[string]any{
		"$schema": "x", "contentVersion": "1.0.0.0", "resources": []any{},
		"parameters": map[string]any{"p": map[string]any{"type": "object", "defaultValue": map[string]any{"A": int64(1), "list": []any{"x", "y"}}}},
		"variables":  map[string]any{"v": "[concat('v', string(parameters('p').a))]", "copy": []any{map[string]any{"name": "loop", "count": int64(3), "input": "[copyIndex('loop', 1)]"}}},
		"functions": []any{map[string]any{"namespace": "my", "members": map[string]any{"twice": map[string]any{
			"parameters": []any{map[string]any{"name": "s", "type": "string"}}, "output": map[string]any{"type": "string", "value": "[concat(parameters('s'), parameters('s'))]"},
		}, "all": map[string]any{
			"parameters": []any{}, "output": map[string]any{"type": "array", "value": "[map(createArray('a', 'b'), lambda('x', my.twice(lambdaVariables('x'))))]"},
		}, "again": map[string]any{
			"parameters": []any{}, "output": map[string]any{"type": "string", "value": "[my.again()]"},
		}}}},
		"outputs": map[string]any{"out": map[string]any{"type": "", "value": expression}},
	}}
	if err := Run(context.Background(), d, around(), nil); err != nil {
		return nil, err
	}
	return d.Outputs["out"].(map[string]any)["value"], nil
}

func TestFunctions(t *testing.T) {
	for _, row := range []struct{ expression, want string }{
		{"plain text", `"plain text"`},
		{"[[not an expression]", `"[not an expression]"`},
		{"[parameters('P').a]", `1`},
		{"[parameters('p')['LIST'][1]]", `"y"`},
		{"[variables('v')]", `"v1"`},
		{"[variables('loop')]", `[1,2,3]`},
		{"[my.twice('ab')]", `"abab"`},
		{"[my.all()]", `["aa","bb"]`},
		{"['it''s']", `"it's"`},
		// compared with Bicep
		{"[uniqueString('test')]", `"rbgf3xv4ufgzg"`},
		{"[uniqueString('hello', 'world')]", `"a7wkljktk6wne"`},
		{"[uniqueString('abc')]", `"cgtzqvhu4i23s"`},
		{"[uniqueString('foo', 'bar', 'baz')]", `"xzi4ioaxtmth4"`},
		{"[uniqueString('/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/my-rg')]", `"bmg7c6xu4tw46"`},
		{"[guid('a', 'b')]", `"2d796349-8c7e-55ec-9624-54ece82ed031"`}, // uuid5 of Python, in the namespace that Bicep's documentation gives
		{"[toUpper(concat('a', 1, true()))]", `"A1TRUE"`},
		{"[concat(createArray(1), createArray('2', 3))]", `[1,"2",3]`},
		{"[format('{0}-{1:D3}{{}}|{2,4}|{3}', 'x', 7, 'r', true())]", `"x-007{}|   r|True"`},
		{"[format('{0:N0} {0:X}', 1234567)]", `"1,234,567 12D687"`},
		{"[replace('a-b-c', '-', '')]", `"abc"`},
		{"[split('a,b;c', createArray(',', ';'))]", `["a","b","c"]`},
		{"[join(createArray('a', 'b'), '/')]", `"a/b"`},
		{"[substring('häuser', 1, 2)]", `"äu"`},
		{"[startsWith('Abc', 'aB')]", `true`},
		{"[endsWith('Abc', 'BC')]", `true`},
		{"[indexOf('test', 'T')]", `0`},
		{"[lastIndexOf('test', 't')]", `3`},
		{"[indexOf('häuser', 'ser')]", `3`},
		{"[padLeft(5, 3, '0')]", `"005"`},
		{"[trim('  a ')]", `"a"`},
		{"[string(createObject('a', createArray(1, null())))]", `"{\"a\":[1,null]}"`},
		{"[string(7)]", `"7"`},
		{"[json('{\"a\": [1, 2.5], }').a]", `[1,2.5]`},
		{"[base64('one')]", `"b25l"`},
		{"[base64ToString('b25l')]", `"one"`},
		{"[base64ToJson('eyJhIjoxfQ==').a]", `1`},
		{"[uriComponent('http://a b/ü?')]", `"http%3A%2F%2Fa%20b%2F%C3%BC%3F"`},
		{"[uriComponentToString('a%20b')]", `"a b"`},
		{"[uri('https://x.test/a/', 'b.json')]", `"https://x.test/a/b.json"`},
		{"[dataUriToString(dataUri('hi'))]", `"hi"`},
		{"[length(createObject('a', 1))]", `1`},
		{"[empty('')]", `true`},
		{"[empty(null())]", `true`},
		{"[contains(createArray('one', 'two'), 'TWO')]", `false`},
		{"[contains(createObject('Key', 1), 'kEY')]", `true`},
		{"[contains('OneTwo', 'eT')]", `true`},
		{"[first('one')]", `"o"`},
		{"[last(createArray(1, 2))]", `2`},
		{"[skip('hello', 2)]", `"llo"`},
		{"[take(createArray(1, 2, 3), 9)]", `[1,2,3]`},
		{"[min(3, 1, 2)]", `1`},
		{"[max(createArray(3, 1, 2))]", `3`},
		{"[range(5, 3)]", `[5,6,7]`},
		{"[int('42')]", `42`},
		{"[bool('TRUE')]", `true`},
		{"[array('x')]", `["x"]`},
		{"[coalesce(null(), createObject('x', 1)).x]", `1`},
		{"[equals(createArray(1, 'a'), createArray(1, 'a'))]", `true`},
		{"[equals('a', 'A')]", `false`},
		{"[equals('1', 1)]", `false`},
		{"[not(false())]", `true`},
		{"[and(true(), greater(2, 1), less('a', 'b'))]", `true`},
		{"[or(false(), lessOrEquals(2, 2))]", `true`},
		{"[greaterOrEquals(1, 2)]", `false`},
		{"[if(true(), 'yes', fail('never asked'))]", `"yes"`},
		{"[add(mul(3, 4), sub(1, div(7, mod(5, 3))))]", `10`},
		{"[union(createArray(1, 2), createArray(2, 3))]", `[1,2,3]`},
		{"[union(createObject('a', createObject('x', 1)), createObject('A', createObject('y', 2)))]", `{"a":{"x":1,"y":2}}`},
		{"[intersection(createArray(1, 2, 3), createArray(3, 2))]", `[2,3]`},
		{"[intersection(createObject('a', 1, 'b', 2), createObject('b', 2, 'a', 3))]", `{"b":2}`},
		{"[flatten(createArray(createArray(1), createArray(2, 3)))]", `[1,2,3]`},
		{"[items(createObject('b', 1, 'A', 2))]", `[{"key":"A","value":2},{"key":"b","value":1}]`},
		{"[objectKeys(createObject('b', 1, 'A', 2))]", `["A","b"]`},
		{"[shallowMerge(createArray(createObject('a', createObject('x', 1)), createObject('a', createObject('y', 2))))]", `{"a":{"y":2}}`},
		{"[tryGet(parameters('p'), 'list', 0)]", `"x"`},
		{"[tryGet(parameters('p'), 'none', 'more')]", `null`},
		{"[map(range(0, 3), lambda('i', mul(lambdaVariables('i'), 10)))]", `[0,10,20]`},
		{"[map(createArray('a', 'b'), lambda('x', 'i', format('{0}{1}', lambdaVariables('x'), lambdaVariables('i'))))]", `["a0","b1"]`},
		{"[filter(range(0, 5), lambda('i', equals(mod(lambdaVariables('i'), 2), 0)))]", `[0,2,4]`},
		{"[reduce(range(1, 4), 0, lambda('sum', 'i', add(lambdaVariables('sum'), lambdaVariables('i'))))]", `10`},
		{"[sort(createArray(3, 1, 2), lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b'))))]", `[1,2,3]`},
		{"[toObject(createArray('a', 'b'), lambda('x', lambdaVariables('x')), lambda('x', toUpper(lambdaVariables('x'))))]", `{"a":"A","b":"B"}`},
		{"[groupBy(createArray('ab', 'ac', 'b'), lambda('x', first(lambdaVariables('x'))))]", `{"a":["ab","ac"],"b":["b"]}`},
		{"[mapValues(createObject('a', 1), lambda('v', add(lambdaVariables('v'), 1)))]", `{"a":2}`},
		{"[map(range(0, 2), lambda('i', map(range(0, 2), lambda('j', add(lambdaVariables('i'), lambdaVariables('j'))))))]", `[[0,1],[1,2]]`},
		{"[dateTimeAdd('2026-01-31T00:00:00Z', 'P1DT2H', 'yyyy-MM-dd HH:mm')]", `"2026-02-01 02:00"`},
		{"[dateTimeAdd('2026-01-01T00:00:00Z', '-P1Y')]", `"2025-01-01T00:00:00Z"`},
		{"[dateTimeToEpoch('1970-01-02T00:00:00Z')]", `86400`},
		{"[dateTimeFromEpoch(86400)]", `"1970-01-02T00:00:00Z"`},
		{"[resourceGroup().location]", `"eastus2"`},
		{"[subscription().id]", `"/subscriptions/sub"`},
		{"[tenant().tenantId]", `"t"`},
		{"[deployment().name]", `"d"`},
		{"[environment().name]", `"AzureCloud"`},
		{"[deployer().objectId]", `"o"`},
		{"[resourceId('Microsoft.X/a/b', 'n', 'm')]", `"/subscriptions/sub/resourceGroups/rg/providers/Microsoft.X/a/n/b/m"`},
		{"[resourceId('other', 'Microsoft.X/a', 'n')]", `"/subscriptions/sub/resourceGroups/other/providers/Microsoft.X/a/n"`},
		{"[resourceId('s2', 'other', 'Microsoft.X/a', 'n')]", `"/subscriptions/s2/resourceGroups/other/providers/Microsoft.X/a/n"`},
		{"[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'r')]", `"/subscriptions/sub/providers/Microsoft.Authorization/roleDefinitions/r"`},
		{"[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'g')]", `"/subscriptions/sub/resourceGroups/g"`},
		{"[tenantResourceId('Microsoft.X/a', 'n')]", `"/providers/Microsoft.X/a/n"`},
		{"[managementGroupResourceId('mg', 'Microsoft.X/a', 'n')]", `"/providers/Microsoft.Management/managementGroups/mg/providers/Microsoft.X/a/n"`},
		{"[extensionResourceId('/subscriptions/s', 'Microsoft.Authorization/roleAssignments', 'n')]", `"/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/n"`},
		{"[ concat ( 'a' , 'b' ) ]", `"ab"`},
	} {
		t.Run(row.expression, func(t *testing.T) {
			v, err := evaluate(row.expression)
			if err != nil {
				t.Fatal(err)
			}
			got, err := compact(v)
			if err != nil {
				t.Fatal(err)
			}
			if row.want != got {
				t.Errorf("got %s, want %s", got, row.want)
			}
		})
	}
}

func TestEvaluationErrorsGiveAReason(t *testing.T) {
	for _, row := range []struct{ name, expression, want string }{
		{"an unknown function", "[nope()]", "'nope' is not valid"},
		{"an unknown parameter", "[parameters('q')]", "'q' is not found"},
		{"an unknown property", "[parameters('p').none]", "'none' doesn't exist, available properties are 'A, list'"},
		{"an index out of bounds", "[parameters('p').list[2]]", "out of bounds"},
		{"too few arguments", "[replace('a', 'b')]", "'replace'"},
		{"a string in place of a number", "[add('1', 2)]", "a whole number was expected"},
		{"a division by zero", "[div(1, 0)]", "64-bit"},
		{"a sum that is too large", "[add(9223372036854775807, 1)]", "64-bit"},
		{"an unterminated string", "[concat('a]", "a text has no end"},
		{"an extra bracket", "[concat('a'))]", "the end was expected"},
		{"a name without a call", "[true]", "a '(' was expected"},
		{"a lambda as a value", "[lambda('x', 1)]", "'lambda' is not expected"},
		{"a new GUID outside of defaults", "[newGuid()]", "default value of a parameter"},
		{"the time outside of defaults", "[utcNow()]", "default value of a parameter"},
		{"a loop's index outside of a loop", "[copyIndex()]", "copyIndex"},
		{"a number of names that does not match the type", "[resourceId('Microsoft.X/a/b', 'n')]", "requires '2' resource name"},
		{"a type without a slash", "[resourceId('a', 'b')]", "type of the resource is not found"},
		{"the message of fail()", "[fail('no luck')]", "no luck"},
		{"a variable of the template within its own function", "[my.twice(variables('none'))]", "'none' is not found"},
		{"a function that calls itself", "[my.again()]", "nested too deep"},
		{"too many characters", "[concat('" + strings.Repeat("x", MaxExpression) + "')]", "longer than"},
		{"nested too deep", "[" + strings.Repeat("not(", 200) + "true()" + strings.Repeat(")", 200) + "]", "nested too deep"},
		{"unbounded strings", "[" + strings.Repeat("replace(", 30) + "'xxxxxxxxxx'" + strings.Repeat(", 'x', 'xxxxxxxxxx')", 30) + "]", "too complex"},
		{"unbounded arrays", "[reduce(range(0, 60), createArray(1), lambda('l', 'i', createArray(lambdaVariables('l'), lambdaVariables('l'))))]", "too complex"},
		{"nested loops", "[map(range(0, 9999), lambda('a', map(range(0, 9999), lambda('b', 1))))]", "too complex"},
		{"an excessive width", "[format('{0,999999999}', 'a')]", "width"},
		{"excessive padding", "[padLeft('a', 999999999)]", "pads"},
	} {
		t.Run(row.name, func(t *testing.T) {
			began := time.Now()
			_, err := evaluate(row.expression)
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want something with %q", err, row.want)
			}
			if took := time.Since(began); took > time.Minute {
				t.Errorf("it took %s", took)
			}
		})
	}
}

func TestReadAcceptsWhatAzSends(t *testing.T) {
	text := "\ufeff{\"properties\": {\"mode\": \"Incremental\", template:{\r\n  // a comment\r\n  \"a\": 'single \"quotes\"', /* another\r\n one */ b: \"two\r\nlines\",\r\n  \"n\": [1, -2, 3.5, 1e3, true, null,], \"u\": \"\\u00fc\\ud83d\\ude00\\n\",\r\n}}}"
	got, err := Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"properties": map[string]any{"mode": "Incremental", "template": map[string]any{
		"a": `single "quotes"`, "b": "two\r\nlines", "n": []any{int64(1), int64(-2), 3.5, 1000.0, true, nil}, "u": "ü😀\n",
	}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadRefuses(t *testing.T) {
	for _, row := range []struct{ name, text, want string }{
		{"nothing", "", "a value was expected, at line 1"},
		{"a missing end", `{"a": [1`, "line 1"},
		{"text after the end", `{} {}`, "something follows"},
		{"a duplicate name", `{"a": 1, "a": 2}`, "given twice"},
		{"a duplicate name in another case", `{"model": 1, "Model": 2}`, "given twice"},
		{"an unterminated comment", "{\n/* ", "a comment has no end, at line 2"},
		{"an unterminated string", `{"a": "b`, "a text has no end"},
		{"an invalid escape", `"\x"`, "does not go with"},
		{"half a number", `-`, "a number was expected"},
		{"a number in hexadecimal", `0x10`, "a number was expected"},
		{"nested too deep", strings.Repeat("[", 5000), "nested too deep"},
		{"invalid UTF-8", "\"\xff\"", "UTF-8"},
		{"too large", strings.Repeat(" ", MaxBody+1), "maximum size"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if _, err := Read([]byte(row.text)); err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want something with %q", err, row.want)
			}
		})
	}
}

func FuzzExpression(f *testing.F) {
	for _, seed := range []string{"concat('a', 1)", "map(range(0, 3), lambda('i', lambdaVariables('i')))", "parameters('p').list[0]", "resourceId('a/b', 'c')", "format('{0:D9}', 3)", "my.twice('x')"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, expression string) {
		began := time.Now()
		v, err := evaluate("[" + expression + "]")
		if err == nil {
			if _, err := compact(v); err != nil {
				t.Errorf("it gave a value that is none: %v", err)
			}
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("it took %s", took)
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"properties": {template:{"a": [1, 2,], /* x */ 'b': "c\u0020"}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		v, err := Read(text)
		if err != nil {
			return
		}
		again, err := compact(v)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		if w, err := Read([]byte(again)); err != nil || !same(v, w) {
			t.Errorf("it reads differently when written: %s, %v", again, err)
		}
	})
}
