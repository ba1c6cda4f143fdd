package client

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/jwt"
)

// azureCLI is the application that az is in every tenant: a public client.
const azureCLI = AzureCLI

// CredentialOf signs in to the running server: as somebody whose password or secret the developer server wrote down, or
// As DefaultAzureCredential does.
func CredentialOf(p *Instance, over *http.Client, as string) (azcore.TokenCredential, error) {
	if as != "" && p.Remote != nil {
		return nil, Misused("--as is for the developer server, whose passwords are in its data folder: sign in to %s yourself", p.Server.Origins.Login)
	}
	if as != "" {
		return DeveloperCredential(p, over, as)
	}
	if err := enter(p); err != nil {
		return nil, err
	}
	if p.Remote != nil {
		return p.Remote.Credential(os.Stderr)
	}
	return azidentity.NewDefaultAzureCredential(&azidentity.DefaultAzureCredentialOptions{
		DisableInstanceDiscovery: true, ClientOptions: azcore.ClientOptions{Transport: over},
	})
}

// enter sets this process's environment up for a server: az, which a credential may run, has only that to go by.
func enter(p *Instance) error {
	vars, err := p.Environment(As{})
	if err != nil {
		return err
	}
	if p.Remote != nil && len(p.Foreign()) == 0 && os.Getenv("AZURE_AUTHORITY_HOST") == p.Server.Origins.Login {
		// The environment is set up for this server, perhaps with a tenant and a profile of az of its own.
		vars = slices.DeleteFunc(vars, func(v Variable) bool { return os.Getenv(v.Name) != "" })
	}
	for _, name := range p.Foreign() {
		if err := os.Unsetenv(name); err != nil {
			return err
		}
	}
	for _, v := range append(vars, developerOnly()...) {
		if err := os.Setenv(v.Name, v.Value); err != nil {
			return err
		}
	}
	return nil
}

// developerForm is how somebody of the developer server proves who they are. A user may be called by the part of the
// name before the @.
func developerForm(p *Instance, name string) (url.Values, error) {
	for _, u := range p.Tenant.Users {
		short, _, _ := strings.Cut(u.UserPrincipalName, "@")
		if !ascii.EqualFold(u.UserPrincipalName, name) && !ascii.EqualFold(short, name) {
			continue
		}
		if u.Password == "" {
			return nil, fmt.Errorf("the password of %s is not known here", u.UserPrincipalName)
		}
		return url.Values{"grant_type": {"password"}, "client_id": {azureCLI}, "username": {u.UserPrincipalName}, "password": {u.Password}}, nil
	}
	application, err := p.Application(name)
	if err != nil || application.Secret == "" {
		return nil, fmt.Errorf("no password or secret of %s is known here", name)
	}
	return url.Values{"grant_type": {"client_credentials"}, "client_id": {application.AppID}, "client_secret": {application.Secret}}, nil
}

// DeveloperCredential signs in as somebody of the developer server, with the password or the secret that it wrote down.
func DeveloperCredential(p *Instance, over *http.Client, name string) (azcore.TokenCredential, error) {
	form, err := developerForm(p, name)
	if err != nil {
		return nil, err
	}
	return &developerCredential{p.Server.Origins.Login + "/" + p.Tenant.ID + "/oauth2/v2.0/token", over, form}, nil
}

// developerCredential gets tokens with a password or a secret that the developer server wrote down.
type developerCredential struct {
	endpoint string
	client   *http.Client
	form     url.Values
}

// GetToken implements azcore.TokenCredential.
func (c *developerCredential) GetToken(ctx context.Context, options policy.TokenRequestOptions) (azcore.AccessToken, error) {
	form := url.Values{"scope": {strings.Join(options.Scopes, " ")}}
	for name, values := range c.form {
		form[name] = values
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint, strings.NewReader(form.Encode()))
	if err != nil {
		return azcore.AccessToken{}, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return ReadToken(c.client, request)
}

// seconds is a number of them, which some endpoints write as text.
type seconds int

// UnmarshalJSON implements json.Unmarshaler.
func (s *seconds) UnmarshalJSON(text []byte) error {
	n, err := strconv.Atoi(strings.Trim(string(text), `"`))
	*s = seconds(n)
	return err
}

// ReadToken sends a request for a token and reads the answer.
func ReadToken(client *http.Client, request *http.Request) (azcore.AccessToken, error) {
	response, err := client.Do(request)
	if err != nil {
		return azcore.AccessToken{}, err
	}
	defer response.Body.Close()
	var answer struct {
		Token   string  `json:"access_token"`
		Expires seconds `json:"expires_in"`
		Error   string  `json:"error_description"`
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, jwt.MaxSize)).Decode(&answer); err != nil {
		return azcore.AccessToken{}, fmt.Errorf("%s: %w", request.URL.Redacted(), err)
	}
	if answer.Token == "" {
		return azcore.AccessToken{}, fmt.Errorf("%s: %s", response.Status, answer.Error)
	}
	return azcore.AccessToken{Token: answer.Token, ExpiresOn: time.Now().Add(time.Duration(answer.Expires) * time.Second)}, nil
}

// administratorOf is the first person of the developer server's world whose password the data folder holds. In the
// default world that is its administrator; in another, by convention.
func administratorOf(p *Instance) (name string, ok bool) {
	for _, u := range p.Tenant.Users {
		if u.Password != "" {
			return u.UserPrincipalName, true
		}
	}
	return "", false
}

// ownerCredential is whoever is signed in, and the owner of the data folder if nobody is.
type ownerCredential struct {
	signedIn, owner azcore.TokenCredential
	say             func()
	decided         azcore.TokenCredential
}

// GetToken implements azcore.TokenCredential.
func (c *ownerCredential) GetToken(ctx context.Context, options policy.TokenRequestOptions) (azcore.AccessToken, error) {
	if c.decided == nil {
		token, err := c.signedIn.GetToken(ctx, options)
		if err == nil {
			c.decided = c.signedIn
			return token, nil
		}
		if chosen() || ctx.Err() != nil {
			return token, err
		}
		c.say()
		c.decided = c.owner
	}
	return c.decided.GetToken(ctx, options)
}

// chosen reports whether the environment says whom to sign in as: a failure of that is to be told, not worked around.
func chosen() bool {
	for _, name := range []string{"AZURE_CLIENT_ID", "IDENTITY_ENDPOINT", "MSI_ENDPOINT"} {
		if os.Getenv(name) != "" {
			return true
		}
	}
	return false
}

// developerOnly limits DefaultAzureCredential to the tools that a person signs in with, unless the environment has an
// identity for it. Otherwise it asks the metadata service of the machine, which on a machine in Azure has an identity of
// another cloud, and in some sandboxes is a gateway whose refusal ends the search.
func developerOnly() []Variable {
	for _, name := range []string{"AZURE_TOKEN_CREDENTIALS", "AZURE_CLIENT_ID", "IDENTITY_ENDPOINT", "MSI_ENDPOINT"} {
		if os.Getenv(name) != "" {
			return nil
		}
	}
	return []Variable{{Name: "AZURE_TOKEN_CREDENTIALS", Value: "dev"}}
}
