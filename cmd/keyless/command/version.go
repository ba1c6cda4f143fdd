package command

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
)

type versionCommand struct {
	JSON bool `help:"Print JSON."`
}

// versionInfo describes the build of the program.
type versionInfo struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Time     string `json:"time,omitempty"` // of the revision
	Modified bool   `json:"modified,omitempty"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// version, revision and date are set by the linker for a release; "" means those of the Go toolchain.
var version, revision, date string

// readVersion returns the build information that the Go toolchain has embedded.
func readVersion() versionInfo {
	v := versionInfo{Version: "unknown", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	if v.Version = info.Main.Version; v.Version == "" {
		v.Version = "(devel)"
	}
	if version != "" {
		v.Version, v.Revision, v.Time = version, revision, date
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			v.Revision = setting.Value
		case "vcs.time":
			v.Time = setting.Value
		case "vcs.modified":
			v.Modified = setting.Value == "true"
		}
	}
	return v
}

// Run prints the version.
func (c *versionCommand) Run(s *Session) error {
	v := readVersion()
	if c.JSON {
		return s.printJSON(v)
	}
	fmt.Fprintf(s.Out, "keyless %s\n", v.Version)
	if v.Revision != "" {
		fmt.Fprintf(s.Out, "revision %s %s\n", v.Revision, v.Time)
	}
	fmt.Fprintf(s.Out, "%s %s\n", v.Go, v.Platform)
	return nil
}

func (s *Session) printJSON(value any) error {
	encoder := json.NewEncoder(s.Out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
