// Package storetest is the contract that a store keeps, whatever database is behind it.
package storetest

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
)

// Fresh makes a new, empty database and returns its address.
type Fresh func(t *testing.T) string

// Run runs the contract. Each of its tests has a database of its own.
func Run(t *testing.T, fresh Fresh) {
	for _, test := range []struct {
		sentence string
		run      func(*testing.T, Fresh)
	}{
		{"tenants are listed by id", tenants},
		{"objects of every kind come back as they were put", objectsComeBack},
		{"what a reader returns is the caller's own", ownCopies},
		{"text that no database keeps is refused", unfitText},
		{"objects are found by what the query says", objectQueries},
		{"a name's prefix is text and not a pattern", prefixIsText},
		{"objects are paged by id", objectPages},
		{"a key belongs to one living object of its kind and tenant", keyConflicts},
		{"a soft-deleted object holds no key", softDeletedKeys},
		{"links have two ends", links},
		{"an object goes with its links", deletedObjectLinks},
		{"links count while both ends live", linksOfTheLiving},

		{"resources come back as they were put", resourcesComeBack},
		{"resources are found by what the query says", resourceQueries},
		{"resources are paged by key", resourcePages},

		{"assignments come back as they were put", assignmentsComeBack},
		{"a role is given to a principal at a scope once", assignmentConflicts},
		{"assignments are found by what the query says", assignmentQueries},
		{"assignments are paged by scope and name", assignmentPages},
		{"role definitions belong to a tenant", roleDefinitions},
		{"deny assignments belong to a tenant", denyAssignments},
		{"what is scheduled is found by when it is in force", schedulesAreFound},
		{"requests for roles come back, and the oldest go", requestsComeBack},

		{"signing keys come back as they were put", signingKeys},
		{"attempts are counted, locked and forgotten", attemptsAreCounted},
		{"passkeys come back, and a challenge is used once", passkeysComeBack},
		{"a grant that was revoked stays revoked", grantsComeBack},
		{"codes and refresh tokens are used once", usedOnce},
		{"of several callers at once one uses a thing", usedByOne},
		{"refresh tokens that came after another are told and taken back", laterRefresh},
		{"what model servers keep belongs to an account, for good", kept},
		{"a device code is decided once and used once", deviceCodes},
		{"an assertion is noted the first time", assertionsAreNoted},
		{"what ended is pruned, what lives is kept", sessionsAndPruning},

		{"usage adds up", usageAddsUp},
		{"metrics are written again in place, by each process for itself", metricsAddUp},
		{"calls are counted by minute", callsAddUp},

		{"audit records come back in their order, by what the query says", auditComesBack},
		{"a change and its audit record are both there or neither", auditWithTheChange},
		{"who reads the log in order passes over no record", auditInOrder},
		{"audit records in blocks are found as single ones are", auditBlocks},
		{"single audit records of what was allowed move into blocks", auditMoves},
		{"of a call without a record the use of its assignment is kept", auditUsesAlone},
		{"the records of several processes keep apart", auditTwoSpools},
		{"the last use of an assignment is kept", auditUses},
		{"old audit records go, their places stay taken", auditPruning},
		{"the records of a change are told of when it is committed", auditHook},

		{"an error leaves nothing", rollback},
		{"a dry run leaves nothing, and is alone", dryRun},
		{"a panic leaves nothing", panics},
		{"what changes nothing takes no revision", idle},
		{"replicated state is written in Update only", rowsOnly},
		{"a view sees one state", oneState},
		{"an ended context ends a wait for other writers", waitEnds},
		{"revisions have no gaps and no order but one", concurrentWriters},
		{"two replicas write one after the other", replicas},
		{"old changes are pruned", pruned},
		{"a write elsewhere wakes who watches", watch},
		{"changes replay to the present state", replay},
	} {
		t.Run(test.sentence, func(t *testing.T) { test.run(t, fresh) })
	}
}

func open(t *testing.T, address string, o store.Options) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), address, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

// must runs do in a transaction that has to commit.
func must(t *testing.T, db *store.DB, do func(*store.Tx)) {
	t.Helper()
	if err := db.Update(t.Context(), func(tx *store.Tx) error { do(tx); return nil }); err != nil {
		t.Fatal(err)
	}
}

// look runs do in a transaction that reads.
func look(t *testing.T, db *store.DB, do func(*store.Tx)) {
	t.Helper()
	if err := db.View(t.Context(), func(tx *store.Tx) error { do(tx); return nil }); err != nil {
		t.Fatal(err)
	}
}

// ok fails the test on an error.
func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// get is the value of a call that has to succeed.
func get[T any](t *testing.T) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		ok(t, err)
		return value
	}
}

func refused(t *testing.T, err error, kind fault.Kind, code string) {
	t.Helper()
	if !fault.Is(err, kind) || code != "" && fault.Of(err).Code != code {
		t.Fatalf("got %v, want a fault of kind %d and code %q", err, kind, code)
	}
}

// same compares as JSON does: an empty list and none, a time and the same instant elsewhere.
func same(t *testing.T, got, want any) {
	t.Helper()
	if diff := cmp.Diff(plain(t, want), plain(t, got)); diff != "" {
		t.Fatalf("(-want +got)\n%s", diff)
	}
}

func plain(t *testing.T, value any) any {
	t.Helper()
	data, err := json.Marshal(value)
	ok(t, err)
	var out any
	ok(t, json.Unmarshal(data, &out))
	return out
}

func scope(t *testing.T, text string) resource.Scope {
	t.Helper()
	return get[resource.Scope](t)(resource.ParseScope(text))
}

// day is a time that no test minds.
func day() time.Time { return time.Date(2025, 3, 1, 12, 0, 0, 123456000, time.UTC) }
