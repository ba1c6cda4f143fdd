package token

import (
	"encoding/base64"
	"math/big"
)

// JWKS is a key set document. Source: RFC 7517, with the issuer member of Entra's v2 documents.
type JWKS struct {
	Keys []JWK `json:"keys"`
}

// JWK is a published key.
type JWK struct {
	Type   string   `json:"kty"`
	Use    string   `json:"use"`
	ID     string   `json:"kid"`
	X5T    string   `json:"x5t"`
	N      string   `json:"n"`
	E      string   `json:"e"`
	X5C    []string `json:"x5c"`
	Issuer string   `json:"issuer,omitempty"`
}

// Document returns the published keys, including those that do not sign yet. If issuer is not empty, each key has it as
// the issuer member, as in the v2 document.
func (k *Keys) Document(issuer string) JWKS {
	doc := JWKS{Keys: []JWK{}}
	for _, key := range k.current.Load().published(k.now()) {
		public := key.private.PublicKey
		doc.Keys = append(doc.Keys, JWK{
			Type: "RSA", Use: "sig", ID: key.ID, X5T: key.ID, Issuer: issuer,
			N:   base64.RawURLEncoding.EncodeToString(public.N.Bytes()),
			E:   base64.RawURLEncoding.EncodeToString(big.NewInt(int64(public.E)).Bytes()),
			X5C: []string{base64.StdEncoding.EncodeToString(key.Certificate)},
		})
	}
	return doc
}
