package graph

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/api/graph/odata"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// The bounds of a list request. A filter without an index reads up to maxWalk objects and then returns the page so far with a
// nextLink; sorting and counting need all objects, so they have a bound of their own.
const (
	defaultTop = 100
	chunk      = 500
	maxWalk    = 20_000
	maxWhole   = 100_000
)

// source returns at most limit objects with ids after the given one, in order of id.
type source func(tx Tx, after string, limit int) ([]directory.Object, error)

// place is the start of a page: after the object with this id and, in a list by name, with this name.
type place struct{ name, id string }

// indexed returns at most limit objects after a place, in order of id or of name.
type indexed func(tx Tx, after place, byName bool, limit int) ([]directory.Object, error)

// byID returns a source as indexed, in order of id.
func (next indexed) byID(tx Tx, after string, limit int) ([]directory.Object, error) {
	return next(tx, place{id: after}, false, limit)
}

// listing is a list request being answered.
type listing struct {
	s       *service
	r       *edge.Request
	reader  *reader
	options odata.Options
	// types are the schemas of the items; if there are several, each item has its type.
	types   []*schema
	context string
}

// list answers a list request with the objects of next.
func (s *service) list(tx Tx, r *edge.Request, context string, types []*schema, next source) (any, error) {
	l, err := s.listing(tx, r, context, types)
	if err != nil {
		return nil, err
	}
	if len(l.options.OrderBy) > 0 || l.options.Count {
		return l.sorted(tx, next)
	}
	return l.walked(tx, false, func(tx Tx, after place, _ bool, limit int) ([]directory.Object, error) {
		return next(tx, after.id, limit)
	})
}

// listAllOf answers a list request with the objects of a collection. A list in order of name has pages too, without a limit on its
// length.
func (s *service) listAllOf(tx Tx, r *edge.Request, context string, sc *schema, next indexed) (any, error) {
	l, err := s.listing(tx, r, context, []*schema{sc})
	if err != nil {
		return nil, err
	}
	order := l.options.OrderBy
	byName := len(order) == 1 && ascii.EqualFold(order[0].Property, "displayName") && !order[0].Descending
	if l.options.Count || len(order) > 0 && !byName {
		return l.sorted(tx, next.byID)
	}
	return l.walked(tx, byName, next)
}

// listing parses a list request.
func (s *service) listing(tx Tx, r *edge.Request, context string, types []*schema) (*listing, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, fault.New(fault.Invalid, "BadRequest", "The query of the request is not valid.")
	}
	options, err := odata.ParseOptions(query)
	if err != nil {
		return nil, err
	}
	l := &listing{s, r, s.reader(tx, r), options, types, context}
	return l, l.check()
}

// check rejects options with properties that the types do not have.
func (l *listing) check() error {
	known := func(name string) bool {
		first, _, _ := strings.Cut(name, "/")
		return slices.ContainsFunc(l.types, func(sc *schema) bool {
			_, ok := sc.find(first)
			return ok
		})
	}
	unknown := func(clause, name string) error {
		return fault.New(fault.Invalid, "BadRequest", "Invalid %s clause: Could not find a property named '%s' on type 'microsoft.graph.%s'.", clause, name, l.typeName())
	}
	if f := l.options.Filter; f != nil {
		for _, name := range f.Properties() {
			if !known(name) {
				return unknown("filter", name)
			}
		}
	}
	if search := l.options.Search; search != nil {
		if !ascii.EqualFold(l.r.Header.Get("ConsistencyLevel"), "eventual") {
			return fault.New(fault.Invalid, "Request_UnsupportedQuery", "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'")
		}
		for _, name := range search.Properties() {
			if !known(name) {
				return unknown("search", name)
			}
		}
	}
	for _, o := range l.options.OrderBy {
		if !known(o.Property) {
			return unknown("orderby", o.Property)
		}
	}
	return l.s.checkShape(l.types, l.options)
}

// checkShape rejects $select and $expand of properties that none of the types has.
func (s *service) checkShape(types []*schema, options odata.Options) error {
	for _, name := range options.Select {
		first, _, _ := strings.Cut(name, "/")
		if !slices.ContainsFunc(types, func(sc *schema) bool {
			_, ok := sc.find(first)
			return ok || sc.relation(first) != ""
		}) {
			return fault.New(fault.Invalid, "BadRequest", "Parsing OData Select and Expand failed: Could not find a property named '%s' on type 'microsoft.graph.%s'.", name, typeName(types))
		}
	}
	for _, e := range options.Expand {
		if !slices.ContainsFunc(types, func(sc *schema) bool { return sc.relation(e.Name) != "" }) {
			return fault.New(fault.Invalid, "BadRequest", "Parsing OData Select and Expand failed: Could not find a property named '%s' on type 'microsoft.graph.%s'.", e.Name, typeName(types))
		}
	}
	return nil
}

func (l *listing) typeName() string { return typeName(l.types) }

func typeName(types []*schema) string {
	if len(types) == 1 {
		return string(types[0].kind)
	}
	return "directoryObject"
}

// relation returns the canonical name of an expandable relation, or "".
func (s *schema) relation(name string) string {
	for _, r := range s.expandable {
		if ascii.EqualFold(r, name) {
			return r
		}
	}
	return ""
}

func (l *listing) top() int {
	if l.options.Top > 0 {
		return l.options.Top
	}
	return defaultTop
}

// match reports whether o has one of the listed types and matches the filter and the search by the properties that the caller may
// see. It returns the rendered object if it needed one.
func (l *listing) match(o directory.Object) (map[string]any, bool, error) {
	if !slices.ContainsFunc(l.types, func(sc *schema) bool { return sc.kind == o.Kind() }) {
		return nil, false, nil
	}
	if l.options.Filter == nil && l.options.Search == nil && len(l.options.OrderBy) == 0 {
		return nil, true, nil
	}
	whole, err := l.reader.whole(o)
	if err != nil {
		return nil, false, err
	}
	ok := (l.options.Filter == nil || l.options.Filter.Match(whole)) && (l.options.Search == nil || l.options.Search.Match(whole))
	return whole, ok, nil
}

// walked answers with a page in order of id or of name.
func (l *listing) walked(tx Tx, byName bool, next indexed) (any, error) {
	unit := "id"
	if byName {
		unit = "name"
	}
	text, err := skip(unit, l.options.Skip)
	if err != nil {
		return nil, err
	}
	after := place{id: text}
	if byName && text != "" {
		var ok bool
		if after.id, after.name, ok = strings.Cut(text, " "); !ok {
			return nil, badSkip()
		}
	}
	more := func(o directory.Object) string {
		if byName {
			return token64(unit, o.Head().ID+" "+o.Head().DisplayName)
		}
		return token64(unit, o.Head().ID)
	}
	var page []directory.Object
	for seen := 0; ; {
		objects, err := next(tx, after, byName, chunk)
		if err != nil {
			return nil, err
		}
		for _, o := range objects {
			_, ok, err := l.match(o)
			if err != nil {
				return nil, err
			}
			if ok {
				if len(page) == l.top() {
					return l.answer(page, -1, more(page[len(page)-1]))
				}
				page = append(page, o)
			}
			after = place{o.Head().DisplayName, o.Head().ID}
		}
		seen += len(objects)
		if len(objects) < chunk {
			return l.answer(page, -1, "")
		}
		if seen >= maxWalk {
			return l.answer(page, -1, more(objects[len(objects)-1]))
		}
	}
}

// sorted answers a request that needs all matches, for $count or $orderby.
func (l *listing) sorted(tx Tx, next source) (any, error) {
	start, err := skip("n", l.options.Skip)
	if err != nil {
		return nil, err
	}
	first, err := strconv.Atoi("0" + start)
	if err != nil || first > maxWhole {
		return nil, badSkip()
	}
	var all []directory.Object
	var keys []map[string]any
	after, seen, count := "", 0, 0
	for {
		objects, err := next(tx, after, chunk)
		if err != nil {
			return nil, err
		}
		for _, o := range objects {
			after = o.Head().ID
			whole, ok, err := l.match(o)
			if err != nil {
				return nil, err
			}
			if !ok {
				continue
			}
			if len(l.options.OrderBy) > 0 {
				keys = append(keys, l.sortKey(whole, len(all)))
				all = append(all, o)
			} else if count >= first && len(all) <= l.top() {
				all = append(all, o)
			}
			count++
		}
		if seen += len(objects); seen > maxWhole || len(keys) > maxWalk {
			return nil, fault.New(fault.Invalid, "Request_UnsupportedQuery", "The query matches too many objects to count or sort: narrow it with $filter.")
		}
		if len(objects) < chunk {
			break
		}
	}
	if len(l.options.OrderBy) > 0 {
		odata.Sort(keys, l.options.OrderBy)
		ordered := make([]directory.Object, 0, l.top()+1)
		for _, key := range keys[min(first, len(keys)):min(first+l.top()+1, len(keys))] {
			ordered = append(ordered, all[key[""].(int)])
		}
		all = ordered
	}
	if !l.options.Count {
		count = -1
	}
	if len(all) > l.top() {
		return l.answer(all[:l.top()], count, token64("n", strconv.Itoa(first+l.top())))
	}
	return l.answer(all, count, "")
}

// sortKey returns the properties of an object that Sort needs and, under "", its index.
func (l *listing) sortKey(whole map[string]any, at int) map[string]any {
	key := map[string]any{"id": whole["id"], "": at}
	for _, o := range l.options.OrderBy {
		for name, value := range whole {
			if ascii.EqualFold(name, o.Property) {
				key[o.Property] = value
			}
		}
	}
	return key
}

// answer returns a page in JSON. A count below zero is omitted; more is the token of the next page.
func (l *listing) answer(page []directory.Object, count int, more string) (any, error) {
	values := []any{}
	for _, o := range page {
		v, err := l.reader.shape(o, l.options)
		if err != nil {
			return nil, err
		}
		if len(l.types) > 1 {
			v["@odata.type"] = odataType(o)
		}
		values = append(values, v)
	}
	out := map[string]any{"@odata.context": l.s.context(l.r, l.context), "value": values}
	if count >= 0 {
		out["@odata.count"] = count
	}
	if more != "" {
		query := l.r.URL.Query()
		query.Del("skiptoken")
		query.Set("$skiptoken", more)
		out["@odata.nextLink"] = l.s.Origins.Graph + l.r.URL.EscapedPath() + "?" + strings.ReplaceAll(query.Encode(), "+", "%20")
	}
	return out, nil
}

func odataType(o directory.Object) string { return "#microsoft.graph." + string(o.Kind()) }

// token64 returns a $skiptoken: its unit, and the position to continue at.
func token64(unit, at string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(unit + ":" + at))
}

// maxToken bounds a $skiptoken, which may contain a name.
const maxToken = 2048

// skip parses a $skiptoken of a unit; "" is the start.
func skip(unit, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	at, ok := strings.CutPrefix(string(raw), unit+":")
	if err != nil || !ok || len(at) > maxToken {
		return "", badSkip()
	}
	return at, nil
}

func badSkip() error {
	return fault.New(fault.Invalid, "Directory_InvalidPageToken", "The specified page token value could not be parsed.")
}

// these returns a source of objects in memory, in order of id.
func these(objects []directory.Object) source {
	slices.SortFunc(objects, func(a, b directory.Object) int { return strings.Compare(a.Head().ID, b.Head().ID) })
	return func(_ Tx, after string, limit int) ([]directory.Object, error) {
		i, _ := slices.BinarySearchFunc(objects, after, func(o directory.Object, id string) int {
			if o.Head().ID <= id {
				return -1
			}
			return 1
		})
		return objects[i:min(i+limit, len(objects))], nil
	}
}

// all returns a source of the objects of one kind that can match the filter. It uses an index if the filter has a key or a name.
func (s *service) all(r *edge.Request, kind directory.Kind) indexed {
	queries := []directory.Query{{Tenant: r.Caller.Tenant, Kind: kind}}
	if f, err := odata.ParseFilter(filterText(r)); err == nil {
		queries = narrowed(queries[0], f)
	}
	return func(tx Tx, after place, byName bool, limit int) ([]directory.Object, error) {
		var found []directory.Object
		for _, q := range queries {
			q.ByName, q.After, q.AfterName, q.Limit = byName, after.id, after.name, limit
			some, err := tx.Objects(q)
			if err != nil {
				return nil, err
			}
			found = append(found, some...)
		}
		if len(queries) == 1 {
			return found, nil
		}
		return first(found, byName, limit), nil
	}
}

// narrowed returns a query for each alternative of a filter, or q alone if one of them cannot use an index.
func narrowed(q directory.Query, f *odata.Filter) []directory.Query {
	var out []directory.Query
	for _, conditions := range f.Alternatives() {
		one := q
		for _, c := range conditions {
			narrow(&one, c)
		}
		if one == q {
			return []directory.Query{q}
		}
		out = append(out, one)
	}
	return out
}

// first merges the results of several queries in order, without duplicates, and returns the first ones.
func first(found []directory.Object, byName bool, limit int) []directory.Object {
	slices.SortFunc(found, func(a, b directory.Object) int {
		if byName {
			if c := odata.CompareText(a.Head().DisplayName, b.Head().DisplayName); c != 0 {
				return c
			}
		}
		return strings.Compare(a.Head().ID, b.Head().ID)
	})
	found = slices.CompactFunc(found, func(a, b directory.Object) bool { return a.Head().ID == b.Head().ID })
	return found[:min(limit, len(found))]
}

func filterText(r *edge.Request) string {
	query := r.URL.Query()
	if query.Has("$filter") {
		return query.Get("$filter")
	}
	return query.Get("filter")
}

// narrow adds a condition to a store query if the store has an index for it. The filter is applied nevertheless.
func narrow(q *directory.Query, c odata.Condition) {
	keyed := map[string]directory.Kind{"userprincipalname": directory.KindUser, "roletemplateid": directory.KindDirectoryRole}
	name := ascii.ToLower(c.Property)
	switch {
	case c.Value == "":
	case c.Op == "eq" && (name == "appid" && (q.Kind == directory.KindApplication || q.Kind == directory.KindServicePrincipal) || keyed[name] == q.Kind),
		c.Op == "any" && (name == "serviceprincipalnames" || name == "identifieruris"):
		q.Key = c.Value
	case c.Op == "eq" && name == "displayname":
		q.DisplayName = c.Value
	case c.Op == "startswith" && name == "displayname":
		q.Prefix = c.Value
	case c.Op == "startswith" && keyed[name] == q.Kind:
		q.KeyPrefix = c.Value
	}
}
