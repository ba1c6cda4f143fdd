package rbac

import (
	_ "embed"
	"strings"
	"sync"

	"keyless.dev/keyless/internal/ascii"
)

//go:embed namespaces.txt
var namespacesText string

// namespaces are the resource providers that exist, in lower case.
var namespaces = sync.OnceValue(func() map[string]bool {
	known := map[string]bool{}
	for line := range strings.Lines(namespacesText) {
		if name := strings.TrimSpace(line); name != "" && name[0] != '#' {
			known[ascii.ToLower(name)] = true
		}
	}
	for _, r := range builtins().ordered {
		for i := range r.permissions {
			for _, effect := range r.permissions[i].planes {
				for _, p := range effect.gives {
					if name, _, found := strings.Cut(p.text, "/"); found && !strings.Contains(name, "*") {
						known[name] = true
					}
				}
			}
		}
	}
	return known
})

// withoutForeignData are the namespaces whose data actions are all in our list: an action that is not in it does not
// exist. Of the other providers no list is held.
var withoutForeignData = map[string]bool{
	"microsoft.authorization": true, "microsoft.cognitiveservices": true, "microsoft.features": true, "microsoft.managedidentity": true,
	"microsoft.management": true, "microsoft.resources": true, "microsoft.support": true,
}

// ofKnownProvider reports whether an action or pattern, in lower case, may name a resource provider that exists.
func ofKnownProvider(text string) bool {
	name, _, _ := strings.Cut(text, "/")
	if !strings.Contains(name, "*") {
		return namespaces()[name]
	}
	for known := range namespaces() {
		if overlap(name, known) {
			return true
		}
	}
	return false
}
