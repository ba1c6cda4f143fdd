package graph

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/api/graph/odata"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/oauth"
)

// settled writes the sign-ins that this process has recorded to the store before a handler reads them.
func (s *service) settled(handler edge.Handler) edge.Handler {
	return func(w http.ResponseWriter, r *edge.Request) error {
		if s.Settle != nil {
			s.Settle(r.Context())
		}
		return handler(w, r)
	}
}

// signIns adds the rows of the sign-in log. Their action does not end in "read", because every user of a tenant has those.
func (t *table) signIns(s *service) {
	t.guarded(http.MethodGet, "/auditLogs/signIns", directory.ReadSignIns, s.settled(view(s, s.listSignIns)))
	t.guarded(http.MethodGet, "/auditLogs/signIns/{id}", directory.ReadSignIns, s.settled(view(s, s.getSignIn)))
}

// signInBody is one sign-in. Source: Graph's signIn resource; members that keyless does not have contain Graph's value for unknown.
type signInBody struct {
	ID                   string              `json:"id"`
	CreatedDateTime      time.Time           `json:"createdDateTime"`
	UserDisplayName      string              `json:"userDisplayName"`
	UserPrincipalName    string              `json:"userPrincipalName"`
	UserID               string              `json:"userId"`
	ServicePrincipalID   string              `json:"servicePrincipalId,omitempty"`
	ServicePrincipalName string              `json:"servicePrincipalName,omitempty"`
	AppID                string              `json:"appId"`
	AppDisplayName       string              `json:"appDisplayName"`
	IPAddress            string              `json:"ipAddress"`
	ClientAppUsed        string              `json:"clientAppUsed"`
	Protocol             string              `json:"authenticationProtocol"`
	UserAgent            string              `json:"userAgent"`
	CorrelationID        string              `json:"correlationId"`
	ResourceDisplayName  string              `json:"resourceDisplayName"`
	ResourceID           *string             `json:"resourceId"`
	IsInteractive        bool                `json:"isInteractive"`
	EventTypes           []string            `json:"signInEventTypes"`
	Status               signInStatus        `json:"status"`
	ConditionalAccess    string              `json:"conditionalAccessStatus"`
	Policies             []directory.Applied `json:"appliedConditionalAccessPolicies"`
	RiskDetail           string              `json:"riskDetail"`
	RiskLevel            string              `json:"riskLevelAggregated"`
	RiskLevelDuring      string              `json:"riskLevelDuringSignIn"`
	RiskState            string              `json:"riskState"`
	RiskEventTypes       []string            `json:"riskEventTypes_v2"`
	Device               map[string]any      `json:"deviceDetail"`
	Location             map[string]any      `json:"location"`
}

type signInStatus struct {
	ErrorCode         int     `json:"errorCode"`
	FailureReason     string  `json:"failureReason"`
	AdditionalDetails *string `json:"additionalDetails"`
}

// signInNames are the properties that $filter and $select support.
func signInNames() []string {
	return []string{
		"id", "createdDateTime", "userDisplayName", "userPrincipalName", "userId", "servicePrincipalId", "servicePrincipalName", "appId", "appDisplayName", "ipAddress",
		"clientAppUsed", "authenticationProtocol", "userAgent", "correlationId", "resourceDisplayName", "resourceId", "isInteractive", "signInEventTypes", "status",
		"conditionalAccessStatus", "appliedConditionalAccessPolicies", "riskDetail", "riskLevelAggregated", "riskLevelDuringSignIn", "riskState", "deviceDetail", "location",
	}
}

// signInReader converts records into bodies.
type signInReader struct {
	tx     Tx
	tenant string
	apps   map[string]string // names by appId
	users  map[string]string // display names by object id
}

func (b *signInReader) body(r audit.Record) signInBody {
	var s oauth.SignIn
	_ = json.Unmarshal(r.Detail, &s) // a record with a malformed detail is returned without it
	out := signInBody{
		ID: r.ID, CreatedDateTime: r.At, AppID: r.AppID, AppDisplayName: b.app(r.AppID), IPAddress: r.Address, UserAgent: s.UserAgent,
		CorrelationID: s.Correlation, ResourceDisplayName: s.Resource, ClientAppUsed: "Mobile Apps and Desktop clients", Protocol: "oAuth2",
		Status: signInStatus{ErrorCode: s.Number, FailureReason: "Other."}, ConditionalAccess: "notApplied", Policies: s.Policies,
		RiskDetail: "none", RiskLevel: "none", RiskLevelDuring: "none", RiskState: "none", RiskEventTypes: []string{},
		Device:   map[string]any{"deviceId": "", "displayName": "", "operatingSystem": "", "browser": "", "isCompliant": false, "isManaged": false, "trustType": ""},
		Location: map[string]any{"city": "", "state": "", "countryOrRegion": "", "geoCoordinates": map[string]any{}},
	}
	if out.Policies == nil {
		out.Policies = []directory.Applied{}
	}
	for _, p := range s.Policies {
		switch {
		case p.Result == directory.ResultFailure:
			out.ConditionalAccess = "failure"
		case p.Result == directory.ResultSuccess && out.ConditionalAccess == "notApplied":
			out.ConditionalAccess = "success"
		}
	}
	if !r.Allowed {
		out.Status.FailureReason = r.Reason
	}
	event := "interactiveUser"
	switch s.Grant {
	case "client_credentials":
		event, out.ServicePrincipalID, out.ServicePrincipalName = "servicePrincipal", r.Principal, r.Name
	case "refresh_token", "urn:ietf:params:oauth:grant-type:jwt-bearer":
		event = "nonInteractiveUser"
	case "urn:ietf:params:oauth:grant-type:device_code", "device_code":
		out.Protocol = "deviceCode"
	case "password":
		event, out.Protocol = "nonInteractiveUser", "ropc"
	case "browser", "authorize":
		out.ClientAppUsed = "Browser"
	}
	if event != "servicePrincipal" {
		out.UserID, out.UserPrincipalName, out.UserDisplayName = r.Principal, r.Name, b.user(r.Principal)
	}
	out.EventTypes, out.IsInteractive = []string{event}, event == "interactiveUser"
	return out
}

func (b *signInReader) app(id string) string {
	name, known := b.apps[id]
	if known {
		return name
	}
	if name, known = oauth.FirstParty(id); !known {
		if p, err := directory.FindByKey[*directory.ServicePrincipal](b.tx, b.tenant, id); err == nil {
			name = p.DisplayName
		}
	}
	b.apps[id] = name
	return name
}

func (b *signInReader) user(id string) string {
	name, known := b.users[id]
	if !known {
		if u, err := directory.Find[*directory.User](b.tx, b.tenant, id); err == nil {
			name = u.DisplayName
		}
		b.users[id] = name
	}
	return name
}

// listSignIns returns the log, newest first unless the request says otherwise. A page that is empty after maxWalk records has a
// nextLink.
func (s *service) listSignIns(tx Tx, r *edge.Request) (any, error) {
	options, q, err := s.signInQuery(r)
	if err != nil {
		return nil, err
	}
	reader := &signInReader{tx, r.Caller.Tenant, map[string]string{}, map[string]string{}}
	top := options.Top
	if top == 0 {
		top = defaultTop
	}
	values, seen := []any{}, 0
	for {
		q.Limit = chunk
		records, err := tx.AuditRecords(q)
		if err != nil {
			return nil, err
		}
		for _, record := range records {
			one, err := object(reader.body(record))
			if err != nil {
				return nil, err
			}
			if options.Filter == nil || options.Filter.Match(one) {
				if len(values) == top {
					return s.signInPage(r, values, q.After), nil
				}
				values = append(values, selected(one, options.Select))
			}
			q.After = record.Seq
		}
		if seen += len(records); len(records) < chunk {
			return s.signInPage(r, values, 0), nil
		}
		if seen >= maxWalk {
			return s.signInPage(r, values, q.After), nil
		}
	}
}

// signInQuery parses the options, and narrows the query of the log by the filter.
func (s *service) signInQuery(r *edge.Request) (odata.Options, audit.Query, error) {
	q := audit.Query{Tenant: r.Caller.Tenant, Kind: audit.SignIn, Newest: true}
	options, err := odata.ParseOptions(r.URL.Query())
	if err != nil {
		return options, q, err
	}
	known := func(name string) bool {
		first, _, _ := strings.Cut(name, "/")
		return slices.ContainsFunc(signInNames(), func(n string) bool { return ascii.EqualFold(n, first) })
	}
	named := slices.Clone(options.Select)
	if options.Filter != nil {
		named = append(named, options.Filter.Properties()...)
		for _, c := range options.Filter.Conditions() {
			if c.Op == "eq" && (ascii.EqualFold(c.Property, "userId") || ascii.EqualFold(c.Property, "servicePrincipalId")) {
				q.Principal = ascii.ToLower(c.Value)
			}
		}
	}
	for _, name := range named {
		if !known(name) {
			return options, q, fault.New(fault.Invalid, "BadRequest", "Could not find a property named '%s' on type 'microsoft.graph.signIn'.", name)
		}
	}
	if len(options.OrderBy) > 0 {
		if len(options.OrderBy) > 1 || !ascii.EqualFold(options.OrderBy[0].Property, "createdDateTime") {
			return options, q, fault.New(fault.Invalid, "BadRequest", "Sign-ins are ordered by createdDateTime alone.")
		}
		q.Newest = options.OrderBy[0].Descending
	}
	at, err := skip("s", options.Skip)
	if err == nil && at != "" {
		if q.After, err = strconv.ParseInt(at, 10, 64); err != nil || q.After <= 0 {
			err = badSkip()
		}
	}
	return options, q, err
}

func (s *service) signInPage(r *edge.Request, values []any, after int64) map[string]any {
	out := map[string]any{"@odata.context": s.context(r, "auditLogs/signIns"), "value": values}
	if after > 0 {
		query := r.URL.Query()
		query.Del("skiptoken")
		query.Set("$skiptoken", token64("s", strconv.FormatInt(after, 10)))
		out["@odata.nextLink"] = s.Origins.Graph + r.URL.EscapedPath() + "?" + strings.ReplaceAll(query.Encode(), "+", "%20")
	}
	return out
}

// getSignIn returns one sign-in by its id.
func (s *service) getSignIn(tx Tx, r *edge.Request) (any, error) {
	records, err := tx.AuditRecords(audit.Query{Tenant: r.Caller.Tenant, Kind: audit.SignIn, ID: ascii.ToLower(r.Vars["id"]), Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(records) == 0 {
		return nil, notFound(r.Vars["id"])
	}
	reader := &signInReader{tx, r.Caller.Tenant, map[string]string{}, map[string]string{}}
	one, err := object(reader.body(records[0]))
	if err != nil {
		return nil, err
	}
	one["@odata.context"] = s.context(r, "auditLogs/signIns/$entity")
	return one, nil
}

// object returns a body as decoded JSON, for filters.
func object(body signInBody) (map[string]any, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("a sign-in: %w", err)
	}
	var out map[string]any
	return out, json.Unmarshal(text, &out)
}

func selected(one map[string]any, names []string) map[string]any {
	if len(names) == 0 {
		return one
	}
	out := map[string]any{}
	for name, value := range one {
		if slices.ContainsFunc(names, func(n string) bool { return ascii.EqualFold(n, name) }) {
			out[name] = value
		}
	}
	return out
}
