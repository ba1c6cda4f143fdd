package resource

import (
	"regexp"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// Further types that keyless has rules for.
const (
	TypeDeletedAccount      = "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts"
	TypeFederatedCredential = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials"
	TypeLock                = "Microsoft.Authorization/locks"
	TypeQuota               = "Microsoft.Keyless/quotas" // keyless's own type: Azure has quotas for subscriptions only
)

// kind describes a resource type.
type kind struct {
	name     string
	located  bool // has a location of its own
	identity bool // may have a managed identity
	// echoesLocation types show their location as it was sent, like Microsoft.CognitiveServices. Others show its canonical
	// form.
	echoesLocation bool
	write          func(*Change, *write) error
	mayDelete      func(*Change, *Resource) error
}

// kinds returns all types. Types without a write function cannot be created by a PUT.
func kinds() []kind {
	return []kind{
		{name: TypeManagementGroup, write: writeManagementGroup, mayDelete: mayDeleteManagementGroup},
		{name: TypeHierarchySettings, write: writeHierarchySettings},
		{name: TypeSubscription, write: writeSubscription},
		{name: TypeResourceGroup, located: true, write: writeGroup},
		{name: TypeAccount, located: true, echoesLocation: true, identity: true, write: writeAccount, mayDelete: mayDeleteAccount},
		{name: TypeDeployment, write: writeDeployment},
		{name: TypeProject, located: true, echoesLocation: true, identity: true, write: writeProject},
		{name: TypeConnection, write: writeConnection},
		{name: TypeProjectConnection, write: writeConnection},
		{name: TypeRaiPolicy, write: writeRaiPolicy},
		{name: TypeDeletedAccount},
		{name: TypeUserIdentity, located: true, write: writeUserIdentity},
		{name: TypeFederatedCredential, write: writeFederatedCredential},
		{name: TypeLock, write: writeLock},
		{name: TypeQuota, write: writeQuota},
	}
}

func kindOf(name string) (kind, bool) {
	for _, k := range kinds() {
		if ascii.EqualFold(k.name, name) {
			return k, true
		}
	}
	return kind{}, false
}

// CanonicalType returns a type in Azure's capitalization if keyless knows it, else unchanged.
func CanonicalType(name string) string {
	if k, ok := kindOf(name); ok {
		return k.name
	}
	return name
}

// Canonical returns the scope with known types in Azure's capitalization. Names are unchanged.
func Canonical(s Scope) Scope {
	k, ok := kindOf(s.Type())
	at := strings.LastIndex(s.key, "/providers/")
	if !ok || at < 0 {
		return s
	}
	words := strings.Split(k.name, "/")
	parts := strings.Split(s.text[at+1:], "/") // providers, namespace, type, name, type, name …
	parts[0], parts[1] = "providers", words[0]
	for i, word := range words[1:] {
		if 2+2*i < len(parts) {
			parts[2+2*i] = word
		}
	}
	text := s.text[:at+1] + strings.Join(parts, "/")
	return Scope{text: text, key: s.key, ends: s.ends}
}

// providerPath returns the part of the id after the last provider: Microsoft.CognitiveServices/accounts/foundry.
func (s Scope) providerPath() string {
	at := strings.LastIndex(s.key, "/providers/")
	if at < 0 {
		return s.Type() + "/" + s.Name()
	}
	return s.text[at+len("/providers/"):]
}

// plain reports whether text consists of low to high letters, digits and characters of more.
func plain(text string, low, high int, more string) bool {
	if len(text) < low || len(text) > high {
		return false
	}
	for _, r := range text {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune(more, r) {
			return false
		}
	}
	return true
}

// startsPlain reports whether text starts with a letter or a digit.
func startsPlain(text string) bool { return text != "" && plain(text[:1], 1, 1, "") }

func badName(kind, name, rule string) error {
	return fault.New(fault.Invalid, "InvalidResourceName", "The %s name '%s' is not valid: %s.", kind, name, rule)
}

// isSubdomain reports whether text is a DNS label of two to 63 characters.
func isSubdomain(text string) bool {
	ok, _ := regexp.MatchString(`^[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9]$`, text)
	return ok
}

// Known reports whether keyless has rules for a type.
func Known(name string) bool {
	_, ok := kindOf(name)
	return ok
}
