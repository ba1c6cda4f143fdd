package oauth

import (
	"slices"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
)

// graphID is the appId of Microsoft Graph, to which scopes without a resource belong.
const graphID = directory.GraphAppID

// defaultScope requests every permission that was granted before.
const defaultScope = ".default"

// Scopes is a parsed scope or resource parameter.
type Scopes struct {
	OpenID   bool
	Offline  bool
	Resource string   // as written before the scope's name; "" if only reserved scopes were requested
	Names    []string // of the resource: ".default", "User.Read"
	raw      []string // as requested, for the response
}

// ParseScopes parses a scope parameter. Reserved scopes have no resource; all others must belong to one resource.
// It fails with AADSTS70011 or AADSTS28000.
func ParseScopes(text string) (Scopes, error) {
	var s Scopes
	for scope := range strings.FieldsSeq(text) {
		if len(scope) > 1024 || strings.ContainsAny(scope, "\"\\<>") {
			return s, badScope(shown(scope))
		}
		if slices.Contains(s.raw, scope) {
			continue
		}
		s.raw = append(s.raw, scope)
		switch ascii.ToLower(scope) {
		case "openid", "profile", "email":
			s.OpenID = true
			continue
		case "offline_access":
			s.Offline = true
			continue
		}
		resource, name := splitScope(scope)
		if resource == "" || name == "" {
			return s, badScope(shown(scope))
		}
		if s.Resource == "" {
			s.Resource = resource
		}
		if !directory.SameURI(resource, s.Resource) {
			return s, aadsts(28000, invalidScope, "Provided value for the input parameter scope is not valid because it contains more than one resource. Scope %s is not valid.", shown(text))
		}
		s.Names = append(s.Names, name)
	}
	return s, nil
}

// ResourceScopes returns what the resource and scope parameters of a v1 endpoint request.
func ResourceScopes(resource, scope string) Scopes {
	s := Scopes{Resource: resource, Names: []string{defaultScope}, OpenID: true, Offline: true}
	s.raw = strings.Fields(scope)
	return s
}

// splitScope splits a scope into resource and name. The resource keeps its trailing slash: "https://x//.default" is for
// the audience "https://x/".
func splitScope(scope string) (resource, name string) {
	if resource, ok := strings.CutSuffix(scope, "/"+defaultScope); ok {
		return resource, defaultScope
	}
	i := strings.LastIndexByte(scope, '/')
	if i < 0 {
		return graphID, scope
	}
	return scope[:i], scope[i+1:]
}

// IsDefault reports whether ".default" is requested.
func (s Scopes) IsDefault() bool { return slices.Contains(s.Names, defaultScope) }

// answer returns the scope parameter of the response: what was granted and all that was requested, because clients look a
// token up by the scopes that they requested.
func (s Scopes) answer(granted []string) string {
	var out []string
	for _, g := range granted {
		full := g
		if s.Resource != graphID {
			full = s.Resource + "/" + g
		}
		if !slices.Contains(s.raw, full) {
			out = append(out, full)
		}
	}
	return strings.Join(append(out, s.raw...), " ")
}
