package login

import (
	"net/http"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/token"
)

// workloadPlace returns the tenant of a workload issuer. It accepts only the tenant's id, because an issuer has one name.
func (d *host) workloadPlace(r *edge.Request) (oauth.Place, error) {
	place, err := d.OAuth.Place(r.Context(), r.Vars["tenant"])
	if err == nil && (place.Shared() || r.Vars["tenant"] != place.Tenant.ID) {
		err = fault.New(fault.NotFound, "NotFound", "there is no such issuer")
	}
	return place, err
}

// workloadDiscovery serves the discovery document of the issuer of workload tokens. Source: what a Kubernetes API server
// serves for its service accounts.
func (d *host) workloadDiscovery(w http.ResponseWriter, r *edge.Request) error {
	place, err := d.workloadPlace(r)
	if err != nil {
		return err
	}
	issuer := token.WorkloadIssuer(d.Origins.Login, place.Tenant.ID)
	return d.document(w, struct {
		Issuer        string   `json:"issuer"`
		Keys          string   `json:"jwks_uri"`
		ResponseTypes []string `json:"response_types_supported"`
		SubjectTypes  []string `json:"subject_types_supported"`
		Algorithms    []string `json:"id_token_signing_alg_values_supported"`
	}{issuer, issuer + "/openid/v1/jwks", []string{"id_token"}, []string{"public"}, []string{"RS256"}})
}

// workloadKeys serves its key set.
func (d *host) workloadKeys(w http.ResponseWriter, r *edge.Request) error {
	if _, err := d.workloadPlace(r); err != nil {
		return err
	}
	return d.document(w, d.Keys.Document(""))
}
