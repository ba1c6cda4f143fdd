package graph

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
)

// onDemand returns properties that keyless does not have: they are null, and returned only with $select, as in Graph. Source:
// the resource types of Microsoft Graph v1.0.
func onDemand(names ...string) []property {
	var out []property
	for _, name := range names {
		p := always(name, nil)
		p.onDemand = true
		out = append(out, p)
	}
	return out
}

// unknown returns properties with the same value for every object, which no rule sets.
func unknown(value any, names ...string) []property {
	var out []property
	for _, name := range names {
		out = append(out, always(name, value))
	}
	return out
}

// keptAs returns kept properties that are null until they are set and accept the JSON type T.
func keptAs[T any](names ...string) []property {
	var out []property
	for _, name := range names {
		out = append(out, property{name: name, onDemand: true, get: func(o directory.Object) any {
			return extra(o, name, nil)
		}, set: func(o directory.Object, raw json.RawMessage) error {
			if err := json.Unmarshal(raw, new(*T)); err != nil {
				return err
			}
			return putExtra(o, name, raw)
		}})
	}
	return out
}

// moreUser returns the properties of a user without an effect in keyless.
func moreUser() []property {
	lists := unknown([]any{}, "assignedPlans", "provisionedPlans", "licenseAssignmentStates", "onPremisesProvisioningErrors", "serviceProvisioningErrors",
		"interests", "pastProjects", "responsibilities", "schools", "skills")
	all := onDemand("aboutMe", "birthday", "customSecurityAttributes", "deviceEnrollmentLimit", "hireDate", "isManagementRestricted", "isResourceAccount",
		"lastPasswordChangeDateTime", "legalAgeGroupClassification", "mailboxSettings", "mySite", "onPremisesDistinguishedName", "onPremisesDomainName", "onPremisesLastSyncDateTime",
		"onPremisesSamAccountName", "onPremisesUserPrincipalName", "passwordProfile", "preferredName", "print", "signInActivity")
	all = append(append(all, lists...), keptAs[string]("employeeHireDate", "employeeLeaveDateTime", "preferredDataLocation")...)
	all = append(append(all, keptAs[bool]("showInAddressList")...), keptAs[map[string]any]("employeeOrgData", "onPremisesExtensionAttributes")...)
	return append(all, securityIdentifier(),
		always("authorizationInfo", map[string]any{"certificateUserIds": []any{}}),
		shown("identities", func(u *directory.User) any {
			_, issuer, _ := strings.Cut(u.UserPrincipalName, "@")
			return []any{map[string]any{"signInType": "userPrincipalName", "issuer": issuer, "issuerAssignedId": u.UserPrincipalName}}
		}))
}

// moreGroup returns the properties of a group without an effect in keyless.
func moreGroup() []property {
	all := onDemand("allowExternalSenders", "autoSubscribeNewMembers", "hasMembersWithLicenseErrors", "hideFromAddressLists", "hideFromOutlookClients",
		"isArchived", "isManagementRestricted", "isSubscribedByMail", "licenseProcessingState", "uniqueName", "unseenCount")
	all = append(all, unknown(nil, "onPremisesDomainName", "onPremisesLastSyncDateTime", "onPremisesNetBiosName", "onPremisesSamAccountName")...)
	labels := unknown([]any{}, "assignedLabels", "assignedLicenses")
	for i := range labels {
		labels[i].onDemand = true
	}
	return append(append(append(all, labels...), unknown([]any{}, "serviceProvisioningErrors")...), securityIdentifier())
}

func moreApplication() []property {
	post := always("oauth2RequirePostResponse", false)
	post.onDemand = true
	return append(onDemand("authenticationBehaviors", "logo"), always("nativeAuthenticationApisEnabled", nil), post)
}

func moreServicePrincipal() []property {
	return append(onDemand("customSecurityAttributes", "samlMetadataUrl"), always("preferredTokenSigningKeyThumbprint", nil))
}

// securityIdentifier returns the SID that Entra derives from an object's id.
func securityIdentifier() property {
	return property{name: "securityIdentifier", get: func(o directory.Object) any {
		id, err := hex.DecodeString(guid.Compact(o.Head().ID))
		if err != nil || len(id) != 16 {
			return nil
		}
		return fmt.Sprintf("S-1-12-1-%d-%d-%d-%d", binary.BigEndian.Uint32(id[0:]), uint32(binary.BigEndian.Uint16(id[6:]))<<16|uint32(binary.BigEndian.Uint16(id[4:])),
			binary.LittleEndian.Uint32(id[8:]), binary.LittleEndian.Uint32(id[12:]))
	}}
}

// noInfo is the property info of an application without pages.
func noInfo() map[string]any {
	return map[string]any{"logoUrl": nil, "marketingUrl": nil, "privacyStatementUrl": nil, "supportUrl": nil, "termsOfServiceUrl": nil}
}

// openToAll is the property parentalControlSettings of an application without an age limit.
func openToAll() map[string]any {
	return map[string]any{"countriesBlockedForMinors": []any{}, "legalAgeGroupRule": "Allow"}
}
