package inference

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
)

// Callers store responses, conversations, files and batches on a model server and refer to them later. Their ids do not name a deployment, so the
// host remembers which server of the account created which id.

// maxRemembered is the maximum number of remembered ids. The oldest are dropped first.
const maxRemembered = 1 << 16

// memory maps ids to servers, as far as this process has seen them; Deps.Kept has the others. An unknown id is looked up on each
// server of the account.
type memory struct {
	mu     sync.Mutex
	places map[thing]place
	order  []thing // in order of creation; a ring once it is full
	next   int
}

// thing is an object that a server stores for an account. Accounts that share a server do not share these objects.
type thing struct{ account, id string }

// anyAccount is the key under which it is remembered that some account has an id.
const anyAccount = ""

type place struct {
	server string
	batch  bool // a file whose lines were all checked to use only deployments of the account
}

func (m *memory) put(t thing, at place) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.places == nil {
		m.places = map[thing]place{}
	}
	if _, known := m.places[t]; !known {
		if len(m.order) < maxRemembered {
			m.order = append(m.order, t)
		} else {
			delete(m.places, m.order[m.next])
			m.order[m.next] = t
			m.next = (m.next + 1) % maxRemembered
		}
	}
	m.places[t] = at
}

func (m *memory) get(t thing) (place, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at, ok := m.places[t]
	return at, ok
}

// firstID returns the id at the beginning of a response: that of the object, or of the response object in the first
// event of a stream. head may be truncated anywhere. Other members named id are ignored, such as those of metadata,
// which callers choose.
func firstID(head []byte) string {
	within := ""
	if head = bytes.TrimLeft(head, " \t\r\n"); len(head) > 0 && head[0] != '{' {
		at := bytes.IndexByte(head, '{')
		if at < 0 {
			return ""
		}
		head, within = head[at:], "response"
	}
	if id := memberID(json.NewDecoder(bytes.NewReader(head)), within); isKeptID(id) {
		return id
	}
	return ""
}

// memberID returns the member id of the next object or, if within is not "", of the object's member with that name.
func memberID(in *json.Decoder, within string) string {
	if begin, err := in.Token(); err != nil || begin != json.Delim('{') {
		return ""
	}
	for in.More() {
		name, err := in.Token()
		switch {
		case err != nil:
			return ""
		case within == "" && name == "id":
			value, _ := in.Token() // an unreadable value is not a string
			id, _ := value.(string)
			return id
		case within != "" && name == within:
			return memberID(in, "")
		}
		var skipped json.RawMessage
		if in.Decode(&skipped) != nil {
			return ""
		}
	}
	return ""
}

// isKeptID reports whether text has the form of an id of a stored object.
func isKeptID(text string) bool {
	ok, _ := regexp.MatchString(`^[A-Za-z0-9_.-]{1,256}$`, text)
	return ok && strings.Trim(text, ".") != ""
}

// keptTimeout is how long a response waits until the owner of the created object is stored.
const keptTimeout = 5 * time.Second

// keep makes the call remember the id and the server of the object that it creates. For files and batches this is
// stored before the client receives the id; for responses it is stored in the background, so that model calls do not
// wait for the store.
func (d *host) keep(c *call, batch bool) {
	c.made = func(head []byte, server string) {
		id := firstID(head)
		if id == "" {
			return
		}
		owner := resource.KeptBy(c.account)
		d.memory.put(thing{owner, id}, place{server, batch})
		d.memory.put(thing{anyAccount, id}, place{})
		if d.Kept == nil {
			return
		}
		made := resource.Kept{ID: id, Account: owner, Server: server, Batch: batch, At: d.Now()}
		if c.op.backend == "/responses" {
			d.Kept.PutKeptSoon(made)
			return
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Context()), keptTimeout)
		defer cancel()
		if err := d.Kept.PutKept(ctx, made); err != nil {
			d.Log.ErrorContext(ctx, "to which account something belongs is known to this process only", "request", c.ID, "id", id, "error", err)
		}
	}
}

// belongs returns where an object of the call's account is. others is true if the object belongs to another account.
func (d *host) belongs(c *call, id string) (at place, known, others bool, err error) {
	owner := resource.KeptBy(c.account)
	if at, known = d.memory.get(thing{owner, id}); known || id == "" {
		return at, known, false, nil
	}
	_, others = d.memory.get(thing{anyAccount, id})
	if d.Kept == nil {
		return at, false, others, nil
	}
	all, err := d.Kept.Kept(c.Context(), id)
	if err != nil {
		return at, false, false, fault.New(fault.Unavailable, "ServiceUnavailable", "It cannot be found out now to which resource this belongs. Please retry.").Because(err)
	}
	for _, k := range all {
		if k.Account != owner {
			others = true
			continue
		}
		at, known = place{k.Server, k.Batch}, true
		d.memory.put(thing{owner, id}, at)
	}
	return at, known, others && !known, nil
}

// keepers returns the servers that may have the object with the given id, or any object of the kind if id is "". It
// returns one server if the object is remembered for the account, and none if it is remembered only for other accounts.
// Objects of the built-in model, whose name is "", and conversations are found only if they are remembered.
func (d *host) keepers(c *call, files bool, id string) ([]Keeper, error) {
	if d.Keepers == nil {
		return nil, nil
	}
	at, known, others, err := d.belongs(c, id)
	if err != nil || others {
		return nil, err
	}
	var all []Keeper
	for _, k := range d.Keepers(c.account) {
		switch {
		case files && !k.Files:
		case known && k.Name == at.server:
			return []Keeper{k}, nil
		case !known && id != "" && c.op.conversations():
		case !known && (k.Name != "" || id == ""):
			all = append(all, k)
		}
	}
	return all, nil
}

// relayKept relays a call about a stored object to the first server that has it.
func (d *host) relayKept(w http.ResponseWriter, c *call) error {
	id := c.Vars["id"]
	if id != "" && !isKeptID(id) {
		return notFound()
	}
	if item := c.Vars["item"]; item != "" && !isKeptID(item) {
		return notFound()
	}
	servers, err := d.keepers(c, c.op.files(), id)
	if err != nil {
		return err
	}
	query := c.URL.Query()
	for _, k := range servers {
		if err := refuseRoutingQuery(query, k.Backend); err != nil {
			return err
		}
	}
	if c.Method != http.MethodPost {
		return d.ask(w, c, servers, nil, "")
	}
	source, err := d.readBody(c)
	if err != nil {
		return err
	}
	defer source.release()
	if source.Len() == 0 {
		return d.ask(w, c, servers, nil, "")
	}
	doc, err := readDocument(source.Bytes())
	if err != nil {
		return err
	}
	return d.askAll(w, c, servers, doc)
}

// askAll is ask with a JSON body. It fails if the body has a member that must not reach one of the servers.
func (d *host) askAll(w http.ResponseWriter, c *call, servers []Keeper, doc *document) error {
	for _, k := range servers {
		if err := refuseRouting(doc, k.Backend); err != nil {
			return err
		}
	}
	return d.ask(w, c, servers, bytes.Clone(doc.body), "application/json")
}

// ask relays a call to the first of servers that has the object.
func (d *host) ask(w http.ResponseWriter, c *call, servers []Keeper, body []byte, kind string) error {
	ctx, cancel := context.WithCancel(c.Context())
	defer cancel()
	path := strings.NewReplacer("{id}", c.Vars["id"], "{item}", c.Vars["item"]).Replace(c.op.backend)
	at := &url.URL{Path: path, RawQuery: withoutVersion(c.URL.Query())}
	for i, k := range servers {
		request := (&http.Request{
			Method: c.Method, URL: at, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: requestHeader(c.Header, ""),
			Body: http.NoBody,
		}).WithContext(ctx)
		if c.lists() || c.made != nil {
			request.Header["Accept-Encoding"] = []string{"identity"} // its body is read
		}
		if len(body) > 0 {
			request.Header["Content-Type"] = []string{kind}
			request.Body, request.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
			request.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		}
		response, err := k.Backend.RoundTrip(request)
		if err != nil {
			if i+1 < len(servers) && c.Context().Err() == nil {
				continue
			}
			return unanswered(c, err)
		}
		defer func() { _ = response.Body.Close() }() // an error changes nothing for the client
		if lacks(response.StatusCode) && i+1 < len(servers) {
			continue
		}
		if response.StatusCode == http.StatusMethodNotAllowed || response.StatusCode == http.StatusNotImplemented {
			return notFound()
		}
		if err := unfit(response); err != nil {
			return err
		}
		if c.lists() && response.StatusCode == http.StatusOK {
			body := response.Body
			defer func() { _ = body.Close() }()
			if err := d.ownOnly(c, response); err != nil {
				return err
			}
		}
		if c.made != nil && response.StatusCode < http.StatusMultipleChoices {
			body := response.Body
			defer func() { _ = body.Close() }()
			whole, err := wholeBody(response)
			if err != nil {
				return fault.New(fault.Upstream, "BadGateway", "The server of this resource answered with something that cannot be read.").Because(err)
			}
			c.made(whole, k.Name)
			c.made = nil
		}
		return d.answer(w, c, response, false, &Use{Server: k.Name})
	}
	return notFound()
}

// lacks reports whether a status means that a server does not have the object, or does not support such objects.
func lacks(status int) bool {
	return status == http.StatusNotFound || status == http.StatusMethodNotAllowed || status == http.StatusNotImplemented
}

// withoutVersion returns the query for a server whose API has no versions.
func withoutVersion(query url.Values) string {
	query.Del("api-version")
	return query.Encode()
}

// continues prepares calls of the Responses API: it remembers the response they create, and sends a call that continues a response
// to the server that has it. A response of another account counts as missing.
func (d *host) continues(c *call, doc *document, out *outgoing) error {
	switch c.op.backend {
	case "/responses":
		d.keep(c, false)
	case "/responses/compact", inputTokens:
	default:
		return nil
	}
	at, known, err := d.referred(c, doc)
	if known {
		out.prefer = at.server
	}
	return err
}
