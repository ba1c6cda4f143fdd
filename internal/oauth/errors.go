package oauth

import (
	"fmt"

	"keyless.dev/keyless/internal/fault"
)

// OAuth error codes.
const (
	invalidRequest = "invalid_request"
	invalidClient  = "invalid_client"
	invalidGrant   = "invalid_grant"
	invalidScope   = "invalid_scope"
	unauthorized   = "unauthorized_client"
)

// aadsts returns an error with an AADSTS number. An invalid_client error is 401, as in Entra: clients cache other 400s for
// a minute.
func aadsts(number int, code, format string, args ...any) *fault.Error {
	kind := fault.Invalid
	if code == invalidClient {
		kind = fault.Unauthenticated
	}
	f := fault.New(kind, code, "AADSTS%d: %s", number, fmt.Sprintf(format, args...))
	f.Number = number
	return f
}

// Missing is the error for a request without a required parameter.
func Missing(name string) *fault.Error {
	return aadsts(900144, invalidRequest, "The request body must contain the following parameter: '%s'.", name)
}

func tenantNotFound(name string) *fault.Error {
	return aadsts(90002, invalidRequest, "Tenant '%s' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. "+
		"Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.", name)
}

func badTenantName(name string) *fault.Error {
	return aadsts(900023, invalidRequest, "Specified tenant identifier '%s' is neither a valid DNS name, nor a valid external domain.", name)
}

func noTenant() *fault.Error {
	return aadsts(50059, invalidRequest, "No tenant-identifying information found in either the request or implied by any provided credentials.")
}

func appNotFound(app, directory string) *fault.Error {
	return aadsts(700016, unauthorized, "Application with identifier '%s' was not found in the directory '%s'. "+
		"This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. "+
		"You may have sent your authentication request to the wrong tenant.", app, directory)
}

func appDisabled(app, name string) *fault.Error {
	return aadsts(7000112, unauthorized, "Application '%s'(%s) is disabled.", app, name)
}

func resourceNotFound(resource, tenant string) *fault.Error {
	return aadsts(500011, "invalid_resource", "The resource principal named %s was not found in the tenant named %s. "+
		"This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. "+
		"You might have sent your authentication request to the wrong tenant.", resource, tenant)
}

func badScope(scope string) *fault.Error {
	return aadsts(70011, invalidScope, "The provided value for the input parameter 'scope' isn't valid. The scope %s isn't valid.", scope)
}

func badSecret(app string) *fault.Error {
	return aadsts(7000215, invalidClient, "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, "+
		"not the client secret ID, for a secret added to app '%s'.", app)
}

func expiredSecret(app string) *fault.Error {
	return aadsts(7000222, invalidClient, "The provided client secret keys for app '%s' are expired. Visit the Azure portal to create new keys for your app: "+
		"https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.", app)
}

func noCredential() *fault.Error {
	return aadsts(7000218, invalidClient, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.")
}

func publicClient() *fault.Error {
	return aadsts(700025, invalidClient, "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.")
}

// badLogin is the same for a wrong password and for an account that does not exist.
func badLogin() *fault.Error {
	return aadsts(50126, invalidGrant, "Error validating credentials due to invalid username or password.")
}

func accountDisabled() *fault.Error {
	return aadsts(50057, invalidGrant, "The user account is disabled.")
}

func passwordExpired() *fault.Error {
	return aadsts(50055, invalidGrant, "The password is expired.")
}

func badGrant() *fault.Error {
	return aadsts(9002313, invalidGrant, "Invalid request. Request is malformed or invalid.")
}

func codeExpired() *fault.Error {
	return aadsts(70008, invalidGrant, "The provided authorization code or refresh token has expired due to inactivity. "+
		"Send a new interactive authorization request for this user and resource.")
}

func codeAgain() *fault.Error {
	return aadsts(54005, invalidGrant, "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.")
}

func grantRevoked() *fault.Error {
	return aadsts(50173, invalidGrant, "The provided grant has expired due to it being revoked, a fresh auth token is needed. "+
		"The user might have changed or reset their password.").With("suberror", "bad_token")
}

func badVerifier() *fault.Error {
	return aadsts(501481, invalidGrant, "The Code_Verifier does not match the code_challenge supplied in the authorization request.")
}
