package inference

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/quota"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/seal"
	"keyless.dev/keyless/internal/token"
)

// Deps are what the host needs.
type Deps struct {
	// Verify checks a token for an audience that the function accepts, as token.Verifier does.
	Verify func(ctx context.Context, raw string, audience func(aud string) bool) (*token.Claims, error)
	// Conditions says whether conditional access lets the token of verified claims be used from an address. Nil always does.
	Conditions func(c *token.Claims, address string) error
	RBAC       func() *rbac.Snapshot
	Resources  func() *resource.Snapshot
	Backends   Backends
	// Keepers are the servers behind an account that keep what callers gave them, each once. Nil is none.
	Keepers func(*resource.Account) []Keeper
	// Kept remembers to which account something belongs that a server keeps. Nil remembers it in this process alone.
	Kept KeptStore
	Now  func() time.Time
	Log  *slog.Logger
	// Origins say where this account is called, for the connections of projects.
	Origins edge.Origins
	// Keep writes decisions and refusals down before the answer leaves; if a refusal cannot be, there is no answer.
	Keep edge.Recorder
	// Quota counts what callers use. Nil is no limits.
	Quota *quota.Meter
	// Used is told what each relayed call cost, when it is over. Nil is nobody.
	Used func(context.Context, Use)
	// PageOrigin reports whether pages of an origin may call an account, given by its subdomain. Nil allows none.
	PageOrigin func(account, origin string) bool
	// Fresh fails with Unavailable while what this process knows of roles, resources and the directory is too old to decide
	// by. Nil never does.
	Fresh func() error
	// MaxBody is the limit of a request body, and MaxAudio that of a file of audio in it, in bytes; 0 are the constants of
	// the same names.
	MaxBody, MaxAudio int64
	// Stall is how long a client may take to read what is written to it, for each write; 0 is 30 seconds.
	Stall time.Duration
	// Box seals the client secrets of realtime sessions. All replicas have the same key.
	Box *seal.Box
	// Region is the display name that answers carry, as "East US"; "" is "Local".
	Region string
}

// KeptStore remembers what servers keep, for all replicas.
type KeptStore interface {
	PutKept(ctx context.Context, all ...resource.Kept) error
	// PutKeptSoon is PutKept in the background: it does not wait for the store.
	PutKeptSoon(k resource.Kept)
	// Kept lists what is remembered of an id, for whichever accounts.
	Kept(ctx context.Context, id string) ([]resource.Kept, error)
}

// Backends knows what serves a deployment.
type Backends interface {
	// Backend returns what serves d: it takes requests in the shape of the OpenAI API, whose URL is only a path
	// below the API root ("/chat/completions"), and the name of the model there. It fails with a *fault.Error.
	//
	// A backend that has other names for the model at different servers is a Sender besides.
	Backend(account *resource.Account, d *resource.Deployment) (backend http.RoundTripper, model string, err error)
}

// Sender is a backend that chooses among servers. Body gives the request's body with the model named as asked, and its
// length; it may be asked for several times, and the request's own body is not used.
type Sender interface {
	Send(r *http.Request, model string, body func(model string) (io.ReadCloser, int64, error)) (*http.Response, error)
}

// Keeper is a server that keeps responses and, with Files, files and batches.
type Keeper struct {
	Name    string // as in the header that its answers carry, HeaderServer; "" is the built-in model
	Backend http.RoundTripper
	Files   bool
	// Model is what the server calls the model of a deployment, and whether it serves it.
	Model func(*resource.Deployment) (string, bool)
}

// HeaderServer is between the host and its backends and does not leave this process. On an answer it names the server
// that gave it; on a request, the one to prefer.
const HeaderServer = "X-Keyless-Upstream"

// HeaderAzure marks a request on a route of Azure OpenAI, for the built-in model: it answers as Azure does there. It does not
// leave this process.
const HeaderAzure = "X-Keyless-Azure"

// WithKey is the verdict of a call with an account key, which goes past every role.
const WithKey rbac.Verdict = "an account key goes past every role"

// Use is what one relayed call cost.
type Use struct {
	ID         string
	At         time.Time // when the call came
	Took       time.Duration
	FirstByte  time.Duration // until the backend's header was there; 0 if none came
	Account    *resource.Account
	Deployment *resource.Deployment
	Caller     edge.Caller
	Operation  string
	Action     string           // the data action that was allowed
	Grant      *rbac.Assignment // that allowed it; nil with a key
	Model      string           // at the backend
	Server     string           // that answered, as the configuration names it; "" where there is only one
	Status     int              // of the answer; 0 if it was broken off before
	Answered   int              // the status that the caller got; 499 if it was gone before, as nginx has it
	Throttled  bool             // refused for want of quota: nothing was sent to a backend
	Stream     bool
	Tokens     Tokens
	events     int64 // of a stream, that came; most servers give a token an event
}

type rowKey struct{ method, template string }

type host struct {
	Deps
	operations map[rowKey]*operation
	bodies     sync.Pool
	streams    streamer
	copies     sync.Pool
	memory     memory
	absent     absentPaths
	noUsage    sync.Map // models whose server refuses stream_options; see modelKey
	noUsages   atomic.Int64
	// transportSecurity is the Strict-Transport-Security header; nil where accounts are at a host name which other
	// programs of the machine share.
	transportSecurity []string
	constants
}

// constants are header values that many answers share.
type constants struct{ region, transport, noSniff, no, unseen []string }

func newConstants(region string) constants {
	return constants{
		region: []string{region}, transport: []string{"max-age=31536000; includeSubDomains; preload"}, noSniff: []string{"nosniff"},
		no: []string{"no"}, unseen: []string{"false"},
	}
}

// call is one request between the host's steps.
type call struct {
	*edge.Request
	op      *operation
	account *resource.Account
	started time.Time
	proof   proof
	limits  limits // what is left to the caller, for the answer
	// made is told how a successful answer begins, and which server gave it. Nil is nobody.
	made func(head []byte, server string)
}

// New makes the host. Its paths start with the account's subdomain.
func New(deps Deps) *edge.Host {
	d := &host{Deps: deps, operations: map[rowKey]*operation{}, absent: newAbsentPaths()}
	if d.Stall == 0 {
		d.Stall = 30 * time.Second
	}
	if d.MaxBody == 0 {
		d.MaxBody = MaxBody
	}
	if d.MaxAudio == 0 {
		d.MaxAudio = MaxAudio
	}
	if d.Region == "" {
		d.Region = "Local"
	}
	if d.Origins.StrictTransport() {
		d.transportSecurity = []string{"max-age=31536000; includeSubDomains; preload"}
	}
	d.constants = newConstants(d.Region)
	d.bodies.New = func() any { return &held{pool: &d.bodies} }
	d.copies.New = func() any { return new(copyBuffer) }
	return &edge.Host{
		Name:         "inference",
		Routes:       d.routes(),
		MaxBody:      d.MaxBody,
		Authenticate: d.authenticate,
		Authorize:    d.authorize,
		Before:       d.begin,
		PageOrigin:   d.pageOrigin,
		Fail:         d.fail,
		Recorder:     deps.Keep,
		Log:          deps.Log,
	}
}

// pageOrigin finds the account in the first segment of the path.
func (d *host) pageOrigin(r *http.Request, origin string) bool {
	if d.PageOrigin == nil {
		return false
	}
	account, _, _ := strings.Cut(strings.TrimLeft(r.URL.Path, "/"), "/")
	return d.PageOrigin(account, origin)
}

// begin sets the headers that every answer carries. Source: captures of the service.
func (d *host) begin(w http.ResponseWriter, r *edge.Request) {
	h := w.Header()
	client := r.Header.Get("X-Ms-Client-Request-Id")
	if client == "" || len(client) > 128 {
		client = r.ID
	}
	ids := [...]string{r.ID, client, r.ID} // one array for all three
	h["Apim-Request-Id"] = ids[0:1:1]
	h["X-Ms-Client-Request-Id"] = ids[1:2:2]
	h["X-Request-Id"] = ids[2:3:3]
	h["X-Ms-Region"] = d.region
	if d.transportSecurity != nil {
		h["Strict-Transport-Security"] = d.transportSecurity
	}
	h["X-Content-Type-Options"] = d.noSniff
}

// serve checks what is left after the decision, and answers.
func (d *host) serve(w http.ResponseWriter, c *call) error {
	if err := checkVersion(c.op, c.URL.RawQuery); err != nil {
		return err
	}
	if c.op.family.project {
		if _, ok := c.account.Project(c.Vars["projectName"]); !ok {
			return notFound()
		}
	}
	return c.op.answer(d, w, c)
}
