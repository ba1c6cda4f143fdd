// Kubernetes gets tokens with kubelogin, as kubectl does, and gives them to the code by which the Kubernetes API server
// authenticates OpenID Connect tokens.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/test/peers/go/peer"
	"keyless.dev/keyless/test/person"

	"k8s.io/apiserver/pkg/apis/apiserver"
	"k8s.io/apiserver/pkg/authentication/authenticator"
	"k8s.io/apiserver/plugin/pkg/authenticator/token/oidc"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()

	scope := "6d1f0c2a-5a6e-4a52-8b0c-3a1c6b1f7f10"
	cluster, _ := peer.Application(map[string]any{
		"displayName": "cluster", "groupMembershipClaims": "SecurityGroup", "isFallbackPublicClient": true,
		"publicClient": map[string]any{"redirectUris": []string{"http://localhost"}},
		"api": map[string]any{"requestedAccessTokenVersion": 2, "oauth2PermissionScopes": []map[string]any{{
			"id": scope, "value": "user_impersonation", "type": "User", "isEnabled": true,
			"adminConsentDisplayName": "Use the cluster", "adminConsentDescription": "Use the cluster as the person who is signed in.",
		}}},
	})
	other, _ := peer.Application(map[string]any{"displayName": "another cluster", "api": map[string]any{"requestedAccessTokenVersion": 2}})
	server := authenticates(ctx, cluster)

	program := []string{"--login", "spn", "--client-id", peer.Env("AZURE_CLIENT_ID"), "--client-secret", peer.Env("AZURE_CLIENT_SECRET")}
	name, _, ok := authenticate(ctx, server, token(ctx, cluster, nil, program...))
	if !ok || name != "entra:"+peer.Env("KEYLESS_SERVICE_PRINCIPAL") {
		peer.Fail("the API server knows the service principal as %q (%t)", name, ok)
	}
	peer.Works("kubelogin", peer.ToolVersion("kubelogin"), "get-token --login spn")

	device := token(ctx, cluster, approve, "--login", "devicecode", "--client-id", cluster)
	name, groups, ok := authenticate(ctx, server, device)
	if !ok || name != "entra:"+peer.Env("KEYLESS_PERSON_ID") || !slices.Contains(groups, "entra:"+peer.Env("KEYLESS_GROUP_ID")) {
		peer.Fail("the API server knows the person as %q in %q (%t)", name, groups, ok)
	}
	peer.Works("kubelogin", peer.ToolVersion("kubelogin"), "get-token --login devicecode")
	peer.Works("Kubernetes API server, its OpenID Connect authenticator", peer.Dependency("k8s.io/apiserver"), "a person and the groups, a service principal; no token for another cluster")

	if name, _, ok := authenticate(ctx, server, token(ctx, other, nil, program...)); ok {
		peer.Fail("the API server takes a token for another cluster, of %q", name)
	}
}

// token runs kubelogin. Meanwhile is given what it shows.
func token(ctx context.Context, audience string, meanwhile func(shown func() string), args ...string) string {
	home, err := os.MkdirTemp("", "kubelogin")
	peer.Check(err)
	defer func() { _ = os.RemoveAll(home) }()
	args = append([]string{
		"get-token", "--server-id", audience, "--tenant-id", peer.Env("KEYLESS_TENANT_ID"), "--authority-host", peer.Env("KEYLESS_LOGIN") + "/",
		"--disable-instance-discovery", "--cache-dir", home,
	}, args...)
	child := exec.CommandContext(ctx, peer.Tool("kubelogin"), args...)
	child.Env = withoutAzure() // kubelogin prefers the variables of the SDKs to its own flags
	var out bytes.Buffer
	said, err := os.CreateTemp(home, "said")
	peer.Check(err)
	child.Stdout, child.Stderr = &out, said
	peer.Check(child.Start())
	shown := func() string { text, _ := os.ReadFile(said.Name()); return string(text) }
	if meanwhile != nil {
		meanwhile(shown)
	}
	if err := child.Wait(); err != nil {
		peer.Fail("kubelogin %s: %v\n%s", strings.Join(args, " "), err, shown())
	}
	var credential struct{ Status struct{ Token string } }
	peer.Check(json.Unmarshal(out.Bytes(), &credential))
	return credential.Status.Token
}

// withoutAzure is the environment without what the Azure SDKs read.
func withoutAzure() []string {
	return slices.DeleteFunc(os.Environ(), func(pair string) bool { return strings.HasPrefix(pair, "AZURE_") })
}

var deviceCode = regexp.MustCompile(`code ([A-Z0-9]{9})`)

// approve types the device code that kubelogin shows, as the person.
func approve(shown func() string) {
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if code := deviceCode.FindStringSubmatch(shown()); code != nil {
			p, err := person.New(peer.Env("SSL_CERT_FILE"))
			peer.Check(err)
			peer.Check(p.Approve(peer.Env("KEYLESS_LOGIN"), peer.Env("KEYLESS_PERSON"), peer.Env("KEYLESS_PERSON_PASSWORD"), code[1]))
			return
		}
		if time.Now().After(deadline) {
			peer.Fail("kubelogin shows no code: %s", shown())
		}
	}
}

// authenticates is how an API server authenticates that trusts the tenant for tokens of one cluster. It reads the tenant's keys by
// the authorities of SSL_CERT_FILE.
func authenticates(ctx context.Context, audience string) authenticator.Token {
	prefix := "entra:"
	server, err := oidc.New(ctx, oidc.Options{
		JWTAuthenticator: apiserver.JWTAuthenticator{
			Issuer: apiserver.Issuer{URL: peer.Issuer(), Audiences: []string{audience}},
			ClaimMappings: apiserver.ClaimMappings{
				Username: apiserver.PrefixedClaimOrExpression{Claim: "oid", Prefix: &prefix},
				Groups:   apiserver.PrefixedClaimOrExpression{Claim: "groups", Prefix: &prefix},
			},
		},
		SupportedSigningAlgs: []string{"RS256"},
	})
	peer.Check(err)
	for server.HealthCheck() != nil {
		if ctx.Err() != nil {
			peer.Fail("the API server does not get the tenant's keys: %v", server.HealthCheck())
		}
		time.Sleep(100 * time.Millisecond)
	}
	return server
}

// authenticate returns the name and the groups by which the API server knows the bearer of a token, and whether it takes it.
func authenticate(ctx context.Context, server authenticator.Token, token string) (name string, groups []string, ok bool) {
	answer, ok, err := server.AuthenticateToken(ctx, token)
	if err != nil || !ok {
		return "", nil, false
	}
	return answer.User.GetName(), answer.User.GetGroups(), true
}
