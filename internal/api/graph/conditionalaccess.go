package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// policyBody is microsoft.graph.conditionalAccessPolicy in JSON. What stands under a name that is not here is refused: a
// condition that is kept and not asked for would let in whom it is to keep out.
type policyBody struct {
	Context    string            `json:"@odata.context,omitempty"`
	ID         string            `json:"id"`
	Template   any               `json:"templateId"`
	Name       string            `json:"displayName"`
	Created    any               `json:"createdDateTime"`
	Modified   any               `json:"modifiedDateTime"`
	State      string            `json:"state"`
	Conditions *policyConditions `json:"conditions"`
	Grant      *grantControls    `json:"grantControls"`
	Session    *sessionControls  `json:"sessionControls"`
}

type policyConditions struct {
	UserRisk     []string        `json:"userRiskLevels"`
	SignInRisk   []string        `json:"signInRiskLevels"`
	WorkloadRisk []string        `json:"servicePrincipalRiskLevels"`
	InsiderRisk  any             `json:"insiderRiskLevels"`
	ClientTypes  []string        `json:"clientAppTypes"`
	Platforms    any             `json:"platforms"`
	Devices      any             `json:"devices"`
	DeviceStates any             `json:"deviceStates"`
	Times        any             `json:"times"`
	Flows        any             `json:"authenticationFlows"`
	Locations    *policyPlaces   `json:"locations"`
	Apps         *policyApps     `json:"applications"`
	Users        *policyUsers    `json:"users"`
	Workloads    *policyWorkload `json:"clientApplications"`
}

type policyPlaces struct {
	Include []string `json:"includeLocations"`
	Exclude []string `json:"excludeLocations"`
}

type policyApps struct {
	Include  []string `json:"includeApplications"`
	Exclude  []string `json:"excludeApplications"`
	Actions  []string `json:"includeUserActions"`
	Contexts []string `json:"includeAuthenticationContextClassReferences"`
	Filter   any      `json:"applicationFilter"`
}

type policyUsers struct {
	Include       []string `json:"includeUsers"`
	Exclude       []string `json:"excludeUsers"`
	IncludeGroups []string `json:"includeGroups"`
	ExcludeGroups []string `json:"excludeGroups"`
	IncludeRoles  []string `json:"includeRoles"`
	ExcludeRoles  []string `json:"excludeRoles"`
	IncludeGuests any      `json:"includeGuestsOrExternalUsers"`
	ExcludeGuests any      `json:"excludeGuestsOrExternalUsers"`
}

type policyWorkload struct {
	Include []string `json:"includeServicePrincipals"`
	Exclude []string `json:"excludeServicePrincipals"`
	Filter  any      `json:"servicePrincipalFilter"`
}

type grantControls struct {
	Operator string          `json:"operator"`
	Controls []string        `json:"builtInControls"`
	Custom   []string        `json:"customAuthenticationFactors"`
	Terms    []string        `json:"termsOfUse"`
	Strength *strengthPolicy `json:"authenticationStrength"`
	Bind     string          `json:"authenticationStrength@odata.bind,omitempty"`
	Context  string          `json:"authenticationStrength@odata.context,omitempty"`
}

type strengthPolicy struct {
	ID           string   `json:"id"`
	Name         string   `json:"displayName,omitempty"`
	Description  string   `json:"description,omitempty"`
	Type         string   `json:"policyType,omitempty"`
	Satisfied    string   `json:"requirementsSatisfied,omitempty"`
	Combinations []string `json:"allowedCombinations,omitempty"`
	Created      any      `json:"createdDateTime,omitempty"`
	Modified     any      `json:"modifiedDateTime,omitempty"`
	CombContext  string   `json:"combinationConfigurations@odata.context,omitempty"`
	CombConfigs  []any    `json:"combinationConfigurations,omitempty"`
}

type sessionControls struct {
	Resilience any             `json:"disableResilienceDefaults"`
	AppRules   any             `json:"applicationEnforcedRestrictions"`
	CloudApps  any             `json:"cloudAppSecurity"`
	Persistent any             `json:"persistentBrowser"`
	Evaluation any             `json:"continuousAccessEvaluation,omitempty"`
	Tokens     any             `json:"secureSignInSession,omitempty"`
	Frequency  *frequencyRules `json:"signInFrequency"`
}

type frequencyRules struct {
	Value    *int    `json:"value"`
	Type     *string `json:"type"`
	Enabled  *bool   `json:"isEnabled"`
	Kind     string  `json:"authenticationType"`
	Interval string  `json:"frequencyInterval"`
}

// UnmarshalJSON refuses members that are not known, at every depth. Annotations, which SDKs send along, are left out.
func (b *policyBody) UnmarshalJSON(text []byte) error {
	type plain policyBody
	var sent any
	if err := json.Unmarshal(text, &sent); err != nil {
		return err
	}
	bare, err := json.Marshal(withoutAnnotations(sent))
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(bare))
	decoder.DisallowUnknownFields()
	err = decoder.Decode((*plain)(b))
	if err != nil && strings.HasPrefix(err.Error(), "json: unknown field ") {
		return badRequest("Invalid property %s: it is not known here.", strings.TrimPrefix(err.Error(), "json: unknown field "))
	}
	return err
}

// withoutAnnotations is a JSON value without annotations of OData, but for the one that binds an authentication strength.
func withoutAnnotations(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			if strings.Contains(name, "@odata.") && name != "authenticationStrength@odata.bind" {
				delete(value, name)
				continue
			}
			value[name] = withoutAnnotations(inner)
		}
	case []any:
		for i, inner := range value {
			value[i] = withoutAnnotations(inner)
		}
	}
	return value
}

// unsupported names a condition or control that is given and not offered; "" if there is none.
func (b *policyBody) unsupported() string {
	given := func(v any) bool {
		switch v := v.(type) {
		case nil:
			return false
		case []any:
			return len(v) > 0
		case map[string]any: // a control that is switched off
			off, is := v["isEnabled"].(bool)
			return !is || off
		case bool:
			return v
		}
		return true
	}
	var all []namedValue
	if c := b.Conditions; c != nil {
		all = append(all, namedValue{"conditions/userRiskLevels", anys(c.UserRisk)}, namedValue{"conditions/signInRiskLevels", anys(c.SignInRisk)},
			namedValue{"conditions/servicePrincipalRiskLevels", anys(c.WorkloadRisk)}, namedValue{"conditions/insiderRiskLevels", c.InsiderRisk},
			namedValue{"conditions/platforms", c.Platforms}, namedValue{"conditions/devices", c.Devices}, namedValue{"conditions/deviceStates", c.DeviceStates},
			namedValue{"conditions/times", c.Times}, namedValue{"conditions/authenticationFlows", c.Flows})
		if a := c.Apps; a != nil {
			all = append(all, namedValue{"conditions/applications/includeUserActions", anys(a.Actions)}, namedValue{"conditions/applications/applicationFilter", a.Filter},
				namedValue{"conditions/applications/includeAuthenticationContextClassReferences", anys(a.Contexts)})
		}
		if u := c.Users; u != nil {
			all = append(all, namedValue{"conditions/users/includeGuestsOrExternalUsers", u.IncludeGuests}, namedValue{"conditions/users/excludeGuestsOrExternalUsers", u.ExcludeGuests})
		}
		if w := c.Workloads; w != nil {
			all = append(all, namedValue{"conditions/clientApplications/servicePrincipalFilter", w.Filter})
		}
	}
	if g := b.Grant; g != nil {
		all = append(all, namedValue{"grantControls/customAuthenticationFactors", anys(g.Custom)}, namedValue{"grantControls/termsOfUse", anys(g.Terms)})
	}
	if s := b.Session; s != nil {
		all = append(all, namedValue{"sessionControls/disableResilienceDefaults", s.Resilience}, namedValue{"sessionControls/applicationEnforcedRestrictions", s.AppRules},
			namedValue{"sessionControls/cloudAppSecurity", s.CloudApps}, namedValue{"sessionControls/persistentBrowser", s.Persistent},
			namedValue{"sessionControls/continuousAccessEvaluation", s.Evaluation}, namedValue{"sessionControls/secureSignInSession", s.Tokens})
	}
	for _, one := range all {
		if given(one.value) {
			return one.name
		}
	}
	return ""
}

type namedValue struct {
	name  string
	value any
}

func anys(values []string) any { return list(values) }

// into sets a policy to what the body says.
func (b *policyBody) into(p *directory.Policy) error {
	if name := b.unsupported(); name != "" {
		return badRequest("'%s' is not offered here, and a policy with it would not do what it says.", name)
	}
	if b.Conditions == nil {
		return badRequest("A value is required for property 'conditions' of resource 'ConditionalAccessPolicy'.")
	}
	p.DisplayName, p.State = b.Name, b.State
	c := b.Conditions
	p.ClientAppTypes = c.ClientTypes
	browser, desktop := slices.Contains(c.ClientTypes, "browser"), slices.Contains(c.ClientTypes, "mobileAppsAndDesktopClients")
	for _, t := range c.ClientTypes {
		if !slices.Contains([]string{"all", "browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "other", "easSupported"}, t) {
			return badRequest("Invalid value specified for property 'clientAppTypes'.")
		}
	}
	if browser != desktop && !slices.Contains(c.ClientTypes, "all") {
		return badRequest("'browser' and 'mobileAppsAndDesktopClients' of 'clientAppTypes' are not told apart here: name both, or 'all'.")
	}
	p.Users, p.Groups, p.Roles, p.Workloads, p.Apps, p.Locations = directory.Selection{}, directory.Selection{}, directory.Selection{}, directory.Selection{}, directory.Selection{}, nil
	if u := c.Users; u != nil {
		p.Users = selection(u.Include, u.Exclude)
		p.Groups = selection(u.IncludeGroups, u.ExcludeGroups)
		p.Roles = selection(u.IncludeRoles, u.ExcludeRoles)
	}
	if w := c.Workloads; w != nil {
		p.Workloads = selection(w.Include, w.Exclude)
	}
	if a := c.Apps; a != nil {
		p.Apps = selection(a.Include, a.Exclude)
	}
	if l := c.Locations; l != nil && len(l.Include)+len(l.Exclude) > 0 {
		s := selection(l.Include, l.Exclude)
		p.Locations = &s
	}
	p.Operator, p.Controls, p.Strength, p.Frequency = "", nil, "", nil
	if g := b.Grant; g != nil {
		p.Operator, p.Controls = g.Operator, g.Controls
		switch {
		case g.Strength != nil:
			p.Strength = g.Strength.ID
		case g.Bind != "":
			p.Strength = g.Bind[strings.LastIndexByte(g.Bind, '/')+1:]
		}
	}
	if s := b.Session; s != nil && s.Frequency != nil && (s.Frequency.Enabled == nil || *s.Frequency.Enabled) {
		return b.frequency(p, s.Frequency)
	}
	return nil
}

func (*policyBody) frequency(p *directory.Policy, f *frequencyRules) error {
	p.Frequency = &directory.Frequency{Every: f.Interval == "everyTime"}
	switch f.Interval {
	case "everyTime", "timeBased", "":
	default:
		return badRequest("Invalid value specified for property 'frequencyInterval'.")
	}
	if f.Kind != "" && f.Kind != "primaryAndSecondaryAuthentication" {
		return badRequest("'authenticationType' of a sign-in frequency is 'primaryAndSecondaryAuthentication' here.")
	}
	if !p.Frequency.Every && f.Value != nil && f.Type != nil {
		p.Frequency.Value, p.Frequency.Unit = *f.Value, *f.Type
	}
	return nil
}

// selection has ids in their canonical form.
func selection(include, exclude []string) directory.Selection {
	canonical := func(list []string) []string {
		var out []string
		for _, id := range list {
			if parsed, ok := guid.Parse(id); ok {
				id = parsed
			}
			out = append(out, id)
		}
		return out
	}
	return directory.Selection{Include: canonical(include), Exclude: canonical(exclude)}
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// policyJSON is a policy as Graph writes it.
func policyJSON(p *directory.Policy) *policyBody {
	types := p.ClientAppTypes
	if len(types) == 0 {
		types = []string{"all"}
	}
	b := &policyBody{ID: p.ID, Name: p.DisplayName, Created: moment(p.CreatedAt), Modified: moment(p.ModifiedAt), State: p.State, Conditions: &policyConditions{
		UserRisk: []string{}, SignInRisk: []string{}, WorkloadRisk: []string{}, ClientTypes: types,
		Apps: &policyApps{Include: orEmpty(p.Apps.Include), Exclude: orEmpty(p.Apps.Exclude), Actions: []string{}, Contexts: []string{}},
		Users: &policyUsers{
			Include: orEmpty(p.Users.Include), Exclude: orEmpty(p.Users.Exclude), IncludeGroups: orEmpty(p.Groups.Include), ExcludeGroups: orEmpty(p.Groups.Exclude),
			IncludeRoles: orEmpty(p.Roles.Include), ExcludeRoles: orEmpty(p.Roles.Exclude),
		},
	}}
	if len(p.Workloads.Include)+len(p.Workloads.Exclude) > 0 {
		b.Conditions.Workloads = &policyWorkload{Include: orEmpty(p.Workloads.Include), Exclude: orEmpty(p.Workloads.Exclude)}
	}
	if p.Locations != nil {
		b.Conditions.Locations = &policyPlaces{Include: orEmpty(p.Locations.Include), Exclude: orEmpty(p.Locations.Exclude)}
	}
	if len(p.Controls) > 0 || p.Strength != "" {
		b.Grant = &grantControls{Operator: p.Operator, Controls: orEmpty(p.Controls), Custom: []string{}, Terms: []string{}, Strength: strengthJSON(p.Strength)}
	}
	if f := p.Frequency; f != nil {
		on := true
		rules := &frequencyRules{Enabled: &on, Kind: "primaryAndSecondaryAuthentication", Interval: "everyTime"}
		if !f.Every {
			rules.Value, rules.Type, rules.Interval = &f.Value, &f.Unit, "timeBased"
		}
		b.Session = &sessionControls{Frequency: rules}
	}
	return b
}

// strengthJSON is a built-in authentication strength. Source: Graph's reference of authenticationStrengthPolicy.
func strengthJSON(id string) *strengthPolicy {
	s := &strengthPolicy{ID: id, Type: "builtIn", Satisfied: "mfa"}
	switch id {
	case directory.StrengthMFA:
		s.Name, s.Combinations = "Multifactor authentication", []string{"fido2", "password,fido2"}
	case directory.StrengthPasswordless:
		s.Name, s.Combinations = "Passwordless MFA", []string{"fido2"}
	case directory.StrengthPhishingResisted:
		s.Name, s.Combinations = "Phishing-resistant MFA", []string{"fido2"}
	default:
		return nil
	}
	return s
}

func (s *service) listPolicies(tx Tx, r *edge.Request) (any, error) {
	found, err := tx.Objects(directory.Query{Tenant: r.Caller.Tenant, Kind: directory.KindPolicy})
	if err != nil {
		return nil, err
	}
	var values []map[string]any
	for _, o := range found {
		if p, ok := o.(*directory.Policy); ok {
			one, err := asMap(policyJSON(p))
			if err != nil {
				return nil, err
			}
			values = append(values, one)
		}
	}
	return s.wholeList(r, "identity/conditionalAccess/policies", values)
}

// asMap is a body as options of a query see it.
func asMap(body any) (map[string]any, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	var out map[string]any
	return out, json.Unmarshal(text, &out)
}

func (s *service) getPolicy(tx Tx, r *edge.Request) (any, error) {
	p, err := directory.FindConditional[*directory.Policy](tx, r.Caller.Tenant, r.Vars["policy"])
	if err != nil {
		return nil, err
	}
	return s.policyAnswer(r, p), nil
}

func (s *service) policyAnswer(r *edge.Request, p *directory.Policy) *policyBody {
	b := policyJSON(p)
	b.Context = s.context(r, "identity/conditionalAccess/policies/$entity")
	return b
}

func (s *service) createPolicy(tx Tx, c call[policyBody]) (any, error) {
	p := &directory.Policy{Header: s.header(c.Request)}
	p.CreatedAt = s.Now()
	if err := c.in.into(p); err != nil {
		return nil, err
	}
	if err := directory.PutPolicy(tx, p); err != nil {
		return nil, err
	}
	return created201(s.policyAnswer(c.Request, p)), nil
}

// readPolicyChange reads a change of a policy. It is put over the policy's present JSON: what it does not name stays.
func readPolicyChange(r *edge.Request) (json.RawMessage, error) {
	change, err := edge.ReadJSON[properties](r)
	if err != nil {
		return nil, err
	}
	return json.Marshal(change)
}

func (s *service) patchPolicy(tx Tx, c call[json.RawMessage]) (any, error) {
	p, err := directory.FindConditional[*directory.Policy](tx, c.Caller.Tenant, c.Vars["policy"])
	if err != nil {
		return nil, err
	}
	// Members of conditions are put over each other too; all else is replaced, as in Graph.
	body := policyJSON(p)
	var named map[string]json.RawMessage
	if err := json.Unmarshal(c.in, &named); err != nil {
		return nil, badRequest("Invalid request.")
	}
	for name := range named {
		if ascii.EqualFold(name, "grantControls") {
			body.Grant = nil
		}
		if ascii.EqualFold(name, "sessionControls") {
			body.Session = nil
		}
	}
	if err := json.Unmarshal(c.in, body); err != nil {
		return nil, invalidPolicy(err)
	}
	if err := body.into(p); err != nil {
		return nil, err
	}
	p.ModifiedAt = s.Now().UTC().Truncate(time.Second)
	return noContent(), directory.PutPolicy(tx, p)
}

// invalidPolicy is the failure of a change that cannot be read.
func invalidPolicy(err error) error {
	var known *fault.Error
	if errors.As(err, &known) {
		return known
	}
	return badRequest("The request content was invalid: %s.", err)
}

func (s *service) removePolicy(tx Tx, c call[none]) (any, error) {
	p, err := directory.FindConditional[*directory.Policy](tx, c.Caller.Tenant, c.Vars["policy"])
	if err != nil {
		return nil, err
	}
	return noContent(), tx.DeleteObject(p.Tenant, p.ID)
}

// locationBody is microsoft.graph.ipNamedLocation in JSON.
type locationBody struct {
	Context  string    `json:"@odata.context,omitempty"`
	Type     string    `json:"@odata.type"`
	ID       string    `json:"id"`
	Name     string    `json:"displayName"`
	Created  any       `json:"createdDateTime"`
	Modified any       `json:"modifiedDateTime"`
	Trusted  *bool     `json:"isTrusted"`
	Ranges   []ipRange `json:"ipRanges"`
}

type ipRange struct {
	Type string `json:"@odata.type"`
	CIDR string `json:"cidrAddress"`
}

const ipLocation = "#microsoft.graph.ipNamedLocation"

func (b *locationBody) into(l *directory.NamedLocation) error {
	if b.Type != "" && b.Type != ipLocation && "#"+b.Type != ipLocation {
		return badRequest("Named locations of the type '%s' are not offered here, only '%s': keyless does not know where addresses are.", b.Type, ipLocation)
	}
	if b.Name != "" {
		l.DisplayName = b.Name
	}
	if b.Trusted != nil {
		l.Trusted = *b.Trusted
	}
	if b.Ranges != nil {
		l.Ranges = nil
		for _, r := range b.Ranges {
			l.Ranges = append(l.Ranges, r.CIDR)
		}
	}
	return nil
}

func locationJSON(l *directory.NamedLocation) *locationBody {
	b := &locationBody{Type: ipLocation, ID: l.ID, Name: l.DisplayName, Created: moment(l.CreatedAt), Modified: moment(l.ModifiedAt), Trusted: &l.Trusted, Ranges: []ipRange{}}
	for _, cidr := range l.Ranges {
		kind := "#microsoft.graph.iPv4CidrRange"
		if strings.Contains(cidr, ":") {
			kind = "#microsoft.graph.iPv6CidrRange"
		}
		b.Ranges = append(b.Ranges, ipRange{kind, cidr})
	}
	return b
}

func (s *service) listLocations(tx Tx, r *edge.Request) (any, error) {
	found, err := tx.Objects(directory.Query{Tenant: r.Caller.Tenant, Kind: directory.KindNamedLocation})
	if err != nil {
		return nil, err
	}
	var values []map[string]any
	for _, o := range found {
		if l, ok := o.(*directory.NamedLocation); ok {
			one, err := asMap(locationJSON(l))
			if err != nil {
				return nil, err
			}
			values = append(values, one)
		}
	}
	return s.wholeList(r, "identity/conditionalAccess/namedLocations", values)
}

func (s *service) getLocation(tx Tx, r *edge.Request) (any, error) {
	l, err := directory.FindConditional[*directory.NamedLocation](tx, r.Caller.Tenant, r.Vars["location"])
	if err != nil {
		return nil, err
	}
	return s.locationAnswer(r, l), nil
}

func (s *service) locationAnswer(r *edge.Request, l *directory.NamedLocation) *locationBody {
	b := locationJSON(l)
	b.Context = s.context(r, "identity/conditionalAccess/namedLocations/$entity")
	return b
}

func (s *service) createLocation(tx Tx, c call[locationBody]) (any, error) {
	if c.in.Type == "" {
		return nil, badRequest("A value is required for property '@odata.type' of resource 'NamedLocation': '%s'.", ipLocation)
	}
	l := &directory.NamedLocation{Header: s.header(c.Request)}
	l.CreatedAt = s.Now()
	if err := c.in.into(l); err != nil {
		return nil, err
	}
	if err := directory.PutLocation(tx, l); err != nil {
		return nil, err
	}
	return created201(s.locationAnswer(c.Request, l)), nil
}

func (s *service) patchLocation(tx Tx, c call[locationBody]) (any, error) {
	l, err := directory.FindConditional[*directory.NamedLocation](tx, c.Caller.Tenant, c.Vars["location"])
	if err != nil {
		return nil, err
	}
	if err := c.in.into(l); err != nil {
		return nil, err
	}
	l.ModifiedAt = s.Now().UTC().Truncate(time.Second)
	return noContent(), directory.PutLocation(tx, l)
}

func (s *service) removeLocation(tx Tx, c call[none]) (any, error) {
	return noContent(), directory.DeleteLocation(tx, c.Caller.Tenant, c.Vars["location"])
}
