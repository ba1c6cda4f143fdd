package imds_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/api/imds"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/seal"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/token"
)

const (
	tenant   = "10000000-0000-0000-0000-000000000000"
	app      = "20000000-0000-0000-0000-000000000001"
	batch    = "20000000-0000-0000-0000-000000000002"
	disabled = "20000000-0000-0000-0000-000000000003"
	vault    = "https://vault.example"
)

// host serves a tenant with two managed identities, a disabled one, and an application that is not a managed identity.
func host(t *testing.T, key []byte) *edge.Host {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "imds.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	box, err := seal.New(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	keys := token.NewKeys(box, time.Now)
	err = db.Update(t.Context(), func(tx *store.Tx) error {
		for _, p := range []*directory.ServicePrincipal{
			{Header: directory.Header{Tenant: tenant, ID: app}, AppID: "a" + app[1:], Type: directory.TypeManagedIdentity, AccountEnabled: true, ResourceID: "/subscriptions/s/resourcegroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app"},
			{Header: directory.Header{Tenant: tenant, ID: batch}, AppID: "a" + batch[1:], Type: directory.TypeManagedIdentity, AccountEnabled: true},
			{Header: directory.Header{Tenant: tenant, ID: disabled}, AppID: "a" + disabled[1:], Type: directory.TypeManagedIdentity},
			{Header: directory.Header{Tenant: tenant, ID: "20000000-0000-0000-0000-000000000009"}, AppID: "b" + app[1:], Type: directory.TypeApplication, AccountEnabled: true},
		} {
			if err := tx.PutObject(p); err != nil {
				return err
			}
		}
		first, err := keys.Generate()
		if err != nil {
			return err
		}
		return keys.Ensure(tx, first)
	})
	if err != nil {
		t.Fatal(err)
	}
	signer := token.Signer{Keys: keys, Login: "https://login.example", Now: time.Now}
	return imds.New(imds.Deps{
		Tenant: tenant, HeaderKey: key, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		View: func(ctx context.Context, read func(directory.Reader) error) error {
			return db.View(ctx, func(tx *store.Tx) error { return read(tx) })
		},
		Workload: func(_ context.Context, p *directory.ServicePrincipal) (imds.Workload, error) {
			return imds.Workload{File: "file of " + p.ID}, nil
		},
		Mint: func(_ context.Context, p *directory.ServicePrincipal, resource string) (string, *token.Claims, error) {
			if resource != vault {
				return "", nil, fault.New(fault.Invalid, "invalid_resource", "AADSTS500011")
			}
			return signer.Access(token.Access{Tenant: tenant, Version: token.V1, Audience: resource, Principal: p, Client: p.AppID, Proof: token.ClientAssertion, Lifetime: 24 * time.Hour})
		},
	})
}

func TestTokenEndpointsSelectTheIdentity(t *testing.T) {
	key := []byte("a key for headers")
	d := host(t, key)
	metadata := http.Header{"Metadata": {"true"}}
	header := func(object string) http.Header { return http.Header{"X-Identity-Header": {imds.Header(key, object)}} }
	query := func(pairs ...string) string {
		q := url.Values{"resource": {vault}, "api-version": {"2018-02-01"}}
		for i := 0; i < len(pairs); i += 2 {
			q.Set(pairs[i], pairs[i+1])
		}
		return "?" + q.Encode()
	}
	const instance = "/metadata/identity/oauth2/token"
	for _, row := range []struct {
		because, method, path string
		header                http.Header
		form                  string
		status                int
		want                  string // object id of the token, or the error
	}{
		{"by client id", "GET", instance + query("client_id", "a"+app[1:]), metadata, "", 200, app},
		{"by object id", "GET", instance + query("object_id", batch), metadata, "", 200, batch},
		{"by resource id in any case", "GET", instance + query("msi_res_id", "/SUBSCRIPTIONS/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app"), metadata, "", 200, app},
		{"JavaScript calls it with a slash at the end", "GET", instance + "/" + query("object_id", app), metadata, "", 200, app},
		{"two identities and none named", "GET", instance + query(), metadata, "", 400, "invalid_request"},
		{"a probe without the header gets an answer at once", "GET", instance, nil, "", 400, "invalid_request"},
		{"a forwarded request", "GET", instance + query("object_id", app), http.Header{"Metadata": {"true"}, "X-Forwarded-For": {"1.2.3.4"}}, "", 400, "invalid_request"},
		{"an unknown identity", "GET", instance + query("client_id", tenant), metadata, "", 400, "invalid_request"},
		{"a disabled identity", "GET", instance + query("object_id", disabled), metadata, "", 400, "invalid_request"},
		{"an application is no managed identity", "GET", instance + query("client_id", "b"+app[1:]), metadata, "", 400, "invalid_request"},
		{"two selectors that contradict", "GET", instance + query("client_id", "a"+app[1:], "object_id", batch), metadata, "", 400, "invalid_request"},
		{"no resource", "GET", instance + "?object_id=" + app, metadata, "", 400, "invalid_resource"},
		{"an unknown resource", "GET", instance + query("object_id", app, "resource", "https://nobody.example"), metadata, "", 400, "invalid_resource"},
		{"App Service 2019-08-01", "GET", "/identity/" + app + "/token" + query("api-version", "2019-08-01"), header(app), "", 200, app},
		{"App Service 2017-09-01", "GET", "/identity/" + app + "/token/" + query("api-version", "2017-09-01", "clientid", ""), http.Header{"Secret": {imds.Header(key, app)}}, "", 200, app},
		{"App Service without the header", "GET", "/identity/" + app + "/token" + query(), nil, "", 401, "unauthorized"},
		{"App Service with another identity's header", "GET", "/identity/" + app + "/token" + query(), header(batch), "", 401, "unauthorized"},
		{"App Service with one's own header and another's client id", "GET", "/identity/" + app + "/token" + query("client_id", "a"+batch[1:]), header(app), "", 400, "invalid_request"},
		{"App Service with one's own header and another's object id", "GET", "/identity/" + app + "/token" + query("object_id", batch), header(app), "", 400, "invalid_request"},
		{"Cloud Shell", "POST", "/identity/" + app + "." + imds.Header(key, app) + "/token", metadata, "resource=" + url.QueryEscape(vault), 200, app},
		{"Cloud Shell with GET, as Java asks", "GET", "/identity/" + app + "." + imds.Header(key, app) + "/token", metadata, "resource=" + url.QueryEscape(vault), 200, app},
		{"Cloud Shell with another identity's secret", "POST", "/identity/" + app + "." + imds.Header(key, batch) + "/token", metadata, "resource=" + url.QueryEscape(vault), 401, "unauthorized"},
		{"Cloud Shell with GET and without its secret", "GET", "/identity/" + app + "./token" + query(), metadata, "", 401, "unauthorized"},
		{"Cloud Shell without its secret", "POST", "/identity/" + app + "/token", metadata, "resource=" + url.QueryEscape(vault), 401, "unauthorized"},
		{"Cloud Shell without Metadata", "POST", "/identity/" + app + "." + imds.Header(key, app) + "/token", nil, "resource=" + url.QueryEscape(vault), 401, "unauthorized"},
	} {
		t.Run(row.because, func(t *testing.T) {
			r := httptest.NewRequest(row.method, "http://localhost"+row.path, strings.NewReader(row.form))
			if row.header != nil {
				r.Header = row.header.Clone()
			}
			if row.form != "" {
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			}
			w := httptest.NewRecorder()
			d.ServeHTTP(w, r)
			var body map[string]any
			if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
				t.Fatalf("%d %s: %v", w.Code, w.Body, err)
			}
			if w.Code != row.status {
				t.Fatalf("%d %s, want %d", w.Code, w.Body, row.status)
			}
			if row.status != 200 {
				if body["error"] != row.want {
					t.Errorf("error %v, want %s", body["error"], row.want)
				}
				return
			}
			if _, err := strconv.ParseInt(body["expires_on"].(string), 10, 64); err != nil {
				t.Errorf("expires_on is %v, and clients want seconds", body["expires_on"])
			}
			for _, name := range []string{"access_token", "client_id", "expires_in", "expires_on", "not_before", "resource", "token_type"} {
				if text, ok := body[name].(string); !ok || text == "" {
					t.Errorf("%s is %v, and clients want a string", name, body[name])
				}
			}
			payload := strings.Split(body["access_token"].(string), ".")[1]
			if got := claims(t, payload); got.Object != row.want || got.Tenant != tenant {
				t.Errorf("the token is %s's, want %s's", got.Object, row.want)
			}
		})
	}
}

func claims(t *testing.T, payload string) (c token.Claims) {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(payload)
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWorkloadReturnsATokenFile(t *testing.T) {
	key := []byte("a key for headers")
	d := host(t, key)
	for _, row := range []struct {
		because, identity, header string
		status                    int
	}{
		{"with its header", app, imds.Header(key, app), 200},
		{"without", app, "", 401},
		{"with another's", app, imds.Header(key, batch), 401},
		{"a disabled identity", disabled, imds.Header(key, disabled), 400},
	} {
		r := httptest.NewRequest(http.MethodPost, "http://localhost/identity/"+row.identity+"/workload", http.NoBody)
		r.Header.Set("X-IDENTITY-HEADER", row.header)
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		if w.Code != row.status || (w.Code == 200) != strings.Contains(w.Body.String(), "file of "+row.identity) {
			t.Errorf("%s: %d %s", row.because, w.Code, w.Body)
		}
	}
}
