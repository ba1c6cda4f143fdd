#!/bin/sh
# Before removal, not before an upgrade (deb says upgrade, rpm counts what stays): the service stops.
set -e
case "$1" in upgrade | 1) exit 0 ;; esac
if [ -d /run/systemd/system ]; then
  systemctl disable --now keyless.service keyless.socket
fi
