package login

import (
	"net/http"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/token"
)

// userInfo implements the userinfo endpoint. Source: the Microsoft identity platform's UserInfo endpoint.
func (d *host) userInfo(w http.ResponseWriter, r *edge.Request) error {
	d.letPagesRead(w, r)
	raw, ok := edge.Bearer(r.Request)
	if !ok {
		return d.challenge(w, token.Missing())
	}
	claims, err := d.Verify(r.Context(), raw, d.OAuth.Resources.IsGraph)
	if err != nil {
		return d.challenge(w, err)
	}
	if claims.IsApp() || claims.External {
		return d.challenge(w, fault.New(fault.Unauthenticated, token.ReasonAudience, "the token does not belong to a user of this directory"))
	}
	if err := edge.CheckConditions(d.Conditions, claims, r); err != nil {
		w.Header().Set("WWW-Authenticate", edge.ClaimsChallenge(d.Origins.Login+"/"+claims.Tenant, d.Now()))
		return err
	}
	u, err := d.OAuth.User(r.Context(), claims.Tenant, claims.Object)
	if err != nil {
		return err
	}
	return edge.WriteJSON(w, http.StatusOK, struct {
		Subject    string `json:"sub"`
		Name       string `json:"name,omitempty"`
		GivenName  string `json:"given_name,omitempty"`
		FamilyName string `json:"family_name,omitempty"`
		Email      string `json:"email,omitempty"`
	}{claims.Subject, u.DisplayName, u.GivenName, u.Surname, u.Mail})
}

func (d *host) challenge(w http.ResponseWriter, err error) error {
	w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
	return err
}
