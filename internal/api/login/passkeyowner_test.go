package login_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/oauth"
)

// authenticator is a software authenticator that chooses any credential id.
type authenticator struct {
	t      *testing.T
	origin string
	id     []byte
	key    *ecdsa.PrivateKey
}

func (k *rig) authenticator(t *testing.T, id string) *authenticator {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &authenticator{t, k.config.Login, []byte(id), key}
}

// client returns the clientDataJSON of a response to ask.
func (a *authenticator) client(kind string, ask *oauth.Ask) []byte {
	a.t.Helper()
	text, err := json.Marshal(ask.Options)
	if err != nil {
		a.t.Fatal(err)
	}
	var options struct {
		PublicKey struct {
			Challenge string `json:"challenge"`
		} `json:"publicKey"`
	}
	if err := json.Unmarshal(text, &options); err != nil {
		a.t.Fatal(err)
	}
	text, _ = json.Marshal(map[string]string{"type": "webauthn." + kind, "challenge": options.PublicKey.Challenge, "origin": a.origin})
	return text
}

// data returns the authenticator data: user present, user verified, and more.
func (a *authenticator) data(flags byte, more ...byte) []byte {
	party := sha256.Sum256([]byte("localhost"))
	return append(append(party[:], 0x05|flags, 0, 0, 0, 0), more...)
}

func (a *authenticator) answer(response map[string]string) []byte {
	text, _ := json.Marshal(map[string]any{"id": unpadded(a.id), "rawId": unpadded(a.id), "type": "public-key", "response": response})
	return text
}

func unpadded(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// creates responds to a registration, with the attestation "none".
func (a *authenticator) creates(ask *oauth.Ask) []byte {
	a.t.Helper()
	point, err := a.key.PublicKey.Bytes()
	if err != nil {
		a.t.Fatal(err)
	}
	cose := append([]byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 32}, point[1:33]...)
	cose = append(append(cose, 0x22, 0x58, 32), point[33:]...)
	credential := append(binary.BigEndian.AppendUint16(make([]byte, 16), uint16(len(a.id))), a.id...)
	data := a.data(0x40, append(credential, cose...)...)
	object := append([]byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"), byte(len(data)))
	return a.answer(map[string]string{"clientDataJSON": unpadded(a.client("create", ask)), "attestationObject": unpadded(append(object, data...))})
}

// signs responds to a sign-in, as a user.
func (a *authenticator) signs(ask *oauth.Ask, tenant, user string) []byte {
	a.t.Helper()
	client, data := a.client("get", ask), a.data(0)
	sum := sha256.Sum256(client)
	digest := sha256.Sum256(append(data, sum[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.key, digest[:])
	if err != nil {
		a.t.Fatal(err)
	}
	handle, _ := hex.DecodeString(guid.Compact(tenant) + guid.Compact(user))
	return a.answer(map[string]string{
		"clientDataJSON": unpadded(client), "authenticatorData": unpadded(data), "signature": unpadded(signature), "userHandle": unpadded(handle),
	})
}

// Ids of credentials are no secret: the page that asks for a second step names them to whoever has the password.
func TestPasskeysOfOtherUsersCannotBeReplaced(t *testing.T) {
	k := newRig(t, atAName)
	server := oauth.New(k.config)
	ctx := context.Background()
	ada, sam := &oauth.Account{Tenant: k.tenant, User: k.ada}, &oauth.Account{Tenant: k.other, User: k.stranger}
	add := func(of *oauth.Account, with *authenticator) error {
		t.Helper()
		ask, err := server.RegisterPasskey(ctx, of)
		if err != nil {
			t.Fatal(err)
		}
		return server.AddPasskey(ctx, of, ask.ID, "mine", with.creates(ask))
	}
	enter := func(with *authenticator) (*oauth.Account, error) {
		t.Helper()
		ask, err := server.AskPasskey(ctx, "127.0.0.1")
		if err != nil {
			t.Fatal(err)
		}
		return server.SignInWithPasskey(ctx, oauth.Place{Segment: "organizations"}, nil, ask.ID, with.signs(ask, k.tenant.ID, k.ada.ID), oauth.Origin{})
	}
	hers, his := k.authenticator(t, "the id of ada's"), k.authenticator(t, "the id of ada's")
	if err := add(ada, hers); err != nil {
		t.Fatal(err)
	}
	if err := server.SetSecondStep(ctx, ada, true); err != nil {
		t.Fatal(err)
	}
	if account, err := enter(hers); err != nil || account.User.ID != k.ada.ID {
		t.Fatalf("ada does not come in with her own: %v", err)
	}
	if err := add(sam, his); err == nil {
		t.Error("sam has registered a passkey with the id of ada's")
	}
	if account, err := enter(his); err == nil {
		t.Errorf("sam comes in as %s", account.User.UserPrincipalName)
	}
	if keys, err := server.Passkeys(ctx, ada); err != nil || len(keys) != 1 || !keys[0].SecondStep {
		t.Errorf("ada's passkeys are now %+v: %v", keys, err)
	}
	if err := add(ada, k.authenticator(t, "the id of ada's")); err == nil {
		t.Error("ada's passkey was replaced by another of the same id")
	}
	if err := add(ada, k.authenticator(t, "another")); err != nil {
		t.Fatal(err)
	}
	if err := server.RemovePasskey(ctx, ada, unpadded(hers.id)); err != nil {
		t.Fatal(err)
	}
	if _, err := server.SignInWith(ctx, oauth.Place{Segment: "organizations"}, nil, "ada@contoso.test", password, oauth.Origin{}); err == nil || !strings.Contains(err.Error(), "50076") {
		t.Errorf("with her newer passkey ada is asked for a second step no more: %v", err)
	}
}
