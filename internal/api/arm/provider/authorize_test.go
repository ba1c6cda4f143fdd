package provider_test

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/arm/armtest"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/store"
)

func TestRefusalMessageMatchesAzure(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	want := "The client 'bob@test.localhost' with object id '" + w.ID("bob") + "' does not have authorization to perform action 'Microsoft.CognitiveServices/accounts/listKeys/action' over scope '" +
		armtest.Account + "' or the scope is invalid. If access was recently granted, please refresh your credentials."
	if got := w.Refused("bob", "POST", strings.ToLower(armtest.Account)+"/LISTKEYS", "", 403, "AuthorizationFailed"); !strings.EqualFold(got, want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	app := w.Call("ci", "GET", armtest.Account, "").Message()
	if id := w.People["ci"].(*directory.ServicePrincipal).AppID; !strings.HasPrefix(app, "The client '"+id+"' with object id '"+w.ID("ci")+"' does not") {
		t.Errorf("a service principal is called %s", app)
	}
}

// addEve adds a user who has the object id of ada, in a tenant of her own.
func addEve(w *armtest.World) *directory.User {
	eve := &directory.User{Header: directory.Header{Tenant: "11111111-0000-4000-8000-000000000001", ID: w.ID("ada"), DisplayName: "eve"}, UserPrincipalName: "eve@other.localhost", AccountEnabled: true}
	w.Update(func(tx *store.Tx) error {
		if err := tx.PutTenant(&directory.Tenant{ID: eve.Tenant, DisplayName: "Other", DefaultDomain: "other.localhost", CreatedAt: armtest.Start}); err != nil {
			return err
		}
		return tx.PutObject(eve)
	})
	return eve
}

func TestTokenOfAnotherTenantGetsChallengeForSubscriptionTenant(t *testing.T) {
	w := armtest.New(t)
	eve := addEve(w)
	w.People["eve"] = eve
	raw := w.TokenOf(eve.Tenant, eve)
	got := w.Send("GET", armtest.Subscription, "", http.Header{"Authorization": {"Bearer " + raw}})
	if got.Status != 401 || got.Code() != "InvalidAuthenticationTokenTenant" || !strings.Contains(got.Header.Get("WWW-Authenticate"), armtest.Login+"/"+armtest.Tenant+`"`) {
		t.Errorf("%d %s %s", got.Status, got.Text, got.Header.Get("WWW-Authenticate"))
	}
	got = w.Send("GET", "/subscriptions", "", http.Header{"Authorization": {"Bearer " + raw}})
	if values, _ := got.JSON["value"].([]any); got.Status != 200 || len(values) != 0 {
		t.Errorf("%d %s", got.Status, got.Text)
	}
}

func TestTokensOfAnotherTenantDoNotBlockOthers(t *testing.T) {
	w := armtest.New(t)
	eve := addEve(w)
	raw := w.TokenOf(eve.Tenant, eve)
	// All handles of the store but one are busy.
	release := make(chan struct{})
	defer close(release)
	var busy sync.WaitGroup
	for range max(4, runtime.GOMAXPROCS(0)) - 1 {
		busy.Add(1)
		go func() {
			_ = w.DB.View(context.Background(), func(*store.Tx) error { busy.Done(); <-release; return nil })
		}()
	}
	busy.Wait()
	done := make(chan armtest.Answer, 1)
	go func() {
		done <- w.Send("GET", armtest.Subscription, "", http.Header{"Authorization": {"Bearer " + raw}})
	}()
	select {
	case got := <-done:
		if got.Status != 401 || !strings.Contains(got.Header.Get("WWW-Authenticate"), armtest.Login+"/"+armtest.Tenant+`"`) {
			t.Errorf("%d %s", got.Status, got.Text)
		}
	case <-time.After(5 * time.Second):
		t.Error("the request waits for a handle while it holds one")
	}
}
