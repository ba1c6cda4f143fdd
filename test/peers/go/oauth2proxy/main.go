// Oauth2proxy runs oauth2-proxy in front of a web server: a person signs in, and those who are in a group reach the server.
package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"time"

	"keyless.dev/keyless/test/peers/go/peer"
	"keyless.dev/keyless/test/person"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, "user=%s email=%s groups=%s", r.Header.Get("X-Forwarded-User"), r.Header.Get("X-Forwarded-Email"), r.Header.Get("X-Forwarded-Groups"))
	}))
	defer backend.Close()
	address := freeAddress()
	client, secret := peer.Application(map[string]any{
		"displayName": "dashboard", "groupMembershipClaims": "SecurityGroup",
		"web": map[string]any{"redirectUris": []string{"http://" + address + "/oauth2/callback"}},
	})
	for _, provider := range []string{"oidc", "entra-id"} {
		in := []string{
			"--provider=" + provider, "--oidc-issuer-url=" + peer.Issuer(), "--client-id=" + client, "--client-secret=" + secret,
			"--http-address=" + address, "--redirect-url=http://" + address + "/oauth2/callback", "--upstream=" + backend.URL, "--email-domain=*",
			"--scope=openid profile email offline_access",
			"--cookie-secret=0123456789abcdef0123456789abcdef", "--cookie-secure=false", "--skip-provider-button", "--code-challenge-method=S256",
		}
		page := visit(ctx, address, append(in, "--allowed-group="+peer.Env("KEYLESS_GROUP_ID")))
		if page.Status != http.StatusOK || !strings.Contains(page.Text, "email="+peer.Env("KEYLESS_PERSON")) || !strings.Contains(page.Text, peer.Env("KEYLESS_GROUP_ID")) {
			peer.Fail("provider %s: a member of the group gets %d %s", provider, page.Status, page.Text)
		}
		if page = visit(ctx, address, append(in, "--allowed-group=00000000-0000-0000-0000-000000000001")); page.Status != http.StatusForbidden {
			peer.Fail("provider %s: someone who is not in the group gets %d %s", provider, page.Status, page.Text)
		}
		peer.Works("oauth2-proxy", peer.ToolVersion("oauth2-proxy"), "provider "+provider+": a person signs in, members of a group get in, others do not")
	}
}

// visit starts a proxy and returns what a person with an empty browser gets who opens its address and signs in.
func visit(ctx context.Context, address string, args []string) *person.Page {
	ctx, stop := context.WithCancel(ctx)
	child := exec.CommandContext(ctx, peer.Tool("oauth2-proxy"), args...)
	log, err := os.CreateTemp("", "oauth2-proxy")
	peer.Check(err)
	defer func() { _ = os.Remove(log.Name()) }()
	child.Stdout, child.Stderr = log, log
	peer.Check(child.Start())
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	defer func() { stop(); <-ended }()
	fail := func(err error) {
		text, _ := os.ReadFile(log.Name())
		peer.Fail("%v\n%s", err, text)
	}
	for {
		connection, err := net.Dial("tcp", address)
		if err == nil {
			_ = connection.Close()
			break
		}
		select {
		case err := <-ended:
			fail(err)
		case <-ctx.Done():
			fail(ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
	p, err := person.New(peer.Env("SSL_CERT_FILE"))
	peer.Check(err)
	page, err := p.SignIn("http://"+address+"/", peer.Env("KEYLESS_PERSON"), peer.Env("KEYLESS_PERSON_PASSWORD"))
	if err != nil {
		fail(err)
	}
	if page.Status >= http.StatusInternalServerError {
		fail(fmt.Errorf("the proxy answers %d", page.Status))
	}
	return page
}

// freeAddress returns an address that nothing listens at.
func freeAddress() string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	peer.Check(err)
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}
