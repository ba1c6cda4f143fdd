package keyless_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestIdentifiersUseTheWordsOfTheGlossary refuses identifiers that were private words for things in docs/glossary.md.
func TestIdentifiersUseTheWordsOfTheGlossary(t *testing.T) {
	refused := map[string]*regexp.Regexp{
		"host, for one Azure host with its routes":               regexp.MustCompile(`^[dD]oors?$|Doors?$`),
		"tombstones, for removed assignments":                    regexp.MustCompile(`^graves?$`),
		"diagnosis, check and newDiagnosis, in doctor":           regexp.MustCompile(`^([pP]atient|lookAt.*)$`),
		"membershipPath, or what a variable holds":               regexp.MustCompile(`^[wW]ay$`),
		"scratch or remaining, for what is used up":              regexp.MustCompile(`^(room|bag)$`),
		"anonymous, for callers without a token":                 regexp.MustCompile(`^strangers$`),
		"DecisionDetail, or printedDecision on the command line": regexp.MustCompile(`^[sS]tory$|^storyOf$`),
		"CallerRecord or DecisionDetail, in the audit log":       regexp.MustCompile(`^(Told|Story|WhoOf)$`),
	}
	files := 0
	for _, root := range []string{"internal", "cmd", "keylesstest", "bench", "test"} {
		err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(file, ".go") {
				return err
			}
			files++
			set := token.NewFileSet()
			parsed, err := parser.ParseFile(set, file, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					for better, word := range refused {
						if word.MatchString(id.Name) {
							t.Errorf("%s: %s: say %s", set.Position(id.Pos()), id.Name, better)
						}
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 300 {
		t.Fatalf("only %d files were read", files)
	}
}
