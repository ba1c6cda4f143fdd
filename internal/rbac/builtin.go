package rbac

import (
	"embed"
	"encoding/json"
	"fmt"
	"sync"

	"keyless.dev/keyless/internal/ascii"
)

// builtinFiles holds Azure's built-in roles as Microsoft published them on 2026-08-22, with Azure's ids, names, descriptions
// and capitalization of actions. A renamed role has its former name in aliases. The roles of cognitiveservices-other.json have
// no description in the published list. The roles of azure.json concern other services; they come from iann0036/iam-dataset
// (azure/built-in-roles-raw.json, commit d0e726c9), and were compared with MicrosoftDocs' pages of 2026-02-23 where these
// show the role. generateroles.go writes that file.
//
//go:embed roles/*.json
var builtinFiles embed.FS

// Builtin returns the built-in roles, which belong to every tenant, ordered by file and then as published. The definitions
// are shared and must not be modified.
func Builtin() []*RoleDefinition {
	compiled := builtins()
	all := make([]*RoleDefinition, len(compiled.ordered))
	for i, r := range compiled.ordered {
		all[i] = r.RoleDefinition
	}
	return all
}

// builtinRoles are the compiled built-in roles. They are compiled once per process.
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

// BuiltinNamed finds a built-in role by its present or former name, ignoring case.
func BuiltinNamed(name string) (*RoleDefinition, bool) {
	for _, r := range builtins().ordered {
		if r.Named(name) {
			return r.RoleDefinition, true
		}
	}
	return nil, false
}

// Named reports whether name is the role's present or a former name, ignoring case.
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
