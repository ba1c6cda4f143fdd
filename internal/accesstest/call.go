package accesstest

import (
	"slices"
	"strings"
)

// Call is a request to a model that a test can make.
type Call struct {
	Name   string // in files
	Method string
	Path   string // below the account's address, with its query
	Body   string // JSON, with MODEL where the deployment's name goes; "" for none
	Action string // the data action that it takes
}

// calls are those that there are. Their data actions are those of the routes: see docs/access-tests.md.
func calls() []Call {
	const chat = `{"model":"MODEL","max_tokens":1,"messages":[{"role":"user","content":"ping"}]}`
	const below = "Microsoft.CognitiveServices/accounts/"
	return []Call{
		{"chat", "POST", "/models/chat/completions?api-version=2024-05-01-preview", chat, below + "MaaS/chat/completions/action"},
		{"embeddings", "POST", "/models/embeddings?api-version=2024-05-01-preview", `{"model":"MODEL","input":["ping"]}`, below + "MaaS/embeddings/action"},
		{"openai chat", "POST", "/openai/v1/chat/completions", chat, below + "OpenAI/deployments/chat/completions/action"},
		{"openai embeddings", "POST", "/openai/v1/embeddings", `{"model":"MODEL","input":"ping"}`, below + "OpenAI/deployments/embeddings/action"},
		{"openai responses", "POST", "/openai/v1/responses", `{"model":"MODEL","input":"ping","store":false}`, below + "OpenAI/responses/write"},
		{"openai models", "GET", "/openai/v1/models", "", below + "OpenAI/models/read"},
	}
}

// CallNamed finds a call.
func CallNamed(name string) (*Call, bool) {
	all := calls()
	i := slices.IndexFunc(all, func(c Call) bool { return c.Name == name })
	if i < 0 {
		return nil, false
	}
	return &all[i], true
}

// CallNames lists the names of calls, for messages.
func CallNames() string {
	var all []string
	for _, c := range calls() {
		all = append(all, c.Name)
	}
	return strings.Join(all, ", ")
}

// Embeds reports whether the call takes a model that embeds.
func (c *Call) Embeds() bool { return strings.HasSuffix(c.Name, "embeddings") }
