package directory

// API is a Microsoft API that every tenant has as a resource and that this server serves.
type API struct {
	AppID string
	Name  string
	// URIs are its identifier URIs in lower case, without a trailing slash.
	URIs []string
}

// GraphAPI returns Microsoft Graph.
func GraphAPI() API {
	return API{GraphAppID, "Microsoft Graph", []string{"https://graph.microsoft.com"}}
}

// ResourceManagerAPI returns Azure Resource Manager.
func ResourceManagerAPI() API {
	return API{
		"797f4846-ba00-4fd7-ba43-dac1f8f63013", "Windows Azure Service Management API",
		[]string{"https://management.azure.com", "https://management.core.windows.net"},
	}
}

// CognitiveServicesAPI returns the API of Azure AI services endpoints.
func CognitiveServicesAPI() API {
	return API{"7d312290-28c8-473c-a0ed-8e53749b6d6d", "Microsoft Cognitive Services", []string{"https://cognitiveservices.azure.com"}}
}

// FoundryAPI returns the API of Foundry project endpoints. In Entra it is a name of Azure Machine Learning.
func FoundryAPI() API {
	return API{"18a66f5f-dbdf-4c17-9dd7-1634712a9cbe", "Azure Machine Learning", []string{"https://ai.azure.com", "https://ml.azure.com"}}
}

// FirstPartyAPIs returns all of them. Source: the ids and names that Entra shows in every tenant.
func FirstPartyAPIs() []API {
	return []API{GraphAPI(), ResourceManagerAPI(), CognitiveServicesAPI(), FoundryAPI()}
}

// At returns the API with origin, this server's own host, as an additional identifier URI unless it is "".
func (a API) At(origin string) API {
	if origin != "" {
		a.URIs = append(a.URIs[:len(a.URIs):len(a.URIs)], origin)
	}
	return a
}

// Audiences returns every aud value that stands for the API by an identifier URI: each URI without and with a trailing slash,
// as Entra writes them. The token service issues no other and hosts accept no other; both compare byte by byte.
func (a API) Audiences() []string {
	var all []string
	for _, uri := range a.URIs {
		all = append(all, uri, uri+"/")
	}
	return all
}
