package app

import (
	"keyless.dev/keyless/internal/api/inference"
	"keyless.dev/keyless/internal/quota"
)

// charge adds a model call to the ledger, under its caller's tenant and object id, or under the name of its key.
func (a *App) charge(u inference.Use) {
	who := quota.Principal{Tenant: u.Caller.Tenant, Object: u.Caller.Object}
	if u.Caller.Key != "" {
		who = quota.Principal{Object: u.Caller.Key}
	}
	used := quota.Used{Requests: 1, Prompt: u.Tokens.Prompt, Completion: u.Tokens.Completion, Tokens: u.Tokens.Total}
	switch {
	case u.Throttled:
		used.Throttled = 1
	case u.Status == 0 || u.Status >= 500 || u.Status == 429:
		used.Failed = 1
	}
	called := quota.CallKey{Minute: quota.MinuteOf(u.At), Account: u.Account.ID.Key(), Deployment: u.Deployment.Name, Principal: who, Action: u.Action}
	if u.Grant != nil {
		called.Assignment = u.Grant.ID()
	}
	a.models.ledger.Add(quota.UsageKey{Day: quota.DayOf(u.At), Account: called.Account, Deployment: called.Deployment, Principal: who}, used, called)
}
