package oauth

import (
	"context"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// Attempt counts recent failures of a key: an account, an address, or an account at an address.
type Attempt struct {
	Failures    int
	At          time.Time // of the last try
	LockedUntil time.Time
}

// AttemptStore stores attempts, by keys that are hashes.
type AttemptStore interface {
	Attempt(id string) (Attempt, bool, error)
	// CountAttempt adds one failure and returns how many there are. It starts again from one if the last failure was
	// longer ago than forget.
	CountAttempt(id string, now time.Time, forget time.Duration) (failures int, err error)
	// LockAttempt locks until a time, or until the end of the present lock if that is later.
	LockAttempt(id string, until time.Time) error
	// ForgiveAttempt takes one failure back and removes the lock. It does nothing to an id without failures.
	ForgiveAttempt(id string) error
	// ClearAttempt forgets failures and lock, and remembers that a try succeeded now.
	ClearAttempt(id string, now time.Time) error
}

// Limits of password guessing.
//
// Failures count for an account, and for an address by the number of different accounts that failed from it: a thousand
// people who share an address fail now and then and succeed afterwards, which takes their failure back, while somebody
// who guesses passwords leaves failures behind.
//
// An account is locked for addresses that it has not been used from, separately from each address that it has: somebody
// who guesses from elsewhere does not lock the owner out. An account used from an address before is not affected by the
// lock of that address.
const (
	triesOfAccount    = 10          // failures before the account is locked to an address, or to all unknown ones
	accountsOfAddress = 100         // accounts with failures before the address is locked to accounts that are new to it
	firstLock         = time.Minute // doubles with each failure after it
	longestLock       = 15 * time.Minute
	forgetTries       = 2 * time.Hour
	addressKnown      = 90 * 24 * time.Hour // since the account last signed in from it
)

// attempt is one try with a password. The account's failure is counted before the password is compared, so that tries at
// the same time are counted too, and taken back if it was right.
type attempt struct {
	account string // key of the account's failures: from this address if it is known, else from all that are not
	known   string // key that stays when the address becomes known
	address string // key of the address's failures; "" if the account is known to it
	pair    string // key of this account's failures from this address
}

// try counts an attempt. It fails with AADSTS50053 if it may not be made now, and counts nothing then. A name that does
// not exist is counted as one that does.
func (s *Server) try(ctx context.Context, tenant, name, ip string) (attempt, error) {
	name, ip = ascii.ToLower(name), sender(ip) // one connection has 2^64 addresses of version 6
	key := func(kind string) string { return Hash(kind + "\x00" + tenant + "\x00" + name + "\x00" + ip) }
	a := attempt{
		account: Hash("account\x00" + tenant + "\x00" + name), known: key("known"), pair: key("pair"),
		address: Hash("address\x00" + ip),
	}
	now := s.Now()
	err := s.DB.Update(ctx, func(tx Tx) error {
		if known, found, err := tx.Attempt(a.known); err != nil {
			return err
		} else if found && now.Sub(known.At) < addressKnown {
			a.account, a.address, a.pair = a.known, "", ""
		}
		if err := mayTry(tx, a.address, now); err != nil {
			return err
		}
		return countFailure(tx, a.account, triesOfAccount, now)
	})
	return a, err
}

// mayTry fails with AADSTS50053 while a key is locked. An empty key is never locked.
func mayTry(tx Tx, key string, now time.Time) error {
	if key == "" {
		return nil
	}
	if before, _, err := tx.Attempt(key); err != nil {
		return err
	} else if now.Before(before.LockedUntil) {
		return locked()
	}
	return nil
}

// countFailure adds a failure to a key, and locks it from the limit on. It fails with AADSTS50053 if it is locked.
func countFailure(tx Tx, key string, limit int, now time.Time) error {
	before, _, err := tx.Attempt(key)
	if err != nil {
		return err
	}
	if now.Before(before.LockedUntil) {
		return locked()
	}
	failures, err := tx.CountAttempt(key, now, forgetTries)
	if err != nil || failures < limit {
		return err
	}
	if failures > limit && failures != before.Failures+1 {
		return locked() // by others that were on their way since it was read
	}
	return tx.LockAttempt(key, now.Add(min(longestLock, firstLock<<min(failures-limit, 10))))
}

// failed counts the account of a wrong password among those that failed from its address, once.
func (s *Server) failed(ctx context.Context, a attempt) error {
	if a.address == "" {
		return nil
	}
	now := s.Now()
	return s.DB.Update(ctx, func(tx Tx) error {
		failures, err := tx.CountAttempt(a.pair, now, forgetTries)
		if err != nil || failures > 1 {
			return err
		}
		if err := countFailure(tx, a.address, accountsOfAddress, now); !fault.Is(err, fault.Invalid) {
			return err
		}
		return nil // locked already
	})
}

// succeeded takes the account's failures back, also from the count of its address, and makes the address known to it.
func (s *Server) succeeded(ctx context.Context, a attempt) error {
	now := s.Now()
	return s.DB.Update(ctx, func(tx Tx) error {
		if a.pair != "" {
			if pair, _, err := tx.Attempt(a.pair); err != nil {
				return err
			} else if pair.Failures > 0 && now.Sub(pair.At) < forgetTries {
				if err := tx.ForgiveAttempt(a.address); err != nil {
					return err
				}
				if err := tx.ClearAttempt(a.pair, now); err != nil {
					return err
				}
			}
		}
		for _, key := range []string{a.account, a.known} {
			if err := tx.ClearAttempt(key, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// verifyPassword reports whether a password is the user's, by the limits of password guessing and of hashing. hash is ""
// for a user who does not exist, which takes as long. It fails with AADSTS50053 while the account or address is locked.
func (s *Server) verifyPassword(ctx context.Context, tenant, name, hash, password, ip string) (bool, error) {
	tried, err := s.try(ctx, tenant, name, ip)
	if err != nil {
		return false, err
	}
	// Others may have failed from the address while this call waited for its turn to hash.
	right, err := s.Passwords.Verify(ctx, hash, password, func() error {
		return s.DB.View(ctx, func(tx Tx) error { return mayTry(tx, tried.address, s.Now()) })
	})
	if err != nil {
		return false, err
	}
	if !right {
		return false, s.failed(ctx, tried)
	}
	return true, s.succeeded(ctx, tried)
}

// VerifyCurrentPassword checks the password of a user who is signed in and gives it again, to change it. It counts as a
// sign-in does. It fails with AADSTS50126 for a wrong password and AADSTS50053 after too many.
func (s *Server) VerifyCurrentPassword(ctx context.Context, user *directory.User, password, ip string) error {
	right, err := s.verifyPassword(ctx, user.Tenant, user.UserPrincipalName, user.PasswordHash, password, ip)
	if err != nil {
		return err
	}
	if !right {
		return badLogin()
	}
	return nil
}

// locked returns the same failure for an account that exists and for one that does not.
func locked() *fault.Error {
	return aadsts(50053, invalidGrant, "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.")
}
