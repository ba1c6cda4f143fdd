package arm

import (
	"net/http"
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
)

type keys struct {
	Key1 string `json:"key1"`
	Key2 string `json:"key2"`
}

func listKeys(c *call) (edge.Reply, error) {
	// Azure lets nobody list keys behind a read-only lock: with a key one can write.
	if err := resource.CheckLocks(c.tx, c.tenant, c.Scope, resource.ToWrite); err != nil {
		return edge.Reply{}, err
	}
	one, two, err := c.change.Keys(c.Scope)
	if err != nil {
		return edge.Reply{}, err
	}
	return ok(keys{one, two})
}

func regenerateKey(c *call) (edge.Reply, error) {
	var in struct {
		KeyName string `json:"keyName"`
	}
	if err := c.read(&in); err != nil {
		return edge.Reply{}, err
	}
	one, two, err := c.change.RegenerateKey(c.Scope, in.KeyName)
	if err != nil {
		return edge.Reply{}, err
	}
	return ok(keys{one, two})
}

// modelBody is a model of the catalogue as an account shows it.
type modelBody struct {
	Format         string            `json:"format"`
	Name           string            `json:"name"`
	Version        string            `json:"version"`
	IsDefault      bool              `json:"isDefaultVersion"`
	SKUs           []modelSKU        `json:"skus"`
	MaxCapacity    int               `json:"maxCapacity"`
	Capabilities   map[string]string `json:"capabilities"`
	Deprecation    map[string]string `json:"deprecation"`
	LifecycleState string            `json:"lifecycleStatus"`
	SystemData     map[string]string `json:"systemData"`
}

type modelSKU struct {
	Name      string         `json:"name"`
	UsageName string         `json:"usageName"`
	Capacity  map[string]int `json:"capacity"`
}

func models() []modelBody {
	var all []modelBody
	for _, m := range resource.Catalogue() {
		one := modelBody{
			Format: m.Format, Name: m.Name, Version: m.Version, IsDefault: true, MaxCapacity: 1000, Capabilities: m.Capabilities,
			Deprecation: map[string]string{}, LifecycleState: "GenerallyAvailable", SystemData: map[string]string{},
		}
		for _, sku := range []string{"Standard", "GlobalStandard"} {
			one.SKUs = append(one.SKUs, modelSKU{sku, m.Format + "." + sku + "." + m.Name, map[string]int{"minimum": 1, "maximum": 1000, "step": 1, "default": 10}})
		}
		all = append(all, one)
	}
	return all
}

func listAccountModels(c *call) (edge.Reply, error) {
	if _, err := c.find(); err != nil {
		return edge.Reply{}, err
	}
	return ok(list{Value: models()})
}

func listModels(*call) (edge.Reply, error) {
	type entry struct {
		Kind  string    `json:"kind"`
		SKU   string    `json:"skuName"`
		Model modelBody `json:"model"`
	}
	var all []entry
	for _, m := range models() {
		all = append(all, entry{"AIServices", "S0", m})
		if m.Format == "OpenAI" {
			all = append(all, entry{"OpenAI", "S0", m})
		}
	}
	return ok(list{Value: all})
}

type skuBody struct {
	ResourceType string   `json:"resourceType"`
	Name         string   `json:"name"`
	Tier         string   `json:"tier"`
	Kind         string   `json:"kind"`
	Locations    []string `json:"locations"`
	LocationInfo []any    `json:"locationInfo"`
	Restrictions []any    `json:"restrictions"`
}

func tier(sku string) string {
	if strings.HasPrefix(sku, "F") {
		return "Free"
	}
	return "Standard"
}

// listSKUs lists each kind in each size and place, one entry a place as Azure does.
func listSKUs(*call) (edge.Reply, error) {
	all := []skuBody{}
	for _, kind := range resource.AccountKinds() {
		for _, sku := range kind.SKUs {
			for _, r := range regions() {
				place := ascii.ToUpper(r.name)
				info := map[string]any{"location": place, "zones": []string{}}
				all = append(all, skuBody{"accounts", sku, tier(sku), kind.Name, []string{place}, []any{info}, []any{}})
			}
		}
	}
	return ok(list{Value: all})
}

func listAccountSKUs(c *call) (edge.Reply, error) {
	account, err := c.find()
	if err != nil {
		return edge.Reply{}, err
	}
	all := []map[string]any{}
	kind, _ := resource.AccountKindOf(account.Kind)
	for _, sku := range kind.SKUs {
		all = append(all, map[string]any{"resourceType": "Microsoft.CognitiveServices/accounts", "sku": map[string]string{"name": sku, "tier": tier(sku)}})
	}
	return ok(list{Value: all})
}

type usageBody struct {
	Unit  string            `json:"unit"`
	Name  map[string]string `json:"name"`
	Limit float64           `json:"limit"`
	Now   float64           `json:"currentValue"`
	State string            `json:"status"`
}

// usage says how much capacity the deployments below a scope take up, by model and size.
func (c *call) usage(scope resource.Scope, location string) ([]usageBody, error) {
	all, err := c.tx.Resources(resource.Query{Tenant: c.tenant, Under: scope})
	if err != nil {
		return nil, err
	}
	here := map[string]bool{}
	for _, r := range all {
		if r.Type == resource.TypeAccount && (location == "" || resource.NormalLocation(r.Location) == resource.NormalLocation(location)) {
			here[r.ID.Key()] = true
		}
	}
	used := map[string]float64{}
	for _, r := range all {
		parent, _ := r.ID.Parent()
		if r.Type != resource.TypeDeployment || !here[parent.Key()] && !parent.Equal(scope) || r.SKU == nil || r.SKU.Capacity == nil {
			continue
		}
		var p resource.DeploymentProperties
		if err := decode(r.Properties, &p); err != nil {
			return nil, err
		}
		used[p.Model.Format+"."+r.SKU.Name+"."+p.Model.Name] += float64(*r.SKU.Capacity)
	}
	bodies := []usageBody{}
	for _, m := range models() {
		for _, sku := range m.SKUs {
			bodies = append(bodies, usageBody{"Count", map[string]string{"value": sku.UsageName, "localizedValue": sku.UsageName}, 1000, used[sku.UsageName], "Included"})
		}
	}
	return bodies, nil
}

func listAccountUsages(c *call) (edge.Reply, error) {
	if _, err := c.find(); err != nil {
		return edge.Reply{}, err
	}
	all, err := c.usage(c.Scope, "")
	if err != nil {
		return edge.Reply{}, err
	}
	return ok(list{Value: all})
}

func listUsages(c *call) (edge.Reply, error) {
	all, err := c.usage(c.Scope, c.Vars["location"])
	if err != nil {
		return edge.Reply{}, err
	}
	return ok(list{Value: all})
}

// checkDomain says whether a custom subdomain is free.
func checkDomain(c *call) (edge.Reply, error) {
	var in struct {
		Subdomain string `json:"subdomainName"`
		Type      string `json:"type"`
		Kind      string `json:"kind"`
	}
	if err := c.read(&in); err != nil {
		return edge.Reply{}, err
	}
	out := map[string]any{"isSubdomainAvailable": true, "subdomainName": in.Subdomain, "type": in.Type, "kind": in.Kind}
	if err := c.change.SubdomainFree(in.Subdomain); err != nil {
		out["isSubdomainAvailable"], out["reason"] = false, fault.Of(err).Message
	}
	return ok(out)
}

func (c *call) deletedID() (resource.Scope, error) {
	return resource.DeletedAccountID(c.Vars["subscription"], c.Vars["location"], c.Vars["group"], c.Vars["account"])
}

func (c *call) showDeletedBody(r *resource.Resource) (*body, error) {
	var kept resource.DeletedAccount
	if err := decode(r.Properties, &kept); err != nil {
		return nil, err
	}
	out, err := c.show(kept.Account)
	if err != nil {
		return nil, err
	}
	out.ID, out.Type = r.ID.String(), "Microsoft.CognitiveServices/deletedAccounts"
	if properties, ok := out.Properties.(map[string]any); ok {
		properties["deletionDate"] = kept.DeletedAt
		properties["scheduledPurgeDate"] = kept.PurgeAt().Format(time.RFC3339)
	}
	return out, nil
}

func listDeleted(c *call) (edge.Reply, error) {
	all, err := c.tx.Resources(resource.Query{Tenant: c.tenant, Under: c.Scope, Type: resource.TypeDeletedAccount})
	if err != nil {
		return edge.Reply{}, err
	}
	var bodies []*body
	for _, r := range all {
		if c.change.PurgeDue(r) {
			continue
		}
		one, err := c.showDeletedBody(r)
		if err != nil {
			return edge.Reply{}, err
		}
		bodies = append(bodies, one)
	}
	return page(c, bodies, func(b *body) string { return ascii.ToLower(b.ID) })
}

func showDeleted(c *call) (edge.Reply, error) {
	id, err := c.deletedID()
	if err != nil {
		return edge.Reply{}, err
	}
	r, err := resource.Find(c.tx, c.tenant, id)
	if err != nil {
		return edge.Reply{}, err
	}
	one, err := c.showDeletedBody(r)
	if err != nil {
		return edge.Reply{}, err
	}
	return ok(one)
}

func purgeDeleted(c *call) (edge.Reply, error) {
	id, err := c.deletedID()
	if err != nil {
		return edge.Reply{}, err
	}
	if err := c.change.Purge(id); err != nil {
		return edge.Reply{}, err
	}
	return reply(http.StatusOK, nil)
}

// showSystemIdentity is the system-assigned identity of a resource.
func showSystemIdentity(c *call) (edge.Reply, error) {
	r, err := c.find()
	if err != nil {
		return edge.Reply{}, err
	}
	if r.Identity == nil || r.Identity.PrincipalID == "" {
		return edge.Reply{}, notThere("identity", "default")
	}
	client, err := c.clientOf(r.Identity.PrincipalID)
	if err != nil {
		return edge.Reply{}, err
	}
	return ok(body{
		ID: c.Scope.String() + "/providers/Microsoft.ManagedIdentity/identities/default", Name: "default", Type: "Microsoft.ManagedIdentity/identities", Location: r.Location,
		Properties: map[string]string{"tenantId": r.Identity.TenantID, "principalId": r.Identity.PrincipalID, "clientId": client},
	})
}
