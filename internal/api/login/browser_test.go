package login_test

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// form is the form of a page, as a browser without script sends it.
type form struct {
	action string
	fields url.Values
	labels map[string]string // by field name
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

// collect reads the form, and checks its accessibility.
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

// send submits the form with some fields filled in.
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

// back returns the query of the redirect to the client.
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

// next returns where a response sends the browser, by a redirect or by a page that continues automatically.
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

// signIn goes through the sign-in page and returns the parameters of the response.
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
