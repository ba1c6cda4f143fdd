package audit

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
)

// spoolVersion is that of spooled records from before blocks: a byte of version, six fields with their lengths, the time, and
// the JSON of the record. They may wait in the files when a server is brought up to date.
const spoolVersion = 1

// decodeSpooled reads what the files hold: a block, or one record from before blocks.
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
