// Package localmodels finds the model servers that run on this machine: Ollama, LM Studio, llama.cpp and vLLM.
package localmodels

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"time"

	"keyless.dev/keyless/internal/jwt"
)

// Server is a model server that people run on their own machine, at its default port.
type Server struct {
	Name   string // for people
	Source string // the name of the upstream
	URL    string // API root
	// Owner is what its models have in owned_by, if other servers use the port too; "" accepts any.
	Owner string
	// Later says that the port belongs to this server alone, so that it is worth asking again if nothing answers now.
	Later bool
}

// Servers returns the servers that are looked for. Sources: the documentation of each, and what /v1/models of each answers.
func Servers() []Server {
	return []Server{
		{"Ollama", "ollama", "http://127.0.0.1:11434/v1", "", true},
		{"LM Studio", "lmstudio", "http://127.0.0.1:1234/v1", "organization_owner", false},
		{"llama.cpp", "llamacpp", "http://127.0.0.1:8080/v1", "llamacpp", false},
		{"vLLM", "vllm", "http://127.0.0.1:8000/v1", "vllm", false},
	}
}

// Found is a model server that runs on this machine, and the models that it lists.
type Found struct {
	Server
	Models []string
}

// timeout is how long a server on this machine has to answer.
const timeout = 500 * time.Millisecond

// Find returns the servers that answer with a list of models of their own.
func Find(ctx context.Context, servers []Server) []Found {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	transport := &http.Transport{} // no proxy: every address is on this machine
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	found := make([]*Found, len(servers))
	var wg sync.WaitGroup
	for i, s := range servers {
		wg.Go(func() {
			if models, ok := s.list(ctx, client); ok {
				found[i] = &Found{s, models}
			}
		})
	}
	wg.Wait()
	var all []Found
	for _, f := range found {
		if f != nil {
			all = append(all, *f)
		}
	}
	return all
}

// list asks a server for its models. ok is false if nothing answers, or another program does.
func (s Server) list(ctx context.Context, client *http.Client) (models []string, ok bool) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/models", nil)
	if err != nil {
		return nil, false
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, false
	}
	defer response.Body.Close()
	var answer struct {
		Object string
		Data   []struct {
			ID      string
			OwnedBy string `json:"owned_by"`
		}
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, jwt.MaxSize)).Decode(&answer); err != nil || response.StatusCode != http.StatusOK || answer.Object != "list" {
		return nil, false
	}
	for _, m := range answer.Data {
		if s.Owner != "" && m.OwnedBy != s.Owner {
			return nil, false
		}
		models = append(models, m.ID)
	}
	return models, len(models) > 0 || s.Owner == ""
}
