package keyless_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/oauth"
)

var update = flag.Bool("update", false, "write the generated pages of docs") //nolint:gochecknoglobals // a flag of the tests

// expectPage compares a page with its expected content, or writes it with -update.
func expectPage(t *testing.T, path string, want []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, want) {
		t.Errorf("%s differs from the code: update it with go test . -run Reference -update", path)
	}
}

// TestReferenceOfConfigurationIsComplete checks that docs/configuration.md has a row with the right type for each key of the
// configuration file, and no other rows.
func TestReferenceOfConfigurationIsComplete(t *testing.T) {
	structs := structsOf(t, "internal/app")
	maps.Copy(structs, structsOf(t, "internal/serveconfig"))
	want := map[string]string{}
	keysOf(t, structs, structs["serveFile"], "", want)
	page, err := os.ReadFile("docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile("(?m)^\\| `([^`]+)` \\| ([a-z ]+) \\| [^|]+ \\| [^|]+ \\|$")
	for _, found := range row.FindAllStringSubmatch(string(page), -1) {
		kind, ok := want[found[1]]
		switch {
		case !ok:
			t.Errorf("docs/configuration.md has a row for %s, which is no key, or a second one", found[1])
		case kind != found[2]:
			t.Errorf("docs/configuration.md says that %s is a %s; it is a %s", found[1], found[2], kind)
		}
		delete(want, found[1])
	}
	for key, kind := range want {
		t.Errorf("docs/configuration.md has no row for %s, a %s", key, kind)
	}
}

// structsOf parses a package and returns its structs by name.
func structsOf(t *testing.T, folder string) map[string]*ast.StructType {
	t.Helper()
	files, err := filepath.Glob(folder + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	structs := map[string]*ast.StructType{}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				if s, ok := spec.Type.(*ast.StructType); ok {
					structs[spec.Name.Name] = s
				}
			}
			return true
		})
	}
	return structs
}

// keysOf adds the YAML keys of a struct and of nested ones to all, with their types.
func keysOf(t *testing.T, structs map[string]*ast.StructType, s *ast.StructType, above string, all map[string]string) {
	t.Helper()
	if s == nil {
		t.Fatalf("the struct of %q was not found", above)
	}
	for _, field := range s.Fields.List {
		tag, err := strconv.Unquote(field.Tag.Value)
		if err != nil {
			t.Fatal(err)
		}
		key := reflect.StructTag(tag).Get("yaml")
		if key == "-" {
			continue
		}
		kind := field.Type
		if pointer, ok := kind.(*ast.StarExpr); ok {
			kind = pointer.X
		}
		if list, ok := kind.(*ast.ArrayType); ok {
			element := list.Elt
			if of, ok := element.(*ast.SelectorExpr); ok { // of package app
				element = of.Sel
			}
			if element, ok := element.(*ast.Ident); ok && element.Name != "string" {
				keysOf(t, structs, structs[element.Name], above+key+"[].", all)
				continue
			}
		}
		if inner, ok := kind.(*ast.StructType); ok {
			keysOf(t, structs, inner, above+key+".", all)
			continue
		}
		all[above+key] = kindOf(kind)
	}
}

// kindOf returns the name of a type for the page.
func kindOf(kind ast.Expr) string {
	switch kind := kind.(type) {
	case *ast.Ident:
		return cmp.Or(map[string]string{"bool": "boolean", "int": "integer", "int64": "integer"}[kind.Name], kind.Name)
	case *ast.SelectorExpr:
		return map[string]string{"Duration": "duration"}[kind.Sel.Name]
	case *ast.ArrayType:
		return "list of strings"
	case *ast.MapType:
		if _, ok := kind.Value.(*ast.ArrayType); ok {
			return "map of lists"
		}
		return "map of strings"
	}
	return fmt.Sprintf("%T", kind)
}

// TestReferenceOfRolesIsComplete compares docs/roles.md with the built-in roles.
func TestReferenceOfRolesIsComplete(t *testing.T) {
	files, err := filepath.Glob("internal/rbac/roles/*.json")
	if err != nil {
		t.Fatal(err)
	}
	type role struct {
		ID, RoleName, Description string
		Permissions               []struct{ DataActions []string }
	}
	var roles []role
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var some []role
		if err := json.Unmarshal(text, &some); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		roles = append(roles, some...)
	}
	if len(roles) < 100 {
		t.Fatalf("only %d roles were found", len(roles))
	}
	slices.SortFunc(roles, func(a, b role) int { return cmp.Compare(a.RoleName, b.RoleName) })
	var page bytes.Buffer
	fmt.Fprint(&page, "# Built-in roles\n\nThe roles that every tenant has, with Azure's names, ids and permissions. `az role definition list --name NAME` prints one\nin full. A role with data actions lets its holder use what it is about; one without administers it.\n"+
		"This page is written by `go test . -run Reference -update`.\n\n| role | id | data actions | what it is for |\n|---|---|---|---|\n")
	cell := strings.NewReplacer("|", `\|`, "<", "&lt;", "*", `\*`, "_", `\_`, "\n", " ")
	for _, r := range roles {
		data := "no"
		for _, p := range r.Permissions {
			if len(p.DataActions) > 0 {
				data = "yes"
			}
		}
		fmt.Fprintf(&page, "| %s | `%s` | %s | %s |\n", cell.Replace(r.RoleName), r.ID, data, cell.Replace(strings.TrimSpace(r.Description)))
	}
	expectPage(t, "docs/roles.md", page.Bytes())
}

// TestReferenceOfErrorsIsComplete checks that docs/errors.md names every error in the code, and no others.
func TestReferenceOfErrorsIsComplete(t *testing.T) {
	var page bytes.Buffer
	fmt.Fprint(&page, "# Errors\n\nWhat the hosts answer when they refuse, and what to do. For the refusal of one call, `keyless explain ID` says why in full;\n`keyless doctor` finds what is wrong with a call. This page is written by `go test . -run Reference -update`.\n\n"+
		"## Sign-in\n\nThe number stands in `error_codes` and in the text of `error_description`.\n\n| number | what happened | what to do |\n|---|---|---|\n")
	cell := strings.NewReplacer("|", `\|`, "<", "&lt;", "*", `\*`, "_", `\_`, "{", "&#123;", "\n", " ")
	numbers := oauth.Numbers()
	for _, number := range numbers {
		e, ok := oauth.Explain(number)
		if !ok {
			t.Errorf("AADSTS%d has no explanation", number)
		}
		fmt.Fprintf(&page, "| AADSTS%d | %s | %s |\n", number, cell.Replace(e.What), cell.Replace(e.Cure))
	}
	for _, part := range []struct{ title, intro, folders string }{
		{"Models", "The code stands in `error.code`; the message says what to do.", "internal/api/inference internal/upstream internal/quota"},
		{"Resource Manager", "The code stands in `error.code`; the message says what to do.", "internal/api/arm internal/resource internal/rbac internal/template"},
	} {
		codes := codesOf(t, strings.Fields(part.folders))
		if len(codes) < 5 {
			t.Fatalf("only %d errors of %s were found", len(codes), part.title)
		}
		fmt.Fprintf(&page, "\n## %s\n\n%s\n\n| code | status | message |\n|---|---|---|\n", part.title, part.intro)
		for _, c := range codes {
			fmt.Fprintf(&page, "| %s | %s | %s |\n", c.code, c.status, cell.Replace(c.message))
		}
	}
	if len(numbers) < 50 {
		t.Fatalf("only %d numbers were found", len(numbers))
	}
	if *update {
		expectPage(t, "docs/errors.md", page.Bytes())
	}
	have, err := os.ReadFile("docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	// What an error is called has to be there; its words may be older than the code's.
	row := regexp.MustCompile(`(?m)^\| (AADSTS[0-9]+|[A-Za-z0-9_.]+ \| [0-9]{3}) \|`)
	named := func(text []byte) (all []string) {
		for _, found := range row.FindAllSubmatch(text, -1) {
			all = append(all, string(found[1]))
		}
		slices.Sort(all)
		return slices.Compact(all)
	}
	is, want := named(have), named(page.Bytes())
	for _, name := range want {
		if !slices.Contains(is, name) {
			t.Errorf("docs/errors.md lacks %s: write it anew with go test . -run Reference -update", name)
		}
	}
	for _, name := range is {
		if !slices.Contains(want, name) {
			t.Errorf("docs/errors.md has %s, which the code does not send: write it anew with go test . -run Reference -update", name)
		}
	}
}

// errorCode is an error that the code can make: fault.New with a literal code and message.
type errorCode struct{ code, status, message string }

// codesOf finds the errors of packages, in order and without what is there twice.
func codesOf(t *testing.T, folders []string) (all []errorCode) {
	t.Helper()
	statuses := map[string]string{
		"Internal": "500", "Invalid": "400", "Unauthenticated": "401", "Denied": "403", "NotFound": "404", "NotAllowed": "405", "Conflict": "409",
		"Precondition": "412", "TooLarge": "413", "Unsupported": "415", "Throttled": "429", "Upstream": "502", "Unavailable": "503", "Timeout": "504",
	}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(file string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
				return err
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || len(call.Args) < 3 {
					return true
				}
				function, ok := call.Fun.(*ast.SelectorExpr)
				if !ok || function.Sel.Name != "New" || fmt.Sprint(function.X) != "fault" {
					return true
				}
				kind, ok := call.Args[0].(*ast.SelectorExpr)
				code, message := literal(call.Args[1]), literal(call.Args[2])
				if ok && code != "" && message != "" {
					all = append(all, errorCode{code, statuses[kind.Sel.Name], message})
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.SortFunc(all, func(a, b errorCode) int {
		return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.status, b.status), cmp.Compare(a.message, b.message))
	})
	return slices.Compact(all)
}

// verb is a place in a message where a value stands.
var verb = regexp.MustCompile(`%[-+#0-9.]*[a-zA-Z]`) //nolint:gochecknoglobals // a constant

// literal is a text that is written down, with … where a value stands; "" for anything else.
func literal(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		if err != nil {
			return ""
		}
		return verb.ReplaceAllString(text, "…")
	case *ast.BinaryExpr:
		if left, right := literal(e.X), literal(e.Y); e.Op == token.ADD && left != "" && right != "" {
			return left + right
		}
	}
	return ""
}
