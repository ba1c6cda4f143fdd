package keyless_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestCaseIsFoldedOnlyByPackageASCII refuses the functions that fold letters beyond ASCII, under which a look-alike such
// as U+017F equals the letter that it imitates. The exceptions work on text that people wrote, for display and search.
func TestCaseIsFoldedOnlyByPackageASCII(t *testing.T) {
	exceptions := map[string]string{
		"internal/template/textfuncs.go":     "the template functions toLower and toUpper work on any text",
		"internal/api/graph/odata/eval.go":   "$filter and $search compare the names of people",
		"internal/store/displayname.go":      "display names are text for people",
		"internal/api/inference/document.go": "refuses a member that encoding/json would read as another one, and encoding/json folds by Unicode",
	}
	refused := map[string][]string{
		"strings": {"EqualFold", "ToLower", "ToUpper", "ToTitle", "Title", "ToLowerSpecial", "ToUpperSpecial"},
		"bytes":   {"EqualFold", "ToLower", "ToUpper", "ToTitle", "Title"},
		"unicode": {"ToLower", "ToUpper", "ToTitle", "SimpleFold", "To"},
	}
	used := map[string]bool{}
	files := 0
	for _, root := range []string{"internal", "cmd", "keylesstest"} {
		err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
				return err
			}
			if pkg := filepath.Base(filepath.Dir(file)); strings.HasSuffix(pkg, "test") && pkg != "keylesstest" {
				return nil // packages that only tests import
			}
			files++
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				return err
			}
			for _, spec := range parsed.Imports {
				if path, err := strconv.Unquote(spec.Path.Value); err == nil && strings.HasPrefix(path, "golang.org/x/text/cases") {
					t.Errorf("%s imports %s: fold case with internal/ascii", file, path)
				}
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				call, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				pkg, ok := call.X.(*ast.Ident)
				if !ok || !slices.Contains(refused[pkg.Name], call.Sel.Name) {
					return true
				}
				if slash := filepath.ToSlash(file); exceptions[slash] != "" {
					used[slash] = true
					return true
				}
				t.Errorf("%s uses %s.%s: fold case with internal/ascii", file, pkg.Name, call.Sel.Name)
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 100 {
		t.Fatalf("only %d files were read", files)
	}
	for file := range exceptions {
		if !used[file] {
			t.Errorf("%s is an exception and needs none", file)
		}
	}
}
