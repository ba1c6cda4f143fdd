package login

import (
	"net/http"

	"keyless.dev/keyless/internal/api/edge"
)

// CloudName is the name of the cloud in its metadata. It must not be one of Azure's names, because az has built-in addresses
// for those.
const CloudName = "Keyless"

// Metadata serves /metadata/endpoints, with which az, PowerShell and Terraform configure a cloud. Its form depends on the
// api-version: a flat object in 2015, a list of clouds from 2018 to 2020, and one cloud since. It needs no token. It is
// served on the sign-in host, the control plane's host and the plain HTTP listener.
func Metadata(o edge.Origins) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		switch version := r.URL.Query().Get("api-version"); {
		case version == "2015-01-01":
			_ = edge.WriteJSON(w, http.StatusOK, oldCloud(o))
		case version > "2015-01-01" && version < "2022-01-01":
			_ = edge.WriteJSON(w, http.StatusOK, []map[string]any{cloud(o)})
		default:
			_ = edge.WriteJSON(w, http.StatusOK, cloud(o))
		}
	})
}

func oldCloud(o edge.Origins) map[string]any {
	return map[string]any{
		"galleryEndpoint": o.ARM, "graphEndpoint": o.Graph, "portalEndpoint": o.Login,
		"authentication": map[string]any{"loginEndpoint": o.Login, "audiences": []string{o.ARM}},
	}
}

// cloud returns what az reads. Services that do not exist here have host names that nobody can register, so that no token is
// ever sent to the real services.
func cloud(o edge.Origins) map[string]any {
	suffixes := map[string]string{}
	for _, name := range []string{
		"storage", "keyVaultDns", "sqlServerHostname", "acrLoginServer", "mhsmDns", "mysqlServerEndpoint", "postgresqlServerEndpoint", "mariadbServerEndpoint",
		"storageSyncEndpointSuffix", "synapseAnalytics", "attestationEndpoint", "azureDataLakeStoreFileSystem", "azureDataLakeAnalyticsCatalogAndJob",
		"azureFrontDoorEndpointSuffix", "cloudNativeSqlServerEndpoint",
	} {
		suffixes[name] = name + ".keyless.invalid"
	}
	c := map[string]any{
		"name": CloudName, "portal": o.Login, "resourceManager": o.ARM, "gallery": o.ARM, "graph": o.Graph, "graphAudience": o.Graph,
		"microsoftGraphResourceId": o.Graph, "suffixes": suffixes, "keylessAccounts": o.Accounts,
		"authentication": map[string]any{"loginEndpoint": o.Login, "audiences": []string{o.ARM}, "tenant": "common", "identityProvider": "AAD"},
	}
	for _, name := range []string{
		"media", "batch", "sqlManagement", "vmImageAliasDoc", "activeDirectoryDataLake", "ossrdbmsResourceId", "appInsightsResourceId", "appInsightsTelemetryChannelResourceId",
		"logAnalyticsResourceId", "synapseAnalyticsResourceId", "attestationResourceId",
	} {
		c[name] = "https://" + name + ".keyless.invalid"
	}
	return c
}
