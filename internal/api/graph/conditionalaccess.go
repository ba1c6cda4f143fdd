package graph

import (
	"encoding/json"
	"errors"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

func (s *service) listPolicies(tx Tx, r *edge.Request) (any, error) {
	found, err := tx.Objects(directory.Query{Tenant: r.Caller.Tenant, Kind: directory.KindPolicy})
	if err != nil {
		return nil, err
	}
	var values []map[string]any
	for _, o := range found {
		if p, ok := o.(*directory.Policy); ok {
			one, err := asMap(policyJSON(p))
			if err != nil {
				return nil, err
			}
			values = append(values, one)
		}
	}
	return s.wholeList(r, "identity/conditionalAccess/policies", values)
}

// asMap returns a body as decoded JSON, for the options of a query.
func asMap(body any) (map[string]any, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	var out map[string]any
	return out, json.Unmarshal(text, &out)
}

func (s *service) getPolicy(tx Tx, r *edge.Request) (any, error) {
	p, err := directory.FindConditional[*directory.Policy](tx, r.Caller.Tenant, r.Vars["policy"])
	if err != nil {
		return nil, err
	}
	return s.policyAnswer(r, p), nil
}

func (s *service) policyAnswer(r *edge.Request, p *directory.Policy) *policyBody {
	b := policyJSON(p)
	b.Context = s.context(r, "identity/conditionalAccess/policies/$entity")
	return b
}

func (s *service) createPolicy(tx Tx, c call[policyBody]) (any, error) {
	p := &directory.Policy{Header: s.header(c.Request)}
	p.CreatedAt = s.Now()
	if err := c.in.into(p); err != nil {
		return nil, err
	}
	if err := directory.PutPolicy(tx, p); err != nil {
		return nil, err
	}
	return created201(s.policyAnswer(c.Request, p)), nil
}

// readPolicyChange reads a change of a policy. It is merged into the policy's present JSON: absent members are unchanged.
func readPolicyChange(r *edge.Request) (json.RawMessage, error) {
	change, err := edge.ReadJSON[properties](r)
	if err != nil {
		return nil, err
	}
	return json.Marshal(change)
}

func (s *service) patchPolicy(tx Tx, c call[json.RawMessage]) (any, error) {
	p, err := directory.FindConditional[*directory.Policy](tx, c.Caller.Tenant, c.Vars["policy"])
	if err != nil {
		return nil, err
	}
	// Members of conditions are merged too; all others are replaced, as in Graph.
	body := policyJSON(p)
	var named map[string]json.RawMessage
	if err := json.Unmarshal(c.in, &named); err != nil {
		return nil, badRequest("Invalid request.")
	}
	for name := range named {
		if ascii.EqualFold(name, "grantControls") {
			body.Grant = nil
		}
		if ascii.EqualFold(name, "sessionControls") {
			body.Session = nil
		}
	}
	if err := json.Unmarshal(c.in, body); err != nil {
		return nil, invalidPolicy(err)
	}
	if err := body.into(p); err != nil {
		return nil, err
	}
	p.ModifiedAt = s.Now().UTC().Truncate(time.Second)
	return noContent(), directory.PutPolicy(tx, p)
}

// invalidPolicy returns the error of a malformed change.
func invalidPolicy(err error) error {
	var known *fault.Error
	if errors.As(err, &known) {
		return known
	}
	return badRequest("The request content was invalid: %s.", err)
}

func (s *service) removePolicy(tx Tx, c call[none]) (any, error) {
	p, err := directory.FindConditional[*directory.Policy](tx, c.Caller.Tenant, c.Vars["policy"])
	if err != nil {
		return nil, err
	}
	return noContent(), tx.DeleteObject(p.Tenant, p.ID)
}
