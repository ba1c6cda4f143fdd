package rbac

import (
	"slices"
	"strings"
	"time"

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
	// Of is the tenant that principals must be of; "" is any. Object ids alone do not tell principals of trusted tenants apart.
	Of string
	// At is the time at which assignments must be in force, and Unended that at which they must not have ended; zero selects all.
	At, Unended time.Time
	// After is the Cursor of the last assignment of the previous page. Limit is the page size; 0 means all.
	After string
	Limit int
}

// List returns the assignments that a listing selects, ordered by scope and name.
func List(r Reader, l Listing) ([]*Assignment, error) { return list(r.Assignments, l) }

// ListEligibilities returns the eligibilities that a listing selects, ordered by scope and name.
func ListEligibilities(r Reader, l Listing) ([]*Eligibility, error) {
	return list(r.Eligibilities, l)
}

// assigned is an *Assignment or an *Eligibility.
type assigned interface{ assignment() *Assignment }

func list[T assigned](find func(AssignmentQuery) ([]T, error), l Listing) ([]T, error) {
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
	var all []T
	for _, q := range l.queries() {
		q.Tenant, q.Principals, q.RoleID, q.At, q.Unended, q.After = l.Tenant, principals, l.RoleID, l.At, l.Unended, l.After
		if l.Type == "" && l.Of == "" {
			q.Limit = l.Limit // the first of all results are among the first of each query
		}
		found, err := find(q)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	if l.Type != "" {
		all = slices.DeleteFunc(all, func(a T) bool { return a.assignment().PrincipalType != l.Type })
	}
	if l.Of != "" {
		all = slices.DeleteFunc(all, func(a T) bool { return !ascii.EqualFold(a.assignment().Principal().Tenant, l.Of) })
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
func page[T assigned](all []T, after string, limit int) []T {
	compare := func(a, b T) int { return comparePlaces(a.assignment(), b.assignment()) }
	slices.SortFunc(all, compare)
	all = slices.CompactFunc(all, func(a, b T) bool { return compare(a, b) == 0 })
	if after != "" {
		scope, name, _ := strings.Cut(after, " ")
		all = slices.DeleteFunc(all, func(one T) bool {
			a := one.assignment()
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
