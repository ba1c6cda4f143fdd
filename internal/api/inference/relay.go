package inference

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
)

// outgoing is a call that is ready to be sent to its backend.
type outgoing struct {
	backend    http.RoundTripper
	deployment *resource.Deployment
	model      string
	payload    payload
	named      func(model string) (payload, error) // returns the payload with another model name
	kind       string                              // content type of the payload
	stream     bool                                // the caller requested a stream
	hideUsage  bool                                // the caller did not request the usage event that the host requested
	noUsage    bool                                // the server rejects stream_options, with which the host would request usage
	prefer     string                              // the preferred server
	doc        *document                           // the body by which tokens are estimated; nil if there is none
	estimate   int64                               // the tokens that the call may cost; 0 if no limit counts them
}

// relay relays a call with a JSON body to the backend of its deployment.
func (d *host) relay(w http.ResponseWriter, c *call) error {
	source, err := d.readBody(c)
	if err != nil {
		return err
	}
	defer source.release()
	doc, err := readDocument(source.Bytes())
	if err != nil {
		return err
	}
	name, err := doc.text("model")
	if err != nil {
		return err
	}
	out := outgoing{kind: "application/json", stream: doc.is("stream", "true")}
	if out.deployment, err = d.deployment(c, name); err != nil {
		return err
	}
	if doc, err = c.declared(doc); err != nil {
		return err
	}
	if out.backend, out.model, err = d.Backends.Backend(c.account, out.deployment); err != nil {
		return err
	}
	if err := refuseRouting(doc, out.backend); err != nil {
		return err
	}
	out.noUsage = d.refusesUsage(out.deployment)
	out.named = func(model string) (payload, error) {
		edits := doc.setModel(make([]edit, 0, 2), model)
		if strings.HasSuffix(c.op.backend, "/completions") && !out.noUsage {
			edits, out.hideUsage = doc.askUsage(edits)
		}
		return newPayload(source, doc.body, edits), nil
	}
	if out.payload, err = out.named(out.model); err != nil {
		return err
	}
	if err := d.continues(c, doc, &out); err != nil {
		return err
	}
	out.doc = doc
	return d.send(w, c, &out)
}

// relayForm is relay for a form with files.
func (d *host) relayForm(w http.ResponseWriter, c *call) error {
	source, err := d.readBody(c)
	if err != nil {
		return err
	}
	defer source.release()
	form, err := readForm(c.Header.Get("Content-Type"), source.Bytes())
	if err != nil {
		return err
	}
	out := outgoing{stream: form.stream}
	if out.deployment, err = d.deployment(c, form.model); err != nil {
		return err
	}
	if out.backend, out.model, err = d.Backends.Backend(c.account, out.deployment); err != nil {
		return err
	}
	out.kind = form.kind()
	out.named = func(model string) (payload, error) {
		body, err := form.withModel(model)
		return newPayload(source, body, nil), err
	}
	if out.payload, err = out.named(out.model); err != nil {
		return err
	}
	return d.send(w, c, &out)
}

// use returns the parts of the usage record that every call of a deployment has: who called what, and what allowed it.
func (c *call) use(of *resource.Deployment) Use {
	use := Use{Account: c.account, Deployment: of, Caller: c.Caller, Operation: c.op.printed(), Action: c.Route.Action()}
	if grant := c.Decision.Because.Grant; grant != nil {
		use.Grant = grant.Assignment
	}
	return use
}

// send sends the call and reports its usage.
func (d *host) send(w http.ResponseWriter, c *call, out *outgoing) error {
	defer d.whileAllowed(c)()
	use := c.use(out.deployment)
	use.ID, use.At, use.Model, use.Stream = c.ID, c.started, out.model, out.stream
	ticket, err := d.admit(w, c, out)
	if err == nil {
		if err = d.fresh(); err == nil {
			err = d.exchange(w, c, out, &use)
		}
		ticket.Settle(d.Now(), use.cost(out.estimate))
	} else {
		use.Throttled, use.Status = true, http.StatusTooManyRequests
	}
	use.Took = d.Now().Sub(c.started)
	use.Answered = answered(c, use.Status, err)
	if d.Used != nil {
		d.Used(c.Context(), use)
	}
	return err
}

// statusClientGone is recorded for a call whose caller disconnected before the response.
const statusClientGone = 499

// answered returns the status that the caller received. status is the backend's, or 0 if it sent no response.
func answered(c *call, status int, err error) int {
	switch {
	case status != 0:
		return status
	case c.Context().Err() != nil && !errors.Is(context.Cause(c.Context()), errRoleEnded):
		return statusClientGone
	case err != nil:
		return fault.Of(err).Kind.Status()
	}
	return http.StatusOK
}

// cost returns how many tokens a call with the given estimate counts. A failed call counts none. If the backend did not
// report its usage, the call counts the estimate or, if greater, the number of events: a caller that disconnects just
// before the usage event has received the reply.
func (u *Use) cost(estimate int64) int64 {
	switch {
	case u.Tokens.Known:
		return u.Tokens.Total
	case u.Status == 0 || u.Status >= http.StatusBadRequest:
		return 0
	}
	return max(estimate, u.events)
}

// deployment finds the deployment that the call names in its path, body or header. inside is the name in the body.
func (d *host) deployment(c *call, inside string) (*resource.Deployment, error) {
	name := inside
	onModels := c.op.model == modelBodyHeader
	if c.op.model == modelPath {
		name = c.Vars["deployment-id"]
	}
	if onModels {
		for _, header := range c.Header["X-Ms-Model-Mesh-Model-Name"] {
			if name != "" && header != name {
				return nil, fault.New(fault.Invalid, codeBadRequest, "The x-ms-model-mesh-model-name header and the model in the request body differ.")
			}
			name = header
		}
	}
	switch {
	case name == "" && onModels:
		return nil, noModel()
	case name == "":
		return nil, fault.New(fault.Invalid, codeBadRequest, "You must provide a model parameter").With("param", "model").With("type", "invalid_request_error")
	}
	if found, ok := c.find(name); ok {
		return found, nil
	}
	return nil, d.noSuchDeployment(c, name)
}

// ready reports whether a deployment can be called.
func ready(d *resource.Deployment) bool {
	state := d.Properties.ProvisioningState
	return state == "" || ascii.EqualFold(state, "Succeeded")
}

// declared applies the header extra-parameters of /models to members that the route does not declare. Source:
// azure-ai-inference, "extra-parameters".
func (c *call) declared(doc *document) (*document, error) {
	if c.op.fields == nil {
		return doc, nil
	}
	known := func(m member) bool { return slices.Contains(c.op.fields, string(m.name)) }
	switch mode := c.Header.Get("Extra-Parameters"); mode {
	case "pass-through":
		return doc, nil
	case "drop":
		if !slices.ContainsFunc(doc.members, func(m member) bool { return !known(m) }) {
			return doc, nil
		}
		return doc.only(known)
	case "", "error":
		var extra []string
		for _, m := range doc.members {
			if !known(m) {
				extra = append(extra, "'"+string(m.name)+"'")
			}
		}
		if extra == nil {
			return doc, nil
		}
		return nil, fault.New(fault.Invalid, codeDetail, "Extra parameters [%s] are not allowed when extra-parameters is not set or set to be 'error'. Set extra-parameters to 'pass-through' to pass to the model.", strings.Join(extra, ", "))
	default:
		return nil, fault.New(fault.Invalid, codeBadRequest, "The value '%.64s' of the extra-parameters header is not one of error, drop and pass-through.", mode)
	}
}

// exchange sends out and relays the response. It sets the parts of use that depend on the response.
func (d *host) exchange(w http.ResponseWriter, c *call, out *outgoing, use *Use) error {
	response, err := out.ask(out.request(c))
	if err == nil && out.hideUsage && response.StatusCode >= http.StatusBadRequest {
		response, err = d.askWithoutUsage(c, out, response)
	}
	if err != nil {
		return unanswered(c, err)
	}
	defer func() { _ = response.Body.Close() }() // an error would not affect the client
	use.FirstByte = d.Now().Sub(c.started)
	if err := unfit(response); err != nil {
		return err
	}
	use.Status, use.Server = response.StatusCode, response.Header.Get(HeaderServer)
	return d.answer(w, c, response, out.hideUsage, use)
}

// request returns the request to the backend, without its body.
func (out *outgoing) request(c *call) *http.Request {
	r := (&http.Request{
		Method: c.Method, URL: &url.URL{Path: c.op.backend}, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: requestHeader(c.Header, out.kind),
	}).WithContext(c.Context())
	if c.op.family.prefix == azurePrefix {
		r.Header[HeaderAzure] = []string{"1"}
	}
	if out.prefer != "" {
		r.Header[HeaderServer] = []string{out.prefer}
	}
	return r
}

// maxRefusalRead is the maximum number of bytes that are read of an error response to find out whether it is about
// stream_options.
const maxRefusalRead = 16 << 10

// askWithoutUsage repeats a call without stream_options if the server's error is about them, and remembers that for the
// deployment's model. The usage of such streams is estimated. If the error is about something else, it returns the
// unchanged first response.
func (d *host) askWithoutUsage(c *call, out *outgoing, refused *http.Response) (*http.Response, error) {
	body, err := io.ReadAll(io.LimitReader(refused.Body, maxRefusalRead))
	if err != nil || !unknownStreamOptions(refused.StatusCode, body) {
		refused.Body = struct {
			io.Reader
			io.Closer
		}{io.MultiReader(bytes.NewReader(body), refused.Body), refused.Body}
		return refused, nil
	}
	_ = refused.Body.Close()
	out.noUsage, out.hideUsage = true, false
	if out.payload, err = out.named(out.model); err != nil {
		return nil, err
	}
	response, err := out.ask(out.request(c))
	if err == nil && response.StatusCode < http.StatusBadRequest {
		d.rememberNoUsage(out.deployment)
	}
	return response, err
}

// maxNoUsage is the maximum number of remembered models. A forgotten model costs one failed request.
const maxNoUsage = 1000

func (d *host) refusesUsage(deployment *resource.Deployment) bool {
	_, refuses := d.noUsage.Load(modelKey(deployment))
	return refuses
}

func (d *host) rememberNoUsage(deployment *resource.Deployment) {
	if _, known := d.noUsage.LoadOrStore(modelKey(deployment), true); !known && d.noUsages.Add(1) > maxNoUsage {
		d.noUsage.Clear()
		d.noUsages.Store(0)
	}
}

func modelKey(deployment *resource.Deployment) string {
	model := deployment.Properties.Model
	return model.Format + "\x00" + model.Source + "\x00" + model.Name
}

// ask sends the payload of out to the backend.
func (out *outgoing) ask(r *http.Request) (*http.Response, error) {
	if sender, ok := out.backend.(Sender); ok {
		return sender.Send(r, out.model, func(model string) (io.ReadCloser, int64, error) {
			p := out.payload
			if model != out.model {
				var err error
				if p, err = out.named(model); err != nil {
					return nil, 0, err
				}
			}
			body, err := p.open()
			return body, p.size, err
		})
	}
	body, err := out.payload.open()
	if err != nil {
		return nil, err
	}
	r.Body, r.GetBody, r.ContentLength = body, out.payload.open, out.payload.size
	return out.backend.RoundTrip(r)
}

// unanswered returns the error for a call without a response.
func unanswered(c *call, err error) error {
	var known *fault.Error
	var network net.Error
	var dial *net.OpError
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(context.Cause(c.Context()), edge.ErrStopping):
		f := fault.New(fault.Unavailable, "ServiceUnavailable", "The server is being stopped. Please retry.").Because(err)
		f.RetryAfter = time.Second
		return f
	case errors.Is(context.Cause(c.Context()), errRoleEnded):
		return denied(c.op, c.Caller.Object, nil).Because(err)
	case c.Context().Err() != nil:
		return fault.New(fault.Timeout, "RequestTimeout", "The request was cancelled.").Because(err)
	case errors.As(err, &dial) && dial.Op == "dial":
		f := fault.New(fault.Unavailable, "ServiceUnavailable", "The model of this deployment cannot be reached. Please retry.").Because(err)
		f.RetryAfter = time.Second
		return f
	case errors.As(err, &network) && network.Timeout():
		return fault.New(fault.Timeout, "Timeout", "The operation was timeout.").Because(err)
	}
	return fault.New(fault.Upstream, "BadGateway", "The model of this deployment did not answer.").Because(err)
}

// unfit returns an error for responses that must not reach the caller, because they concern the connection between this
// service and its backend.
func unfit(response *http.Response) error {
	status := response.StatusCode
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusProxyAuthRequired:
		return fault.New(fault.Upstream, "BadGateway", "The model of this deployment refused this service's own credential.")
	case status < 200 || status >= 300 && status < 400:
		return fault.New(fault.Upstream, "BadGateway", "The model of this deployment answered with status %d.", status)
	case status >= 400 && !isMedia(response.Header, "application/json", "application/problem+json", "text/event-stream"):
		f := fault.New(kindOf(status), "UpstreamError", "The model of this deployment answered with status %d.", status)
		if seconds, err := time.ParseDuration(response.Header.Get("Retry-After") + "s"); err == nil && seconds > 0 {
			f.RetryAfter = seconds
		}
		return f
	}
	return nil
}

// kindOf returns the kind whose status is closest to a backend's status.
func kindOf(status int) fault.Kind {
	switch status {
	case http.StatusTooManyRequests:
		return fault.Throttled
	case http.StatusServiceUnavailable:
		return fault.Unavailable
	case http.StatusGatewayTimeout:
		return fault.Timeout
	case http.StatusNotFound:
		return fault.NotFound
	case http.StatusRequestEntityTooLarge:
		return fault.TooLarge
	}
	if status < 500 {
		return fault.Invalid
	}
	return fault.Upstream
}

func isMedia(h http.Header, kinds ...string) bool {
	kind := h.Get("Content-Type")
	if slices.Contains(kinds, kind) {
		return true // without parameters, as in most responses
	}
	if !strings.Contains(kind, ";") {
		return slices.Contains(kinds, ascii.ToLower(strings.TrimSpace(kind)))
	}
	kind, _, _ = mime.ParseMediaType(kind)
	return slices.Contains(kinds, kind)
}
