package inference

import (
	"net/http"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/rbac"
)

// operation is a row of the table as it is served.
type operation struct {
	row
	name string // name in refusals, records and metrics
}

// row is a row of the route table: a request, what authorizes it, and its handler.
type row struct {
	method string
	family *family
	path   string // relative to the family's prefix
	action string // the data action, relative to Microsoft.CognitiveServices/accounts/
	model  modelPlace
	// backend is the path, below the backend's API root, to which the call is relayed. "" means that the host itself
	// responds.
	backend string
	answer  func(*host, http.ResponseWriter, *call) error
	// socket is true for WebSocket handshakes.
	socket bool
	// fields are the members of the body that the route declares. Nil allows any. Only /models has them.
	fields []string
}

// family is what the routes under one prefix have in common.
type family struct {
	prefix   string
	printed  string // prefix and path in refusals, if they differ from the real ones
	audience audience
	version  versionRule
	keys     keyRule
	project  bool // the scope is the project rather than the account
}

// modelPlace is where a request names its deployment.
type modelPlace uint8

const (
	modelNone       modelPlace = iota
	modelPath                  // {deployment-id}
	modelBody                  // the member "model" of the body
	modelBodyHeader            // the same, or a header
)

// keyRule says where a family accepts an account key.
type keyRule uint8

const (
	keysNone    keyRule = iota
	keysHeader          // api-key
	keysBearer          // api-key, or a bearer value that is not a JWT
	keysXAPIKey         // api-key or x-api-key
)

// azurePrefix is the prefix of the routes that exist in Azure OpenAI but not in OpenAI's API.
const azurePrefix = "openai/deployments/{deployment-id}"

// families are the prefixes. Sources of audiences, versions and keys: Microsoft's Foundry endpoint documentation and
// responses of the service.
type families struct{ models, deployments, legacy, v1, anthropic, project, projectV1 *family }

func newFamilies() families {
	return families{
		models:      &family{prefix: "models", audience: accountAudience(), version: versionNeeded, keys: keysBearer},
		deployments: &family{prefix: azurePrefix, audience: accountAudience(), version: versionAzure, keys: keysHeader},
		legacy:      &family{prefix: "openai", audience: accountAudience(), version: versionAzure, keys: keysHeader},
		v1:          &family{prefix: "openai/v1", audience: accountAudience(), version: versionV1, keys: keysBearer},
		anthropic:   &family{prefix: "anthropic/v1", printed: "/anthropic/v1/*", audience: anthropicAudience(), version: versionIgnored, keys: keysXAPIKey},
		project:     &family{prefix: "api/projects/{projectName}", audience: projectAudience(), version: versionNeeded, keys: keysNone, project: true},
		projectV1:   &family{prefix: "api/projects/{projectName}/openai/v1", printed: "/api/projects/{projectName}/openai/*", audience: projectAudience(), version: versionRefused, keys: keysNone, project: true},
	}
}

// table returns every route of the host. The first match wins.
func table() []*row {
	f := newFamilies()
	chat := []string{
		"messages", "frequency_penalty", "stream", "presence_penalty", "temperature", "top_p", "max_tokens",
		"response_format", "stop", "tools", "tool_choice", "seed", "model",
	}
	completion := []string{
		"prompt", "frequency_penalty", "stream", "presence_penalty", "temperature", "top_p", "max_tokens", "stop",
		"seed", "model",
	}
	embedding := []string{"input", "dimensions", "encoding_format", "input_type", "model"}
	relay, form, get, post := (*host).relay, (*host).relayForm, http.MethodGet, http.MethodPost
	rows := []*row{
		{post, f.models, "chat/completions", "MaaS/chat/completions/action", modelBodyHeader, "/chat/completions", relay, false, chat},
		{post, f.v1, "chat/completions", "OpenAI/deployments/chat/completions/action", modelBody, "/chat/completions", relay, false, nil},
		{post, f.deployments, "chat/completions", "OpenAI/deployments/chat/completions/action", modelPath, "/chat/completions", relay, false, nil},
		{post, f.models, "embeddings", "MaaS/embeddings/action", modelBodyHeader, "/embeddings", relay, false, embedding},
		{post, f.v1, "embeddings", "OpenAI/deployments/embeddings/action", modelBody, "/embeddings", relay, false, nil},
		{post, f.deployments, "embeddings", "OpenAI/deployments/embeddings/action", modelPath, "/embeddings", relay, false, nil},
		{post, f.models, "completions", "MaaS/completions/action", modelBodyHeader, "/completions", relay, false, completion},
		{post, f.v1, "completions", "OpenAI/deployments/completions/action", modelBody, "/completions", relay, false, nil},
		{post, f.deployments, "completions", "OpenAI/deployments/completions/action", modelPath, "/completions", relay, false, nil},
		{post, f.models, "images/embeddings", "MaaS/images/embeddings/action", modelBodyHeader, "/images/embeddings", relay, false, embedding},
		{get, f.models, "info", "MaaS/info/read", modelNone, "", (*host).info, false, nil},
		{get, f.v1, "models", "OpenAI/models/read", modelNone, "", (*host).listModels, false, nil},
		{get, f.v1, "models/{model}", "OpenAI/models/read", modelNone, "", (*host).oneModel, false, nil},
		{get, f.legacy, "models", "OpenAI/models/read", modelNone, "", (*host).listModels, false, nil},
		{get, f.legacy, "models/{model}", "OpenAI/models/read", modelNone, "", (*host).oneModel, false, nil},
		{get, f.legacy, "deployments", "OpenAI/deployments/read", modelNone, "", (*host).listDeployments, false, nil},
		{get, f.legacy, "deployments/{deployment-id}", "OpenAI/deployments/read", modelNone, "", (*host).oneDeployment, false, nil},
		{post, f.v1, "images/generations", "OpenAI/images/generations/action", modelBody, "/images/generations", relay, false, nil},
		{post, f.models, "images/generations", "MaaS/images/generations/action", modelBodyHeader, "/images/generations", relay, false, nil},
		{post, f.deployments, "images/generations", "OpenAI/images/generations/action", modelPath, "/images/generations", relay, false, nil},
		{post, f.v1, "audio/speech", "OpenAI/deployments/audio/action", modelBody, "/audio/speech", relay, false, nil},
		{post, f.deployments, "audio/speech", "OpenAI/deployments/audio/action", modelPath, "/audio/speech", relay, false, nil},
		{post, f.v1, "audio/transcriptions", "OpenAI/deployments/audio/action", modelBody, "/audio/transcriptions", form, false, nil},
		{post, f.deployments, "audio/transcriptions", "OpenAI/deployments/audio/action", modelPath, "/audio/transcriptions", form, false, nil},
		{post, f.v1, "audio/translations", "OpenAI/deployments/audio/action", modelBody, "/audio/translations", form, false, nil},
		{post, f.deployments, "audio/translations", "OpenAI/deployments/audio/action", modelPath, "/audio/translations", form, false, nil},
		{post, f.v1, "images/edits", "OpenAI/images/generations/action", modelBody, "/images/edits", form, false, nil},
		{post, f.deployments, "images/edits", "OpenAI/images/generations/action", modelPath, "/images/edits", form, false, nil},
		{post, f.v1, "responses", "OpenAI/responses/write", modelBody, "/responses", relay, false, nil},
		{post, f.legacy, "responses", "OpenAI/responses/write", modelBody, "/responses", relay, false, nil},
		{post, f.v1, "images/variations", "OpenAI/images/generations/action", modelBody, "/images/variations", form, false, nil},
		{post, f.anthropic, "messages", "AIServices/providers/action", modelBody, "/messages", relay, false, nil},
		{post, f.anthropic, "messages/count_tokens", "AIServices/providers/action", modelBody, countTokens, relay, false, nil},
		{get, f.project, "deployments", "AIServices/deployments/read", modelNone, "", (*host).projectDeployments, false, nil},
		{get, f.project, "deployments/{name}", "AIServices/deployments/read", modelNone, "", (*host).projectDeployment, false, nil},
		{get, f.project, "connections", "AIServices/connections/read", modelNone, "", (*host).connections, false, nil},
		{get, f.project, "connections/{name}", "AIServices/connections/read", modelNone, "", (*host).connection, false, nil},
		{post, f.project, "connections/{name}/getConnectionWithCredentials", "AIServices/connections/listSecrets/action", modelNone, "", (*host).connection, false, nil},
		{post, f.projectV1, "chat/completions", "AIServices/agents/write", modelBody, "/chat/completions", relay, false, nil},
		{post, f.projectV1, "embeddings", "AIServices/agents/write", modelBody, "/embeddings", relay, false, nil},
		{post, f.projectV1, "responses", "AIServices/responses/write", modelBody, "/responses", relay, false, nil},
	}
	return slices.Concat(rows, realtimeRows(f), keptRows(f))
}

// realtimeRows returns the routes of realtime sessions.
func realtimeRows(f families) []*row {
	const action = "OpenAI/deployments/realtime/action"
	return []*row{
		{method: http.MethodGet, family: f.v1, path: "realtime", action: action, answer: (*host).realtime, socket: true},
		{method: http.MethodGet, family: f.legacy, path: "realtime", action: action, answer: (*host).realtime, socket: true},
		{method: http.MethodPost, family: f.v1, path: "realtime/client_secrets", action: action, answer: (*host).makeSecret},
	}
}

// keptRows returns the routes of objects that a server stores: responses, files and batches.
func keptRows(f families) []*row {
	var rows []*row
	get, post, remove := http.MethodGet, http.MethodPost, http.MethodDelete
	kept := (*host).relayKept
	for _, of := range []struct {
		family    *family
		responses string // prefix of the data actions on responses
	}{{f.v1, "OpenAI/responses/"}, {f.legacy, "OpenAI/responses/"}, {f.projectV1, "AIServices/responses/"}} {
		rows = append(rows,
			&row{post, of.family, "responses/compact", of.responses + "write", modelBody, "/responses/compact", (*host).relay, false, nil},
			&row{post, of.family, "responses/input_tokens", of.responses + "write", modelBody, inputTokens, (*host).relay, false, nil},
			&row{get, of.family, "responses/{id}", of.responses + "read", modelNone, "/responses/{id}", kept, false, nil},
			&row{remove, of.family, "responses/{id}", of.responses + "delete", modelNone, "/responses/{id}", kept, false, nil},
			&row{get, of.family, "responses/{id}/input_items", of.responses + "read", modelNone, "/responses/{id}/input_items", kept, false, nil},
			&row{post, of.family, "responses/{id}/cancel", of.responses + "write", modelNone, "/responses/{id}/cancel", kept, false, nil})
	}
	for _, family := range []*family{f.v1, f.legacy} {
		rows = append(rows,
			&row{get, family, "files", "OpenAI/files/read", modelNone, "/files", kept, false, nil},
			&row{post, family, "files", "OpenAI/files/write", modelNone, "/files", (*host).putFile, false, nil},
			&row{get, family, "files/{id}", "OpenAI/files/read", modelNone, "/files/{id}", kept, false, nil},
			&row{remove, family, "files/{id}", "OpenAI/files/delete", modelNone, "/files/{id}", kept, false, nil},
			&row{get, family, "files/{id}/content", "OpenAI/files/read", modelNone, "/files/{id}/content", kept, false, nil},
			&row{get, family, "batches", "OpenAI/batch-jobs/read", modelNone, "/batches", kept, false, nil},
			&row{post, family, "batches", "OpenAI/batch-jobs/write", modelNone, "/batches", (*host).makeBatch, false, nil},
			&row{get, family, "batches/{id}", "OpenAI/batch-jobs/read", modelNone, "/batches/{id}", kept, false, nil},
			&row{post, family, "batches/{id}/cancel", "OpenAI/batch-jobs/write", modelNone, "/batches/{id}/cancel", kept, false, nil})
	}
	return append(rows, conversationRows(f)...)
}

// conversationRows returns the routes of conversations. No source names data actions for them, so they require those of
// responses, of which they are part.
func conversationRows(f families) []*row {
	var rows []*row
	get, post, remove := http.MethodGet, http.MethodPost, http.MethodDelete
	kept := (*host).relayKept
	for _, of := range []struct {
		family  *family
		actions string
	}{{f.v1, "OpenAI/responses/"}, {f.projectV1, "AIServices/responses/"}} {
		rows = append(rows,
			&row{post, of.family, "conversations", of.actions + "write", modelNone, "/conversations", (*host).makeConversation, false, nil},
			&row{get, of.family, "conversations/{id}", of.actions + "read", modelNone, "/conversations/{id}", kept, false, nil},
			&row{post, of.family, "conversations/{id}", of.actions + "write", modelNone, "/conversations/{id}", kept, false, nil},
			&row{remove, of.family, "conversations/{id}", of.actions + "delete", modelNone, "/conversations/{id}", kept, false, nil},
			&row{get, of.family, "conversations/{id}/items", of.actions + "read", modelNone, "/conversations/{id}/items", kept, false, nil},
			&row{post, of.family, "conversations/{id}/items", of.actions + "write", modelNone, "/conversations/{id}/items", kept, false, nil},
			&row{get, of.family, "conversations/{id}/items/{item}", of.actions + "read", modelNone, "/conversations/{id}/items/{item}", kept, false, nil},
			&row{remove, of.family, "conversations/{id}/items/{item}", of.actions + "delete", modelNone, "/conversations/{id}/items/{item}", kept, false, nil})
	}
	return rows
}

// conversations reports whether the operation is about conversations.
func (op *row) conversations() bool { return strings.HasPrefix(op.backend, "/conversations") }

// files reports whether the operation is about files or batches.
func (op *row) files() bool {
	return strings.HasPrefix(op.backend, "/files") || strings.HasPrefix(op.backend, "/batches")
}

// inputTokens and countTokens are the paths of the operations that count the tokens of a prompt without running a
// model.
const (
	inputTokens = "/responses/input_tokens"
	countTokens = "/messages/count_tokens"
)

// counts reports whether the operation only counts tokens.
func (op *row) counts() bool { return op.backend == inputTokens || op.backend == countTokens }

// template returns the route of the operation in Azure's notation.
func (op *row) template() string { return "/" + op.family.prefix + "/" + op.path }

// printed returns the operation's name in refusals.
func (op *operation) printed() string { return op.name }

func (op *row) print() string {
	if op.family.printed != "" {
		return op.method + " " + op.family.printed
	}
	return op.method + " " + op.template()
}

// dataAction returns the full name of the data action.
func (op *row) dataAction() string { return "Microsoft.CognitiveServices/accounts/" + op.action }

// routes returns the table as routes of edge.
func (d *host) routes() []edge.Route {
	var rows []edge.Route
	for _, r := range table() {
		op := &operation{*r, r.print()}
		template := "/{account}" + op.template()
		rows = append(rows, edge.Guarded(op.method, template, rbac.Data, op.dataAction(), func(w http.ResponseWriter, r *edge.Request) error {
			return d.serve(w, r.Held.(*call))
		}))
		d.operations[rowKey{op.method, template}] = op
	}
	return rows
}
