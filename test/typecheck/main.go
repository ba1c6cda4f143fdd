// Command typecheck type-checks the packages of a module and their tests for other operating systems:
//
//	typecheck [-C DIR] GOOS...
//
// It tells whether they compile, as go vet does for a GOOS, and compiles nothing: of dependencies it reads the
// declarations and not the bodies of functions. It exits with status 1 if anything does not compile.
package main

import (
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"golang.org/x/tools/go/packages"
)

func main() {
	dir := flag.String("C", ".", "the `folder` of the module")
	flag.Parse()
	// The syntax of a whole program is live until the end: collecting it meanwhile frees little.
	debug.SetGCPercent(400)
	failed := false
	for _, goos := range flag.Args() {
		if err := check(os.Stdout, *dir, goos); err != nil {
			fmt.Fprintf(os.Stderr, "typecheck: %s: %v\n", goos, err)
			failed = true
		}
	}
	if failed {
		os.Exit(1)
	}
}

// check type-checks the module in dir for an operating system, and writes the errors to w.
func check(w io.Writer, dir, goos string) error {
	root, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	root += string(filepath.Separator)
	loaded, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
			packages.NeedDeps | packages.NeedTypes | packages.NeedTypesSizes | packages.NeedSyntax | packages.NeedModule,
		Dir:   dir,
		Env:   append(os.Environ(), "GOOS="+goos, "CGO_ENABLED=0"),
		Tests: true,
		ParseFile: func(files *token.FileSet, name string, source []byte) (*ast.File, error) {
			if strings.HasPrefix(name, root) {
				return parser.ParseFile(files, name, source, parser.AllErrors|parser.SkipObjectResolution)
			}
			file, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
			if file != nil {
				dropBodies(file)
			}
			return file, err
		},
	}, "./...")
	if err != nil {
		return err
	}
	if len(loaded) == 0 {
		return errors.New("no packages")
	}
	found := 0
	for _, one := range loaded {
		if strings.HasSuffix(one.ID, ".test") {
			continue // the main package that go test generates
		}
		for _, problem := range one.Errors {
			fmt.Fprintf(w, "%s: %v\n", goos, problem)
			found++
		}
	}
	if found > 0 {
		return fmt.Errorf("%d errors", found)
	}
	return nil
}

// dropBodies removes the bodies of functions. What remains declares the same names with the same types; the imports
// that only a body used are reported for the dependency, which nobody reads.
func dropBodies(file *ast.File) {
	for _, declared := range file.Decls {
		if function, ok := declared.(*ast.FuncDecl); ok {
			function.Body = nil
		}
	}
}
