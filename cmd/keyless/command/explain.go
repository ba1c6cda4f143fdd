package command

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/guid"
)

type explainCommand struct {
	ID   string `arg:"" help:"The id of the decision: the value of x-keyless-decision, or an id that keyless audit prints."`
	JSON bool   `help:"Print the record as JSON."`
	actAs
}

// Help returns the text below the list of flags.
func (*explainCommand) Help() string {
	return `Examples:
  keyless explain 5f0e3c52-0d1c-4c34-9b0e-7f1b0a4e2f11
  keyless explain --as ada 5f0e3c52-0d1c-4c34-9b0e-7f1b0a4e2f11

Every refusal has the header x-keyless-decision. You can read decisions about yourself, and all decisions at scopes where you
may read role assignments.`
}

// logged is a record of the audit log as the server returns it.
type logged struct {
	audit.Record
	Names map[string]string `json:"names,omitempty"`
}

// Run prints a recorded decision.
func (c *explainCommand) Run(s *Session) error {
	id, ok := guid.Parse(c.ID)
	if !ok {
		return misused("%s is not the id of a decision", c.ID)
	}
	to, err := s.openReader(c.As)
	if err != nil {
		return err
	}
	var found logged
	err = to.ARM(s.Context, http.MethodGet, "/providers/Microsoft.Keyless/decisions/"+id, client.OwnVersion(), nil, &found)
	var no *client.RefusedError
	if errors.As(err, &no) && no.Status == http.StatusNotFound {
		return fmt.Errorf("there is no decision %s, or you may not read it\nRun this as someone who may read role assignments there, or as the caller", id)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return s.printJSON(found)
	}
	if found.Kind != audit.Decision {
		s.printRecord(&found.Record)
		return nil
	}
	t, err := decisionOf(&found)
	if err == nil {
		s.printDecision(t)
	}
	return err
}

func decisionOf(r *logged) (*printedDecision, error) {
	var detail edge.DecisionDetail
	if err := json.Unmarshal(r.Detail, &detail); err != nil {
		return nil, fmt.Errorf("the record cannot be read: %w", err)
	}
	t := &printedDecision{
		id: r.ID, at: r.At, address: r.Address, action: r.Action, scope: r.Scope, data: detail.Plane == "data", allowed: r.Allowed,
		who: detail.Caller, names: r.Names, printed: detail.Operation, refusal: detail.Refusal, why: detail.Explanation,
	}
	return t, nil
}
