package provider_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/arm/armtest"
)

func TestAsyncOperations(t *testing.T) {
	w := armtest.NewAsync(t, 2*time.Second)
	w.OK("ada", "PUT", armtest.Group, `{"location":"eastus"}`)
	made := w.OK("ada", "PUT", armtest.Account, `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus","properties":{"customSubDomainName":"foundry"}}`)
	poll := made.Header.Get("Azure-AsyncOperation")
	if made.Status != 201 || made.At("properties", "provisioningState") != "Accepted" || made.Header.Get("Retry-After") != "2" || !strings.HasPrefix(poll, armtest.Origin+armtest.Subscription+"/operationStatuses/") {
		t.Fatalf("%d %s %v", made.Status, made.Text, made.Header)
	}
	poll = strings.TrimPrefix(poll, armtest.Origin)
	if got := w.OK("ada", "GET", poll, ""); got.At("status") != "InProgress" || got.Header.Get("Retry-After") != "2" {
		t.Errorf("%s %v", got.Text, got.Header)
	}
	w.Refused("bob", "GET", poll, "", 404, "OperationNotFound")
	w.Refused("ada", "GET", strings.Replace(poll, "operationStatuses/", "operationStatuses/x", 1), "", 404, "OperationNotFound")
	w.Advance(2 * time.Second)
	if got := w.OK("ada", "GET", poll, ""); got.At("status") != "Succeeded" {
		t.Errorf("%s", got.Text)
	}
	if got := w.OK("ada", "GET", armtest.Account, ""); got.At("properties", "provisioningState") != "Succeeded" {
		t.Errorf("%s", got.Text)
	}
	if got := w.OK("ada", "PATCH", armtest.Account, `{"tags":{"a":"b"}}`); got.Status != 202 || got.Header.Get("Azure-AsyncOperation") == "" || got.Header.Get("Location") != "" {
		t.Errorf("a patch: %d %v", got.Status, got.Header)
	}
	if got := w.OK("ada", "PUT", armtest.Account, `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus","properties":{"customSubDomainName":"foundry"}}`); got.Status != 200 || got.Header.Get("Azure-AsyncOperation") == "" {
		t.Errorf("a put again: %d %v", got.Status, got.Header)
	}
	if got := w.Give("ada", "bob", armtest.Reader, armtest.Account); got.Status != 201 || got.Header.Get("Azure-AsyncOperation") != "" {
		t.Errorf("role assignments are there at once on Azure: %d %v", got.Status, got.Header)
	}
	gone := w.OK("ada", "DELETE", armtest.Account, "")
	if gone.Status != http.StatusAccepted || gone.Text != "" {
		t.Fatalf("%d %s", gone.Status, gone.Text)
	}
	location := strings.TrimPrefix(gone.Header.Get("Location"), armtest.Origin)
	if got := w.OK("ada", "GET", location, ""); got.Status != 202 || got.Header.Get("Location") != armtest.Origin+location {
		t.Errorf("%d %v", got.Status, got.Header)
	}
	w.Advance(2 * time.Second)
	if got := w.OK("ada", "GET", location, ""); got.Status != 200 {
		t.Errorf("%d", got.Status)
	}
	w.Refused("ada", "GET", armtest.Account, "", 404, "ResourceNotFound")
	if got := w.OK("ada", "DELETE", armtest.Group, ""); got.Status != 202 {
		t.Errorf("a group is deleted with %d", got.Status)
	}
}
