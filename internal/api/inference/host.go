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

// Deps are the dependencies of the host.
type Deps struct {
	// Verify checks a token whose audience accept returns true for, as token.Verifier does.
	Verify func(ctx context.Context, raw string, audience func(aud string) bool) (*token.Claims, error)
	// Conditions applies conditional access to a verified token that is used from an address. It may be nil.
	Conditions func(c *token.Claims, address string) error
	RBAC       func() *rbac.Snapshot
	Resources  func() *resource.Snapshot
	Backends   Backends
	// Keepers returns the servers of an account that store objects for callers, without repetitions. Nil means none.
	Keepers func(*resource.Account) []Keeper
	// Kept remembers which account owns an object on a server. Nil remembers it in memory only.
	Kept KeptStore
	Now  func() time.Time
	Log  *slog.Logger
	// Origins are the addresses at which this account is called, for the connections of projects.
	Origins edge.Origins
	// Keep records decisions and refusals before the response is sent. If a refusal cannot be recorded, the call fails.
	Keep edge.Recorder
	// Quota counts what callers use. Nil means no limits.
	Quota *quota.Meter
	// Used receives the usage of each relayed call when the call has ended. It may be nil.
	Used func(context.Context, Use)
	// PageOrigin reports whether pages of an origin may call an account, given by its subdomain. Nil allows none.
	PageOrigin func(account, origin string) bool
	// Fresh fails with Unavailable while this process's snapshots of roles, resources and the directory are too old to
	// base decisions on. Nil never fails.
	Fresh func() error
	// MaxBody is the limit of a request body, and MaxAudio the limit of an audio file in it, in bytes. 0 means the
	// constants of the same names.
	MaxBody, MaxAudio int64
	// Stall is how long a client may take to read each write; 0 means 30 seconds.
	Stall time.Duration
	// Box seals the client secrets of realtime sessions. All replicas use the same key.
	Box *seal.Box
	// Region is the display name of the region in response headers, such as "East US". "" means "Local".
	Region string
}

// KeptStore stores the owners of objects on model servers, for all replicas.
type KeptStore interface {
	PutKept(ctx context.Context, all ...resource.Kept) error
	// PutKeptSoon is PutKept in the background: it does not wait for the store.
	PutKeptSoon(k resource.Kept)
	// Kept lists what is stored about an id, for all accounts.
	Kept(ctx context.Context, id string) ([]resource.Kept, error)
}

// Backends finds the backends of deployments.
type Backends interface {
	// Backend returns the backend of d and the backend's name for the model. The backend accepts requests of the OpenAI
	// API whose URL is only a path below the API root, such as "/chat/completions". Backend fails with a *fault.Error.
	//
	// A backend whose servers use different names for the model also implements Sender.
	Backend(account *resource.Account, d *resource.Deployment) (backend http.RoundTripper, model string, err error)
}

// Sender is a backend that chooses among servers. body returns the request's body with the given model name, and its
// length. Send may call it several times, and ignores the request's own body.
type Sender interface {
	Send(r *http.Request, model string, body func(model string) (io.ReadCloser, int64, error)) (*http.Response, error)
}

// Keeper is a server that stores responses and, if Files is set, files and batches.
type Keeper struct {
	Name    string // as in the HeaderServer of its responses; "" is the built-in model
	Backend http.RoundTripper
	Files   bool
	// Model returns the server's name for the model of a deployment, and whether the server has it.
	Model func(*resource.Deployment) (string, bool)
}

// HeaderServer is internal to this process. In a response it names the server that sent it; in a request, the preferred
// server.
const HeaderServer = "X-Keyless-Upstream"

// HeaderAzure is internal to this process. It marks a request on an Azure OpenAI route, for the built-in model, which
// then responds as Azure does.
const HeaderAzure = "X-Keyless-Azure"

// WithKey is the verdict for a call with an account key, which needs no role.
const WithKey rbac.Verdict = "an account key needs no role"

// Use is the usage of one relayed call.
type Use struct {
	ID         string
	At         time.Time // when the call arrived
	Took       time.Duration
	FirstByte  time.Duration // until the backend's response header arrived; 0 if it did not
	Account    *resource.Account
	Deployment *resource.Deployment
	Caller     edge.Caller
	Operation  string
	Action     string           // the data action that was allowed
	Grant      *rbac.Assignment // the assignment that allowed it; nil with a key
	Model      string           // the backend's name for it
	Server     string           // the server that responded, by its configured name; "" if there is only one
	Status     int              // of the response; 0 if the call ended before it
	Answered   int              // the status that the caller received; 499 if the caller had disconnected, as in nginx
	Throttled  bool             // refused by a quota, so no backend was called
	Stream     bool
	Tokens     Tokens
	events     int64 // number of events of a stream; most servers send one per token
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
	noUsage    sync.Map // models whose server rejects stream_options; see modelKey
	noUsages   atomic.Int64
	// transportSecurity is the value of Strict-Transport-Security. It is nil if the host name of the accounts is shared
	// with other programs on the machine.
	transportSecurity []string
	constants
}

// constants are header values that responses share.
type constants struct{ region, transport, noSniff, no, unseen []string }

func newConstants(region string) constants {
	return constants{
		region: []string{region}, transport: []string{"max-age=31536000; includeSubDomains; preload"}, noSniff: []string{"nosniff"},
		no: []string{"no"}, unseen: []string{"false"},
	}
}

// call is a request while the host serves it.
type call struct {
	*edge.Request
	op      *operation
	account *resource.Account
	started time.Time
	proof   proof
	limits  limits // what remains for the caller, for the response headers
	// made is called with the beginning of a successful response and the server that sent it. It may be nil.
	made func(head []byte, server string)
}

// New returns the host. The first path segment is the account's subdomain.
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

// begin sets the headers of every response. Source: captures of the service.
func (d *host) begin(w http.ResponseWriter, r *edge.Request) {
	h := w.Header()
	client := r.Header.Get("X-Ms-Client-Request-Id")
	if client == "" || len(client) > 128 {
		client = r.ID
	}
	ids := [...]string{r.ID, client, r.ID} // one allocation for three values
	h["Apim-Request-Id"] = ids[0:1:1]
	h["X-Ms-Client-Request-Id"] = ids[1:2:2]
	h["X-Request-Id"] = ids[2:3:3]
	h["X-Ms-Region"] = d.region
	if d.transportSecurity != nil {
		h["Strict-Transport-Security"] = d.transportSecurity
	}
	h["X-Content-Type-Options"] = d.noSniff
}

// serve makes the remaining checks after authorization, and responds.
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
