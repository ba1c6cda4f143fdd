package command

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/datadir"
	"keyless.dev/keyless/internal/world"
)

// serverOptions are the flags of a developer server.
type serverOptions struct {
	Listen   string   `help:"Address of the TLS listener; port 0 means any free port." placeholder:"HOST:PORT"`
	Name     string   `help:"Name by which containers and other machines reach the server, such as host.docker.internal. The server's URLs contain it, and --listen may then be a network address." placeholder:"HOST"`
	HTTP     string   `name:"http" help:"Address of the plain listener for managed identity and cloud metadata." placeholder:"HOST:PORT"`
	World    string   `help:"YAML file with the users, resources and roles, instead of the default world." type:"existingfile" placeholder:"FILE"`
	Upstream []string `help:"Base URL of an OpenAI-compatible server; its models become deployments. May be given several times." sep:"none" placeholder:"URL"`
	modelOptions
	RBACDelay     time.Duration `name:"rbac-delay" default:"0s" help:"Delay until a changed role assignment takes effect. In Azure it can be five minutes."`
	ARMAsync      time.Duration `name:"arm-async" default:"0s" help:"Make writes asynchronous that are asynchronous in Azure, for this long."`
	TokenLifetime time.Duration `default:"1h" help:"Lifetime of an access token."`
	Verbose       bool          `short:"v" help:"Log each request to standard error."`
}

// config returns the server's configuration, after the checks that are possible without starting it.
func (o *serverOptions) config(s *Session, dir string) (app.Config, error) {
	config := app.Developer(dir)
	config.RBACDelay, config.ARMAsync, config.TokenLifetime = o.RBACDelay, o.ARMAsync, o.TokenLifetime
	if o.Listen != "" {
		config.Listen = o.Listen
	}
	if o.HTTP != "" {
		config.HTTPListen = o.HTTP
	}
	if o.Name != "" {
		var err error
		if config.PublicName, err = app.PublicName(o.Name); err != nil {
			return config, misused("--name: %v", err)
		}
	}
	if err := errors.Join(checkListen(config), checkLoopback("--http", config.HTTPListen)); err != nil {
		return config, err
	}
	if o.TokenLifetime < 10*time.Second || o.TokenLifetime > 24*time.Hour {
		return config, misused("--token-lifetime is from 10s to 24h, not %s", o.TokenLifetime)
	}
	if o.ARMAsync < 0 || o.ARMAsync > time.Hour {
		return config, misused("--arm-async is from 0s to 1h, not %s", o.ARMAsync)
	}
	if o.RBACDelay < 0 || o.RBACDelay > time.Hour {
		return config, misused("--rbac-delay is from 0s to 1h, not %s", o.RBACDelay)
	}
	for _, address := range o.Upstream {
		if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return config, misused("--upstream is an http or https address, as http://127.0.0.1:11434/v1, not %s", address)
		}
		config.Upstreams = append(config.Upstreams, app.Upstream{URL: address})
	}
	if err := o.apply(&config); err != nil {
		return config, err
	}
	if o.World != "" {
		text, err := os.ReadFile(o.World)
		if err != nil {
			return config, err
		}
		if config.World, err = world.Parse(text); err != nil {
			return config, fmt.Errorf("%s: %w", o.World, err)
		}
	}
	level := slog.LevelWarn
	if o.Verbose {
		level = slog.LevelDebug
	}
	config.Log = slog.New(slog.NewTextHandler(s.Err, &slog.HandlerOptions{Level: level}))
	return config, nil
}

// checkListen rejects an address that others can reach unless the server has a public name for them.
func checkListen(config app.Config) error {
	if err := checkAddress("--listen", config.Listen); err != nil || config.PublicName != "" {
		return err
	}
	if err := checkLoopback("--listen", config.Listen); err != nil {
		return fmt.Errorf("%w\nFor containers and other machines, add the name by which they reach it: --name host.docker.internal", err)
	}
	return nil
}

// checkLoopback rejects an address that others can reach: the plain listener has no TLS, and issues tokens to every
// client.
func checkLoopback(flag, address string) error {
	if err := checkAddress(flag, address); err != nil {
		return err
	}
	if !edge.IsLoopbackHost(address) {
		return misused("%s %s: the developer server listens on this machine only, as on 127.0.0.1:8443", flag, address)
	}
	return nil
}

func checkAddress(flag, address string) error {
	if _, _, err := net.SplitHostPort(address); err != nil {
		return misused("%s is host:port, as 127.0.0.1:8443, not %s", flag, address)
	}
	return nil
}

// running is a server that is starting or has started.
type running struct {
	place *client.Instance
	done  chan error
	stop  context.CancelFunc
}

// start starts a server that runs until ctx ends, and returns when it is ready.
func start(ctx context.Context, config app.Config) (*running, error) {
	ctx, stop := context.WithCancel(ctx)
	server, err := app.New(ctx, config)
	if err != nil {
		stop()
		return nil, startError(config, err)
	}
	r := &running{done: make(chan error, 1), stop: stop}
	go func() { r.done <- server.Run(ctx) }()
	select {
	case err := <-r.done:
		stop()
		if err == nil {
			err = errors.New("the server stopped before it was ready")
		}
		return nil, startError(config, err)
	case <-server.Ready():
	}
	if r.place, err = client.FindInstance(config.DataDir); err != nil {
		return nil, errors.Join(err, r.end())
	}
	return r, nil
}

// end stops the server and waits for it.
func (r *running) end() error {
	r.stop()
	return <-r.done
}

// wait waits until the server has stopped, by itself or because of a signal.
func (r *running) wait() error {
	err := <-r.done
	r.stop()
	return err
}

// startError explains what to do about a failed start.
func startError(config app.Config, err error) error {
	switch {
	case errors.Is(err, datadir.ErrLocked):
		return fmt.Errorf("another server uses the data folder %s\nUse that one (keyless env), stop it, or choose another folder with --data", config.DataDir)
	case errors.Is(err, syscall.EADDRINUSE):
		flag, address := "--listen", config.Listen
		if strings.Contains(err.Error(), "(--http)") {
			flag, address = "--http", config.HTTPListen
		}
		return fmt.Errorf("%s is in use by another program\nChoose another port: keyless up %s 127.0.0.1:0", address, flag)
	}
	return err
}
