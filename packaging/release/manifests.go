package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"text/template"
)

// archiveOf is the archive of a platform, as a package manager downloads it; nil if it was not built.
func (r *release) archiveOf(system, arch string) (*download, error) {
	extension := ".tar.gz"
	if system == "windows" {
		extension = ".zip"
	}
	name := fmt.Sprintf("keyless_%s_%s_%s%s", r.version, system, arch, extension)
	content, err := os.ReadFile(filepath.Join(r.dist, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(content)
	return &download{URL: r.downloads + "/v" + r.version + "/" + name, SHA256: hex.EncodeToString(sum[:])}, nil
}

type download struct{ URL, SHA256 string }

var formulaText = template.Must(template.New("formula").Parse(`# Made by packaging/release of keyless {{.Version}}.
class Keyless < Formula
  desc "Entra ID sign-in and Azure RBAC in front of any model"
  homepage "{{.Homepage}}"
  version "{{.Version}}"
  license "{{.License}}"
{{range .Systems}}
  on_{{.Name}} do
{{- range .Archives}}
    on_{{.CPU}} do
      url "{{.URL}}"
      sha256 "{{.SHA256}}"
    end
{{- end}}
  end
{{end}}
  def install
    bin.install "keyless"
    generate_completions_from_executable(bin/"keyless", "completion", shells: [:bash, :zsh, :fish])
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/keyless version")
  end
end
`))

// formula writes the Homebrew formula of the platforms that were built.
func (r *release) formula() error {
	type archive struct {
		CPU string
		download
	}
	type system struct {
		Name     string
		Archives []archive
	}
	var systems []system
	for _, s := range [][2]string{{"macos", "darwin"}, {"linux", "linux"}} {
		found := system{Name: s[0]}
		for _, cpu := range [][2]string{{"arm", "arm64"}, {"intel", "amd64"}} {
			d, err := r.archiveOf(s[1], cpu[1])
			if err != nil {
				return err
			}
			if d != nil {
				found.Archives = append(found.Archives, archive{cpu[0], *d})
			}
		}
		if len(found.Archives) > 0 {
			systems = append(systems, found)
		}
	}
	if len(systems) == 0 {
		return nil
	}
	var out bytes.Buffer
	if err := formulaText.Execute(&out, map[string]any{"Version": r.version, "Homepage": homepage, "License": license, "Systems": systems}); err != nil {
		return err
	}
	return r.write("homebrew/keyless.rb", out.Bytes())
}

// scoopArchive is what Scoop downloads for one architecture.
type scoopArchive struct {
	URL  string `json:"url"`
	Hash string `json:"hash"`
}

// scoopManifest is an application of Scoop. Source: the Scoop wiki, "App Manifests".
type scoopManifest struct {
	Version      string                  `json:"version"`
	Description  string                  `json:"description"`
	Homepage     string                  `json:"homepage"`
	License      string                  `json:"license"`
	Architecture map[string]scoopArchive `json:"architecture"`
	Bin          string                  `json:"bin"`
}

// scoop writes the Scoop manifest, if a binary for Windows was built.
func (r *release) scoop() error {
	m := scoopManifest{Version: r.version, Description: summary, Homepage: homepage, License: license, Bin: "keyless.exe", Architecture: map[string]scoopArchive{}}
	for _, cpu := range [][2]string{{"64bit", "amd64"}, {"arm64", "arm64"}} {
		d, err := r.archiveOf("windows", cpu[1])
		if err != nil {
			return err
		}
		if d != nil {
			m.Architecture[cpu[0]] = scoopArchive{d.URL, d.SHA256}
		}
	}
	if len(m.Architecture) == 0 {
		return nil
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return r.write("scoop/keyless.json", append(text, '\n'))
}

func (r *release) write(name string, content []byte) error {
	path := filepath.Join(r.dist, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}
