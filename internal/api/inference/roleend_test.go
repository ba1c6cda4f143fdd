package inference_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/upstream"
)

// grantUntil assigns the role user to bob at the account until a time.
func (w *world) grantUntil(t *testing.T, ends time.Time) {
	t.Helper()
	d, _ := rbac.BuiltinNamed(user)
	edit := w.rbac.Edit()
	edit.PutAssignment(&rbac.Assignment{
		Name: "for a time", Tenant: tenant, Scope: resource.MustScope(accountID), RoleID: d.ID, PrincipalID: bob, PrincipalType: rbac.User,
		Schedule: &rbac.Schedule{Ends: ends},
	})
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rbac = edit.Done()
}

func TestAStreamEndsWithTheRoleThatAllowsIt(t *testing.T) {
	const event = "data: {\"choices\":[{}]}\n\n"
	sent := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", len(event), event)
	for _, row := range []struct {
		because string
		replace func(w *world, ends time.Time)
		told    string
	}{
		{"nothing else allows it", func(*world, time.Time) {}, `"code":"PermissionDenied"`},
		{"another role allows it for good", func(w *world, _ time.Time) { w.grant(t, bob, user, accountID) }, `"code":"stream_interrupted"`},
		{"the role is prolonged", func(w *world, ends time.Time) { w.grantUntil(t, ends.Add(time.Hour)) }, `"code":"stream_interrupted"`},
	} {
		t.Run(row.because, func(t *testing.T) {
			w := newWorld(t)
			ends := time.Now().Add(time.Second)
			w.grantUntil(t, ends)
			die := make(chan struct{})
			w.pooled(t, dying(t, sent, false, die), upstream.Config{}, upstream.GuardConfig{})
			r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, w.server.URL+"/foundry/openai/v1/chat/completions", strings.NewReader(`{"model":"chat","stream":true,`+hello+`}`))
			r.Header.Set("Authorization", bearer(bob)[1])
			response, err := w.server.Client().Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			if _, err := io.ReadFull(response.Body, make([]byte, len(event))); err != nil {
				t.Fatal(err)
			}
			row.replace(w, ends)
			time.AfterFunc(time.Until(ends)+time.Second, func() { close(die) }) // the server breaks off a second after the end
			rest, err := io.ReadAll(response.Body)
			if err == nil || !strings.Contains(string(rest), row.told) {
				t.Errorf("%q, %v", rest, err)
			}
			if time.Now().Before(ends) {
				t.Error("it was cut before the end of the role")
			}
		})
	}
}

func TestACallWithoutAnAnswerIsRefusedWhenItsRoleEnds(t *testing.T) {
	w := newWorld(t)
	w.grantUntil(t, time.Now().Add(time.Second))
	die := make(chan struct{})
	defer close(die)
	w.pooled(t, dying(t, "", false, die), upstream.Config{}, upstream.GuardConfig{})
	status, body, _ := w.call(t, http.MethodPost, "/foundry/openai/v1/chat/completions", `{"model":"chat",`+hello+`}`, bearer(bob)...)
	if status != http.StatusUnauthorized || !strings.Contains(body, "PermissionDenied") {
		t.Errorf("%d %s", status, body)
	}
}
