package quotastore

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"keyless.dev/keyless/internal/quota"
)

var _ quota.Shared = (*Store)(nil)

// Store is a connection to a quota store that is made again whenever it breaks.
type Store struct {
	config Config
	live   atomic.Pointer[conn] // nil while there is none
	cancel context.CancelFunc
	done   sync.WaitGroup

	epoch      atomic.Int64
	generation string // guarded by the goroutine that keeps the connection
	replicas   atomic.Int64
	since      atomic.Int64 // when it was lost, in nanoseconds since 1970; 0 while it is there
	failures   atomic.Int64
	why        atomic.Pointer[string]
}

// How often the store is told that this replica is there, and the longest pause before the next try to reach it.
const (
	beat     = time.Second
	maxPause = 2 * time.Second
)

// Open begins to keep a connection, and waits for the first try. A store that is away is no reason not to start.
func Open(ctx context.Context, config Config) *Store {
	s := &Store{config: config}
	s.replicas.Store(int64(max(config.Replicas, 1)))
	if err := s.connect(ctx); err != nil {
		s.lost(err)
	}
	ctx, s.cancel = context.WithCancel(context.WithoutCancel(ctx))
	s.done.Go(func() { s.keep(ctx) })
	return s
}

// Close tells the store that this replica is gone.
func (s *Store) Close() {
	s.cancel()
	s.done.Wait()
	if c := s.live.Swap(nil); c != nil {
		_, _ = c.call(context.Background(), "ZREM", replicasKey, s.config.Replica)
		c.fail(net.ErrClosed)
	}
}

// keep beats while there is a connection, and else makes one.
func (s *Store) keep(ctx context.Context) {
	pause := beat
	for {
		var failed chan struct{}
		c := s.live.Load()
		if c != nil {
			failed = c.failed
		}
		select {
		case <-ctx.Done():
			return
		case <-failed:
			s.lost(c.why)
			pause = beat / 10
			continue
		case <-time.After(pause):
		}
		if c != nil {
			pause = beat
			if err := s.beat(ctx, c); err != nil {
				c.fail(err)
			}
			continue
		}
		if err := s.connect(ctx); err != nil {
			s.lost(err)
			pause = min(2*pause, maxPause)
			continue
		}
		pause = beat
	}
}

// lost notes that there is no connection, and says so once.
func (s *Store) lost(why error) {
	s.live.Store(nil)
	s.failures.Add(1)
	text := why.Error()
	s.why.Store(&text)
	if s.since.CompareAndSwap(0, time.Now().UnixNano()) {
		s.config.Log.Warn("the quota store is away: this replica allows its part of each quota by its own count", "address", s.config.Address, "replicas", s.Replicas(), "error", why)
	}
}

// connect makes a connection, and it is used from then on.
func (s *Store) connect(ctx context.Context) error {
	dialing, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	network, err := (&net.Dialer{}).DialContext(dialing, "tcp", s.config.Address)
	if err != nil {
		return err
	}
	if s.config.TLS {
		over := tls.Client(network, s.config.tls())
		if err := over.HandshakeContext(dialing); err != nil {
			return errors.Join(err, network.Close())
		}
		network = over
	}
	c := newConn(network)
	if err := s.greet(ctx, c); err != nil {
		c.fail(err)
		return err
	}
	s.live.Store(c)
	if since := s.since.Swap(0); since != 0 {
		s.config.Log.Info("the quota store is there again", "address", s.config.Address, "replicas", s.Replicas(), "away", time.Since(time.Unix(0, since)).Round(time.Millisecond))
	}
	return nil
}

// greet signs in and has the server know the scripts.
func (s *Store) greet(ctx context.Context, c *conn) error {
	password, err := s.config.password()
	if err != nil {
		return err
	}
	var commands [][]string
	switch {
	case s.config.User != "":
		commands = append(commands, []string{"AUTH", s.config.User, password})
	case password != "":
		commands = append(commands, []string{"AUTH", password})
	}
	if s.config.Database != 0 {
		commands = append(commands, []string{"SELECT", strconv.Itoa(s.config.Database)})
	}
	for _, command := range commands {
		if answer, err := c.call(ctx, command...); err != nil {
			if command[0] == "AUTH" {
				err = signInError(err)
			}
			return err
		} else if answer.text != "OK" {
			return errProtocol
		}
	}
	for script, want := range map[string]string{askScript: askHash, beatScript: beatHash} {
		if answer, err := c.call(ctx, "SCRIPT", "LOAD", script); err != nil {
			return err
		} else if answer.text != want {
			return errProtocol
		}
	}
	s.epoch.Add(1)
	return s.beat(ctx, c)
}

// signInError is err, of a refusal no more than its first word: servers that do not know a command repeat what came with it.
func signInError(err error) error {
	var refused serverError
	if errors.As(err, &refused) {
		code, _, _ := strings.Cut(string(refused), " ")
		return fmt.Errorf("sign-in: %w", serverError(code))
	}
	return err
}

// beat tells the store that this replica is there, and learns how many there are and whether the store has forgotten.
func (s *Store) beat(ctx context.Context, c *conn) error {
	answer, err := c.call(ctx, "EVALSHA", beatHash, "2", replicasKey, generationName, s.config.Replica, rand.Text())
	if err != nil {
		return err
	}
	if len(answer.list) != 2 || answer.list[0].kind != ':' || answer.list[0].n < 1 || answer.list[1].kind != '$' {
		return errProtocol
	}
	s.replicas.Store(answer.list[0].n)
	if now := answer.list[1].text; now != s.generation {
		s.generation = now
		s.epoch.Add(1)
	}
	return nil
}

// Replicas implements quota.Shared.
func (s *Store) Replicas() int64 { return s.replicas.Load() }

// Epoch implements quota.Shared.
func (s *Store) Epoch() int64 { return s.epoch.Load() }

// Status is how a store is.
type Status struct {
	Away     time.Duration // 0 while it is there
	Why      string        // while it is away
	Replicas int64
	Failures int64 // tries to reach it, and connections, that failed
}

// Status says how the store is.
func (s *Store) Status() Status {
	st := Status{Replicas: s.Replicas(), Failures: s.failures.Load()}
	if since := s.since.Load(); since != 0 {
		st.Away = max(time.Since(time.Unix(0, since)), 1)
		if why := s.why.Load(); why != nil {
			st.Why = *why
		}
	}
	return st
}

// ErrAway is the failure of calls while there is no connection.
var ErrAway = errors.New("the quota store is away")

var errTooManyLimits = errors.New("too many limits for one question to the quota store")

// Ask implements quota.Shared.
func (s *Store) Ask(ctx context.Context, asks []quota.Ask) (quota.Answer, error) {
	c := s.live.Load()
	if c == nil {
		return quota.Answer{}, ErrAway
	}
	if 1+3*len(asks) > maxArray {
		return quota.Answer{}, errTooManyLimits
	}
	args := make([]string, 3, 3+5*len(asks))
	args[0], args[1], args[2] = "EVALSHA", askHash, strconv.Itoa(len(asks))
	for i := range asks {
		args = append(args, bucketPrefix+asks[i].Key)
	}
	for i := range asks {
		for _, n := range [...]int64{asks[i].Limit, asks[i].Owed, asks[i].Need, asks[i].Want} {
			args = append(args, strconv.FormatInt(n, 10))
		}
	}
	got, err := c.call(ctx, args...)
	if err != nil {
		return quota.Answer{}, err
	}
	answer, err := readAnswer(asks, got)
	if err != nil {
		c.fail(err)
	}
	return answer, err
}

// readAnswer refuses what the script cannot answer.
func readAnswer(asks []quota.Ask, got reply) (quota.Answer, error) {
	if len(got.list) != 1+3*len(asks) {
		return quota.Answer{}, fmt.Errorf("%w: %d values for %d limits", errProtocol, len(got.list), len(asks))
	}
	for _, one := range got.list {
		if one.kind != ':' || one.n < 0 {
			return quota.Answer{}, fmt.Errorf("%w: a value is no amount", errProtocol)
		}
	}
	answer := quota.Answer{Refused: int(got.list[0].n) - 1, Grants: make([]quota.Grant, len(asks))}
	if answer.Refused >= len(asks) {
		return quota.Answer{}, fmt.Errorf("%w: no such limit", errProtocol)
	}
	const minute = int64(time.Minute / time.Microsecond)
	for i := range asks {
		given, taken, wait := got.list[1+3*i].n, got.list[2+3*i].n, got.list[3+3*i].n
		granted := answer.Refused < 0
		switch {
		case granted && (given < asks[i].Need || given > asks[i].Need+asks[i].Want),
			!granted && given != 0, taken > minute, wait > minute:
			return quota.Answer{}, fmt.Errorf("%w: an amount is out of its bounds", errProtocol)
		}
		answer.Grants[i] = quota.Grant{Given: given, Taken: time.Duration(taken) * time.Microsecond, Wait: time.Duration(wait) * time.Microsecond}
	}
	return answer, nil
}
