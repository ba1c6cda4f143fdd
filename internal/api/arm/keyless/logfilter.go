package keyless

import (
	"encoding/json"
	"net/url"
	"strings"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/fault"
)

// maxLogText bounds the search text of a listing.
const maxLogText = 200

// logFilter selects records by fields without an index in the store. The zero value selects all.
type logFilter struct {
	outcome string // allowed or refused
	plane   string // data or control
	text    string // in lower case; part of the caller, the action, the scope or the reason
	notApp  string // a client application to leave out
	caller  string // key: calls with an account key
}

func newLogFilter(parameters url.Values) (logFilter, error) {
	f := logFilter{
		outcome: parameters.Get("outcome"), plane: parameters.Get("plane"),
		text: ascii.ToLower(parameters.Get("text")), notApp: parameters.Get("excludeAppId"), caller: parameters.Get("caller"),
	}
	for name, fine := range map[string]bool{
		"outcome": f.outcome == "" || f.outcome == "allowed" || f.outcome == "refused",
		"plane":   f.plane == "" || f.plane == "data" || f.plane == "control",
		"text":    len(f.text) <= maxLogText,
		"caller":  f.caller == "" || f.caller == "key",
	} {
		if !fine {
			return f, badLogQuery(name, parameters.Get(name))
		}
	}
	return f, nil
}

func badLogQuery(name, value string) error {
	return fault.New(fault.Invalid, "InvalidQueryParameter", "The query parameter '%s' is not valid: '%s'.", name, provider.Clip(value))
}

// selects reports whether the filter selects a record. Only decisions have a plane; a decision without one is about a call to a
// model whose token was not read.
func (f logFilter) selects(r *audit.Record) bool {
	if f.outcome != "" && r.Allowed != (f.outcome == "allowed") || f.notApp != "" && ascii.EqualFold(r.AppID, f.notApp) {
		return false
	}
	if f.plane == "" && f.text == "" && f.caller == "" {
		return true
	}
	var detail struct {
		Plane, Operation string
		Caller           struct{ Key string }
	}
	_ = json.Unmarshal(r.Detail, &detail) // a detail of another shape has neither
	if f.plane != "" && (r.Kind != audit.Decision || (detail.Plane == "control") != (f.plane == "control")) {
		return false
	}
	if f.caller != "" && detail.Caller.Key == "" {
		return false
	}
	for _, text := range []string{r.Name, r.Action, r.Scope, r.Reason, detail.Operation} {
		if strings.Contains(ascii.ToLower(text), f.text) {
			return true
		}
	}
	return false
}
