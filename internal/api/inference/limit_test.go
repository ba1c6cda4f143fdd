package inference_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// scale gives the deployment chat a capacity.
func (w *world) scale(t *testing.T, units int, size string) {
	t.Helper()
	d, ok := mustAccount(t, w).Deployment("chat")
	if !ok {
		t.Fatal("no deployment")
	}
	r := *d.Resource
	r.SKU = &resource.SKU{Name: size, Capacity: &units}
	next, err := w.resources.With(&r)
	if err != nil {
		t.Fatal(err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.resources = next
}

func mustAccount(t *testing.T, w *world) *resource.Account {
	t.Helper()
	account, ok := w.resources.Account("foundry")
	if !ok {
		t.Fatal("no account")
	}
	return account
}

// limit sets a quota on the account, or on the deployment chat.
func (w *world) limit(t *testing.T, name, on string, p resource.QuotaProperties) {
	t.Helper()
	if p.TenantID == "" {
		p.TenantID = tenant
	}
	w.put(t, resource.TypeQuota, accountID+on+"/providers/Microsoft.Keyless/quotas/"+name, p)
}

const ask = `{"model":"chat","max_tokens":10,` + hello + `}`

func TestCapacityLimitsRequests(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	w.grant(t, cleo, user, accountID)
	if _, _, h := w.post(t, ask); h.Get("X-Ratelimit-Limit-Requests") != "" {
		t.Errorf("a deployment without a capacity has no limit: %v", h)
	}
	w.scale(t, 1, "GlobalStandard")
	for i := range 6 {
		status, body, h := w.post(t, ask)
		if status != 200 || h.Get("X-Ratelimit-Limit-Requests") != "6" || h.Get("X-Ratelimit-Remaining-Requests") != strconv.Itoa(5-i) ||
			h.Get("X-Ratelimit-Limit-Tokens") != "1000" || h.Get("X-Ratelimit-Reset-Requests") == "" || h.Get("Retry-After") != "" {
			t.Fatalf("request %d: %d %s %v", i, status, body, h)
		}
	}
	status, body, h := w.call(t, "POST", "/foundry/openai/deployments/chat/chat/completions?api-version=2024-06-01", ask, bearer(cleo)...)
	want := regexp.MustCompile(`^\{"error":\{"code":"429","message":"Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-06-01 have exceeded call rate limit of your current OpenAI S0 pricing tier\. Please retry after (\d+) seconds\. Please go here: https://aka\.ms/oai/quotaincrease if you would like to further increase the default rate limit\. For Free Account customers, upgrade to Pay as you Go here: https://aka\.ms/429TrialUpgrade\."\}\}$`)
	found := want.FindStringSubmatch(body)
	if status != 429 || found == nil || h.Get("Retry-After") != found[1] || h.Get("X-Ratelimit-Remaining-Requests") != "0" {
		t.Fatalf("%d %s %v", status, body, h)
	}
	if ms, err := strconv.Atoi(h.Get("Retry-After-Ms")); err != nil || ms <= 0 || ms > 10_000 {
		t.Errorf("retry-after-ms: %s", h.Get("Retry-After-Ms"))
	}
	if u := w.lastUse(t); !u.Throttled || u.Status != 429 {
		t.Errorf("%+v", u)
	}
	w.scale(t, 2, "GlobalStandard")
	if status, body, _ := w.post(t, ask); status != 200 {
		t.Errorf("a capacity that was raised counts at once: %d %s", status, body)
	}
	w.scale(t, 1, "ProvisionedManaged")
	if _, _, h := w.post(t, ask); h.Get("X-Ratelimit-Limit-Requests") != "" {
		t.Errorf("provisioned units are no tokens a minute: %v", h)
	}
}

func TestCountingTokensUsesNone(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	w.scale(t, 1, "GlobalStandard")
	_, _, before := w.call(t, "POST", "/foundry/openai/v1/responses/input_tokens", `{"model":"chat","input":"one two three four five six seven eight nine ten"}`, bearer(bob)...)
	status, body, after := w.call(t, "POST", "/foundry/openai/v1/responses/input_tokens", `{"model":"chat","input":"one"}`, bearer(bob)...)
	if status != 200 || !strings.Contains(body, `"input_tokens":`) {
		t.Fatalf("%d %s", status, body)
	}
	if all := "1000"; before.Get("X-Ratelimit-Remaining-Tokens") != all || after.Get("X-Ratelimit-Remaining-Tokens") != all || after.Get("X-Ratelimit-Remaining-Requests") != "4" {
		t.Errorf("left before: %v; after: %v", before, after)
	}
	if u := w.lastUse(t); u.Tokens.Known {
		t.Errorf("counted as usage: %+v", u.Tokens)
	}
}

func TestStreamsCountTheirTokens(t *testing.T) {
	for _, row := range []struct {
		because, usage string
		status, left   int
	}{
		{"a stream counts what it says", "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":300,\"total_tokens\":400}}\n\n", 200, 600},
		{"one that says nothing counts the estimate", "", 200, 1000 - 22},
		{"one that says nothing, as when its caller leaves before that, counts what came", strings.Repeat("data: {\"choices\":[{}]}\n\n", 500), 200, 1000 - 502},
		{"one that fails counts nothing", "", 400, 1000},
	} {
		t.Run(row.because, func(t *testing.T) {
			w := newWorld(t)
			w.answering(t, row.status, "data: {\"choices\":[{}]}\n\n"+row.usage+"data: [DONE]\n\n", "Content-Type", "text/event-stream")
			w.scale(t, 1, "Standard")
			w.readAll(t, `{"model":"chat","stream":true,"max_tokens":10,`+hello+`}`)
			w.lastUse(t)
			_, _, h := w.post(t, `{"model":"chat","max_tokens":1,"messages":[]}`)
			left, _ := strconv.Atoi(h.Get("X-Ratelimit-Remaining-Tokens"))
			if left += 2; left < row.left-1 || left > row.left+2 { // the second call costs 2
				t.Errorf("%d tokens are left, want %d", left, row.left)
			}
		})
	}
}

func TestLargeRequestsWaitForTokens(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	w.scale(t, 1, "Standard")
	if status, body, _ := w.post(t, `{"model":"chat","max_tokens":900,`+hello+`}`); status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	w.limit(t, "small", "", resource.QuotaProperties{PrincipalID: bob, Counts: resource.EachMember, TokensPerMinute: 500})
	if status, _, _ := w.post(t, `{"model":"chat","max_tokens":400,`+hello+`}`); status != 200 {
		t.Fatal("what fits the quota")
	}
	w.answering(t, 200, "{}", "Content-Type", "application/json")
	for _, n := range []int{400, 400} {
		status, body, h := w.post(t, fmt.Sprintf(`{"model":"chat","max_tokens":%d,%s}`, n, hello))
		if status == 200 {
			continue
		}
		if status != 429 || !strings.Contains(body, "token rate limit of the quota 'small' of this resource") || h.Get("X-Ratelimit-Limit-Tokens") != "500" {
			t.Errorf("%d %s %v", status, body, h)
		}
		return
	}
	t.Error("no limit")
}

func TestQuotasOfPrincipals(t *testing.T) {
	const developers = "dddddddd-0000-0000-0000-000000000000"
	const each = resource.EachMember
	for _, row := range []struct {
		because string
		on      string
		quota   resource.QuotaProperties
		calls   string // callers in order; upper case means refused
	}{
		{"one's own", "", resource.QuotaProperties{PrincipalID: bob, Counts: each}, "bob BOB cleo cleo"},
		{"everyone's, each", "", resource.QuotaProperties{PrincipalID: resource.EveryPrincipal, Counts: each}, "bob BOB cleo CLEO"},
		{"everyone's, together", "", resource.QuotaProperties{PrincipalID: resource.EveryPrincipal, Counts: resource.Together}, "cleo BOB CLEO"},
		{"a group's", "/deployments/chat", resource.QuotaProperties{PrincipalID: developers, Counts: each}, "bob bob cleo CLEO"},
		{"another deployment's", "/deployments/embed", resource.QuotaProperties{PrincipalID: resource.EveryPrincipal, Counts: each}, "bob bob cleo cleo"},
		{"of the same id in another tenant", "", resource.QuotaProperties{PrincipalID: bob, TenantID: developers, Counts: each}, "bob bob"},
	} {
		t.Run(row.because, func(t *testing.T) {
			w := newWorld(t)
			w.grant(t, bob, user, accountID)
			w.grant(t, cleo, user, accountID)
			edit := w.rbac.Edit()
			edit.PutMember(tenant, developers, cleo)
			w.rbac = edit.Done()
			row.quota.RequestsPerMinute = 1
			w.limit(t, "q", row.on, row.quota)
			for i, name := range strings.Fields(row.calls) {
				want := http.StatusOK
				if name == strings.ToUpper(name) {
					want = http.StatusTooManyRequests
				}
				who := map[string]string{"bob": bob, "cleo": cleo}[strings.ToLower(name)]
				if status, body, _ := w.call(t, "POST", chatPath, ask, bearer(who)...); status != want {
					t.Errorf("call %d, %s: %d %s", i, name, status, body)
				}
			}
		})
	}
}

func TestQuotaChangesTakeEffectAtOnce(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	p := resource.QuotaProperties{PrincipalID: bob, Counts: resource.EachMember, RequestsPerMinute: 1}
	w.limit(t, "q", "", p)
	w.post(t, ask)
	if status, _, _ := w.post(t, ask); status != http.StatusTooManyRequests {
		t.Fatalf("%d", status)
	}
	p.RequestsPerMinute = 100
	w.limit(t, "q", "", p)
	if status, _, h := w.post(t, ask); status != 200 || h.Get("X-Ratelimit-Limit-Requests") != "100" || h.Get("X-Ratelimit-Remaining-Requests") != "98" {
		t.Errorf("after it was raised: %d %v", status, h)
	}
	w.resources = w.resources.Without(resource.MustScope(accountID + "/providers/Microsoft.Keyless/quotas/q"))
	if status, _, h := w.post(t, ask); status != 200 || h.Get("X-Ratelimit-Limit-Requests") != "" {
		t.Errorf("after it was deleted: %d %v", status, h)
	}
}

func TestCallersWithAKeyShareAQuota(t *testing.T) {
	w := newWorld(t)
	w.keys(t, resource.AccountProperties{})
	w.limit(t, "q", "", resource.QuotaProperties{PrincipalID: rbac.EveryPrincipal, Counts: resource.EachMember, RequestsPerMinute: 1})
	for _, row := range []struct {
		key    string
		status int
	}{{"first-key", 200}, {"first-key", 429}, {"second-key", 200}} {
		if status, body, _ := w.call(t, "POST", chatPath, ask, "api-key", row.key); status != row.status {
			t.Errorf("%s: %d %s", row.key, status, body)
		}
	}
}
