// Package inference implements {account}.services.ai.azure.com, {account}.openai.azure.com and
// {account}.cognitiveservices.azure.com: the routes under /models, /openai, /anthropic and /api/projects.
//
// It handles only HTTP. It finds the account, authorizes the caller (by a token and a role, or by a key), finds the deployment,
// and relays the call to the model server. It reads snapshots and never the store. It may import rules and edge.
package inference
