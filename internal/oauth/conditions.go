package oauth

import (
	"context"
	"encoding/json"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// wanted returns the applications that conditional access evaluates for a token, or for a sign-in without a resource.
func wanted(client string, resource string, openID bool) []string {
	switch {
	case resource == "":
		return []string{client}
	case openID:
		return []string{resource, client}
	}
	return []string{resource}
}

// conditionsOf evaluates the conditional access policies for a user who signed in at signedIn, by methods, from address.
func (s *Server) conditionsOf(tx Tx, u *directory.User, apps []string, address string, methods []string, signedIn time.Time) (directory.Outcome, error) {
	if s.Now().Before(u.PolicyExemptUntil) {
		return directory.Outcome{}, nil
	}
	policies, err := directory.ReadPolicies(tx, u.Tenant)
	if err != nil || policies == nil {
		return directory.Outcome{}, err
	}
	memberOf, err := directory.Memberships(tx, u.Tenant, u.ID)
	if err != nil {
		return directory.Outcome{}, err
	}
	return policies.Evaluate(directory.Signals{
		ID: u.ID, Guest: u.IsGuest(), Apps: apps, Address: address, Methods: methods, Age: s.Now().Sub(signedIn), MemberOf: memberOf,
	}), nil
}

// unmet returns the error for a sign-in that does not meet a policy; nil if all are met.
//
// The error names the policy, so the caller must have authenticated before. Source of numbers and texts: Microsoft's AADSTS
// reference, and Entra's responses in public issue threads.
func unmet(o directory.Outcome, grant string) error {
	by := o.Unmet()
	if by == nil {
		return nil
	}
	code, sub := invalidGrant, "basic_action"
	if grant == "password" {
		code = "interaction_required"
	}
	var f *fault.Error
	named := " Blocked by policy '" + by.Name + "' (" + by.ID + ")."
	switch by {
	case o.Blocked:
		f, sub = aadsts(53003, code, "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.%s", named), "message_only"
	case o.Passkey:
		f = aadsts(50074, code, "Strong Authentication is required: a passkey.%s", named)
	case o.MFA:
		f = aadsts(50076, code, "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.%s", named)
	default:
		f, sub = aadsts(70043, code, "The refresh token has expired or is invalid due to sign-in frequency checks by conditional access.%s", named), "bad_token"
	}
	if by != o.SignIn {
		claims, err := json.Marshal(map[string]any{"access_token": map[string]any{"capolids": map[string]any{"essential": true, "values": []string{by.ID}}}})
		if err != nil {
			return err
		}
		f = f.With("claims", string(claims))
	}
	return f.With("suberror", sub)
}

// meet checks the policies for a grant before it yields a token for apps, and records in the sign-in log which applied.
func (x *exchange) meet(tx Tx, g Grant, u *directory.User, apps []string) error {
	address := g.IP
	if address == "" {
		address = x.req.IP
	}
	outcome, err := x.server.conditionsOf(tx, u, apps, address, g.Methods, g.AuthTime)
	if err != nil {
		return err
	}
	x.log.Policies = outcome.Applied
	return unmet(outcome, x.log.Grant)
}

// Meet checks the policies for account before a sign-in page continues to what a client requests. It fails with
// AADSTS53003 if access is blocked, AADSTS50076 if a second factor is needed, AADSTS50074 if a passkey is needed,
// AADSTS50072 instead of these two if the account has no passkey, and AADSTS70043 if the user must sign in again.
func (s *Server) Meet(ctx context.Context, account *Account, client *Client, v1 bool, resource, scope string, origin Origin) error {
	var outcome directory.Outcome
	err := s.DB.View(ctx, func(tx Tx) error {
		ask, err := readScopes(v1, resource, scope)
		if err != nil {
			return err
		}
		appID := ""
		if ask.Resource != "" {
			found, err := s.Resources.Find(tx, account.Tenant, ask.Resource)
			if err != nil {
				return err
			}
			appID = found.AppID
		}
		outcome, err = s.conditionsOf(tx, account.User, wanted(client.ID, appID, ask.OpenID), origin.IP, account.Methods, account.AuthTime)
		return err
	})
	if err != nil {
		return err
	}
	err = unmet(outcome, "authorize")
	if f := fault.Of(err); f != nil && (f.Number == 50076 || f.Number == 50074) {
		keys, lookup := s.Passkeys(ctx, account)
		if lookup != nil {
			return lookup
		}
		if len(keys) == 0 {
			err = aadsts(50072, "interaction_required", "Due to a configuration change made by your administrator, or because you moved to a new location, "+
				"you must enroll in multi-factor authentication to access the resource. Asked for by policy '%s' (%s).", outcome.Unmet().Name, outcome.Unmet().ID)
		}
	}
	if err != nil {
		s.record(ctx, SignIn{
			Grant: "authorize", Tenant: account.Tenant.ID, Principal: account.User.ID, Name: account.User.UserPrincipalName, Client: client.ID, Policies: outcome.Applied,
		}, origin, err)
	}
	return err
}

// meetAsWorkload checks the policies that apply to an application that acts for itself.
func (x *exchange) meetAsWorkload(tx Tx, p *directory.ServicePrincipal, app string) error {
	policies, err := directory.ReadPolicies(tx, p.Tenant)
	if err != nil || policies == nil {
		return err
	}
	outcome := policies.Evaluate(directory.Signals{ID: p.ID, Workload: true, Apps: []string{app}, Address: x.req.IP})
	x.log.Policies = outcome.Applied
	return unmet(outcome, x.log.Grant)
}
