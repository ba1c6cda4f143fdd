package inference

import (
	"net/http"
	"slices"

	"keyless.dev/keyless/internal/fault"
)

// makeConversation relays POST /conversations. If the account has both a real server and the built-in model, it uses
// the real server.
func (d *host) makeConversation(w http.ResponseWriter, c *call) error {
	servers, err := d.keepers(c, false, "")
	if err != nil {
		return err
	}
	builtIn := func(k Keeper) bool { return k.Name == "" }
	if i := slices.IndexFunc(servers, builtIn); i >= 0 {
		servers = append(slices.Delete(slices.Clone(servers), i, i+1), servers[i])
	}
	source, err := d.readBody(c)
	if err != nil {
		return err
	}
	defer source.release()
	body := source.Bytes()
	if len(body) == 0 {
		body = []byte("{}")
	}
	doc, err := readDocument(body)
	if err != nil {
		return err
	}
	d.keep(c, false)
	return d.askAll(w, c, servers, doc)
}

// referred returns the server of the stored response or conversation that a request of the Responses API continues. It
// fails with Invalid or NotFound if a response belongs to another account, or if a conversation is not known to belong
// to this account.
func (d *host) referred(c *call, doc *document) (at place, known bool, err error) {
	if err := doc.once("request body", previousResponse); err != nil {
		return at, false, err
	}
	previous, err := doc.text(previousResponse)
	if err != nil {
		return at, false, err
	}
	if previous != "" {
		var others bool
		if at, known, others, err = d.belongs(c, previous); err != nil {
			return at, false, err
		}
		if others {
			return at, false, fault.New(fault.Invalid, "previous_response_not_found", "Previous response with id '%.256s' not found.", previous).
				With("param", previousResponse).With("type", "invalid_request_error")
		}
	}
	id, err := doc.conversation()
	if err != nil || id == "" {
		return at, known, err
	}
	if at, known, _, err = d.belongs(c, id); err == nil && !known {
		err = fault.New(fault.NotFound, "not_found", "Conversation with id '%.256s' not found.", id).
			With("param", conversationMember).With("type", "invalid_request_error")
	}
	return at, known, err
}

// The members of a Responses API request that name the response or conversation to continue.
const (
	previousResponse   = "previous_response_id"
	conversationMember = "conversation"
)

// conversation returns the id of the conversation that a Responses API request continues, or "". Source: OpenAI API
// reference, "Create a model response": a string, or an object with an id.
func (doc *document) conversation() (string, error) {
	if err := doc.once("request body", conversationMember); err != nil {
		return "", err
	}
	m, ok := doc.find(conversationMember)
	if !ok {
		return "", nil
	}
	in, ok := doc.inner(m)
	if !ok {
		return doc.text(conversationMember)
	}
	if err := in.once("member 'conversation' of the request body", "id"); err != nil {
		return "", err
	}
	return in.text("id")
}
