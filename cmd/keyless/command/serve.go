package command

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/datadir"
	"keyless.dev/keyless/internal/gctuning"
	"keyless.dev/keyless/internal/serveconfig"
	"keyless.dev/keyless/internal/systemd"
)

type serveCommand struct {
	Config  string `required:"" type:"existingfile" placeholder:"FILE" help:"The configuration, in YAML."`
	Check   bool   `help:"Check the configuration without starting the server."`
	Verbose bool   `short:"v" help:"Log each request to standard error."`
}

// Help returns the text below the list of flags.
func (*serveCommand) Help() string {
	return `Examples:
  keyless serve --config /etc/keyless/keyless.yaml
  keyless serve --config keyless.yaml --check

A configuration (docs/production.md describes every setting):

  origins: {login: https://login.ai.example.com, arm: https://arm.ai.example.com, graph: https://graph.ai.example.com, accounts: "https://*.ai.example.com"}
  tls: {cert: tls.crt, key: tls.key}
  store: postgres://keyless@db/keyless
  keys: {encryptionKeyFile: kek}
  world: world.yaml          # initial content of an empty store

If a setting is missing, unknown or unsafe, the error names it and the server does not start. The certificate is read again
when its files change. Under systemd, sockets named tls and metrics replace listen and metrics.listen, and the watchdog is
notified while the listener responds. A signal drains the server: it reports that it is not ready, serves for stop.notice,
and gives running requests stop.grace to finish. A second signal stops it at once.`
}

// Run runs a production server until it is stopped.
func (c *serveCommand) Run(s *Session) error {
	config, err := production(s, c.Config, c.Verbose)
	if err != nil {
		return err
	}
	if c.Check {
		fmt.Fprintf(s.Out, "%s is valid.\n", c.Config)
		return nil
	}
	if config.Sockets, err = systemd.Sockets(app.SocketTLS, app.SocketMetrics); err != nil {
		return err
	}
	server, err := app.New(s.Context, config)
	if errors.Is(err, datadir.ErrLocked) {
		return fmt.Errorf("another server uses the data folder %s: choose another folder with data: in %s", config.DataDir, c.Config)
	}
	if err != nil {
		return err
	}
	go func() {
		<-server.Ready()
		config.Log.Info("serving", "login", server.Origins().Login, "arm", server.Origins().ARM, "accounts", server.Origins().Accounts, "listen", server.Listening())
		supervise(s.Context, server, config.Log)
	}()
	go gctuning.Run(s.Context)
	return server.Run(s.Context)
}

// supervise notifies systemd, if it started the server, when the server is ready, at intervals while it is healthy, and
// when it stops after ctx has ended.
func supervise(ctx context.Context, server *app.App, log *slog.Logger) {
	warn := func(err error) { log.Warn("systemd is not informed", "error", err) }
	if err := systemd.Ready(); err != nil {
		warn(err)
	}
	go systemd.Watch(context.WithoutCancel(ctx), server.Probe, warn)
	<-ctx.Done()
	if err := systemd.Stopping(); err != nil {
		warn(err)
	}
}

// production reads a configuration file.
func production(s *Session, path string, verbose bool) (app.Config, error) {
	level := slog.LevelInfo
	if verbose {
		level = slog.LevelDebug
	}
	config, err := serveconfig.Production(path, s.Data, slog.New(slog.NewJSONHandler(s.Err, &slog.HandlerOptions{Level: level})))
	if err != nil {
		return config, errors.New(strings.TrimRight(err.Error(), "\n"))
	}
	return config, nil
}
