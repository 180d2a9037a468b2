#!/usr/bin/env bash
# What mpirun reaches hosts of hosts.sh by, in place of ssh: rsh.sh HOST COMMAND...; like ssh it
# brings no environment along.
set -euo pipefail
host=${1##*[!0-9]}
shift
exec env -i HOME="${HOME:-/}" PATH="$PATH" HUSHED_CLUSTER="${HUSHED_CLUSTER:-hushed}" \
  "$(dirname "$0")/hosts.sh" run "$host" bash -c "$*"
