package command

import (
	"cmp"
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/humantime"
	"keyless.dev/keyless/internal/jwt"
)

type tokenVerify struct {
	Token string `arg:"" optional:"" help:"The token. Without it, or as -, it is read from standard input."`
	JSON  bool   `help:"Print JSON."`
}

// Help is shown below the flags.
func (*tokenVerify) Help() string {
	return `Examples:
  az account get-access-token --resource https://ai.azure.com --query accessToken -o tsv | keyless token verify

Exit code 0: the inference endpoint of the running server accepts it as proof of who you are. 1: it does not.
Whether you may call a model is another question: that is up to role assignments.`
}

// check is one thing that has to hold.
type check struct {
	Name string `json:"check"`
	OK   bool   `json:"ok"`
	Why  string `json:"why,omitempty"` // if not, and what to do
}

// Run says whether the running server would accept a token.
func (c *tokenVerify) Run(s *Session) error {
	t, err := s.readToken(c.Token)
	if err != nil {
		return err
	}
	p, err := s.findServer()
	if err != nil {
		return err
	}
	keys, err := signingKeys(s.Context, p)
	if err != nil {
		return err
	}
	checks := checkToken(p, t, keys, time.Now())
	refused := slices.ContainsFunc(checks, func(c check) bool { return !c.OK })
	if c.JSON {
		err = s.printJSON(map[string]any{"accepted": !refused, "checks": checks})
	} else {
		for _, c := range checks {
			if c.OK {
				_, err = fmt.Fprintf(s.Out, "ok       %s\n", c.Name)
			} else {
				_, err = fmt.Fprintf(s.Out, "REFUSED  not %s: %s\n", c.Name, c.Why)
			}
		}
	}
	if err == nil && refused {
		return exitWith(exitFailed)
	}
	return err
}

// checkToken makes the checks that a token has to pass at the inference endpoint.
func checkToken(p *app.Place, t *jwt.Token, keys map[string]*rsa.PublicKey, now time.Time) []check {
	return []check{
		result("signed by this server", jwt.VerifySignature(t, keys)),
		result("issued for its tenant", checkTenant(p, t)),
		result("for inference", checkAudience(t.Text("aud"))),
		result("in its time", checkTimes(t, now)),
	}
}

func result(name string, err error) check {
	if err != nil {
		return check{Name: name, Why: err.Error()}
	}
	return check{Name: name, OK: true}
}

func checkTenant(p *app.Place, t *jwt.Token) error {
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

// clientOf speaks to the server, trusting its authority besides the system's.
func clientOf(p *app.Place) (*http.Client, error) { return client.NewHTTP(p.Server.Roots) }

// signingKeys reads the server's key set.
func signingKeys(ctx context.Context, p *app.Place) (map[string]*rsa.PublicKey, error) {
	over, err := clientOf(p)
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
