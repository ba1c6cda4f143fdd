package rbac

import (
	_ "embed"
	"strings"
	"sync"

	"keyless.dev/keyless/internal/ascii"
)

//go:embed namespaces.txt
var namespacesText string

// namespaces are the known resource providers, in lower case.
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

// withoutForeignData are the namespaces whose data actions are all in our list: any other action of theirs does not exist.
// keyless has no such list for the other providers.
var withoutForeignData = map[string]bool{
	"microsoft.authorization": true, "microsoft.cognitiveservices": true, "microsoft.features": true, "microsoft.managedidentity": true,
	"microsoft.management": true, "microsoft.resources": true, "microsoft.support": true,
}

// ofKnownProvider reports whether an action or pattern, in lower case, can match a known resource provider.
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
