package resource

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"time"
)

// AccountProperties are the properties of a Cognitive Services account that keyless interprets. Extra holds all others.
// Source: Microsoft.CognitiveServices api-version 2025-09-01.
type AccountProperties struct {
	ProvisioningState      string          `json:"provisioningState,omitempty"`
	CustomSubDomainName    string          `json:"customSubDomainName,omitempty"`
	DisableLocalAuth       bool            `json:"disableLocalAuth,omitempty"`
	PublicNetworkAccess    string          `json:"publicNetworkAccess,omitempty"` // Enabled or Disabled
	NetworkACLs            *NetworkACLs    `json:"networkAcls,omitempty"`
	AllowProjectManagement bool            `json:"allowProjectManagement,omitempty"`
	InternalID             string          `json:"internalId,omitempty"`
	DateCreated            time.Time       `json:"dateCreated,omitzero"`
	Extra                  json.RawMessage `json:"extra,omitempty"`
}

// NetworkACLs restricts the addresses from which an account may be called.
type NetworkACLs struct {
	DefaultAction       string          `json:"defaultAction,omitempty"` // Allow or Deny
	Bypass              string          `json:"bypass,omitempty"`
	IPRules             []IPRule        `json:"ipRules"`
	VirtualNetworkRules json.RawMessage `json:"virtualNetworkRules,omitempty"`
}

// IPRule is an address or a CIDR range.
type IPRule struct {
	Value string `json:"value"`
}

// AccountKeys is the content of Resource.Secrets of an account: each key is sealed for listKeys and hashed for verification.
type AccountKeys struct {
	Key1 AccountKey `json:"key1"`
	Key2 AccountKey `json:"key2"`
}

// AccountKey is one of an account's two keys.
type AccountKey struct {
	Sealed []byte `json:"sealed"`
	Hash   []byte `json:"hash"` // SHA-256, which is enough because keys are long and random
}

// Matches reports whether presented is the key, in constant time.
func (k AccountKey) Matches(presented string) bool {
	hash := sha256.Sum256([]byte(presented))
	return subtle.ConstantTimeCompare(hash[:], k.Hash) == 1
}

// DeploymentProperties are the properties of a model deployment.
type DeploymentProperties struct {
	ProvisioningState    string          `json:"provisioningState,omitempty"`
	Model                Model           `json:"model"`
	RaiPolicyName        string          `json:"raiPolicyName,omitempty"`
	VersionUpgradeOption string          `json:"versionUpgradeOption,omitempty"`
	ScaleSettings        json.RawMessage `json:"scaleSettings,omitempty"`
	Extra                json.RawMessage `json:"extra,omitempty"`
}

// Model is a model of the catalogue. Source is the name of the configured upstream that serves it; if it is "", the upstream
// with the name of the format serves it, or else the built-in model.
type Model struct {
	Format    string `json:"format"`
	Name      string `json:"name"`
	Version   string `json:"version,omitempty"`
	Publisher string `json:"publisher,omitempty"`
	Source    string `json:"source,omitempty"`
}
