package main

import (
	"path/filepath"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
)

// TestComposeFilesAreValid loads them as docker compose does: against the specification's schema, with what they refer to.
func TestComposeFilesAreValid(t *testing.T) {
	for file, services := range map[string]int{"ollama.yaml": 2, "production/compose.yaml": 4} {
		t.Run(file, func(t *testing.T) {
			options, err := cli.NewProjectOptions([]string{filepath.Join("..", "compose", file)}, cli.WithEnv([]string{"PWD=/srv/keyless"}))
			if err != nil {
				t.Fatal(err)
			}
			project, err := options.LoadProject(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if len(project.Services) != services {
				t.Errorf("%d services, want %d", len(project.Services), services)
			}
		})
	}
}
