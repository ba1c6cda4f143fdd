package command

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
)

type runCommand struct {
	serverOptions
	asOptions
	Command []string `arg:"" passthrough:"" help:"The command and its arguments, after --."`
}

// Help returns the text below the list of flags.
func (*runCommand) Help() string {
	return `Examples:
  keyless run -- npm test
  keyless run --as ci-pipeline -- pytest
  keyless run --world testdata/world.yaml -- go test ./...
  keyless run -- sh -c 'az login --service-principal …'

The server uses a temporary data folder and free ports, and is removed when the command ends. The exit code is that of the
command, which can list the users and their passwords with keyless env --json.`
}

// Run runs the command against a fresh server.
func (c *runCommand) Run(s *Session) (err error) {
	words, err := afterDashes(c.Command)
	if err != nil {
		return err
	}
	path, err := exec.LookPath(words[0])
	if err != nil {
		return notFoundCommand(words[0])
	}
	dir, err := os.MkdirTemp("", "keyless-run-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if c.Listen == "" {
		c.Listen = "127.0.0.1:0"
	}
	if c.HTTP == "" {
		c.HTTP = "127.0.0.1:0"
	}
	if c.Script == "" {
		// Test helpers write the replies of the built-in model to this file.
		c.Script = filepath.Join(dir, "script.yaml")
		if err := os.WriteFile(c.Script, nil, 0o600); err != nil {
			return err
		}
	}
	config, err := c.config(s, dir)
	if err != nil {
		return err
	}
	// A signal is for the command; the server runs until the command has exited.
	r, err := start(context.WithoutCancel(s.Context), config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.end()) }()
	vars, err := r.place.Environment(c.as())
	if err != nil {
		return err
	}
	s.sayForeign(r.place)
	s.sayOpened(config.PublicName, r.place.Server)
	return s.runChild(path, words, r.place.Surround(vars))
}
