package oauth

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// sent returns the AADSTS numbers that the program can send: the first argument of aadsts, and values assigned to Number.
func sent(t *testing.T) map[int]string {
	t.Helper()
	numbers := map[int]string{}
	add := func(where string, e ast.Expr) {
		if literal, ok := e.(*ast.BasicLit); ok && literal.Kind == token.INT {
			if n, err := strconv.Atoi(literal.Value); err == nil && n > 1000 {
				numbers[n] = where
			}
		}
	}
	for _, folder := range []string{".", "../api/login"} {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					if name, ok := n.Fun.(*ast.Ident); ok && (name.Name == "aadsts" || name.Name == "noRecord") {
						add(file, n.Args[0])
					}
				case *ast.AssignStmt:
					if field, ok := n.Lhs[0].(*ast.SelectorExpr); ok && field.Sel.Name == "Number" {
						add(file, n.Rhs[0])
					}
				case *ast.ReturnStmt: // translate
					if len(n.Results) == 3 {
						add(file, n.Results[2])
					}
				}
				return true
			})
		}
	}
	return numbers
}

func TestExplainDescribesEveryAADSTSNumber(t *testing.T) {
	known := sent(t)
	if len(known) < 50 {
		t.Fatalf("only %d numbers were found in the source", len(known))
	}
	for n, where := range known {
		if _, ok := Explain(n); !ok {
			t.Errorf("AADSTS%d of %s is not in errors.txt", n, where)
		}
	}
	for line := range strings.SplitSeq(strings.TrimSpace(errorTable), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, " | ")
		text, never := strings.CutPrefix(cells[0], "not ")
		n, err := strconv.Atoi(text)
		if err != nil || !never && len(cells) != 3 || never && len(cells) != 2 {
			t.Errorf("errors.txt: %q", line)
			continue
		}
		if _, is := known[n]; is == never {
			t.Errorf("AADSTS%d: errors.txt says sent: %v, the source says %v", n, !never, is)
		}
	}
}

// TestErrorTableMatchesEntra checks that the table has every number that Entra's clients handle.
func TestErrorTableMatchesEntra(t *testing.T) {
	text, err := os.ReadFile("errors.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{
		7000215, 7000222, 7000216, 7000218, 700016, 90002, 900023, 500011, 50126, 50034, 50053, 50055, 50057, 50076, 50079, 50105, 50020, 65001, 70016, 70020, 70019,
		70011, 700024, 700027, 70021, 700211, 700212, 700213, 7002138, 900144, 90014, 900561, 9001023, 90009, 28002, 28003, 700022, 700023, 530032, 53003,
	} {
		if !regexp.MustCompile(`(?m)^(not )?` + strconv.Itoa(n) + ` \| `).Match(text) {
			t.Errorf("AADSTS%d is not in the table", n)
		}
	}
}
