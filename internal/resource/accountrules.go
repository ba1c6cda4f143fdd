package resource

import (
	"encoding/json"
	"net/netip"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// readOnlyAccount lists the read-only properties, which are ignored in requests.
var readOnlyAccount = [...]string{
	"provisioningState", "endpoint", "endpoints", "internalId", "capabilities", "isMigrated", "dateCreated", "callRateLimit",
	"skuChangeInfo", "quotaLimit", "deletionDate", "scheduledPurgeDate", "commitmentPlanAssociations", "abusePenalty",
	"privateEndpointConnections", "defaultProject", "associatedProjects",
}

func writeAccount(c *Change, w *write) error {
	if err := checkAccountName(w.after.Name); err != nil {
		return err
	}
	given, err := readJSONObject(w.body.Properties, "properties")
	if err != nil {
		return err
	}
	var restore bool
	if err := given.boolean("restore", &restore); err != nil {
		return err
	}
	if w.before == nil {
		if restored, err := c.restore(w, restore); restored || err != nil {
			return err
		}
	}
	if err := w.accountKind(); err != nil {
		return err
	}
	p, err := w.accountProperties(given)
	if err != nil {
		return err
	}
	if err := c.freeSubdomain(w.after, p.CustomSubDomainName); err != nil {
		return err
	}
	if w.before == nil {
		p.InternalID, p.DateCreated = guid.Compact(guid.New()), c.At
		keys, err := c.newKeys(w.after.ID)
		if err != nil {
			return err
		}
		w.after.Secrets = encode(keys)
	}
	p.ProvisioningState = "Succeeded"
	w.after.Properties = encode(p)
	return nil
}

func checkAccountName(name string) error {
	if !plain(name, 2, 64, "_-.") || !startsPlain(name) {
		return fault.New(fault.Invalid, "AccountNameInvalid",
			"The account name '%s' is invalid. An account name has 2 to 64 letters, digits, '-', '_' and '.', and starts with a letter or a digit.", name)
	}
	return nil
}

// accountKind sets kind and SKU. The kind cannot change, except between OpenAI and AIServices.
func (w *write) accountKind() error {
	kind := w.body.Kind
	switch {
	case kind == "" && w.before != nil:
		kind = w.before.Kind
	case kind == "":
		return fault.New(fault.Invalid, "InvalidApiSetId", "The kind of the account is required.")
	}
	known, ok := AccountKindOf(kind)
	if !ok {
		return fault.New(fault.Invalid, "InvalidApiSetId", "The account type '%s' is either invalid or unavailable in given region.", kind)
	}
	if w.before != nil && known.Name != w.before.Kind && (!upgradable(known.Name) || !upgradable(w.before.Kind)) {
		return fault.New(fault.Invalid, "AccountKindChangeNotAllowed", "The kind of the account '%s' cannot be changed from '%s' to '%s'.", w.after.Name, w.before.Kind, kind)
	}
	w.after.Kind = known.Name
	if w.body.SKU != nil {
		w.after.SKU = w.body.SKU
	} else if w.before == nil {
		return fault.New(fault.Invalid, "InvalidSkuId", "The sku of the account is required.")
	}
	if !slices.Contains(known.SKUs, ascii.ToUpper(w.after.SKU.Name)) {
		return fault.New(fault.Invalid, "InvalidSkuId", "The sku '%s' of account type '%s' is either invalid or unavailable in given region.", w.after.SKU.Name, known.Name)
	}
	w.after.SKU = &SKU{Name: ascii.ToUpper(w.after.SKU.Name)}
	return nil
}

func upgradable(kind string) bool { return kind == "AIServices" || kind == "OpenAI" }

// accountProperties applies the given properties to those that stay: all on PATCH, the immutable ones on PUT.
func (w *write) accountProperties(given *jsonObject) (AccountProperties, error) {
	var was, p AccountProperties
	if w.before != nil {
		if err := unmarshal(w.before.Properties, &was); err != nil {
			return p, err
		}
	}
	if p = was; !w.patch {
		p = AccountProperties{InternalID: was.InternalID, DateCreated: was.DateCreated, CustomSubDomainName: was.CustomSubDomainName}
	}
	given.drop(readOnlyAccount[:]...)
	stated := given.statedFalse("disableLocalAuth", "allowProjectManagement")
	acls := new(NetworkACLs)
	hasACLs, err := given.object("networkAcls", acls)
	if err == nil {
		err = firstOf(
			given.text("customSubDomainName", &p.CustomSubDomainName),
			given.boolean("disableLocalAuth", &p.DisableLocalAuth),
			given.boolean("allowProjectManagement", &p.AllowProjectManagement),
			given.text("publicNetworkAccess", &p.PublicNetworkAccess),
		)
	}
	if err != nil {
		return p, err
	}
	if was.CustomSubDomainName != "" && !ascii.EqualFold(was.CustomSubDomainName, p.CustomSubDomainName) {
		return p, fault.New(fault.Invalid, "CustomSubDomainNameUpdateNotAllowed", "The custom subdomain name of an account cannot be changed once it is set.")
	}
	p.CustomSubDomainName = ascii.ToLower(p.CustomSubDomainName)
	if hasACLs {
		if p.CustomSubDomainName == "" {
			return p, fault.New(fault.Invalid, "InvalidNetworkAcls",
				"networkAcls need a custom subdomain: set customSubDomainName of the account too. It cannot be changed once it is set.")
		}
		if p.NetworkACLs, err = checkACLs(acls); err != nil {
			return p, err
		}
	}
	switch {
	case p.PublicNetworkAccess == "" || ascii.EqualFold(p.PublicNetworkAccess, "Enabled"):
		p.PublicNetworkAccess = "Enabled"
	case ascii.EqualFold(p.PublicNetworkAccess, "Disabled"):
		p.PublicNetworkAccess = "Disabled"
	default:
		return p, fault.New(fault.Invalid, "InvalidPublicNetworkAccess", "The value '%s' of publicNetworkAccess is not one of Enabled, Disabled.", p.PublicNetworkAccess)
	}
	for _, name := range stated { // a switch that is off is only shown if it was set explicitly
		given.values[name] = json.RawMessage("false")
	}
	p.Extra = given.rest(p.Extra)
	return p, nil
}

// maxIPRules is the maximum number of address rules of an account. Source: Foundry Tools virtual network limits.
const maxIPRules = 100

func checkACLs(acls *NetworkACLs) (*NetworkACLs, error) {
	switch {
	case ascii.EqualFold(acls.DefaultAction, "Allow"):
		acls.DefaultAction = "Allow"
	case ascii.EqualFold(acls.DefaultAction, "Deny"):
		acls.DefaultAction = "Deny"
	default:
		return nil, fault.New(fault.Invalid, "InvalidNetworkAcls", "The default action '%s' of networkAcls is not one of Allow, Deny.", acls.DefaultAction)
	}
	if len(acls.IPRules) > maxIPRules {
		return nil, fault.New(fault.Invalid, "InvalidNetworkAcls", "networkAcls have at most %d ipRules, not %d.", maxIPRules, len(acls.IPRules))
	}
	for _, rule := range acls.IPRules {
		if _, err := netip.ParseAddr(rule.Value); err == nil {
			continue
		}
		if _, err := netip.ParsePrefix(rule.Value); err != nil {
			return nil, fault.New(fault.Invalid, "InvalidNetworkAcls", "The ipRules value '%s' is neither an address nor a range in CIDR form.", rule.Value)
		}
	}
	if acls.IPRules == nil {
		acls.IPRules = []IPRule{}
	}
	return acls, nil
}

// freeSubdomain rejects a subdomain under which the data plane knows another account. An account without a subdomain is known
// by its name. Deleted accounts keep their subdomain until they are purged.
func (c *Change) freeSubdomain(account *Resource, subdomain string) error {
	wanted := subdomain
	if wanted == "" {
		wanted = account.Name
	} else if !isSubdomain(subdomain) {
		return fault.New(fault.Invalid, "CustomDomainInvalid",
			"The custom subdomain name '%s' is invalid: it has 2 to 63 letters, digits and '-', and starts and ends with a letter or a digit.", subdomain)
	}
	for _, kind := range []string{TypeAccount, TypeDeletedAccount} {
		all, err := c.Store.Resources(Query{Type: kind, Host: wanted})
		if err != nil {
			return err
		}
		for _, other := range all {
			if other.ID.Equal(account.ID) || kind == TypeDeletedAccount && c.PurgeDue(other) {
				continue
			}
			taken, err := other.Host()
			if err != nil {
				return err
			}
			if ascii.EqualFold(taken, wanted) {
				return fault.New(fault.Conflict, "CustomDomainInUse",
					"Please pick a different name. The subdomain name '%s' is not available as it's already used by a resource.", wanted)
			}
		}
	}
	return nil
}

// SubdomainFree returns an error if no new account may have the subdomain.
func (c *Change) SubdomainFree(subdomain string) error {
	if subdomain == "" {
		return fault.New(fault.Invalid, "CustomDomainInvalid", "The custom subdomain name is required.")
	}
	return c.freeSubdomain(&Resource{}, subdomain)
}

// Host returns the host name label of an account or a deleted account, in lower case; "" for any other resource.
func (r *Resource) Host() (string, error) {
	if !ascii.EqualFold(r.Type, TypeAccount) && r.Type != TypeDeletedAccount {
		return "", nil
	}
	var p AccountProperties
	raw := r.Properties
	name := r.Name
	if r.Type == TypeDeletedAccount {
		var kept DeletedAccount
		if err := unmarshal(raw, &kept); err != nil {
			return "", err
		}
		raw = kept.Account.Properties
	}
	if err := unmarshal(raw, &p); err != nil {
		return "", err
	}
	if p.CustomSubDomainName != "" {
		name = p.CustomSubDomainName
	}
	return ascii.ToLower(name), nil
}

func mayDeleteAccount(c *Change, r *Resource) error {
	below, err := c.Store.Resources(Query{Tenant: c.Tenant, Under: r.ID})
	if err != nil {
		return err
	}
	var nested []string
	for _, child := range below {
		if child.Type == TypeDeployment || child.Type == TypeProject {
			nested = append(nested, child.ID.providerPath())
		}
	}
	if len(nested) == 0 {
		return nil
	}
	return fault.New(fault.Conflict, "CannotDeleteResource",
		"Cannot delete resource while nested resources exist. Some existing nested resource IDs include: '%s'. Please delete all nested resources before deleting this resource.",
		strings.Join(nested[:min(len(nested), 5)], ","))
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// keptFor is how long a deleted account can be restored. Source: "Recover or purge deleted Foundry resources".
const keptFor = 48 * time.Hour
