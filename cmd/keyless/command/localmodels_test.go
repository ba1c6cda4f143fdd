package command

import (
	"bytes"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/localmodels"
)

func TestFoundModelServersBecomeUpstreamsAndArePrinted(t *testing.T) {
	servers := localmodels.Servers()
	found := []localmodels.Found{{Server: servers[3], Models: []string{"llama"}}}
	upstreams := localUpstreams(servers, found)
	if len(upstreams) != 2 || upstreams[0].Name != "ollama" || upstreams[1].Name != "vllm" || !upstreams[1].Quiet {
		t.Errorf("the upstreams are %+v", upstreams)
	}
	var out bytes.Buffer
	s := &Session{Out: &out, Plain: true}
	s.printLocal(found)
	for _, want := range []string{"vLLM runs at http://127.0.0.1:8000/v1, and its models are deployments: llama\n", "--no-local-models"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
	out.Reset()
	if s.printLocal(nil); out.Len() > 0 {
		t.Errorf("without servers it prints %q", out.String())
	}
}
