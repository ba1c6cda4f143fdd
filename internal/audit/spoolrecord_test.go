package audit

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestSpooledRecordsKeepTheirFieldsAndBody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String()
		r := Record{
			ID: text.Draw(t, "id"), Kind: Kind(text.Draw(t, "kind")), Tenant: text.Draw(t, "tenant"), Principal: text.Draw(t, "principal"),
			Scope: text.Draw(t, "scope"), Grant: text.Draw(t, "grant"), Reason: text.Draw(t, "reason"),
			At: time.UnixMicro(rapid.Int64Range(-1e15, 1e16).Draw(t, "at")).UTC(),
		}
		want, _ := json.Marshal(r)
		data, err := encodeSpooled(&r)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeSpooled(data)
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range []*string{&r.ID, &r.Tenant, &r.Principal, &r.Scope, &r.Grant} {
			*field = storable(*field)
		}
		r.Kind = Kind(storable(string(r.Kind)))
		if got.ID != r.ID || got.Kind != r.Kind || got.Tenant != r.Tenant || got.Principal != r.Principal || got.Scope != r.Scope || got.Grant != r.Grant || !got.At.Equal(r.At) {
			t.Fatalf("%+v became %+v", r, got)
		}
		if string(got.Body) != string(want) {
			t.Fatalf("the body is %s, want %s", got.Body, want)
		}
	})
}

func FuzzDecodeSpooled(f *testing.F) {
	data, _ := encodeSpooled(&Record{ID: "a", Kind: Decision, Tenant: "t", Scope: "/s", At: time.UnixMicro(7)})
	f.Add(data)
	f.Add([]byte{spoolVersion, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01})
	f.Fuzz(func(t *testing.T, data []byte) {
		if r, err := decodeSpooled(data); err == nil && len(r.Body) == 0 {
			t.Error("a record without a body was read")
		}
	})
}
