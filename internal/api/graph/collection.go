package graph

import (
	"net/url"
	"slices"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/api/graph/odata"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// wholeList returns a collection that is in memory, such as the credentials of an application, with $filter, $orderby, $count and
// $top applied. It has no pages: items beyond $top cannot be requested.
func (s *service) wholeList(r *edge.Request, context string, values []map[string]any) (any, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, fault.New(fault.Invalid, "BadRequest", "The query of the request is not valid.")
	}
	options, err := odata.ParseOptions(query)
	if err != nil {
		return nil, err
	}
	if len(options.Expand) > 0 || options.Search != nil {
		return nil, fault.New(fault.Invalid, "Request_UnsupportedQuery", "This collection has neither $expand nor $search.")
	}
	if options.Filter != nil {
		values = slices.DeleteFunc(values, func(v map[string]any) bool { return !options.Filter.Match(v) })
	}
	if len(options.OrderBy) > 0 {
		odata.Sort(values, options.OrderBy)
	}
	out := map[string]any{"@odata.context": s.context(r, context)}
	if options.Count {
		out["@odata.count"] = len(values)
	}
	if options.Top > 0 {
		values = values[:min(options.Top, len(values))]
	}
	list := []any{}
	for _, v := range values {
		list = append(list, chosen(v, options.Select))
	}
	out["value"] = list
	return out, nil
}

// chosen returns v with the selected members, or with all if none is selected.
func chosen(v map[string]any, selected []string) map[string]any {
	if len(selected) == 0 {
		return v
	}
	out := map[string]any{}
	for name, value := range v {
		if slices.ContainsFunc(selected, func(wanted string) bool { return ascii.EqualFold(wanted, name) }) {
			out[name] = value
		}
	}
	return out
}
