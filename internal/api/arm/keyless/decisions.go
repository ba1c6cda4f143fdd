package keyless

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// readDecisions is the action to read the decisions about all callers at a scope. It is not readAssignments, which roles that
// only use models, such as Cognitive Services OpenAI User, have too.
const readDecisions = "Microsoft.Keyless/decisions/read"

// maxScanned bounds the records that one listing reads, including those that it leaves out.
const maxScanned = 5000

// record is one line of the audit log as the API shows it.
type record struct {
	audit.Record
	// Names are the names of the groups and principals in the record, by id.
	Names map[string]string `json:"names,omitempty"`
}

// atScope parses the scope of a row that needs no action.
func atScope(c *provider.Call) error {
	scope, err := resource.ParseScope(provider.Expand(provider.AnyScope, c.Vars))
	if err != nil {
		return err
	}
	c.Scope = resource.Canonical(scope)
	c.Tenant, err = c.TenantOf(c.Tx, c.Request, scope)
	return err
}

// reader decides for each record of the log whether the caller may read it.
type reader struct {
	*provider.Call
	scopes  map[string]bool // by the text of a record's scope
	auditor *bool           // whether the caller may read records without a scope: sign-ins and changes of the directory
}

// may reports whether the caller may read r: records about themselves, records at scopes where they may read role assignments
// and, if they may read the whole directory, records without a scope.
func (x *reader) may(r *audit.Record) (bool, error) {
	home := r.Home
	if home == "" {
		home = r.Tenant
	}
	if r.Principal != "" && ascii.EqualFold(r.Principal, x.Caller.Object) && ascii.EqualFold(home, x.Caller.Tenant) {
		return true, nil
	}
	if !ascii.EqualFold(r.Tenant, x.Tenant) {
		return false, nil
	}
	if r.Scope == "" {
		return x.audits()
	}
	allowed, known := x.scopes[r.Scope]
	if !known {
		scope, err := resource.ParseScope(r.Scope)
		allowed = err == nil && x.Call.May(readDecisions, scope)
		x.scopes[r.Scope] = allowed
	}
	return allowed, nil
}

func (x *reader) audits() (bool, error) {
	if x.auditor != nil {
		return *x.auditor, nil
	}
	may := x.Call.May(readDecisions, resource.Root)
	if !may && ascii.EqualFold(x.Caller.Tenant, x.Tenant) {
		roles, err := directory.RolesOf(x.Tx, x.Tenant, x.Caller.Object)
		if err != nil {
			return false, err
		}
		may = slices.ContainsFunc(roles, func(t directory.RoleTemplate) bool {
			return t.ID == directory.GlobalAdministrator || t.ID == directory.GlobalReader
		})
	}
	x.auditor = &may
	return may, nil
}

func newReader(c *provider.Call) *reader { return &reader{Call: c, scopes: map[string]bool{}} }

// showDecision shows one decision, sign-in or change by its id. It answers 404 for a record that the caller may not read.
func showDecision(c *provider.Call) (edge.Reply, error) {
	if err := atScope(c); err != nil {
		return edge.Reply{}, err
	}
	notThere := provider.NotFound("decision", c.Vars["id"])
	id, ok1 := guid.Parse(c.Vars["id"])
	if !ok1 {
		return edge.Reply{}, notThere
	}
	found, err := c.Tx.AuditRecords(audit.Query{ID: id, ScopeKey: c.Scope.Key()})
	if err != nil {
		return edge.Reply{}, err
	}
	x := newReader(c)
	var best *audit.Record
	for i := range found {
		may, err := x.may(&found[i])
		if err != nil {
			return edge.Reply{}, err
		}
		// One request may have written a decision and a change; the decision has more detail.
		if may && (best == nil || found[i].Kind == audit.Decision) {
			best = &found[i]
		}
	}
	if best == nil {
		return edge.Reply{}, notThere
	}
	var detail edge.DecisionDetail
	if err := provider.Decode(best.Detail, &detail); err != nil {
		return edge.Reply{}, err
	}
	names, err := names(c, best.Tenant, detail.Explanation)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(record{*best, names})
}

// names returns the names of the groups in an explanation, by id.
func names(c *provider.Call, tenant string, e *rbac.Explanation) (map[string]string, error) {
	names := map[string]string{}
	if e == nil {
		return names, nil
	}
	for _, g := range e.Groups {
		names[g.Group] = ""
		for _, id := range g.Path {
			names[id] = ""
		}
	}
	for i := range e.Matches {
		for _, id := range e.Matches[i].Via {
			names[id] = ""
		}
	}
	if grant := e.Because.Grant; grant != nil {
		for _, id := range grant.Via {
			names[id] = ""
		}
	}
	for id := range names {
		name, err := nameOf(c, tenant, id)
		if err != nil {
			return nil, err
		}
		if names[id] = name; name == "" {
			delete(names, id)
		}
	}
	return names, nil
}

// nameOf returns the display name of a directory object; "" if there is none.
func nameOf(c *provider.Call, tenant, id string) (string, error) {
	found, err := c.Tx.Object(tenant, id)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if user, isUser := found.(*directory.User); isUser {
		return user.UserPrincipalName, nil
	}
	return found.Head().DisplayName, nil
}

// listing of the log: After is the position in the log at which the next page starts, also if there is no next page yet.
type logPage struct {
	Value    []audit.Record `json:"value"`
	After    int64          `json:"after"`
	NextLink string         `json:"nextLink,omitempty"`
}

// listDecisions lists the records at and below a scope that the caller may read. Parameters: kind, principalId, since
// and until (RFC 3339), after, order=newest, $top, and those of logFilter.
func listDecisions(c *provider.Call) (edge.Reply, error) {
	if err := atScope(c); err != nil {
		return edge.Reply{}, err
	}
	parameters := c.URL.Query()
	q, err := logQuery(parameters)
	if err != nil {
		return edge.Reply{}, err
	}
	filter, err := newLogFilter(parameters)
	if err != nil {
		return edge.Reply{}, err
	}
	q.Tenant, q.ScopeKey = c.Tenant, c.Scope.Key()
	x := newReader(c)
	if err := x.narrow(&q); err != nil {
		return edge.Reply{}, err
	}
	want := q.Limit
	out := logPage{Value: []audit.Record{}, After: q.After}
	more := true
	for scanned := 0; more && scanned < maxScanned && len(out.Value) < want; {
		q.Limit, q.After = 500, out.After
		batch, err := c.Tx.AuditRecords(q)
		if err != nil {
			return edge.Reply{}, err
		}
		scanned += len(batch)
		more = len(batch) == q.Limit
		for i := range batch {
			out.After = batch[i].Seq
			if !filter.selects(&batch[i]) {
				continue
			}
			may, err := x.may(&batch[i])
			if err != nil {
				return edge.Reply{}, err
			}
			if may {
				out.Value = append(out.Value, batch[i])
			}
			if len(out.Value) == want {
				more = more || i+1 < len(batch)
				break
			}
		}
	}
	if more {
		parameters.Set("after", strconv.FormatInt(out.After, 10))
		out.NextLink = c.Origins.ARM + c.URL.EscapedPath() + "?" + parameters.Encode()
	}
	return provider.OK(out)
}

// narrow restricts the query to the caller's own records, for callers without readDecisions, so that they do not scan
// those of others.
func (x *reader) narrow(q *audit.Query) error {
	audits, err := x.audits()
	if err != nil || audits || q.Principal != "" {
		return err
	}
	held, err := x.AssignmentsOf(x.Tx, x.Tenant, x.Caller, nil)
	if err != nil {
		return err
	}
	others := slices.ContainsFunc(held, func(a *rbac.Assignment) bool {
		role, known := x.RBAC().Role(x.Tenant, a.RoleID)
		return known && role.Allows(rbac.Control, readDecisions)
	})
	if !others {
		q.Principal = x.Caller.Object
	}
	return nil
}

func logQuery(parameters url.Values) (audit.Query, error) {
	q := audit.Query{Kind: audit.Kind(parameters.Get("kind")), Principal: ascii.ToLower(parameters.Get("principalId")), Limit: 100}
	bad := func(name string) error { return badLogQuery(name, parameters.Get(name)) }
	if !slices.Contains([]audit.Kind{"", audit.Decision, audit.SignIn, audit.Change}, q.Kind) {
		return q, bad("kind")
	}
	for name, into := range map[string]*time.Time{"since": &q.Since, "until": &q.Until} {
		if text := parameters.Get(name); text != "" {
			at, err := time.Parse(time.RFC3339, text)
			if err != nil {
				return q, bad(name)
			}
			*into = at
		}
	}
	if text := parameters.Get("after"); text != "" {
		after, err := strconv.ParseInt(text, 10, 64)
		if err != nil || after < 0 {
			return q, bad("after")
		}
		q.After = after
	}
	q.Newest = ascii.EqualFold(parameters.Get("order"), "newest")
	if top := provider.Count(parameters.Get("$top")); top > 0 {
		q.Limit = min(top, provider.PageSize)
	}
	return q, nil
}
