package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// person is the user of the browser.
type person struct {
	name, password string
	code           string // of a device sign-in; "" without one
}

// Names of the elements of sign-in pages.
var (
	aCode     = regexp.MustCompile(`(?i)\bcode\b`)
	aUser     = regexp.MustCompile(`(?i)user|e-?mail|account|sign-in name`)
	another   = regexp.MustCompile(`(?i)another account|someone else|different account`)
	goOn      = regexp.MustCompile(`(?i)^(sign in|next|continue|approve|allow|accept|yes|confirm|submit)\b`)
	signedIn  = regexp.MustCompile(`(?i)you (have |are |'ve )?(now )?(been )?signed in|you (can|may) (now )?close|sign-?in (is )?complete|authentication complete|return to`)
	noConsent = regexp.MustCompile(`(?i)^(cancel|no|deny|decline)\b`)
)

// signIn answers each page until one reports success, or the browser is redirected to a loopback listener. It returns
// the text of the last page.
func (who person) signIn(ctx context.Context) (string, error) {
	before := ""
	for range 10 {
		p, err := look(ctx)
		if err != nil {
			return "", err
		}
		if backHome(p.url) || signedIn.MatchString(p.words()) && p.find("textbox", aUser) == nil {
			return p.words(), nil
		}
		if wrong := p.alert(); wrong != "" {
			return "", errors.New(wrong)
		}
		if p.String() == before {
			return "", fmt.Errorf("the page stayed as it was:\n%s", p)
		}
		before = p.String()
		if err := who.answer(ctx, p); err != nil {
			return "", err
		}
	}
	return "", fmt.Errorf("no end after ten pages, the last was:\n%s", before)
}

// answer fills in the form of this page and submits it.
func (who person) answer(ctx context.Context, p *page) error {
	for i, x := range p.parts {
		if x.role != "textbox" {
			continue
		}
		want := ""
		switch {
		case x.protected:
			want = who.password
		case aCode.MatchString(x.name):
			want = who.code
		case aUser.MatchString(x.name):
			want = who.name
		default:
			return fmt.Errorf("no answer to the box %q of\n%s", x.name, p)
		}
		if want == "" {
			return fmt.Errorf("nothing to write into the box %q of\n%s", x.name, p)
		}
		if strings.EqualFold(x.value, want) {
			continue
		}
		if err := write(ctx, &p.parts[i], want); err != nil {
			return err
		}
	}
	for _, step := range []struct {
		role string
		name *regexp.Regexp
	}{
		{"button", regexp.MustCompile(`(?i)` + regexp.QuoteMeta(who.name))}, // their own account in a list of accounts
		{"link", regexp.MustCompile(`(?i)` + regexp.QuoteMeta(who.name))},
		{"button", goOn},
		{"button", another},
		{"link", another},
	} {
		if x := p.find(step.role, step.name); x != nil && !noConsent.MatchString(x.name) {
			return press(ctx, x)
		}
	}
	return fmt.Errorf("no way on from\n%s", p)
}

// backHome reports whether the browser has been redirected to a listener on this machine other than the sign-in page,
// as by a command line. Such listeners use plain HTTP, unlike the pages.
func backHome(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "http" && (u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1")
}
