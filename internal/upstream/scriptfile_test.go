package upstream

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestScriptFileIsReloadedAfterChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "script.yaml")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		// Coarse file systems give two writes within a tick the same time.
		next := time.Now().Add(time.Duration(len(text)) * time.Second)
		if err := os.Chtimes(path, next, next); err != nil {
			t.Fatal(err)
		}
	}
	question := asked{route: routeChat, model: "m", messages: []message{{Role: "user", Content: "hello"}}}
	write("")
	script, err := OpenScript(path)
	if err != nil {
		t.Fatal(err)
	}
	if reply := script.find(question); reply != nil {
		t.Errorf("an empty file gave %+v", reply.scriptedFields)
	}
	write("replies: [{text: first}]")
	if reply := script.find(question); reply == nil || *reply.Text != "first" {
		t.Errorf("after the first change: %+v", reply)
	}
	write("replies: [{text: second reply, times: 1}]")
	if reply := script.find(question); reply == nil || *reply.Text != "second reply" {
		t.Errorf("after the second change: %+v", reply)
	}
	if reply := script.find(question); reply != nil {
		t.Errorf("a reply with times: 1 was given twice: %+v", reply.scriptedFields)
	}
	write("replies: [{txt: misspelt}]")
	reply := script.find(question)
	if reply == nil || reply.Error == nil || reply.Error.Status != http.StatusInternalServerError || !strings.Contains(reply.Error.Message, "txt") {
		t.Errorf("an invalid file must fail the call with the reason: %+v", reply)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if reply := script.find(question); reply == nil || reply.Error == nil {
		t.Error("a missing file must fail the call")
	}
}

func TestOpenScriptRejectsInvalidFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "script.yaml")
	if _, err := OpenScript(path); err == nil {
		t.Error("a missing file was opened")
	}
	if err := os.WriteFile(path, []byte("replies: 7"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenScript(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("an invalid script: %v", err)
	}
}
