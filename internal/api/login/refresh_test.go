package login_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// redeem sends a form as a library that calls itself sku.
func (k *rig) redeem(sku string, form url.Values) (int, map[string]any) {
	k.t.Helper()
	request, err := http.NewRequest(http.MethodPost, k.server.URL+"/"+k.tenant.ID+"/oauth2/v2.0/token", strings.NewReader(form.Encode()))
	if err != nil {
		k.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if sku != "" {
		request.Header.Set("x-client-sku", sku)
	}
	response, err := k.server.Client().Do(request)
	if err != nil {
		k.t.Fatal(err)
	}
	return k.read(response)
}

func TestSeveralAzMayRefreshAtTheSameTime(t *testing.T) {
	k := newRig(t)
	sign := func(client string) url.Values {
		form := k.ropc(armScope + " offline_access")
		form.Set("client_id", client)
		return url.Values{"grant_type": {"refresh_token"}, "client_id": {client}, "scope": {armScope}, "refresh_token": {k.must(form)["refresh_token"].(string)}}
	}
	with := func(form url.Values, refresh any) url.Values {
		form = maps.Clone(form)
		form.Set("refresh_token", refresh.(string))
		return form
	}

	t.Run("three at once get one each, and each of theirs works", func(t *testing.T) {
		form := sign(az)
		var got []map[string]any
		for range 3 {
			status, body := k.redeem("MSAL.Python", form)
			if status != http.StatusOK {
				t.Fatalf("%d %v", status, body)
			}
			got = append(got, body)
		}
		for _, body := range got {
			if status, body := k.redeem("MSAL.Python", with(form, body["refresh_token"])); status != http.StatusOK {
				t.Errorf("%d %v", status, body)
			}
		}
	})
	rows := []struct {
		what, client, first, second string
		pass                        time.Duration
		between                     bool // the successor is used in between
	}{
		{"a library that is not MSAL", az, "", "", 0, false},
		{"another program with the token of az", az, "MSAL.Python", "curl", 0, false},
		{"an application of the tenant", k.native.AppID, "MSAL.Python", "MSAL.Python", 0, false},
		{"after ten seconds", az, "MSAL.Python", "MSAL.Python", 10 * time.Second, false},
		{"once the successor was used", az, "MSAL.Python", "MSAL.Python", 0, true},
	}
	for _, row := range rows {
		t.Run(row.what+" ends the whole sign-in", func(t *testing.T) {
			form := sign(row.client)
			status, first := k.redeem(row.first, form)
			if status != http.StatusOK {
				t.Fatalf("%d %v", status, first)
			}
			latest := first["refresh_token"]
			if row.between {
				_, next := k.redeem(row.first, with(form, latest))
				latest = next["refresh_token"]
			}
			k.pass(row.pass)
			status, body := k.redeem(row.second, form)
			k.refused("the second use", status, body, 400, "invalid_grant", 70000)
			status, body = k.redeem(row.first, with(form, latest))
			k.refused("the family", status, body, 400, "invalid_grant", 50173)
		})
	}
}
