package command

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/safetext"
)

type tokenCommand struct {
	Decode tokenDecode `cmd:"" help:"Print what a token says, in plain words. Nothing of it is checked."`
	Verify tokenVerify `cmd:"" help:"Say whether the running server would accept a token, and if not, why."`
}

type tokenDecode struct {
	Token string `arg:"" optional:"" help:"The token. Without it, or as -, it is read from standard input."`
	JSON  bool   `help:"Print header and claims as JSON."`
}

// Help is shown below the flags.
func (*tokenDecode) Help() string {
	return `Examples:
  az account get-access-token --resource https://ai.azure.com --query accessToken -o tsv | keyless token decode
  keyless token decode eyJ0eXAi… --json

It works on tokens of any issuer. It checks no signature: what a token says is not what is true.`
}

// Run prints what a token says.
func (c *tokenDecode) Run(s *Session) error {
	t, err := s.readToken(c.Token)
	if err != nil {
		return err
	}
	if c.JSON {
		return s.printJSON(map[string]any{"header": t.header, "claims": t.claims})
	}
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	for _, name := range t.names() {
		fmt.Fprintf(table, "%s\t%s\t%s\n", name, say(name, t.claims[name]), s.dim(meaning(name, t.claims)))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "\nSaid to be signed with %v by key %v. The signature was not checked: see keyless token verify.\n", t.header["alg"], t.header["kid"])
	return nil
}

// maxToken bounds what is read as a token, in bytes.
const maxToken = 1 << 20

// jwt is a token taken apart.
type jwt struct {
	raw            string
	header, claims map[string]any
	signed         string // header and claims as they were signed
	signature      []byte
}

func (s *Session) readToken(given string) (*jwt, error) {
	if given == "" || given == "-" {
		if isTerminal(s.In) {
			fmt.Fprintln(s.Err, "Paste the token, then Enter and Ctrl-D:")
		}
		text, err := io.ReadAll(io.LimitReader(s.In, maxToken+1))
		if err != nil {
			return nil, err
		}
		if len(text) > maxToken {
			return nil, fmt.Errorf("standard input holds more than %d MiB: that is no token", maxToken>>20)
		}
		given = string(text)
	}
	return parseJWT(given)
}

// parseJWT takes a compact JWT apart. A "Bearer " in front, quotes and white space around are tolerated: people copy
// tokens out of headers and JSON.
func parseJWT(text string) (*jwt, error) {
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
		t := &jwt{raw: text, signed: parts[0] + "." + parts[1]}
		if err := decodePart(parts[0], &t.header); err != nil {
			return nil, fmt.Errorf("the token's header cannot be read: %w", err)
		}
		if err := decodePart(parts[1], &t.claims); err != nil {
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

func (t *jwt) text(name string) string {
	text, _ := t.claims[name].(string)
	return text
}

// time is a claim that is a time, and whether it is there.
func (t *jwt) time(name string) (time.Time, bool) { return claimTime(t.claims[name]) }

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

// names are the claims' names: those that people look for first, then the others by name.
func (t *jwt) names() []string {
	first := []string{"aud", "iss", "tid", "oid", "upn", "preferred_username", "unique_name", "name", "idtyp", "appid", "azp", "scp", "roles", "groups", "iat", "nbf", "exp", "ver"}
	var names, others []string
	for _, name := range first {
		if _, ok := t.claims[name]; ok {
			names = append(names, name)
		}
	}
	for name := range t.claims {
		if !slices.Contains(first, name) {
			others = append(others, name)
		}
	}
	slices.Sort(others)
	return append(names, others...)
}

// say returns a claim's value on one line, safe for a terminal.
func say(name string, value any) string {
	if at, ok := claimTime(value); ok && slices.Contains([]string{"iat", "nbf", "exp", "auth_time", "xms_ftd"}, name) {
		return fmt.Sprintf("%s (%s)", at.Local().Format("2006-01-02 15:04:05 MST"), relative(time.Until(at)))
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

// relative says how long until, or since.
func relative(d time.Duration) string {
	past := d < 0
	d = d.Abs().Round(time.Second)
	var text string
	switch {
	case d >= 48*time.Hour:
		text = fmt.Sprintf("%d days", int(d.Hours()/24))
	case d >= time.Hour:
		text = fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
	case d >= time.Minute:
		text = fmt.Sprintf("%d min", int(d.Minutes()))
	default:
		text = fmt.Sprintf("%d s", int(d.Seconds()))
	}
	if past {
		return text + " ago"
	}
	return "in " + text
}

// meaning is what a claim is, in plain words. Source: the access token claims reference of Microsoft's identity platform.
func meaning(name string, claims map[string]any) string {
	switch name {
	case "aud":
		return "whom it is for: " + audienceMeaning(fmt.Sprint(claims["aud"]))
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

func audienceMeaning(audience string) string {
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
