package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/cache"
	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"
)

// SignIn is a way to sign in.
type SignIn string

// The ways to sign in.
const (
	Default    SignIn = "default"     // DefaultAzureCredential: the environment, a managed identity, az login
	Browser    SignIn = "browser"     // the system's browser, which comes back to a port of this machine
	DeviceCode SignIn = "device-code" // a code that is typed in a browser anywhere
)

// AzureCLI is the application that az is in every tenant: a public client.
const AzureCLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"

// tokenCache is the file of a folder that holds refresh tokens.
const tokenCache = "tokens.json"

// Interactive is a credential of a person who signs in with a browser. The first request of a scope signs in, unless an
// earlier sign-in is in the cache.
type Interactive struct {
	app   public.Client
	how   SignIn
	tell  io.Writer
	open  func(address string) error // opens a browser; nil is the system's
	mutex sync.Mutex
}

// NewInteractive returns a credential for the sign-in host login. folder keeps what was signed in, readable by its owner
// only; "" keeps it in memory. What the person has to do is written to tell.
func NewInteractive(login, folder string, how SignIn, client *http.Client, tell io.Writer) (*Interactive, error) {
	options := []public.Option{
		public.WithAuthority(login + "/organizations"), public.WithInstanceDiscovery(false), public.WithHTTPClient(client),
	}
	if folder != "" {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, err
		}
		options = append(options, public.WithCache(cacheFile(filepath.Join(folder, tokenCache))))
	}
	app, err := public.New(AzureCLI, options...)
	return &Interactive{app: app, how: how, tell: tell}, err
}

// GetToken implements azcore.TokenCredential.
func (i *Interactive) GetToken(ctx context.Context, options policy.TokenRequestOptions) (azcore.AccessToken, error) {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	accounts, err := i.app.Accounts(ctx)
	if err != nil {
		return azcore.AccessToken{}, err
	}
	if len(accounts) > 0 {
		silent := []public.AcquireSilentOption{public.WithSilentAccount(accounts[0])}
		if options.Claims != "" {
			silent = append(silent, public.WithClaims(options.Claims))
		}
		if found, err := i.app.AcquireTokenSilent(ctx, options.Scopes, silent...); err == nil {
			return azcore.AccessToken{Token: found.AccessToken, ExpiresOn: found.ExpiresOn}, nil
		}
	}
	found, err := i.signIn(ctx, options)
	if err != nil {
		return azcore.AccessToken{}, err
	}
	// Who signed in before has no place in the cache any longer: one person at a time, as with az.
	for _, other := range accounts {
		if other.HomeAccountID != found.Account.HomeAccountID {
			err = errors.Join(err, i.app.RemoveAccount(ctx, other))
		}
	}
	return azcore.AccessToken{Token: found.AccessToken, ExpiresOn: found.ExpiresOn}, err
}

func (i *Interactive) signIn(ctx context.Context, options policy.TokenRequestOptions) (public.AuthResult, error) {
	if i.how == DeviceCode {
		var more []public.AcquireByDeviceCodeOption
		if options.Claims != "" {
			more = append(more, public.WithClaims(options.Claims))
		}
		code, err := i.app.AcquireTokenByDeviceCode(ctx, options.Scopes, more...)
		if err != nil {
			return public.AuthResult{}, err
		}
		fmt.Fprintln(i.tell, code.Result.Message)
		return code.AuthenticationResult(ctx)
	}
	fmt.Fprintln(i.tell, "Sign in with the browser that opens now. (Where there is none: --sign-in device-code)")
	var more []public.AcquireInteractiveOption
	if i.open != nil {
		more = append(more, public.WithOpenURL(i.open))
	}
	if options.Claims != "" {
		more = append(more, public.WithClaims(options.Claims))
	}
	return i.app.AcquireTokenInteractive(ctx, options.Scopes, more...)
}

// cacheFile keeps MSAL's cache in a file that its owner only can read.
type cacheFile string

// Replace implements cache.ExportReplace.
func (f cacheFile) Replace(_ context.Context, into cache.Unmarshaler, _ cache.ReplaceHints) error {
	text, err := os.ReadFile(string(f))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return into.Unmarshal(text)
}

// Export implements cache.ExportReplace.
func (f cacheFile) Export(_ context.Context, from cache.Marshaler, _ cache.ExportHints) error {
	text, err := from.Marshal()
	if err != nil {
		return err
	}
	return writePrivate(string(f), text)
}
