package graph

import (
	"crypto/sha1" //nolint:gosec // Azure names a certificate by its SHA-1; nothing is trusted for it
	"encoding/hex"
	"slices"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
)

// passwords returns the properties of secrets, without the secret and its hash.
func passwords(all []directory.PasswordCredential) []any {
	out := []any{}
	for _, p := range slices.Backward(all) { // Graph shows the newest first
		out = append(out, password(p, ""))
	}
	return out
}

func password(p directory.PasswordCredential, secret string) map[string]any {
	return map[string]any{
		"keyId": p.KeyID, "displayName": orNull(p.DisplayName), "hint": p.Hint, "secretText": orNull(secret),
		"startDateTime": moment(p.Start), "endDateTime": moment(p.End), "customKeyIdentifier": nil,
	}
}

// passwordIn is a secret in a request, which keeps an existing one or asks for a new one.
type passwordIn struct {
	KeyID       string    `json:"keyId"`
	DisplayName *string   `json:"displayName"`
	Start       time.Time `json:"startDateTime"`
	End         time.Time `json:"endDateTime"`
	SecretText  *string   `json:"secretText"`
}

func (in passwordIn) credential() directory.PasswordCredential {
	p := directory.PasswordCredential{KeyID: guid.New(), Start: in.Start, End: in.End}
	if in.DisplayName != nil {
		p.DisplayName = *in.DisplayName
	}
	return p
}

// setPasswords keeps the secrets that a client names and removes the others. Only addPassword creates secrets.
func setPasswords(c *directory.Credentials, in []passwordIn) error {
	kept := []directory.PasswordCredential{}
	for _, want := range slices.Backward(in) { // the newest first, as they were shown
		found := false
		for _, have := range c.Passwords {
			if ascii.EqualFold(have.KeyID, want.KeyID) {
				kept, found = append(kept, have), true
			}
		}
		if !found {
			return badRequest("New password credentials must be generated with service generated passwords: use addPassword.")
		}
	}
	c.Passwords = kept
	return nil
}

// keys returns certificates without their content, which is public but large; the thumbprint identifies it.
func keys(all []directory.KeyCredential) []any {
	out := []any{}
	for _, k := range all {
		thumbprint := sha1.Sum(k.Certificate) //nolint:gosec // a name, no proof
		out = append(out, map[string]any{
			"keyId": k.KeyID, "displayName": orNull(k.DisplayName), "type": k.Type, "usage": k.Usage, "key": nil,
			"customKeyIdentifier": ascii.ToUpper(hex.EncodeToString(thumbprint[:])),
			"startDateTime":       moment(k.Start), "endDateTime": moment(k.End),
		})
	}
	return out
}

// keyIn is a certificate in a request: with its content in base64, or only with the keyId of an existing one.
type keyIn struct {
	KeyID       *string   `json:"keyId"`
	DisplayName *string   `json:"displayName"`
	Type        string    `json:"type"`
	Usage       string    `json:"usage"`
	Key         *string   `json:"key"`
	Start       time.Time `json:"startDateTime"`
	End         time.Time `json:"endDateTime"`
}

func setKeys(c *directory.Credentials, in []keyIn) error {
	all := make([]directory.KeyCredential, len(in))
	for i, k := range in {
		all[i] = directory.KeyCredential{KeyID: guid.New(), Type: k.Type, Usage: k.Usage, Start: k.Start, End: k.End}
		if k.KeyID != nil && *k.KeyID != "" {
			all[i].KeyID = *k.KeyID
		}
		if k.DisplayName != nil {
			all[i].DisplayName = *k.DisplayName
		}
		if k.Key != nil && *k.Key != "" {
			cert, err := directory.ParseCertificate(*k.Key)
			if err != nil {
				return err
			}
			all[i].Certificate = cert.Raw
			if all[i].DisplayName == "" {
				all[i].DisplayName = cert.Subject.String()
			}
		}
	}
	return directory.SetKeys(c, all)
}
