package graph

import (
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
)

func (s *service) listOrganization(tx Tx, r *edge.Request) (any, error) {
	t, err := directory.TenantByID(tx, r.Caller.Tenant)
	if err != nil {
		return nil, err
	}
	return s.wholeList(r, "organization", []map[string]any{organization(t)})
}

func (s *service) getOrganization(tx Tx, r *edge.Request) (any, error) {
	t, err := directory.TenantByID(tx, r.Caller.Tenant)
	if err != nil || !ascii.EqualFold(t.ID, r.Vars["id"]) {
		return nil, notFound(r.Vars["id"])
	}
	out := organization(t)
	out["@odata.context"] = s.context(r, "organization/$entity")
	return out, nil
}

// organization returns microsoft.graph.organization, with the members that a tenant has.
func organization(t *directory.Tenant) map[string]any {
	domains := []any{}
	for _, name := range t.Domains {
		domains = append(domains, map[string]any{
			"name": name, "isDefault": ascii.EqualFold(name, t.DefaultDomain), "isInitial": ascii.EqualFold(name, t.DefaultDomain),
			"type": "Managed", "capabilities": "",
		})
	}
	return map[string]any{
		"id": t.ID, "deletedDateTime": nil, "displayName": t.DisplayName, "countryLetterCode": orNull(t.CountryCode), "createdDateTime": moment(t.CreatedAt),
		"tenantType": "AAD", "verifiedDomains": domains, "assignedPlans": []any{}, "provisionedPlans": []any{}, "businessPhones": []any{},
		"technicalNotificationMails": []any{}, "marketingNotificationEmails": []any{}, "securityComplianceNotificationMails": []any{},
		"securityComplianceNotificationPhones": []any{}, "onPremisesSyncEnabled": nil, "preferredLanguage": nil, "country": nil,
	}
}

func (s *service) listDomains(tx Tx, r *edge.Request) (any, error) {
	t, err := directory.TenantByID(tx, r.Caller.Tenant)
	if err != nil {
		return nil, err
	}
	var values []map[string]any
	for _, name := range t.Domains {
		values = append(values, domain(t, name))
	}
	return s.wholeList(r, "domains", values)
}

func (s *service) getDomain(tx Tx, r *edge.Request) (any, error) {
	t, err := directory.TenantByID(tx, r.Caller.Tenant)
	if err != nil {
		return nil, err
	}
	for _, name := range t.Domains {
		if ascii.EqualFold(name, r.Vars["id"]) {
			out := domain(t, name)
			out["@odata.context"] = s.context(r, "domains/$entity")
			return out, nil
		}
	}
	return nil, notFound(r.Vars["id"])
}

// domain returns microsoft.graph.domain. All domains of a tenant are verified.
func domain(t *directory.Tenant, name string) map[string]any {
	isDefault := ascii.EqualFold(name, t.DefaultDomain)
	return map[string]any{
		"id": name, "authenticationType": "Managed", "availabilityStatus": nil, "isAdminManaged": true, "isDefault": isDefault, "isInitial": isDefault,
		"isRoot": true, "isVerified": true, "manufacturer": nil, "model": nil, "passwordNotificationWindowInDays": nil,
		"passwordValidityPeriodInDays": nil, "state": nil, "supportedServices": []any{},
	}
}
