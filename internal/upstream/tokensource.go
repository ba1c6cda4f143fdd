package upstream

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"keyless.dev/keyless/internal/fault"
)

// When a token is renewed: while it is still valid, so that no call waits for the identity service.
const (
	renewBefore = 5 * time.Minute  // before its expiry, unless the service says when
	renewPause  = 30 * time.Second // after an attempt that did not return a newer one
	askTimeout  = 30 * time.Second
	endMargin   = 30 * time.Second // a token this close to its expiry may expire in transit
)

// tokens caches an access token of this service. It renews the token in the background before it expires, and never returns an
// expired one, even if renewal fails.
type tokens struct {
	credential azcore.TokenCredential
	scope      string
	now        func() time.Time
	current    atomic.Pointer[held]
	turn       chan struct{} // held by the caller that requests a new one
	tried      atomic.Int64  // time of the last request, in nanoseconds since 1970
}

type held struct {
	azcore.AccessToken
	until time.Time // not returned from then on
}

func newTokens(credential azcore.TokenCredential, scope string, now func() time.Time) *tokens {
	return &tokens{credential: credential, scope: scope, now: now, turn: make(chan struct{}, 1)}
}

// get returns a valid token. It fails with Upstream if there is none.
func (t *tokens) get(ctx context.Context) (string, error) {
	if have := t.good(); have != nil {
		if t.due(have) {
			t.renewSoon()
		}
		return have.Token, nil
	}
	select {
	case t.turn <- struct{}{}:
		defer func() { <-t.turn }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if have := t.good(); have != nil { // another caller has renewed it meanwhile
		return have.Token, nil
	}
	if err := t.ask(ctx); err != nil {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		return "", fault.New(fault.Upstream, "BadGateway", "This service could not sign in to the model of this deployment.").Because(err)
	}
	return t.current.Load().Token, nil
}

func (t *tokens) good() *held {
	if have := t.current.Load(); have != nil && t.now().Before(have.until) {
		return have
	}
	return nil
}

// due reports whether to renew a token that is still valid.
func (t *tokens) due(have *held) bool {
	from := have.RefreshOn
	if from.IsZero() {
		from = have.ExpiresOn.Add(-renewBefore)
	}
	now := t.now()
	return !now.Before(from) && now.UnixNano()-t.tried.Load() >= int64(renewPause)
}

// renewSoon renews the token in the background, unless a renewal is in progress.
func (t *tokens) renewSoon() {
	select {
	case t.turn <- struct{}{}:
	default:
		return
	}
	go func() {
		defer func() { <-t.turn }()
		_ = t.ask(context.Background()) // the present token stays valid; once it expires, callers get the error
	}()
}

// ask requests a new token. The caller must hold the turn.
func (t *tokens) ask(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	from := t.now()
	t.tried.Store(from.UnixNano())
	token, err := t.credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{t.scope}})
	if err != nil {
		return err
	}
	margin := min(endMargin, token.ExpiresOn.Sub(from)/4)
	t.current.Store(&held{token, token.ExpiresOn.Add(-margin)})
	return nil
}
