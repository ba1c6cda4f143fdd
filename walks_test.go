package keyless_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestWalksInARCHITECTUREMatchTheCode looks up each file and function that the walks and the table below them name.
func TestWalksInARCHITECTUREMatchTheCode(t *testing.T) {
	text, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "## Five walks\n")
	walks, rest, _ := strings.Cut(rest, "## Where is it\n")
	table, _, _ := strings.Cut(rest, "\n## ")
	step := regexp.MustCompile("`((?:internal|cmd)/[a-z0-9/]+\\.go)`((?:(?:,| and| or)?\\s+`[A-Za-z]+`)*)")
	name := regexp.MustCompile("`([A-Za-z]+)`")
	seen := 0
	look := func(where, text string) (packages []string) {
		for _, found := range step.FindAllStringSubmatch(text, -1) {
			file := found[1]
			packages = append(packages, path.Dir(file))
			declared := functionsOf(t, file)
			for _, function := range name.FindAllStringSubmatch(found[2], -1) {
				if seen++; !slices.Contains(declared, function[1]) {
					t.Errorf("%s: %s has no function %s", where, file, function[1])
				}
			}
		}
		return packages
	}
	paragraphs := strings.Split(strings.TrimSpace(walks), "\n\n")
	for _, walk := range paragraphs[1:] {
		title, _, _ := strings.Cut(walk, ".**")
		packages := look(title, walk)
		if slices.Sort(packages); len(packages) == 0 || len(slices.Compact(packages)) > 8 {
			t.Errorf("%s names %d packages", title, len(slices.Compact(packages)))
		}
	}
	look("the table", table)
	if len(paragraphs) != 6 || seen < 35 {
		t.Fatalf("%d paragraphs and %d functions were found", len(paragraphs), seen)
	}
}

// functionsOf returns the names of a file's functions and methods.
func functionsOf(t *testing.T, file string) (names []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Error(err)
		return nil
	}
	for _, decl := range parsed.Decls {
		if function, ok := decl.(*ast.FuncDecl); ok {
			names = append(names, function.Name.Name)
		}
	}
	return names
}
