package inference_test

import (
	"net/http"
	"testing"
)

func TestCORSAllowsOnlyRegisteredOrigins(t *testing.T) {
	w := newWorld(t)
	w.pageOrigin = func(account, origin string) bool { return account == "foundry" && origin == "https://app.test" }
	w.grant(t, bob, user, accountID)
	for _, row := range []struct{ rule, origin, allowed string }{
		{"an allowed page", "https://app.test", "https://app.test"},
		{"another page", "https://evil.test", ""},
		{"no page", "", ""},
	} {
		status, _, h := w.call(t, "POST", chatPath, `{"model":"chat",`+hello+`}`, append(bearer(bob), "Origin", row.origin)...)
		if status != http.StatusOK || h.Get("Access-Control-Allow-Origin") != row.allowed {
			t.Errorf("%s: %d, allowed %q", row.rule, status, h.Get("Access-Control-Allow-Origin"))
		}
		status, _, h = w.call(t, "OPTIONS", chatPath, "", "Origin", row.origin, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization")
		if preflight := status == http.StatusNoContent; preflight != (row.allowed != "") || h.Get("Access-Control-Allow-Origin") != row.allowed {
			t.Errorf("%s, preflight: %d, allowed %q", row.rule, status, h.Get("Access-Control-Allow-Origin"))
		}
	}
	if _, _, h := w.call(t, "OPTIONS", "/other/models/chat/completions", "", "Origin", "https://app.test", "Access-Control-Request-Method", "POST"); h.Get("Access-Control-Allow-Origin") != "" {
		t.Error("an account that allows no page answers one")
	}
}
