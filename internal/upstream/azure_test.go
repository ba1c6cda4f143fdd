package upstream

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// issuer is an identity service whose tokens are numbered and expire.
type issuer struct {
	now    func() time.Time
	life   time.Duration
	issued atomic.Int64
	down   atomic.Bool
}

func (i *issuer) GetToken(_ context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	if i.down.Load() {
		return azcore.AccessToken{}, errors.New("down")
	}
	return azcore.AccessToken{Token: fmt.Sprintf("%s#%d", strings.TrimSuffix(o.Scopes[0], "/.default"), i.issued.Add(1)), ExpiresOn: i.now().Add(i.life)}, nil
}

func TestTokensAreRenewedEarlyAndNeverUsedAfterExpiry(t *testing.T) {
	clock := atomic.Int64{}
	now := func() time.Time { return time.Unix(clock.Load(), 0) }
	from := &issuer{now: now, life: time.Hour}
	own := newTokens(from, scopeAccount, now)
	get := func() string {
		token, err := own.get(t.Context())
		if err != nil {
			return "none"
		}
		_, number, _ := strings.Cut(token, "#")
		return number
	}
	settled := func(n int64) { // wait for the background renewal
		t.Helper()
		for range 1000 {
			if from.issued.Load() == n && len(own.turn) == 0 {
				return
			}
			time.Sleep(time.Millisecond)
		}
		t.Fatalf("%d tokens were issued", from.issued.Load())
	}
	if first, second := get(), get(); first != "1" || second != "1" || from.issued.Load() != 1 {
		t.Fatalf("%d tokens for two calls", from.issued.Load())
	}
	clock.Store(56 * 60)
	if got := get(); got != "1" {
		t.Errorf("near its end it is still given: %s", got)
	}
	settled(2)
	if got := get(); got != "2" {
		t.Errorf("and renewed meanwhile: %s", got)
	}
	from.down.Store(true)
	clock.Add(58 * 60)
	if got := get(); got != "2" {
		t.Errorf("what is good is used while it cannot be renewed: %s", got)
	}
	clock.Add(2*60 - 5)
	if got := get(); got != "none" {
		t.Errorf("but not at its end: %s", got)
	}
	from.down.Store(false)
	if got := get(); got != "3" {
		t.Errorf("%s", got)
	}
}

func TestAzureMapsRoutes(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.URL.RequestURI()+" "+r.Header.Get("Authorization")+r.Header.Get("Api-Key"))
	}))
	defer server.Close()
	for _, row := range []struct{ because, root, path, want string }{
		{"chat", "", "/chat/completions", "/openai/v1/chat/completions Bearer https://cognitiveservices.azure.com#1"},
		{"the endpoint of the inference SDKs", "/models", "/embeddings", "/openai/v1/embeddings Bearer https://cognitiveservices.azure.com#1"},
		{"the endpoint of the OpenAI SDKs", "/openai/v1/", "/responses", "/openai/v1/responses Bearer https://cognitiveservices.azure.com#1"},
		{"an account below a path", "/accounts/foundry", "/chat/completions", "/accounts/foundry/openai/v1/chat/completions Bearer https://cognitiveservices.azure.com#1"},
		{"messages, with a token for Foundry", "", "/messages", "/anthropic/v1/messages Bearer https://ai.azure.com#1"},
		{"the tokens of messages", "", "/messages/count_tokens", "/anthropic/v1/messages/count_tokens Bearer https://ai.azure.com#1"},
		{"image embeddings, only on /models", "", "/images/embeddings", "/models/images/embeddings?api-version=2024-05-01-preview Bearer https://cognitiveservices.azure.com#1"},
	} {
		t.Run(row.because, func(t *testing.T) {
			s, err := Azure(AzureConfig{Config: Config{URL: server.URL + row.root}, Credential: &issuer{now: time.Now, life: time.Hour}})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, row.path, strings.NewReader("{}"))
			r.Header.Set("Authorization", "Bearer of the caller")
			response, err := s.RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			if got, _ := io.ReadAll(response.Body); string(got) != row.want {
				t.Errorf("got %s", got)
			}
		})
	}
}
