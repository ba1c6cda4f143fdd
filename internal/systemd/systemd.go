// Package systemd reports the state of a service to systemd and takes the sockets that systemd opened for it. Under any
// other service manager its functions do nothing.
package systemd

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-systemd/v22/activation"
	"github.com/coreos/go-systemd/v22/daemon"
)

// Sockets returns the stream sockets that systemd passed to this process, by the names that FileDescriptorName= of the
// socket units gives them. A single socket with any other name has the first of names. It fails if a socket has no place
// in names, or if two have the same one; then all of them are closed. Source: sd_listen_fds(3).
func Sockets(names ...string) (map[string]net.Listener, error) {
	given, err := activation.ListenersWithNames()
	if err != nil {
		return nil, fmt.Errorf("sockets of systemd: %w", err)
	}
	return assign(given, names)
}

func assign(given map[string][]net.Listener, names []string) (map[string]net.Listener, error) {
	found := map[string]net.Listener{}
	var problems []error
	single := len(given) == 1
	for _, name := range slices.Sorted(maps.Keys(given)) {
		listeners := given[name]
		place := name
		if single && len(listeners) == 1 && !slices.Contains(names, name) {
			place = names[0]
		}
		switch {
		case !slices.Contains(names, place):
			problems = append(problems, fmt.Errorf("systemd passed a socket called %s: FileDescriptorName= is one of %s", name, strings.Join(names, ", ")))
		case len(listeners) > 1:
			problems = append(problems, fmt.Errorf("systemd passed %d sockets called %s: keyless takes one", len(listeners), name))
		case listeners[0] == nil:
			problems = append(problems, fmt.Errorf("the socket %s of systemd is no stream socket: write ListenStream=", name))
		default:
			found[place] = listeners[0]
		}
	}
	if err := errors.Join(problems...); err != nil {
		for _, listeners := range given {
			for _, l := range listeners {
				if l != nil {
					_ = l.Close()
				}
			}
		}
		return nil, err
	}
	return found, nil
}

// Ready tells systemd that the service answers. Source: sd_notify(3).
func Ready() error { return notify(daemon.SdNotifyReady) }

// Stopping tells systemd that the service is about to end.
func Stopping() error { return notify(daemon.SdNotifyStopping) }

func notify(state string) error {
	_, err := daemon.SdNotify(false, state)
	return err
}

// Watch tells systemd's watchdog that the service works, as long as check says so, until ctx ends. It returns at once if
// the unit has no WatchdogSec=. failed is told why a period was left out; after WatchdogSec= systemd restarts the service.
func Watch(ctx context.Context, check func(context.Context) error, failed func(error)) {
	period, err := daemon.SdWatchdogEnabled(false)
	if err != nil {
		failed(err)
		return
	}
	if period <= 0 {
		return
	}
	pause := period / 3
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		limited, cancel := context.WithTimeout(ctx, pause)
		err := check(limited)
		cancel()
		if err == nil {
			err = notify(daemon.SdNotifyWatchdog)
		}
		if err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
