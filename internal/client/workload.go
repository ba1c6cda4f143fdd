package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"keyless.dev/keyless/internal/api/imds"
	"keyless.dev/keyless/internal/world"
)

// askWorkload asks the server of a place for the token file of an identity.
func (p *Instance) askWorkload(identity world.IdentityResult) (imds.Workload, error) {
	var made imds.Workload
	if identity.Header == "" || p.Server.Origins.Metadata == "" {
		return made, errNoMetadata()
	}
	request, err := http.NewRequest(http.MethodPost, imds.WorkloadEndpoint(p.Server.Origins.Metadata, identity.ID), http.NoBody)
	if err != nil {
		return made, err
	}
	request.Header.Set("X-IDENTITY-HEADER", identity.Header)
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{}} // no proxy: it is on this machine
	response, err := client.Do(request)
	if err != nil {
		return made, fmt.Errorf("the server does not answer: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	var refusal struct {
		Message string `json:"message"`
	}
	into := any(&made)
	if response.StatusCode != http.StatusOK {
		into = &refusal
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, 64<<10)).Decode(into); err != nil {
		return made, fmt.Errorf("the server answers %s: %w", response.Status, err)
	}
	if response.StatusCode != http.StatusOK {
		return made, errors.New(refusal.Message)
	}
	return made, nil
}

func errNoMetadata() error {
	return errors.New("this server has no endpoint for managed identities: start it with --http")
}
