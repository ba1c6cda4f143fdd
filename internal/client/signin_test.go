package client_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/keylesstest"
)

// screen is where a person is told what to do. It does it.
type screen struct {
	t    *testing.T
	do   func(said string)
	said strings.Builder
}

func (s *screen) Write(text []byte) (int, error) {
	s.said.Write(text)
	go s.do(s.said.String())
	return len(text), nil
}

// browser signs ada in.
type browser struct {
	t      *testing.T
	http   *http.Client
	server *keylesstest.Server
}

func newBrowser(t *testing.T, s *keylesstest.Server) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, &http.Client{Transport: s.Client().Transport, Jar: jar}, s}
}

var hidden = regexp.MustCompile(`<input[^>]*type="hidden"[^>]*name="([^"]*)" value="([^"]*)"`)

// submit sends the form of a page back with more values, and returns the next page.
func (b *browser) submit(page string, more ...string) string {
	form := url.Values{}
	for _, found := range hidden.FindAllStringSubmatch(page, -1) {
		form.Set(found[1], unescape(found[2]))
	}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	action := regexp.MustCompile(`<form[^>]*action="([^"]*)"`).FindStringSubmatch(page)
	if action == nil {
		b.t.Errorf("no form in %s", page)
		return ""
	}
	address := unescape(action[1])
	if strings.HasPrefix(address, "/") {
		address = b.server.Login() + address
	}
	return b.read(b.http.PostForm(address, form))
}

func (b *browser) read(response *http.Response, err error) string {
	if err != nil {
		b.t.Error(err)
		return ""
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	return string(text)
}

func (b *browser) get(address string) string { return b.read(b.http.Get(address)) }

func (b *browser) signIn(page string) string {
	return b.submit(page, "loginfmt", "ada@keyless.localhost", "passwd", b.server.Password("ada@keyless.localhost"), "action", "signin", "typed", "1")
}

func unescape(text string) string {
	return strings.NewReplacer("&amp;", "&", "&#43;", "+", "&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">").Replace(text)
}

func TestDeviceCodeTokensAreStoredForTheirOwnerOnly(t *testing.T) {
	server := keylesstest.Start(t)
	folder := t.TempDir()
	asked := 0
	open := func(folder string) *client.Interactive {
		t.Helper()
		tell := &screen{t: t, do: func(said string) {
			asked++
			code := regexp.MustCompile(`code ([A-Z0-9]{9})`).FindStringSubmatch(said)
			if code == nil {
				t.Errorf("no code in %q", said)
				return
			}
			b := newBrowser(t, server)
			page := b.submit(b.get(server.Login()+"/devicelogin"), "otc", code[1], "action", "code")
			if page = b.submit(b.signIn(page), "action", "continue"); !strings.Contains(page, "You are signed in") {
				t.Errorf("the code was not approved: %s", page)
			}
		}}
		found, err := client.NewInteractive(server.Login(), folder, client.DeviceCode, server.Client(), tell)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	arm := policy.TokenRequestOptions{Scopes: []string{server.ARM() + "/.default"}}
	first, err := open(folder).GetToken(t.Context(), arm)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(first.Token, "ey") || asked != 1 {
		t.Fatalf("%q after %d codes", first.Token, asked)
	}
	// The next command, and another resource, need no person.
	for _, scope := range []string{server.ARM() + "/.default", "https://cognitiveservices.azure.com/.default"} {
		if _, err := open(folder).GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{scope}}); err != nil || asked != 1 {
			t.Fatalf("%s: %v after %d codes", scope, err, asked)
		}
	}
	info, err := os.Stat(filepath.Join(folder, "tokens.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v %v", info.Mode(), err)
	}
	// Without a folder, nothing is kept.
	if _, err := open("").GetToken(t.Context(), arm); err != nil || asked != 2 {
		t.Fatalf("%v after %d codes", err, asked)
	}
}

func TestBrowserSignInRedirectsToALoopbackPort(t *testing.T) {
	server := keylesstest.Start(t)
	folder := t.TempDir()
	signIn, err := client.NewInteractive(server.Login(), folder, client.Browser, server.Client(), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	opened := 0
	signIn.OpenWith(func(address string) error {
		opened++
		go func() {
			b := newBrowser(t, server)
			page := b.signIn(b.get(address))
			if strings.Contains(page, `value="continue"`) {
				page = b.submit(page, "action", "continue")
			}
			if !strings.Contains(page, `action="http://localhost:`) {
				t.Errorf("the browser does not go back: %s", page)
			}
			b.submit(page)
		}()
		return nil
	})
	for range 2 {
		token, err := signIn.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{server.ARM() + "/.default"}})
		if err != nil || !strings.HasPrefix(token.Token, "ey") || opened != 1 {
			t.Fatalf("%q %v after %d browsers", token.Token, err, opened)
		}
	}
}
