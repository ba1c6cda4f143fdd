package keylesstest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/world"
)

// Decision is a decision of the server: the caller, the operation and the result.
type Decision struct {
	ID          string // the value of the header x-keyless-decision
	Allowed     bool
	Because     string // the reason in one line: the role that granted it, or such as "nothing grants it"
	Principal   string // the caller's name
	PrincipalID string
	Action      string
	Operation   string // such as "POST /models/chat/completions"
	Scope       string
	// SmallestRole is the smallest role that would allow what was refused, or "".
	SmallestRole string
}

// Usage is the usage of an account by a principal.
type Usage struct {
	Requests         int64 `json:"requests"`
	Failed           int64 `json:"failed"`
	Throttled        int64 `json:"throttled"`
	PromptTokens     int64 `json:"promptTokens"`
	CompletionTokens int64 `json:"completionTokens"`
	TotalTokens      int64 `json:"totalTokens"`
}

const (
	rolesVersion = "2022-04-01"
	ownVersion   = "2026-01-01"
	// settle is how long LastDecision waits for a decision to appear.
	settle = 3 * time.Second
)

// Grant assigns a role to a user, group or service principal on an account, each by name, and returns when it is in
// force (after RBACDelay, if that is set). An existing assignment is unchanged. The request is sent to the control plane as the
// first user of the world, who must be an Owner.
func (s *Server) Grant(who, role, account string) {
	s.t.Helper()
	definition := s.role(role)
	if len(s.assignments(who, role, account)) > 0 {
		return
	}
	id, kind := s.principal(who)
	s.arm(http.MethodPut, s.ResourceID(account)+"/providers/Microsoft.Authorization/roleAssignments/"+guid.New(), rolesVersion, "", map[string]any{"properties": map[string]string{
		"roleDefinitionId": "/subscriptions/" + s.SubscriptionID() + "/providers/Microsoft.Authorization/roleDefinitions/" + definition.ID,
		"principalId":      id, "principalType": string(kind),
	}}, nil)
}

// Revoke removes the assignment of a role to a principal on an account, and returns when it is no longer in force. It fails the
// test if there is none.
func (s *Server) Revoke(who, role, account string) {
	s.t.Helper()
	held := s.assignments(who, role, account)
	if len(held) == 0 {
		s.t.Fatalf("keylesstest: %s does not hold %s on %s", who, role, account)
	}
	for _, id := range held {
		s.arm(http.MethodDelete, id, rolesVersion, "", nil, nil)
	}
}

// User returns the user principal name of an existing or else a new user, with these roles on the first account. The domain in
// name is optional.
func (s *Server) User(name string, roles ...string) string {
	s.t.Helper()
	full, _, ok := s.user(name)
	if !ok {
		full = s.makeUser(name)
	}
	for _, role := range roles {
		s.Grant(full, role, "")
	}
	return full
}

func (s *Server) makeUser(name string) string {
	s.t.Helper()
	nick, _, given := strings.Cut(name, "@")
	if !given {
		name += "@" + s.place.Tenant.Domain
	}
	password := "Pw-" + guid.New()
	var made struct{ ID string }
	s.admin(http.MethodPost, s.Graph()+"/v1.0/users", s.Graph(), map[string]any{
		"accountEnabled": true, "displayName": nick, "mailNickname": nick, "userPrincipalName": name,
		"passwordProfile": map[string]any{"password": password, "forceChangePasswordNextSignIn": false},
	}, &made)
	s.place.Tenant.Users = append(s.place.Tenant.Users, world.UserResult{UserPrincipalName: name, Password: password, ID: made.ID})
	return name
}

// Decisions returns the latest decisions about models of the first account, newest first, of a principal by name, or of all for "".
// A decision that allows a call may appear up to a second after the call.
func (s *Server) Decisions(who string) []Decision {
	s.t.Helper()
	wanted := ""
	if who != "" {
		wanted, _ = s.principal(who)
	}
	var answer struct{ Value []audit.Record }
	s.arm(http.MethodGet, s.ResourceID("")+"/providers/Microsoft.Keyless/decisions", ownVersion, "order=newest&$top=200", nil, &answer)
	var all []Decision
	// Records of allowed calls are written later than those of refusals, so their position in the log is not their order in time.
	slices.SortStableFunc(answer.Value, func(a, b audit.Record) int { return b.At.Compare(a.At) })
	for _, r := range answer.Value {
		if r.Kind != audit.Decision || wanted != "" && r.Principal != wanted {
			continue
		}
		var detail edge.DecisionDetail
		if err := json.Unmarshal(r.Detail, &detail); err != nil {
			s.t.Fatalf("keylesstest: the decision %s cannot be read: %v", r.ID, err)
		}
		if detail.Plane == "control" {
			continue
		}
		d := Decision{
			ID: r.ID, Allowed: r.Allowed, Because: r.Reason, Principal: r.Name, PrincipalID: r.Principal,
			Action: r.Action, Operation: detail.Operation, Scope: r.Scope,
		}
		if e := detail.Explanation; e != nil && e.Smallest != nil && !r.Allowed {
			d.SmallestRole = e.Smallest.Name
		}
		all = append(all, d)
	}
	return all
}

// LastDecision returns the latest decision about models of the first account, of a principal by name, or of all for "". It fails
// the test if there is none.
func (s *Server) LastDecision(who string) Decision {
	s.t.Helper()
	for deadline := time.Now().Add(settle); ; time.Sleep(20 * time.Millisecond) {
		if all := s.Decisions(who); len(all) > 0 {
			return all[0]
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("keylesstest: the server has decided nothing yet %s", who)
		}
	}
}

// Usage returns the usage of the first account by a principal by name, or by all for "". A call is counted within a few seconds.
func (s *Server) Usage(who string) Usage {
	s.t.Helper()
	var answer struct {
		Value []struct {
			PrincipalID string `json:"principalId"`
			Usage
		}
		Total Usage
	}
	s.arm(http.MethodGet, s.ResourceID("")+"/providers/Microsoft.Keyless/usage", ownVersion, "by=principal", nil, &answer)
	if who == "" {
		return answer.Total
	}
	id, _ := s.principal(who)
	for _, row := range answer.Value {
		if row.PrincipalID == id {
			return row.Usage
		}
	}
	return Usage{}
}

// role returns a built-in role by name.
func (s *Server) role(name string) *rbac.RoleDefinition {
	s.t.Helper()
	definition, ok := rbac.BuiltinNamed(name)
	if !ok {
		s.t.Fatalf("keylesstest: there is no role called %s", name)
	}
	return definition
}

// assignments returns the ids of the assignments of a role to a principal on an account, without those above it.
func (s *Server) assignments(who, role, account string) []string {
	s.t.Helper()
	id, _ := s.principal(who)
	definition, scope := s.role(role), s.ResourceID(account)
	var answer struct {
		Value []struct {
			ID         string
			Properties struct{ Scope, RoleDefinitionID string }
		}
	}
	filter := "$filter=" + url.QueryEscape(fmt.Sprintf("atScope() and principalId eq '%s'", id))
	s.arm(http.MethodGet, scope+"/providers/Microsoft.Authorization/roleAssignments", rolesVersion, filter, nil, &answer)
	var all []string
	for _, a := range answer.Value {
		if ascii.EqualFold(a.Properties.Scope, scope) && strings.HasSuffix(ascii.ToLower(a.Properties.RoleDefinitionID), "/"+definition.ID) {
			all = append(all, a.ID)
		}
	}
	return all
}

// arm sends a request to Resource Manager as the administrator.
func (s *Server) arm(method, path, version, query string, body, into any) {
	s.t.Helper()
	s.admin(method, s.ARM()+path+"?api-version="+version+"&"+query, s.ARM(), body, into)
}

// admin sends a request as the first user of the world, and fails the test if it is refused.
func (s *Server) admin(method, address, audience string, body, into any) {
	s.t.Helper()
	if len(s.place.Tenant.Users) == 0 {
		s.t.Fatal("keylesstest: the world has no user who could administer it")
	}
	text, err := json.Marshal(body)
	if err != nil {
		s.t.Fatalf("keylesstest: %v", err)
	}
	if body == nil {
		text = nil
	}
	// Not the context of the test, which ends before its cleanups.
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(text))
	if err != nil {
		s.t.Fatalf("keylesstest: %v", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+s.TokenFor(s.place.Tenant.Users[0].UserPrincipalName, audience))
	response, err := s.http.Do(request)
	if err != nil {
		s.t.Fatalf("keylesstest: %v", err)
	}
	var raw json.RawMessage
	s.read(response, &raw)
	if response.StatusCode >= http.StatusBadRequest {
		s.t.Fatalf("keylesstest: %s %s: %s: %s", method, request.URL.Path, response.Status, raw)
	}
	if into != nil {
		if err := json.Unmarshal(raw, into); err != nil {
			s.t.Fatalf("keylesstest: %s %s: %v", method, request.URL.Path, err)
		}
	}
}
