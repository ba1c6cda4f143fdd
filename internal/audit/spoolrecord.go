package audit

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A spooled record is one byte of version, the fields that the store has columns for, each with its length in front, the
// time in microseconds, and the JSON of the whole record. Whoever delivers it does not read the JSON.

const spoolVersion = 1

// encodeSpooled returns the spooled form of r.
func encodeSpooled(r *Record) ([]byte, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, 64+len(r.ID)+len(r.Tenant)+len(r.Principal)+len(r.Scope)+len(r.Grant)+len(body))
	out = append(out, spoolVersion)
	for _, field := range []string{r.ID, string(r.Kind), r.Tenant, r.Principal, r.Scope, r.Grant} {
		field = storable(field)
		out = binary.AppendUvarint(out, uint64(len(field)))
		out = append(out, field...)
	}
	out = binary.AppendVarint(out, r.At.UnixMicro())
	return append(out, body...), nil
}

// storable returns text that every database keeps. A record that the store refuses would hold up all behind it.
func storable(text string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", "?"), "?")
}

var errSpooled = errors.New("audit: a spooled record is malformed")

// decodeSpooled returns the record of which only the fields with columns are set, and Body.
func decodeSpooled(data []byte) (Record, error) {
	if len(data) == 0 || data[0] != spoolVersion {
		return Record{}, fmt.Errorf("%w: its version is not known", errSpooled)
	}
	data = data[1:]
	var fields [6]string
	for i := range fields {
		size, n := binary.Uvarint(data)
		if n <= 0 || size > uint64(len(data)-n) {
			return Record{}, errSpooled
		}
		fields[i] = string(data[n : n+int(size)])
		data = data[n+int(size):]
	}
	at, n := binary.Varint(data)
	if n <= 0 || n == len(data) {
		return Record{}, errSpooled
	}
	return Record{
		ID: fields[0], Kind: Kind(fields[1]), Tenant: fields[2], Principal: fields[3], Scope: fields[4], Grant: fields[5],
		At: time.UnixMicro(at).UTC(), Body: data[n:],
	}, nil
}
