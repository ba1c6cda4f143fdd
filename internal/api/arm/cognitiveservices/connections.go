package cognitiveservices

import (
	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/resource"
)

// listConnectionSecrets returns a connection with its credentials.
func listConnectionSecrets(c *provider.Call) (edge.Reply, error) {
	r, err := c.Find()
	if err != nil {
		return edge.Reply{}, err
	}
	// As with account keys, a read-only lock refuses this: the credentials allow writes.
	if err := resource.CheckLocks(c.Tx, c.Tenant, c.Scope, resource.ToWrite); err != nil {
		return edge.Reply{}, err
	}
	credentials, err := c.Change.ConnectionCredentials(r)
	if err != nil {
		return edge.Reply{}, err
	}
	out, err := c.Render(r)
	if err != nil {
		return edge.Reply{}, err
	}
	properties, err := connectionProperties(r)
	if err != nil {
		return edge.Reply{}, err
	}
	properties["credentials"] = credentials
	out.Properties = properties
	return provider.OK(out)
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
