package command

import (
	"fmt"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/localmodels"
)

// localUpstreams returns upstreams for the servers that were found, and for those that may start later.
func localUpstreams(servers []localmodels.Server, found []localmodels.Found) []app.Upstream {
	var all []app.Upstream
	for _, s := range servers {
		if s.Later || slices.ContainsFunc(found, func(f localmodels.Found) bool { return f.Source == s.Source }) {
			all = append(all, app.Upstream{Name: s.Source, URL: s.URL, Quiet: true})
		}
	}
	return all
}

// printLocal prints which model servers were found, and how to exclude them.
func (s *Session) printLocal(found []localmodels.Found) {
	if len(found) == 0 {
		return
	}
	for _, f := range found {
		has := "no models yet"
		if len(f.Models) > 0 {
			has = strings.Join(f.Models, ", ")
		}
		fmt.Fprintf(s.Out, "%s runs at %s, and its models are deployments: %s\n", s.bold(f.Name), f.URL, has)
	}
	fmt.Fprint(s.Out, "keyless up --no-local-models leaves them out.\n\n")
}
