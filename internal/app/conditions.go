package app

import (
	"slices"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/token"
)

// modelConditions is conditions for the inference host, which accepts tokens for two APIs.
func (a *App) modelConditions() func(c *token.Claims, address string) error {
	cognitive, foundry := a.conditions(directory.CognitiveServicesAPI()), a.conditions(directory.FoundryAPI())
	ofFoundry := append(directory.FoundryAPI().Audiences(), directory.FoundryAPI().AppID)
	return func(c *token.Claims, address string) error {
		if slices.Contains(ofFoundry, c.Audience) {
			return foundry(c, address)
		}
		return cognitive(c, address)
	}
}

// conditions returns a function that applies the conditional access policies to the use of a token for an API from an
// address. The current policies apply, not those at the time of sign-in. The sign-in frequency is not checked here but
// when tokens are renewed. Groups are the current ones; directory roles are those in the token.
//
// The function fails with Unauthenticated and token.ReasonConditions. Users and applications of trusted tenants are
// treated as guests of this server's tenant, and their second step is accepted.
func (a *App) conditions(api directory.API) func(c *token.Claims, address string) error {
	return func(c *token.Claims, address string) error {
		view := a.state.View()
		tenant := c.Tenant
		if c.External {
			tenant = a.tenant.ID
		}
		policies := view.Directory.Policies(tenant)
		if policies == nil {
			return nil
		}
		signals := directory.Signals{
			ID: c.Object, Guest: c.External, Workload: c.IsApp(), Apps: []string{api.AppID}, Address: address, Methods: c.Amr, Age: -1,
			MemberOf: func() (groups, roles []string) {
				for _, id := range c.WIDs {
					roles = append(roles, ascii.ToLower(id))
				}
				if c.External {
					return c.Groups, nil
				}
				return a.groupsOf(c.Tenant, c.Object), roles
			},
		}
		if state, ok := view.Directory.State(c.Tenant, c.Object); ok && !c.External {
			if a.now().Before(state.ExemptUntil) {
				return nil
			}
			signals.Guest = state.Guest
		}
		by := policies.Evaluate(signals).Unmet()
		if by == nil {
			return nil
		}
		why := "asks for another sign-in, with a second step or a passkey"
		if len(by.Controls) == 1 && by.Controls[0] == "Block" {
			why = "blocks it"
		}
		return fault.New(fault.Unauthenticated, token.ReasonConditions, "The conditional access policy '%s' (%s) %s. The call came from %s at %s.",
			by.Name, by.ID, why, address, a.now().UTC().Format(time.RFC3339))
	}
}
