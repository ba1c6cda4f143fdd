// Package person stands in for a person with a browser: it signs in to a server through the forms of its pages.
package person

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"strings"
)

// Person keeps the cookies of one browser.
type Person struct{ http *http.Client }

// New returns a person whose browser trusts the authorities in the PEM file ca alone.
func New(ca string) (*Person, error) {
	text, err := os.ReadFile(ca)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s contains no certificate", ca)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	return &Person{&http.Client{Jar: jar, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}}}, nil
}

// Page is what the browser shows.
type Page struct {
	URL    *url.URL
	Status int
	Text   string
}

var (
	hiddenField = regexp.MustCompile(`<input[^>]*type="hidden"[^>]*name="([^"]*)" value="([^"]*)"`)
	formAction  = regexp.MustCompile(`<form[^>]*action="([^"]*)"`)
	heading     = regexp.MustCompile(`<h1[^>]*>([^<]*)</h1>`)
	refresh     = regexp.MustCompile(`<meta http-equiv="refresh" content="\d+; url=([^"]*)"`)
)

// Title is the heading of the page; its whole text if it has none.
func (p *Page) Title() string {
	if found := heading.FindStringSubmatch(p.Text); found != nil {
		return html.UnescapeString(found[1])
	}
	return p.Text
}

// Get opens an address and follows redirects.
func (p *Person) Get(address string) (*Page, error) { return p.read(p.http.Get(address)) }

// Submit sends the form of a page back with more values: names and values in turn.
func (p *Person) Submit(page *Page, values ...string) (*Page, error) {
	action := formAction.FindStringSubmatch(page.Text)
	if action == nil {
		return nil, fmt.Errorf("the page %q has no form", page.Title())
	}
	form := url.Values{}
	for _, found := range hiddenField.FindAllStringSubmatch(page.Text, -1) {
		form.Set(found[1], html.UnescapeString(found[2]))
	}
	for i := 0; i < len(values); i += 2 {
		form.Set(values[i], values[i+1])
	}
	to, err := page.URL.Parse(html.UnescapeString(action[1]))
	if err != nil {
		return nil, err
	}
	return p.read(p.http.PostForm(to.String(), form))
}

// read reads a page. A page that goes on by itself is followed.
func (p *Person) read(response *http.Response, err error) (*Page, error) {
	for range 10 {
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil {
			return nil, err
		}
		page := &Page{response.Request.URL, response.StatusCode, string(text)}
		next := refresh.FindStringSubmatch(page.Text)
		if next == nil {
			return page, nil
		}
		to, err := page.URL.Parse(html.UnescapeString(next[1]))
		if err != nil {
			return nil, err
		}
		response, err = p.http.Get(to.String())
		if err != nil {
			return nil, err
		}
	}
	return nil, errors.New("the pages go on for ever")
}

// Accept opens a link that works once, sets the password and returns the heading of the page that follows.
func (p *Person) Accept(link, password string) (string, error) {
	page, err := p.Get(link)
	if err != nil {
		return "", err
	}
	if page.Title() != "Choose how you sign in" {
		return "", fmt.Errorf("the page says: %s", page.Title())
	}
	if page, err = p.Submit(page, "newpasswd", password, "confirmpasswd", password, "action", "password"); err != nil {
		return "", err
	}
	return page.Title(), nil
}

// Approve signs in at the login origin and types the code that a device shows.
func (p *Person) Approve(login, name, password, code string) error {
	page, err := p.Get(login + "/devicelogin")
	for _, values := range [][]string{{"otc", code, "action", "code"}, signIn(name, password), {"action", "continue"}} {
		if err == nil {
			page, err = p.Submit(page, values...)
		}
	}
	if err == nil {
		page, err = p.agree(page)
	}
	if err == nil && !strings.Contains(page.Text, "You are signed in") {
		err = fmt.Errorf("the page says: %s", page.Title())
	}
	return err
}

// SignIn opens an address that leads to the sign-in page, signs in, agrees to what the application asks for, and returns the
// page of the application.
func (p *Person) SignIn(address, name, password string) (*Page, error) {
	page, err := p.Get(address)
	if err != nil {
		return nil, err
	}
	if page, err = p.Submit(page, signIn(name, password)...); err != nil {
		return nil, err
	}
	return p.agree(page)
}

// agree accepts what an application asks for, if the page is the one that asks.
func (p *Person) agree(page *Page) (*Page, error) {
	if page.Title() != "Permissions requested" {
		return page, nil
	}
	return p.Submit(page, "action", "continue")
}

func signIn(name, password string) []string {
	return []string{"loginfmt", name, "passwd", password, "action", "signin", "typed", "1"}
}
