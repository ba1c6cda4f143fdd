#!/bin/sh
# After removal. /var/lib/keyless stays: it holds the store.
set -e
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload
fi
