// Command release makes what a release consists of out of the binaries that packaging/dist.sh has built: Linux packages, a
// container image, software bills of materials, a Homebrew formula and a Scoop manifest. The same binaries give the same
// bytes, on any machine.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// release is what the artefacts are made of.
type release struct {
	root      string // of the repository
	dist      string // dist/bin has a folder for each platform
	version   string
	downloads string // the address of the folder that has a folder for each version
	commit    string
	date      time.Time // of the commit
}

// What keyless says of itself wherever it is listed.
const (
	summary    = "Microsoft Entra ID sign-in and Azure RBAC in front of any model, with no API keys"
	homepage   = "https://keyless.dev/keyless"
	license    = "Apache-2.0"
	maintainer = "The keyless authors <maintainers@keyless.dev>"
)

func main() {
	r := release{}
	var date string
	flag.StringVar(&r.root, "root", ".", "the repository")
	flag.StringVar(&r.dist, "dist", "dist", "where the binaries are and the artefacts go")
	flag.StringVar(&r.version, "version", "", "the version, without v")
	flag.StringVar(&r.commit, "commit", "", "the commit")
	flag.StringVar(&date, "date", "", "the commit's time, in RFC 3339")
	flag.StringVar(&r.downloads, "downloads", "https://github.com/keyless-dev/keyless/releases/download", "where the releases are downloaded from")
	flag.Parse()
	err := r.parse(date)
	for _, step := range []func() error{r.linuxPackages, r.image, r.billsOfMaterials, r.formula, r.scoop} {
		if err == nil {
			err = step()
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func (r *release) parse(date string) error {
	if r.version == "" {
		return fmt.Errorf("-version is missing")
	}
	var err error
	r.date, err = time.Parse(time.RFC3339, date)
	r.date = r.date.UTC()
	return err
}

// built is a binary of dist/bin.
type built struct{ os, arch, path string }

// binaries are those that were built, of one operating system or, for "", of all.
func (r *release) binaries(system string) ([]built, error) {
	paths, err := filepath.Glob(filepath.Join(r.dist, "bin", "*", "keyless*"))
	if err != nil {
		return nil, err
	}
	var all []built
	for _, path := range paths {
		name, arch, ok := strings.Cut(filepath.Base(filepath.Dir(path)), "-")
		if ok && (system == "" || name == system) {
			all = append(all, built{name, arch, path})
		}
	}
	return all, nil
}
