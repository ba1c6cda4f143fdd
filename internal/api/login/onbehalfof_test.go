package login_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/store"
)

func TestOnBehalfOf(t *testing.T) {
	k := newRig(t)
	s := certify(t, "middle", nil, false)
	k.api.Credentials.Keys = []directory.KeyCredential{s.credential()}
	k.api.Passwords = k.web.Passwords
	middle := &directory.ServicePrincipal{
		Header: directory.Header{Tenant: k.tenant.ID, ID: guid.New(), DisplayName: "api"}, AppID: k.api.AppID, Names: []string{k.api.AppID, "api://orders"},
		Type: directory.TypeApplication, AccountEnabled: true,
	}
	k.put(k.api, middle)
	users := k.must(k.ropc("api://orders/Orders.Read offline_access openid"))
	toOrders := users["access_token"].(string)
	good := url.Values{
		"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "client_id": {k.api.AppID}, "client_secret": {appSecret},
		"assertion": {toOrders}, "scope": {cognitive + "/.default offline_access"}, "requested_token_use": {"on_behalf_of"},
	}
	with := func(change ...string) url.Values {
		form := maps.Clone(good)
		for i := 0; i < len(change); i += 2 {
			form.Set(change[i], change[i+1])
		}
		return form
	}
	body := k.must(good)
	if c := claims(t, body["access_token"]); c["oid"] != k.ada.ID || c["aud"] != cognitive || c["appid"] != k.api.AppID || c["appidacr"] != "1" || c["scp"] != "user_impersonation" {
		t.Errorf("%v", c)
	}
	// A token of version 2 has no amr claim, but the tokens obtained with it need one for policies.
	if c := claims(t, body["access_token"]); fmt.Sprint(c["amr"]) != "[pwd]" {
		t.Errorf("amr is %v", c["amr"])
	}
	// The middle tier refreshes its tokens with its own credential.
	refresh := url.Values{"grant_type": {"refresh_token"}, "client_id": {k.api.AppID}, "client_secret": {appSecret}, "refresh_token": {body["refresh_token"].(string)}, "scope": {armScope}}
	if c := claims(t, k.must(refresh)["access_token"]); c["oid"] != k.ada.ID {
		t.Errorf("%v", c)
	}
	form := with("client_assertion", k.assertion(s, k.api.AppID), "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
	form.Del("client_secret")
	if c := claims(t, k.must(form)["access_token"]); c["appidacr"] != "2" {
		t.Errorf("with a certificate: %v", c)
	}
	v1 := with("resource", cognitive, "scope", "openid")
	status, body := k.call("/contoso.test/oauth2/token", v1)
	if status != http.StatusOK || claims(t, body["access_token"])["oid"] != k.ada.ID || body["resource"] != cognitive || body["expires_in"] != "3600" || body["id_token"] == nil {
		t.Errorf("v1: %d %v", status, body)
	}
	if status, body := k.call("/adfs/oauth2/token", good); status != http.StatusOK || claims(t, body["access_token"])["oid"] != k.ada.ID {
		t.Errorf("adfs: %d %v", status, body)
	}

	application := k.must(url.Values{"grant_type": {"client_credentials"}, "client_id": {k.pipeline.AppID}, "client_secret": {appSecret}, "scope": {"api://orders/.default"}})
	toARM := k.must(k.ropc(armScope))["access_token"].(string)
	for _, row := range []struct {
		what   string
		form   url.Values
		status int
		err    string
		number int
	}{
		{"without a credential", with("client_secret", ""), 401, "invalid_client", 7000218},
		{"with a wrong secret", with("client_secret", "x"), 401, "invalid_client", 7000215},
		{"a public client", url.Values{"grant_type": good["grant_type"], "client_id": {az}, "assertion": {toOrders}, "scope": good["scope"], "requested_token_use": good["requested_token_use"]}, 401, "invalid_client", 7000218},
		{"a token for another application", with("assertion", toARM), 400, "invalid_grant", 500131},
		{"an application's token", with("assertion", application["access_token"].(string)), 400, "invalid_grant", 7000114},
		{"an ID token", with("assertion", users["id_token"].(string)), 400, "invalid_grant", 50013},
		{"a token that was changed", with("assertion", toOrders[:len(toOrders)-8]+"AAAAAAAA"), 400, "invalid_grant", 50013},
		{"no token", with("assertion", ""), 400, "invalid_request", 900144},
		{"no use", with("requested_token_use", ""), 400, "invalid_request", 900144},
		{"another use", with("requested_token_use", "impersonation"), 400, "invalid_request", 90023},
		{"an unknown resource", with("scope", "https://nothing.test/.default"), 400, "invalid_resource", 500011},
	} {
		status, body := k.token(row.form)
		k.refused(row.what, status, body, row.status, row.err, row.number)
	}
	status, body = k.call("/"+k.other.ID+"/oauth2/v2.0/token", good)
	k.refused("at another tenant", status, body, 400, "unauthorized_client", 700016)
	k.pass(2 * time.Hour)
	status, body = k.token(good)
	k.refused("expired", status, body, 400, "invalid_grant", 500133)
}

func TestAppRolesAreInTokens(t *testing.T) {
	k := newRig(t)
	reader, writer := guid.New(), guid.New()
	roles := []directory.AppRole{
		{ID: reader, Value: "Orders.Read.All", DisplayName: "r", AllowedMemberTypes: []string{"Application", "User"}, IsEnabled: true},
		{ID: writer, Value: "Orders.Write.All", DisplayName: "w", AllowedMemberTypes: []string{"Application", "User"}, IsEnabled: true},
	}
	k.api.AppRoles = roles
	orders := &directory.ServicePrincipal{
		Header: directory.Header{Tenant: k.tenant.ID, ID: guid.New(), DisplayName: "api"}, AppID: k.api.AppID, Names: []string{k.api.AppID, "api://orders"},
		Type: directory.TypeApplication, AccountEnabled: true, AppRoles: roles,
	}
	staff := &directory.Group{Header: directory.Header{Tenant: k.tenant.ID, ID: guid.New(), DisplayName: "staff"}, SecurityEnabled: true}
	k.put(k.api, orders, staff)
	k.assign(k.pipeline.ID, orders.ID, writer)
	k.assign(k.ada.ID, orders.ID, reader)
	k.assign(staff.ID, orders.ID, writer)
	k.link(directory.Link{Tenant: k.tenant.ID, From: staff.ID, Relation: directory.Member, To: k.ada.ID})
	application := func(scope string) any {
		return claims(t, k.must(url.Values{"grant_type": {"client_credentials"}, "client_id": {k.pipeline.AppID}, "client_secret": {appSecret}, "scope": {scope}})["access_token"])["roles"]
	}
	want := func(what string, got any, values ...string) {
		t.Helper()
		list, _ := got.([]any)
		same := len(list) == len(values)
		for i := range values {
			same = same && list[i] == values[i]
		}
		if !same {
			t.Errorf("%s: %v, want %v", what, got, values)
		}
	}
	want("an application's own", application("api://orders/.default"), "Orders.Write.All")
	want("of another resource", application(cognitive+"/.default"))
	want("a user's own and the group's", claims(t, k.must(k.ropc("api://orders/Orders.Read"))["access_token"])["roles"], "Orders.Read.All", "Orders.Write.All")
	want("a user's of another resource", claims(t, k.must(k.ropc(armScope))["access_token"])["roles"])
}

// TestOnBehalfOfTokensEndWithTheSignIn ends a person's sign-in, as a replayed code does. Neither the refresh token
// that a service got for the person's access token nor that access token itself is worth anything then.
func TestOnBehalfOfTokensEndWithTheSignIn(t *testing.T) {
	k := newRig(t)
	k.api.Passwords = k.web.Passwords
	k.put(k.api, &directory.ServicePrincipal{
		Header: directory.Header{Tenant: k.tenant.ID, ID: guid.New(), DisplayName: "api"}, AppID: k.api.AppID, Names: []string{k.api.AppID, "api://orders"},
		Type: directory.TypeApplication, AccountEnabled: true,
	})
	users := k.must(k.ropc("api://orders/Orders.Read offline_access"))
	exchange := url.Values{
		"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "client_id": {k.api.AppID}, "client_secret": {appSecret},
		"assertion": {users["access_token"].(string)}, "scope": {cognitive + "/.default offline_access"}, "requested_token_use": {"on_behalf_of"},
	}
	service := k.must(exchange)
	if err := k.db.Update(t.Context(), func(tx *store.Tx) error {
		return tx.RevokeGrant(claims(t, users["access_token"])["sid"].(string), k.now())
	}); err != nil {
		t.Fatal(err)
	}
	if status, _ := k.organizations(url.Values{"grant_type": {"refresh_token"}, "client_id": {az}, "refresh_token": {users["refresh_token"].(string)}, "scope": {armScope}}); status != http.StatusBadRequest {
		t.Fatalf("the refresh token of an ended sign-in is answered %d", status)
	}
	refresh := url.Values{"grant_type": {"refresh_token"}, "client_id": {k.api.AppID}, "client_secret": {appSecret}, "refresh_token": {service["refresh_token"].(string)}, "scope": {cognitive + "/.default"}}
	for what, form := range map[string]url.Values{"the service's refresh token": refresh, "the access token as an assertion": exchange} {
		if status, body := k.call("/"+k.tenant.ID+"/oauth2/v2.0/token", form); status != http.StatusBadRequest || body["error"] != "invalid_grant" {
			t.Errorf("%s: %d %v", what, status, body)
		}
	}
}

// TestAccessTokensOfAllServicesEndWithTheSignIn passes a person's sign-in on from service to service. When it is ended, so
// are the access tokens and the refresh tokens of each.
func TestAccessTokensOfAllServicesEndWithTheSignIn(t *testing.T) {
	k := newRig(t)
	stock := *k.api
	stock.ID, stock.AppID, stock.IdentifierURIs = guid.New(), guid.New(), []string{"api://stock"}
	stock.Scopes = []directory.PermissionScope{{ID: guid.New(), Value: "Stock.Read", IsEnabled: true}}
	for app, name := range map[*directory.Application]string{k.api: "api://orders", &stock: "api://stock"} {
		app.Passwords = k.web.Passwords
		k.put(app, &directory.ServicePrincipal{
			Header: directory.Header{Tenant: k.tenant.ID, ID: guid.New(), DisplayName: name}, AppID: app.AppID, Names: []string{app.AppID, name},
			Type: directory.TypeApplication, AccountEnabled: true,
		})
	}
	onBehalf := func(client string, of map[string]any, scope string) url.Values {
		return url.Values{
			"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "client_id": {client}, "client_secret": {appSecret},
			"assertion": {of["access_token"].(string)}, "scope": {scope + " offline_access"}, "requested_token_use": {"on_behalf_of"},
		}
	}
	person := k.must(k.ropc("api://orders/Orders.Read offline_access"))
	first := k.must(onBehalf(k.api.AppID, person, "api://stock/Stock.Read"))
	second := k.must(onBehalf(stock.AppID, first, cognitive+"/.default"))
	other := k.must(onBehalf(k.api.AppID, k.must(k.ropc("api://orders/Orders.Read")), cognitive+"/.default"))
	verify := func(of map[string]any) error {
		_, err := k.verifier.Verify(t.Context(), of["access_token"].(string), func(string) bool { return true })
		return err
	}
	for _, of := range []map[string]any{person, first, second, other} {
		if err := verify(of); err != nil {
			t.Fatal(err)
		}
	}
	ended := claims(t, person["access_token"])["sid"].(string)
	if err := k.db.Update(t.Context(), func(tx *store.Tx) error { return tx.RevokeGrant(ended, k.now()) }); err != nil {
		t.Fatal(err)
	}
	k.revoked = append(k.revoked, ended)
	for what, of := range map[string]map[string]any{"the person's": person, "the first service's": first, "the second service's": second} {
		if verify(of) == nil {
			t.Errorf("%s access token outlives the sign-in", what)
		}
	}
	for client, of := range map[string]map[string]any{k.api.AppID: first, stock.AppID: second} {
		status, body := k.token(url.Values{"grant_type": {"refresh_token"}, "client_id": {client}, "client_secret": {appSecret}, "refresh_token": {of["refresh_token"].(string)}, "scope": {cognitive + "/.default"}})
		if status != http.StatusBadRequest || body["error"] != "invalid_grant" {
			t.Errorf("the refresh token of %s: %d %v", client, status, body)
		}
	}
	if err := verify(other); err != nil {
		t.Errorf("the token of another sign-in: %v", err)
	}
}
