package telemetry

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"keyless.dev/keyless/internal/audit"
)

// LogExporter sends records of the audit log to a collector, as the log records of OTLP in JSON.
type LogExporter struct{ to *collector }

// NewLogExporter returns an exporter to the collector that the environment names for logs; nil if it names none.
func NewLogExporter(getenv func(string) string) (*LogExporter, error) {
	if !exported("LOGS", getenv) {
		return nil, nil
	}
	to, err := collectorOf("LOGS", jsonText, getenv)
	if err != nil {
		return nil, err
	}
	return &LogExporter{to}, nil
}

// Send sends records, which were observed at now. After an error, none counts as received.
func (e *LogExporter) Send(ctx context.Context, records []audit.Exported, now time.Time) error {
	all := make([]logRecord, len(records))
	for i := range records {
		all[i] = logOf(&records[i], now)
	}
	body, err := json.Marshal(map[string]any{"resourceLogs": []any{map[string]any{
		"resource":  map[string]any{"attributes": []logAttribute{textAttribute("service.name", "keyless")}},
		"scopeLogs": []any{map[string]any{"scope": map[string]string{"name": scope + "/audit"}, "logRecords": all}},
	}}})
	if err != nil {
		return err
	}
	return e.to.send(ctx, body)
}

// logAttribute is a KeyValue of OTLP's JSON.
type logAttribute struct {
	Key   string         `json:"key"`
	Value map[string]any `json:"value"`
}

func textAttribute(key, value string) logAttribute {
	return logAttribute{key, map[string]any{"stringValue": value}}
}

// logRecord is a LogRecord of OTLP's JSON. Source: opentelemetry-proto, logs/v1.
type logRecord struct {
	Time       string         `json:"timeUnixNano"`
	Observed   string         `json:"observedTimeUnixNano"`
	Severity   int            `json:"severityNumber"` // 9 INFO, 13 WARN
	Name       string         `json:"eventName"`
	Body       map[string]any `json:"body"`
	Attributes []logAttribute `json:"attributes"`
}

func logOf(r *audit.Exported, now time.Time) logRecord {
	nanos := func(at time.Time) string { return strconv.FormatInt(at.UnixNano(), 10) }
	severity := 9
	if !r.Allowed {
		severity = 13
	}
	l := logRecord{Time: nanos(r.At), Observed: nanos(now), Severity: severity, Name: "keyless." + string(r.Kind), Body: map[string]any{"stringValue": r.Reason}}
	l.Attributes = []logAttribute{
		textAttribute("keyless.audit.id", r.AuditID), textAttribute("keyless.request.id", r.ID), textAttribute("keyless.tenant.id", r.Tenant),
		{"keyless.allowed", map[string]any{"boolValue": r.Allowed}},
	}
	for _, a := range []logAttribute{
		textAttribute("user.id", r.Principal), textAttribute("user.name", r.Name), textAttribute("keyless.client.id", r.AppID), textAttribute("client.address", r.Address),
		textAttribute("keyless.action", r.Action), textAttribute("keyless.scope", r.Scope), textAttribute("keyless.detail", string(r.Detail)),
	} {
		if a.Value["stringValue"] != "" {
			l.Attributes = append(l.Attributes, a)
		}
	}
	return l
}
