package rbac

import (
	"embed"
	"encoding/json"
	"fmt"
	"sync"

	"keyless.dev/keyless/internal/ascii"
)

// builtinFiles holds Azure's built-in roles as Microsoft published them on 2026-08-22: ids, names, descriptions and
// the case of every action are Azure's. A role that was renamed keeps its former name in aliases. The roles of
// cognitiveservices-other.json have no description in the published list we hold. Those of azure.json, which concern other
// services than this one, are of the list that iann0036/iam-dataset took from Azure (azure/built-in-roles-raw.json, commit
// d0e726c9), held against MicrosoftDocs' pages of 2026-02-23 where these show the role; generateroles.go writes the file.
//
//go:embed roles/*.json
var builtinFiles embed.FS

// Builtin returns the built-in roles, which belong to every tenant, ordered by file and there as published. The
// definitions are shared and must not be changed.
func Builtin() []*RoleDefinition {
	compiled := builtins()
	all := make([]*RoleDefinition, len(compiled.ordered))
	for i, r := range compiled.ordered {
		all[i] = r.RoleDefinition
	}
	return all
}

// builtinRoles are compiled once for the whole program: they never change.
type builtinRoles struct {
	ordered []*role
	byID    map[string]*role
}

var builtins = sync.OnceValue(readBuiltins)

func readBuiltins() *builtinRoles {
	entries, err := builtinFiles.ReadDir("roles")
	if err != nil {
		panic(fmt.Sprintf("rbac: the embedded roles: %v", err))
	}
	all := &builtinRoles{byID: make(map[string]*role)}
	for _, entry := range entries {
		data, err := builtinFiles.ReadFile("roles/" + entry.Name())
		if err != nil {
			panic(fmt.Sprintf("rbac: the embedded roles: %v", err))
		}
		var definitions []*RoleDefinition
		if err := json.Unmarshal(data, &definitions); err != nil {
			panic(fmt.Sprintf("rbac: %s: %v", entry.Name(), err))
		}
		for _, definition := range definitions {
			compiled := compileRole(definition)
			all.ordered = append(all.ordered, compiled)
			all.byID[definition.ID] = compiled
		}
	}
	return all
}

// BuiltinNamed finds a built-in role by its name or a former name, without regard to case.
func BuiltinNamed(name string) (*RoleDefinition, bool) {
	for _, r := range builtins().ordered {
		if r.Named(name) {
			return r.RoleDefinition, true
		}
	}
	return nil, false
}

// Named reports whether name is the role's name or a former name of it, without regard to case.
func (d *RoleDefinition) Named(name string) bool {
	if ascii.EqualFold(d.Name, name) {
		return true
	}
	for _, alias := range d.Aliases {
		if ascii.EqualFold(alias, name) {
			return true
		}
	}
	return false
}
