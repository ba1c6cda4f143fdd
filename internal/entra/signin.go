package entra

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/textfile"
)

// Credential authenticates this service to a tenant: either Token, or a client id with a secret, a file with a secret, or
// a file with an assertion.
type Credential struct {
	ClientID string
	// Token gets a token for a scope by other means, such as the platform's managed identity.
	Token func(ctx context.Context, scope string) (token string, expires time.Time, err error)
	// Secret is the client secret. SecretFile is a file with the client secret, read for each token request.
	Secret, SecretFile string
	// AssertionFile is a file with a token that the application trusts (workload identity), read for each token request.
	AssertionFile string
}

func (c *Credential) check() error {
	if c.Token != nil {
		return nil
	}
	if _, ok := guid.Parse(c.ClientID); !ok {
		return errors.New("the client id of the credential is not a GUID")
	}
	given := 0
	for _, text := range []string{c.Secret, c.SecretFile, c.AssertionFile} {
		if text != "" {
			given++
		}
	}
	if given != 1 {
		return errors.New("a credential needs exactly one of a secret, a file with a secret, and a file with an assertion")
	}
	return nil
}

// prove adds the credential to a token request.
func (c *Credential) prove(form url.Values) error {
	if c.Secret != "" {
		form.Set("client_secret", c.Secret)
		return nil
	}
	name, file := "client_secret", c.SecretFile
	if c.AssertionFile != "" {
		name, file = "client_assertion", c.AssertionFile
		form.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
	}
	text, err := textfile.Read(file, maxSecret)
	if err != nil {
		return err
	}
	form.Set(name, strings.TrimSpace(string(text)))
	return nil
}

// maxSecret is the maximum size of a file with a secret or an assertion, in bytes.
const maxSecret = 64 << 10

// signIn caches this service's token for the tenant's Graph.
type signIn struct {
	tenant *tenant
	now    func() time.Time

	mu    sync.Mutex
	token string
	until time.Time
}

// bearer returns a token that is valid for at least another minute.
func (s *signIn) bearer(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token != "" && s.now().Before(s.until) {
		return s.token, nil
	}
	if get := s.tenant.Credential.Token; get != nil {
		token, expires, err := get(ctx, s.tenant.Graph+"/.default")
		if err != nil {
			return "", err
		}
		s.token, s.until = token, expires.Add(-time.Minute)
		return token, nil
	}
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {s.tenant.Credential.ClientID}, "scope": {s.tenant.Graph + "/.default"}}
	if err := s.tenant.Credential.prove(form); err != nil {
		return "", err
	}
	address := s.tenant.Authority + "/" + s.tenant.Config.Tenant + "/oauth2/v2.0/token"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	body, err := s.tenant.do(request)
	if err != nil {
		return "", err
	}
	var answer struct {
		Token   string `json:"access_token"`
		Expires int    `json:"expires_in"`
	}
	if err := json.Unmarshal(body, &answer); err != nil || answer.Token == "" {
		return "", errors.New("the token endpoint returned no token")
	}
	life := time.Duration(answer.Expires) * time.Second
	s.token, s.until = answer.Token, s.now().Add(life-min(life/2, 5*time.Minute))
	return s.token, nil
}

// forget drops a token that Graph rejected.
func (s *signIn) forget(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == token {
		s.token = ""
	}
}
