package inference

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coder/websocket"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/quota"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// Limits of a realtime session. Source of the lifetime and of the largest event: OpenAI API reference, "Realtime".
const (
	maxRealtimeEvent   = 16 << 20 // bytes; an audio append has up to 15 MiB
	maxRealtimePending = 16       // requested responses that have not ended
	realtimeLifetime   = time.Hour
	// realtimeCheck is the interval at which a session's authorization is checked again.
	realtimeCheck = 500 * time.Millisecond
)

// realtime serves a WebSocket session: it opens one with the model server and relays events in both directions. The session ends
// within a second after the caller loses access: see realtimeSession.allowed.
func (d *host) realtime(w http.ResponseWriter, c *call) error {
	if !isWebSocket(c.Request.Request) {
		return fault.New(fault.Invalid, codeBadRequest, "This route takes WebSocket connections only: connect to it with wss://.")
	}
	if err := d.checkOrigin(c); err != nil {
		return err
	}
	name, err := c.realtimeModel()
	if err != nil {
		return err
	}
	deployment, err := d.deployment(c, name)
	if err != nil {
		return err
	}
	backend, model, err := d.Backends.Backend(c.account, deployment)
	if err != nil {
		return err
	}
	if err := d.fresh(); err != nil {
		return err
	}
	s := &realtimeSession{host: d, call: c, deployment: deployment, model: model}
	if s.server, err = dialRealtime(c, backend, model, s); err != nil {
		return err
	}
	// The origin was checked against the account's list.
	s.client, err = websocket.Accept(w, c.Request.Request, &websocket.AcceptOptions{
		Subprotocols: []string{"realtime"}, CompressionMode: websocket.CompressionDisabled, InsecureSkipVerify: true,
	})
	if err != nil {
		_ = s.server.CloseNow() // the client may have disconnected, or failed the handshake
		d.Log.Debug("a realtime client did not complete the handshake", "request", c.ID, "error", err)
		return nil // Accept has sent the response
	}
	s.run(c.Context())
	return nil
}

// realtimeModel returns the deployment in the URL, or that of the client secret. It fails with Invalid if they differ.
func (c *call) realtimeModel() (string, error) {
	parameter := "model"
	if c.op.family.version == versionAzure {
		parameter = "deployment"
	}
	named := c.URL.Query()[parameter]
	switch {
	case len(named) > 1:
		return "", fault.New(fault.Invalid, codeBadRequest, "The address must name '%s' once.", parameter)
	case c.proof.secret == nil && len(named) == 0:
		return "", nil
	case c.proof.secret == nil:
		return named[0], nil
	case len(named) == 1 && !ascii.EqualFold(named[0], c.proof.secret.Deployment):
		return "", otherModel()
	}
	return c.proof.secret.Deployment, nil
}

func isWebSocket(r *http.Request) bool {
	return r.ProtoMajor == 1 && headerHas(r.Header, "Connection", "upgrade") && headerHas(r.Header, "Upgrade", "websocket")
}

// checkOrigin rejects pages of origins that the account does not allow. Browsers send the origin with every handshake; CORS does not
// apply to WebSocket.
func (d *host) checkOrigin(c *call) error {
	origins := c.Header["Origin"]
	if len(origins) == 0 || len(origins) == 1 && d.pageOrigin(c.Request.Request, origins[0]) {
		return nil
	}
	return fault.New(fault.Denied, "403", "Pages of this origin may not call this resource. The configuration of the server names those that may, as cors.")
}

// dialRealtime opens a session with the model server.
func dialRealtime(c *call, backend http.RoundTripper, model string, s *realtimeSession) (*websocket.Conn, error) {
	header := http.Header{}
	if c.op.family.version == versionAzure || c.Header.Get("OpenAI-Beta") == "realtime=v1" {
		header.Set("OpenAI-Beta", "realtime=v1") // the beta API
	}
	client := &http.Client{
		Transport: realtimeTransport{backend, model}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	//nolint:bodyclose // the body of a handshake is the connection, or was read by Dial
	conn, response, err := websocket.Dial(c.Context(), "ws://model/realtime?"+url.Values{"model": {model}}.Encode(), &websocket.DialOptions{
		HTTPClient: client, HTTPHeader: header, CompressionMode: websocket.CompressionDisabled,
	})
	if err == nil {
		s.serverName = response.Header.Get(HeaderServer)
		conn.SetReadLimit(maxRealtimeEvent)
		return conn, nil
	}
	if response == nil {
		return nil, unanswered(c, err)
	}
	if response.StatusCode == http.StatusNotFound || response.StatusCode == http.StatusMethodNotAllowed {
		return nil, fault.New(fault.Invalid, "OperationNotSupported", "The model of this deployment has no realtime sessions.").Because(err)
	}
	if unfit := unfit(response); unfit != nil {
		return nil, unfit
	}
	return nil, fault.New(kindOf(response.StatusCode), "UpstreamError", "The model of this deployment answered with status %d.", response.StatusCode).Because(err)
}

// realtimeTransport sends a handshake to a backend, whose pool sets the chosen server's name of the model.
type realtimeTransport struct {
	backend http.RoundTripper
	model   string
}

func (t realtimeTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if sender, ok := t.backend.(Sender); ok {
		return sender.Send(r, t.model, func(string) (io.ReadCloser, int64, error) { return http.NoBody, 0, nil })
	}
	return t.backend.RoundTrip(r)
}

// realtimeSession is a session between a client and the model server.
type realtimeSession struct {
	host           *host
	call           *call
	deployment     *resource.Deployment
	model          string // on the server
	serverName     string
	client, server *websocket.Conn
	pending        chan pendingResponse // requested responses, in order
}

// pendingResponse is a requested response that has not ended.
type pendingResponse struct {
	ticket quota.Ticket
	asked  time.Time
}

// closing is the reason for the end of a session, which both sides receive.
type closing struct {
	code   websocket.StatusCode
	reason string
}

func (c *closing) Error() string { return c.reason }

// run relays until one side disconnects, the caller loses access, the session is an hour old, or ctx ends. The relays read with a
// context that outlives the session, because canceling a read closes its connection without a close frame.
func (s *realtimeSession) run(ctx context.Context) {
	s.pending = make(chan pendingResponse, maxRealtimePending)
	s.client.SetReadLimit(maxRealtimeEvent)
	timed, release := context.WithTimeoutCause(ctx, realtimeLifetime, &closing{websocket.StatusNormalClosure, "the session has lasted for an hour"})
	defer release()
	open, end := context.WithCancelCause(timed)
	defer end(nil)
	var relays sync.WaitGroup
	for _, relay := range []func(context.Context) error{s.fromClient, s.fromServer} {
		relays.Go(func() { end(relay(context.WithoutCancel(ctx))) })
	}
	if err := s.configure(ctx); err != nil {
		end(err)
	}
	s.watch(open, end)
	s.finish(context.Cause(open))
	relays.Wait()
	s.settleAll()
}

// configure sends the settings of a client secret, which its holder cannot choose.
func (s *realtimeSession) configure(ctx context.Context) error {
	if s.call.proof.secret == nil || len(s.call.proof.secret.Session) == 0 {
		return nil
	}
	event, err := json.Marshal(map[string]any{"type": "session.update", "session": s.call.proof.secret.Session})
	if err != nil {
		return err
	}
	return s.write(ctx, s.server, websocket.MessageText, event)
}

// watch checks every half second whether the session may continue, and ends it if not.
func (s *realtimeSession) watch(ctx context.Context, cancel context.CancelCauseFunc) {
	ticker := time.NewTicker(realtimeCheck)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := s.allowed(ctx); err != nil {
				cancel(err)
				return
			}
		}
	}
}

// finish sends both sides the reason for the end of the session.
func (s *realtimeSession) finish(cause error) {
	why := &closing{websocket.StatusNormalClosure, ""}
	var status websocket.CloseError
	switch {
	case errors.Is(cause, edge.ErrStopping):
		why = &closing{websocket.StatusServiceRestart, "the server is being stopped: open another session"}
		s.tellClient("server_stopping", why.reason)
	case errors.As(cause, &why):
		s.tellClient("session_ended", why.reason)
	case errors.As(cause, &status) && status.Code != websocket.StatusNoStatusRcvd && status.Code != websocket.StatusAbnormalClosure:
		why = &closing{status.Code, status.Reason}
	}
	var closed sync.WaitGroup
	for _, conn := range []*websocket.Conn{s.client, s.server} {
		closed.Go(func() {
			_ = conn.Close(why.code, why.reason) // it may be closed already
			_ = conn.CloseNow()
		})
	}
	closed.Wait()
}

// tellClient sends an error event, for SDKs that do not report the reason of a close frame.
func (s *realtimeSession) tellClient(code, reason string) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = s.client.Write(ctx, websocket.MessageText, errorEvent(code, reason, "")) // the client may have disconnected
}

// allowed repeats the checks of the start of the session: whether the caller's token or key is still valid, the network rules allow
// the caller, the deployment exists, and the caller has the role. It fails with a *closing.
func (s *realtimeSession) allowed(ctx context.Context) error {
	c, d := s.call, s.host
	over := func(reason string) error { return &closing{websocket.StatusPolicyViolation, reason} }
	account, ok := d.Resources().Account(c.Vars["account"])
	if !ok || account.ID.Key() != c.account.ID.Key() {
		return over("the resource was deleted")
	}
	if _, ok := account.Deployment(s.deployment.Name); !ok {
		return over("the deployment was deleted")
	}
	if reachable(&account.Properties, c.RemoteAddr) != nil {
		return over("the network rules of the resource do not admit this address")
	}
	if c.Caller.Key != "" {
		if caller, err := withKey(account, c.proof.key); err != nil || caller.Key != c.Caller.Key {
			return over("the key is no longer accepted")
		}
	} else {
		claims, err := d.Verify(ctx, c.proof.raw, c.op.family.audience.accepts)
		if err != nil {
			return over("the access token has expired or was revoked")
		}
		if edge.CheckConditions(d.Conditions, claims, c.Request) != nil {
			return over("a conditional access policy is in the way")
		}
		decision := rbac.Decide(s.again(account), d.RBAC())
		if d.fresh() != nil {
			return &closing{websocket.StatusTryAgainLater, "this server cannot tell at present whether the caller has the role"}
		}
		if !decision.Allowed {
			return over("the role was taken away; decision " + s.recordEnd(ctx, account, decision))
		}
	}
	if d.fresh() != nil {
		return &closing{websocket.StatusTryAgainLater, "this server cannot tell at present whether the caller has the role"}
	}
	return nil
}

// again returns the question of the session at the present time.
func (s *realtimeSession) again(account *resource.Account) rbac.Question {
	q := s.call.question(s.call.op.dataAction(), account.ID)
	q.At = s.host.Now()
	return q
}

// recordEnd records that the session was ended because the caller lost the role, and returns the decision's id.
func (s *realtimeSession) recordEnd(ctx context.Context, account *resource.Account, decision rbac.Decision) string {
	c := s.call
	id := guid.New()
	again := &edge.Request{Request: c.Request.Request, ID: id, Vars: c.Vars, Route: c.Route, Caller: c.Caller, Scope: account.ID, Decision: decision}
	if err := s.host.Keep.Record(again, edge.Decided{
		ID: id, At: s.host.Now(), Caller: c.Caller, Remote: c.RemoteAddr, Operation: c.op.printed(),
		Question: s.again(account), Decision: decision, Roles: s.host.RBAC(),
	}); err != nil {
		s.host.Log.ErrorContext(ctx, "the end of a realtime session is not in the audit log", "request", c.ID, "error", err)
	}
	return id
}

// fromClient relays the client's events.
func (s *realtimeSession) fromClient(ctx context.Context) error {
	for {
		kind, event, err := s.client.Read(ctx)
		if err != nil {
			return err
		}
		if kind != websocket.MessageText {
			return &closing{websocket.StatusUnsupportedData, "events are text"}
		}
		checked, err := readClientEvent(event, s.deployment.Name, s.model)
		if err == nil && checked.kind == "response.create" {
			err = s.take(ctx)
		}
		to, out := s.server, checked.body
		if err != nil {
			to, out = s.client, errorEvent(codeOf(err), fault.Of(err).Message, checked.id)
		}
		if err := s.write(ctx, to, websocket.MessageText, out); err != nil {
			return err
		}
	}
}

// fromServer relays the server's events, and counts the usage of its responses.
func (s *realtimeSession) fromServer(ctx context.Context) error {
	for {
		kind, event, err := s.server.Read(ctx)
		if err != nil {
			return err
		}
		if kind == websocket.MessageText && isResponseDone(event) {
			s.count(ctx, event)
		}
		if err := s.write(ctx, s.client, kind, event); err != nil {
			return err
		}
	}
}

// write sends an event, with the write timeout of this host.
func (s *realtimeSession) write(ctx context.Context, to *websocket.Conn, kind websocket.MessageType, event []byte) error {
	ctx, cancel := context.WithTimeout(ctx, s.host.Stall)
	defer cancel()
	return to.Write(ctx, kind, event)
}

// take takes a request from the caller's limits, for a response that the client requests.
func (s *realtimeSession) take(ctx context.Context) error {
	asked := pendingResponse{asked: s.host.Now()}
	if plan := s.host.plan(s.call, s.deployment); plan != nil {
		ticket, refused, ok := plan.Take(ctx, asked.asked, 0)
		if !ok {
			return throttled(s.call, refused)
		}
		asked.ticket = ticket
	}
	select {
	case s.pending <- asked:
		return nil
	default:
		return fault.New(fault.Throttled, "429", "Too many responses of this session have not ended.")
	}
}

// count settles a response that has ended, and reports its usage. A response that the server started by itself, as with voice
// detection, took nothing before; its tokens are taken now.
func (s *realtimeSession) count(ctx context.Context, event []byte) {
	now, c := s.host.Now(), s.call
	response := pendingResponse{asked: now}
	select {
	case response = <-s.pending:
	default:
		if plan := s.host.plan(c, s.deployment); plan != nil {
			response.ticket, _, _ = plan.Take(ctx, now, 0)
		}
	}
	use := c.use(s.deployment)
	use.ID, use.At, use.Took, use.Model, use.Server = guid.New(), response.asked, now.Sub(response.asked), s.model, s.serverName
	use.Status, use.Answered, use.Stream = http.StatusOK, http.StatusOK, true
	use.Tokens.see(event)
	response.ticket.Settle(now, use.Tokens.Total)
	if s.host.Used != nil {
		s.host.Used(ctx, use)
	}
}

// settleAll returns what responses took that have not ended.
func (s *realtimeSession) settleAll() {
	for {
		select {
		case response := <-s.pending:
			response.ticket.Settle(s.host.Now(), 0)
		default:
			return
		}
	}
}
