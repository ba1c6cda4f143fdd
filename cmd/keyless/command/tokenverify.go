package command

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/client"
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
func checkToken(p *app.Place, t *jwt, keys map[string]*rsa.PublicKey, now time.Time) []check {
	return []check{
		result("signed by this server", verifySignature(t, keys)),
		result("issued for its tenant", checkTenant(p, t)),
		result("for inference", checkAudience(t.text("aud"))),
		result("in its time", checkTimes(t, now)),
	}
}

func result(name string, err error) check {
	if err != nil {
		return check{Name: name, Why: err.Error()}
	}
	return check{Name: name, OK: true}
}

// verifySignature is RS256 only, by a key of ours only: nothing that the token says chooses another.
func verifySignature(t *jwt, keys map[string]*rsa.PublicKey) error {
	if t.header["alg"] != "RS256" {
		return fmt.Errorf("its algorithm is %s, and only RS256 is accepted", say("alg", t.header["alg"]))
	}
	kid, _ := t.header["kid"].(string)
	key, ok := keys[kid]
	if !ok {
		return fmt.Errorf("key %q is none of this server's: the token is of another issuer", kid)
	}
	digest := sha256.Sum256([]byte(t.signed))
	if rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], t.signature) != nil {
		return errors.New("the signature does not fit: the token was changed or cut")
	}
	return nil
}

func checkTenant(p *app.Place, t *jwt) error {
	if p.Remote != nil { // which tenants it has, it tells those who may know
		if iss := t.text("iss"); !strings.HasPrefix(iss, p.Server.Origins.Login+"/"+t.text("tid")+"/") || t.text("tid") == "" {
			return fmt.Errorf("its issuer is %q", iss)
		}
		return nil
	}
	if tid := t.text("tid"); tid != p.Tenant.ID {
		return fmt.Errorf("its tenant is %q, and this server's is %s", tid, p.Tenant.ID)
	}
	if iss := t.text("iss"); !strings.HasPrefix(iss, p.Server.Origins.Login+"/"+p.Tenant.ID+"/") {
		return fmt.Errorf("its issuer is %q", iss)
	}
	return nil
}

func checkAudience(audience string) error {
	if audienceMeaning(audience) == "inference" {
		return nil
	}
	return fmt.Errorf("its audience is %q: ask for one with az account get-access-token --resource https://ai.azure.com", audience)
}

func checkTimes(t *jwt, now time.Time) error {
	end, ok := t.time("exp")
	if !ok {
		return errors.New("it has no end")
	}
	if now.After(end) {
		return fmt.Errorf("it ended %s: get a new one", relative(end.Sub(now)))
	}
	if begin, ok := t.time("nbf"); ok && now.Before(begin) {
		return fmt.Errorf("it is good from %s on: is the clock right?", relative(begin.Sub(now)))
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
	address := p.Server.Origins.Login + "/" + orDash(p.Tenant.ID, "common") + "/discovery/v2.0/keys"
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
	var set struct {
		Keys []struct{ Kty, Kid, N, E string }
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, 1<<20)).Decode(&set); err != nil {
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	keys := map[string]*rsa.PublicKey{}
	for _, k := range set.Keys {
		n, errN := base64URL(k.N)
		e, errE := base64URL(k.E)
		if k.Kty == "RSA" && errN == nil && errE == nil {
			keys[k.Kid] = &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}
		}
	}
	return keys, nil
}

func base64URL(text string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
}
