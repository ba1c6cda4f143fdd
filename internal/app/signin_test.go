package app_test

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/client"
)

const (
	azureCLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
	verifier = "a-code-verifier-that-is-long-enough-for-the-rules-of-it"
	callback = "http://localhost:8400"
)

// person is a browser and a client of a server, using only public HTTP endpoints.
type person struct {
	t      *testing.T
	place  *client.Instance
	client *http.Client
}

func newPerson(t *testing.T, place *client.Instance, trust *tls.Config) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &person{t: t, place: place, client: &http.Client{
		Jar: jar, Transport: &http.Transport{TLSClientConfig: trust, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	return p
}

func (p *person) login() string { return p.place.Server.Origins.Login }

func (p *person) do(response *http.Response, err error) (*http.Response, string) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return response, string(body)
}

// form submits the form of a page with some fields filled in.
func (p *person) form(page string, fill ...string) (*http.Response, string) {
	p.t.Helper()
	action := regexp.MustCompile(`<form[^>]* action="([^"]*)"`).FindStringSubmatch(page)
	if action == nil {
		p.t.Fatalf("the page has no form: %s", page)
	}
	values := url.Values{}
	for _, field := range regexp.MustCompile(`<input[^>]* name="([^"]*)"[^>]*`).FindAllStringSubmatch(page, -1) {
		value := ""
		if found := regexp.MustCompile(` value="([^"]*)"`).FindStringSubmatch(field[0]); found != nil {
			value = html.UnescapeString(found[1])
		}
		values.Set(field[1], value)
	}
	for i := 0; i+1 < len(fill); i += 2 {
		values.Set(fill[i], fill[i+1])
	}
	return p.do(p.client.PostForm(p.login()+html.UnescapeString(action[1]), values))
}

// authorize requests a code. The response is a page, or a redirect with the code.
func (p *person) authorize(more ...string) (*http.Response, string) {
	p.t.Helper()
	sum := sha256.Sum256([]byte(verifier))
	query := url.Values{
		"client_id": {azureCLI}, "response_type": {"code"}, "redirect_uri": {callback}, "scope": {p.place.Server.Origins.ARM + "/.default openid offline_access"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"}, "state": {"s"},
	}
	for i := 0; i+1 < len(more); i += 2 {
		query.Set(more[i], more[i+1])
	}
	return p.do(p.client.Get(p.login() + "/organizations/oauth2/v2.0/authorize?" + query.Encode()))
}

// code returns the code in a response that returns to the client: a redirect, or a page that navigates by itself.
func (p *person) code(response *http.Response, body string) string {
	p.t.Helper()
	address := response.Header.Get("Location")
	if link := regexp.MustCompile(`id="continue" href="([^"]*)"`).FindStringSubmatch(body); link != nil {
		address = html.UnescapeString(link[1]) // a page that navigates by itself
	}
	at, err := url.Parse(address)
	if err != nil || at.Query().Get("code") == "" {
		p.t.Fatalf("no code: %d %s %s", response.StatusCode, response.Header.Get("Location"), body)
	}
	return at.Query().Get("code")
}

// token calls the token endpoint.
func (p *person) token(form ...string) (int, map[string]any) {
	p.t.Helper()
	return p.post("token", form...)
}

func (p *person) post(endpoint string, form ...string) (int, map[string]any) {
	p.t.Helper()
	values := url.Values{"client_id": {azureCLI}}
	for i := 0; i+1 < len(form); i += 2 {
		values.Set(form[i], form[i+1])
	}
	response, body := p.do(p.client.PostForm(p.login()+"/organizations/oauth2/v2.0/"+endpoint, values))
	var out map[string]any
	if err := json.NewDecoder(bytes.NewReader([]byte(body))).Decode(&out); err != nil {
		p.t.Fatalf("%s: %d %s", endpoint, response.StatusCode, body)
	}
	return response.StatusCode, out
}

func (p *person) redeem(code string) (int, map[string]any) {
	p.t.Helper()
	return p.token("grant_type", "authorization_code", "code", code, "redirect_uri", callback, "code_verifier", verifier)
}

func (p *person) refresh(raw any) (int, map[string]any) {
	p.t.Helper()
	text, _ := raw.(string)
	return p.token("grant_type", "refresh_token", "refresh_token", text)
}

func (p *person) device() map[string]any {
	p.t.Helper()
	status, body := p.post("devicecode", "scope", p.place.Server.Origins.ARM+"/.default offline_access")
	if status != http.StatusOK {
		p.t.Fatalf("%d %v", status, body)
	}
	return body
}

// approve completes the pages of a device code in a browser that is signed in.
func (p *person) approve(device map[string]any) {
	p.t.Helper()
	_, page := p.do(p.client.Get(p.login() + "/devicelogin"))
	_, page = p.form(page, "otc", device["user_code"].(string), "action", "code")
	if _, page = p.form(page, "action", "continue"); !strings.Contains(page, "You are signed in") {
		p.t.Fatalf("the code was not approved: %s", page)
	}
}

func (p *person) poll(device map[string]any) (int, map[string]any) {
	p.t.Helper()
	return p.token("grant_type", "urn:ietf:params:oauth:grant-type:device_code", "device_code", device["device_code"].(string))
}

// arm calls the control plane and returns the status and the challenge.
func (p *person) arm(token any) (int, string) {
	p.t.Helper()
	request, err := http.NewRequest(http.MethodGet, p.place.Server.Origins.ARM+"/subscriptions?api-version=2022-12-01", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	text, _ := token.(string)
	request.Header.Set("Authorization", "Bearer "+text)
	response, _ := p.do(p.client.Do(request))
	return response.StatusCode, response.Header.Get("WWW-Authenticate")
}

// signIn signs the browser in and returns a code.
func (p *person) signIn(user int) string {
	p.t.Helper()
	_, page := p.authorize()
	response, body := p.form(page, "loginfmt", p.place.Tenant.Users[user].UserPrincipalName, "passwd", p.place.Tenant.Users[user].Password, "action", "signin", "typed", "1")
	return p.code(response, body)
}

// again requests a code with the browser's session, and confirms the account.
func (p *person) again() string {
	p.t.Helper()
	_, page := p.authorize()
	return p.code(p.form(page, "action", "continue"))
}
