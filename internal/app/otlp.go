package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// collector is where the audit log is exported to. Source: the OpenTelemetry specification, "OTLP Exporter Configuration".
type collector struct {
	address string
	header  http.Header
}

// auditCollector is the one that the environment names, or nil.
func auditCollector(getenv func(string) string) *collector {
	address := getenv("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT")
	if base := getenv("OTEL_EXPORTER_OTLP_ENDPOINT"); address == "" && base != "" {
		address = strings.TrimSuffix(base, "/") + "/v1/logs"
	}
	if address == "" || getenv("OTEL_SDK_DISABLED") == "true" || getenv("OTEL_LOGS_EXPORTER") == "none" {
		return nil
	}
	c := &collector{address, http.Header{"Content-Type": {"application/json"}}}
	for pair := range strings.SplitSeq(getenv("OTEL_EXPORTER_OTLP_HEADERS")+","+getenv("OTEL_EXPORTER_OTLP_LOGS_HEADERS"), ",") {
		if name, value, ok := strings.Cut(strings.TrimSpace(pair), "="); ok {
			if plain, err := url.QueryUnescape(value); err == nil {
				value = plain
			}
			c.header.Set(name, value)
		}
	}
	return c
}

// attribute is a KeyValue of OTLP's JSON.
type attribute struct {
	Key   string         `json:"key"`
	Value map[string]any `json:"value"`
}

func text(key, value string) attribute { return attribute{key, map[string]any{"stringValue": value}} }

// logRecord is a LogRecord of OTLP's JSON. Source: opentelemetry-proto, logs/v1.
type logRecord struct {
	Time       string         `json:"timeUnixNano"`
	Observed   string         `json:"observedTimeUnixNano"`
	Severity   int            `json:"severityNumber"` // 9 INFO, 13 WARN
	Name       string         `json:"eventName"`
	Body       map[string]any `json:"body"`
	Attributes []attribute    `json:"attributes"`
}

// send hands records over. A collector that answers with a failure gets them again.
func (c *collector) send(ctx context.Context, records []exported, now time.Time) error {
	all := make([]logRecord, len(records))
	for i := range records {
		all[i] = logOf(&records[i], now)
	}
	body, err := json.Marshal(map[string]any{"resourceLogs": []any{map[string]any{
		"resource":  map[string]any{"attributes": []attribute{text("service.name", "keyless")}},
		"scopeLogs": []any{map[string]any{"scope": map[string]string{"name": "keyless.dev/keyless/audit"}, "logRecords": all}},
	}}})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header = c.header.Clone()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10)) // so that the connection can be used again
	if response.StatusCode >= 300 {
		return fmt.Errorf("%s answers %s", c.address, response.Status)
	}
	return nil
}

func logOf(r *exported, now time.Time) logRecord {
	nanos := func(at time.Time) string { return strconv.FormatInt(at.UnixNano(), 10) }
	severity := 9
	if !r.Allowed {
		severity = 13
	}
	l := logRecord{Time: nanos(r.At), Observed: nanos(now), Severity: severity, Name: "keyless." + string(r.Kind), Body: map[string]any{"stringValue": r.Reason}}
	l.Attributes = []attribute{
		text("keyless.audit.id", r.AuditID), text("keyless.request.id", r.ID), text("keyless.tenant.id", r.Tenant),
		{"keyless.allowed", map[string]any{"boolValue": r.Allowed}},
	}
	for _, a := range []attribute{
		text("user.id", r.Principal), text("user.name", r.Name), text("keyless.client.id", r.AppID), text("client.address", r.Address),
		text("keyless.action", r.Action), text("keyless.scope", r.Scope), text("keyless.detail", string(r.Detail)),
	} {
		if a.Value["stringValue"] != "" {
			l.Attributes = append(l.Attributes, a)
		}
	}
	return l
}
