package token

import "keyless.dev/keyless/internal/fault"

// Why a token is refused, as the Code of the *fault.Error that Verify returns. They are for hosts to choose their own
// text by, never for a client to read.
const (
	ReasonMissing     = "TokenMissing"     // no token was sent
	ReasonMalformed   = "TokenMalformed"   // no signed JWT of an accepted algorithm, or too large
	ReasonSignature   = "TokenSignature"   // unknown key, or the signature does not hold
	ReasonExpired     = "TokenExpired"     // exp has passed
	ReasonNotYetValid = "TokenNotYetValid" // nbf lies ahead
	ReasonAudience    = "TokenAudience"    // meant for another resource
	ReasonIssuer      = "TokenIssuer"      // from an issuer that is not trusted, or that does not fit ver
	ReasonTenant      = "TokenTenant"      // tid does not fit the issuer
	ReasonConditions  = "TokenConditions"  // a conditional access policy is in the way: not of Verify, but of what follows it
	ReasonRevoked     = "TokenRevoked"     // the principal is gone or disabled, or its sessions were cut after iat
)

// Missing is the failure of a request without a token.
func Missing() *fault.Error { return refuse(ReasonMissing, "no bearer token was sent") }

func refuse(reason, format string, args ...any) *fault.Error {
	return fault.New(fault.Unauthenticated, reason, format, args...)
}
