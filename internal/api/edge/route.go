package edge

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/rbac"
)

// Handler serves one route. An error is rendered by the host, if nothing was written yet.
type Handler func(w http.ResponseWriter, r *Request) error

// Route is a row of a host's table: a method, a path template, who may pass, and the handler. Rows are made by
// Public, Signed and Guarded only, so that a row cannot be written down without saying who may pass.
//
// In a template, a literal matches without regard to case, {name} is one segment and {name...} any number of them,
// also none. Empty segments of a path collapse, and nothing ever redirects. The first row that matches serves.
type Route struct {
	method   string
	template string
	segments []segment
	access   access
	action   string
	plane    rbac.Plane
	handler  Handler
}

type access uint8

const (
	public access = iota
	signed
	guarded
)

type segment struct {
	literal string // lower case, or ""
	name    string
	many    bool
}

// Public is a row that anyone may call, as discovery documents are.
func Public(method, template string, h Handler) Route { return row(method, template, public, "", 0, h) }

// Signed is a row for every verified caller, whose handler narrows the answer to what the caller may see.
func Signed(method, template string, h Handler) Route { return row(method, template, signed, "", 0, h) }

// Guarded is a row for callers who may do action on plane at the request's scope.
func Guarded(method, template string, plane rbac.Plane, action string, h Handler) Route {
	if action == "" {
		panic("edge: " + method + " " + template + " is guarded by no action")
	}
	return row(method, template, guarded, action, plane, h)
}

func row(method, template string, a access, action string, plane rbac.Plane, h Handler) Route {
	r := Route{method: method, template: template, access: a, action: action, plane: plane, handler: h}
	for part := range strings.SplitSeq(strings.Trim(template, "/"), "/") {
		switch {
		case part == "":
		case strings.HasPrefix(part, "{") && strings.HasSuffix(part, "...}"):
			r.segments = append(r.segments, segment{name: part[1 : len(part)-4], many: true})
		case strings.HasPrefix(part, "{") && strings.HasSuffix(part, "}"):
			r.segments = append(r.segments, segment{name: part[1 : len(part)-1]})
		case strings.ContainsAny(part, "{}"):
			panic(fmt.Sprintf("edge: template %s mixes text and a variable in one segment", template))
		default:
			r.segments = append(r.segments, segment{literal: ascii.ToLower(part)})
		}
	}
	return r
}

// Method, Template and Action describe the row; Action is "" where no single action guards it.
func (r Route) Method() string   { return r.method }
func (r Route) Template() string { return r.template }
func (r Route) Action() string   { return r.action }

// Plane is the plane of Action.
func (r Route) Plane() rbac.Plane { return r.plane }

// IsPublic reports whether the row asks for no token.
func (r Route) IsPublic() bool { return r.access == public }

// Vars are the values that a template's variables took, decoded, in their own case.
type Vars map[string]string

// splitPath cuts a path into its non-empty segments and decodes each. It fails on bad escapes, and on a segment that
// decodes to something with a slash or a control character: nothing in Azure is named so, and proxies disagree on it.
func splitPath(escaped string) ([]string, bool) {
	parts := make([]string, 0, 8) // most have fewer
	for part := range strings.SplitSeq(escaped, "/") {
		if part == "" {
			continue
		}
		if strings.Contains(part, "%") {
			decoded, err := url.PathUnescape(part)
			if err != nil {
				return nil, false
			}
			part = decoded
		}
		if part == "." || part == ".." || strings.ContainsFunc(part, func(r rune) bool { return r < 0x20 || r == 0x7f || r == '/' }) {
			return nil, false
		}
		parts = append(parts, part)
	}
	return parts, true
}

// fits reports whether parts are of the template, without keeping what the variables took.
func fits(segments []segment, parts []string) bool {
	for i, s := range segments {
		if s.many {
			for n := len(parts); n >= 0; n-- {
				if fits(segments[i+1:], parts[n:]) {
					return true
				}
			}
			return false
		}
		if len(parts) == 0 || s.literal != "" && !ascii.EqualFold(s.literal, parts[0]) {
			return false
		}
		parts = parts[1:]
	}
	return len(parts) == 0
}

// match returns the variables' values, and whether parts fit. It makes a map only if they do.
func match(segments []segment, parts []string, vars Vars) (Vars, bool) {
	if vars == nil && !fits(segments, parts) {
		return nil, false
	}
	for i, s := range segments {
		if s.many {
			// The shortest run that lets the rest fit from the right: literals behind it decide where it ends.
			for n := len(parts); n >= 0; n-- {
				if rest, ok := match(segments[i+1:], parts[n:], nil); ok {
					vars = put(vars, s.name, strings.Join(parts[:n], "/"))
					for k, v := range rest {
						vars[k] = v
					}
					return vars, true
				}
			}
			return nil, false
		}
		if len(parts) == 0 {
			return nil, false
		}
		if s.literal == "" {
			vars = put(vars, s.name, parts[0])
		} else if !ascii.EqualFold(s.literal, parts[0]) {
			return nil, false
		}
		parts = parts[1:]
	}
	return vars, len(parts) == 0
}

func put(vars Vars, name, value string) Vars {
	if vars == nil {
		vars = make(Vars, 4)
	}
	vars[name] = value
	return vars
}
