package telemetry_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/telemetry"
)

// TestEveryMetricIsDocumented holds docs/telemetry.md to what /metrics serves, and the other way round.
func TestEveryMetricIsDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/telemetry.md")
	if err != nil {
		t.Fatal(err)
	}
	m := started(t, telemetry.Config{View: func() telemetry.View {
		return telemetry.View{
			Age: time.Second, AuditFailed: 3, Connections: 4, CertificateEnds: time.Unix(2e9, 0),
			QuotaStore:    &telemetry.QuotaStore{There: true, Replicas: 3, Failures: 6},
			TrustFailures: []telemetry.TrustFailures{{Tenant: "t", What: "keys", Count: 5}},
		}
	}})
	m.Called(t.Context(), aCall())
	m.Handler(http.NotFoundHandler()).ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	m.Decided(t.Context(), telemetry.Decision{})
	m.Requested(t.Context(), telemetry.Request{}, time.Second)
	m.Stored(t.Context(), telemetry.Stored{Operation: "update", Failure: "lock_timeout"}, time.Second)
	text := scrape(t, m)
	served := map[string]bool{}
	for _, name := range regexp.MustCompile(`(?m)^# TYPE (\S+)`).FindAllStringSubmatch(text, -1) {
		served[name[1]] = true
		if own := !strings.HasPrefix(name[1], "go_") && !strings.HasPrefix(name[1], "process_") && !strings.HasPrefix(name[1], "promhttp_") && name[1] != "target_info"; own && !strings.Contains(string(page), "`"+name[1]+"`") {
			t.Errorf("docs/telemetry.md does not say what %s is", name[1])
		}
	}
	for _, name := range regexp.MustCompile("(?m)^\\| `([a-z_]+)`").FindAllStringSubmatch(string(page), -1) {
		if !served[name[1]] {
			t.Errorf("docs/telemetry.md names %s, which is not served", name[1])
		}
	}
	for because, want := range map[string]string{
		"how long the database took, and how it failed": `keyless_store_duration_seconds_sum{error_type="lock_timeout",keyless_store_operation="update"} 1`,
		"whether the quota store is there":              "keyless_quota_store_up 1",
		"replicas that share quotas":                    "keyless_quota_store_replicas 3",
		"failures of the quota store":                   "keyless_quota_store_failures_total 6",
		"connections":                                   "keyless_connections 4",
		"the end of the certificate":                    "keyless_certificate_end_seconds 2e+09",
		"what could not be read":                        `keyless_trust_failures_total{keyless_read="keys",keyless_tenant="t"} 5`,
		"records that were not written":                 "keyless_audit_failures_total 3",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s: no %s in\n%s", because, want, text)
		}
	}
}
