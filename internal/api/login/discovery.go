package login

import (
	"net/http"
	"net/url"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/token"
)

// configuration is an OpenID Connect discovery document with Entra's own members. It lists only what this host implements.
type configuration struct {
	TokenEndpoint         string   `json:"token_endpoint"`
	TokenAuthMethods      []string `json:"token_endpoint_auth_methods_supported"`
	TokenAuthAlgorithms   []string `json:"token_endpoint_auth_signing_alg_values_supported"`
	Keys                  string   `json:"jwks_uri"`
	ResponseModes         []string `json:"response_modes_supported"`
	SubjectTypes          []string `json:"subject_types_supported"`
	IDTokenAlgorithms     []string `json:"id_token_signing_alg_values_supported"`
	ResponseTypes         []string `json:"response_types_supported"`
	Scopes                []string `json:"scopes_supported"`
	GrantTypes            []string `json:"grant_types_supported"`
	ChallengeMethods      []string `json:"code_challenge_methods_supported"`
	Issuer                string   `json:"issuer"`
	IssuerInAnswers       bool     `json:"authorization_response_iss_parameter_supported,omitempty"`
	RequestURI            bool     `json:"request_uri_parameter_supported"`
	UserInfoEndpoint      string   `json:"userinfo_endpoint"`
	AuthorizationEndpoint string   `json:"authorization_endpoint"`
	DeviceEndpoint        string   `json:"device_authorization_endpoint"`
	LogoutSupported       bool     `json:"http_logout_supported"`
	FrontChannelLogout    bool     `json:"frontchannel_logout_supported"`
	EndSessionEndpoint    string   `json:"end_session_endpoint"`
	Claims                []string `json:"claims_supported"`
	Region                *string  `json:"tenant_region_scope"`
	Cloud                 string   `json:"cloud_instance_name"`
	CloudGraph            string   `json:"cloud_graph_host_name"`
	Graph                 string   `json:"msgraph_host"`
}

// discovery serves the v2 or the v1 document. The ADFS authority has its document at the v1 path.
func (d *host) discovery(v1 bool) edge.Handler {
	return func(w http.ResponseWriter, r *edge.Request) error {
		place, err := d.OAuth.Place(r.Context(), r.Vars["tenant"])
		if err != nil {
			return err
		}
		return d.document(w, d.configuration(place, v1))
	}
}

// document writes a document that pages of any origin may read and cache.
func (d *host) document(w http.ResponseWriter, body any) error {
	w.Header().Set("Cache-Control", "private, max-age=3600")
	w.Header().Del("Pragma")
	w.Header().Del("Expires")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	return edge.WriteJSON(w, http.StatusOK, body)
}

func (d *host) configuration(place oauth.Place, v1 bool) configuration {
	root := d.Origins.Login + "/" + place.Segment
	endpoints, keys, version := root+"/oauth2/v2.0", root+"/discovery/v2.0/keys", token.V2
	if v1 {
		endpoints, keys, version = root+"/oauth2", root+"/discovery/keys", token.V1
	}
	// In a shared place the tenant is not known yet. Clients treat this as a template.
	issuer := token.IssuerOf(d.Origins.Login, "{tenantid}", version)
	switch {
	case place.ADFS():
		issuer = root
	case place.Tenant != nil:
		issuer = token.IssuerOf(d.Origins.Login, place.Tenant.ID, version)
	}
	host := hostOf(d.Origins.Login)
	return configuration{
		TokenEndpoint: endpoints + "/token", AuthorizationEndpoint: endpoints + "/authorize", DeviceEndpoint: endpoints + "/devicecode",
		EndSessionEndpoint: endpoints + "/logout", UserInfoEndpoint: root + "/openid/userinfo", Keys: keys, Issuer: issuer, IssuerInAnswers: place.Tenant != nil,
		TokenAuthAlgorithms: []string{"RS256", "PS256"},
		TokenAuthMethods:    []string{"client_secret_post", "private_key_jwt", "client_secret_basic"},
		ResponseModes:       []string{"query", "fragment", "form_post"},
		ResponseTypes:       []string{"code"},
		GrantTypes:          d.grantTypes(),
		ChallengeMethods:    []string{"S256"},
		SubjectTypes:        []string{"pairwise"},
		IDTokenAlgorithms:   []string{"RS256"},
		Scopes:              []string{"openid", "profile", "email", "offline_access"},
		Claims:              []string{"sub", "iss", "aud", "exp", "iat", "nbf", "auth_time", "nonce", "preferred_username", "name", "given_name", "family_name", "email", "oid", "tid", "upn", "uti", "ver", "amr"},
		LogoutSupported:     true,
		FrontChannelLogout:  true,
		Cloud:               host, CloudGraph: hostOf(d.Origins.Graph), Graph: hostOf(d.Origins.Graph),
	}
}

func (d *host) grantTypes() []string {
	types := []string{"authorization_code", "refresh_token", "client_credentials", "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:jwt-bearer"}
	if d.OAuth.AllowPassword {
		types = append(types, "password")
	}
	return types
}

func hostOf(origin string) string {
	u, err := url.Parse(origin)
	if err != nil {
		return ""
	}
	return u.Host
}

// keys serves the key set. In the v2 document each key has its issuer.
func (d *host) keys(v2 bool) edge.Handler {
	return func(w http.ResponseWriter, r *edge.Request) error {
		place, err := d.OAuth.Place(r.Context(), r.Vars["tenant"])
		if err != nil {
			return err
		}
		issuer := ""
		if v2 {
			issuer = d.configuration(place, false).Issuer
		}
		return d.document(w, d.Keys.Document(issuer))
	}
}

// instance implements instance discovery: it tells clients whether an authority exists.
func (d *host) instance(w http.ResponseWriter, r *edge.Request) error {
	asked, err := url.Parse(r.URL.Query().Get("authorization_endpoint"))
	if err != nil || asked.Host == "" {
		return oauth.Missing("authorization_endpoint")
	}
	own, _ := url.Parse(d.Origins.Login)
	// Some clients omit the port, or send Microsoft's host name if that is mapped to this server.
	if host := ascii.ToLower(asked.Hostname()); host != own.Hostname() && host != "login.microsoftonline.com" {
		f := fault.New(fault.Invalid, "invalid_instance", "AADSTS50049: Unknown or invalid instance.")
		f.Number = 50049
		return f
	}
	tenant, _, _ := strings.Cut(strings.TrimLeft(asked.Path, "/"), "/")
	if tenant == "" {
		tenant = "common"
	}
	aliases := []string{own.Host}
	if own.Port() != "" {
		aliases = append(aliases, own.Hostname())
	}
	type network struct {
		Network string   `json:"preferred_network"`
		Cache   string   `json:"preferred_cache"`
		Aliases []string `json:"aliases"`
	}
	return d.document(w, struct {
		Endpoint string    `json:"tenant_discovery_endpoint"`
		Version  string    `json:"api-version"`
		Metadata []network `json:"metadata"`
	}{
		d.Origins.Login + "/" + url.PathEscape(tenant) + "/v2.0/.well-known/openid-configuration", "1.1",
		[]network{{own.Host, own.Host, aliases}},
	})
}

// userRealm says that a user signs in here with a password. It says so for every name, so that it does not disclose which
// accounts exist.
func (d *host) userRealm(w http.ResponseWriter, r *edge.Request) error {
	_, domain, _ := strings.Cut(r.Vars["name"], "@")
	return edge.WriteJSON(w, http.StatusOK, map[string]string{
		"ver": "1.0", "account_type": "Managed", "domain_name": domain,
		"cloud_instance_name": hostOf(d.Origins.Login), "cloud_audience_urn": "urn:federation:MicrosoftOnline",
	})
}

// webfinger tells MSAL.NET that the ADFS authority is trusted. MSAL.NET compares href with the authority it asked about,
// without its port.
func (d *host) webfinger(w http.ResponseWriter, r *edge.Request) error {
	resource := r.URL.Query().Get("resource")
	asked, err := url.Parse(resource)
	own, _ := url.Parse(d.Origins.Login)
	if err != nil || asked.Scheme != "https" || !ascii.EqualFold(asked.Hostname(), own.Hostname()) {
		return fault.New(fault.NotFound, "NotFound", "nothing is known of this resource")
	}
	type link struct {
		Rel  string `json:"rel"`
		Href string `json:"href"`
	}
	return edge.WriteJSON(w, http.StatusOK, struct {
		Subject string `json:"subject"`
		Links   []link `json:"links"`
	}{resource, []link{{"http://schemas.microsoft.com/rel/trusted-realm", resource}}})
}
