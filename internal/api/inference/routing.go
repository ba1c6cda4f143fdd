package inference

import (
	"net/http"
	"slices"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// routingMembers are members of a request body that make a router behind keyless (OpenRouter, LiteLLM and their like) call
// a model, server or account other than the one that was authorized. No OpenAI, Azure or Anthropic API has a member of
// these names at the top level of a request.
//
// Sources: OpenRouter, "Model Routing", "Provider Routing" and "Presets"; LiteLLM, "Reliability" and the parameters of
// completion().
func routingMembers() []string {
	return []string{
		"api_base", "api_key", "api_type", "api_version", "base_url", "content_policy_fallbacks", "context_window_fallbacks",
		"custom_llm_provider", "default_fallbacks", "extra_body", "extra_headers", "fallbacks", "litellm_params", "mock_response",
		"model_list", "models", "plugins", "preset", "provider", "providers", "route", "router", "transforms", "user_config",
	}
}

// Router is a backend for which the configuration allows some of the members by which a request chooses what a router
// calls. Any other backend allows none.
type Router interface{ AllowsMember(name string) bool }

// refuseRouting fails with Invalid if the body has a member that chooses what a router calls, unless the backend allows
// it. Case does not matter: some servers read members without regard to it.
func refuseRouting(doc *document, backend http.RoundTripper) error {
	for _, m := range doc.members {
		name := ascii.ToLower(string(m.name))
		if !slices.Contains(routingMembers(), name) {
			continue
		}
		if router, ok := backend.(Router); ok && router.AllowsMember(name) {
			continue
		}
		return fault.New(fault.Invalid, codeBadRequest, "The member '%.64s' of the request body is not allowed: it would choose what the model server calls.", m.name).
			With("param", string(m.name)).With("type", "invalid_request_error")
	}
	return nil
}
