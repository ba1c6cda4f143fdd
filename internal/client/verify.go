package client

import (
	"cmp"
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"keyless.dev/keyless/internal/humantime"
	"keyless.dev/keyless/internal/jwt"
)

// Check is one thing that has to hold.
type Check struct {
	Name string `json:"check"`
	OK   bool   `json:"ok"`
	Why  string `json:"why,omitempty"` // if not, and what to do
}

// CheckToken makes the checks that a token has to pass at the inference endpoint.
func CheckToken(p *Instance, t *jwt.Token, keys map[string]*rsa.PublicKey, now time.Time) []Check {
	return []Check{
		result("signed by this server", jwt.VerifySignature(t, keys)),
		result("issued for its tenant", checkTenant(p, t)),
		result("for inference", checkAudience(t.Text("aud"))),
		result("in its time", checkTimes(t, now)),
	}
}

func result(name string, err error) Check {
	if err != nil {
		return Check{Name: name, Why: err.Error()}
	}
	return Check{Name: name, OK: true}
}

func checkTenant(p *Instance, t *jwt.Token) error {
	if p.Remote != nil { // which tenants it has, it tells those who may know
		if iss := t.Text("iss"); !strings.HasPrefix(iss, p.Server.Origins.Login+"/"+t.Text("tid")+"/") || t.Text("tid") == "" {
			return fmt.Errorf("its issuer is %q", iss)
		}
		return nil
	}
	if tid := t.Text("tid"); tid != p.Tenant.ID {
		return fmt.Errorf("its tenant is %q, and this server's is %s", tid, p.Tenant.ID)
	}
	if iss := t.Text("iss"); !strings.HasPrefix(iss, p.Server.Origins.Login+"/"+p.Tenant.ID+"/") {
		return fmt.Errorf("its issuer is %q", iss)
	}
	return nil
}

func checkAudience(audience string) error {
	if jwt.AudienceMeaning(audience) == "inference" {
		return nil
	}
	return fmt.Errorf("its audience is %q: ask for one with az account get-access-token --resource https://ai.azure.com", audience)
}

func checkTimes(t *jwt.Token, now time.Time) error {
	end, ok := t.Time("exp")
	if !ok {
		return errors.New("it has no end")
	}
	if now.After(end) {
		return fmt.Errorf("it ended %s: get a new one", humantime.Relative(end.Sub(now)))
	}
	if begin, ok := t.Time("nbf"); ok && now.Before(begin) {
		return fmt.Errorf("it is good from %s on: is the clock right?", humantime.Relative(begin.Sub(now)))
	}
	return nil
}

// HTTPOf speaks to the server, trusting its authority besides the system's.
func HTTPOf(p *Instance) (*http.Client, error) { return NewHTTP(p.Server.Roots) }

// SigningKeys reads the server's key set.
func SigningKeys(ctx context.Context, p *Instance) (map[string]*rsa.PublicKey, error) {
	over, err := HTTPOf(p)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	address := p.Server.Origins.Login + "/" + cmp.Or(p.Tenant.ID, "common") + "/discovery/v2.0/keys"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	response, err := over.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s", address, response.Status)
	}
	keys, err := jwt.ReadKeys(response.Body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	return keys, nil
}
