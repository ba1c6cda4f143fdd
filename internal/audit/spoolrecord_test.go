package audit

import (
	"encoding/binary"
	"encoding/json"
	"testing"
	"time"
)

// Records of an earlier version may be in the files when a server is upgraded.
func TestSpooledRecordsOfEarlierVersionsAreRead(t *testing.T) {
	r := Record{ID: "d1", Kind: Decision, Tenant: "t", Principal: "bob", Scope: "/s", Grant: "g", Allowed: true, At: time.UnixMicro(7).UTC(), Detail: json.RawMessage(`{"a":1}`)}
	data := []byte{spoolVersion}
	for _, field := range []string{r.ID, string(r.Kind), r.Tenant, r.Principal, r.Scope, r.Grant} {
		data = append(binary.AppendUvarint(data, uint64(len(field))), field...)
	}
	body, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	data = append(binary.AppendVarint(data, r.At.UnixMicro()), body...)
	b, err := decodeSpooled(data)
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.Records(Query{})
	if err != nil || len(got) != 1 {
		t.Fatalf("%v, %v", got, err)
	}
	if text, _ := json.Marshal(got[0]); string(text) != string(body) {
		t.Errorf("%s became %s", body, text)
	}
}

func FuzzDecodeSpooled(f *testing.F) {
	f.Add([]byte{spoolVersion, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01})
	shape, _ := NewShape(Record{Kind: Decision, Tenant: "t", Scope: "/s"}, true)
	b := &Block{}
	b.Add(Entry{ID: "a", At: time.UnixMicro(7), Like: shape})
	b.Add(Entry{ID: "6b65796c-6573-5730-8a5e-000000000001", At: time.UnixMicro(9), Like: shape})
	for _, compressed := range []bool{false, true} {
		data, _ := b.Encode(compressed)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := decodeSpooled(data)
		if err != nil {
			return
		}
		if again, err := b.Encode(true); err != nil {
			t.Error(err)
		} else if same, err := DecodeBlock(again); err != nil || same.Len() != b.Len() {
			t.Errorf("%d records became %v, %v", b.Len(), same, err)
		}
		_, _ = b.Records(Query{})
	})
}
