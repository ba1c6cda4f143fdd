package main

import (
	"archive/tar"
	"bytes"
	"encoding/pem"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// The user of the image, as in other images without a shell.
const nonroot = 65532

// image makes a container image of the binaries for Linux: one archive in the OCI image layout, which docker load, podman
// load and skopeo read, with an image for each architecture.
func (r *release) image() error {
	binaries, err := r.binaries("linux")
	if err != nil || len(binaries) == 0 {
		return err
	}
	index := mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	for _, b := range binaries {
		made, err := r.imageOf(b)
		if err != nil {
			return fmt.Errorf("image for %s: %w", b.arch, err)
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: made, Descriptor: v1.Descriptor{
			Platform: &v1.Platform{OS: "linux", Architecture: b.arch},
		}})
	}
	folder, err := os.MkdirTemp("", "keyless-image-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	path, err := layout.Write(folder, empty.Index)
	if err != nil {
		return err
	}
	if err := path.AppendIndex(index, layout.WithAnnotations(map[string]string{
		"org.opencontainers.image.ref.name": r.version, // what an archive calls its image
		"io.containerd.image.name":          "docker.io/library/keyless:" + r.version,
	})); err != nil {
		return err
	}
	return r.archive(folder, filepath.Join(r.dist, "keyless_"+r.version+"_image.tar"))
}

func (r *release) imageOf(b built) (v1.Image, error) {
	files, err := r.layer(b)
	if err != nil {
		return nil, err
	}
	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(files)), nil }, tarball.WithMediaType(types.OCILayer))
	if err != nil {
		return nil, err
	}
	made := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	made, err = mutate.Append(made, mutate.Addendum{Layer: layer, History: v1.History{Created: v1.Time{Time: r.date}, CreatedBy: "packaging/release"}})
	if err != nil {
		return nil, err
	}
	config, err := made.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	config.OS, config.Architecture, config.Created = "linux", b.arch, v1.Time{Time: r.date}
	config.Config = v1.Config{
		User:         fmt.Sprintf("%d:%d", nonroot, nonroot),
		Env:          []string{"PATH=/usr/bin", "KEYLESS_DATA=/var/lib/keyless"},
		Entrypoint:   []string{"/usr/bin/keyless"},
		Cmd:          []string{"serve", "--config", "/etc/keyless/keyless.yaml"},
		ExposedPorts: map[string]struct{}{"8443/tcp": {}},
		Volumes:      map[string]struct{}{"/var/lib/keyless": {}},
		Healthcheck:  &v1.HealthConfig{Test: []string{"CMD", "/usr/bin/keyless", "health"}, Interval: 30 * time.Second, Timeout: 5 * time.Second, StartPeriod: 10 * time.Second, Retries: 3},
		Labels: map[string]string{
			"org.opencontainers.image.title": "keyless", "org.opencontainers.image.description": summary, "org.opencontainers.image.url": homepage,
			"org.opencontainers.image.licenses": license, "org.opencontainers.image.version": r.version, "org.opencontainers.image.revision": r.commit,
			"org.opencontainers.image.created": r.date.Format(time.RFC3339),
		},
	}
	return mutate.ConfigFile(made, config)
}

// layer is everything in the image: the binary, the roots of public certificate authorities, a user, and the folders that
// it writes to.
func (r *release) layer(b built) ([]byte, error) {
	binary, err := os.ReadFile(b.path)
	if err != nil {
		return nil, err
	}
	license, err := os.ReadFile(filepath.Join(r.root, "LICENSE"))
	if err != nil {
		return nil, err
	}
	var roots bytes.Buffer
	for root := range bundle.Roots() {
		if root.Constraint != nil {
			continue // a list of certificates cannot say what else the root depends on
		}
		if err := pem.Encode(&roots, &pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate}); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	var problem error
	add := func(h tar.Header, content []byte) {
		h.Size, h.ModTime, h.Format = int64(len(content)), r.date, tar.FormatPAX
		if problem == nil {
			problem = w.WriteHeader(&h)
		}
		if problem == nil {
			_, problem = w.Write(content)
		}
	}
	for _, folder := range []string{"etc/", "etc/keyless/", "etc/ssl/", "etc/ssl/certs/", "usr/", "usr/bin/", "usr/share/", "usr/share/doc/", "usr/share/doc/keyless/", "var/", "var/lib/"} {
		add(tar.Header{Typeflag: tar.TypeDir, Name: folder, Mode: 0o755}, nil)
	}
	add(tar.Header{Typeflag: tar.TypeDir, Name: "tmp/", Mode: 0o1777}, nil)
	add(tar.Header{Typeflag: tar.TypeDir, Name: "var/lib/keyless/", Mode: 0o700, Uid: nonroot, Gid: nonroot}, nil)
	add(tar.Header{Name: "etc/passwd", Mode: 0o644}, fmt.Appendf(nil, "root:x:0:0:root:/root:/sbin/nologin\nkeyless:x:%d:%d:keyless:/var/lib/keyless:/sbin/nologin\n", nonroot, nonroot))
	add(tar.Header{Name: "etc/group", Mode: 0o644}, fmt.Appendf(nil, "root:x:0:\nkeyless:x:%d:\n", nonroot))
	add(tar.Header{Name: "etc/ssl/certs/ca-certificates.crt", Mode: 0o644}, roots.Bytes())
	add(tar.Header{Name: "usr/share/doc/keyless/copyright", Mode: 0o644}, license)
	add(tar.Header{Name: "usr/bin/keyless", Mode: 0o755}, binary)
	if problem != nil {
		return nil, problem
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// archive writes a folder as a tar file, in the order of names.
func (r *release) archive(folder, path string) error {
	var names []string
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return err
	}
	slices.Sort(names)
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	w := tar.NewWriter(out)
	for _, name := range names {
		if err = r.archiveFile(w, folder, name); err != nil {
			break
		}
	}
	if err == nil {
		err = w.Close()
	}
	if closing := out.Close(); err == nil {
		err = closing
	}
	return err
}

func (r *release) archiveFile(w *tar.Writer, folder, name string) error {
	content, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	relative, err := filepath.Rel(folder, name)
	if err != nil {
		return err
	}
	if err := w.WriteHeader(&tar.Header{Name: filepath.ToSlash(relative), Mode: 0o644, Size: int64(len(content)), ModTime: r.date, Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}
