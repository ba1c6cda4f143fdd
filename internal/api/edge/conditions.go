package edge

import (
	"encoding/base64"
	"fmt"
	"time"

	"keyless.dev/keyless/internal/token"
)

// CheckConditions asks conditions, which may be nil, about a request that comes with verified claims.
func CheckConditions(conditions func(*token.Claims, string) error, c *token.Claims, r *Request) error {
	if conditions == nil {
		return nil
	}
	return conditions(c, Address(r.RemoteAddr))
}

// ClaimsChallenge is the WWW-Authenticate header by which a client that knows continuous access evaluation gets a new token
// in the place of the one that it has. Source: the claims challenge of the Microsoft identity platform.
func ClaimsChallenge(authority string, now time.Time) string {
	claims := fmt.Sprintf(`{"access_token":{"nbf":{"essential":true,"value":"%d"}}}`, now.Unix())
	return fmt.Sprintf(`Bearer realm="", authorization_uri="%s/oauth2/authorize", error="insufficient_claims", claims="%s"`,
		authority, base64.StdEncoding.EncodeToString([]byte(claims)))
}
