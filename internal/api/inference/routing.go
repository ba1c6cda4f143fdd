package inference

import (
	"net/http"
	"net/url"

	"keyless.dev/keyless/internal/fault"
)

// routingMembers lists members of a request body that make a router behind keyless (OpenRouter, LiteLLM and similar) call another
// model, server or account than the authorized one. No OpenAI, Azure or Anthropic API has a member with one of these names at the
// top level of a request.
//
// Sources: OpenRouter, "Model Routing", "Provider Routing" and "Presets"; LiteLLM, "Reliability" and the parameters of
// completion().
func routingMembers() []string {
	return []string{
		"api_base", "api_key", "api_type", "api_version", "base_url", "content_policy_fallbacks", "context_window_fallbacks",
		"custom_llm_provider", "default_fallbacks", "extra_body", "extra_headers", "fallbacks", "litellm_params", "mock_response",
		"model_list", "models", "plugins", "preset", "provider", "providers", "route", "router", "router_settings_override", "target_model_names", "transforms",
		"user_config",
	}
}

// Router is a backend that allows some routing members by configuration. Other backends allow none.
type Router interface{ AllowsMember(name string) bool }

// routingMember returns the routing member that a server may take a name for, if any. Servers written in Go ignore the case of
// members, with Unicode case folding: U+017F folds to s, and U+212A to k.
func routingMember(name string) (string, bool) {
	for _, member := range routingMembers() {
		if foldsTo(name, member) {
			return member, true
		}
	}
	return "", false
}

// choosesRoute reports whether a name is a routing member that the backend does not allow. A nil backend allows none.
func choosesRoute(name string, backend http.RoundTripper) bool {
	member, ok := routingMember(name)
	if !ok {
		return false
	}
	router, ok := backend.(Router)
	return !ok || !router.AllowsMember(member)
}

// refuseRouting fails with Invalid if the body has a routing member that the backend does not allow.
func refuseRouting(doc *document, backend http.RoundTripper) error {
	for _, m := range doc.members {
		if choosesRoute(string(m.name), backend) {
			return fault.New(fault.Invalid, codeBadRequest, "The member '%.64s' of the request body is not allowed: it would choose what the model server calls.", m.name).
				With("param", string(m.name)).With("type", "invalid_request_error")
		}
	}
	return nil
}

// refuseRoutingQuery is refuseRouting for the query of a call about stored objects, which is relayed. Source: LiteLLM,
// "Files API", which takes custom_llm_provider and provider from the query.
func refuseRoutingQuery(query url.Values, backend http.RoundTripper) error {
	for name := range query {
		if choosesRoute(name, backend) {
			return fault.New(fault.Invalid, codeBadRequest, "The query parameter '%.64s' is not allowed: it would choose what the model server calls.", name)
		}
	}
	return nil
}
