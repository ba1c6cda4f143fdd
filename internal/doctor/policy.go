package doctor

import (
	"regexp"

	"keyless.dev/keyless/internal/jwt"
)

// byPolicy finds the conditional access policy that a refusal of keyless names: of a sign-in, or of the use of a token.
var byPolicy = regexp.MustCompile(`(?:[Bb]locked by policy|Asked for by policy|The conditional access policy) ('.{1,300}?' \([0-9a-f-]{36}\))`)

// policyFinding says that a conditional access policy is in the way, if text is the refusal of one.
func policyFinding(text string) (Finding, bool) {
	named := byPolicy.FindStringSubmatch(text)
	if named == nil {
		return Finding{}, false
	}
	return Finding{
		Code:     "policy",
		Sentence: "Blocked by policy " + jwt.Format("", named[1]) + ": a conditional access policy of the organization.",
		Type:     []string{"az login"},
		Hint:     "A policy may ask for a passkey or a newer sign-in, which az login gives. One that blocks is changed by a Conditional Access Administrator, at Graph's /identity/conditionalAccess/policies.",
	}, true
}
