package imds

import (
	"net/http"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/directory"
)

// Workload is how a process is an identity by a token file.
type Workload struct {
	File     string    `json:"file"` // path of the token's file, on this machine
	ClientID string    `json:"clientId"`
	Expires  time.Time `json:"expires"` // when the token ends; there is a new one in the file long before
}

// WorkloadEndpoint is where the file of one identity is asked for, with its header.
func WorkloadEndpoint(metadata, objectID string) string {
	return metadata + "/identity/" + objectID + "/workload"
}

// workload lets the caller, who has the identity's header, be it by a token file. It is this server's own form: a
// cluster's webhook does the same when a pod starts.
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
