package token

import "keyless.dev/keyless/internal/fault"

// Why a token is rejected: the Code of the *fault.Error that Verify returns. Hosts choose their own error text by it;
// clients never see it.
const (
	ReasonMissing     = "TokenMissing"     // no token was sent
	ReasonMalformed   = "TokenMalformed"   // not a signed JWT of an accepted algorithm, or too large
	ReasonSignature   = "TokenSignature"   // unknown key, or invalid signature
	ReasonExpired     = "TokenExpired"     // exp has passed
	ReasonNotYetValid = "TokenNotYetValid" // nbf is in the future
	ReasonAudience    = "TokenAudience"    // issued for another resource
	ReasonIssuer      = "TokenIssuer"      // from an untrusted issuer, or the issuer does not match ver
	ReasonTenant      = "TokenTenant"      // tid does not match the issuer
	ReasonConditions  = "TokenConditions"  // a conditional access policy blocks it; returned by callers of Verify
	ReasonRevoked     = "TokenRevoked"     // the principal was deleted or disabled, or its sessions were revoked after iat
)

// Missing is the error for a request without a token.
func Missing() *fault.Error { return refuse(ReasonMissing, "no bearer token was sent") }

func refuse(reason, format string, args ...any) *fault.Error {
	return fault.New(fault.Unauthenticated, reason, format, args...)
}
