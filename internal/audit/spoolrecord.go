package audit

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
)

// spoolVersion is the version of spooled records before blocks: a version byte, six fields with their lengths, the time, and
// the JSON of the record. Such records may be in the files when a server is upgraded.
const spoolVersion = 1

// decodeSpooled decodes a block, or a single record in the older form.
func decodeSpooled(data []byte) (*Block, error) {
	if len(data) == 0 || data[0] != spoolVersion {
		return DecodeBlock(data)
	}
	r := &blockReader{rest: data[1:]}
	for range 6 {
		r.bytes(r.unsigned())
	}
	if _, n := binary.Varint(r.rest); r.failed || n <= 0 {
		return nil, errBlock
	} else {
		r.rest = r.rest[n:]
	}
	var record Record
	if err := json.Unmarshal(r.rest, &record); err != nil {
		return nil, fmt.Errorf("%w: %w", errBlock, err)
	}
	shape, err := NewShape(record, record.Kind == Decision)
	if err != nil {
		return nil, err
	}
	b := &Block{}
	b.Add(Entry{ID: record.ID, At: record.At, Like: shape})
	return b, nil
}
