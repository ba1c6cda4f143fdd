package graph

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/directory"
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
