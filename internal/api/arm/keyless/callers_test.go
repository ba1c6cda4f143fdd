package keyless_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/arm/armtest"
	"keyless.dev/keyless/internal/quota"
	"keyless.dev/keyless/internal/spool"
)

const callers = "/providers/Microsoft.Keyless/callers"

// called writes counts of calls.
func called(w *armtest.World, all ...quota.Calls) {
	w.T.Helper()
	w.Must(w.DB.AddUsage(w.T.Context(), "test", spool.Cursor{Segment: 1}, nil, all))
}

func TestCallersAreCountedByInterval(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	now := quota.MinuteOf(w.Now)
	count := func(ago quota.Minute, tenant, who, action string, n int64) quota.Calls {
		return quota.Calls{CallKey: quota.CallKey{
			Minute: now - ago, Account: strings.ToLower(armtest.Account), Deployment: "chat", Principal: quota.Principal{Tenant: tenant, Object: who}, Action: action, Assignment: "a",
		}, Count: n}
	}
	called(w,
		count(0, armtest.Tenant, w.ID("bob"), "chat", 1), count(0, armtest.Tenant, w.ID("bob"), "embed", 2), count(1, armtest.Tenant, w.ID("bob"), "chat", 4),
		count(0, armtest.Tenant, w.ID("cleo"), "chat", 5), count(90, armtest.Tenant, w.ID("cleo"), "chat", 100), count(2, "", "key1", "chat", 1),
	)
	sums := func(query string) string {
		t.Helper()
		var answer struct {
			Value []struct {
				PrincipalID, PrincipalName, Account string
				Calls                               int
				Series                              []struct {
					At    time.Time
					Calls int
				}
			}
			Others int
		}
		w.Must(json.Unmarshal([]byte(w.OK("ada", "GET", armtest.Account+callers+query, "").Text), &answer))
		var out []string
		for _, one := range answer.Value {
			name := one.PrincipalName
			if name == "" {
				name = one.PrincipalID + " of " + one.Account[strings.LastIndexByte(one.Account, '/')+1:]
			}
			text := fmt.Sprintf("%s %d:", name, one.Calls)
			for _, point := range one.Series {
				text += fmt.Sprintf(" %d", point.Calls)
			}
			out = append(out, text)
		}
		return strings.Join(out, ", ") + fmt.Sprintf(" and %d others", answer.Others)
	}
	since := "&since=" + w.Now.Add(-2*time.Hour).Format(time.RFC3339)
	for _, row := range []struct{ because, query, want string }{
		{"the last hour by the minute, those who called most first", "", "bob@test.localhost 7: 4 3, cleo@test.localhost 5: 5, key1 of foundry 1: 1 and 0 others"},
		{"a longer time", "?by=principal" + since, "cleo@test.localhost 105: 100 5, bob@test.localhost 7: 4 3, key1 of foundry 1: 1 and 0 others"},
		{"one interval for all of it", "?minutes=1000000" + since, "cleo@test.localhost 105: 105, bob@test.localhost 7: 7, key1 of foundry 1: 1 and 0 others"},
		{"those with the most calls alone", "?top=1", "bob@test.localhost 7: 4 3 and 2 others"},
		{"by present groups; who is in none is not there", "?by=group" + since, "developers 105: 100 5 and 0 others"},
		{"a time without calls", "?until=" + w.Now.Add(-100*time.Minute).Format(time.RFC3339) + since, " and 0 others"},
	} {
		if got := sums(row.query); got != row.want {
			t.Errorf("%s: %s", row.because, got)
		}
	}
	for _, query := range []string{"?minutes=0", "?minutes=-5", "?minutes=x", "?top=0", "?top=101", "?top=x", "?by=address", "?since=yesterday", "?since=2020-01-01T00:00:00Z"} {
		w.Refused("ada", "GET", armtest.Account+callers+query, "", 400, "InvalidQueryParameter")
	}
	w.Refused("cleo", "GET", armtest.Account+callers, "", 403, "AuthorizationFailed")
	w.Refused("ada", "GET", "/providers/Microsoft.Management/managementGroups/none"+callers, "", 403, "AuthorizationFailed")
}

func TestCallersOfASubscriptionAddUpItsAccounts(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	now := quota.MinuteOf(w.Now)
	var all []quota.Calls
	for _, account := range []string{armtest.Account, armtest.Account + "2"} {
		for _, who := range []quota.Principal{{Tenant: armtest.Tenant, Object: w.ID("bob")}, {Object: "key1"}} {
			all = append(all, quota.Calls{CallKey: quota.CallKey{Minute: now, Account: strings.ToLower(account), Principal: who, Action: "chat"}, Count: 2})
		}
	}
	called(w, all...)
	var answer struct {
		Value []struct {
			PrincipalID, Account string
			Calls                int
		}
	}
	w.Must(json.Unmarshal([]byte(w.OK("ada", "GET", armtest.Subscription+callers, "").Text), &answer))
	var got []string
	for _, one := range answer.Value {
		got = append(got, fmt.Sprint(one.PrincipalID, " ", one.Calls, " ", one.Account != ""))
	}
	if want := []string{w.ID("bob") + " 4 false", "key1 2 true", "key1 2 true"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v: each account has a key1, and bob is one", got, want)
	}
}
