package command

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/jwt"
)

// localServer is a model server that people run on their own machine, at the port that it takes unless told otherwise.
type localServer struct {
	name   string // for people
	source string // the name of the upstream
	url    string // API root
	// owner is what its models say in owned_by, where others use the port too; "" is anything.
	owner string
	// later says that the server is asked again if it is not there: its port is its own.
	later bool
}

// localServers are those that are looked for. Sources: the documentation of each, and what /v1/models of each answers.
func localServers() []localServer {
	return []localServer{
		{"Ollama", "ollama", "http://127.0.0.1:11434/v1", "", true},
		{"LM Studio", "lmstudio", "http://127.0.0.1:1234/v1", "organization_owner", false},
		{"llama.cpp", "llamacpp", "http://127.0.0.1:8080/v1", "llamacpp", false},
		{"vLLM", "vllm", "http://127.0.0.1:8000/v1", "vllm", false},
	}
}

// localModels is a model server that runs here, and what it lists.
type localModels struct {
	localServer
	models []string
}

// localTimeout is how long a server on this machine has to answer.
const localTimeout = 500 * time.Millisecond

// findLocal finds those of the servers that answer with a list of models of their own.
func findLocal(ctx context.Context, servers []localServer) []localModels {
	ctx, cancel := context.WithTimeout(ctx, localTimeout)
	defer cancel()
	transport := &http.Transport{} // no proxy: this is about this machine
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	found := make([]*localModels, len(servers))
	var wg sync.WaitGroup
	for i, s := range servers {
		wg.Go(func() {
			if models, ok := s.list(ctx, client); ok {
				found[i] = &localModels{s, models}
			}
		})
	}
	wg.Wait()
	var all []localModels
	for _, f := range found {
		if f != nil {
			all = append(all, *f)
		}
	}
	return all
}

// list asks a server for its models. ok is false if nothing answers there, or something else than the server.
func (l localServer) list(ctx context.Context, client *http.Client) (models []string, ok bool) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, l.url+"/models", nil)
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
		if l.owner != "" && m.OwnedBy != l.owner {
			return nil, false
		}
		models = append(models, m.ID)
	}
	return models, len(models) > 0 || l.owner == ""
}

// localUpstreams are the upstreams of what was found, and of what may come later.
func localUpstreams(servers []localServer, found []localModels) []app.Upstream {
	var all []app.Upstream
	for _, s := range servers {
		if s.later || slices.ContainsFunc(found, func(f localModels) bool { return f.source == s.source }) {
			all = append(all, app.Upstream{Name: s.source, URL: s.url, Quiet: true})
		}
	}
	return all
}

// sayLocal says which model servers were found, and how to leave them out.
func (s *Session) sayLocal(found []localModels) {
	if len(found) == 0 {
		return
	}
	for _, f := range found {
		has := "no models yet"
		if len(f.models) > 0 {
			has = strings.Join(f.models, ", ")
		}
		fmt.Fprintf(s.Out, "%s runs at %s, and its models are deployments: %s\n", s.bold(f.name), f.url, has)
	}
	fmt.Fprint(s.Out, "keyless up --no-local-models leaves them out.\n\n")
}
