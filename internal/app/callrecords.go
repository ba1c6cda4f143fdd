package app

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

// CallRecords says of which allowed calls of models the audit log keeps a record. Whatever it says, calls are counted by
// minute, usage is complete, and so is when each role assignment was last used. The zero value is all of them.
type CallRecords struct {
	OneIn int // a record of one in so many calls, picked at random; 0 is of each
	None  bool
}

// maxOneIn bounds sampling.
const maxOneIn = 1_000_000

// ParseCallRecords reads full, counts, or sampled 1/N.
func ParseCallRecords(text string) (CallRecords, error) {
	switch text {
	case "", "full":
		return CallRecords{}, nil
	case "counts":
		return CallRecords{None: true}, nil
	}
	if rest, ok := strings.CutPrefix(text, "sampled 1/"); ok {
		if n, err := strconv.Atoi(rest); err == nil && n >= 1 && n <= maxOneIn {
			return CallRecords{OneIn: n}, nil
		}
	}
	return CallRecords{}, fmt.Errorf("is full, counts or sampled 1/N, with N up to %d, not %q", maxOneIn, text)
}

// keep decides whether this call gets a record.
func (c CallRecords) keep() bool {
	return !c.None && (c.OneIn < 2 || rand.IntN(c.OneIn) == 0)
}

// recordsCall reports whether an allowed decision gets a record of its own. All do but calls of models, for which the
// configuration says it by account; what only lists or reads is no call of a model.
func (a *App) recordsCall(d *edge.Decided) bool {
	if d.Question.Plane != rbac.Data || strings.HasSuffix(d.Question.Action, "/read") {
		return true
	}
	how := a.config.CallRecords
	if len(a.config.CallRecordsOf) > 0 {
		account, above := d.Question.Scope, true
		for above && account.Type() != resource.TypeAccount {
			account, above = account.Parent()
		}
		if own, ok := a.config.CallRecordsOf[ascii.ToLower(account.Name())]; ok {
			how = own
		}
	}
	return how.keep()
}
