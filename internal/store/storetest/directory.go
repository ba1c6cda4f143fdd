package storetest

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/store"
)

func head(id, name string) directory.Header {
	return directory.Header{Tenant: "t1", ID: id, DisplayName: name, CreatedAt: day()}
}

func user(id, name string) *directory.User {
	return &directory.User{Header: head(id, name), UserPrincipalName: name + "@example.com", AccountEnabled: true}
}

func group(id, name string) *directory.Group { return &directory.Group{Header: head(id, name)} }

func put(t *testing.T, tx *store.Tx, objects ...directory.Object) {
	t.Helper()
	for _, o := range objects {
		ok(t, tx.PutObject(o))
	}
}

func ids(t *testing.T, db *store.DB, q directory.Query) []string {
	t.Helper()
	found := []string{}
	look(t, db, func(tx *store.Tx) {
		for _, o := range get[[]directory.Object](t)(tx.Objects(q)) {
			found = append(found, o.Head().ID)
		}
	})
	return found
}

func tenants(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	b := &directory.Tenant{ID: "b", DisplayName: "B", DefaultDomain: "b.example", Domains: []string{"b.example", "c.example"}, CreatedAt: day()}
	must(t, db, func(tx *store.Tx) {
		ok(t, tx.PutTenant(b))
		ok(t, tx.PutTenant(&directory.Tenant{ID: "a"}))
		b.DisplayName = "Bee"
		ok(t, tx.PutTenant(b))
	})
	look(t, db, func(tx *store.Tx) {
		same(t, get[[]*directory.Tenant](t)(tx.Tenants()), []*directory.Tenant{{ID: "a"}, b})
	})
}

func objectsComeBack(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	ada := user("o1", "Ada Łovelace %_\\")
	ada.GivenName = "a NUL \x00 in a body"
	ada.Extra = map[string]json.RawMessage{"city": json.RawMessage(`"Zürich"`)}
	app := &directory.Application{Header: head("o3", "app"), AppID: "a-1", IdentifierURIs: []string{"api://a-1"}}
	app.Passwords = []directory.PasswordCredential{{KeyID: "k", Hint: "abc", Hash: []byte{0, 1, 255}, Start: day(), End: day().AddDate(1, 0, 0)}}
	principal := &directory.ServicePrincipal{Header: head("o4", "app"), AppID: "a-1", Type: directory.TypeApplication, Names: []string{"a-1", "api://A-1", "api://a-1"}}
	role := &directory.DirectoryRole{Header: head("o5", "Global Administrator"), TemplateID: "template"}
	all := []directory.Object{ada, group("o2", "group"), app, principal, role}
	must(t, db, func(tx *store.Tx) { put(t, tx, all...) })
	look(t, db, func(tx *store.Tx) {
		for _, want := range all {
			got := get[directory.Object](t)(tx.Object("T1", want.Head().ID))
			if got.Kind() != want.Kind() {
				t.Errorf("%s came back as a %s", want.Kind(), got.Kind())
			}
			same(t, got, want)
			for _, key := range want.Keys() {
				found := get[[]directory.Object](t)(tx.Objects(directory.Query{Tenant: "t1", Kind: want.Kind(), Key: key}))
				same(t, found, []directory.Object{want})
			}
		}
		_, err := tx.Object("t1", "nobody")
		refused(t, err, fault.NotFound, "")
		_, err = tx.Object("t2", "o1")
		refused(t, err, fault.NotFound, "")
	})
}

func unfitText(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.PutObject(user("o1", "a\x00b")) })
	refused(t, err, fault.Invalid, "")
	err = db.View(t.Context(), func(tx *store.Tx) error { _, err := tx.Object("t1", "a\x00b"); return err })
	refused(t, err, fault.Invalid, "")
}

func ownCopies(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	must(t, db, func(tx *store.Tx) {
		put(t, tx, user("o1", "ada"))
		get[directory.Object](t)(tx.Object("t1", "o1")).Head().DisplayName = "changed"
		same(t, get[directory.Object](t)(tx.Object("t1", "o1")), user("o1", "ada"))
	})
}

func objectQueries(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	gone := user("o4", "Ann")
	gone.DeletedAt = day()
	elsewhere := user("o9", "Ada")
	elsewhere.Tenant = "t2"
	must(t, db, func(tx *store.Tx) {
		put(t, tx, user("o2", "Bob"), user("o1", "Ada"), group("o3", "ada"), gone, elsewhere)
	})
	for _, row := range []struct {
		sentence string
		query    directory.Query
		want     []string
	}{
		{"everything that lives, by id", directory.Query{}, []string{"o1", "o2", "o3"}},
		{"a kind", directory.Query{Kind: directory.KindUser}, []string{"o1", "o2"}},
		{"a key, in any case", directory.Query{Key: "ADA@example.COM"}, []string{"o1"}},
		{"a key of another kind", directory.Query{Kind: directory.KindGroup, Key: "ada@example.com"}, nil},
		{"a name, in any case", directory.Query{DisplayName: "ADA"}, []string{"o1", "o3"}},
		{"not a part of a name", directory.Query{DisplayName: "ad"}, nil},
		{"a name's prefix, in any case", directory.Query{Prefix: "aD"}, []string{"o1", "o3"}},
		{"a kind and a prefix", directory.Query{Kind: directory.KindGroup, Prefix: "a"}, []string{"o3"}},
		{"a key's prefix, in any case", directory.Query{KeyPrefix: "B"}, []string{"o2"}},
		{"not a prefix of a name, where keys are asked for", directory.Query{KeyPrefix: "ada", Kind: directory.KindGroup}, nil},
		{"by name, and then by id", directory.Query{ByName: true}, []string{"o1", "o3", "o2"}},
		{"by name, after one", directory.Query{ByName: true, AfterName: "ADA", After: "o1"}, []string{"o3", "o2"}},
		{"by name, after the last of that name", directory.Query{ByName: true, AfterName: "ada", After: "o3", Limit: 5}, []string{"o2"}},
		{"what is soft-deleted", directory.Query{Deleted: true}, []string{"o4"}},
		{"what is soft-deleted, by its former key", directory.Query{Deleted: true, Key: "ann@example.com"}, []string{"o4"}},
		{"not by the key of what is soft-deleted", directory.Query{Key: "ann@example.com"}, nil},
		{"after an id", directory.Query{After: "o1"}, []string{"o2", "o3"}},
		{"so many", directory.Query{Limit: 2}, []string{"o1", "o2"}},
	} {
		t.Run(row.sentence, func(t *testing.T) {
			row.query.Tenant = "t1"
			if got := ids(t, db, row.query); !slices.Equal(got, row.want) {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
}

func prefixIsText(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	names := []string{"a%b", "axb", "a_b", `a\b`, "a", "é1", "e1", "a" + "\U0010FFFD", "B", "a'b", "日本"}
	must(t, db, func(tx *store.Tx) {
		for i, name := range names {
			put(t, tx, group(fmt.Sprintf("o%02d", i), name))
		}
	})
	for prefix, want := range map[string][]string{
		"a%": {"o00"}, "a_": {"o02"}, `a\`: {"o03"}, "%": {}, "a'": {"o09"}, "É": {"o05"}, "e": {"o06"}, "日": {"o10"}, "b": {"o08"},
		"a": {"o00", "o01", "o02", "o03", "o04", "o07", "o09"},
	} {
		if got := ids(t, db, directory.Query{Tenant: "t1", Prefix: prefix}); !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", prefix, got, want)
		}
	}
}

func objectPages(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	want := []string{}
	must(t, db, func(tx *store.Tx) {
		for _, id := range []string{"a-1", "a1", "a_1", "b", "b-", "z", "0"} {
			put(t, tx, group(id, id))
			want = append(want, id)
		}
	})
	slices.Sort(want)
	got, after := []string{}, ""
	for range want {
		page := ids(t, db, directory.Query{Tenant: "t1", After: after, Limit: 2})
		if got = append(got, page...); len(page) < 2 {
			break
		}
		after = page[1]
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func keyConflicts(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	must(t, db, func(tx *store.Tx) {
		put(t, tx, user("o1", "ada"))
		again := user("o2", "ADA")
		refused(t, tx.PutObject(again), fault.Conflict, "Request_MultipleObjectsWithSameKeyValue")
		// The transaction can still be used: a rule may want to find out who has it.
		get[directory.Object](t)(tx.Object("t1", "o1"))
	})
	err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.PutObject(user("o3", "ada")) })
	refused(t, err, fault.Conflict, "")
	elsewhere := user("o1", "ada")
	elsewhere.Tenant = "t2"
	must(t, db, func(tx *store.Tx) {
		put(t, tx, elsewhere, &directory.Application{Header: head("o5", "app"), AppID: "ada@example.com"})
		put(t, tx, user("o1", "countess")) // gives "ada" free
		put(t, tx, user("o6", "ada"))
		refused(t, tx.PutObject(group("o6", "group")), fault.Conflict, "")
	})
}

func softDeletedKeys(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	gone := user("o1", "ada")
	gone.DeletedAt = day()
	must(t, db, func(tx *store.Tx) {
		put(t, tx, user("o1", "ada"), gone, user("o2", "ada"))
		same(t, get[directory.Object](t)(tx.Object("t1", "o1")), gone)
	})
	err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.PutObject(user("o1", "ada")) })
	refused(t, err, fault.Conflict, "")
	must(t, db, func(tx *store.Tx) {
		ok(t, tx.DeleteObject("t1", "o2"))
		put(t, tx, user("o1", "ada"))
	})
}

func member(from, to string) directory.Link {
	return directory.Link{Tenant: "t1", From: from, Relation: directory.Member, To: to}
}

func links(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	owner := directory.Link{Tenant: "t1", From: "g1", Relation: directory.Owner, To: "u1"}
	must(t, db, func(tx *store.Tx) {
		put(t, tx, group("g1", "g1"), group("g2", "g2"), user("u1", "u1"), user("u2", "u2"))
		for _, l := range []directory.Link{member("g2", "u1"), member("g1", "u2"), member("g1", "u1"), member("G1", "U1"), owner} {
			ok(t, tx.PutLink(l))
		}
		list := get[[]directory.Link](t)
		same(t, list(tx.Links("t1", directory.Member, "g1", "")), []directory.Link{member("g1", "u1"), member("g1", "u2")})
		same(t, list(tx.Links("t1", directory.Member, "", "u1")), []directory.Link{member("g1", "u1"), member("g2", "u1")})
		same(t, list(tx.Links("t1", directory.Member, "g1", "u2")), []directory.Link{member("g1", "u2")})
		same(t, list(tx.Links("t1", directory.Owner, "g1", "")), []directory.Link{owner})
		same(t, list(tx.Links("t2", directory.Member, "g1", "")), nil)
		if _, err := tx.Links("t1", directory.Member, "", ""); err == nil {
			t.Error("links were listed by neither end")
		}
		for _, want := range []bool{true, false} {
			if was := get[bool](t)(tx.DeleteLink(member("g1", "u1"))); was != want {
				t.Errorf("deleted: %v, want %v", was, want)
			}
		}
		same(t, list(tx.Links("t1", directory.Member, "", "u1")), []directory.Link{member("g2", "u1")})
	})
	for _, l := range []directory.Link{member("g1", "nobody"), member("nothing", "u1")} {
		err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.PutLink(l) })
		refused(t, err, fault.NotFound, "")
	}
}

func deletedObjectLinks(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	must(t, db, func(tx *store.Tx) {
		put(t, tx, group("g1", "g1"), group("g2", "g2"), user("u1", "u1"))
		ok(t, tx.PutLink(member("g1", "g2")))
		ok(t, tx.PutLink(member("g2", "u1")))
	})
	must(t, db, func(tx *store.Tx) {
		ok(t, tx.DeleteObject("t1", "g2"))
		ok(t, tx.DeleteObject("t1", "g2"))
		list := get[[]directory.Link](t)
		same(t, list(tx.Links("t1", directory.Member, "g1", "")), nil)
		same(t, list(tx.Links("t1", directory.Member, "", "u1")), nil)
		_, err := tx.Object("t1", "g2")
		refused(t, err, fault.NotFound, "")
	})
	changes := get[[]store.Change](t)(db.Changes(t.Context(), store.Position{Revision: 1}))
	same(t, kinds(changes), []string{"-link t1 member g2 u1", "-link t1 member g1 g2", "-object t1 g2"})
}

func linksOfTheLiving(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	gone := group("g1", "g1")
	gone.DeletedAt = day()
	must(t, db, func(tx *store.Tx) {
		put(t, tx, group("g1", "g1"), user("u1", "u1"), user("u2", "u2"))
		ok(t, tx.PutLink(member("g1", "u1")))
	})
	must(t, db, func(tx *store.Tx) { put(t, tx, gone) })
	must(t, db, func(tx *store.Tx) { ok(t, tx.PutLink(member("g1", "u2"))) })
	if loaded := state(t, db); loaded["link t1 member g1 u1"] != "" || loaded["link t1 member g1 u2"] != "" {
		t.Error("the links of a soft-deleted group count")
	}
	must(t, db, func(tx *store.Tx) { put(t, tx, group("g1", "g1")) })
	changes := get[[]store.Change](t)(db.Changes(t.Context(), store.Position{Revision: 1}))
	same(t, kinds(changes), []string{
		"-link t1 member g1 u1", "+object t1 g1",
		"-link t1 member g1 u2", // it is there, and does not count
		"+object t1 g1", "+link t1 member g1 u1", "+link t1 member g1 u2",
	})
}

// kinds writes changes as words.
func kinds(changes []store.Change) []string {
	words := make([]string, len(changes))
	for i, c := range changes {
		sign := "+"
		if c.Deleted {
			sign = "-"
		}
		words[i] = sign + c.Kind + " " + c.Key
	}
	return words
}
