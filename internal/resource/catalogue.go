package resource

import "keyless.dev/keyless/internal/ascii"

// AccountKind is a kind of Cognitive Services account with its SKUs.
type AccountKind struct {
	Name string
	SKUs []string
}

// AccountKinds returns the kinds that can be created. Source: az cognitiveservices account list-kinds, without retired kinds.
func AccountKinds() []AccountKind {
	free := []string{"F0", "S0", "S1"}
	return []AccountKind{
		{"AIServices", []string{"S0"}},
		{"CognitiveServices", []string{"S0"}},
		{"ComputerVision", free},
		{"ContentModerator", []string{"F0", "S0"}},
		{"ContentSafety", free},
		{"CustomVision.Prediction", []string{"F0", "S0"}},
		{"CustomVision.Training", []string{"F0", "S0"}},
		{"Face", []string{"F0", "S0"}},
		{"FormRecognizer", free},
		{"HealthInsights", []string{"F0", "S0"}},
		{"ImmersiveReader", []string{"S0", "S1"}},
		{"OpenAI", []string{"S0"}},
		{"SpeechServices", free},
		{"TextAnalytics", []string{"F0", "S", "S0", "S1"}},
		{"TextTranslation", free},
	}
}

// AccountKindOf finds a kind, ignoring case.
func AccountKindOf(name string) (AccountKind, bool) {
	for _, kind := range AccountKinds() {
		if ascii.EqualFold(kind.Name, name) {
			return kind, true
		}
	}
	return AccountKind{}, false
}

// CatalogueModel is a model that can be deployed.
type CatalogueModel struct {
	Format, Name, Version string
	Capabilities          map[string]string
}

// Catalogue returns the models that accounts list. A deployment may use any other model, if an upstream serves it.
func Catalogue() []CatalogueModel {
	chat := map[string]string{"chatCompletion": "true"}
	embed := map[string]string{"embeddings": "true"}
	return []CatalogueModel{
		{"Keyless", "keyless-chat", "1", chat},
		{"Keyless", "keyless-embed", "1", embed},
		{"OpenAI", "gpt-4o", "2024-11-20", chat},
		{"OpenAI", "gpt-4o-mini", "2024-07-18", chat},
		{"OpenAI", "gpt-4.1", "2025-04-14", chat},
		{"OpenAI", "gpt-4.1-mini", "2025-04-14", chat},
		{"OpenAI", "text-embedding-3-small", "1", embed},
		{"OpenAI", "text-embedding-3-large", "1", embed},
		{"DeepSeek", "DeepSeek-V3-0324", "1", chat},
		{"Meta", "Llama-3.3-70B-Instruct", "5", chat},
		{"Microsoft", "Phi-4", "7", chat},
		{"Mistral AI", "Mistral-Large-2411", "2", chat},
	}
}

// AccountEndpoints returns the endpoints of an account. address returns the account's origin without a trailing slash.
func AccountEndpoints(account *Resource, address func(subdomain string) string) (endpoint string, endpoints map[string]string, err error) {
	subdomain, err := account.Host()
	if err != nil {
		return "", nil, err
	}
	endpoint = address(ascii.ToLower(subdomain)) + "/"
	names := []string{"Azure AI Model Inference API", "OpenAI Language Model Instance API", "Azure OpenAI Legacy API - Latest moniker"}
	switch account.Kind {
	case "AIServices":
		names = append(names, "AI Foundry API")
	case "OpenAI":
		names = names[1:]
	default:
		names = []string{account.Kind}
	}
	endpoints = make(map[string]string, len(names))
	for _, name := range names {
		endpoints[name] = endpoint
	}
	return endpoint, endpoints, nil
}
