package login_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"keyless.dev/keyless/internal/oauth"
)

// form is the one form of a page, as a browser without script sends it.
type form struct {
	action string
	fields url.Values
	labels map[string]string // field name → label
	page   *html.Node
	text   string
}

// open reads a page and checks what every page must have.
func (k *rig) open(response *http.Response) *form {
	k.t.Helper()
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		k.t.Fatal(err)
	}
	if kind := response.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/html") {
		k.t.Fatalf("%d %s: %s", response.StatusCode, kind, body)
	}
	for name, want := range map[string]string{"X-Frame-Options": "DENY", "Cache-Control": "no-store, no-cache", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"} {
		if got := response.Header.Get(name); got != want {
			k.t.Errorf("%s is %q", name, got)
		}
	}
	policy := response.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
		if goesBack := strings.Contains(string(body), "<title>Going back"); !strings.Contains(policy, want) && !(goesBack && want == "form-action 'self'") {
			k.t.Errorf("the policy %q lacks %s", policy, want)
		}
	}
	page, err := html.Parse(strings.NewReader(string(body)))
	if err != nil {
		k.t.Fatal(err)
	}
	f := &form{fields: url.Values{}, labels: map[string]string{}, page: page, text: string(body)}
	f.collect(k, page)
	return f
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func find(n *html.Node, match func(*html.Node) bool) (all []*html.Node) {
	if n.Type == html.ElementNode && match(n) {
		all = append(all, n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		all = append(all, find(c, match)...)
	}
	return all
}

func text(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	out := ""
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		out += text(c)
	}
	return out
}

// collect reads the form, and sees that a person who does not see the page can use it.
func (f *form) collect(k *rig, page *html.Node) {
	tag := func(name string) []*html.Node {
		return find(page, func(n *html.Node) bool { return n.Data == name })
	}
	labels := map[string]string{}
	for _, n := range tag("label") {
		labels[attr(n, "for")] = strings.TrimSpace(text(n))
	}
	for _, n := range tag("form") {
		f.action = attr(n, "action")
		if strings.ToLower(attr(n, "method")) != "post" {
			k.t.Errorf("a form goes by %q", attr(n, "method"))
		}
	}
	for _, n := range tag("input") {
		f.fields.Set(attr(n, "name"), attr(n, "value"))
		if attr(n, "type") == "hidden" {
			continue
		}
		if labels[attr(n, "id")] == "" || attr(n, "autocomplete") == "" {
			k.t.Errorf("the field %q has no label or autocomplete", attr(n, "name"))
		}
		f.labels[attr(n, "name")] = labels[attr(n, "id")]
	}
	for _, n := range tag("button") {
		if strings.TrimSpace(text(n)) == "" {
			k.t.Error("a button has no name")
		}
	}
	if len(tag("h1")) != 1 || len(tag("title")) != 1 || len(tag("main")) != 1 || attr(tag("html")[0], "lang") != "en" {
		k.t.Error("a page has one heading, a title, a main part and a language")
	}
	if len(find(page, func(n *html.Node) bool { return attr(n, "role") == "alert" && attr(n, "aria-live") != "" })) != 1 {
		k.t.Error("a page has one live region for errors")
	}
}

// send sends the form with some fields filled in.
func (k *rig) send(b *http.Client, f *form, fill ...string) *http.Response {
	k.t.Helper()
	values := url.Values{}
	for name := range f.fields {
		values.Set(name, f.fields.Get(name))
	}
	for i := 0; i < len(fill); i += 2 {
		values.Set(fill[i], fill[i+1])
	}
	response, err := b.PostForm(k.server.URL+f.action, values)
	if err != nil {
		k.t.Fatal(err)
	}
	return response
}

const verifier = "a-verifier-that-has-at-least-forty-three-letters"

func challenge(v string) string {
	sum := sha256.Sum256([]byte(v))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func authorization(change ...string) url.Values {
	params := url.Values{
		"client_id": {az}, "response_type": {"code"}, "redirect_uri": {"http://localhost:40123"}, "scope": {armScope + " offline_access openid profile"},
		"state": {"st&te"}, "nonce": {"n0nce"}, "code_challenge": {challenge(verifier)}, "code_challenge_method": {"S256"}, "prompt": {"select_account"},
	}
	for i := 0; i < len(change); i += 2 {
		params.Del(change[i])
		if change[i+1] != "" {
			params.Set(change[i], change[i+1])
		}
	}
	return params
}

func (k *rig) authorize(b *http.Client, params url.Values) *http.Response {
	k.t.Helper()
	response, err := b.Get(k.server.URL + "/organizations/oauth2/v2.0/authorize?" + params.Encode())
	if err != nil {
		k.t.Fatal(err)
	}
	return response
}

// back is the query of the redirect that the client waits for.
func (k *rig) back(response *http.Response, want string) url.Values {
	k.t.Helper()
	base, query, ok := strings.Cut(k.next(response), "?")
	if !ok || base != want {
		k.t.Fatalf("the browser goes on to %s, want %s", base, want)
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		k.t.Fatal(err)
	}
	return values
}

// next returns where an answer sends the browser: by a redirect, or by a page that goes on by itself.
func (k *rig) next(response *http.Response) string {
	k.t.Helper()
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode == http.StatusSeeOther {
		return response.Header.Get("Location")
	}
	page, err := html.Parse(response.Body)
	if err != nil {
		k.t.Fatal(err)
	}
	for _, meta := range find(page, func(n *html.Node) bool { return attr(n, "http-equiv") == "refresh" }) {
		if _, address, ok := strings.Cut(attr(meta, "content"), "; url="); ok {
			return address
		}
	}
	k.t.Fatalf("%d, and the browser stays where it is", response.StatusCode)
	return ""
}

// signIn goes through the page and returns the answer's parameters.
func (k *rig) signIn(b *http.Client, params url.Values) url.Values {
	k.t.Helper()
	page := k.open(k.authorize(b, params))
	return k.back(k.send(b, page, "loginfmt", "ada@contoso.test", "passwd", password, "action", "signin"), params.Get("redirect_uri"))
}

func redeem(code string, change ...string) url.Values {
	form := url.Values{
		"grant_type": {"authorization_code"}, "client_id": {az}, "code": {code}, "code_verifier": {verifier}, "redirect_uri": {"http://localhost:40123"},
		"scope": {armScope + " offline_access openid profile"}, "client_info": {"1"},
	}
	for i := 0; i < len(change); i += 2 {
		form.Del(change[i])
		if change[i+1] != "" {
			form.Set(change[i], change[i+1])
		}
	}
	return form
}

func (k *rig) organizations(form url.Values) (int, map[string]any) {
	k.t.Helper()
	return k.call("/organizations/oauth2/v2.0/token", form)
}

func TestAuthorizationCode(t *testing.T) {
	k := newRig(t)
	b := k.browser()
	answer := k.signIn(b, authorization())
	if answer.Get("state") != "st&te" || answer.Get("code") == "" {
		t.Fatalf("answer is %v", answer)
	}
	status, body := k.organizations(redeem(answer.Get("code")))
	if status != 200 || body["refresh_token"] == nil || body["client_info"] == nil {
		t.Fatalf("%d %v", status, body)
	}
	if id := claims(t, body["id_token"]); id["nonce"] != "n0nce" || id["tid"] != k.tenant.ID {
		t.Errorf("id token: %v", id)
	}
	status, replay := k.organizations(redeem(answer.Get("code")))
	k.refused("a code that comes again", status, replay, 400, "invalid_grant", 54005)
	status, after := k.organizations(url.Values{"grant_type": {"refresh_token"}, "client_id": {az}, "refresh_token": {body["refresh_token"].(string)}, "scope": {armScope}})
	k.refused("what came of a code that came again", status, after, 400, "invalid_grant", 50173)
}

func TestCodesThatAreRefused(t *testing.T) {
	k := newRig(t)
	rows := []struct {
		what   string
		change []string
		status int
		err    string
		number int
	}{
		{"no verifier", []string{"code_verifier", ""}, 400, "invalid_grant", 501481},
		{"a wrong verifier", []string{"code_verifier", strings.Repeat("x", 43)}, 400, "invalid_grant", 501481},
		{"the challenge as verifier", []string{"code_verifier", challenge(verifier)}, 400, "invalid_grant", 501481},
		{"a verifier that is too short", []string{"code_verifier", "x"}, 400, "invalid_grant", 501481},
		{"another redirect URI", []string{"redirect_uri", "http://localhost:40124"}, 400, "invalid_grant", 500112},
		{"no redirect URI", []string{"redirect_uri", ""}, 400, "invalid_grant", 500112},
		{"another client", []string{"client_id", "1950a258-227b-4e31-a9cf-717495945fc2"}, 400, "invalid_grant", 700005},
	}
	for _, row := range rows {
		code := k.signIn(k.browser(), authorization()).Get("code")
		status, body := k.organizations(redeem(code, row.change...))
		k.refused(row.what, status, body, row.status, row.err, row.number)
		status, body = k.organizations(redeem(code))
		k.refused("the right one after "+row.what, status, body, 400, "invalid_grant", 54005)
	}
	status, body := k.organizations(redeem("garbage"))
	k.refused("garbage", status, body, 400, "invalid_grant", 9002313)
	status, body = k.organizations(redeem(""))
	k.refused("no code", status, body, 400, "invalid_request", 900144)
	code := k.signIn(k.browser(), authorization()).Get("code")
	k.pass(6 * time.Minute)
	status, body = k.organizations(redeem(code))
	k.refused("expired", status, body, 400, "invalid_grant", 70008)
}

func TestConfidentialWebApplication(t *testing.T) {
	k := newRig(t)
	params := authorization("client_id", k.web.AppID, "redirect_uri", "https://app.test/with?query=1", "code_challenge", "", "code_challenge_method", "", "prompt", "")
	b := k.browser()
	page := k.open(k.authorize(b, params))
	response := k.send(b, page, "loginfmt", "ada@contoso.test", "passwd", password, "action", "signin")
	location, err := url.Parse(k.next(response))
	if err != nil || !strings.HasPrefix(location.String(), "https://app.test/with?query=1&") {
		t.Fatalf("the browser goes on to %v, %v", location, err)
	}
	form := redeem(location.Query().Get("code"), "client_id", k.web.AppID, "redirect_uri", "https://app.test/with?query=1", "code_verifier", "")
	status, body := k.organizations(form)
	k.refused("no secret", status, body, 401, "invalid_client", 7000218)
	form.Set("client_secret", appSecret)
	status, body = k.organizations(form)
	if status != 200 || claims(t, body["access_token"])["appidacr"] != "1" {
		t.Fatalf("%d %v", status, body)
	}
	refresh := url.Values{"grant_type": {"refresh_token"}, "client_id": {k.web.AppID}, "refresh_token": {body["refresh_token"].(string)}, "scope": {armScope}}
	status, body = k.organizations(refresh)
	k.refused("a refresh without the secret", status, body, 401, "invalid_client", 7000218)
	refresh.Set("client_secret", appSecret)
	if status, body = k.organizations(refresh); status != 200 {
		t.Errorf("%d %v", status, body)
	}
	// A verifier where no challenge was sent is a challenge that was taken out on the way.
	location, _ = url.Parse(k.next(k.authorize(b, params)))
	form = redeem(location.Query().Get("code"), "client_id", k.web.AppID, "redirect_uri", "https://app.test/with?query=1", "client_secret", appSecret)
	status, body = k.organizations(form)
	k.refused("a verifier without a challenge", status, body, 400, "invalid_grant", 501481)
}

func TestRequestsThatNeverRedirect(t *testing.T) {
	k := newRig(t)
	rows := []struct {
		what   string
		change []string
		number int
	}{
		{"no client", []string{"client_id", ""}, 900144},
		{"an unknown client", []string{"client_id", "11111111-2222-3333-4444-555555555555"}, 700016},
		{"no redirect URI", []string{"redirect_uri", ""}, 50011},
		{"another host", []string{"redirect_uri", "http://evil.test"}, 50011},
		{"https instead of http", []string{"redirect_uri", "https://localhost:1"}, 50011},
		{"another path", []string{"redirect_uri", "http://localhost:1/x"}, 50011},
		{"a host that begins like it", []string{"redirect_uri", "http://localhost.evil.test:1"}, 50011},
		{"a user part", []string{"redirect_uri", "http://localhost:1@evil.test"}, 50011},
		{"an empty user part", []string{"redirect_uri", "http://@localhost:1"}, 50011},
		{"a fragment", []string{"redirect_uri", "http://localhost:1#x"}, 50011},
		{"a query", []string{"redirect_uri", "http://localhost:1?x=y"}, 50011},
		{"a backslash", []string{"redirect_uri", `http://localhost:1\@evil.test`}, 50011},
		{"script", []string{"redirect_uri", "javascript:alert(1)"}, 50011},
		{"no scheme", []string{"redirect_uri", "//localhost:1"}, 50011},
		{"a line break", []string{"redirect_uri", "http://localhost:1/\r\nLocation: http://evil.test"}, 50011},
		{"dots", []string{"redirect_uri", "http://localhost:1/../"}, 50011},
	}
	for _, row := range rows {
		response := k.authorize(k.browser(), authorization(row.change...))
		if response.StatusCode != 400 || response.Header.Get("Location") != "" {
			t.Errorf("%s: %d, Location %q", row.what, response.StatusCode, response.Header.Get("Location"))
		}
		if page := k.open(response); !strings.Contains(page.text, fmt.Sprintf("AADSTS%d:", row.number)) {
			t.Errorf("%s: the page does not say AADSTS%d", row.what, row.number)
		}
	}
	twice := authorization()
	twice["redirect_uri"] = []string{"http://localhost:40123", "http://evil.test"}
	if response := k.authorize(k.browser(), twice); response.StatusCode != 400 || response.Header.Get("Location") != "" {
		t.Errorf("two redirect URIs: %d", response.StatusCode)
	}
}

func TestFailuresThatTheClientIsToldOf(t *testing.T) {
	k := newRig(t)
	rows := []struct {
		what   string
		change []string
		want   string
	}{
		{"no PKCE", []string{"code_challenge", "", "code_challenge_method", ""}, "invalid_request"},
		{"plain PKCE", []string{"code_challenge_method", "plain"}, "invalid_request"},
		{"PKCE without a method", []string{"code_challenge_method", ""}, "invalid_request"},
		{"a short challenge", []string{"code_challenge", "abc"}, "invalid_request"},
		{"an implicit token", []string{"response_type", "token"}, "unsupported_response_type"},
		{"a hybrid answer", []string{"response_type", "code id_token"}, "unsupported_response_type"},
		{"no response type", []string{"response_type", ""}, "invalid_request"},
		{"an unknown mode", []string{"response_mode", "smoke"}, "unsupported_response_mode"},
		{"an unknown prompt", []string{"prompt", "please"}, "invalid_request"},
		{"two resources", []string{"scope", armScope + " " + cognitive + "/.default"}, "invalid_scope"},
		{"a request object", []string{"request", "x.y.z"}, "request_not_supported"},
		{"nobody is signed in, and no page may be shown", []string{"prompt", "none"}, "login_required"},
	}
	for _, row := range rows {
		answer := k.back(k.authorize(k.browser(), authorization(row.change...)), "http://localhost:40123")
		if answer.Get("error") != row.want || answer.Get("state") != "st&te" || answer.Has("code") {
			t.Errorf("%s: %v", row.what, answer)
		}
	}
}

func TestAnswersByMode(t *testing.T) {
	k := newRig(t)
	b := k.browser()
	_ = k.signIn(b, authorization())
	silent := func(mode string) url.Values {
		return authorization("client_id", k.web.AppID, "redirect_uri", "https://app.test/callback", "response_mode", mode, "prompt", "")
	}
	fragment := k.authorize(b, silent("fragment"))
	if location, _ := fragment.Location(); location == nil || !strings.Contains(location.String(), "#") || strings.Contains(location.Fragment, "?") {
		t.Errorf("fragment: %v", location)
	}
	posted := k.authorize(b, silent("form_post"))
	policy := posted.Header.Get("Content-Security-Policy")
	page := k.open(posted)
	if page.action != "https://app.test/callback" || page.fields.Get("state") != "st&te" || page.fields.Get("code") == "" {
		t.Errorf("form_post: %s %v", page.action, page.fields)
	}
	if strings.Contains(policy, "form-action") || !strings.Contains(policy, "script-src 'nonce-") {
		t.Errorf("policy is %q", policy)
	}
	form := redeem(page.fields.Get("code"))
	form.Set("client_id", k.web.AppID)
	form.Set("client_secret", appSecret)
	form.Set("redirect_uri", "https://app.test/callback")
	if status, body := k.organizations(form); status != 200 {
		t.Errorf("%d %v", status, body)
	}
}

func TestSingleSignOn(t *testing.T) {
	k := newRig(t)
	b := k.browser()
	_ = k.signIn(b, authorization())
	for _, client := range [][]string{{k.web.AppID, "https://app.test/callback"}, {k.native.AppID, "https://spa.test/"}} {
		for _, prompt := range []string{"none", ""} {
			silent := authorization("client_id", client[0], "redirect_uri", client[1], "prompt", prompt)
			if answer := k.back(k.authorize(b, silent), client[1]); answer.Get("code") == "" {
				t.Errorf("prompt=%s for %s with a session: %v", prompt, client[1], answer)
			}
		}
	}
	if page := k.open(k.authorize(b, authorization("prompt", "login"))); page.labels["passwd"] != "Password" {
		t.Error("prompt=login does not ask for the password")
	}
	page := k.open(k.authorize(b, authorization()))
	if !strings.Contains(page.text, "Pick an account") || page.labels["passwd"] != "" {
		t.Error("prompt=select_account does not let pick")
	}
	if answer := k.back(k.send(b, page, "action", "continue"), "http://localhost:40123"); answer.Get("code") == "" {
		t.Errorf("picked: %v", answer)
	}
	if other := k.open(k.send(b, page, "action", "other")); other.labels["passwd"] != "Password" || other.fields.Get("loginfmt") != "" {
		t.Error("another account does not begin with an empty form")
	}
	if answer := k.back(k.send(b, page, "action", "cancel"), "http://localhost:40123"); answer.Get("error") != "access_denied" {
		t.Errorf("cancelled: %v", answer)
	}
	if hinted := k.open(k.authorize(b, authorization("prompt", "", "login_hint", "cleo@contoso.test"))); hinted.fields.Get("loginfmt") != "cleo@contoso.test" {
		t.Error("the hint of another account is not filled in")
	}
	k.pass(25 * time.Hour)
	if page := k.open(k.authorize(b, authorization("prompt", ""))); page.labels["passwd"] == "" {
		t.Error("a session of yesterday still counts")
	}
}

func TestSessionsEnd(t *testing.T) {
	k := newRig(t)
	none := authorization("prompt", "none")
	b := k.browser()
	_ = k.signIn(b, authorization())
	response, err := b.Get(k.server.URL + "/common/oauth2/v2.0/logout?client_id=" + az + "&post_logout_redirect_uri=http://evil.test")
	if err != nil {
		t.Fatal(err)
	}
	if page := k.open(response); response.StatusCode != 200 || !strings.Contains(page.text, "signed out") {
		t.Errorf("logout: %d %q", response.StatusCode, response.Header.Get("Location"))
	}
	if answer := k.back(k.authorize(b, none), "http://localhost:40123"); answer.Get("error") != "login_required" {
		t.Errorf("after logout: %v", answer)
	}
	_ = k.signIn(b, authorization())
	k.ada.SessionsValidFrom = k.now()
	k.put(k.ada)
	if answer := k.back(k.authorize(b, none), "http://localhost:40123"); answer.Get("error") != "login_required" {
		t.Errorf("after the sessions were revoked: %v", answer)
	}
	k.ada.SessionsValidFrom = time.Time{}
	k.ada.AccountEnabled = false
	k.put(k.ada)
	if answer := k.back(k.authorize(b, none), "http://localhost:40123"); answer.Get("error") != "login_required" {
		t.Errorf("after the account was disabled: %v", answer)
	}
}

func TestTheSignInPageSaysWhatIsWrong(t *testing.T) {
	k := newRig(t)
	b := k.browser()
	page := k.open(k.authorize(b, authorization()))
	if page.labels["loginfmt"] != "User name" || page.labels["passwd"] != "Password" || !strings.Contains(page.text, "Microsoft Azure CLI") {
		t.Fatalf("labels are %v", page.labels)
	}
	invalid := func(f *form) string {
		wrong := find(f.page, func(n *html.Node) bool { return attr(n, "aria-invalid") == "true" })
		if len(wrong) == 0 {
			return ""
		}
		if attr(wrong[0], "aria-describedby") != "alert" || attr(wrong[0], "id") == "" {
			t.Error("the wrong field is not tied to the error")
		}
		return attr(wrong[0], "name")
	}
	if f := k.open(k.send(b, page, "action", "signin")); invalid(f) != "loginfmt" || !strings.Contains(f.text, "<title>Error:") {
		t.Error("an empty user name")
	}
	next := k.open(k.send(b, page, "action", "signin", "loginfmt", "ada@contoso.test"))
	if invalid(next) != "" || next.fields.Get("loginfmt") != "ada@contoso.test" || next.fields.Get("typed") != "1" {
		t.Error("the name alone does not lead to the password")
	}
	if f := k.open(k.send(b, next, "action", "signin")); invalid(f) != "passwd" {
		t.Error("an empty password")
	}
	wrong := k.send(b, next, "action", "signin", "passwd", "<script>alert(1)</script>")
	if f := k.open(wrong); wrong.StatusCode != 400 || invalid(f) != "passwd" || f.fields.Get("passwd") != "" || strings.Contains(f.text, "alert(1)") {
		t.Error("a wrong password")
	}
	unknown := k.open(k.send(b, next, "action", "signin", "loginfmt", "nobody@contoso.test", "passwd", "x"))
	known := k.open(k.send(b, next, "action", "signin", "passwd", "x"))
	alert := func(f *form) string {
		return text(find(f.page, func(n *html.Node) bool { return attr(n, "id") == "alert" })[0])
	}
	if alert(unknown) != alert(known) {
		t.Error("the page tells who exists")
	}
	if f := k.open(k.send(b, page, "action", "signin", "loginfmt", `"><img src=x>`, "passwd", "x")); strings.Contains(f.text, "<img") {
		t.Error("what was typed is not escaped")
	}
}

func TestFormsFromElsewhereAreRefused(t *testing.T) {
	k := newRig(t)
	b := k.browser()
	page := k.open(k.authorize(b, authorization()))
	rows := []struct {
		what string
		b    *http.Client
		fill []string
	}{
		{"no canary", b, []string{"canary", ""}},
		{"a wrong canary", b, []string{"canary", "x"}},
		{"another browser's canary", k.browser(), nil},
	}
	for _, row := range rows {
		fill := append([]string{"loginfmt", "ada@contoso.test", "passwd", password, "action", "signin"}, row.fill...)
		response := k.send(row.b, page, fill...)
		if f := k.open(response); response.StatusCode != 400 || !strings.Contains(f.text, "expired") {
			t.Errorf("%s: %d", row.what, response.StatusCode)
		}
	}
	request, _ := http.NewRequest(http.MethodPost, k.server.URL+page.action, strings.NewReader(page.fields.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Sec-Fetch-Site", "cross-site")
	response, err := b.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if _ = k.open(response); response.StatusCode != 400 {
		t.Errorf("sent from another site: %d", response.StatusCode)
	}
	tampered := k.send(b, page, "request", authorization("redirect_uri", "http://evil.test").Encode(), "loginfmt", "ada@contoso.test", "passwd", password, "action", "signin")
	if _ = k.open(tampered); tampered.StatusCode != 400 || tampered.Header.Get("Location") != "" {
		t.Errorf("a tampered request: %d", tampered.StatusCode)
	}
}

func TestCookies(t *testing.T) {
	k := newRig(t)
	b := k.browser()
	page := k.open(k.authorize(b, authorization()))
	response := k.send(b, page, "loginfmt", "ada@contoso.test", "passwd", password, "action", "signin")
	seen := 0
	for _, c := range response.Cookies() {
		seen++
		sites := http.SameSiteLaxMode
		if c.Name == "__Host-keyless-session" {
			sites = http.SameSiteNoneMode // an application in another site renews its sign-in in a hidden frame
		}
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != sites || c.Path != "/" || c.Domain != "" {
			t.Errorf("cookie %+v", c)
		}
	}
	if seen == 0 {
		t.Error("no session cookie")
	}
}

func TestSignOutReturnsToTheApplication(t *testing.T) {
	k := newRig(t)
	signOut := func(signedIn bool, params url.Values, header ...string) (*http.Response, *http.Client) {
		t.Helper()
		b := k.browser()
		if signedIn {
			_ = k.signIn(b, authorization("client_id", k.native.AppID, "redirect_uri", "https://spa.test/"))
		}
		request, err := http.NewRequest(http.MethodGet, k.server.URL+"/"+k.tenant.ID+"/oauth2/v2.0/logout?"+params.Encode(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(header); i += 2 {
			request.Header.Set(header[i], header[i+1])
		}
		response, err := b.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		return response, b
	}
	hint := func(audience string) string {
		return "e30." + base64.RawURLEncoding.EncodeToString([]byte(`{"aud":"`+audience+`"}`)) + ".c2ln"
	}
	const spa = "https://spa.test/"
	for _, row := range []struct {
		rule     string
		signedIn bool
		params   url.Values
		want     string // Location; "" is a page
	}{
		{"the client names itself", false, url.Values{"client_id": {k.native.AppID}, "post_logout_redirect_uri": {spa}}, spa},
		{"an ID token names the client", false, url.Values{"id_token_hint": {hint(k.native.AppID)}, "post_logout_redirect_uri": {spa}}, spa},
		{"the session knows the client", true, url.Values{"post_logout_redirect_uri": {spa}}, spa},
		{"state is added", true, url.Values{"post_logout_redirect_uri": {spa}, "state": {"a b"}}, spa + "?state=a+b"},
		{"state is added to an existing query", false, url.Values{"client_id": {k.web.AppID}, "post_logout_redirect_uri": {"https://app.test/with?query=1"}, "state": {"s"}}, "https://app.test/with?query=1&state=s"},
		{"nobody names the client, and there is no session", false, url.Values{"post_logout_redirect_uri": {spa}}, ""},
		{"an application that the session has not signed in to", true, url.Values{"post_logout_redirect_uri": {"https://app.test/callback"}}, ""},
		{"an address that is not registered", true, url.Values{"post_logout_redirect_uri": {"https://evil.test/"}}, ""},
		{"an address of another client than the hint's", true, url.Values{"id_token_hint": {hint(k.web.AppID)}, "post_logout_redirect_uri": {spa}}, ""},
		{"a hint that is no token", false, url.Values{"id_token_hint": {"x.y"}, "post_logout_redirect_uri": {spa}}, ""},
	} {
		response, _ := signOut(row.signedIn, row.params)
		if got := response.Header.Get("Location"); got != row.want || row.want == "" && response.StatusCode != http.StatusOK {
			t.Errorf("%s: %d, to %q, want %q", row.rule, response.StatusCode, got, row.want)
		}
	}
	response, b := signOut(true, nil, "Sec-Fetch-Mode", "no-cors")
	if response.StatusCode != http.StatusBadRequest {
		t.Errorf("an image of another site signs out: %d", response.StatusCode)
	}
	none := authorization("client_id", k.native.AppID, "redirect_uri", spa, "prompt", "none")
	if answer := k.back(k.authorize(b, none), spa); answer.Get("code") == "" {
		t.Errorf("after a sign-out that was refused: %v", answer)
	}
}

func TestSignOutTellsTheApplicationsOfTheSession(t *testing.T) {
	k := newRig(t)
	k.native.Extra = map[string]json.RawMessage{"web": json.RawMessage(`{"logoutUrl":"https://spa.test/signed-out"}`)}
	k.web.Extra = map[string]json.RawMessage{"web": json.RawMessage(`{"logoutUrl":"https://app.test/never"}`)}
	k.put(k.native, k.web)
	b := k.browser()
	_ = k.signIn(b, authorization("client_id", k.native.AppID, "redirect_uri", "https://spa.test/"))
	response, err := b.Get(k.server.URL + "/common/oauth2/v2.0/logout?post_logout_redirect_uri=https://spa.test/")
	if err != nil {
		t.Fatal(err)
	}
	policy := response.Header.Get("Content-Security-Policy")
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(policy, "frame-src https://spa.test;") || strings.Contains(policy, "app.test") {
		t.Errorf("policy: %s", policy)
	}
	for _, want := range []string{`<iframe src="https://spa.test/signed-out"`, `content="2; url=https://spa.test/"`} {
		if !strings.Contains(string(body), want) {
			t.Errorf("the page lacks %s:\n%s", want, body)
		}
	}
}

// TestNamesOnPagesCannotReorderText shows the page of an application whose name would show the text around it reversed.
func TestNamesOnPagesCannotReorderText(t *testing.T) {
	k := newRig(t)
	k.web.DisplayName = "Payroll\u202etidua\u0085\u200b<b>"
	k.put(k.web)
	page := k.open(k.authorize(k.browser(), authorization("client_id", k.web.AppID, "redirect_uri", "https://app.test/callback")))
	if strings.ContainsAny(page.text, "\u202e\u0085\u200b") || strings.Contains(page.text, "<b>") || !strings.Contains(page.text, `Payroll\u202etidua`) {
		t.Errorf("the page: %q", page.text)
	}
}

// TestProgramsGetNoCodeWithoutAClick has any web page send a browser with a session to the address of a program, on a port
// that somebody else listens on or a scheme that somebody else has taken: the code that they would redeem is not made.
func TestProgramsGetNoCodeWithoutAClick(t *testing.T) {
	k := newRig(t)
	b := k.browser()
	_ = k.signIn(b, authorization())
	for _, row := range []struct{ what, client, redirect string }{
		{"a developer's tool on another port", az, "http://localhost:6666/"},
		{"a developer's tool at the other address", az, "http://127.0.0.1:6666"},
		{"a registered program on another port", k.native.AppID, "http://localhost:6666/cb"},
		{"a registered program with a scheme", k.native.AppID, "myapp://auth"},
	} {
		ask := func(prompt string) url.Values {
			return authorization("client_id", row.client, "redirect_uri", row.redirect, "prompt", prompt)
		}
		if answer := k.back(k.authorize(b, ask("none")), row.redirect); answer.Get("error") != "interaction_required" || answer.Has("code") {
			t.Errorf("%s, prompt=none: %v", row.what, answer)
		}
		response := k.authorize(b, ask(""))
		if location := response.Header.Get("Location"); location != "" {
			t.Errorf("%s, without prompt: the browser is sent to %s", row.what, location)
			continue
		}
		page := k.open(response)
		if page.fields.Get("account") != k.ada.ID {
			t.Errorf("%s, without prompt: the page does not offer the account: %s", row.what, page.text)
			continue
		}
		if answer := k.back(k.send(b, page, "action", "continue"), row.redirect); !answer.Has("code") {
			t.Errorf("%s, after the click: %v", row.what, answer)
		}
	}
}

func TestSilentSignInNeedsASessionAndAgreement(t *testing.T) {
	var agreed []oauth.Consent
	k := newRig(t)
	k.change = append(k.change, func(c *oauth.Config) {
		c.KeepConsent = func(_ context.Context, one oauth.Consent) error { agreed = append(agreed, one); return nil }
	})
	k.restart()
	const spa = "https://spa.test/"
	ask := func(change ...string) url.Values {
		return authorization(append([]string{"client_id", k.native.AppID, "redirect_uri", spa, "scope", "openid profile User.Read"}, change...)...)
	}
	b := k.browser()
	if answer := k.back(k.authorize(b, ask("prompt", "none")), spa); answer.Get("error") != "login_required" {
		t.Errorf("without a session: %v", answer)
	}
	page := k.open(k.authorize(b, ask("prompt", "")))
	page = k.open(k.send(b, page, "loginfmt", "ada@contoso.test", "passwd", password, "action", "signin"))
	if !strings.Contains(page.text, "Permissions requested") {
		t.Fatalf("the page asks for no agreement: %s", page.text)
	}
	if answer := k.back(k.authorize(b, ask("prompt", "none")), spa); answer.Get("error") != "consent_required" && answer.Get("error") != "interaction_required" || answer.Get("code") != "" {
		t.Errorf("without agreement: %v", answer)
	}
}
