package login_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/oauth"
)

func (k *rig) startDevice() map[string]any {
	k.t.Helper()
	status, body := k.call("/organizations/oauth2/v2.0/devicecode", url.Values{"client_id": {az}, "scope": {armScope + " offline_access openid profile"}})
	if status != 200 {
		k.t.Fatalf("%d %v", status, body)
	}
	return body
}

func poll(device map[string]any, grant string) url.Values {
	code := device["device_code"].(string)
	return url.Values{"grant_type": {grant}, "client_id": {az}, "device_code": {code}, "code": {code}, "client_info": {"1"}}
}

const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

// enter goes from the code page to the confirmation, signing in if necessary.
func (k *rig) enter(b *http.Client, code string) *form {
	k.t.Helper()
	response, err := b.Get(k.server.URL + "/devicelogin")
	if err != nil {
		k.t.Fatal(err)
	}
	page := k.open(k.send(b, k.open(response), "otc", code, "action", "code"))
	if page.labels["passwd"] != "" {
		page = k.open(k.send(b, page, "loginfmt", "ada@contoso.test", "passwd", password, "action", "signin"))
	}
	return page
}

func TestDeviceCode(t *testing.T) {
	k := newRig(t)
	device := k.startDevice()
	code := device["user_code"].(string)
	if uri := device["verification_uri"].(string); uri != k.server.URL+"/devicelogin" || !strings.Contains(device["message"].(string), uri) || !strings.Contains(device["message"].(string), code) {
		t.Errorf("answer is %v", device)
	}
	if device["interval"] != float64(5) || device["expires_in"] != float64(900) {
		t.Errorf("answer is %v", device)
	}
	status, body := k.organizations(poll(device, deviceGrant))
	k.refused("pending", status, body, 400, "authorization_pending", 70016)
	status, body = k.organizations(poll(device, deviceGrant))
	k.refused("at once again", status, body, 400, "slow_down", 70016)
	k.pass(5 * time.Second)
	status, body = k.organizations(poll(device, "device_code"))
	k.refused("pending, by the short name", status, body, 400, "authorization_pending", 70016)
	if got := k.numbers(); len(got) != 0 {
		t.Errorf("waiting was recorded: %v", got)
	}

	b := k.browser()
	confirm := k.enter(b, strings.ToLower(code[:3]+"-"+code[3:]))
	if !strings.Contains(confirm.text, "Microsoft Azure CLI") || !strings.Contains(confirm.text, "ada@contoso.test") || !strings.Contains(confirm.text, code) {
		t.Error("the confirmation does not say what is confirmed")
	}
	k.pass(5 * time.Second)
	status, body = k.organizations(poll(device, deviceGrant))
	k.refused("not confirmed yet", status, body, 400, "authorization_pending", 70016)
	if done := k.open(k.send(b, confirm, "action", "continue")); !strings.Contains(done.text, "You are signed in") {
		t.Error(done.text)
	}
	status, body = k.organizations(poll(device, deviceGrant))
	if status != 200 || body["id_token"] == nil || body["refresh_token"] == nil || claims(t, body["access_token"])["oid"] != k.ada.ID {
		t.Fatalf("%d %v", status, body)
	}
	status, body = k.organizations(poll(device, deviceGrant))
	k.refused("a code that was used", status, body, 400, "invalid_grant", 54005)

	second := k.startDevice()
	if page := k.enter(b, second["user_code"].(string)); page.fields.Get("account") != k.ada.ID {
		t.Error("a browser that is signed in is asked to sign in")
	}
}

func TestTokenEndpointRejectsInvalidDeviceCodes(t *testing.T) {
	k := newRig(t)
	b := k.browser()
	declined := k.startDevice()
	if page := k.open(k.send(b, k.enter(b, declined["user_code"].(string)), "action", "cancel")); !strings.Contains(page.text, "cancelled") {
		t.Error(page.text)
	}
	status, body := k.organizations(poll(declined, deviceGrant))
	k.refused("declined", status, body, 400, "authorization_declined", 70018)

	status, body = k.organizations(poll(map[string]any{"device_code": "garbage"}, deviceGrant))
	k.refused("garbage", status, body, 400, "bad_verification_code", 70000)
	other := poll(k.startDevice(), deviceGrant)
	other.Set("client_id", k.native.AppID)
	status, body = k.organizations(other)
	k.refused("another client", status, body, 400, "bad_verification_code", 70000)

	late := k.startDevice()
	confirm := k.enter(b, late["user_code"].(string))
	k.pass(16 * time.Minute)
	if page := k.open(k.send(b, confirm, "action", "continue")); !strings.Contains(page.text, "That code did not work") {
		t.Error("an expired code could be approved")
	}
	status, body = k.organizations(poll(late, deviceGrant))
	k.refused("expired", status, body, 400, "expired_token", 70020)

	response, _ := b.Get(k.server.URL + "/common/oauth2/deviceauth")
	start := k.open(response)
	wrong := k.send(b, start, "otc", "WRONGCODE", "action", "code")
	if f := k.open(wrong); wrong.StatusCode != 400 || f.fields.Get("otc") != "WRONGCODE" {
		t.Error("a wrong user code")
	}
	live := k.startDevice()
	forged := k.send(b, start, "otc", live["user_code"].(string), "action", "continue", "account", k.ada.ID, "canary", "x")
	if _ = k.open(forged); forged.StatusCode != 400 {
		t.Errorf("a confirmation from elsewhere: %d", forged.StatusCode)
	}
	nobody := k.browser()
	response, _ = nobody.Get(k.server.URL + "/devicelogin")
	if page := k.open(k.send(nobody, k.open(response), "otc", live["user_code"].(string), "action", "continue", "account", k.ada.ID)); page.labels["passwd"] == "" {
		t.Error("a confirmation by nobody")
	}
	k.pass(5 * time.Second)
	status, body = k.organizations(poll(live, deviceGrant))
	k.refused("still pending", status, body, 400, "authorization_pending", 70016)

	form := url.Values{"client_id": {k.web.AppID}, "scope": {armScope}}
	status, body = k.call("/organizations/oauth2/v2.0/devicecode", form)
	k.refused("a client that must prove itself", status, body, 401, "invalid_client", 7000218)
	status, body = k.call("/organizations/oauth2/v2.0/devicecode", url.Values{"client_id": {az}})
	k.refused("no scope", status, body, 400, "invalid_request", 900144)
}

func TestDeviceCodesOfATenantRejectOtherUsers(t *testing.T) {
	k := newRig(t)
	_, device := k.call("/"+k.other.ID+"/oauth2/v2.0/devicecode", url.Values{"client_id": {az}, "scope": {armScope}})
	b := k.browser()
	_ = k.signIn(b, authorization())
	response, _ := b.Get(k.server.URL + "/devicelogin")
	page := k.open(k.send(b, k.open(response), "otc", device["user_code"].(string), "action", "code"))
	if page.labels["passwd"] == "" {
		t.Fatal("a stranger's session is offered")
	}
	page = k.open(k.send(b, page, "action", "continue", "account", k.ada.ID))
	if !strings.Contains(page.text, "AADSTS50020") {
		t.Errorf("a stranger approved it: %s", page.text)
	}
}

func TestConfidentialClientsAuthenticateForDeviceCodes(t *testing.T) {
	k := newRig(t)
	start := url.Values{"client_id": {k.web.AppID}, "client_secret": {appSecret}, "scope": {armScope}}
	status, device := k.call("/"+k.tenant.ID+"/oauth2/v2.0/devicecode", start)
	if status != 200 {
		t.Fatalf("%d %v", status, device)
	}
	b := k.browser()
	k.put(&directory.ServicePrincipal{
		Header: directory.Header{Tenant: k.tenant.ID, ID: guid.New(), DisplayName: "web"}, AppID: k.web.AppID, Type: directory.TypeApplication, AccountEnabled: true,
	})
	k.open(k.send(b, k.enter(b, device["user_code"].(string)), "action", "continue"))
	form := poll(device, deviceGrant)
	form.Set("client_id", k.web.AppID)
	status, body := k.token(form)
	k.refused("without the secret", status, body, 401, "invalid_client", 7000218)
	form.Set("client_secret", appSecret)
	if status, body = k.token(form); status != 200 {
		t.Errorf("with it: %d %v", status, body)
	}
}

func TestDeviceCodesAreLimitedByNetwork(t *testing.T) {
	k := newRig(t)
	server := oauth.New(k.config)
	begin := func(ip, scope string) error {
		_, err := server.StartDevice(t.Context(), oauth.Request{Tenant: "organizations", Form: url.Values{"client_id": {az}, "scope": {scope}}, Origin: oauth.Origin{IP: ip}})
		return err
	}
	for i := range 1000 {
		if err := begin(fmt.Sprintf("2001:db8::%x", i+1), armScope); err != nil {
			t.Fatalf("code %d: %v", i, err)
		}
	}
	if err := begin("2001:db8::ffff:1", armScope); !fault.Is(err, fault.Unavailable) {
		t.Errorf("one more: %v", err)
	}
	if err := begin("2001:db8:0:1::1", armScope); err != nil {
		t.Errorf("from another network: %v", err)
	}
	k.pass(16 * time.Minute)
	if err := begin("2001:db8::1", armScope); err != nil {
		t.Errorf("later: %v", err)
	}
	if err := begin("203.0.113.9", strings.Repeat(armScope+" ", 300)); !fault.Is(err, fault.Invalid) {
		t.Errorf("a scope that is kept, of 10 kB: %v", err)
	}
}
