package main

import (
	"debug/buildinfo"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/CycloneDX/cyclonedx-go"
)

// billsOfMaterials says which modules are in each binary, in CycloneDX. It reads what the Go toolchain wrote into the
// binary, so that it lists what is linked and nothing else.
func (r *release) billsOfMaterials() error {
	binaries, err := r.binaries("")
	if err != nil {
		return err
	}
	for _, b := range binaries {
		if err := r.billOfMaterials(b); err != nil {
			return fmt.Errorf("bill of materials of %s: %w", b.path, err)
		}
	}
	return nil
}

func (r *release) billOfMaterials(b built) error {
	info, err := buildinfo.ReadFile(b.path)
	if err != nil {
		return err
	}
	self := cyclonedx.Component{
		Type: cyclonedx.ComponentTypeApplication, BOMRef: reference(info.Main.Path, r.version), Name: info.Main.Path, Version: r.version, PackageURL: reference(info.Main.Path, r.version),
		Licenses: &cyclonedx.Licenses{{License: &cyclonedx.License{ID: license}}},
	}
	toolchain := strings.TrimPrefix(info.GoVersion, "go")
	components := []cyclonedx.Component{{
		Type: cyclonedx.ComponentTypeLibrary, BOMRef: reference("std", toolchain), Name: "std", Version: toolchain, PackageURL: reference("std", toolchain),
		Licenses: &cyclonedx.Licenses{{License: &cyclonedx.License{ID: "BSD-3-Clause"}}},
	}}
	for _, module := range info.Deps {
		if module.Replace != nil {
			module = module.Replace
		}
		purl := reference(module.Path, module.Version)
		components = append(components, cyclonedx.Component{
			Type: cyclonedx.ComponentTypeLibrary, BOMRef: purl, Name: module.Path, Version: module.Version, PackageURL: purl,
		})
	}
	all := make([]string, len(components))
	for i := range components {
		all[i] = components[i].BOMRef
	}
	bom := cyclonedx.NewBOM()
	bom.Metadata = &cyclonedx.Metadata{
		Timestamp: r.date.Format(time.RFC3339), Component: &self,
		Properties: &[]cyclonedx.Property{{Name: "keyless:platform", Value: b.os + "/" + b.arch}, {Name: "keyless:commit", Value: r.commit}},
	}
	bom.Components = &components
	bom.Dependencies = &[]cyclonedx.Dependency{{Ref: self.BOMRef, Dependencies: &all}}
	out, err := os.Create(filepath.Join(r.dist, fmt.Sprintf("keyless_%s_%s_%s.cdx.json", r.version, b.os, b.arch)))
	if err != nil {
		return err
	}
	if err := cyclonedx.NewBOMEncoder(out, cyclonedx.BOMFileFormatJSON).SetPretty(true).Encode(bom); err != nil {
		_ = out.Close()
		return err
	}
	return out.Close()
}

// reference is a module's package URL. Source: the purl specification, "golang".
func reference(path, version string) string { return "pkg:golang/" + path + "@" + version }
