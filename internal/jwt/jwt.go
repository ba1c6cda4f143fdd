// Package jwt takes JSON web tokens of any issuer apart, for people to read. Parse checks nothing: what a token says is not
// what is true.
package jwt

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/humantime"
	"keyless.dev/keyless/internal/safetext"
)

// Token is a token taken apart.
type Token struct {
	Raw            string // as it was given, without what Parse tolerates around it
	Header, Claims map[string]any
	signed         string // header and claims as they were signed
	signature      []byte
}

// Parse takes a compact JWT apart. A "Bearer " in front, quotes and white space around are tolerated: people copy
// tokens out of headers and JSON.
func Parse(text string) (*Token, error) {
	text = strings.Trim(strings.TrimSpace(text), `"'`)
	if len(text) > 7 && ascii.EqualFold(text[:7], "bearer ") {
		text = strings.TrimSpace(text[7:])
	}
	switch parts := strings.Split(text, "."); {
	case text == "":
		return nil, fmt.Errorf("there is no token: give one, or pipe it in")
	case len(parts) == 5:
		return nil, fmt.Errorf("this token is encrypted: only who it is for can read it")
	case len(parts) != 3:
		return nil, fmt.Errorf("this is no JSON web token: it has %d parts between dots, not 3; an account key, a refresh token or an id?", len(parts))
	default:
		t := &Token{Raw: text, signed: parts[0] + "." + parts[1]}
		if err := decodePart(parts[0], &t.Header); err != nil {
			return nil, fmt.Errorf("the token's header cannot be read: %w", err)
		}
		if err := decodePart(parts[1], &t.Claims); err != nil {
			return nil, fmt.Errorf("the token's claims cannot be read: %w", err)
		}
		var err error
		if t.signature, err = base64URL(parts[2]); err != nil {
			return nil, fmt.Errorf("the token's signature cannot be read: %w; was it cut short?", err)
		}
		return t, nil
	}
}

func decodePart(part string, into *map[string]any) error {
	text, err := base64URL(part)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if *into == nil {
		return fmt.Errorf("it is null")
	}
	return nil
}

// Text is a claim that is a string, or "".
func (t *Token) Text(name string) string {
	text, _ := t.Claims[name].(string)
	return text
}

// Time is a claim that is a time, and whether it is there.
func (t *Token) Time(name string) (time.Time, bool) { return claimTime(t.Claims[name]) }

func claimTime(value any) (time.Time, bool) {
	number, ok := value.(json.Number)
	if !ok {
		return time.Time{}, false
	}
	seconds, err := number.Float64()
	if err != nil || seconds < -1e11 || seconds > 1e11 {
		return time.Time{}, false
	}
	return time.Unix(int64(seconds), 0), true
}

// Names are the claims' names: those that people look for first, then the others by name.
func (t *Token) Names() []string {
	first := []string{"aud", "iss", "tid", "oid", "upn", "preferred_username", "unique_name", "name", "idtyp", "appid", "azp", "scp", "roles", "groups", "iat", "nbf", "exp", "ver"}
	var names, others []string
	for _, name := range first {
		if _, ok := t.Claims[name]; ok {
			names = append(names, name)
		}
	}
	for name := range t.Claims {
		if !slices.Contains(first, name) {
			others = append(others, name)
		}
	}
	slices.Sort(others)
	return append(names, others...)
}

// Format returns a claim's value on one line, safe for a terminal.
func Format(name string, value any) string {
	if at, ok := claimTime(value); ok && slices.Contains([]string{"iat", "nbf", "exp", "auth_time", "xms_ftd"}, name) {
		return fmt.Sprintf("%s (%s)", at.Local().Format("2006-01-02 15:04:05 MST"), humantime.Relative(time.Until(at)))
	}
	if text, ok := value.(string); ok {
		return safetext.String(text)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return "?"
	}
	return safetext.String(string(text))
}

// Meaning is what a claim is, in plain words. Source: the access token claims reference of Microsoft's identity platform.
func Meaning(name string, claims map[string]any) string {
	switch name {
	case "aud":
		return "whom it is for: " + AudienceMeaning(fmt.Sprint(claims["aud"]))
	case "exp":
		if at, ok := claimTime(claims["exp"]); ok && time.Now().After(at) {
			return "when it ended: it is no longer good"
		}
		return "when it ends"
	case "idtyp":
		if claims["idtyp"] == "app" {
			return "an application's own token, no user in it"
		}
		return "a user's token"
	}
	return map[string]string{
		"iss": "who issued it", "tid": "the tenant", "oid": "the principal's object id: what role assignments name", "sub": "the subject, per application",
		"upn": "the user", "preferred_username": "the user", "unique_name": "the user", "name": "the user's display name",
		"appid": "the application that asked", "azp": "the application that asked", "scp": "what the application may do for the user",
		"roles": "application permissions; Azure RBAC roles are never in a token", "groups": "groups by object id",
		"hasgroups": "too many groups for the token: they have to be looked up", "_claim_names": "too many groups for the token: they have to be looked up",
		"iat": "when it was issued", "nbf": "not good before", "ver": "the token's version", "wids": "directory roles",
		"appidacr": credentialMeaning(claims["appidacr"]), "azpacr": credentialMeaning(claims["azpacr"]),
		"amr": "how the user signed in", "ipaddr": "from where", "xms_cc": "what the client can do: cp1 is claims challenges", "xms_mirid": "the managed identity's resource", "uti": "the token's own id",
	}[name]
}

func credentialMeaning(value any) string {
	switch value {
	case "0":
		return "the application proved nothing: it is a public client"
	case "1":
		return "the application proved itself with a secret"
	case "2":
		return "the application proved itself with a certificate or a federated token"
	}
	return ""
}

// AudienceMeaning is what tokens for an audience are for: "inference", or what they are for instead.
func AudienceMeaning(audience string) string {
	switch strings.TrimSuffix(ascii.ToLower(audience), "/") {
	case "https://cognitiveservices.azure.com", "https://ai.azure.com":
		return "inference"
	case "https://management.azure.com", "https://management.core.windows.net":
		return "Resource Manager, not inference"
	case "https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000":
		return "Graph, not inference"
	}
	if strings.HasSuffix(audience, "/arm") {
		return "Resource Manager, not inference"
	}
	if strings.HasSuffix(audience, "/graph") {
		return "Graph, not inference"
	}
	return "inference takes https://cognitiveservices.azure.com and https://ai.azure.com"
}

// VerifySignature checks the signature by the key of the token's key id. It accepts RS256 alone, and only a key of keys: nothing
// that the token says chooses another.
func VerifySignature(t *Token, keys map[string]*rsa.PublicKey) error {
	if t.Header["alg"] != "RS256" {
		return fmt.Errorf("its algorithm is %s, and only RS256 is accepted", Format("alg", t.Header["alg"]))
	}
	kid, _ := t.Header["kid"].(string)
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

func base64URL(text string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
}

// MaxSize bounds what is read as a token, in bytes.
const MaxSize = 1 << 20

// maxKeys bounds what is read of a key set, in bytes.
const maxKeys = 1 << 20

// ReadKeys reads a key set, RFC 7517, and returns its RSA keys by id.
func ReadKeys(from io.Reader) (map[string]*rsa.PublicKey, error) {
	var set struct {
		Keys []struct{ Kty, Kid, N, E string }
	}
	if err := json.NewDecoder(io.LimitReader(from, maxKeys)).Decode(&set); err != nil {
		return nil, err
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
