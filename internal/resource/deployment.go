package resource

import (
	"encoding/json"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// deploymentSKUs lists the SKUs of deployments. Source: Microsoft.CognitiveServices deployment types.
var deploymentSKUs = [...]string{
	"Standard", "GlobalStandard", "DataZoneStandard", "ProvisionedManaged", "GlobalProvisionedManaged", "DataZoneProvisionedManaged",
	"GlobalBatch", "DataZoneBatch", "DeveloperTier",
}

// defaultSKU is the SKU of a deployment if none is requested.
const defaultSKU = "Standard"

// maxCapacity is the maximum capacity of a deployment, far above Azure's quotas.
const maxCapacity = 1_000_000

func writeDeployment(c *Change, w *write) error {
	if !plain(w.after.Name, 1, 64, "_-.") || !startsPlain(w.after.Name) {
		return badName("deployment", w.after.Name, "it has 1 to 64 letters, digits, '-', '_' and '.', and starts with a letter or a digit")
	}
	given, err := readJSONObject(w.body.Properties, "properties")
	if err != nil {
		return err
	}
	var p DeploymentProperties
	if w.before != nil && w.patch {
		if err := unmarshal(w.before.Properties, &p); err != nil {
			return err
		}
	}
	given.drop("provisioningState", "capabilities", "callRateLimit", "rateLimits", "dynamicThrottlingEnabled", "currentCapacity", "deploymentState")
	if err := firstOf(
		readModel(given, &p.Model),
		given.text("raiPolicyName", &p.RaiPolicyName),
		given.text("versionUpgradeOption", &p.VersionUpgradeOption),
	); err != nil {
		return err
	}
	if raw, ok := given.take("scaleSettings"); ok {
		if c.APIVersion >= skuVersion {
			return fault.New(fault.Invalid, "InvalidResourceProperties", "The scale settings of account deployment is deprecated since API version '%s', please use 'sku' instead.", skuVersion)
		}
		p.ScaleSettings = raw
	}
	if w.before != nil && !w.patch && w.body.SKU == nil && c.APIVersion >= skuVersion {
		return fault.New(fault.Invalid, "InvalidResourceProperties", "The sku of model deployment is not provided.")
	}
	if err := w.deploymentSKU(p.ScaleSettings); err != nil {
		return err
	}
	if p.RaiPolicyName == "" {
		p.RaiPolicyName = "Microsoft.DefaultV2"
	}
	if err := raiPolicyThere(c, w.after.ID, p.RaiPolicyName); err != nil {
		return err
	}
	if p.VersionUpgradeOption == "" {
		p.VersionUpgradeOption = "OnceNewDefaultVersionAvailable"
	}
	p.Extra = given.rest(p.Extra)
	p.ProvisioningState = "Succeeded"
	w.after.Properties = encode(p)
	return nil
}

// skuVersion is the first api-version in which a deployment has a sku instead of scaleSettings.
const skuVersion = "2023-05-01"

func readModel(given *jsonObject, into *Model) error {
	if _, err := given.object("model", into); err != nil {
		return err
	}
	for _, field := range []struct{ name, value string }{{"format", into.Format}, {"name", into.Name}} {
		if field.value == "" {
			return fault.New(fault.Invalid, "InvalidResourceProperties", "The %s of the deployment's model is required.", field.name)
		}
	}
	for _, value := range []string{into.Format, into.Name, into.Version, into.Publisher, into.Source} {
		if len(value) > 256 || strings.ContainsFunc(value, func(r rune) bool { return r < 0x20 || r == 0x7f }) {
			return fault.New(fault.Invalid, "DeploymentModelNotSupported", "The model '%.64s' is not supported: a part of its name is too long or holds control characters.", into.Name)
		}
	}
	return nil
}

// Units returns the capacity that limits the deployment, in thousands of tokens per minute; 0 means no limit. There is no
// limit if no capacity was requested, where Azure has one unit, or if the SKU's capacity has another unit.
func (d *Deployment) Units() int {
	if d.SKU == nil || d.SKU.Capacity == nil || strings.Contains(d.SKU.Name, "Provisioned") || strings.Contains(d.SKU.Name, "Batch") {
		return 0
	}
	return *d.SKU.Capacity
}

// deploymentSKU sets the SKU from sku, or from the older scaleSettings, which clients still send.
func (w *write) deploymentSKU(scale json.RawMessage) error {
	sku := w.body.SKU
	if sku == nil && len(scale) > 0 {
		var settings struct {
			ScaleType string    `json:"scaleType"`
			Capacity  *looseInt `json:"capacity"`
		}
		if json.Unmarshal(scale, &settings) != nil {
			return fault.New(fault.Invalid, "InvalidResourceProperties", "The scaleSettings of the deployment are not valid.")
		}
		name := settings.ScaleType
		if ascii.EqualFold(name, "Manual") {
			name = defaultSKU
		}
		sku = &SKU{Name: name, Capacity: (*int)(settings.Capacity)}
	}
	switch {
	case sku != nil && w.patch && sku.Name == "" && w.before != nil && w.before.SKU != nil:
		sku = &SKU{Name: w.before.SKU.Name, Capacity: sku.Capacity} // PATCH changes only the capacity
	case sku == nil && w.before != nil && w.patch:
		sku = w.before.SKU
	case sku == nil || sku.Name == "":
		sku = &SKU{Name: defaultSKU}
	}
	known := ""
	for _, name := range deploymentSKUs {
		if ascii.EqualFold(name, sku.Name) {
			known = name
		}
	}
	if known == "" {
		return fault.New(fault.Invalid, "InvalidResourceProperties", "The specified SKU '%s' of the deployment is not supported: it is one of %s.", sku.Name, strings.Join(deploymentSKUs[:], ", "))
	}
	if c := sku.Capacity; c != nil && (*c < 1 || *c > maxCapacity) {
		return fault.New(fault.Invalid, "InvalidCapacity", "The specified capacity '%d' of the deployment is not between 1 and %d.", *c, maxCapacity)
	}
	w.after.SKU = &SKU{Name: known, Capacity: sku.Capacity}
	return nil
}

// ProjectProperties are the properties of a Foundry project.
type ProjectProperties struct {
	ProvisioningState string          `json:"provisioningState"`
	DisplayName       string          `json:"displayName,omitempty"`
	Description       string          `json:"description,omitempty"`
	IsDefault         bool            `json:"isDefault"`
	InternalID        string          `json:"internalId,omitempty"`
	Extra             json.RawMessage `json:"extra,omitempty"`
}

func writeProject(c *Change, w *write) error {
	if !plain(w.after.Name, 2, 64, "_-.") || !startsPlain(w.after.Name) {
		return badName("project", w.after.Name, "it has 2 to 64 letters, digits, '-', '_' and '.', and starts with a letter or a digit")
	}
	parent, _ := w.after.ID.Parent()
	account, err := Find(c.Store, c.Tenant, parent)
	if err != nil {
		return err
	}
	var of AccountProperties
	if err := unmarshal(account.Properties, &of); err != nil {
		return err
	}
	if !of.AllowProjectManagement {
		return fault.New(fault.Invalid, "BadRequest", "Projects cannot be made in account '%s': its property allowProjectManagement is not true.", account.Name)
	}
	others, err := c.Store.Resources(Query{Tenant: c.Tenant, Under: account.ID, Direct: true, Type: TypeProject, Limit: 1})
	if err != nil {
		return err
	}
	p := ProjectProperties{DisplayName: w.after.Name, IsDefault: len(others) == 0, InternalID: guid.Compact(guid.New())}
	if w.before != nil {
		var was ProjectProperties
		if err := unmarshal(w.before.Properties, &was); err != nil {
			return err
		}
		p.IsDefault, p.InternalID = was.IsDefault, was.InternalID
		if w.patch {
			p = was
		}
	}
	given, err := readJSONObject(w.body.Properties, "properties")
	if err != nil {
		return err
	}
	given.drop("provisioningState", "endpoints", "isDefault", "internalId")
	if err := firstOf(given.text("displayName", &p.DisplayName), given.text("description", &p.Description)); err != nil {
		return err
	}
	p.Extra, p.ProvisioningState = given.rest(p.Extra), "Succeeded"
	w.after.Kind, w.after.Properties = account.Kind, encode(p)
	return nil
}
