package upstream

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"keyless.dev/keyless/internal/guid"
)

// Limits of the conversations that the built-in model stores. The oldest conversations are dropped first.
const (
	maxConversations     = 1000
	maxConversationBytes = 64 << 20
	maxConversationItems = 2000
	maxItemsAdded        = 20 // per request, as at OpenAI
)

// conversation is a stored conversation. Source of the formats in this file: OpenAI API reference, "Conversations".
type conversation struct {
	ID       string          `json:"id"`
	Object   string          `json:"object"`
	Created  int64           `json:"created_at"`
	Metadata json.RawMessage `json:"metadata"`

	items []conversationItem
	bytes int
}

// conversationItem is an item as it is listed.
type conversationItem struct {
	id   string
	text json.RawMessage
}

// conversations are the stored conversations. They are lost when the process ends.
type conversations struct {
	mu    sync.Mutex
	byID  map[string]*conversation
	order []string
	bytes int
}

// serve handles the routes below /conversations.
func (c *conversations) serve(r *http.Request, body []byte, created int64) (*reply, error) {
	var path [3]string // id, "items", item
	rest := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/conversations"), "/")
	if parts := strings.Split(rest, "/"); len(parts) <= len(path) {
		copy(path[:], parts)
	} else {
		return nil, unknownRoute(r)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	id, items, item := path[0], path[1], path[2]
	if id == "" {
		if r.Method != http.MethodPost {
			return nil, unknownRoute(r)
		}
		return c.create(body, created)
	}
	found, err := c.find(id)
	if err != nil {
		return nil, err
	}
	if items != "" && items != "items" {
		return nil, unknownRoute(r)
	}
	switch {
	case items == "" && r.Method == http.MethodGet:
		return &reply{whole: *found}, nil
	case items == "" && r.Method == http.MethodPost:
		return c.describe(found, body)
	case items == "" && r.Method == http.MethodDelete:
		c.drop(id)
		return &reply{whole: map[string]any{"id": id, "object": "conversation.deleted", "deleted": true}}, nil
	case items == "items" && item == "" && r.Method == http.MethodGet:
		return found.list(r.URL.Query())
	case items == "items" && item == "" && r.Method == http.MethodPost:
		var in struct {
			Items []json.RawMessage `json:"items"`
		}
		if err := json.Unmarshal(body, &in); err != nil || len(in.Items) == 0 {
			return nil, invalid("items", "'items' must be an array with at least one item.")
		}
		added, err := readItems(in.Items)
		if err != nil {
			return nil, err
		}
		if err := c.add(found, added); err != nil {
			return nil, err
		}
		return &reply{whole: listed(added, false)}, nil
	case items == "items" && item != "":
		return c.one(r, found, item)
	}
	return nil, unknownRoute(r)
}

func (c *conversations) create(body []byte, created int64) (*reply, error) {
	var in struct {
		Items    []json.RawMessage `json:"items"`
		Metadata json.RawMessage   `json:"metadata"`
	}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &in); err != nil {
			return nil, invalid("", "The request body could not be read: "+err.Error()+".")
		}
	}
	items, err := readItems(in.Items)
	if err != nil {
		return nil, err
	}
	metadata, err := readMetadata(in.Metadata)
	if err != nil {
		return nil, err
	}
	made := &conversation{ID: "conv_" + newSuffix(), Object: "conversation", Created: created, Metadata: metadata, bytes: len(metadata)}
	if c.byID == nil {
		c.byID = map[string]*conversation{}
	}
	c.byID[made.ID] = made
	c.order = append(c.order, made.ID)
	c.bytes += made.bytes
	for len(c.order) > maxConversations {
		c.drop(c.order[0])
	}
	return &reply{whole: *made}, c.add(made, items)
}

// describe replaces the metadata of a conversation.
func (c *conversations) describe(found *conversation, body []byte) (*reply, error) {
	var in struct {
		Metadata json.RawMessage `json:"metadata"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, invalid("", "The request body could not be read: "+err.Error()+".")
	}
	metadata, err := readMetadata(in.Metadata)
	if err != nil {
		return nil, err
	}
	c.grow(found, len(metadata)-len(found.Metadata))
	found.Metadata = metadata
	return &reply{whole: *found}, nil
}

// one handles GET and DELETE of an item.
func (c *conversations) one(r *http.Request, found *conversation, item string) (*reply, error) {
	at := slices.IndexFunc(found.items, func(i conversationItem) bool { return i.id == item })
	if at < 0 {
		return nil, &refusal{status: http.StatusNotFound, code: "not_found", message: "Item with id '" + item + "' not found."}
	}
	switch r.Method {
	case http.MethodGet:
		return &reply{whole: found.items[at].text}, nil
	case http.MethodDelete:
		c.grow(found, -len(found.items[at].text))
		found.items = slices.Delete(found.items, at, at+1)
		return &reply{whole: *found}, nil
	}
	return nil, unknownRoute(r)
}

func (c *conversations) find(id string) (*conversation, error) {
	found, ok := c.byID[id]
	if !ok {
		return nil, &refusal{status: http.StatusNotFound, code: "not_found", message: "Conversation with id '" + id + "' not found."}
	}
	return found, nil
}

// add appends items to a conversation. It drops the oldest other conversations if the limits require it.
func (c *conversations) add(to *conversation, items []conversationItem) error {
	if len(to.items)+len(items) > maxConversationItems {
		return invalid("items", "A conversation of the built-in model may have "+strconv.Itoa(maxConversationItems)+" items.")
	}
	n := 0
	for _, item := range items {
		n += len(item.text)
	}
	if to.bytes+n > maxConversationBytes {
		return invalid("items", "The conversation is too long for the built-in model.")
	}
	to.items = append(to.items, items...)
	c.grow(to, n)
	return nil
}

// grow adds n bytes to the size of a conversation, and drops the oldest other conversations if the limits require it.
func (c *conversations) grow(to *conversation, n int) {
	to.bytes += n
	c.bytes += n
	for c.bytes > maxConversationBytes && len(c.order) > 1 {
		oldest := c.order[0]
		if oldest == to.ID {
			oldest = c.order[1]
		}
		c.drop(oldest)
	}
}

func (c *conversations) drop(id string) {
	if found, ok := c.byID[id]; ok {
		c.bytes -= found.bytes
		delete(c.byID, id)
		c.order = slices.DeleteFunc(c.order, func(one string) bool { return one == id })
	}
}

// input returns the items of a conversation as a JSON array, which POST /responses puts before its own input.
func (c *conversations) input(id string) (json.RawMessage, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, err := c.find(id)
	if err != nil {
		return nil, err
	}
	return encode(rawItems(found.items))
}

// record appends the input and the output of a request to POST /responses. A conversation that was deleted meanwhile is
// not recreated.
func (c *conversations) record(id string, request []byte, output []outputItem) error {
	var in struct {
		Input json.RawMessage `json:"input"`
	}
	if err := json.Unmarshal(request, &in); err != nil {
		return invalid("", "The request body could not be read: "+err.Error()+".")
	}
	var given []json.RawMessage
	var text string
	if json.Unmarshal(in.Input, &text) == nil {
		one, err := encode(map[string]any{"role": "user", "content": text})
		if err != nil {
			return err
		}
		given = []json.RawMessage{one}
	} else if err := json.Unmarshal(in.Input, &given); err != nil {
		return invalid("input", "'input' must hold a text or items.")
	}
	for _, item := range output {
		one, err := encode(item)
		if err != nil {
			return err
		}
		given = append(given, one)
	}
	var items []conversationItem
	for _, one := range given {
		item, err := readItem(one)
		if err != nil {
			return err
		}
		items = append(items, item)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	found, err := c.find(id)
	if err != nil {
		return err
	}
	return c.add(found, items)
}

// list returns a page of the items, the newest first unless order is asc.
func (c *conversation) list(query url.Values) (*reply, error) {
	limit := 20
	if given := query.Get("limit"); given != "" {
		n, err := strconv.Atoi(given)
		if err != nil || n < 1 || n > 100 {
			return nil, invalid("limit", "'limit' must be from 1 to 100.")
		}
		limit = n
	}
	items := slices.Clone(c.items)
	switch query.Get("order") {
	case "", "desc":
		slices.Reverse(items)
	case "asc":
	default:
		return nil, invalid("order", "'order' must be 'asc' or 'desc'.")
	}
	if after := query.Get("after"); after != "" {
		at := slices.IndexFunc(items, func(i conversationItem) bool { return i.id == after })
		if at < 0 {
			return nil, invalid("after", "Item with id '"+after+"' not found.")
		}
		items = items[at+1:]
	}
	more := len(items) > limit
	return &reply{whole: listed(items[:min(limit, len(items))], more)}, nil
}

// listed is a list of items in the API's format.
func listed(items []conversationItem, more bool) map[string]any {
	out := map[string]any{"object": "list", "data": rawItems(items), "first_id": nil, "last_id": nil, "has_more": more}
	if len(items) > 0 {
		out["first_id"], out["last_id"] = items[0].id, items[len(items)-1].id
	}
	return out
}

func rawItems(items []conversationItem) []json.RawMessage {
	out := make([]json.RawMessage, 0, len(items))
	for _, item := range items {
		out = append(out, item.text)
	}
	return out
}

func readItems(given []json.RawMessage) ([]conversationItem, error) {
	if len(given) > maxItemsAdded {
		return nil, invalid("items", "A request may add "+strconv.Itoa(maxItemsAdded)+" items.")
	}
	items := make([]conversationItem, 0, len(given))
	for _, one := range given {
		item, err := readItem(one)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}

// readItem returns an item in the form in which it is listed: with a type, its own id and, for a message, its content
// as parts.
func readItem(given json.RawMessage) (conversationItem, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(given, &members); err != nil || members == nil {
		return conversationItem{}, invalid("items", "An item must be an object.")
	}
	text := func(name string) (text string) {
		_ = json.Unmarshal(members[name], &text) // values other than strings count as missing
		return text
	}
	set := func(name string, value any) {
		members[name], _ = encode(value) // strings, and arrays of strings
	}
	kind, role := text("type"), text("role")
	if kind == "" && role != "" {
		kind = "message"
	}
	if kind == "" || (kind == "message" && role == "") {
		return conversationItem{}, invalid("items", "An item must have a 'type', and a message a 'role'.")
	}
	set("type", kind)
	prefix := "item_"
	if kind == "message" {
		prefix = "msg_"
		if content := text("content"); content != "" {
			part := "input_text"
			if role == "assistant" {
				part = "output_text"
			}
			set("content", []map[string]string{{"type": part, "text": content}})
		}
		if text("status") == "" {
			set("status", "completed")
		}
	}
	id := text("id")
	if id == "" || strings.Contains(id, "/") {
		id = prefix + newSuffix()
		set("id", id)
	}
	whole, err := encode(members)
	return conversationItem{id, whole}, err
}

// readMetadata returns the metadata of a conversation: at most 16 strings. Source: OpenAI API reference, "metadata".
func readMetadata(given json.RawMessage) (json.RawMessage, error) {
	var pairs map[string]string
	if len(given) == 0 || string(given) == "null" {
		return json.RawMessage("{}"), nil
	}
	if json.Unmarshal(given, &pairs) != nil || len(pairs) > 16 {
		return nil, invalid("metadata", "'metadata' must be an object with at most 16 texts.")
	}
	for key, value := range pairs {
		if len(key) > 64 || len(value) > 512 {
			return nil, invalid("metadata", "A key of 'metadata' may have 64 characters, and a value 512.")
		}
	}
	return encode(pairs)
}

// newSuffix returns the random part of an id. The id must be unguessable, because it gives access to what is stored.
func newSuffix() string { return strings.ReplaceAll(guid.New(), "-", "") }
