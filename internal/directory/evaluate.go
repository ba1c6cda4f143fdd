package directory

import (
	"net/netip"
	"slices"
	"time"
)

// Policies holds the conditional access policies of one tenant. It is immutable.
type Policies struct {
	policies  []*Policy // without disabled ones
	locations map[string]network
}

type network struct {
	trusted bool
	ranges  []netip.Prefix
}

// NewPolicies returns the Policies of a tenant.
func NewPolicies(policies []*Policy, locations []*NamedLocation) *Policies {
	set := &Policies{locations: make(map[string]network, len(locations))}
	for _, p := range policies {
		if p.State != PolicyDisabled {
			set.policies = append(set.policies, p)
		}
	}
	for _, l := range locations {
		n := network{trusted: l.Trusted}
		for _, cidr := range l.Ranges {
			if prefix, err := netip.ParsePrefix(cidr); err == nil {
				n.ranges = append(n.ranges, prefix)
			}
		}
		set.locations[l.ID] = n
	}
	return set
}

// ReadPolicies reads the policies of a tenant; nil if there are none.
func ReadPolicies(r Reader, tenant string) (*Policies, error) {
	found, err := r.Objects(Query{Tenant: tenant, Kind: KindPolicy})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	named, err := r.Objects(Query{Tenant: tenant, Kind: KindNamedLocation})
	if err != nil {
		return nil, err
	}
	var policies []*Policy
	for _, o := range found {
		if p, ok := o.(*Policy); ok {
			policies = append(policies, p)
		}
	}
	var locations []*NamedLocation
	for _, o := range named {
		if l, ok := o.(*NamedLocation); ok {
			locations = append(locations, l)
		}
	}
	return NewPolicies(policies, locations), nil
}

// Signals describes a sign-in, or a use of a token, to policies.
type Signals struct {
	ID       string // object id
	Guest    bool   // a guest, or a user of another tenant
	Workload bool   // an application that acts for itself
	Apps     []string
	// Address is the client's IP address. An invalid address is in no network.
	Address string
	// Anywhere ignores policies that do not apply at every location.
	Anywhere bool
	Methods  []string // amr
	// Age is the age of the sign-in. If negative, sign-in frequency is ignored.
	Age time.Duration
	// MemberOf returns the direct and transitive groups, and the template ids of directory roles. It is called at most once.
	MemberOf func() (groups, roles []string)
}

// Results of a policy, as Graph writes them in the sign-in log.
const (
	ResultSuccess           = "success"
	ResultFailure           = "failure"
	ResultReportOnlySuccess = "reportOnlySuccess"
	ResultReportOnlyFailure = "reportOnlyFailure"
	resultReportInterrupted = "reportOnlyInterrupted"
)

// Applied is a policy whose conditions matched, with its result.
type Applied struct {
	ID       string   `json:"id"`
	Name     string   `json:"displayName"`
	Controls []string `json:"enforcedGrantControls"`
	Session  []string `json:"enforcedSessionControls"`
	Result   string   `json:"result"`
}

// Outcome is the result of evaluating the policies of a tenant. Each field that is not nil is a policy that is not met.
type Outcome struct {
	Blocked *Applied // access is blocked
	Passkey *Applied // requires a passkey
	MFA     *Applied // requires a second factor
	SignIn  *Applied // requires a new sign-in
	Applied []Applied
}

// Unmet returns the policy to report; nil if all policies are met.
func (o Outcome) Unmet() *Applied {
	for _, one := range []*Applied{o.Blocked, o.Passkey, o.MFA, o.SignIn} {
		if one != nil {
			return one
		}
	}
	return nil
}

// Evaluate evaluates the policies. Policies in report-only mode never block. A nil Policies has no policies.
func (s *Policies) Evaluate(signals Signals) Outcome {
	var out Outcome
	if s == nil {
		return out
	}
	who := &subject{Signals: signals}
	for _, p := range s.policies {
		if !s.applies(p, who) {
			continue
		}
		out.add(p, who)
	}
	return out
}

// subject is Signals with memberships that are read once.
type subject struct {
	Signals
	known         bool
	groups, roles []string
}

func (w *subject) member() ([]string, []string) {
	if !w.known && w.MemberOf != nil {
		w.groups, w.roles = w.MemberOf()
	}
	w.known = true
	return w.groups, w.roles
}

func (s *Policies) applies(p *Policy, who *subject) bool {
	if !p.forOurClients() || !appliesTo(p, who) {
		return false
	}
	if !slices.ContainsFunc(who.Apps, func(app string) bool {
		return names(p.Apps.Include, app) && !names(p.Apps.Exclude, app)
	}) {
		return false
	}
	if p.Locations == nil {
		return true
	}
	if who.Anywhere {
		return slices.Contains(p.Locations.Include, everything) && len(p.Locations.Exclude) == 0
	}
	return s.isIn(p.Locations.Include, who.Address) && !s.isIn(p.Locations.Exclude, who.Address)
}

// forOurClients reports whether a policy applies to the kinds of client that exist here, which are not Exchange ActiveSync
// and clients with legacy protocols.
func (p *Policy) forOurClients() bool {
	return len(p.ClientAppTypes) == 0 || slices.ContainsFunc(p.ClientAppTypes, func(t string) bool {
		return t == "all" || t == "browser" || t == "mobileAppsAndDesktopClients"
	})
}

func appliesTo(p *Policy, who *subject) bool {
	if who.Workload {
		in := slices.Contains(p.Workloads.Include, who.ID) || slices.Contains(p.Workloads.Include, anyWorkload)
		return in && !slices.Contains(p.Workloads.Exclude, who.ID)
	}
	named := func(users, groupIDs, roleIDs []string) bool {
		if slices.Contains(users, everything) || slices.Contains(users, who.ID) || who.Guest && slices.Contains(users, anyGuest) {
			return true
		}
		if len(groupIDs) == 0 && len(roleIDs) == 0 {
			return false
		}
		groups, roles := who.member()
		within := func(have []string) func(string) bool {
			return func(id string) bool { return slices.Contains(have, id) }
		}
		return slices.ContainsFunc(groupIDs, within(groups)) || slices.ContainsFunc(roleIDs, within(roles))
	}
	return named(p.Users.Include, p.Groups.Include, p.Roles.Include) && !named(p.Users.Exclude, p.Groups.Exclude, p.Roles.Exclude)
}

func names(list []string, id string) bool {
	return slices.Contains(list, everything) || slices.Contains(list, id)
}

// isIn reports whether an address is in one of the locations.
func (s *Policies) isIn(locations []string, address string) bool {
	if slices.Contains(locations, everything) {
		return true
	}
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return false
	}
	ip = ip.Unmap().WithZone("")
	for id, n := range s.locations {
		if slices.Contains(locations, id) || n.trusted && slices.Contains(locations, allTrusted) {
			if slices.ContainsFunc(n.ranges, func(p netip.Prefix) bool { return p.Contains(ip) }) {
				return true
			}
		}
	}
	return false
}

// add adds the result of a policy that applies.
func (o *Outcome) add(p *Policy, who *subject) {
	applied := Applied{ID: p.ID, Name: p.DisplayName, Controls: []string{}, Session: []string{}, Result: ResultSuccess}
	done := func(method string) bool { return slices.Contains(who.Methods, method) }
	blocked, passkey, mfa, signIn := false, false, false, false
	for _, c := range p.Controls {
		switch c {
		case ControlBlock:
			applied.Controls, blocked = append(applied.Controls, "Block"), true
		case ControlMFA:
			applied.Controls, mfa = append(applied.Controls, "Mfa"), mfa || !done("mfa")
		}
	}
	switch p.Strength {
	case StrengthMFA:
		applied.Controls, mfa = append(applied.Controls, "RequireAuthenticationStrength"), !done("mfa")
	case StrengthPasswordless, StrengthPhishingResisted:
		applied.Controls, passkey = append(applied.Controls, "RequireAuthenticationStrength"), !done("fido")
	}
	if p.Frequency != nil {
		applied.Session, signIn = append(applied.Session, "SignInFrequency"), who.Age > p.Frequency.age()
	}
	unmet := blocked || passkey || mfa || signIn
	if p.State == PolicyReportOnly {
		switch {
		case blocked:
			applied.Result = ResultReportOnlyFailure
		case unmet:
			applied.Result = resultReportInterrupted // the user would have been interrupted
		default:
			applied.Result = ResultReportOnlySuccess
		}
		o.Applied = append(o.Applied, applied)
		return
	}
	if unmet {
		applied.Result = ResultFailure
	}
	o.Applied = append(o.Applied, applied)
	set := func(at **Applied, is bool) {
		if is && *at == nil {
			*at = &applied
		}
	}
	set(&o.Blocked, blocked)
	set(&o.Passkey, passkey)
	set(&o.MFA, mfa)
	set(&o.SignIn, signIn)
}
