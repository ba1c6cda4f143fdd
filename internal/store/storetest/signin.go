package storetest

import (
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/token"
)

// noon is a time that a store keeps exactly: whole microseconds.
func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC) }

func rows(t *testing.T, db *store.DB, do func(*store.Tx)) {
	t.Helper()
	ok(t, db.UpdateRows(t.Context(), func(tx *store.Tx) error { do(tx); return nil }))
}

func signingKeys(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	k := token.StoredKey{ID: "Kid", Sealed: []byte{0, 1, 255}, Certificate: []byte{7}, SignsFrom: noon()}
	rows(t, db, func(tx *store.Tx) {
		ok(t, tx.PutSigningKey(k))
		k.EndsAt = noon().Add(time.Hour)
		ok(t, tx.PutSigningKey(k))
	})
	look(t, db, func(tx *store.Tx) { same(t, get[[]token.StoredKey](t)(tx.SigningKeys()), []token.StoredKey{k}) })
}

func grantsComeBack(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{Now: noon})
	g := oauth.Grant{ID: "g", Tenant: "t", User: "u", Client: "c", Proof: "0", Scope: "s", Methods: []string{"pwd"}, AuthTime: noon(), CreatedAt: noon()}
	rows(t, db, func(tx *store.Tx) {
		ok(t, tx.PutGrant(g))
		if err := tx.RevokeGrant("g", noon()); err == nil {
			t.Error("a grant was revoked where replicas do not hear of it")
		}
	})
	var heard []store.Change
	db.OnCommit(func(changes []store.Change) { heard = append(heard, changes...) })
	must(t, db, func(tx *store.Tx) {
		ok(t, tx.RevokeGrant("g", noon().Add(time.Minute)))
		ok(t, tx.RevokeGrant("g", noon().Add(time.Hour)))
		ok(t, tx.RevokeGrant("other", noon()))
	})
	if len(heard) != 1 || heard[0].Kind != store.KindRevokedGrant || string(heard[0].Body) != `{"id":"g"}` {
		t.Errorf("the revocation was announced as %+v", heard)
	}
	loaded := 0
	_, err := db.LoadAll(t.Context(), func(c store.Change) error {
		if c.Kind == store.KindRevokedGrant && string(c.Body) == `{"id":"g"}` && c.At.Equal(noon().Add(time.Minute)) {
			loaded++
		}
		return nil
	})
	if ok(t, err); loaded != 1 {
		t.Errorf("the revocation was loaded %d times", loaded)
	}
	rows(t, db, func(tx *store.Tx) {
		g.Proof = "1"
		ok(t, tx.PutGrant(g))
	})
	look(t, db, func(tx *store.Tx) {
		got, found, err := tx.Grant("g")
		ok(t, err)
		same(t, got, g)
		if !found || !got.RevokedAt.Equal(noon().Add(time.Minute)) {
			t.Errorf("revoked at %v", got.RevokedAt)
		}
		if _, found, err = tx.Grant("other"); found || err != nil {
			t.Errorf("found what is not there, or %v", err)
		}
	})
}

func usedOnce(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	end := noon().Add(time.Minute)
	rows(t, db, func(tx *store.Tx) {
		for _, grant := range []string{"g", "revoked"} {
			ok(t, tx.PutGrant(oauth.Grant{ID: grant}))
			ok(t, tx.PutCode(oauth.Code{Hash: "code of " + grant, Grant: grant, ExpiresAt: end, Redirect: "http://localhost", Nonce: "n"}))
			ok(t, tx.PutRefresh(oauth.Refresh{Hash: "refresh of " + grant, Grant: grant, CreatedAt: noon(), ExpiresAt: end}))
			ok(t, tx.PutRefresh(oauth.Refresh{Hash: "old refresh of " + grant, Grant: grant, ExpiresAt: noon()}))
		}
		ok(t, tx.PutCode(oauth.Code{Hash: "old code", Grant: "g", ExpiresAt: noon()}))
	})
	must(t, db, func(tx *store.Tx) { ok(t, tx.RevokeGrant("revoked", noon())) })
	use := map[string]func(*store.Tx, string) (oauth.Use, error){
		"code": func(tx *store.Tx, hash string) (oauth.Use, error) {
			_, u, err := tx.UseCode(hash, noon())
			return u, err
		},
		"refresh": func(tx *store.Tx, hash string) (oauth.Use, error) {
			_, u, err := tx.UseRefresh(hash, noon())
			return u, err
		},
	}
	for _, row := range []struct {
		kind, hash string
		want       oauth.Use
	}{
		{"code", "code of g", oauth.Used},
		{"code", "code of g", oauth.Again},
		{"code", "old code", oauth.Expired},
		{"code", "code of revoked", oauth.Revoked},
		{"code", "nothing", oauth.Unknown},
		{"refresh", "refresh of g", oauth.Used},
		{"refresh", "refresh of g", oauth.Again},
		{"refresh", "old refresh of g", oauth.Expired},
		{"refresh", "refresh of revoked", oauth.Revoked},
		{"refresh", "nothing", oauth.Unknown},
	} {
		rows(t, db, func(tx *store.Tx) {
			if got := get[oauth.Use](t)(use[row.kind](tx, row.hash)); got != row.want {
				t.Errorf("%s: %d, want %d", row.hash, got, row.want)
			}
		})
	}
}

// laterRefresh asks for tokens that were made after another one was used, and takes them back.
func laterRefresh(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	at := func(seconds int) time.Time { return noon().Add(time.Duration(seconds) * time.Second) }
	rows(t, db, func(tx *store.Tx) {
		ok(t, tx.PutGrant(oauth.Grant{ID: "g", CreatedAt: noon()}))
		ok(t, tx.PutGrant(oauth.Grant{ID: "other", CreatedAt: noon()}))
		for i, name := range []string{"one", "two", "three"} {
			ok(t, tx.PutRefresh(oauth.Refresh{Hash: name, Grant: "g", CreatedAt: at(i), ExpiresAt: at(1000)}))
		}
		ok(t, tx.PutRefresh(oauth.Refresh{Hash: "stranger", Grant: "other", CreatedAt: at(2), ExpiresAt: at(1000)}))
		_, _, err := tx.UseRefresh("stranger", at(3))
		ok(t, err)
	})
	use := func(name string, seconds int) (r oauth.Refresh, u oauth.Use, later bool) {
		t.Helper()
		rows(t, db, func(tx *store.Tx) {
			var err error
			r, u, err = tx.UseRefresh(name, at(seconds))
			ok(t, err)
			later = get[bool](t)(tx.LaterRefreshUsed(r))
		})
		return r, u, later
	}
	use("one", 1)
	if _, u, later := use("one", 5); u != oauth.Again || later {
		t.Errorf("before a later one is used: %d, %t", u, later)
	}
	use("two", 2)
	if _, u, later := use("one", 6); u != oauth.Again || !later {
		t.Errorf("after a later one is used: %d, %t", u, later)
	}
	two, _, later := use("two", 6)
	if later {
		t.Error("an earlier one counts as later")
	}
	rows(t, db, func(tx *store.Tx) { ok(t, tx.TakeBackLaterRefresh(two)) })
	if _, u, later := use("two", 7); u != oauth.Again || later {
		t.Errorf("one that was taken back counts as used: %d, %t", u, later)
	}
	if _, u, later := use("three", 7); u != oauth.Again || !later {
		t.Errorf("one that was taken back: %d, %t", u, later)
	}
}

// usedByOne has several callers use the same things at the same time.
func usedByOne(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	end := noon().Add(time.Minute)
	rows(t, db, func(tx *store.Tx) {
		ok(t, tx.PutGrant(oauth.Grant{ID: "g"}))
		ok(t, tx.PutCode(oauth.Code{Hash: "c", Grant: "g", ExpiresAt: end}))
		ok(t, tx.PutRefresh(oauth.Refresh{Hash: "r", Grant: "g", ExpiresAt: end}))
		ok(t, tx.PutDevice(oauth.Device{Hash: "d", UserCode: "U", State: oauth.Approved, Grant: "g", ExpiresAt: end}))
	})
	var mu sync.Mutex
	got := map[string]int{}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			err := db.UpdateRows(t.Context(), func(tx *store.Tx) error {
				_, code, err := tx.UseCode("c", noon())
				if err != nil {
					return err
				}
				_, refresh, err := tx.UseRefresh("r", noon())
				if err != nil {
					return err
				}
				_, device, err := tx.UseDevice("d", noon())
				mu.Lock()
				defer mu.Unlock()
				for what, won := range map[string]bool{"code": code == oauth.Used, "refresh": refresh == oauth.Used, "device": device} {
					if won {
						got[what]++
					}
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for _, what := range []string{"code", "refresh", "device"} {
		if got[what] != 1 {
			t.Errorf("the %s was used by %d callers", what, got[what])
		}
	}
}

func deviceCodes(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	d := oauth.Device{Hash: "h", UserCode: "CODE", State: oauth.Pending, ExpiresAt: noon().Add(time.Minute), Client: "c", Scope: "s", V1: true}
	decide := func(tx *store.Tx, code, grant string, at time.Time) bool {
		return get[bool](t)(tx.DecideDevice(code, grant, at))
	}
	rows(t, db, func(tx *store.Tx) {
		ok(t, tx.PutDevice(d))
		refused(t, tx.PutDevice(oauth.Device{Hash: "other", UserCode: "CODE", State: oauth.Pending}), fault.Conflict, "")
		got, found, err := tx.Device("CODE")
		ok(t, err)
		if same(t, got, d); !found || got.Hash != "h" || got.State != oauth.Pending || !got.ExpiresAt.Equal(d.ExpiresAt) {
			t.Errorf("found %v %+v", found, got)
		}
		poll := func(hash string, at time.Time, wantFound, wantInTime bool) {
			t.Helper()
			_, found, inTime, err := tx.PollDevice(hash, at, 4*time.Second)
			if ok(t, err); found != wantFound || inTime != wantInTime {
				t.Errorf("poll: found %v, in time %v", found, inTime)
			}
		}
		poll("h", noon(), true, true)
		poll("h", noon().Add(time.Second), true, false)
		poll("h", noon().Add(4*time.Second), true, true)
		poll("nothing", noon(), false, false)
		if _, used, err := tx.UseDevice("h", noon()); used || err != nil {
			t.Errorf("a pending code was used, or %v", err)
		}
		if decide(tx, "CODE", "g", d.ExpiresAt) {
			t.Error("an expired code was approved")
		}
		if !decide(tx, "CODE", "g", noon()) || decide(tx, "CODE", "g2", noon()) || decide(tx, "CODE", "", noon()) {
			t.Error("a code is decided once")
		}
		used, won, err := tx.UseDevice("h", noon())
		if ok(t, err); !won || used.Grant != "g" || used.State != oauth.Redeemed {
			t.Errorf("used %v %+v", won, used)
		}
	})
}

func sessionsAndPruning(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	s := oauth.Session{Hash: "s", Tenant: "t", User: "u", AuthTime: noon(), Methods: []string{"pwd"}, ExpiresAt: noon().Add(time.Hour)}
	rows(t, db, func(tx *store.Tx) {
		ok(t, tx.PutSession(s))
		ok(t, tx.PutSession(oauth.Session{Hash: "ended", ExpiresAt: noon()}))
		ok(t, tx.EndSession("ended"))
		for _, grant := range []string{"kept", "gone"} {
			ok(t, tx.PutGrant(oauth.Grant{ID: grant, CreatedAt: noon()}))
		}
		ok(t, tx.PutRefresh(oauth.Refresh{Hash: "r", Grant: "kept", ExpiresAt: noon().Add(time.Hour)}))
		ok(t, tx.PutRefresh(oauth.Refresh{Hash: "old", Grant: "gone", ExpiresAt: noon()}))
	})
	ok(t, db.PruneSignIns(t.Context(), noon().Add(time.Minute)))
	look(t, db, func(tx *store.Tx) {
		got, found, err := tx.Session("s")
		ok(t, err)
		if same(t, got, s); !found || !got.ExpiresAt.Equal(s.ExpiresAt) {
			t.Errorf("session %v %+v", found, got)
		}
		if _, found, _ := tx.Session("ended"); found {
			t.Error("an ended session is there")
		}
		if _, found, _ := tx.Grant("kept"); !found {
			t.Error("a grant with a living refresh token was pruned")
		}
		if _, found, _ := tx.Grant("gone"); found {
			t.Error("a grant with nothing left was not pruned")
		}
	})
}

func assertionsAreNoted(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	first := oauth.UsedAssertion{ID: "a", Digest: "d", Sender: "here", ExpiresAt: noon().Add(time.Hour)}
	again := oauth.UsedAssertion{ID: "a", Digest: "other", Sender: "there", ExpiresAt: noon().Add(2 * time.Hour)}
	rows(t, db, func(tx *store.Tx) {
		same(t, get[oauth.UsedAssertion](t)(tx.UseAssertion(first)), first)
		same(t, get[oauth.UsedAssertion](t)(tx.UseAssertion(again)), first)
	})
	ok(t, db.PruneSignIns(t.Context(), noon().Add(time.Minute)))
	rows(t, db, func(tx *store.Tx) { same(t, get[oauth.UsedAssertion](t)(tx.UseAssertion(again)), first) })
	ok(t, db.PruneSignIns(t.Context(), noon().Add(90*time.Minute)))
	rows(t, db, func(tx *store.Tx) { same(t, get[oauth.UsedAssertion](t)(tx.UseAssertion(again)), again) })
}
