#!/bin/sh
# After an installation or upgrade: systemd reads the unit again, and a service that runs is restarted.
set -e
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload
  systemctl try-restart keyless.service
fi
