package keyless_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "keyless.dev/keyless/"

// table is the import table of ARCHITECTURE.md.
type table struct {
	own   map[string][]string // package → own packages it may import; "all" is no limit
	homes map[string][]string // third-party module → the packages that may import it
}

func TestImportsFollowTheTableInARCHITECTURE(t *testing.T) {
	rules := readTable(t)
	seen := map[string]bool{}
	eachImport(t, func(file, pkg, imported string) {
		seen[pkg] = true
		allowed, ok := rules.own[pkg]
		if !ok {
			t.Errorf("%s: package %s has no row in the import table", file, pkg)
			return
		}
		if own, ok := strings.CutPrefix(imported, module); ok {
			own = strings.TrimPrefix(own, "internal/")
			if own != pkg && !slices.Contains(allowed, "all") && !slices.Contains(allowed, own) {
				t.Errorf("%s: %s may not import %s", file, pkg, own)
			}
			return
		}
		for home, packages := range rules.homes {
			if (imported == home || strings.HasPrefix(imported, home+"/")) && !slices.Contains(packages, pkg) {
				t.Errorf("%s: %s lives only in %s, not in %s", file, imported, strings.Join(packages, ", "), pkg)
			}
		}
	})
	for pkg := range rules.own {
		if _, err := os.Stat(dirOf(pkg)); err != nil {
			t.Errorf("the import table names %s, which does not exist", pkg)
		}
	}
	if len(seen) == 0 {
		t.Fatal("no imports were found: the test looked at nothing")
	}
}

func dirOf(pkg string) string {
	if strings.HasPrefix(pkg, "cmd/") || pkg == "keylesstest" {
		return pkg
	}
	return path.Join("internal", pkg)
}

func readTable(t *testing.T) table {
	t.Helper()
	text, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	base := []string{"ascii", "textfile", "fault", "guid", "cow", "seal", "ratelimit"}
	words := map[string][]string{
		"none": nil, "base": base, "all": {"all"},
		"rules": append([]string{"directory", "resource", "rbac", "oauth", "token", "quota", "metric", "audit"}, base...),
	}
	out := table{own: map[string][]string{}, homes: map[string][]string{}}
	_, section, _ := strings.Cut(string(text), "## Who may import whom")
	section, _, _ = strings.Cut(section, "\n## ")
	for line := range strings.SplitSeq(section, "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || strings.HasPrefix(cells[1], "---") || strings.TrimSpace(cells[1]) == "package" {
			continue
		}
		for _, pkg := range list(cells[1]) {
			for _, word := range list(cells[2]) {
				if meaning, ok := words[word]; ok {
					out.own[pkg] = append(out.own[pkg], meaning...)
				} else {
					out.own[pkg] = append(out.own[pkg], word)
				}
			}
			for _, home := range list(cells[3]) {
				out.homes[home] = append(out.homes[home], pkg)
			}
		}
	}
	if len(out.own) < 10 {
		t.Fatalf("only %d rows of the import table were read", len(out.own))
	}
	return out
}

func list(cell string) []string {
	var items []string
	for item := range strings.SplitSeq(cell, ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}

// eachImport visits the imports of each file of the product. It reads the files itself: the output of a child process
// such as go list would not make go test run again when a file changes.
func eachImport(t *testing.T, visit func(file, pkg, imported string)) {
	t.Helper()
	for _, root := range []string{"internal", "cmd", "keylesstest"} {
		err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
				return err
			}
			pkg := strings.TrimPrefix(path.Dir(filepath.ToSlash(file)), "internal/")
			if strings.HasSuffix(pkg, "test") && pkg != "keylesstest" {
				return nil // packages that only tests import
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			for _, spec := range parsed.Imports {
				imported, err := strconv.Unquote(spec.Path.Value)
				if err != nil {
					return err
				}
				visit(file, pkg, imported)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestNoHostImportsAnother(t *testing.T) {
	// Also in tests: a host is proved through its own HTTP, never through a neighbour's inside.
	hosts := []string{"login", "graph", "arm", "inference", "imds"}
	for _, host := range hosts {
		files := goFilesBelow(t, "internal/api/"+host)
		if len(files) == 0 {
			t.Errorf("host %s has no files", host)
		}
		for _, file := range files {
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, spec := range parsed.Imports {
				for _, other := range hosts {
					imported := strings.Trim(spec.Path.Value, `"`) + "/"
					if other != host && strings.HasPrefix(imported, module+"internal/api/"+other+"/") {
						t.Errorf("%s imports the host %s", file, other)
					}
				}
			}
		}
	}
}

// goFilesBelow returns the Go files of a folder and of those below it.
func goFilesBelow(t *testing.T, folder string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.HasSuffix(file, ".go") {
			files = append(files, file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
