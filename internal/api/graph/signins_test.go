package graph_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/store"
)

// signIns writes n sign-ins of bob, a minute apart, every third of which failed, one of an application, and one of
// another tenant.
func (w *world) signIns(n int) {
	w.t.Helper()
	var records []audit.Record
	add := func(i int, s oauth.SignIn) {
		detail, err := json.Marshal(s)
		w.must(err)
		records = append(records, audit.Record{
			ID: guid.Derive("signIn", fmt.Sprint(i)), At: w.now.Load().Add(time.Duration(i) * time.Minute), Kind: audit.SignIn, Tenant: s.Tenant,
			Principal: s.Principal, Name: s.Name, AppID: s.Client, Address: "192.0.2.7", Allowed: s.Number == 0, Reason: s.Reason, Detail: detail,
		})
	}
	for i := range n {
		s := oauth.SignIn{Grant: "browser", Tenant: tenant, Principal: id("user", "bob"), Name: "bob@keyless.localhost", Client: "04b07795-8ddb-461a-bbee-02f9e1bf7b46"}
		if i%3 == 0 {
			s.Number, s.Reason = 50126, "AADSTS50126: Error validating credentials due to invalid username or password."
		}
		add(i, s)
	}
	add(n, oauth.SignIn{Grant: "client_credentials", Tenant: tenant, Principal: id("servicePrincipal", "ci-pipeline"), Name: "ci-pipeline", Client: id("appId", "ci-pipeline")})
	add(n+1, oauth.SignIn{Grant: "browser", Tenant: guid.Derive("tenant", "other"), Principal: guid.New(), Name: "sam@other.test"})
	w.must(w.db.UpdateRows(w.t.Context(), func(tx *store.Tx) error { return tx.AppendAudit(records) }))
}

func TestSignInsAreShownOnlyToAuthorizedReaders(t *testing.T) {
	w := newWorld(t)
	w.signIns(3)
	for name, template := range map[string]string{"reports": directory.ReportsReader, "security": directory.SecurityReader, "global": directory.GlobalReader, "directory": directory.DirectoryReaders, "people": directory.UserAdministrator} {
		w.administrator(name, template)
	}
	for _, row := range []struct {
		who  string
		want int
	}{
		{"ada", http.StatusOK},
		{"reports", http.StatusOK},
		{"security", http.StatusOK},
		{"global", http.StatusOK},
		{"bob", http.StatusForbidden},
		{"directory", http.StatusForbidden},
		{"people", http.StatusForbidden},
	} {
		if got := w.call(w.as(row.who), "GET", "/v1.0/auditLogs/signIns", "").status; got != row.want {
			t.Errorf("%s: %d, want %d", row.who, got, row.want)
		}
	}
	w.call("", "GET", "/v1.0/auditLogs/signIns", "").refused(t, http.StatusUnauthorized, "InvalidAuthenticationToken")
	w.call(w.token(id("servicePrincipal", "ci-pipeline"), origin), "GET", "/v1.0/auditLogs/signIns", "").want(t, http.StatusForbidden)
}

func TestSignInsAreFilteredAndPaged(t *testing.T) {
	w := newWorld(t)
	w.signIns(9)
	of := func(query string) answer {
		t.Helper()
		return w.call(w.as("ada"), "GET", "/v1.0/auditLogs/signIns"+query, "").want(t, http.StatusOK)
	}
	name := func(i int) string { return guid.Derive("signIn", fmt.Sprint(i)) }
	all := of("").ids()
	if len(all) != 10 || all[0] != name(9) || all[9] != name(0) {
		t.Fatalf("newest first, and only of this tenant: %v", all)
	}
	if got := of("?$orderby=createdDateTime asc").ids(); !slices.Equal(got, reversed(all)) {
		t.Errorf("oldest first: %v", got)
	}
	middle := w.now.Load().Add(4 * time.Minute).UTC().Format(time.RFC3339)
	for _, row := range []struct {
		filter string
		want   int
	}{
		{"status/errorCode ne 0", 3},
		{"status/errorCode eq 50126 and userPrincipalName eq 'bob@keyless.localhost'", 3},
		{"userId eq '" + id("user", "bob") + "'", 9},
		{"servicePrincipalId eq '" + id("servicePrincipal", "ci-pipeline") + "'", 1},
		{"createdDateTime ge " + middle, 6},
		{"createdDateTime lt " + middle, 4},
		{"startswith(userPrincipalName,'bob')", 9},
		{"appDisplayName eq 'Microsoft Azure CLI'", 9},
		{"signInEventTypes/any(t: t eq 'servicePrincipal')", 1},
		{"userPrincipalName eq 'sam@other.test'", 0},
	} {
		if got := of("?$filter=" + url.QueryEscape(row.filter)).ids(); len(got) != row.want {
			t.Errorf("%s: %d, want %d", row.filter, len(got), row.want)
		}
	}
	var paged []string
	next := "/v1.0/auditLogs/signIns?$top=4"
	for next != "" {
		page := w.call(w.as("ada"), "GET", next, "").want(t, http.StatusOK)
		if len(page.ids()) > 4 {
			t.Fatalf("a page of %d", len(page.ids()))
		}
		paged = append(paged, page.ids()...)
		next = strings.TrimPrefix(page.text("@odata.nextLink"), origin)
	}
	if !slices.Equal(paged, all) {
		t.Errorf("in pages: %v", paged)
	}
	one := w.call(w.as("ada"), "GET", "/v1.0/auditLogs/signIns/"+name(0), "").want(t, http.StatusOK)
	if status, _ := one.body["status"].(map[string]any); status["errorCode"] != 50126.0 || !strings.HasPrefix(fmt.Sprint(status["failureReason"]), "AADSTS50126") || one.text("userDisplayName") != "bob" {
		t.Errorf("one: %s", one.raw)
	}
	w.call(w.as("ada"), "GET", "/v1.0/auditLogs/signIns/"+name(10), "").refused(t, http.StatusNotFound, "Request_ResourceNotFound")
	for _, query := range []string{"?$filter=passwd eq 'x'", "?$orderby=ipAddress", "?$skiptoken=abc", "?$select=secret", "?$top=0", "?$filter=status/"} {
		w.call(w.as("ada"), "GET", "/v1.0/auditLogs/signIns"+query, "").want(t, http.StatusBadRequest)
	}
	if got := of("?$select=id,appId&$top=1"); len(got.body["value"].([]any)[0].(map[string]any)) != 2 {
		t.Errorf("selected: %s", got.raw)
	}
}

func reversed(all []string) []string {
	out := slices.Clone(all)
	slices.Reverse(out)
	return out
}
