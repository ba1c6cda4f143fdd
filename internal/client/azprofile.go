package client

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
)

// cloudName is the name under which az knows the server. Names of Microsoft's clouds have meanings of their own in az.
const cloudName = "Keyless"

// writeAzureProfile makes dir a configuration folder of az in which the server is a registered cloud and the selected
// one, so that nobody's real profile is touched. What az or its user wrote there stays. Source of the format:
// azure-cli-core 2.91, cloud.py (get_clouds) and knack's config.py.
func writeAzureProfile(dir string, origins edge.Origins) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := writeIfChanged(filepath.Join(dir, "clouds.config"), cloudsConfig(origins)); err != nil {
		return err
	}
	path := filepath.Join(dir, "config")
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.WriteFile(path, []byte(azureConfig), 0o600)
}

// azureConfig is az's configuration. Without instance_discovery az asks login.microsoftonline.com about our authority.
// Its HTTP cache would keep a discovery document for a day and a refusal for a minute, over our restarts.
const azureConfig = `[cloud]
name = ` + cloudName + `

[core]
instance_discovery = false
use_msal_http_cache = false
collect_telemetry = false
login_experience_v2 = off
survey_message = false
first_run = yes

[auto-upgrade]
enable = no
`

// cloudsConfig has the endpoints that az's core commands read. Those of services that we are not are left out: az then
// says that they are missing, and calls nobody.
func cloudsConfig(origins edge.Origins) []string {
	return []string{
		"[" + cloudName + "]",
		"endpoint_management = " + origins.ARM,
		"endpoint_resource_manager = " + origins.ARM,
		"endpoint_active_directory = " + origins.Login,
		"endpoint_active_directory_resource_id = " + origins.ARM,
		"endpoint_active_directory_graph_resource_id = " + origins.Graph,
		"endpoint_microsoft_graph_resource_id = " + origins.Graph,
		"endpoint_gallery = " + origins.ARM,
		"endpoint_portal = " + origins.Login,
	}
}

// writeIfChanged writes lines unless the file has them all: az adds lines of its own.
func writeIfChanged(path string, lines []string) error {
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("az's configuration: %w", err)
	}
	for _, line := range lines {
		if !strings.Contains("\n"+string(old), "\n"+line+"\n") {
			return os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600)
		}
	}
	return nil
}
