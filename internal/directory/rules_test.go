package directory_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/store"
)

func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

func open(t *testing.T) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "keyless.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// failer is implemented by *testing.T and *rapid.T.
type failer interface {
	Helper()
	Fatal(...any)
}

func must(t failer, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// in runs do in a transaction, in a new tenant.
func in(t *testing.T, db *store.DB, do func(tx *store.Tx, tenant string)) {
	t.Helper()
	tenant := guid.New()
	must(t, db.Update(t.Context(), func(tx *store.Tx) error {
		must(t, tx.PutTenant(&directory.Tenant{ID: tenant, DefaultDomain: "a.test", Domains: []string{"a.test"}}))
		do(tx, tenant)
		return nil
	}))
}

func newUser(t failer, tx directory.Writer, tenant, name string) string {
	t.Helper()
	u := &directory.User{Header: directory.Header{Tenant: tenant, ID: guid.New(), DisplayName: name}, UserPrincipalName: name + "@a.test", AccountEnabled: true}
	must(t, directory.Create(tx, u, noon()))
	return u.ID
}

func newGroup(t failer, tx directory.Writer, tenant, name string) string {
	t.Helper()
	g := &directory.Group{Header: directory.Header{Tenant: tenant, ID: guid.New(), DisplayName: name}, MailNickname: name, SecurityEnabled: true}
	must(t, directory.Create(tx, g, noon()))
	return g.ID
}

// Whatever administrators do, one who can sign in must remain.
func TestLastAdministratorCannotBeRemoved(t *testing.T) {
	db := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		in(t, db, func(tx *store.Tx, tenant string) {
			role, err := directory.ActivateRole(tx, tenant, directory.GlobalAdministrator, guid.New(), noon())
			must(rt, err)
			var people []string
			for i := range 4 {
				people = append(people, newUser(rt, tx, tenant, fmt.Sprintf("u%d", i)))
			}
			link := func(id string) directory.Link {
				return directory.Link{Tenant: tenant, From: role.ID, Relation: directory.Member, To: id}
			}
			must(rt, directory.AddLink(tx, link(people[0])))
			for range rapid.IntRange(1, 25).Draw(rt, "steps") {
				who := rapid.SampledFrom(people).Draw(rt, "who")
				enable := func(on bool) error {
					_, err := directory.Update(tx, tenant, who, func(u *directory.User) error { u.AccountEnabled = on; return nil })
					return err
				}
				// Each may fail; only the resulting state matters.
				switch rapid.SampledFrom([]string{"give", "take", "disable", "enable", "delete", "restore"}).Draw(rt, "what") {
				case "give":
					_ = directory.AddLink(tx, link(who))
				case "take":
					_ = directory.RemoveLink(tx, link(who))
				case "disable":
					_ = enable(false)
				case "enable":
					_ = enable(true)
				case "delete":
					_ = directory.SoftDelete(tx, tenant, who, noon())
				case "restore":
					_, _ = directory.Restore(tx, tenant, who, noon())
				}
				holders, err := directory.Linked(tx, tenant, directory.Member, role.ID)
				must(rt, err)
				if !slices.ContainsFunc(holders, func(o directory.Object) bool { return o.(*directory.User).AccountEnabled }) {
					rt.Fatal("nobody is left")
				}
			}
		})
	})
}

// MemberOf must equal the transitive closure of the links, whatever cycles there are.
func TestMemberOfIsTheTransitiveClosure(t *testing.T) {
	db := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		in(t, db, func(tx *store.Tx, tenant string) {
			var groups []string
			for i := range 5 {
				groups = append(groups, newGroup(rt, tx, tenant, fmt.Sprintf("g%d", i)))
			}
			member := map[[2]string]bool{} // group, member
			for range rapid.IntRange(0, 10).Draw(rt, "links") {
				from, to := rapid.SampledFrom(groups).Draw(rt, "from"), rapid.SampledFrom(groups).Draw(rt, "to")
				err := directory.AddLink(tx, directory.Link{Tenant: tenant, From: from, Relation: directory.Member, To: to})
				if refused := from == to || member[[2]string{from, to}]; refused != (err != nil) {
					rt.Fatal(from, to, err)
				}
				if err == nil {
					member[[2]string{from, to}] = true
				}
			}
			start := groups[0]
			want := map[string]bool{}
			for grew := true; grew; {
				grew = false
				for l := range member {
					if (l[1] == start || want[l[1]]) && !want[l[0]] && l[0] != start {
						want[l[0]], grew = true, true
					}
				}
			}
			got, err := directory.MemberOf(tx, tenant, start)
			must(rt, err)
			if len(got) != len(want) || slices.ContainsFunc(got, func(o directory.Object) bool { return !want[o.Head().ID] }) {
				rt.Fatal("got", len(got), "want", len(want))
			}
		})
	})
}

func TestFederatedCredentialsAreLimitedAndUnique(t *testing.T) {
	in(t, open(t), func(tx *store.Tx, tenant string) {
		a := &directory.Application{Header: directory.Header{Tenant: tenant, ID: guid.New(), DisplayName: "a"}, AppID: guid.New()}
		must(t, directory.Create(tx, a, noon()))
		fic := func(name, subject string) directory.FederatedCredential {
			return directory.FederatedCredential{ID: guid.New(), Name: name, Issuer: "https://i.test", Subject: subject, Audiences: []string{"api://AzureADTokenExchange"}}
		}
		add := func(name, subject string) error { return directory.AddFederated(tx, tenant, a.ID, fic(name, subject)) }
		must(t, add("one", "s1"))
		if err := add("ONE", "s2"); !fault.Is(err, fault.Conflict) {
			t.Errorf("the same name in another case: %v", err)
		}
		if err := add("two", "s1"); !fault.Is(err, fault.Conflict) {
			t.Errorf("the same subject: %v", err)
		}
		must(t, add("two", "S1")) // subjects are case-sensitive
		if err := directory.UpdateFederated(tx, tenant, a.ID, "two", func(f *directory.FederatedCredential) error { f.Subject = "s1"; return nil }); !fault.Is(err, fault.Conflict) {
			t.Errorf("the same subject by an update: %v", err)
		}
		must(t, directory.UpdateFederated(tx, tenant, a.ID, "two", func(f *directory.FederatedCredential) error { f.Name, f.Subject = "renamed", "s2"; return nil }))
		for i := 3; i <= directory.MaxFederated; i++ {
			must(t, add(fmt.Sprintf("n%02d", i), fmt.Sprintf("s%d", i)))
		}
		if err := add("one-more", "s99"); !fault.Is(err, fault.Conflict) {
			t.Errorf("one above the limit: %v", err)
		}
		must(t, directory.RemoveFederated(tx, tenant, a.ID, "two"))
		must(t, add("one-more", "s99"))
	})
}

func TestSecretsComeFromTheGivenRandomness(t *testing.T) {
	in(t, open(t), func(tx *store.Tx, tenant string) {
		a := &directory.Application{Header: directory.Header{Tenant: tenant, ID: guid.New(), DisplayName: "a"}, AppID: guid.New()}
		must(t, directory.Create(tx, a, noon()))
		p, secret, err := directory.AddPassword(tx, tenant, a.ID, directory.PasswordCredential{KeyID: guid.New()}, bytes.NewReader(make([]byte, 37)), noon())
		must(t, err)
		if secret != "AAA8Q~"+strings.Repeat("A", 34) || !p.End.Equal(noon().Add(directory.DefaultSecretLife)) {
			t.Errorf("got %s until %s", secret, p.End)
		}
		if _, _, err := directory.AddPassword(tx, tenant, a.ID, directory.PasswordCredential{}, bytes.NewReader(nil), noon()); err == nil {
			t.Error("a secret was made of no randomness")
		}
		for i := len(a.Passwords) + 1; i < 100; i++ {
			_, _, err := directory.AddPassword(tx, tenant, a.ID, directory.PasswordCredential{KeyID: guid.New()}, rand.Reader, noon())
			must(t, err)
		}
		if _, _, err := directory.AddPassword(tx, tenant, a.ID, directory.PasswordCredential{KeyID: guid.New()}, rand.Reader, noon()); !fault.Is(err, fault.Invalid) {
			t.Errorf("one above the limit: %v", err)
		}
	})
}

func TestServicePrincipalsFollowTheirApplication(t *testing.T) {
	in(t, open(t), func(tx *store.Tx, tenant string) {
		appID := guid.New()
		a := &directory.Application{Header: directory.Header{Tenant: tenant, ID: guid.New(), DisplayName: "a"}, AppID: appID, IdentifierURIs: []string{"api://" + appID + "/a"}}
		must(t, directory.Create(tx, a, noon()))
		p := &directory.ServicePrincipal{Header: directory.Header{Tenant: tenant, ID: guid.New()}, AppID: a.AppID, AccountEnabled: true}
		must(t, directory.Create(tx, p, noon()))
		_, err := directory.Update(tx, tenant, a.ID, func(a *directory.Application) error {
			a.DisplayName, a.IdentifierURIs = "b", []string{"api://" + appID + "/b"}
			return nil
		})
		must(t, err)
		now, err := directory.Find[*directory.ServicePrincipal](tx, tenant, p.ID)
		must(t, err)
		if now.DisplayName != "b" || !slices.Equal(now.Names, []string{a.AppID, "api://" + appID + "/b"}) {
			t.Errorf("got %s %v", now.DisplayName, now.Names)
		}
	})
}

func TestMayRejectsCallersOutsideTheTenant(t *testing.T) {
	in(t, open(t), func(tx *store.Tx, tenant string) {
		inside := newUser(t, tx, tenant, "in")
		gone := newUser(t, tx, tenant, "gone")
		must(t, directory.SoftDelete(tx, tenant, gone, noon()))
		off := newUser(t, tx, tenant, "off")
		_, err := directory.Update(tx, tenant, off, func(u *directory.User) error { u.AccountEnabled = false; return nil })
		must(t, err)
		for _, row := range []struct {
			says, tenant, caller, action string
			want                         bool
		}{
			{"a member reads", tenant, inside, "microsoft.directory/users/standard/read", true},
			{"a member does not write", tenant, inside, "microsoft.directory/users/create", false},
			{"a member does not read what was deleted", tenant, inside, "microsoft.directory/deletedItems/read", false},
			{"a member does not read what is no directory", tenant, inside, "microsoft.other/things/read", false},
			{"an unknown caller does not read", tenant, guid.New(), "microsoft.directory/users/standard/read", false},
			{"an empty caller does not read", tenant, "", "microsoft.directory/users/standard/read", false},
			{"a member of another tenant does not read", guid.New(), inside, "microsoft.directory/users/standard/read", false},
			{"a deleted user does not read", tenant, gone, "microsoft.directory/users/standard/read", false},
			{"a disabled user does not read", tenant, off, "microsoft.directory/users/standard/read", false},
		} {
			got, err := directory.May(tx, directory.Ask{Tenant: row.tenant, Caller: row.caller, Action: row.action})
			must(t, err)
			if got.Allowed != row.want || got.Because == "" {
				t.Errorf("%s: got %+v", row.says, got)
			}
		}
	})
}

func FuzzCertificate(f *testing.F) {
	f.Add("MIIB\nAA==")
	f.Add("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----")
	f.Fuzz(func(t *testing.T, text string) {
		if cert, err := directory.ParseCertificate(text); (err == nil) != (cert != nil) || err != nil && !fault.Is(err, fault.Invalid) {
			t.Fatal(cert, err)
		}
	})
}
