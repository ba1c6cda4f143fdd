package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/goreleaser/nfpm/v2"
	_ "github.com/goreleaser/nfpm/v2/deb" // registers the format
	"github.com/goreleaser/nfpm/v2/files"
	_ "github.com/goreleaser/nfpm/v2/rpm" // registers the format
)

// linuxPackages makes a deb and an rpm of each binary for Linux.
func (r *release) linuxPackages() error {
	binaries, err := r.binaries("linux")
	if err != nil {
		return err
	}
	for _, b := range binaries {
		for _, format := range []string{"deb", "rpm"} {
			if err := r.linuxPackage(b, format); err != nil {
				return fmt.Errorf("%s for %s: %w", format, b.arch, err)
			}
		}
	}
	return nil
}

func (r *release) linuxPackage(b built, format string) error {
	info := nfpm.WithDefaults(r.packageInfo(b))
	if err := nfpm.PrepareForPackager(info, format); err != nil {
		return err
	}
	packager, err := nfpm.Get(format)
	if err != nil {
		return err
	}
	out, err := os.Create(filepath.Join(r.dist, packager.ConventionalFileName(info)))
	if err != nil {
		return err
	}
	if err := packager.Package(info, out); err != nil {
		_ = out.Close()
		return err
	}
	return out.Close()
}

func (r *release) packageInfo(b built) *nfpm.Info {
	linux := filepath.Join(r.root, "packaging", "linux")
	script := func(name string) string { return filepath.Join(linux, name) }
	info := &nfpm.Info{
		Name: "keyless", Arch: b.arch, Platform: "linux", Version: r.version, Release: "1", Section: "net", Priority: "optional",
		Maintainer: maintainer, Homepage: homepage, License: license, MTime: r.date, DisableGlobbing: true,
		Description: summary + "\nPeople and programs sign in, an administrator assigns roles, and the endpoint of the models admits\nthose who have one: with the az command line, the Azure SDKs and the OpenAI SDKs as they are.",
	}
	info.Scripts = nfpm.Scripts{PostInstall: script("postinstall.sh"), PreRemove: script("preremove.sh"), PostRemove: script("postremove.sh")}
	info.Recommends = []string{"ca-certificates"}
	info.Deb.Compression = "xz"
	info.RPM.Summary, info.RPM.BuildHost, info.RPM.Group = summary, "localhost", "System Environment/Daemons"
	add := func(source, destination string, mode os.FileMode, kind string) {
		info.Contents = append(info.Contents, &files.Content{
			Source: source, Destination: destination, Type: kind,
			FileInfo: &files.ContentFileInfo{Owner: "root", Group: "root", Mode: mode, MTime: r.date},
		})
	}
	add(b.path, "/usr/bin/keyless", 0o755, "")
	for _, unit := range []string{"keyless.service", "keyless.socket"} {
		add(filepath.Join(linux, unit), "/usr/lib/systemd/system/"+unit, 0o644, "")
	}
	add("", "/etc/keyless", 0o700, "dir")
	for _, name := range []string{"keyless.yaml", "world.yaml"} {
		add(filepath.Join(linux, name), "/etc/keyless/"+name, 0o600, "config|noreplace")
	}
	for _, completion := range [][2]string{
		{"bash", "/usr/share/bash-completion/completions/keyless"},
		{"zsh", "/usr/share/zsh/vendor-completions/_keyless"},
		{"fish", "/usr/share/fish/vendor_completions.d/keyless.fish"},
	} {
		add(filepath.Join(r.dist, "completions", completion[0]), completion[1], 0o644, "")
	}
	const docs = "/usr/share/doc/keyless/"
	add(filepath.Join(r.root, "LICENSE"), docs+"copyright", 0o644, "")
	pages, _ := filepath.Glob(filepath.Join(r.root, "docs", "*.md")) // the pattern is a constant
	for _, page := range pages {
		add(page, docs+filepath.Base(page), 0o644, "")
	}
	return info
}
