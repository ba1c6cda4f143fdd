package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/arm"
	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/api/graph"
	"keyless.dev/keyless/internal/api/imds"
	"keyless.dev/keyless/internal/api/inference"
	"keyless.dev/keyless/internal/api/login"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/token"
)

// hosts are the handlers of the two listeners. Health checks are not in secure, because a health check need not come
// from a proxy.
type hosts struct{ secure, plain http.Handler }

func (a *App) hosts() (hosts, error) {
	signer := a.signer()
	resources := oauth.NewResources(a.origins.ARM, a.origins.Graph, append(a.origins.AccountOrigins(), a.origins.Login, a.origins.Metadata)...)
	server := a.signInServer(signer, resources)
	metadata := login.Metadata(a.origins)
	mounts := []edge.Mount{
		{Origin: a.origins.ARM, Handler: a.armHost(metadata)},
		{Origin: a.origins.Graph, Handler: a.graphHost(server)},
	}
	mounts, err := a.mountPortal(mounts, a.loginHost(server))
	if err != nil {
		return hosts{}, err
	}
	accounts := a.inferenceHost()
	for _, origin := range a.origins.AccountOrigins() {
		mounts = append(mounts, edge.Mount{Origin: origin, Handler: accounts})
	}
	secure := edge.Dispatch(mounts, http.HandlerFunc(misdirected))
	plain := http.NewServeMux()
	plain.Handle("GET /metadata/endpoints", metadata)
	plain.Handle("/", a.imdsHost(signer, resources))
	return hosts{
		secure: a.meters.Handler(secure),
		plain: a.health(a.metrics(edge.Dispatch([]edge.Mount{
			{Origin: a.origins.Metadata, Handler: plain},
			{Origin: "http://169.254.169.254", Handler: plain}, // the address in the configuration of clients
		}, http.HandlerFunc(misdirected)))),
	}, nil
}

// signInServer returns the token service, which the hosts of sign-in and Graph share.
func (a *App) signInServer(signer *token.Signer, resources *oauth.Resources) *oauth.Server {
	return oauth.New(oauth.Config{
		DB: rows{a.db}, Directory: func() *directory.Snapshot { return a.state.View().Directory }, Signer: signer, Resources: resources, Login: a.origins.Login, Portal: a.portalAddresses(), DefaultTenant: a.tenant.ID,
		Lifetime: a.config.TokenLifetime, AllowPassword: a.config.PasswordGrant, SetPassword: a.setPassword, TakeInvitation: a.takeInvitation, KeepConsent: a.keepConsent, Now: a.config.Now, Record: a.recorder.SignIns(),
		Groups: a.groupsOf, Graph: a.origins.Graph, Issuers: a.issuers(), Verify: a.verifier.Verify,
		Passwords: directory.NewPasswords(runtime.GOMAXPROCS(0)),
	})
}

func (a *App) loginHost(server *oauth.Server) http.Handler {
	return a.whenSigning(a.measured(login.New(login.Deps{
		OAuth: server,
		Keys:  a.keys, Verify: a.verifier.Verify, Conditions: a.conditions(directory.GraphAPI()), PageOrigin: a.isPageOrigin, Origins: a.origins, Seeded: a.seededPeople(), Now: a.config.Now, Log: a.config.Log,
	})))
}

// isPageOrigin reports whether an origin is that of the portal or of a registered application's page.
func (a *App) isPageOrigin(origin string) bool {
	return a.isPortal(origin) || a.state.View().Directory.IsPageOrigin(origin)
}

// isPageOfAccount reports whether pages of an origin may call an account, by the configuration. The portal may call all
// accounts.
func (a *App) isPageOfAccount(account, origin string) bool {
	if a.isPortal(origin) {
		return true
	}
	canonical, ok := directory.PageOrigin(origin)
	return ok && slices.Contains(a.config.PageOrigins[ascii.ToLower(account)], canonical)
}

func (a *App) armHost(metadata http.Handler) http.Handler {
	return a.measured(arm.New(provider.Deps{
		Store: transactions[provider.Tx]{a.db, func(tx *store.Tx) provider.Tx { return logReader{tx, a.recorder} }},
		RBAC:  func() *rbac.Snapshot { return a.state.View().Roles }, Verify: a.verifier.Verify, Trusted: a.trust.Tenants,
		Conditions: a.conditions(directory.ResourceManagerAPI()),
		Fresh:      a.fresh, Settle: a.settleLog, PageOrigin: a.isPageOrigin, Origins: a.origins, Box: a.box, Now: a.config.Now, Rand: rand.Reader, Log: a.config.Log, Metadata: metadata, Async: a.config.ARMAsync, Keep: a.counted("arm", a.recorder.Host()),
	}, standing{a}))
}

func (a *App) graphHost(server *oauth.Server) http.Handler {
	return a.measured(graph.New(graph.Deps{
		Store:     transactions[graph.Tx]{a.db, func(tx *store.Tx) graph.Tx { return logReader{tx, a.recorder} }},
		Passwords: server.Passwords, CheckPassword: server.VerifyCurrentPassword,
		Conditions: a.conditions(directory.GraphAPI()),
		Verify:     a.verifier.Verify, Fresh: a.fresh, Settle: a.settleLog, PageOrigin: a.isPageOrigin, Origins: a.origins, Now: a.config.Now, Rand: rand.Reader, Log: a.config.Log, Keep: a.counted("graph", a.recorder.Host()), Reserved: server.Resources.Reserved,
	}))
}

func (a *App) inferenceHost() http.Handler {
	return a.measured(inference.New(inference.Deps{
		Verify: a.verifier.Verify, RBAC: func() *rbac.Snapshot { return a.state.View().Roles },
		Resources:  func() *resource.Snapshot { return a.state.View().Resources },
		Conditions: a.modelConditions(),
		PageOrigin: a.isPageOfAccount, Box: a.box,
		MaxBody: a.config.MaxBody, MaxAudio: a.config.MaxAudio,
		Fresh:    a.fresh,
		Backends: a.models, Keepers: a.models.Keepers, Kept: a.kept, Quota: a.meter, Used: a.used, Origins: a.origins, Now: a.config.Now, Log: a.config.Log, Keep: a.refusalsMeasured(a.counted("inference", a.recorder.Host())),
	}))
}

func (a *App) imdsHost(signer *token.Signer, resources *oauth.Resources) http.Handler {
	return a.whenSigning(a.measured(imds.New(imds.Deps{
		Tenant: a.tenant.ID, HeaderKey: a.headerKey(), Now: a.config.Now, Log: a.config.Log,
		View: func(ctx context.Context, read func(directory.Reader) error) error {
			return a.db.View(ctx, func(tx *store.Tx) error { return read(tx) })
		},
		Workload: a.workloads.Issue,
		Mint: func(ctx context.Context, identity *directory.ServicePrincipal, name string) (string, *token.Claims, error) {
			var found oauth.Resource
			var roles []string
			err := a.db.View(ctx, func(tx *store.Tx) (err error) {
				if found, err = resources.Find(tx, a.tenant, name); err == nil {
					roles, err = found.Roles(tx, identity)
				}
				return err
			})
			if err != nil {
				return "", nil, err
			}
			a.recorder.SignIn(ctx, oauth.SignIn{
				At: a.now(), Grant: "managed_identity", Tenant: a.tenant.ID, Principal: identity.ID, Name: identity.DisplayName,
				Client: identity.AppID, Resource: found.Audience,
			})
			return signer.Access(token.Access{
				Tenant: a.tenant.ID, Version: found.Version, Audience: found.Audience, Principal: identity,
				Client: identity.AppID, Proof: token.ClientAssertion, Roles: roles, Lifetime: a.config.TokenLifetime,
			})
		},
	})))
}

// health serves /healthz and /readyz on all hosts, and passes other requests to next.
func (a *App) health(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.leaving(w)
		switch r.URL.Path {
		case "/healthz":
			say(w, http.StatusOK, "ok\n")
		case "/readyz":
			a.sayReady(w, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// readiness is the JSON form of /readyz. A server with warnings is ready.
type readiness struct {
	Ready    bool     `json:"ready"`
	Reasons  []string `json:"reasons"`
	Warnings []string `json:"warnings,omitempty"`
}

// sayReady serves /readyz, as text or, if the request accepts JSON, with the reasons.
func (a *App) sayReady(w http.ResponseWriter, r *http.Request) {
	state := a.readiness()
	status, text := http.StatusOK, "ready\n"
	if !state.Ready {
		status, text = http.StatusServiceUnavailable, "not ready\n"
	}
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		_ = edge.WriteJSON(w, status, state)
		return
	}
	say(w, status, text)
}

func (a *App) readiness() readiness {
	state := readiness{Reasons: []string{}}
	select {
	case <-a.ready:
	default:
		state.Reasons = append(state.Reasons, "starting")
	}
	if a.draining.Load() {
		state.Reasons = append(state.Reasons, "draining")
	}
	if err := a.fresh(); err != nil {
		state.Reasons = append(state.Reasons, err.Error())
	}
	if a.recorder.Full() {
		full := fmt.Sprintf("the spool of audit records is full: its files hold %d bytes, and %d records were lost", a.recorder.Bytes(), a.recorder.Lost())
		if a.config.AuditRefuseWhenFull {
			state.Reasons = append(state.Reasons, full)
		} else {
			state.Warnings = append(state.Warnings, full)
		}
	}
	if age, expired := a.state.lease.expired(); expired && len(state.Reasons) == 0 {
		state.Warnings = append(state.Warnings, fmt.Sprintf("calls are decided by a view that is %s old", age.Round(time.Second)))
	}
	if warning := a.quotaWarning(); warning != "" {
		state.Warnings = append(state.Warnings, warning)
	}
	state.Ready = len(state.Reasons) == 0
	return state
}

// misdirected rejects requests for host names that this server does not have. This prevents DNS rebinding: a page whose
// own name resolves to this machine reaches no host.
func misdirected(w http.ResponseWriter, _ *http.Request) {
	say(w, http.StatusMisdirectedRequest, "this server does not go by that name\n")
}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

// transactions adapts the store to the interface that a host declares. T is the part of a transaction that the host
// needs.
type transactions[T any] struct {
	db *store.DB
	as func(*store.Tx) T
}

func (t transactions[T]) View(ctx context.Context, do func(T) error) error {
	return t.db.View(ctx, func(tx *store.Tx) error { return do(t.as(tx)) })
}

func (t transactions[T]) DryRun(ctx context.Context, do func(T) error) error {
	return t.db.DryRun(ctx, func(tx *store.Tx) error { return do(t.as(tx)) })
}

func (t transactions[T]) Update(ctx context.Context, do func(T) error) error {
	return t.db.Update(ctx, func(tx *store.Tx) error { return do(t.as(tx)) })
}

// rows adapts the store to the token service, whose writes are not replicated, except for the revocation of a grant.
type rows struct{ db *store.DB }

func (r rows) View(ctx context.Context, do func(oauth.Tx) error) error {
	return r.db.View(ctx, func(tx *store.Tx) error { return do(tx) })
}

func (r rows) Update(ctx context.Context, do func(oauth.Tx) error) error {
	return r.db.UpdateRows(ctx, func(tx *store.Tx) error { return do(tx) })
}

func (r rows) UpdateReplicated(ctx context.Context, do func(oauth.Tx) error) error {
	return r.db.Update(ctx, func(tx *store.Tx) error { return do(tx) })
}
