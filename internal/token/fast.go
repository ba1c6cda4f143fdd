package token

import (
	"crypto"
	"crypto/rsa"
	"encoding/base64"
	"strings"
	"sync/atomic"
)

// maxHeaders bounds the header texts that a Verifier remembers. Each key of each issuer signs with one.
const maxHeaders = 64

// headers remembers the encoded headers of tokens that were verified, with the key id that each names. A token that
// begins with the same bytes has the same header: RS256, this key, and nothing else that counts. Headers of tokens
// that were not verified are never kept.
type headers struct {
	known atomic.Pointer[map[string]string]
}

func (h *headers) kid(encoded string) (string, bool) {
	known := h.known.Load()
	if known == nil {
		return "", false
	}
	kid, ok := (*known)[encoded]
	return kid, ok
}

// learn remembers the header of a verified token. When there are too many it begins anew.
func (h *headers) learn(encoded, kid string) {
	for {
		old := h.known.Load()
		next := make(map[string]string, 8)
		if old != nil && len(*old) < maxHeaders {
			for k, v := range *old {
				next[k] = v
			}
		}
		next[strings.Clone(encoded)] = strings.Clone(kid)
		if h.known.CompareAndSwap(old, &next) {
			return
		}
	}
}

// compact is a JWT in compact form whose header is known, cut and decoded.
type compact struct {
	kid       string
	signed    string // what the signature is over: the encoded header and payload
	payload   []byte
	signature []byte
}

// cut reads raw if its header is known and its encoding is the only one of its bytes: without padding, line breaks or
// loose bits. Of other tokens it says false; go-jose decides them.
func (h *headers) cut(raw string) (compact, bool) {
	first := strings.IndexByte(raw, '.')
	last := strings.LastIndexByte(raw, '.')
	if first < 0 || last == first || strings.IndexByte(raw[first+1:last], '.') >= 0 || strings.ContainsAny(raw, "\r\n") {
		return compact{}, false
	}
	kid, ok := h.kid(raw[:first])
	if !ok {
		return compact{}, false
	}
	strict := base64.RawURLEncoding.Strict()
	payload, err := strict.DecodeString(raw[first+1 : last])
	if err != nil {
		return compact{}, false
	}
	signature, err := strict.DecodeString(raw[last+1:])
	if err != nil {
		return compact{}, false
	}
	return compact{kid: kid, signed: raw[:last], payload: payload, signature: signature}, true
}

// holds reports whether the signature is that of public over the token, by RS256. RFC 7518 section 3.3.
func (c *compact) holds(public *rsa.PublicKey) bool {
	sum := digest(c.signed)
	return rsa.VerifyPKCS1v15(public, crypto.SHA256, sum[:], c.signature) == nil
}
