#!/usr/bin/env bash
# Hosts on one machine, as root: network namespaces joined by a switch, with links of a chosen rate.
#
#   tests/cluster/hosts.sh up N RATE            makes N hosts anew; RATE: 10mbit, 1gbit, ..., none
#   tests/cluster/hosts.sh run HOST COMMAND...  runs it there
#   tests/cluster/hosts.sh link HOST up|down    plugs its cable in or out
#   tests/cluster/hosts.sh pids HOST [NAME]     the processes there, or those of this name
#   tests/cluster/hosts.sh down                 ends what runs on the hosts and removes them
#
# Host I has the address 10.77.0.I and the hostname ${HUSHED_CLUSTER}I; HUSHED_CLUSTER is "hushed"
# unless set, and keeps clusters apart. The hosts share the machine's files. Nothing outside their
# namespaces changes. `up` ends with 77, and says why, where the machine does not allow them.
set -euo pipefail
cluster=${HUSHED_CLUSTER:-hushed}
switch=${cluster}-switch

usage() {
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0" >&2
  exit 2
}

namespaces() {
  ip netns list 2>/dev/null | awk '{ print $1 }' | grep -Ex "$cluster([0-9]+|-switch)" || true
}

down() {
  local name pid
  for name in $(namespaces); do
    for pid in $(ip netns pids "$name"); do kill -KILL "$pid" 2>/dev/null || true; done
    ip netns delete "$name"
  done
}

# A bucket of a quarter of a millisecond, one frame at least: small messages are held up too, and
# a timer need not fire for each frame of a fast link.
bucket_bytes() {
  local bits
  case $1 in
    *gbit) bits=$((${1%gbit} * 1000000000)) ;;
    *mbit) bits=$((${1%mbit} * 1000000)) ;;
    *kbit) bits=$((${1%kbit} * 1000)) ;;
    *) echo "hosts: the rate '$1' is not none or a number of kbit, mbit or gbit" >&2; return 2 ;;
  esac
  local bytes=$((bits / 8 / 4000))
  echo $((bytes < 1600 ? 1600 : bytes))
}

# shape NAMESPACE DEVICE RATE: what leaves there. The queue holds 4 MB and loses nothing.
shape() {
  [ "$3" = none ] && return
  local bytes
  bytes=$(bucket_bytes "$3")
  ip netns exec "$1" tc qdisc add dev "$2" root tbf rate "$3" burst "$bytes" limit 4000000
}

make_hosts() {
  local hosts=$1 rate=$2 i name port
  ip netns add "$switch"
  ip -n "$switch" link add bridge type bridge
  ip -n "$switch" link set bridge up
  for ((i = 1; i <= hosts; i++)); do
    name=$cluster$i port=port$i
    ip netns add "$name"
    ip -n "$switch" link add "$port" type veth peer name eth0 netns "$name"
    ip -n "$switch" link set "$port" master bridge up
    ip -n "$name" address add "10.77.0.$i/24" dev eth0
    ip -n "$name" link set lo up
    ip -n "$name" link set eth0 up
    shape "$name" eth0 "$rate"
    shape "$switch" "$port" "$rate"
  done
}

up() {
  [ "$2" = none ] || bucket_bytes "$2" >/dev/null
  local reason="you are not root"
  if [ "$(id -u)" -eq 0 ]; then
    down
    # A shell of its own, so that it ends at the first command that fails.
    if reason=$(HUSHED_CLUSTER=$cluster "$0" make "$@" 2>&1); then return; fi
    down
  fi
  echo "this machine does not allow network namespaces ($reason)" >&2
  exit 77
}

run() {
  local name=$cluster$1
  shift
  # shellcheck disable=SC2016  # expanded by the shell within
  exec ip netns exec "$name" unshare --uts -- bash -c 'hostname "$0" && exec "$@"' "$name" "$@"
}

pids() {
  local pid
  for pid in $(ip netns pids "$cluster$1"); do
    if [ -z "${2:-}" ] || [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$2" ]; then echo "$pid"; fi
  done
}

command=${1:-}
shift || true
case "$command/$#" in
  up/2) up "$@" ;;
  make/2) make_hosts "$@" ;;
  down/0) down ;;
  run/[2-9] | run/[1-9][0-9]*) run "$@" ;;
  link/2) ip -n "$cluster$1" link set eth0 "$2" ;;
  pids/[12]) pids "$@" ;;
  *) usage ;;
esac
