package script_test

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
	"time"
)

// personMain stands in for a person with a browser. CA names the file of the authority that the browser trusts.
//
//	person accept LINK PASSWORD               opens a link that works once, and sets the password
//	person approve LOGIN NAME PASSWORD FILE   signs in, and types the device code that FILE shows sooner or later
func personMain(args []string) int {
	p, err := newPerson()
	if err == nil {
		switch {
		case len(args) == 3 && args[0] == "accept":
			err = p.accept(args[1], args[2])
		case len(args) == 5 && args[0] == "approve":
			err = p.approve(args[1], args[2], args[3], args[4])
		default:
			err = errors.New("usage")
		}
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "person: %v\n", err)
		return 1
	}
	return 0
}

type person struct{ http *http.Client }

func newPerson() (*person, error) {
	pool := x509.NewCertPool()
	text, err := os.ReadFile(os.Getenv("CA"))
	if err != nil {
		return nil, err
	}
	pool.AppendCertsFromPEM(text)
	jar, err := cookiejar.New(nil)
	return &person{&http.Client{Jar: jar, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}}}, err
}

func (p *person) page(response *http.Response, err error) (string, error) {
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return string(text), err
}

var (
	hiddenField = regexp.MustCompile(`<input[^>]*type="hidden"[^>]*name="([^"]*)" value="([^"]*)"`)
	formAction  = regexp.MustCompile(`<form[^>]*action="([^"]*)"`)
	heading     = regexp.MustCompile(`<h1[^>]*>([^<]*)</h1>`)
	deviceCode  = regexp.MustCompile(`code ([A-Z0-9]{9})`)
)

// submit sends the form of a page at an address back with more values.
func (p *person) submit(at, page string, more ...string) (string, error) {
	action := formAction.FindStringSubmatch(page)
	if action == nil {
		return "", fmt.Errorf("the page %q has no form", title(page))
	}
	form := url.Values{}
	for _, found := range hiddenField.FindAllStringSubmatch(page, -1) {
		form.Set(found[1], html.UnescapeString(found[2]))
	}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	base, err := url.Parse(at)
	if err != nil {
		return "", err
	}
	to, err := base.Parse(html.UnescapeString(action[1]))
	if err != nil {
		return "", err
	}
	return p.page(p.http.PostForm(to.String(), form))
}

func title(page string) string {
	if found := heading.FindStringSubmatch(page); found != nil {
		return html.UnescapeString(found[1])
	}
	return page
}

func (p *person) accept(link, password string) error {
	page, err := p.page(p.http.Get(link))
	if err != nil {
		return err
	}
	if title(page) != "Choose how you sign in" {
		return fmt.Errorf("the page says: %s", title(page))
	}
	if page, err = p.submit(link, page, "newpasswd", password, "confirmpasswd", password, "action", "password"); err != nil {
		return err
	}
	fmt.Println(title(page))
	return nil
}

func (p *person) approve(login, name, password, file string) error {
	var code []string
	for deadline := time.Now().Add(20 * time.Second); code == nil; time.Sleep(50 * time.Millisecond) {
		text, _ := os.ReadFile(file)
		if code = deviceCode.FindStringSubmatch(string(text)); code == nil && time.Now().After(deadline) {
			return fmt.Errorf("no code in %q", text)
		}
	}
	at := login + "/devicelogin"
	page, err := p.page(p.http.Get(at))
	for _, values := range [][]string{
		{"otc", code[1], "action", "code"}, {"loginfmt", name, "passwd", password, "action", "signin", "typed", "1"}, {"action", "continue"},
	} {
		if err == nil {
			page, err = p.submit(at, page, values...)
		}
	}
	if err == nil && !strings.Contains(page, "You are signed in") {
		err = fmt.Errorf("the page says: %s", title(page))
	}
	return err
}
