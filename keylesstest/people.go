package keylesstest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/rbac"
)

// InferenceAudience is the audience of tokens for models.
const InferenceAudience = "https://cognitiveservices.azure.com"

// azureCLI is the client id of az, a public client in every tenant.
const azureCLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"

// maxAnswer bounds a response that is read, in bytes.
const maxAnswer = 1 << 20

// Token returns an access token for inference of a user by name (with or without the domain), or a service principal by display name.
func (s *Server) Token(who string) string {
	s.t.Helper()
	return s.TokenFor(who, InferenceAudience)
}

// TokenFor returns an access token of a user by principal name, or a service principal by display name, for an audience:
// InferenceAudience, the server's ARM or its Graph.
func (s *Server) TokenFor(who, audience string) string {
	s.t.Helper()
	form := url.Values{"scope": {audience + "/.default"}}
	if user, password, ok := s.user(who); ok {
		form.Set("grant_type", "password")
		form.Set("client_id", azureCLI)
		form.Set("username", user)
		form.Set("password", password)
	} else {
		id, secret := s.Secret(who)
		form.Set("grant_type", "client_credentials")
		form.Set("client_id", id)
		form.Set("client_secret", secret)
	}
	response, err := s.http.PostForm(s.Login()+"/"+s.TenantID()+"/oauth2/v2.0/token", form)
	if err != nil {
		s.t.Fatalf("keylesstest: %v", err)
	}
	var answer struct {
		AccessToken      string `json:"access_token"`
		ErrorDescription string `json:"error_description"`
	}
	s.read(response, &answer)
	if answer.AccessToken == "" {
		s.t.Fatalf("keylesstest: no token for %s: %s", who, answer.ErrorDescription)
	}
	return answer.AccessToken
}

// Password returns a user's password.
func (s *Server) Password(userPrincipalName string) string {
	s.t.Helper()
	_, password, ok := s.user(userPrincipalName)
	if !ok {
		s.t.Fatalf("keylesstest: there is no user called %s", userPrincipalName)
	}
	return password
}

// Secret returns the client id and the client secret of a service principal.
func (s *Server) Secret(displayName string) (clientID, secret string) {
	s.t.Helper()
	app, err := s.place.Application(displayName)
	if err != nil {
		s.t.Fatalf("keylesstest: %v", err)
	}
	return app.AppID, app.Secret
}

// ObjectID returns the object id of a user, group, service principal or managed identity of the world, by name.
func (s *Server) ObjectID(who string) string {
	s.t.Helper()
	id, _ := s.principal(who)
	return id
}

// ResourceID returns the resource id of an account of the world, by name.
func (s *Server) ResourceID(account string) string {
	s.t.Helper()
	found, err := s.place.Account(account)
	if err != nil || found.ResourceID == "" {
		s.t.Fatalf("keylesstest: there is no account called %s", account)
	}
	return found.ResourceID
}

func (s *Server) read(response *http.Response, into any) {
	s.t.Helper()
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err == nil && len(text) > 0 {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		s.t.Fatalf("keylesstest: %s answered %s: %v", response.Request.URL.Path, response.Status, err)
	}
}

func (s *Server) user(name string) (userPrincipalName, password string, ok bool) {
	for _, u := range s.place.Tenant.Users {
		if short, _, _ := strings.Cut(u.UserPrincipalName, "@"); ascii.EqualFold(u.UserPrincipalName, name) || ascii.EqualFold(short, name) {
			return u.UserPrincipalName, u.Password, true
		}
	}
	return "", "", false
}

func (s *Server) principal(name string) (string, rbac.PrincipalType) {
	s.t.Helper()
	tenant := s.place.Tenant
	for _, u := range tenant.Users {
		if short, _, _ := strings.Cut(u.UserPrincipalName, "@"); ascii.EqualFold(u.UserPrincipalName, name) || ascii.EqualFold(short, name) {
			return u.ID, rbac.User
		}
	}
	for _, g := range tenant.Groups {
		if ascii.EqualFold(g.DisplayName, name) {
			return g.ID, rbac.Group
		}
	}
	for _, a := range tenant.ServicePrincipals {
		if ascii.EqualFold(a.DisplayName, name) {
			return a.ID, rbac.ServicePrincipal
		}
	}
	for _, i := range tenant.ManagedIdentities {
		if ascii.EqualFold(i.Name, name) {
			return i.ID, rbac.ServicePrincipal
		}
	}
	s.t.Fatalf("keylesstest: there is nobody called %s", name)
	return "", ""
}
