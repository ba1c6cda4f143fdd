package provider_test

import (
	"net/http"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
)

func TestSlowBodyDoesNotBlockOtherRequests(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	arrived, finish := make(chan struct{}), make(chan struct{})
	done := make(chan int)
	go func() {
		body := &slowBody{arrived: arrived, finish: finish, rest: strings.NewReader(`{"location":"eastus"}`)}
		r, _ := http.NewRequest("PUT", armtest.Subscription+"/resourceGroups/slow?api-version=2024-11-01", body)
		r.Header.Set("Authorization", "Bearer "+w.Token("ada"))
		out := &recorder{header: http.Header{}}
		w.Host.ServeHTTP(out, r)
		done <- out.status
	}()
	<-arrived
	w.OK("ada", "PATCH", armtest.Account, `{"tags":{"while":"waiting"}}`)
	close(finish)
	if status := <-done; status != 201 {
		t.Errorf("the slow request ended with %d", status)
	}
}

// slowBody says nothing until it is told to.
type slowBody struct {
	arrived, finish chan struct{}
	rest            *strings.Reader
	began           bool
}

func (b *slowBody) Read(p []byte) (int, error) {
	if !b.began {
		b.began = true
		close(b.arrived)
		<-b.finish
	}
	return b.rest.Read(p)
}

func (b *slowBody) Close() error { return nil }

type recorder struct {
	header http.Header
	status int
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) Write(p []byte) (int, error) { return len(p), nil }

func (r *recorder) WriteHeader(status int) { r.status = status }
