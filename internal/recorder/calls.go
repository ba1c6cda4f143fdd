package recorder

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// Calls selects the allowed model calls that get a record in the audit log. It affects neither the counts of calls by minute,
// nor usage, nor the time at which a role assignment was last used. The zero value selects all calls.
type Calls struct {
	OneIn int // a random one in this many; 0 means all
	None  bool
}

// maxOneIn is the maximum of OneIn.
const maxOneIn = 1_000_000

// ParseCalls parses "full", "counts" or "sampled 1/N".
func ParseCalls(text string) (Calls, error) {
	switch text {
	case "", "full":
		return Calls{}, nil
	case "counts":
		return Calls{None: true}, nil
	}
	if rest, ok := strings.CutPrefix(text, "sampled 1/"); ok {
		if n, err := strconv.Atoi(rest); err == nil && n >= 1 && n <= maxOneIn {
			return Calls{OneIn: n}, nil
		}
	}
	return Calls{}, fmt.Errorf("is full, counts or sampled 1/N, with N up to %d, not %q", maxOneIn, text)
}

// selects decides whether a call gets a record.
func (c Calls) selects() bool {
	return !c.None && (c.OneIn < 2 || rand.IntN(c.OneIn) == 0)
}

// recordsCall reports whether an allowed decision gets a record. Only model calls can be configured not to; listing and
// reading are not model calls.
func (r *Recorder) recordsCall(d *edge.Decided) bool {
	if d.Question.Plane != rbac.Data || strings.HasSuffix(d.Question.Action, "/read") {
		return true
	}
	calls := r.config.Calls
	if len(r.config.CallsOf) > 0 {
		account, above := d.Question.Scope, true
		for above && account.Type() != resource.TypeAccount {
			account, above = account.Parent()
		}
		if own, ok := r.config.CallsOf[ascii.ToLower(account.Name())]; ok {
			calls = own
		}
	}
	return calls.selects()
}
