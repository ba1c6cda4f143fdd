package token

import (
	"crypto"
	"crypto/rsa"
	"encoding/base64"
	"strings"
	"sync/atomic"
)

// maxHeaders is the number of headers that a Verifier caches. Each key of each issuer has one.
const maxHeaders = 64

// headers caches the encoded JOSE headers of verified tokens, with their key ids. A token with the same encoded header uses
// RS256 and the same key. Headers of tokens that failed verification are never stored.
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

// learn stores the header of a verified token. It clears the cache first if that is full.
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

// compact is a decoded JWT in compact form whose header is cached.
type compact struct {
	kid       string
	signed    string // the signed input: the encoded header and payload
	payload   []byte
	signature []byte
}

// cut decodes raw if its header is cached and its encoding is canonical: no padding, line breaks or unused bits. It returns
// false for other tokens, which go-jose parses.
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

// holds reports whether the RS256 signature of the token is valid for public. RFC 7518, section 3.3.
func (c *compact) holds(public *rsa.PublicKey) bool {
	sum := digest(c.signed)
	return rsa.VerifyPKCS1v15(public, crypto.SHA256, sum[:], c.signature) == nil
}
