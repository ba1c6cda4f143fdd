// Package inference is the host of {account}.services.ai.azure.com, {account}.openai.azure.com and
// {account}.cognitiveservices.azure.com: the routes under /models, /openai, /anthropic and /api/projects.
//
// It is only HTTP. It finds the account, lets in who may pass (a token and a role, or a key), finds the deployment,
// and relays bytes to what serves it. It reads snapshots and never the store. It imports rules and edge.
package inference
