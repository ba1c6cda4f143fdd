package directory

import (
	"net/netip"
	"slices"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// The kinds of conditional access objects.
const (
	KindPolicy        Kind = "conditionalAccessPolicy"
	KindNamedLocation Kind = "namedLocation"
)

// The states of a policy, as Graph writes them.
const (
	PolicyEnabled    = "enabled"
	PolicyDisabled   = "disabled"
	PolicyReportOnly = "enabledForReportingButNotEnforced"
)

// Special values in conditions, as Graph writes them.
const (
	everything  = "All"
	allTrusted  = "AllTrusted"
	nothing     = "None"
	anyGuest    = "GuestsOrExternalUsers"
	anyWorkload = "ServicePrincipalsInMyTenant"
)

// The supported grant controls, as Graph writes them.
const (
	ControlBlock = "block"
	ControlMFA   = "mfa"
)

// The built-in authentication strengths. A passkey satisfies the second and the third.
const (
	StrengthMFA              = "00000000-0000-0000-0000-000000000002"
	StrengthPasswordless     = "00000000-0000-0000-0000-000000000003"
	StrengthPhishingResisted = "00000000-0000-0000-0000-000000000004"
)

// Policy is a conditional access policy. It applies if all given conditions match. Exclusions take precedence over inclusions.
// Source: Graph's reference of conditionalAccessPolicy.
type Policy struct {
	Header
	ModifiedAt time.Time `json:"modifiedAt,omitzero"`
	State      string    `json:"state"`
	Users      Selection `json:"users"`
	Groups     Selection `json:"groups"`
	Roles      Selection `json:"roles"` // template ids of directory roles
	Workloads  Selection `json:"workloads"`
	Apps       Selection `json:"apps"` // appIds of resources
	// Locations are named locations. Nil means any location.
	Locations *Selection `json:"locations,omitempty"`
	// ClientAppTypes restricts the kinds of client; empty means all.
	ClientAppTypes []string `json:"clientAppTypes"`
	// Operator is AND if all controls are required, OR if one is enough.
	Operator  string     `json:"operator,omitempty"`
	Controls  []string   `json:"controls,omitempty"`
	Strength  string     `json:"strength,omitempty"`
	Frequency *Frequency `json:"frequency,omitempty"`
}

// Selection is the included and the excluded values of a condition.
type Selection struct {
	Include []string `json:"include,omitempty"`
	Exclude []string `json:"exclude,omitempty"`
}

// Frequency is the maximum age of a sign-in.
type Frequency struct {
	Every bool   `json:"every,omitempty"` // every time
	Value int    `json:"value,omitempty"`
	Unit  string `json:"unit,omitempty"` // hours or days
}

// everyTime is the maximum age of a sign-in if a policy requires one every time. As in Entra, it prevents that a user is
// asked twice within one sign-in.
const everyTime = 5 * time.Minute

// age returns the maximum age of a sign-in.
func (f Frequency) age() time.Duration {
	switch {
	case f.Every:
		return everyTime
	case f.Unit == "days":
		return time.Duration(f.Value) * 24 * time.Hour
	}
	return time.Duration(f.Value) * time.Hour
}

// NamedLocation is a named set of networks.
type NamedLocation struct {
	Header
	ModifiedAt time.Time `json:"modifiedAt,omitzero"`
	Trusted    bool      `json:"trusted,omitempty"`
	Ranges     []string  `json:"ranges"` // CIDR prefixes
}

// Kind and Keys implement Object.
func (*Policy) Kind() Kind            { return KindPolicy }
func (*Policy) Keys() []string        { return nil }
func (*NamedLocation) Kind() Kind     { return KindNamedLocation }
func (*NamedLocation) Keys() []string { return nil }

// Limits of conditional access. Source: Entra's service limits.
const (
	maxPolicies  = 195
	maxLocations = 195
	maxRanges    = 2000
	maxSelected  = 2000
)

// PutPolicy creates or replaces a policy. It fails with fault.Invalid if the policy is invalid, refers to objects that do not
// exist, or would lock every Global Administrator out of the directory.
func PutPolicy(w Writer, p *Policy) error {
	if err := text("displayName", p.DisplayName, maxDisplayName); err != nil {
		return err
	}
	if p.DisplayName == "" {
		return bad("A value is required for property 'displayName' of resource 'ConditionalAccessPolicy'.")
	}
	if err := checkConditions(w, p); err != nil {
		return err
	}
	if err := checkControls(p); err != nil {
		return err
	}
	if err := roomFor(w, p, maxPolicies); err != nil {
		return err
	}
	if err := w.PutObject(p); err != nil {
		return err
	}
	return keepAWayIn(w, p.Tenant)
}

func checkConditions(r Reader, p *Policy) error {
	switch p.State {
	case PolicyEnabled, PolicyDisabled, PolicyReportOnly:
	default:
		return bad("Invalid value specified for property 'state' of resource 'ConditionalAccessPolicy'.")
	}
	people := len(p.Users.Include)+len(p.Groups.Include)+len(p.Roles.Include) > 0
	switch {
	case people == (len(p.Workloads.Include) > 0):
		return bad("1032: A policy is for users or for service principals: one of 'conditions/users' and 'conditions/clientApplications' must include somebody.")
	case len(p.Apps.Include) == 0:
		return bad("1040: 'conditions/applications' must include an application.")
	case !people && !slices.Equal(p.Controls, []string{ControlBlock}):
		return bad("1115: A policy for service principals can block, and nothing else.")
	}
	locations := Selection{}
	if p.Locations != nil {
		if locations = *p.Locations; len(locations.Include) == 0 {
			return bad("1008: 'conditions/locations' must include a location.")
		}
	}
	isA := func(kind Kind) func(string) bool {
		return func(id string) bool {
			o, err := r.Object(p.Tenant, id)
			return err == nil && o.Kind() == kind && o.Head().DeletedAt.IsZero()
		}
	}
	for _, one := range []struct {
		name      string
		selection Selection
		words     []string
		known     func(id string) bool
	}{
		{"users/includeUsers' or 'users/excludeUsers", p.Users, []string{everything, nothing, anyGuest}, isA(KindUser)},
		{"users/includeGroups' or 'users/excludeGroups", p.Groups, nil, isA(KindGroup)},
		{"users/includeRoles' or 'users/excludeRoles", p.Roles, nil, func(id string) bool { _, ok := Template(id); return ok }},
		{"clientApplications", p.Workloads, []string{anyWorkload, nothing}, isA(KindServicePrincipal)},
		{"applications", p.Apps, []string{everything, nothing}, func(string) bool { return true }},
		{"locations", locations, []string{everything, allTrusted}, isA(KindNamedLocation)},
	} {
		if len(one.selection.Include)+len(one.selection.Exclude) > maxSelected {
			return bad("'conditions/%s' names more than %d.", one.name, maxSelected)
		}
		for _, id := range slices.Concat(one.selection.Include, one.selection.Exclude) {
			if slices.Contains(one.words, id) {
				continue
			}
			if canonical, ok := guid.Parse(id); !ok || canonical != id || !one.known(id) {
				return bad("Invalid value specified for 'conditions/%s': '%s' is not there.", one.name, id)
			}
		}
	}
	return nil
}

func checkControls(p *Policy) error {
	if p.Operator != "" && p.Operator != "AND" && p.Operator != "OR" {
		return bad("Invalid value specified for property 'grantControls/operator'.")
	}
	for _, c := range p.Controls {
		if c != ControlBlock && c != ControlMFA {
			return bad("The grant control '%s' is not offered here. There are block, mfa and authentication strengths.", c)
		}
	}
	switch p.Strength {
	case "", StrengthMFA, StrengthPasswordless, StrengthPhishingResisted:
	default:
		return bad("The authentication strength '%s' is not offered here. There are the built-in ones, %s, %s and %s.", p.Strength, StrengthMFA, StrengthPasswordless, StrengthPhishingResisted)
	}
	blocks := slices.Contains(p.Controls, ControlBlock)
	switch {
	case blocks && (len(p.Controls) > 1 || p.Strength != "" || p.Frequency != nil):
		return bad("A policy that blocks has no other control.")
	case p.Strength != "" && len(p.Controls) > 0:
		return bad("An authentication strength and the control 'mfa' cannot be in one policy.")
	case len(p.Controls) == 0 && p.Strength == "" && p.Frequency == nil:
		return bad("A policy needs a grant control or a session control.")
	case p.Operator == "" && (len(p.Controls) > 0 || p.Strength != ""):
		return bad("A value is required for property 'grantControls/operator': AND or OR.")
	}
	if f := p.Frequency; f != nil && !f.Every {
		if most := map[string]int{"hours": 23, "days": 365}[f.Unit]; f.Value < 1 || f.Value > most {
			return bad("Invalid value specified for 'sessionControls/signInFrequency': 1 to 23 hours, or 1 to 365 days.")
		}
	}
	return nil
}

// PutLocation creates or replaces a named location. It fails with fault.Invalid if the location is invalid.
func PutLocation(w Writer, l *NamedLocation) error {
	if err := text("displayName", l.DisplayName, maxDisplayName); err != nil {
		return err
	}
	if l.DisplayName == "" || len(l.Ranges) == 0 || len(l.Ranges) > maxRanges {
		return bad("A named location needs a 'displayName', and 1 to %d 'ipRanges'.", maxRanges)
	}
	for i, cidr := range l.Ranges {
		prefix, err := netip.ParsePrefix(cidr)
		if err != nil || prefix.Addr().Is4In6() || prefix.Addr().Zone() != "" {
			return bad("Invalid value specified for property 'cidrAddress': '%s' is no network in CIDR form.", cidr)
		}
		l.Ranges[i] = prefix.Masked().String()
	}
	if err := roomFor(w, l, maxLocations); err != nil {
		return err
	}
	if err := w.PutObject(l); err != nil {
		return err
	}
	return keepAWayIn(w, l.Tenant)
}

// roomFor rejects a new object if the limit of its kind is reached.
func roomFor(r Reader, o Object, most int) error {
	head := o.Head()
	if _, err := r.Object(head.Tenant, head.ID); !fault.Is(err, fault.NotFound) {
		return err
	}
	there, err := r.Objects(Query{Tenant: head.Tenant, Kind: o.Kind()})
	if err != nil || len(there) < most {
		return err
	}
	return bad("There are as many as there may be: %d.", most)
}

// DeleteLocation deletes a named location. It fails with fault.Invalid while a policy refers to it.
func DeleteLocation(w Writer, tenant, id string) error {
	l, err := FindConditional[*NamedLocation](w, tenant, id)
	if err != nil {
		return err
	}
	policies, err := w.Objects(Query{Tenant: tenant, Kind: KindPolicy})
	if err != nil {
		return err
	}
	for _, o := range policies {
		if p, ok := o.(*Policy); ok && p.Locations != nil && slices.Contains(slices.Concat(p.Locations.Include, p.Locations.Exclude), l.ID) {
			return bad("The named location cannot be deleted: the policy '%s' names it.", p.DisplayName)
		}
	}
	return w.DeleteObject(tenant, l.ID)
}

// FindConditional returns a policy or a named location by id. It fails with fault.NotFound.
func FindConditional[T interface{ *Policy | *NamedLocation }](r Reader, tenant, id string) (T, error) {
	canonical, ok := guid.Parse(id)
	if !ok {
		return nil, notFound(id)
	}
	o, err := r.Object(tenant, canonical)
	if err != nil {
		return nil, err
	}
	if found, ok := any(o).(T); ok {
		return found, nil
	}
	return nil, notFound(id)
}

// keepAWayIn rejects policies that together would block every Global Administrator who can sign in from Microsoft Graph at
// every location, because nobody could revert them.
func keepAWayIn(r Reader, tenant string) error {
	set, err := ReadPolicies(r, tenant)
	if err != nil || set == nil {
		return err
	}
	role, err := FindByKey[*DirectoryRole](r, tenant, GlobalAdministrator)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	holders, err := Linked(r, tenant, Member, role.ID)
	if err != nil {
		return err
	}
	by := ""
	for _, o := range holders {
		if !standing(o) {
			continue
		}
		signals := Signals{ID: o.Head().ID, Workload: o.Kind() == KindServicePrincipal, Apps: []string{GraphAppID}, Anywhere: true}
		if u, ok := o.(*User); ok {
			signals.Guest = u.IsGuest()
		}
		if signals.MemberOf, err = Memberships(r, tenant, signals.ID); err != nil {
			return err
		}
		outcome := set.Evaluate(signals)
		if outcome.Blocked == nil {
			return nil
		}
		by = outcome.Blocked.Name
	}
	if by == "" {
		return nil
	}
	return bad("The policy '%s' would keep every Global Administrator out, so that nobody could change it back: exclude one of them, or begin with the state '%s'.", by, PolicyReportOnly)
}

// Memberships returns a Signals.MemberOf that reads from a store.
func Memberships(r Reader, tenant, id string) (func() (groups, roles []string), error) {
	found, err := MemberOf(r, tenant, id)
	if err != nil {
		return nil, err
	}
	return func() (groups, roles []string) {
		for _, o := range found {
			switch o := o.(type) {
			case *Group:
				groups = append(groups, o.ID)
			case *DirectoryRole:
				roles = append(roles, ascii.ToLower(o.TemplateID))
			}
		}
		return groups, roles
	}, nil
}
