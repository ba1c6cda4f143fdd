package inference

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// Client secrets of realtime sessions. A server requests one and hands it to a browser, which opens a session with it and gets
// neither a token nor a key. Source: OpenAI API reference, "Client secrets".
const (
	secretPrefix      = "ek_"
	secretPurpose     = "client secret of a realtime session"
	secretLifetime    = 10 * time.Minute // unless the request asks for another
	minSecretLifetime = 10 * time.Second
	maxSecretLifetime = 2 * time.Hour
	maxSecretSession  = 4 << 10 // bytes of settings: the secret is sent in a header
)

// clientSecret is the sealed content of a client secret: the credential of its requester, which is checked again when the secret is
// used and during the session, and what the secret is valid for.
type clientSecret struct {
	Token      string          `json:"token,omitempty"`
	Key        string          `json:"key,omitempty"`
	Account    string          `json:"account"` // resource id, as Scope.Key
	Deployment string          `json:"deployment"`
	Expires    int64           `json:"expires"` // seconds since 1970
	Session    json.RawMessage `json:"session,omitempty"`
}

// proof is the credential of a call.
type proof struct {
	key, raw string        // exactly one of them
	secret   *clientSecret // the client secret that contained it, if any
}

// makeSecret handles a request for a client secret.
func (d *host) makeSecret(w http.ResponseWriter, c *call) error {
	source, err := d.readBody(c)
	if err != nil {
		return err
	}
	defer source.release()
	var in struct {
		Expires *struct {
			Anchor  string `json:"anchor"`
			Seconds int64  `json:"seconds"`
		} `json:"expires_after"`
		Session map[string]json.RawMessage `json:"session"`
	}
	if err := edge.DecodeJSON(source.Bytes(), &in); err != nil {
		return fault.New(fault.Invalid, codeBadRequest, "%s", fault.Of(err).Message)
	}
	var model string
	if raw, ok := in.Session["model"]; !ok || json.Unmarshal(raw, &model) != nil {
		return fault.New(fault.Invalid, codeBadRequest, "You must name the deployment as session.model.").With("param", "session.model").With("type", "invalid_request_error")
	}
	deployment, err := d.deployment(c, model)
	if err != nil {
		return err
	}
	lifetime := secretLifetime
	if in.Expires != nil {
		lifetime = time.Duration(in.Expires.Seconds) * time.Second
		if in.Expires.Anchor != "" && in.Expires.Anchor != "created_at" || in.Expires.Seconds > int64(maxSecretLifetime.Seconds()) || lifetime < minSecretLifetime {
			return fault.New(fault.Invalid, codeBadRequest, "expires_after must be from 10 to 7200 seconds after created_at.").With("param", "expires_after").With("type", "invalid_request_error")
		}
	}
	delete(in.Session, "model")
	settings, err := json.Marshal(in.Session)
	if err != nil {
		return err
	}
	if len(settings) > maxSecretSession {
		return fault.New(fault.Invalid, codeBadRequest, "The settings of a session that a client secret carries must have at most %d bytes. Send the rest in session.update.", maxSecretSession)
	}
	expires := d.Now().Add(lifetime).Unix()
	plain, err := json.Marshal(clientSecret{
		Token: c.proof.raw, Key: c.proof.key, Account: c.account.ID.Key(), Deployment: deployment.Name, Expires: expires, Session: settings,
	})
	if err != nil {
		return err
	}
	in.Session["model"], _ = json.Marshal(deployment.Name)
	in.Session["id"], _ = json.Marshal("sess_" + guid.New())
	in.Session["object"] = json.RawMessage(`"realtime.session"`)
	w.Header().Set("Cache-Control", "no-store")
	return edge.WriteJSON(w, http.StatusOK, map[string]any{
		"value": secretPrefix + base64.RawURLEncoding.EncodeToString(d.Box.Seal(plain, secretPurpose)), "expires_at": expires, "session": in.Session,
	})
}

// socketProof is credential for a WebSocket handshake, whose headers a page cannot set: browsers send a token or a client secret as
// a subprotocol or in the query. It fails with Unauthenticated if there is none, or more than one.
func (d *host) socketProof(r *http.Request, f *family, account string) (proof, error) {
	header := r.Header.Clone()
	header.Del("Sec-WebSocket-Protocol")
	found := 0
	if len(header["Authorization"]) > 0 || header.Get("Api-Key") != "" {
		found++
	}
	query := r.URL.Query()
	for parameter, name := range map[string]string{"authorization": "Authorization", "Authorization": "Authorization", "api-key": "Api-Key"} {
		for _, value := range query[parameter] {
			header.Set(name, value)
			found++
		}
	}
	for _, line := range r.Header["Sec-Websocket-Protocol"] {
		for item := range strings.SplitSeq(line, ",") {
			if value, ok := strings.CutPrefix(strings.Trim(item, " \t"), "openai-insecure-api-key."); ok {
				header.Set("Authorization", "Bearer "+value)
				found++
			}
		}
	}
	if found != 1 {
		return proof{}, noToken(f)
	}
	again := *r
	again.Header = header
	if bearer, ok := edge.Bearer(&again); ok && strings.HasPrefix(bearer, secretPrefix) {
		return d.openSecret(bearer, f, account)
	}
	var p proof
	var err error
	p.key, p.raw, err = credential(&again, f)
	return p, err
}

// openSecret opens a client secret. It fails with Unauthenticated if this server did not issue it, it is for another account, or it
// has expired.
func (d *host) openSecret(value string, f *family, account string) (proof, error) {
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(strings.TrimPrefix(value, secretPrefix))
	if err != nil {
		return proof{}, noToken(f)
	}
	plain, err := d.Box.Open(sealed, secretPurpose)
	if err != nil {
		return proof{}, noToken(f).Because(err)
	}
	secret := &clientSecret{}
	if err := json.Unmarshal(plain, secret); err != nil {
		return proof{}, noToken(f).Because(err)
	}
	if secret.Account != account || d.Now().Unix() >= secret.Expires {
		return proof{}, noToken(f)
	}
	return proof{key: secret.Key, raw: secret.Token, secret: secret}, nil
}
