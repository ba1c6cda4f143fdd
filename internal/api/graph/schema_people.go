package graph

import (
	"slices"

	"keyless.dev/keyless/internal/directory"
)

// userSchema is microsoft.graph.user. Source: the type's reference; the default properties are those that Graph
// returns without $select.
func userSchema() *schema {
	type user = *directory.User
	return &schema{
		kind: directory.KindUser, collection: "users", label: "User",
		standard: []string{
			"id", "businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation",
			"preferredLanguage", "surname", "userPrincipalName",
		},
		expandable: []string{"memberOf", "transitiveMemberOf", "ownedObjects"},
		properties: slices.Concat(headProperties(), []property{
			created(),
			text("userPrincipalName", func(u user) *string { return &u.UserPrincipalName }),
			text("givenName", func(u user) *string { return &u.GivenName }),
			text("surname", func(u user) *string { return &u.Surname }),
			text("mail", func(u user) *string { return &u.Mail }),
			text("mailNickname", func(u user) *string { return &u.MailNickname }),
			flag("accountEnabled", func(u user) *bool { return &u.AccountEnabled }),
			shown("signInSessionsValidFromDateTime", func(u user) any {
				if u.SessionsValidFrom.IsZero() {
					return moment(u.CreatedAt)
				}
				return moment(u.SessionsValidFrom)
			}),
			both("userType", func(u user) any {
				if u.IsGuest() {
					return directory.TypeGuest
				}
				return directory.TypeMember
			}, func(u user, in *string) error {
				if u.UserType = ""; in != nil {
					u.UserType = *in
				}
				return nil
			}),
			shown("creationType", func(u user) any {
				if u.Guest != nil {
					return "Invitation"
				}
				return nil
			}),
			shown("externalUserState", func(u user) any {
				if u.Guest != nil {
					return u.Guest.State
				}
				return nil
			}),
			shown("externalUserStateChangeDateTime", func(u user) any {
				if u.Guest != nil {
					return moment(u.Guest.StateAt)
				}
				return nil
			}),
			always("onPremisesSyncEnabled", nil), always("onPremisesSecurityIdentifier", nil),
			always("imAddresses", []any{}), always("proxyAddresses", []any{}), always("assignedLicenses", []any{}),
		}, kept(nil, "jobTitle", "mobilePhone", "officeLocation", "preferredLanguage", "ageGroup", "city", "companyName",
			"consentProvidedForMinor", "country", "department", "employeeId", "employeeType", "faxNumber", "onPremisesImmutableId",
			"passwordPolicies", "postalCode", "state", "streetAddress", "usageLocation"),
			kept([]any{}, "businessPhones", "otherMails"), moreUser()),
	}
}

// groupSchema is microsoft.graph.group.
func groupSchema() *schema {
	type group = *directory.Group
	return &schema{
		kind: directory.KindGroup, collection: "groups", label: "Group",
		expandable: []string{"members", "owners", "memberOf", "transitiveMembers", "transitiveMemberOf"},
		properties: slices.Concat(headProperties(), []property{
			created(),
			text("description", func(g group) *string { return &g.Description }),
			text("mailNickname", func(g group) *string { return &g.MailNickname }),
			flag("mailEnabled", func(g group) *bool { return &g.MailEnabled }),
			flag("securityEnabled", func(g group) *bool { return &g.SecurityEnabled }),
			both("groupTypes", func(group) any { return []any{} }, func(_ group, in []string) error {
				if len(in) > 0 {
					return badRequest("Only assigned security groups can be managed here: 'groupTypes' must be empty.")
				}
				return nil
			}),
			both("isAssignableToRole", func(group) any { return nil }, func(_ group, in *bool) error {
				if in != nil && *in {
					return badRequest("Groups cannot hold directory roles here: 'isAssignableToRole' must be false.")
				}
				return nil
			}),
			shown("renewedDateTime", func(g group) any { return moment(g.CreatedAt) }),
			always("mail", nil), always("expirationDateTime", nil), always("membershipRule", nil),
			always("membershipRuleProcessingState", nil), always("onPremisesSyncEnabled", nil), always("onPremisesSecurityIdentifier", nil),
			always("onPremisesProvisioningErrors", []any{}), always("proxyAddresses", []any{}), always("creationOptions", []any{}),
		}, kept(nil, "classification", "preferredDataLocation", "preferredLanguage", "theme", "visibility"),
			kept([]any{}, "resourceBehaviorOptions", "resourceProvisioningOptions"), moreGroup()),
	}
}

// roleSchema is microsoft.graph.directoryRole.
func roleSchema() *schema {
	type role = *directory.DirectoryRole
	properties := append(headProperties(),
		shown("description", func(r role) any { return orNull(r.Description) }),
		shown("roleTemplateId", func(r role) any { return r.TemplateID }))
	for i := range properties {
		properties[i].set = nil
	}
	return &schema{kind: directory.KindDirectoryRole, collection: "directoryRoles", label: "DirectoryRole", expandable: []string{"members"}, properties: properties}
}
