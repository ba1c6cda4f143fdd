package oauth

import (
	"context"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// Attempt counts recent failures for a key: an account, an address, or an account at an address.
type Attempt struct {
	Failures    int
	At          time.Time // of the last attempt
	LockedUntil time.Time
}

// AttemptStore stores attempts, by keys that are hashes.
type AttemptStore interface {
	Attempt(id string) (Attempt, bool, error)
	// CountAttempt adds one failure and returns their number. The count restarts at one if the last failure is older than
	// forget.
	CountAttempt(id string, now time.Time, forget time.Duration) (failures int, err error)
	// LockAttempt locks the key until the given time, or until its present lock ends if that is later.
	LockAttempt(id string, until time.Time) error
	// ForgiveAttempt removes one failure, and the lock. It does nothing for an id without failures.
	ForgiveAttempt(id string) error
	// ClearAttempt removes failures and lock, and records a success at now.
	ClearAttempt(id string, now time.Time) error
}

// Limits of password guessing.
//
// Failures are counted per account, and per address by the number of different accounts that failed from it. A thousand
// people behind one address fail now and then and succeed afterwards, which removes their failure again; somebody who
// guesses passwords leaves failures behind.
//
// An account is locked separately for each address that it has signed in from, and once for all other addresses: guessing
// from elsewhere does not lock the owner out. The lock of an address does not affect accounts that have signed in from it
// before.
const (
	triesOfAccount    = 10          // failures before the account is locked for a known address, or for all unknown ones
	accountsOfAddress = 100         // accounts with failures before the address is locked for accounts that are new to it
	firstLock         = time.Minute // doubles with each further failure
	longestLock       = 15 * time.Minute
	forgetTries       = 2 * time.Hour
	addressKnown      = 90 * 24 * time.Hour // since the account last signed in from it
)

// attempt is one attempt with a password. The failure is counted before the password is compared, so that concurrent
// attempts count too, and is removed if the password was right.
type attempt struct {
	account string // key of the account's failures: from this address if it is known, else from all unknown addresses
	known   string // key that records that the address is known to the account
	address string // key of the address's failures; "" if the address is known to the account
	pair    string // key of this account's failures from this address
}

// try counts an attempt. It fails with AADSTS50053, and counts nothing, while the account or the address is locked. A name
// that does not exist is counted like one that does.
func (s *Server) try(ctx context.Context, tenant, name, ip string) (attempt, error) {
	name, ip = ascii.ToLower(name), sender(ip) // one subscriber has 2^64 IPv6 addresses
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

// countFailure adds a failure to a key, and locks it once the limit is reached. It fails with AADSTS50053 if it is locked.
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
		return locked() // concurrent attempts have failed since it was read
	}
	return tx.LockAttempt(key, now.Add(min(longestLock, firstLock<<min(failures-limit, 10))))
}

// failed records that account failed from its address. Each account counts once per address.
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
		return nil // already locked
	})
}

// succeeded removes the account's failures, also from the count of its address, and makes the address known to it.
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

// verifyPassword reports whether a password is the user's, within the limits of password guessing and of hashing. hash is ""
// for a user who does not exist, which takes the same time. It fails with AADSTS50053 while the account or address is locked.
func (s *Server) verifyPassword(ctx context.Context, tenant, name, hash, password, ip string) (bool, error) {
	tried, err := s.try(ctx, tenant, name, ip)
	if err != nil {
		return false, err
	}
	// Other attempts may have failed from the address while this one waited to hash.
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

// VerifyCurrentPassword checks the password that a signed-in user enters to change it. Attempts count as those of a sign-in
// do. It fails with AADSTS50126 for a wrong password and AADSTS50053 after too many.
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

// locked is the same for an account that exists and for one that does not.
func locked() *fault.Error {
	return aadsts(50053, invalidGrant, "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.")
}
