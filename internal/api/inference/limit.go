package inference

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/quota"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// admit takes the estimated cost of the call from every limit that applies to its caller, and sets the response headers
// that report what remains. It fails with Throttled. Estimating takes time in proportion to the prompt, so it is done
// only if a limit counts tokens.
func (d *host) admit(w http.ResponseWriter, c *call, out *outgoing) (quota.Ticket, error) {
	plan := d.plan(c, out.deployment)
	if plan == nil {
		return quota.Ticket{}, nil
	}
	now := d.Now()
	if out.doc != nil && plan.CountsTokens() && !c.op.counts() {
		out.estimate = out.doc.estimate(strings.HasSuffix(c.op.backend, "embeddings"))
	}
	ticket, refused, ok := plan.Take(c.Context(), now, out.estimate)
	c.limits.requests, c.limits.tokens = plan.Left(now)
	if ok {
		return ticket, nil
	}
	c.limits.describe(w.Header())
	return ticket, throttled(c, refused)
}

// plan returns the limits that apply to the caller at the deployment, or nil if there are none.
func (d *host) plan(c *call, deployment *resource.Deployment) *quota.Plan {
	if d.Quota == nil {
		return nil
	}
	return PlanOf(d.Quota, d.RBAC(), c.account, deployment, c.Caller)
}

// PlanOf returns the limits that apply to a caller at a deployment of an account, or nil if there are none.
func PlanOf(meter *quota.Meter, roles *rbac.Snapshot, account *resource.Account, deployment *resource.Deployment, caller edge.Caller) *quota.Plan {
	units, quotas := deployment.Units(), account.Quotas()
	if units == 0 && len(quotas) == 0 {
		return nil
	}
	who := quota.Principal{Tenant: caller.Tenant, Object: caller.Object}
	if caller.Key != "" {
		who = quota.Principal{Object: caller.Key} // all callers with the key count as one
	}
	key, version := quota.Key{Principal: who, Deployment: deployment.ID.Key()}, quota.Version{account, roles}
	// Groups in a token are not part of the snapshots, so the plan of such a caller is not cached.
	foreign := len(caller.Groups) > 0
	if plan := meter.Plan(key, version); plan != nil && !foreign {
		return plan
	}
	groups := roles.Groups(caller.Principal)
	member := func(group string) bool {
		return containsFold(groups, group) || containsFold(caller.Groups, group)
	}
	return meter.Make(key, version, quota.OfCapacity(units), rulesAt(quotas, deployment), member)
}

func containsFold(all []string, one string) bool {
	for _, s := range all {
		if ascii.EqualFold(s, one) {
			return true
		}
	}
	return false
}

// rulesAt returns the quotas of a deployment: its own and its account's.
func rulesAt(quotas []*resource.Quota, deployment *resource.Deployment) []quota.Rule {
	var rules []quota.Rule
	for _, q := range quotas {
		on := q.On()
		if !on.Contains(deployment.ID) {
			continue
		}
		p := q.Properties
		r := quota.Rule{
			Name: q.Name, On: on.Key(), Together: p.Counts == resource.Together,
			Limits: quota.Limits{Tokens: p.TokensPerMinute, Requests: p.RequestsPerMinute},
		}
		if p.PrincipalID != resource.EveryPrincipal {
			r.For = quota.Principal{Tenant: p.TenantID, Object: p.PrincipalID}
		}
		rules = append(rules, r)
	}
	return rules
}

// limits is what remains for a caller. The zero value means no limit.
type limits struct{ requests, tokens quota.Standing }

// describe sets the headers that report what remains. Source: Azure OpenAI quota, "x-ratelimit" headers; integers, in
// seconds.
func (l *limits) describe(h http.Header) {
	var buf [6 * 20]byte // numbers of at most 20 digits
	text, ends := buf[:0], [6]int{}
	all := [...]quota.Standing{l.requests, l.tokens}
	for i, of := range all {
		for j, n := range [...]int64{of.Limit, of.Remaining, seconds(of.Reset)} {
			text = strconv.AppendInt(text, n, 10)
			ends[3*i+j] = len(text)
		}
	}
	// All values share one string and one slice.
	from, numbers, values := 0, string(text), make([]string, len(ends))
	for i, name := range [...]string{
		"X-Ratelimit-Limit-Requests", "X-Ratelimit-Remaining-Requests", "X-Ratelimit-Reset-Requests",
		"X-Ratelimit-Limit-Tokens", "X-Ratelimit-Remaining-Tokens", "X-Ratelimit-Reset-Tokens",
	} {
		values[i] = numbers[from:ends[i]]
		from = ends[i]
		if all[i/3].Limit > 0 {
			h[name] = values[i : i+1 : i+1]
		}
	}
}

// seconds returns d in seconds, rounded up.
func seconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }

// throttled returns the error for a call that exceeds a limit. Source of the text for a deployment's capacity: the
// service's own, as programs quote it. The text for a quota has the same form.
func throttled(c *call, r quota.Refusal) error {
	what := "call"
	if r.Tokens {
		what = "token"
	}
	version := queryValue(c.URL.RawQuery, "api-version")
	if version == "" {
		version = "v1"
	}
	wait := max(seconds(r.Wait), 1)
	begin := "Requests to the %s Operation under Azure OpenAI API version %.32s have exceeded "
	f := fault.New(fault.Throttled, "429", begin+
		"%s rate limit of your current OpenAI S0 pricing tier. Please retry after %d seconds. Please go here: https://aka.ms/oai/quotaincrease if you would like to further increase the default rate limit. For Free Account customers, upgrade to Pay as you Go here: https://aka.ms/429TrialUpgrade.",
		operationID(c.op), version, what, wait)
	if r.Rule != "" {
		f = fault.New(fault.Throttled, "429", begin+
			"%s rate limit of the quota '%s' of this resource. Please retry after %d seconds. Who administers the resource can raise the quota.",
			operationID(c.op), version, what, r.Rule, wait)
	}
	f.RetryAfter = max(r.Wait, time.Millisecond)
	return f
}

// operationID returns the service's name for an operation in its error messages.
func operationID(op *operation) string { return OperationID(op.backend) }

// OperationID returns the service's name for an operation, given by its path or as it is printed. The set of names is
// small.
func OperationID(path string) string {
	for _, known := range [...]struct{ end, id string }{
		{"/chat/completions", "ChatCompletions_Create"},
		{"/completions", "Completions_Create"},
		{"/images/embeddings", "ImageEmbeddings_Create"},
		{"/embeddings", "Embeddings_Create"},
		{"/images/generations", "ImageGenerations_Create"},
		{"/images/edits", "ImageGenerations_Create"},
		{"/images/variations", "ImageGenerations_Create"},
		{"/responses", "Responses_Create"},
		{"/realtime", "Realtime_Create"},
		{"/responses/compact", "Responses_Compact"},
		{inputTokens, "Responses_CountInputTokens"},
		{"/messages", "Messages_Create"},
		{countTokens, "Messages_CountTokens"},
		{"/anthropic/v1/*", "Messages_Create"},
	} {
		if strings.HasSuffix(path, known.end) {
			return known.id
		}
	}
	if strings.Contains(path, "/audio/") {
		return "Audio_Create"
	}
	return "Other"
}

// APIName returns the API of an operation, given as it is printed. The set of names is small.
func APIName(printed string) string {
	_, path, _ := strings.Cut(printed, " ")
	switch {
	case strings.HasPrefix(path, "/models"):
		return "Azure AI Model Inference"
	case strings.HasPrefix(path, "/anthropic"):
		return "Anthropic"
	case strings.HasPrefix(path, "/api/projects"):
		return "Foundry Projects"
	}
	return "Azure OpenAI"
}
