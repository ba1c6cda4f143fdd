package app_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/world"
)

// slow is a model server that starts a stream, and ends it when told to.
func slow(t *testing.T) (address string, finish chan struct{}) {
	t.Helper()
	finish = make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/models") {
			_, _ = io.WriteString(w, `{"object":"list","data":[{"id":"slow","object":"model"}]}`)
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, `data: {"choices":[{"index":0,"delta":{"content":"first"}}]}`+"\n\n")
		w.(http.Flusher).Flush()
		select {
		case <-finish:
			_, _ = io.WriteString(w, `data: {"choices":[{"index":0,"delta":{"content":"second"},"finish_reason":"stop"}]}`+"\n\ndata: [DONE]\n\n")
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(server.Close)
	return server.URL + "/v1", finish
}

// drained is a server with a running stream that has been told to stop.
type drained struct {
	stop   context.CancelFunc
	done   chan error
	client *http.Client
	login  string
	lines  *bufio.Scanner
	finish chan struct{}
}

// startDrained starts a server whose models ada may call, and returns her token.
func startDrained(t *testing.T, notice, grace time.Duration, upstreams ...app.Upstream) (d *drained, account, token string) {
	t.Helper()
	config := app.Developer(t.TempDir())
	config.Listen, config.HTTPListen = "127.0.0.1:0", ""
	config.Upstreams = upstreams
	config.World = world.Default()
	config.World.Tenants[0].RoleAssignments = append(config.World.Tenants[0].RoleAssignments,
		world.RoleAssignment{Role: world.Ref{Name: "Cognitive Services User"}, Principal: world.Ref{Name: "ada@keyless.localhost"}, Scope: world.Ref{Name: "foundry"}})
	config.StopNotice, config.StopGrace = notice, grace
	server, err := app.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	d = &drained{stop: stop, done: make(chan error, 1), login: server.Origins().Login}
	go func() { d.done <- server.Run(ctx) }()
	<-server.Ready()
	d.client = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: server.Bundle().Pool(), MinVersion: tls.VersionTLS12}, DisableKeepAlives: true}}
	t.Cleanup(stop)
	place, err := client.FindInstance(config.DataDir)
	if err != nil {
		t.Fatal(err)
	}
	return d, server.Origins().Account("foundry"), passwordToken(t, d.client, place)
}

func startStream(t *testing.T, notice, grace time.Duration) *drained {
	t.Helper()
	address, finish := slow(t)
	d, account, token := startDrained(t, notice, grace, app.Upstream{URL: address})
	d.finish = finish
	var response *http.Response
	await(t, "the stream does not begin", func() bool {
		request, err := http.NewRequest(http.MethodPost, account+"/models/chat/completions?api-version=2024-05-01-preview",
			strings.NewReader(`{"model":"slow","stream":true,"messages":[{"role":"user","content":"hi"}]}`))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+token)
		request.Header.Set("Content-Type", "application/json")
		if response, err = d.client.Do(request); err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != http.StatusOK {
			_ = response.Body.Close()
		}
		return response.StatusCode == http.StatusOK
	})
	t.Cleanup(func() { _ = response.Body.Close() })
	d.lines = bufio.NewScanner(response.Body)
	if !d.lines.Scan() || !strings.Contains(d.lines.Text(), "first") {
		t.Fatalf("the stream begins with %q", d.lines.Text())
	}
	return d
}

// passwordToken returns a token for models of the first user of the world.
func passwordToken(t *testing.T, client *http.Client, place *client.Instance) string {
	t.Helper()
	ada := place.Tenant.Users[0]
	response, err := client.PostForm(place.Server.Origins.Login+"/"+place.Tenant.ID+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"password"}, "client_id": {azureCLI}, "username": {ada.UserPrincipalName}, "password": {ada.Password},
		"scope": {"https://cognitiveservices.azure.com/.default"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || answer.Token == "" {
		t.Fatalf("no token: %v", err)
	}
	return answer.Token
}

// rest reads the stream to its end.
func (d *drained) rest() string {
	var text strings.Builder
	for d.lines.Scan() {
		fmt.Fprintln(&text, d.lines.Text())
	}
	return text.String()
}

func (d *drained) status(t *testing.T, path string) int {
	t.Helper()
	response, err := d.client.Get(d.login + path)
	if err != nil {
		return 0
	}
	_ = response.Body.Close()
	return response.StatusCode
}

func TestStoppingServersAreNotReadyButServeDuringTheNotice(t *testing.T) {
	d := startStream(t, time.Hour, time.Hour)
	if status := d.status(t, "/readyz"); status != http.StatusOK {
		t.Fatalf("before: %d", status)
	}
	d.stop()
	await(t, "the server stays ready", func() bool { return d.status(t, "/readyz") == http.StatusServiceUnavailable })
	if status := d.status(t, "/common/discovery/v2.0/keys"); status != http.StatusOK {
		t.Errorf("a call in the notice: %d", status)
	}
	close(d.finish)
	if text := d.rest(); !strings.Contains(text, "second") || !strings.Contains(text, "[DONE]") {
		t.Errorf("the stream ends with %s", text)
	}
}

func TestRunningStreamsFinishDuringTheGracePeriod(t *testing.T) {
	d := startStream(t, 0, time.Hour)
	d.stop()
	await(t, "the listener stays open", func() bool { return d.status(t, "/readyz") == 0 })
	close(d.finish)
	if text := d.rest(); !strings.Contains(text, "second") || !strings.Contains(text, "[DONE]") {
		t.Errorf("the stream ends with %s", text)
	}
	if err := <-d.done; err != nil {
		t.Error(err)
	}
}

func TestStreamsEndWithAnErrorEventAfterTheGracePeriod(t *testing.T) {
	d := startStream(t, 0, 50*time.Millisecond)
	d.stop()
	if text := d.rest(); !strings.Contains(text, "event: error") || !strings.Contains(text, `"code":"server_stopping"`) || strings.Contains(text, "second") {
		t.Errorf("the stream ends with %s", text)
	}
	if err := <-d.done; err != nil {
		t.Error(err)
	}
}

// session opens a realtime session with the built-in model.
func (d *drained) session(t *testing.T, account, token string) *websocket.Conn {
	t.Helper()
	var conn *websocket.Conn
	await(t, "no session begins", func() bool {
		var err error
		//nolint:bodyclose // Dial's
		conn, _, err = websocket.Dial(t.Context(), account+"/openai/v1/realtime?model=chat", &websocket.DialOptions{
			HTTPClient: d.client, HTTPHeader: http.Header{"Authorization": {"Bearer " + token}},
		})
		return err == nil
	})
	t.Cleanup(func() { _ = conn.CloseNow() })
	return conn
}

// untilEvent reads events until one contains text.
func untilEvent(t *testing.T, conn *websocket.Conn, text string) {
	t.Helper()
	for {
		_, event, err := conn.Read(t.Context())
		if err != nil {
			t.Fatalf("waiting for %s: %v", text, err)
		}
		if strings.Contains(string(event), text) {
			return
		}
	}
}

func TestRealtimeSessionsContinueDuringTheGracePeriod(t *testing.T) {
	d, account, token := startDrained(t, 0, time.Hour)
	conn := d.session(t, account, token)
	untilEvent(t, conn, "session.created")
	d.stop()
	await(t, "the listener stays open", func() bool { return d.status(t, "/readyz") == 0 })
	if err := conn.Write(t.Context(), websocket.MessageText, []byte(`{"type":"session.update","session":{"instructions":"be brief"}}`)); err != nil {
		t.Fatal(err)
	}
	untilEvent(t, conn, "session.updated")
	if err := conn.Close(websocket.StatusNormalClosure, ""); err != nil {
		t.Error(err)
	}
	if err := <-d.done; err != nil {
		t.Error(err)
	}
}

func TestRealtimeSessionsAreClosedAfterTheGracePeriod(t *testing.T) {
	d, account, token := startDrained(t, 0, 50*time.Millisecond)
	conn := d.session(t, account, token)
	untilEvent(t, conn, "session.created")
	d.stop()
	untilEvent(t, conn, "server_stopping")
	_, _, err := conn.Read(t.Context())
	if status := websocket.CloseStatus(err); status != websocket.StatusServiceRestart {
		t.Errorf("the session ends with %v", err)
	}
	if err := <-d.done; err != nil {
		t.Error(err)
	}
}
