#!/usr/bin/env bash
# mpirun, begun on host 1, over the first hosts of tests/cluster/hosts.sh:
#
#   tests/cluster/mpirun.sh HOSTS RANKS_PER_HOST [OPTIONS OF MPIRUN...] COMMAND...
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
hosts=$1 ranks=$2
shift 2

list=10.77.0.1:$ranks
for ((i = 2; i <= hosts; i++)); do list+=,10.77.0.$i:$ranks; done
exec "$here/hosts.sh" run 1 "$here/../../scripts/mpirun.sh" -n $((hosts * ranks)) --host "$list" \
  --mca plm rsh --mca plm_rsh_agent "$here/rsh.sh" \
  --mca pml ob1 --mca btl tcp,self --mca btl_tcp_if_include 10.77.0.0/24 \
  --mca oob_tcp_if_include 10.77.0.0/24 "$@"
