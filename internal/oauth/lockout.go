package oauth

import (
	"context"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// Attempt is how often a password was tried in vain, of late.
type Attempt struct {
	Failures    int
	At          time.Time // of the last try
	LockedUntil time.Time
}

// AttemptStore keeps attempts, by ids that are hashes.
type AttemptStore interface {
	Attempt(id string) (Attempt, bool, error)
	// CountAttempt adds one to the failures and returns how many they are; it begins anew if the last one was longer ago
	// than forget.
	CountAttempt(id string, now time.Time, forget time.Duration) (failures int, err error)
	// LockAttempt locks until a time, or as long as it is locked already.
	LockAttempt(id string, until time.Time) error
	// ClearAttempt forgets failures and lock, and remembers that a try succeeded now.
	ClearAttempt(id string, now time.Time) error
}

// How tries are held up. An account is locked to strangers apart from where its owner comes from: who guesses from
// elsewhere locks nobody out but themselves and others at addresses that the account has never been used from.
const (
	triesOfAccount = 10 // in vain before the account is locked to an address, or to all that are not known
	triesOfAddress = 100
	firstLock      = time.Minute // doubles with each failure after it
	longestLock    = 15 * time.Minute
	forgetTries    = 2 * time.Hour
	addressKnown   = 90 * 24 * time.Hour // since it was last signed in from
)

// attempt is one try with a password: counted as a failure before the password is looked at, so that tries at the same
// time are counted too, and taken back when it was right.
type attempt struct {
	account string // id of the account's tries: from this address if it is known, else from all that are not
	known   string // id that stays when the address becomes known
	address string // id of the address's tries; "" if it is known
}

// try counts an attempt. It fails with AADSTS50053 if it may not be made now; then nothing is counted. A name that does
// not exist is counted like one that does.
func (s *Server) try(ctx context.Context, tenant, name, ip string) (attempt, error) {
	name, ip = ascii.ToLower(name), sender(ip) // one connection has 2^64 addresses of version 6
	a := attempt{account: Hash("account\x00" + tenant + "\x00" + name), known: Hash("known\x00" + tenant + "\x00" + name + "\x00" + ip), address: Hash("address\x00" + ip)}
	now := s.Now()
	err := s.DB.Update(ctx, func(tx Tx) error {
		if known, found, err := tx.Attempt(a.known); err != nil {
			return err
		} else if found && now.Sub(known.At) < addressKnown {
			a.account, a.address = a.known, ""
		}
		for _, one := range []struct {
			id    string
			tries int
		}{{a.account, triesOfAccount}, {a.address, triesOfAddress}} {
			if one.id == "" {
				continue
			}
			if err := count(tx, one.id, one.tries, now); err != nil {
				return err
			}
		}
		return nil
	})
	return a, err
}

func count(tx Tx, id string, tries int, now time.Time) error {
	before, _, err := tx.Attempt(id)
	if err != nil {
		return err
	}
	if now.Before(before.LockedUntil) {
		return locked()
	}
	failures, err := tx.CountAttempt(id, now, forgetTries)
	if err != nil || failures < tries {
		return err
	}
	if failures > tries && failures != before.Failures+1 {
		return locked() // by others that were on their way since it was read
	}
	return tx.LockAttempt(id, now.Add(min(longestLock, firstLock<<min(failures-tries, 10))))
}

// succeeded takes an attempt back, and makes its address known to the account.
func (s *Server) succeeded(ctx context.Context, a attempt) error {
	return s.DB.Update(ctx, func(tx Tx) error {
		for _, id := range []string{a.account, a.known} {
			if err := tx.ClearAttempt(id, s.Now()); err != nil {
				return err
			}
		}
		return nil
	})
}

// locked does not say whether there is such an account.
func locked() *fault.Error {
	return aadsts(50053, invalidGrant, "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.")
}
