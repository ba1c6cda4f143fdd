package storetest

import (
	"errors"
	"fmt"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/store"
)

// replay makes random transactions, some of which fail, and checks after each that the changes from the beginning, and
// those that were announced, lead to what is there.
func replay(t *testing.T, fresh Fresh) {
	address := fresh(t)
	db := open(t, address, store.Options{})
	announced := make(map[string]string)
	db.OnCommit(func(changes []store.Change) { follow(announced, changes) })
	var last int64
	replayed := make(map[string]string)
	rapid.Check(t, func(r *rapid.T) {
		steps := rapid.SliceOfN(rapid.Custom(step), 1, 8).Draw(r, "steps")
		fail := rapid.IntRange(0, 4).Draw(r, "fail") == 0
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			for _, s := range steps {
				// What the store refuses is part of life; only links and keys that cannot be are.
				if err := s.do(t, tx); err != nil {
					return err
				}
			}
			if fail {
				return errors.New("changed my mind")
			}
			return nil
		})
		if err != nil && !fail && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound) {
			r.Fatal(err)
		}
		changes, err := db.Changes(t.Context(), store.Position{Revision: last})
		if err != nil {
			r.Fatal(err)
		}
		for i, c := range changes {
			if c.Revision != last && c.Revision != last+1 || i == 0 && c.Revision == last {
				r.Fatalf("revision %d follows %d", c.Revision, last)
			}
			last = c.Revision
		}
		follow(replayed, changes)
		present := state(t, db)
		if diff := cmp.Diff(present, replayed); diff != "" {
			r.Fatalf("the changes lead elsewhere (-present +replayed)\n%s", diff)
		}
		if !maps.Equal(present, announced) {
			r.Fatalf("what was announced leads elsewhere\n%s", cmp.Diff(present, announced))
		}
	})
}

func follow(into map[string]string, changes []store.Change) {
	for _, c := range changes {
		if c.Deleted {
			delete(into, c.Kind+" "+c.Key)
		} else {
			into[c.Kind+" "+c.Key] = c.Object + string(c.Body)
		}
	}
}

// random is one call of a writer. Few names, so that calls meet.
type random struct {
	What, Name, Other int
	Flag              bool
}

func step(r *rapid.T) random {
	return random{
		What: rapid.IntRange(0, 11).Draw(r, "what"), Name: rapid.IntRange(0, 3).Draw(r, "name"),
		Other: rapid.IntRange(0, 3).Draw(r, "other"), Flag: rapid.Bool().Draw(r, "flag"),
	}
}

func (s random) do(t *testing.T, tx *store.Tx) error {
	name, other := fmt.Sprint("u", s.Name), fmt.Sprint("g", s.Other)
	at := []string{subscription, rg1, rg10, account}[s.Name]
	switch s.What {
	case 0, 1:
		u := user(name, fmt.Sprint("name", s.Other))
		if s.Flag {
			u.DeletedAt = day()
		}
		return tx.PutObject(u)
	case 2, 3:
		g := group(other, "group")
		if s.Flag && s.Name == 0 {
			g.DeletedAt = day()
		}
		return tx.PutObject(g)
	case 4:
		if s.Flag {
			return tx.DeleteObject("t1", name)
		}
		return tx.DeleteObject("t1", other)
	case 5:
		return tx.PutLink(member(other, name))
	case 6:
		_, err := tx.DeleteLink(member(other, name))
		return err
	case 7:
		if s.Flag {
			return tx.DeleteResource(scope(t, at))
		}
		n := node(t, at)
		n.Location = fmt.Sprint(s.Other)
		return tx.PutResource(n)
	case 8:
		if s.Flag {
			_, err := tx.DeleteAssignment("t1", scope(t, at), other)
			return err
		}
		return tx.PutAssignment(assignment(t, other, at, "r1", fmt.Sprint("p", s.Other/2)))
	case 10:
		if s.Flag {
			return tx.DeleteSchedulesBelow("t1", scope(t, at))
		}
		return tx.PutRolePolicy(&rbac.RolePolicy{Tenant: "t1", Scope: scope(t, at), RoleID: other, UpdatedBy: name})
	case 9:
		if s.Flag {
			_, err := tx.DeleteEligibility("t1", scope(t, at), other)
			return err
		}
		return tx.PutEligibility(&rbac.Eligibility{Assignment: *scheduled(t, other, fmt.Sprint("p", s.Other/2), 0, 0)})
	}
	if s.Flag {
		_, err := tx.DeleteRoleDefinition("t1", name)
		return err
	}
	return tx.PutRoleDefinition(&rbac.RoleDefinition{ID: name, Tenant: "t1", Description: other})
}
