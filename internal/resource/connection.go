package resource

import (
	"encoding/json"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// Types below accounts that keyless stores and lists but that its data plane does not use.
const (
	TypeConnection        = "Microsoft.CognitiveServices/accounts/connections"
	TypeProjectConnection = "Microsoft.CognitiveServices/accounts/projects/connections"
	TypeRaiPolicy         = "Microsoft.CognitiveServices/accounts/raiPolicies"
)

// connectionAuth lists the authentication types of connections. Source: ConnectionAuthType of Microsoft.CognitiveServices
// api-version 2025-06-01.
var connectionAuth = [...]string{
	"PAT", "ManagedIdentity", "UsernamePassword", "None", "SAS", "AccountKey", "ServicePrincipal", "AccessKey", "ApiKey", "CustomKeys", "OAuth2", "AAD",
}

// ConnectionSecrets is the content of Resource.Secrets of a connection: its credentials, sealed for its id.
type ConnectionSecrets struct {
	Credentials []byte `json:"credentials,omitempty"`
}

// writeConnection writes a connection. Its credentials are sealed, and only ConnectionCredentials returns them.
func writeConnection(c *Change, w *write) error {
	if !plain(w.after.Name, 2, 128, "_-.") || !startsPlain(w.after.Name) {
		return badName("connection", w.after.Name, "it has 2 to 128 letters, digits, '-', '_' and '.', and starts with a letter or a digit")
	}
	given, err := readJSONObject(w.body.Properties, "properties")
	if err != nil {
		return err
	}
	given.drop("createdByWorkspaceArmId", "group", "peStatus", "provisioningState")
	credentials, has := given.take("credentials")
	if has && !json.Valid(credentials) {
		return given.wrong("the value has the wrong type", "credentials")
	}
	var before json.RawMessage
	if w.before != nil && w.patch {
		before = w.before.Properties
	}
	w.after.Properties = given.rest(before)
	var p struct {
		Category string `json:"category"`
		AuthType string `json:"authType"`
		Target   string `json:"target"`
	}
	if unmarshal(w.after.Properties, &p) != nil || p.Category == "" || len(p.Category) > 128 || len(p.Target) > 2048 {
		return fault.New(fault.Invalid, "InvalidResourceProperties", "A connection has a category and, at most, a target of 2048 characters.")
	}
	if !slices.ContainsFunc(connectionAuth[:], func(known string) bool { return ascii.EqualFold(known, p.AuthType) }) {
		return fault.New(fault.Invalid, "InvalidResourceProperties", "The authType '%.64s' of the connection is not one of %s.", p.AuthType, strings.Join(connectionAuth[:], ", "))
	}
	if has {
		w.after.Secrets = encode(ConnectionSecrets{c.Box.Seal(credentials, w.after.ID.Key())})
	} else if !w.patch {
		w.after.Secrets = nil
	}
	return nil
}

// ConnectionCredentials returns the credentials of a connection; nil if it has none.
func (c *Change) ConnectionCredentials(r *Resource) (json.RawMessage, error) {
	var s ConnectionSecrets
	if err := unmarshal(r.Secrets, &s); err != nil || len(s.Credentials) == 0 {
		return nil, err
	}
	return c.Box.Open(s.Credentials, r.ID.Key())
}

// SystemRaiPolicies returns the names of the content filters that every account has.
func SystemRaiPolicies() []string { return []string{"Microsoft.Default", "Microsoft.DefaultV2"} }

// isSystemPolicy reports whether a name is reserved for content filters of the service.
func isSystemPolicy(name string) bool {
	const prefix = "microsoft."
	return len(name) >= len(prefix) && ascii.EqualFold(name[:len(prefix)], prefix)
}

// writeRaiPolicy writes a custom content filter. Source: RaiPolicyProperties of api-version 2024-10-01.
func writeRaiPolicy(_ *Change, w *write) error {
	if !plain(w.after.Name, 1, 64, "_-.") || !startsPlain(w.after.Name) || isSystemPolicy(w.after.Name) {
		return badName("content filter", w.after.Name, "it has 1 to 64 letters, digits, '-', '_' and '.', and does not start with 'Microsoft.'")
	}
	given, err := readJSONObject(w.body.Properties, "properties")
	if err != nil {
		return err
	}
	given.drop("type", "provisioningState")
	var before json.RawMessage
	if w.before != nil && w.patch {
		before = w.before.Properties
	}
	var p struct {
		Mode    string                       `json:"mode"`
		Base    string                       `json:"basePolicyName"`
		Filters []map[string]json.RawMessage `json:"contentFilters"`
	}
	all := given.rest(before)
	if unmarshal(all, &p) != nil || len(p.Filters) > 100 {
		return fault.New(fault.Invalid, "InvalidResourceProperties", "The properties of the content filter '%s' are not valid.", w.after.Name)
	}
	if !slices.ContainsFunc([]string{"", "Default", "Deferred", "Blocking", "Asynchronous_filter"}, func(known string) bool { return ascii.EqualFold(known, p.Mode) }) {
		return fault.New(fault.Invalid, "InvalidResourceProperties", "The mode '%.64s' of the content filter is not one of Default, Deferred, Blocking, Asynchronous_filter.", p.Mode)
	}
	own, err := readJSONObject(all, "properties")
	if err != nil {
		return err
	}
	own.drop("type")
	w.after.Properties = own.rest(encode(map[string]string{"type": "UserManaged"}))
	return nil
}

// raiPolicyThere rejects a deployment with a content filter that its account does not have.
func raiPolicyThere(c *Change, deployment Scope, name string) error {
	if isSystemPolicy(name) {
		return nil
	}
	account, _ := deployment.Parent()
	id, err := account.Child("raiPolicies", name)
	if err != nil {
		return err
	}
	_, err = Find(c.Store, c.Tenant, id)
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.Invalid, "InvalidResourceProperties", "The RAI policy '%.64s' of the deployment does not exist.", name)
	}
	return err
}
