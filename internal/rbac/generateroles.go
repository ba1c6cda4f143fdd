//go:build ignore

// Generateroles writes roles/azure.json from the output of `az role definition list --query "[?roleType=='BuiltInRole']"` on
// Azure, read from standard input. It skips roles that are in another file of that folder, and keeps roles that the input lacks.
//
//	go run generateroles.go < list.json
package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"log"
	"os"
	"path/filepath"
	"slices"

	"keyless.dev/keyless/internal/ascii"
)

// listed is a role as az prints it.
type listed struct {
	Name        string       `json:"name"`
	RoleName    string       `json:"roleName"`
	Description string       `json:"description"`
	Permissions []permission `json:"permissions"`
	Scopes      []string     `json:"assignableScopes"`
	CreatedOn   string       `json:"createdOn"`
	UpdatedOn   string       `json:"updatedOn"`
}

// kept is a role in the format that package rbac reads.
type kept struct {
	ID          string       `json:"id"`
	RoleName    string       `json:"roleName"`
	Type        string       `json:"type"`
	Description string       `json:"description"`
	Permissions []permission `json:"permissions"`
	Scopes      []string     `json:"assignableScopes"`
	CreatedOn   string       `json:"createdOn,omitempty"`
	UpdatedOn   string       `json:"updatedOn,omitempty"`
}

type permission struct {
	Actions          []string `json:"actions"`
	NotActions       []string `json:"notActions"`
	DataActions      []string `json:"dataActions"`
	NotDataActions   []string `json:"notDataActions"`
	Condition        string   `json:"condition,omitempty"`
	ConditionVersion string   `json:"conditionVersion,omitempty"`
}

const file = "roles/azure.json"

func main() {
	log.SetFlags(0)
	var input []listed
	if err := json.NewDecoder(os.Stdin).Decode(&input); err != nil {
		log.Fatalf("generateroles: standard input: %v", err)
	}
	elsewhere := map[string]bool{}
	paths, err := filepath.Glob("roles/*.json")
	check(err)
	var before []kept
	for _, path := range paths {
		var roles []kept
		data, err := os.ReadFile(path)
		check(err)
		check(json.Unmarshal(data, &roles))
		if path == file {
			before = roles
			continue
		}
		for _, r := range roles {
			elsewhere[r.ID] = true
		}
	}
	all := map[string]kept{}
	for _, r := range before {
		all[r.ID] = r
	}
	for _, in := range input {
		id := ascii.ToLower(in.Name)
		if !elsewhere[id] {
			all[id] = kept{id, in.RoleName, "BuiltInRole", in.Description, in.Permissions, in.Scopes, in.CreatedOn, in.UpdatedOn}
		}
	}
	var sorted []kept
	for id, r := range all {
		if !elsewhere[id] {
			sorted = append(sorted, r)
		}
	}
	slices.SortFunc(sorted, func(a, b kept) int { return cmp.Compare(a.RoleName, b.RoleName) })
	var out bytes.Buffer
	out.WriteString("[\n")
	for i, r := range sorted {
		var line bytes.Buffer
		encoder := json.NewEncoder(&line)
		encoder.SetEscapeHTML(false)
		check(encoder.Encode(r))
		out.Write(bytes.TrimSpace(line.Bytes()))
		if i < len(sorted)-1 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
	}
	out.WriteString("]\n")
	check(os.WriteFile(file, out.Bytes(), 0o644))
	log.Printf("generateroles: %d roles in %s", len(sorted), file)
}

func check(err error) {
	if err != nil {
		log.Fatalf("generateroles: %v", err)
	}
}
