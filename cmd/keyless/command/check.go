package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/rbac"
)

type checkCommand struct {
	Principal  string `default:"me" help:"Who: me, a user's name, the name of a group or service principal, or an object id." placeholder:"WHO"`
	Scope      string `help:"Where: a resource id, or the name of an account. Default: the server's first account." placeholder:"ID"`
	Action     string `default:"Microsoft.CognitiveServices/accounts/MaaS/chat/completions/action" help:"What. Default: ask a model on the /models routes." placeholder:"ACTION"`
	DataAction bool   `help:"ACTION is a data action. Needed only for actions that keyless does not know."`
	JSON       bool   `help:"Print JSON in the shape of Azure's checkAccess, with the whole explanation."`
	actAs
}

// Help is shown below the flags.
func (*checkCommand) Help() string {
	return `Examples:
  keyless check --principal bob@keyless.localhost
  keyless check --principal developers --scope foundry --action Microsoft.CognitiveServices/accounts/listKeys/action
  keyless check --as bob                               # about yourself, whoever you are

Exit code 0: they may. 1: they may not. You may ask about yourself, and about others where you may read role assignments.`
}

// checked is an answer of our checkAccess.
type checked struct {
	ActionID       string            `json:"actionId"`
	IsDataAction   bool              `json:"isDataAction"`
	AccessDecision string            `json:"accessDecision"`
	Explanation    rbac.Explanation  `json:"explanation"`
	Scope          string            `json:"scope"`
	Principal      edge.CallerRecord `json:"principal"`
	Names          map[string]string `json:"names"`
}

// Run answers whether somebody may do something, and why.
func (c *checkCommand) Run(s *Session) error {
	to, err := s.openReader(c.As)
	if err != nil {
		return err
	}
	scope, err := to.scope(s.Context, c.Scope)
	if err != nil {
		return err
	}
	who, err := to.find(s.Context, c.Principal)
	if err != nil {
		return err
	}
	data := c.DataAction || rbac.PlaneOf(c.Action) == rbac.Data
	answers, raw, err := to.checkAccess(s.Context, who, scope, c.Action, data)
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
	if err == nil && slices.ContainsFunc(answers, func(a checked) bool { return a.AccessDecision != "Allowed" }) {
		return exitWith(exitFailed)
	}
	return err
}

// checkAccess asks the server whether somebody may do something, and why. The answer is given as it was read and as it
// was written.
func (c *control) checkAccess(ctx context.Context, who principal, scope, action string, data bool) ([]checked, []json.RawMessage, error) {
	body := map[string]any{
		"Subject": map[string]any{"Attributes": map[string]any{"ObjectId": who.ID}},
		"Actions": []map[string]any{{"Id": action, "IsDataAction": data}},
	}
	var raw []json.RawMessage
	if err := c.callARM(ctx, http.MethodPost, scope+"/providers/Microsoft.Keyless/checkAccess", ours(), body, &raw); err != nil {
		return nil, nil, err
	}
	if len(raw) == 0 {
		return nil, nil, errors.New("the server answered nothing")
	}
	answers := make([]checked, len(raw))
	for i := range raw {
		if err := json.Unmarshal(raw[i], &answers[i]); err != nil {
			return nil, nil, fmt.Errorf("the answer cannot be read: %w", err)
		}
		if p := &answers[i].Principal; p.Name == "" {
			p.Name, p.Type = who.Name, rbac.PrincipalType(who.Type)
		}
	}
	return answers, raw, nil
}
