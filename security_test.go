package keyless_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryCheckOfTheSecurityDocumentIsTested reads docs/security.md and fails for a line whose test does not exist.
func TestEveryCheckOfTheSecurityDocumentIsTested(t *testing.T) {
	text, err := os.ReadFile("docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`([a-z0-9/.]+) ((?:Test|Fuzz)[A-Za-z0-9_]+)`")
	rows := 0
	for line := range strings.SplitSeq(string(text), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || strings.HasPrefix(cells[1], "---") || strings.TrimSpace(cells[1]) == "check" {
			continue
		}
		rows++
		tests := named.FindAllStringSubmatch(cells[3], -1)
		if len(tests) == 0 {
			t.Errorf("no test: %s", strings.TrimSpace(cells[1]))
		}
		for _, test := range tests {
			if !declared(t, test[1], test[2]) {
				t.Errorf("%s: there is no %s in %s", strings.TrimSpace(cells[1]), test[2], test[1])
			}
		}
	}
	if rows < 40 {
		t.Errorf("the document has %d checks", rows)
	}
}

// declared reports whether the tests of a folder declare a function.
func declared(t *testing.T, folder, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if regexp.MustCompile(`(?m)^func ` + name + `\(`).Match(text) {
			return true
		}
	}
	return false
}

// TestSecretsAreComparedInConstantTime holds each place where a secret that somebody sends is compared to one that is
// known, to the one function that takes as long for a good guess as for a bad one.
func TestSecretsAreComparedInConstantTime(t *testing.T) {
	for _, place := range []struct{ file, function string }{
		{"internal/oauth/client.go", "checkSecret"},
		{"internal/oauth/authorizationcode.go", "verified"},
		{"internal/directory/credentials.go", "Matches"},
		{"internal/directory/password.go", "VerifyPassword"},
		{"internal/resource/account.go", "Matches"},
		{"internal/api/login/authorize.go", "sameSite"},
	} {
		file, err := parser.ParseFile(token.NewFileSet(), place.file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		ast.Inspect(file, func(n ast.Node) bool {
			function, ok := n.(*ast.FuncDecl)
			if !ok || function.Name.Name != place.function {
				return true
			}
			ast.Inspect(function, func(n ast.Node) bool {
				if call, ok := n.(*ast.SelectorExpr); ok && (call.Sel.Name == "ConstantTimeCompare" || call.Sel.Name == "Equal" && isHMAC(call)) {
					found = true
				}
				return true
			})
			return false
		})
		if !found {
			t.Errorf("%s: %s compares in another way", place.file, place.function)
		}
	}
}

func isHMAC(s *ast.SelectorExpr) bool {
	name, ok := s.X.(*ast.Ident)
	return ok && name.Name == "hmac"
}
