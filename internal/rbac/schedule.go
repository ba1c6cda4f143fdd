package rbac

import (
	"slices"
	"time"

	"keyless.dev/keyless/internal/resource"
)

// Schedule is when an assignment is in force, and where it comes from.
type Schedule struct {
	Starts time.Time `json:"starts,omitzero"` // in force from then; zero means always
	Ends   time.Time `json:"ends,omitzero"`   // in force until before then; zero means for ever
	// Request is the name of the request that made it or last changed it.
	Request string `json:"request"`
	// Eligibility is the name of the eligibility that was activated, and EligibleAt its scope. "" means that an administrator
	// made the assignment.
	Eligibility string         `json:"eligibility,omitempty"`
	EligibleAt  resource.Scope `json:"eligibleAt,omitzero"`
	// Group is the object id of the group that the eligibility is for. The assignment is in force only while its principal is
	// a member of the group. "" means that the eligibility is for the principal itself.
	Group string `json:"group,omitempty"`
}

// ended reports whether the schedule ended at a time or before. A nil schedule never ends.
func (s *Schedule) ended(at time.Time) bool {
	return s != nil && !s.Ends.IsZero() && !at.Before(s.Ends)
}

// begun reports whether the schedule began at a time or before. A nil schedule always has.
func (s *Schedule) begun(at time.Time) bool { return s == nil || !at.Before(s.Starts) }

// Activated reports whether a is the activation of an eligibility.
func (a *Assignment) Activated() bool { return a.Schedule != nil && a.Schedule.Eligibility != "" }

// InForce reports whether the schedule of a says that it is in force at a time.
func (a *Assignment) InForce(at time.Time) bool {
	return a.Schedule.begun(at) && !a.Schedule.ended(at)
}

// InEffect reports whether the schedule of a lets it grant its role at a time: it is in force, and its principal is in the group
// through which it was activated, if there is one. It does not know the groups of principals of other tenants.
func (s *Snapshot) InEffect(a *Assignment, at time.Time) bool {
	if !a.InForce(at) || a.Schedule == nil || a.Schedule.Group == "" {
		return a.InForce(at)
	}
	return slices.Contains(s.Groups(a.Principal()), fold(a.Schedule.Group))
}

func (a *Assignment) assignment() *Assignment { return a }

// Eligibility is a role that a principal, or each member of a group, may activate. It has the members of an assignment and
// grants nothing: its activation is an assignment. Its Schedule is never nil, and says when it may be activated.
type Eligibility struct{ Assignment }

// AnyEnded reports whether there is something for Expire to delete.
func AnyEnded(r Reader, at time.Time) (bool, error) {
	assignments, err := r.EndedAssignments(at, 1)
	if err != nil || len(assignments) > 0 {
		return len(assignments) > 0, err
	}
	eligibilities, err := r.EndedEligibilities(at, 1)
	return len(eligibilities) > 0, err
}

// Expire deletes at most limit assignments and as many eligibilities that have ended, of all tenants. They have not been in
// force since their end: this frees their place.
func Expire(w Writer, at time.Time, limit int) error {
	assignments, err := w.EndedAssignments(at, limit)
	if err != nil {
		return err
	}
	for _, a := range assignments {
		if _, err := w.DeleteAssignment(a.Tenant, a.Scope, a.Name); err != nil {
			return err
		}
	}
	eligibilities, err := w.EndedEligibilities(at, limit)
	if err != nil {
		return err
	}
	for _, e := range eligibilities {
		if _, err := w.DeleteEligibility(e.Tenant, e.Scope, e.Name); err != nil {
			return err
		}
	}
	return nil
}
