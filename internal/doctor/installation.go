package doctor

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"keyless.dev/keyless/internal/localmodels"
)

// checkInstallation says whether keyless up will work here, and what its users will miss. It is what the doctor does
// where no server runs and no endpoint is named, as right after installing.
func (p *diagnosis) checkInstallation() {
	p.checkAll(p.checkFolder, p.checkLocalhost, p.checkPorts, p.checkVersions, p.checkAz, p.checkLocalModels)
}

// checkFolder sees that the data folder, or the nearest one above it that is there, can be written to.
func (p *diagnosis) checkFolder() {
	at := p.options.Data
	for {
		info, err := os.Stat(at)
		if err == nil && info.IsDir() {
			break
		}
		above := filepath.Dir(at)
		if err == nil || !errors.Is(err, os.ErrNotExist) || above == at {
			p.wrong("data", at+" is no folder", Finding{
				Code: "data-folder", Sentence: "The data folder " + p.options.Data + " cannot be made.", Type: []string{"keyless up --data ./keyless-data"},
			})
			return
		}
		at = above
	}
	file, err := os.CreateTemp(at, ".keyless-doctor-*")
	if err != nil {
		p.wrong("data", err.Error(), Finding{
			Code: "data-folder", Sentence: "You may not write to " + at + ", where the data folder would be.", Type: []string{"keyless up --data ./keyless-data"},
		})
		return
	}
	_ = file.Close()
	_ = os.Remove(file.Name())
	p.say("data", "ok", "%s can be written to", p.options.Data)
}

// checkLocalhost sees that the name of the server's origins leads to this machine.
func (p *diagnosis) checkLocalhost() {
	found, err := net.DefaultResolver.LookupIPAddr(p.ctx, "localhost")
	var all []string
	for _, a := range found {
		all = append(all, a.String())
		if !a.IP.IsLoopback() {
			err = fmt.Errorf("localhost is %s", a.String())
		}
	}
	if err != nil {
		p.wrong("localhost", err.Error(), Finding{
			Code: "localhost", Sentence: "The name localhost does not lead to this machine.", Hint: "The hosts file has to say: 127.0.0.1 localhost",
		})
		return
	}
	p.say("localhost", "ok", "%s", strings.Join(all, ", "))
}

// checkPorts sees that the ports of keyless up are free.
func (p *diagnosis) checkPorts() {
	var free []string
	for _, one := range p.options.Listeners {
		free = append(free, one.Address)
		for _, host := range []string{"127.0.0.1", "::1"} {
			_, port, _ := net.SplitHostPort(one.Address)
			l, err := net.Listen("tcp", net.JoinHostPort(host, port))
			if err == nil {
				_ = l.Close()
				continue
			}
			if errors.Is(err, syscall.EADDRINUSE) {
				p.wrong("ports", err.Error(), Finding{
					Code: "port", Sentence: fmt.Sprintf("Another program listens at %s.", net.JoinHostPort(host, port)), Type: []string{"keyless up " + one.Flag + " 127.0.0.1:0"},
				})
				return
			}
		}
	}
	p.say("ports", "ok", "%s are free", strings.Join(free, " and "))
}

func (p *diagnosis) checkLocalModels() {
	began := time.Now()
	found := localmodels.Find(p.ctx, localmodels.Servers())
	if len(found) == 0 {
		p.say("models", "ok", "the built-in model; no Ollama, LM Studio, llama.cpp or vLLM answers at its usual port (%d ms)", time.Since(began).Milliseconds())
		return
	}
	for _, f := range found {
		p.say("models", "ok", "%s runs at %s; keyless up offers its models: %s", f.Name, f.URL, strings.Join(f.Models, ", "))
	}
}
