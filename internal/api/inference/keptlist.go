package inference

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"keyless.dev/keyless/internal/fault"
)

// maxList is the maximum size in bytes of a response that is buffered: a server's list of files or batches, or its
// response about an object that it created.
const maxList = 16 << 20

// lists reports whether a call lists all files or batches. Servers list them regardless of accounts.
func (c *call) lists() bool {
	return c.Method == http.MethodGet && c.Vars["id"] == "" && (c.op.backend == "/files" || c.op.backend == "/batches")
}

// wholeBody reads a response of at most maxList bytes, and replaces its body with one that can be read again.
func wholeBody(response *http.Response) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(response.Body, maxList+1))
	if err == nil && len(raw) > maxList {
		err = errors.New("it is too long")
	}
	response.Body = io.NopCloser(bytes.NewReader(raw))
	return raw, err
}

// ownOnly removes objects of other accounts from a server's list. It does not change the id for the next page, which
// the server needs to find where that page starts.
func (d *host) ownOnly(c *call, response *http.Response) error {
	unreadable := func(cause error) error {
		return fault.New(fault.Upstream, "BadGateway", "The server of this resource answered with a list that cannot be read.").Because(cause)
	}
	raw, err := wholeBody(response)
	if err != nil {
		return unreadable(err)
	}
	var list map[string]json.RawMessage
	var data []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		return unreadable(err)
	}
	if err := json.Unmarshal(list["data"], &data); err != nil {
		return unreadable(fmt.Errorf("data: %w", err))
	}
	own, ids := make([]json.RawMessage, 0, len(data)), []string{}
	for _, one := range data {
		var thing struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal(one, &thing); err != nil {
			return unreadable(err)
		}
		_, known, _, err := d.belongs(c, thing.ID)
		if err != nil {
			return err
		}
		if known {
			own, ids = append(own, one), append(ids, thing.ID)
		}
	}
	set := func(member string, value any) {
		list[member], _ = json.Marshal(value) // strings, and values decoded from JSON
	}
	set("data", own)
	if len(ids) > 0 {
		set("first_id", ids[0])
	} else {
		set("first_id", nil)
	}
	if more := bytes.Equal(bytes.TrimSpace(list["has_more"]), []byte("true")); !more && len(ids) > 0 {
		set("last_id", ids[len(ids)-1])
	} else if !more {
		set("last_id", nil)
	}
	body, err := json.Marshal(list)
	if err != nil {
		return unreadable(err)
	}
	response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	response.Header.Set("Content-Length", strconv.Itoa(len(body)))
	return nil
}
