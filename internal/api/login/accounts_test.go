package login_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/store"
)

// from has the next requests of a client come from an address.
func (k *rig) attempt(name, word, ip string) error {
	k.t.Helper()
	server := oauth.New(k.config)
	_, err := server.CheckPassword(context.Background(), oauth.Place{Segment: k.tenant.ID, Tenant: k.tenant}, name, word, oauth.Origin{IP: ip})
	return err
}

func TestRepeatedWrongPasswordsLockTheAccount(t *testing.T) {
	k := newRig(t)
	const home, attacker = "192.0.2.1", "203.0.113.9"
	expect := func(what string, err error, want string) {
		t.Helper()
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", what, err, want)
		}
	}
	expect("ada at home", k.attempt("ada@contoso.test", password, home), "")
	for range 10 {
		expect("a guess", k.attempt("ada@contoso.test", "wrong", attacker), "AADSTS50126")
	}
	expect("the guess after ten", k.attempt("ada@contoso.test", "wrong", attacker), "AADSTS50053")
	expect("the right password, while it is locked", k.attempt("ADA@contoso.test", password, attacker), "AADSTS50053")
	expect("from another address that nobody knows", k.attempt("ada@contoso.test", password, "203.0.113.10"), "AADSTS50053")
	expect("ada at home meanwhile", k.attempt("ada@contoso.test", password, home), "")
	k.pass(61 * time.Second)
	expect("a minute later", k.attempt("ada@contoso.test", "wrong", attacker), "AADSTS50126")
	k.pass(61 * time.Second)
	expect("the next lock is longer", k.attempt("ada@contoso.test", "wrong", attacker), "AADSTS50053")
	k.pass(time.Hour)
	expect("an hour later, with the right password", k.attempt("ada@contoso.test", password, attacker), "")
	for range 10 {
		expect("a guess from a known address", k.attempt("ada@contoso.test", "wrong", home), "AADSTS50126")
	}
	expect("a known address is locked too, for itself", k.attempt("ada@contoso.test", password, home), "AADSTS50053")
	expect("and not for the other one", k.attempt("ada@contoso.test", password, attacker), "")
}

func TestUnknownNamesAreLockedLikeAccounts(t *testing.T) {
	k := newRig(t)
	for i := range 12 {
		there, not := k.attempt("ada@contoso.test", "wrong", "192.0.2.1"), k.attempt("nobody@contoso.test", "wrong", "192.0.2.1")
		if there == nil || not == nil || there.Error() != not.Error() {
			t.Fatalf("try %d: %v and %v", i, there, not)
		}
	}
}

func TestAddressesThatTryManyNamesAreLocked(t *testing.T) {
	k := newRig(t)
	for i := range 100 {
		if err := k.attempt("user"+string(rune('a'+i%26))+strings.Repeat("x", i/26)+"@contoso.test", "wrong", "203.0.113.9"); err == nil || !strings.Contains(err.Error(), "50126") {
			t.Fatalf("name %d: %v", i, err)
		}
	}
	if err := k.attempt("ada@contoso.test", password, "203.0.113.9"); err == nil || !strings.Contains(err.Error(), "50053") {
		t.Errorf("another name: %v", err)
	}
	if err := k.attempt("ada@contoso.test", password, "203.0.113.10"); err != nil {
		t.Errorf("from another address: %v", err)
	}
}

// crowd adds n users whose password hashes are cheap to verify, and returns their names.
func (k *rig) crowd(n int) []string {
	k.t.Helper()
	salt := []byte("a salt of tests.")
	hash := fmt.Sprintf("$argon2id$v=19$m=8,t=1,p=1$%s$%s", base64.RawStdEncoding.EncodeToString(salt),
		base64.RawStdEncoding.EncodeToString(argon2.IDKey([]byte(password), salt, 1, 8, 1, 32)))
	names, users := make([]string, n), make([]directory.Object, n)
	for i := range users {
		names[i] = fmt.Sprintf("person%d@contoso.test", i)
		users[i] = &directory.User{
			Header:            directory.Header{Tenant: k.tenant.ID, ID: guid.Derive("person", names[i]), DisplayName: names[i], CreatedAt: time.Now()},
			UserPrincipalName: names[i], AccountEnabled: true, PasswordHash: hash,
		}
	}
	k.put(users...)
	return names
}

func TestManyUsersBehindOneAddressCanSignIn(t *testing.T) {
	k := newRig(t)
	for i, name := range k.crowd(1000) {
		if i%3 == 0 { // a third of them enter a wrong password first
			if err := k.attempt(name, "wrong", "203.0.113.9"); err == nil || !strings.Contains(err.Error(), "50126") {
				t.Fatalf("person %d mistypes: %v", i, err)
			}
		}
		if err := k.attempt(name, password, "203.0.113.9"); err != nil {
			t.Fatalf("person %d: %v", i, err)
		}
	}
	if err := k.attempt("ada@contoso.test", password, "203.0.113.9"); err != nil {
		t.Errorf("the person after them: %v", err)
	}
}

func TestSuccessfulSignInsDoNotResetTheAddressLimit(t *testing.T) {
	k := newRig(t)
	names := k.crowd(251)
	own, names := names[0], names[1:]
	locked := 0
	for _, name := range names {
		// The attacker uses an own account between guesses.
		if err := k.attempt(own, password, "203.0.113.9"); err != nil {
			t.Fatal(err)
		}
		if err := k.attempt(name, "wrong", "203.0.113.9"); err != nil && strings.Contains(err.Error(), "50053") {
			locked++
		}
	}
	if locked != 150 {
		t.Errorf("%d of 250 accounts were refused, want 150: one address has failed for 100", locked)
	}
}

// meanwhile has every try read what stood before the others: what two transactions at the same time get to see.
type meanwhile struct{ oauth.DB }

func (m meanwhile) Update(ctx context.Context, do func(oauth.Tx) error) error {
	return m.DB.Update(ctx, func(tx oauth.Tx) error { return do(unaware{tx}) })
}

type unaware struct{ oauth.Tx }

func (unaware) Attempt(string) (oauth.Attempt, bool, error) { return oauth.Attempt{}, false, nil }

func TestConcurrentAttemptsAreCounted(t *testing.T) {
	k := newRig(t, func(c *oauth.Config) { c.DB = meanwhile{c.DB} })
	looked := 0
	for range 14 {
		if err := k.attempt("ada@contoso.test", "wrong", "203.0.113.9"); err == nil || !strings.Contains(err.Error(), "50053") {
			looked++
		}
	}
	if looked != 10 {
		t.Errorf("%d passwords were looked at", looked)
	}
}

// One subscriber has 2^64 IPv6 addresses.
func TestIPv6NetworksThatTryManyNamesAreLocked(t *testing.T) {
	k := newRig(t)
	if err := k.db.UpdateRows(t.Context(), func(tx *store.Tx) error { // to hash a hundred passwords takes seconds
		for range 98 {
			if _, err := tx.CountAttempt(oauth.Hash("address\x002001:db8:1:2::/64"), k.now(), time.Hour); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		if err := k.attempt(fmt.Sprintf("user%d@contoso.test", i), "wrong", fmt.Sprintf("2001:db8:1:2::%x", i+1)); err == nil || !strings.Contains(err.Error(), "50126") {
			t.Fatalf("name %d: %v", i, err)
		}
	}
	if err := k.attempt("ada@contoso.test", password, "2001:db8:1:2:ffff::1"); err == nil || !strings.Contains(err.Error(), "50053") {
		t.Errorf("another address of the same network: %v", err)
	}
	if err := k.attempt("ada@contoso.test", password, "2001:db8:1:3::1"); err != nil {
		t.Errorf("from another network: %v", err)
	}
}

func TestLocksAreReportedOnThePageAndAtTheTokenEndpoint(t *testing.T) {
	k := newRig(t)
	form := k.ropc(armScope)
	form.Set("password", "wrong")
	for range 10 {
		k.token(form)
	}
	status, body := k.token(form)
	k.refused("the eleventh", status, body, 400, "invalid_grant", 50053)
	b := k.browser()
	page := k.open(k.authorize(b, authorization()))
	if page = k.open(k.send(b, page, "loginfmt", "ada@contoso.test", "passwd", password, "action", "signin")); !strings.Contains(page.text, "locked for now") {
		t.Errorf("the page says %s", page.text)
	}
}

func TestForcedPasswordChange(t *testing.T) {
	var k *rig
	k = newRig(t, func(c *oauth.Config) {
		c.SetPassword = func(ctx context.Context, tenant, user, was, hash string) error {
			return k.db.Update(ctx, func(tx *store.Tx) error { return directory.SetPassword(tx, tenant, user, hash, false, k.now()) })
		}
	})
	forced := *k.ada
	forced.ForceChangePassword = true
	k.put(&forced)
	status, body := k.token(k.ropc(armScope))
	k.refused("a client that cannot show a page", status, body, 400, "invalid_grant", 50055)
	b := k.browser()
	page := k.open(k.authorize(b, authorization()))
	page = k.open(k.send(b, page, "loginfmt", "ada@contoso.test", "passwd", password, "action", "signin", "typed", "1"))
	if page.labels["newpasswd"] == "" || page.fields.Get("passwd") != "" {
		t.Fatalf("no page to change the password on: %s", page.text)
	}
	const next = "A new Passw0rd"
	for _, row := range []struct{ what, was, new, again, says string }{
		{"a wrong present password", "wrong", next, next, "not right"},
		{"new passwords that differ", password, next, next + "x", "not the same"},
		{"too simple", password, "password", "password", "too simple"},
		{"too short", password, "aB3", "aB3", "too simple"},
		{"no new password", password, "", "", "not the same"},
	} {
		page = k.open(k.send(b, page, "passwd", row.was, "newpasswd", row.new, "confirmpasswd", row.again, "action", "change"))
		if !strings.Contains(page.text, row.says) || strings.Contains(page.text, row.new) && row.new != "" && row.new != "password" {
			t.Errorf("%s: %s", row.what, page.text)
		}
	}
	k.pass(time.Second)
	response := k.send(b, page, "passwd", password, "newpasswd", next, "confirmpasswd", next, "action", "change")
	at, _ := url.Parse(k.next(response))
	if at.Query().Get("code") == "" {
		t.Fatalf("%d %s", response.StatusCode, at)
	}
	status, body = k.token(k.ropc(armScope))
	k.refused("the old password", status, body, 400, "invalid_grant", 50126)
	form := k.ropc(armScope)
	form.Set("password", next)
	k.must(form)
}
