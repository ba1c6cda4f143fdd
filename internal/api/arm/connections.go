package arm

import (
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/resource"
)

// listConnectionSecrets shows a connection with what it signs in with.
func listConnectionSecrets(c *call) (edge.Reply, error) {
	r, err := c.find()
	if err != nil {
		return edge.Reply{}, err
	}
	// As with account keys: who has the credentials can write.
	if err := resource.CheckLocks(c.tx, c.tenant, c.Scope, resource.ToWrite); err != nil {
		return edge.Reply{}, err
	}
	credentials, err := c.change.ConnectionCredentials(r)
	if err != nil {
		return edge.Reply{}, err
	}
	out, err := c.show(r)
	if err != nil {
		return edge.Reply{}, err
	}
	properties, err := connectionProperties(r)
	if err != nil {
		return edge.Reply{}, err
	}
	properties["credentials"] = credentials
	out.Properties = properties
	return ok(out)
}

// connectionProperties has every member that Azure shows of a connection, with the values that it has for one that
// says nothing. Source: ConnectionPropertiesV2 of Microsoft.CognitiveServices api-version 2025-06-01, and az's recording
// of "account connection create".
func connectionProperties(r *resource.Resource) (map[string]any, error) {
	all, err := members(r.Properties)
	if err != nil {
		return nil, err
	}
	category, _ := all["category"].(string)
	for name, value := range map[string]any{
		"group": connectionGroup(category), "isSharedToAll": false, "sharedUserList": []any{}, "isDefault": true, "peRequirement": "NotRequired",
		"peStatus": "NotApplicable", "expiryTime": nil, "error": nil, "useWorkspaceManagedIdentity": false, "metadata": map[string]any{}, "credentials": nil,
	} {
		if _, there := all[name]; !there {
			all[name] = value
		}
	}
	return all, nil
}

// connectionGroup is the group in which Azure shows connections of a category. Source: ConnectionGroup of the same
// version.
func connectionGroup(category string) string {
	switch ascii.ToLower(category) {
	case "azureopenai", "aiservices", "cognitiveservice", "cognitivesearch", "openai", "serverless", "contentsafety", "azureaisearch":
		return "AzureAI"
	case "azureblob", "azuresqldb", "azuresynapseanalytics", "azuremysqldb", "azurepostgresdb", "azuredatalakegen2", "adlsgen2", "azurestorageaccount", "azurekeyvault", "appinsights", "azuredataexplorer":
		return "Azure"
	case "s3", "snowflake", "mongodbatlas", "elasticsearch", "amazons3compatible", "databricks":
		return "NoSQL"
	case "git", "containerregistry", "pythonfeed", "generic", "customkeys", "apikey":
		return "GenericProtocol"
	}
	return "ServicesAndApps"
}

// systemPolicy is a content filter that every account has.
func systemPolicy(account resource.Scope, name string) (*body, error) {
	id, err := account.Child("raiPolicies", name)
	return &body{
		ID: id.String(), Name: name, Type: resource.TypeRaiPolicy,
		Properties: map[string]any{"type": "SystemManaged", "mode": "Blocking", "contentFilters": []any{}},
	}, err
}

func listRaiPolicies(c *call) (edge.Reply, error) {
	if _, err := c.find(); err != nil {
		return edge.Reply{}, err
	}
	own, err := c.tx.Resources(resource.Query{Tenant: c.tenant, Under: c.Scope, Type: resource.TypeRaiPolicy})
	if err != nil {
		return edge.Reply{}, err
	}
	var bodies []*body
	for _, name := range resource.SystemRaiPolicies() {
		one, err := systemPolicy(c.Scope, name)
		if err != nil {
			return edge.Reply{}, err
		}
		bodies = append(bodies, one)
	}
	for _, r := range own {
		one, err := c.show(r)
		if err != nil {
			return edge.Reply{}, err
		}
		bodies = append(bodies, one)
	}
	slices.SortFunc(bodies, func(a, b *body) int { return strings.Compare(ascii.ToLower(a.ID), ascii.ToLower(b.ID)) })
	return page(c, bodies, func(b *body) string { return ascii.ToLower(b.ID) })
}

func showRaiPolicy(c *call) (edge.Reply, error) {
	account, _ := c.Scope.Parent()
	if _, err := resource.Find(c.tx, c.tenant, account); err != nil {
		return edge.Reply{}, err
	}
	for _, name := range resource.SystemRaiPolicies() {
		if !ascii.EqualFold(name, c.Vars["policy"]) {
			continue
		}
		one, err := systemPolicy(account, name)
		if err != nil {
			return edge.Reply{}, err
		}
		return ok(one)
	}
	return showResource(c)
}
