package rbac

import (
	"slices"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/resource"
)

// Listing selects role assignments like ARM's list operation (wire facts: H.2, and az's use of it).
type Listing struct {
	Tenant string
	Scope  resource.Scope
	// Above are the management groups above Scope, from Snapshot.Above.
	Above []resource.Scope
	// Hung are the management groups and subscriptions below Scope. Their ids do not contain Scope.
	Hung []resource.Scope
	// AtScope is the filter atScope(): at and above the scope. Without it, the listing includes assignments below.
	AtScope bool
	// Exactly is the filter atExactScope(): only at the scope.
	Exactly bool
	// RoleID is the filter roleDefinitionId eq '…', and Type is principalType eq '…'; "" selects any.
	RoleID string
	Type   PrincipalType
	// Principal is the filter principalId eq '…': assignments of that object, without its groups.
	Principal string
	// AssignedTo is the filter assignedTo('…'): the object and all its groups, from Snapshot.Groups.
	AssignedTo []string
	// After is the Cursor of the last assignment of the previous page. Limit is the page size; 0 means all.
	After string
	Limit int
}

// List returns the assignments that a listing selects, ordered by scope and name.
func List(r Reader, l Listing) ([]*Assignment, error) {
	var principals []string
	switch {
	case l.Principal != "" && l.AssignedTo != nil:
		principals = []string{l.Principal}
		if !slices.ContainsFunc(l.AssignedTo, func(id string) bool { return ascii.EqualFold(id, l.Principal) }) {
			return nil, nil
		}
	case l.Principal != "":
		principals = []string{l.Principal}
	case l.AssignedTo != nil && len(l.AssignedTo) == 0:
		return nil, nil
	default:
		principals = l.AssignedTo
	}
	var all []*Assignment
	for _, q := range l.queries() {
		q.Tenant, q.Principals, q.RoleID, q.After = l.Tenant, principals, l.RoleID, l.After
		if l.Type == "" {
			q.Limit = l.Limit // the first of all results are among the first of each query
		}
		found, err := r.Assignments(q)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	if l.Type != "" {
		all = slices.DeleteFunc(all, func(a *Assignment) bool { return a.PrincipalType != l.Type })
	}
	return page(all, l.After, l.Limit), nil
}

// queries returns the queries of a listing.
func (l Listing) queries() []AssignmentQuery {
	if l.Exactly {
		return []AssignmentQuery{{Scope: &l.Scope}}
	}
	queries := []AssignmentQuery{{AtOrAbove: &l.Scope}}
	for i := range l.Above {
		queries = append(queries, AssignmentQuery{Scope: &l.Above[i]})
	}
	if l.AtScope {
		return queries
	}
	queries = append(queries, AssignmentQuery{Below: &l.Scope})
	for i := range l.Hung {
		queries = append(queries, AssignmentQuery{Below: &l.Hung[i]})
	}
	return queries
}

// page sorts the results of several queries, removes duplicates and cuts out one page.
func page(all []*Assignment, after string, limit int) []*Assignment {
	slices.SortFunc(all, comparePlaces)
	all = slices.CompactFunc(all, func(a, b *Assignment) bool { return comparePlaces(a, b) == 0 })
	if after != "" {
		scope, name, _ := strings.Cut(after, " ")
		all = slices.DeleteFunc(all, func(a *Assignment) bool {
			c := strings.Compare(a.Scope.Key(), scope)
			return c < 0 || (c == 0 && fold(a.Name) <= name)
		})
	}
	if limit > 0 && len(all) > limit {
		all = all[:limit]
	}
	return all
}

func comparePlaces(a, b *Assignment) int {
	if c := strings.Compare(a.Scope.Key(), b.Scope.Key()); c != 0 {
		return c
	}
	return strings.Compare(fold(a.Name), fold(b.Name))
}
