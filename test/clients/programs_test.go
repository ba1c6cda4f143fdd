//go:build e2e

package clients_test

// each prefixes lines with a name.
func each(name string, lines ...string) []string {
	var out []string
	for _, line := range lines {
		out = append(out, name+" "+line)
	}
	return out
}

func join(all ...[]string) []string {
	var out []string
	for _, lines := range all {
		out = append(out, lines...)
	}
	return out
}

// programs returns the clients and the routes that each calls, in order.
func programs() []program {
	python, node := "$TOOLS/python/bin/python", "$TOOLS/javascript/node_modules/.bin/node"
	chat := []string{"chat", "chat stream", "chat tools", "chat tools stream", "chat json schema", "chat image", "chat without deployment", "chat refused by the model"}
	others := []string{"embeddings", "completions", "completions stream", "models"}
	responses := []string{"responses", "responses stream", "responses tools", "responses json schema", "responses retrieve and delete"}
	langchain := []string{"chat", "stream", "tools", "structured output", "async"}
	java := []string{
		"java", "-XX:TieredStopAtLevel=1", "-Djavax.net.ssl.trustStore=$TRUST", "-Djavax.net.ssl.trustStorePassword=keyless",
		"-cp", "$TOOLS/java/target/test-clients-1.jar:$TOOLS/java/target/lib/*",
	}
	kept := []string{"responses", "responses stream", "responses retrieve and delete"}
	common := []string{"chat", "chat stream", "chat tools", "chat json schema", "chat without deployment", "embeddings", "completions", "models"}
	jsChat := []string{"chat", "chat stream", "chat tools", "chat json schema", "chat refused", "embeddings", "completions", "models"}
	return []program{
		{"python openai", []string{python, "$CLIENTS/python/routes_openai.py"}, join(
			each("AzureOpenAI", join(chat, others)...), each("OpenAI", join(chat, others, responses)...), []string{"AzureOpenAI async", "OpenAI async"})},
		{"python openai realtime", []string{python, "$CLIENTS/python/routes_realtime.py"}, []string{
			"OpenAI text", "OpenAI function call", "OpenAI audio", "AzureOpenAI text", "OpenAI async text",
		}},
		{"javascript openai realtime", []string{node, "$TOOLS/javascript/routes-realtime.js"}, []string{
			"OpenAI ws", "OpenAI WebSocket with a client secret", "AzureOpenAI ws",
		}},
		{"python azure-ai-inference", []string{python, "$CLIENTS/python/routes_inference.py"}, []string{
			"chat", "chat stream", "chat tools", "chat json schema", "chat extra parameters", "info", "embeddings", "image embeddings", "chat without deployment",
			"async chat", "async chat stream", "async chat tools", "async embeddings",
		}},
		{"python azure-ai-projects", []string{python, "$CLIENTS/python/routes_projects.py"}, []string{
			"deployments", "connections", "openai responses", "openai responses stream", "openai chat", "openai embeddings",
		}},
		{"python langchain", []string{python, "$CLIENTS/python/routes_langchain.py"}, join(
			each("AzureChatOpenAI", langchain...), []string{"AzureOpenAIEmbeddings embeddings"},
			each("AzureAIOpenAIApiChatModel", langchain...), []string{"AzureAIOpenAIApiEmbeddingsModel embeddings"})},
		{"javascript openai", []string{node, "$TOOLS/javascript/routes-openai.js"}, join(
			each("AzureOpenAI", jsChat...), each("OpenAI", jsChat...), each("OpenAI", "responses", "responses stream", "responses tools", "responses retrieve and delete"))},
		{"javascript azure-rest ai-inference", []string{node, "$TOOLS/javascript/routes-inference.js"}, []string{
			"chat", "chat stream", "chat tools", "chat json schema", "chat extra parameters", "embeddings", "image embeddings", "info", "chat without deployment",
		}},
		{"go openai", []string{"$TOOLS/bin/routes"}, join(each("azure", common...), each("v1", common...), each("v1", kept...))},
		{"java openai", append(java[:len(java):len(java)], "RoutesOpenAI"), join(each("Azure", common...), each("v1", common...), each("v1", kept...))},
		{"java azure-ai-inference", append(java[:len(java):len(java)], "RoutesInference"), []string{
			"chat", "chat stream", "chat tools", "chat json schema", "chat without deployment", "async chat", "embeddings",
		}},
	}
}
