package graph

import (
	"encoding/json"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/oauth"
)

// invitationIn is microsoft.graph.invitation in a request.
type invitationIn struct {
	Address     string          `json:"invitedUserEmailAddress"`
	DisplayName string          `json:"invitedUserDisplayName"`
	UserType    string          `json:"invitedUserType"`
	Redirect    string          `json:"inviteRedirectUrl"`
	Send        bool            `json:"sendInvitationMessage"`
	Reset       bool            `json:"resetRedemption"`
	Message     json.RawMessage `json:"invitedUserMessageInfo"`
}

// invite creates a guest and the link with which they accept. Source: Graph's reference of the invitation resource.
func (s *service) invite(tx Tx, c call[invitationIn]) (any, error) {
	in := c.in
	switch {
	case in.Address == "":
		return nil, badRequest("A value is required for property 'invitedUserEmailAddress' of resource 'Invitation'.")
	case in.Redirect == "":
		return nil, badRequest("A value is required for property 'inviteRedirectUrl' of resource 'Invitation'.")
	case in.Send:
		return nil, badRequest("This server sends no e-mail: leave 'sendInvitationMessage' false, and give 'inviteRedeemUrl' of the answer to the person yourself.")
	case in.Reset:
		return nil, badRequest("'resetRedemption' is not offered here: delete the guest and invite the person again.")
	}
	switch in.UserType {
	case "", directory.TypeGuest:
	case directory.TypeMember:
		// Inviting a member needs permission to create users.
		if err := s.permit(tx, c.Request, "microsoft.directory/users/create", ""); err != nil {
			return nil, err
		}
	default:
		return nil, badRequest("Invalid value specified for property 'invitedUserType' of resource 'Invitation'.")
	}
	link, secret := oauth.NewGuestInvitation(s.Now())
	guest, linked, err := directory.InviteGuest(tx, directory.Invite{
		Tenant: c.Caller.Tenant, ID: guid.New(), Address: in.Address, DisplayName: in.DisplayName, UserType: in.UserType, Redirect: in.Redirect,
		Inviter: c.Caller.Object, Link: link, At: s.Now(),
	})
	if err != nil {
		return nil, err
	}
	// A guest who has accepted has no link: they sign in.
	redeem, status := in.Redirect, "Completed"
	if linked {
		redeem, status = oauth.InvitationLink(s.Origins.Login, guest.UserPrincipalName, secret), directory.PendingAcceptance
	}
	userType := directory.TypeMember
	if guest.IsGuest() {
		userType = directory.TypeGuest
	}
	return created201(map[string]any{
		"@odata.context": s.context(c.Request, "invitations/$entity"), "id": guid.New(), "inviteRedeemUrl": redeem, "status": status,
		"invitedUserDisplayName": orNull(in.DisplayName), "invitedUserType": userType, "invitedUserEmailAddress": in.Address,
		"inviteRedirectUrl": in.Redirect, "sendInvitationMessage": false, "resetRedemption": false,
		"invitedUserMessageInfo": messageInfo(in.Message), "invitedUser": map[string]any{"id": guest.ID, "userPrincipalName": guest.UserPrincipalName},
	}), nil
}

// messageInfo is the message of the request, with Graph's defaults. No message is sent.
func messageInfo(in json.RawMessage) any {
	if len(in) > 0 && string(in) != "null" {
		return in
	}
	return map[string]any{
		"messageLanguage": nil, "customizedMessageBody": nil,
		"ccRecipients": []any{map[string]any{"emailAddress": map[string]any{"name": nil, "address": nil}}},
	}
}

// restrictedGuest is the id of Entra's guest role "Restricted Guest User", which says what guests may do here. Source:
// Entra's reference of guest user access.
const restrictedGuest = "2af84b1e-32c8-42b7-82bc-daa82404023b"

// authorizationPolicyIn has the members of the policy that can be changed.
type authorizationPolicyIn struct {
	AllowInvitesFrom *string `json:"allowInvitesFrom"`
	GuestUserRoleID  *string `json:"guestUserRoleId"`
}

// getAuthorizationPolicy returns microsoft.graph.authorizationPolicy: the members for which keyless has rules.
func (s *service) getAuthorizationPolicy(tx Tx, r *edge.Request) (any, error) {
	t, err := directory.TenantByID(tx, r.Caller.Tenant)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"@odata.context": s.context(r, "policies/authorizationPolicy/$entity"), "id": "authorizationPolicy", "displayName": "Authorization Policy",
		"description":      "Who may invite guests, and what guests and people may do by themselves.",
		"allowInvitesFrom": t.InvitesFrom(), "guestUserRoleId": restrictedGuest,
		"allowedToSignUpEmailBasedSubscriptions": false, "allowedToUseSSPR": false, "allowEmailVerifiedUsersToJoinOrganization": false, "blockMsolPowerShell": false,
		"defaultUserRolePermissions": map[string]any{
			"allowedToCreateApps": false, "allowedToCreateSecurityGroups": false, "allowedToCreateTenants": false, "allowedToReadBitlockerKeysForOwnedDevice": false, "allowedToReadOtherUsers": true,
		},
	}, nil
}

// patchAuthorizationPolicy sets who may invite guests.
func (s *service) patchAuthorizationPolicy(tx Tx, c call[authorizationPolicyIn]) (any, error) {
	if c.in.GuestUserRoleID != nil && *c.in.GuestUserRoleID != restrictedGuest {
		return nil, badRequest("'guestUserRoleId' cannot be changed here: guests are restricted guest users, %s.", restrictedGuest)
	}
	if c.in.AllowInvitesFrom == nil {
		return nil, badRequest("A value is required for property 'allowInvitesFrom' of resource 'AuthorizationPolicy'.")
	}
	return noContent(), directory.SetInvitesFrom(tx, c.Caller.Tenant, *c.in.AllowInvitesFrom)
}
