package storetest

import (
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/store"
)

// attemptsAreCounted has many callers count at once, and looks at locks and at what is forgotten.
func attemptsAreCounted(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	var all sync.WaitGroup
	for range 8 {
		all.Add(1)
		go func() {
			defer all.Done()
			rows(t, db, func(tx *store.Tx) {
				_, err := tx.CountAttempt("a", noon(), time.Hour)
				ok(t, err)
			})
		}()
	}
	all.Wait()
	rows(t, db, func(tx *store.Tx) {
		same(t, get[int](t)(tx.CountAttempt("a", noon().Add(time.Minute), time.Hour)), 9)
		ok(t, tx.LockAttempt("a", noon().Add(time.Hour)))
		ok(t, tx.LockAttempt("a", noon()))
	})
	rows(t, db, func(tx *store.Tx) {
		same(t, get[int](t)(tx.CountAttempt("forgiven", noon(), time.Hour)), 1)
		ok(t, tx.LockAttempt("forgiven", noon().Add(time.Hour)))
		ok(t, tx.ForgiveAttempt("forgiven"))
		ok(t, tx.ForgiveAttempt("forgiven")) // never below zero
		ok(t, tx.ForgiveAttempt("nobody"))
		a, _, err := tx.Attempt("forgiven")
		ok(t, err)
		if a.Failures != 0 || !a.LockedUntil.IsZero() {
			t.Errorf("after it was forgiven: %+v", a)
		}
		if _, found, err := tx.Attempt("nobody"); found || err != nil {
			t.Errorf("forgiving made an attempt, or %v", err)
		}
	})
	look(t, db, func(tx *store.Tx) {
		a, found, err := tx.Attempt("a")
		ok(t, err)
		if !found || a.Failures != 9 || !a.LockedUntil.Equal(noon().Add(time.Hour)) {
			t.Errorf("%+v", a)
		}
		if _, found, err := tx.Attempt("b"); found || err != nil {
			t.Errorf("found what is not there, or %v", err)
		}
	})
	rows(t, db, func(tx *store.Tx) {
		same(t, get[int](t)(tx.CountAttempt("a", noon().Add(3*time.Hour), time.Hour)), 1)
		ok(t, tx.ClearAttempt("a", noon().Add(4*time.Hour)))
		a, _, err := tx.Attempt("a")
		ok(t, err)
		if a.Failures != 0 || !a.LockedUntil.IsZero() {
			t.Errorf("after it was cleared: %+v", a)
		}
	})
}

// passkeysComeBack puts, lists and removes passkeys, and uses a challenge once.
func passkeysComeBack(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	p := oauth.Passkey{ID: "k", Tenant: "t", User: "u", Name: "mine", CreatedAt: noon(), Credential: []byte(`{"id":1}`)}
	rows(t, db, func(tx *store.Tx) {
		ok(t, tx.PutPasskey(p))
		p.Name = "renamed"
		ok(t, tx.PutPasskey(p))
		if err := tx.PutPasskey(oauth.Passkey{ID: "k", Tenant: "t", User: "v", Credential: []byte("{}")}); !fault.Is(err, fault.Conflict) {
			t.Errorf("replaced by somebody else: %v", err)
		}
		ok(t, tx.PutPasskey(oauth.Passkey{ID: "other", Tenant: "t", User: "v", Credential: []byte("{}")}))
		ok(t, tx.PutChallenge(oauth.Challenge{Hash: "h", ExpiresAt: noon().Add(time.Minute), Body: []byte(`{"x":1}`)}))
		ok(t, tx.PutChallenge(oauth.Challenge{Hash: "late", ExpiresAt: noon(), Body: []byte(`{}`)}))
		same(t, get[[]oauth.Passkey](t)(tx.Passkeys("t", "u")), []oauth.Passkey{p})
		ok(t, tx.DeletePasskey("t", "v", "k")) // somebody else's
		if keys := get[[]oauth.Passkey](t)(tx.Passkeys("t", "u")); len(keys) != 1 {
			t.Errorf("removed by somebody else: %v", keys)
		}
		ok(t, tx.DeletePasskey("t", "u", "k"))
		if keys := get[[]oauth.Passkey](t)(tx.Passkeys("t", "u")); len(keys) != 0 {
			t.Errorf("still there: %v", keys)
		}
	})
	rows(t, db, func(tx *store.Tx) {
		for _, row := range []struct {
			hash string
			want bool
		}{{"h", true}, {"h", false}, {"late", false}, {"none", false}} {
			if _, found, err := tx.UseChallenge(row.hash, noon()); found != row.want || err != nil {
				t.Errorf("%s: %v %v", row.hash, found, err)
			}
		}
	})
}
