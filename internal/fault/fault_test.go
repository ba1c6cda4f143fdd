package fault_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/fault"
)

func TestOfHidesWhatIsNotForCallers(t *testing.T) {
	inner := errors.New("dial tcp 10.0.0.7: password=hunter2")
	got := fault.Of(fmt.Errorf("reading: %w", inner))
	if got.Kind != fault.Internal || strings.Contains(got.Message, "hunter2") {
		t.Errorf("an unknown error became %v with message %q", got.Kind, got.Message)
	}
	if !errors.Is(got, inner) {
		t.Error("the cause is lost to the log")
	}
	if fault.Of(nil) != nil {
		t.Error("no error became one")
	}
}

func TestOfFindsTheErrorInAChain(t *testing.T) {
	denied := fault.New(fault.Denied, "AuthorizationFailed", "The client '%s' may not.", "bob")
	wrapped := fmt.Errorf("handling: %w", denied)
	if got := fault.Of(wrapped); got != denied || got.Message != "The client 'bob' may not." {
		t.Errorf("got %v", got)
	}
	if !fault.Is(wrapped, fault.Denied) || fault.Is(wrapped, fault.NotFound) {
		t.Error("Is does not tell kinds apart")
	}
}

func TestCopiesDoNotChangeTheirSource(t *testing.T) {
	base := fault.New(fault.Invalid, "invalid_grant", "no")
	one, two := base.With("suberror", "a"), base.With("claims", "b").Because(errors.New("x"))
	if base.Fields != nil || base.Cause != nil || len(one.Fields) != 1 || len(two.Fields) != 1 {
		t.Errorf("base %v, one %v, two %v", base.Fields, one.Fields, two.Fields)
	}
}

func TestEveryKindHasAStatus(t *testing.T) {
	for kind := fault.Internal; kind <= fault.Timeout; kind++ {
		if s := kind.Status(); s < 400 || s > 504 {
			t.Errorf("kind %d has status %d", kind, s)
		}
	}
	if fault.Kind(200).Status() != 500 {
		t.Error("an unknown kind is not a 500")
	}
}
