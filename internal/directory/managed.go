package directory

import "keyless.dev/keyless/internal/fault"

// MicrosoftTenant is the owner tenant of the service principals of Microsoft's APIs.
const MicrosoftTenant = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"

// changeable rejects a change of a service principal that cannot be managed through the directory: that of a managed
// identity, which belongs to an Azure resource, and those of Microsoft's APIs. Whoever could change one could sign in as it.
// Every function that changes an object on a caller's behalf calls it.
func changeable(o Object) error {
	p, ok := o.(*ServicePrincipal)
	switch {
	case !ok:
		return nil
	case p.Type == TypeManagedIdentity:
		return fault.New(fault.Denied, "Authorization_RequestDenied", "The service principal of a managed identity is changed by its Azure resource alone, not through the directory.")
	case isFirstPartyApp(p.AppID):
		return fault.New(fault.Denied, "Authorization_RequestDenied", "The service principal of one of Microsoft's own applications cannot be changed.")
	}
	return nil
}

func isFirstPartyApp(appID string) bool {
	for _, api := range FirstPartyAPIs() {
		if api.AppID == appID {
			return true
		}
	}
	return false
}
