package rbac

import (
	"slices"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/resource"
)

// Listing selects role assignments as ARM's list operation does (wire facts: H.2, and az's use of it).
type Listing struct {
	Tenant string
	Scope  resource.Scope
	// Above are the management groups that Scope lies in; Snapshot.Above tells them.
	Above []resource.Scope
	// Hung are the management groups and subscriptions that hang below Scope, which their ids do not tell.
	Hung []resource.Scope
	// AtScope is the filter atScope(): at the scope and above, not below. Without it, below as well.
	AtScope bool
	// Exactly is the filter atExactScope(): at the scope alone.
	Exactly bool
	// RoleID is the filter roleDefinitionId eq '…', and Type principalType eq '…'; "" is any.
	RoleID string
	Type   PrincipalType
	// Principal is the filter principalId eq '…': the assignments of that object itself.
	Principal string
	// AssignedTo is the filter assignedTo('…'): the object and every group that it is in; Snapshot.Groups tells them.
	AssignedTo []string
	// After is the Cursor of the last one of the page before; Limit 0 is all.
	After string
	Limit int
}

// List lists what a listing selects, ordered by scope and name.
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
			q.Limit = l.Limit // what comes first of all is among what comes first of each
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

// queries are where a listing looks.
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

// page puts what several queries found in order, each once, and cuts the page out.
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
