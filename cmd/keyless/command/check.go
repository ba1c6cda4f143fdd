package command

import (
	"slices"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/rbac"
)

type checkCommand struct {
	Principal  string `default:"me" help:"The principal: me, a user's name, the name of a group or service principal, or an object id." placeholder:"WHO"`
	Scope      string `help:"The scope: a resource id, or the name of an account. Default: the server's first account." placeholder:"ID"`
	Action     string `default:"Microsoft.CognitiveServices/accounts/MaaS/chat/completions/action" help:"The action. Default: the data action of a chat completion on the /models routes." placeholder:"ACTION"`
	DataAction bool   `help:"ACTION is a data action. Needed only for actions that keyless does not know."`
	JSON       bool   `help:"Print JSON in the format of Azure's checkAccess, with the full explanation."`
	actAs
}

// Help returns the text below the list of flags.
func (*checkCommand) Help() string {
	return `Examples:
  keyless check --principal bob@keyless.localhost
  keyless check --principal developers --scope foundry --action Microsoft.CognitiveServices/accounts/listKeys/action
  keyless check --as bob                               # as bob, about himself

Exit code 0: allowed. 1: denied. You can check yourself, and others at scopes where you may read role assignments.`
}

// Run reports whether a principal may perform an action, and why.
func (c *checkCommand) Run(s *Session) error {
	to, err := s.openReader(c.As)
	if err != nil {
		return err
	}
	scope, err := to.Scope(s.Context, c.Scope)
	if err != nil {
		return err
	}
	who, err := to.Find(s.Context, c.Principal)
	if err != nil {
		return err
	}
	data := c.DataAction || rbac.PlaneOf(c.Action) == rbac.Data
	answers, raw, err := to.CheckAccess(s.Context, who, scope, c.Action, data)
	if err != nil {
		return err
	}
	if c.JSON {
		err = s.printJSON(raw)
	}
	for i := range answers {
		if a := &answers[i]; !c.JSON {
			s.printDecision(&printedDecision{
				action: a.ActionID, scope: a.Scope, data: a.IsDataAction, allowed: ascii.EqualFold(a.AccessDecision, "Allowed"),
				who: a.Principal, names: a.Names, why: &a.Explanation,
			})
		}
	}
	if err == nil && slices.ContainsFunc(answers, func(a client.AccessDecision) bool { return a.AccessDecision != "Allowed" }) {
		return exitWith(exitFailed)
	}
	return err
}
