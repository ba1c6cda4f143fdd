package imds

import (
	"net/http"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/directory"
)

// Workload describes a token file with which a process can authenticate as an identity.
type Workload struct {
	File     string    `json:"file"` // path of the token file on this machine
	ClientID string    `json:"clientId"`
	Expires  time.Time `json:"expires"` // when the token expires; the file is renewed long before
}

// WorkloadEndpoint returns the URL at which the token file of an identity is requested, with the identity's header.
func WorkloadEndpoint(metadata, objectID string) string {
	return metadata + "/identity/" + objectID + "/workload"
}

// workload returns a token file for the identity whose header the caller has. The form is keyless's own; in a Kubernetes
// cluster, the workload identity webhook does this when a pod starts.
func (s service) workload(w http.ResponseWriter, r *edge.Request) error {
	object := r.Vars["identity"]
	if err := s.opens(r, object); err != nil {
		return err
	}
	var identity *directory.ServicePrincipal
	err := s.View(r.Context(), func(read directory.Reader) (err error) {
		identity, err = selector{object: object}.find(read, s.Tenant)
		return err
	})
	if err != nil {
		return err
	}
	made, err := s.Workload(r.Context(), identity)
	if err != nil {
		return err
	}
	return edge.WriteJSON(w, http.StatusOK, made)
}
