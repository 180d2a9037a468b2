#!/usr/bin/env bash
# hushed beside PyTorch on this machine, as a Markdown table. Needs jq and python3-torch.
#
#   bench/peers/run.sh [-c COMMAND] [-o DIR] [-t TURNS] [-n LENGTH] fedavg|ddp
#
#   fedavg   a thousand simulated workers: rounds a second by threads, against a plain PyTorch script
#   ddp      two processes train the cnn: samples a second and bytes by MPI, against
#            DistributedDataParallel; as root, for a network namespace of its own, in which nothing
#            else is counted on the loopback device
#
# COMMAND is build/dev/bin/hushed unless given, DIR (results.jsonl, runs) runs/peers-PART. Everything
# compared runs once in each of TURNS turns (5), LENGTH rounds or steps long (40). Speeds are medians,
# and ratios medians of the turns' ratios. Four to six minutes each.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")/../.."
words=("$@")
hushed=build/dev/bin/hushed turns=5 length=40 folder=
while getopts c:o:t:n: option; do
  case $option in
    c) hushed=$OPTARG ;;
    o) folder=$OPTARG ;;
    t) turns=$OPTARG ;;
    n) length=$OPTARG ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
part=${1:-}
folder=${folder:-runs/peers-$part}
python=/usr/bin/python3  # which sees Debian's torch
# Memory that is given back is taken again in every step: hushed sets the same for itself.
export MALLOC_TRIM_THRESHOLD_=$((1 << 30)) MALLOC_MMAP_THRESHOLD_=$((1 << 30))

case $part in
  fedavg) ;;
  ddp)
    [ "$(id -u)" -eq 0 ] || { echo "peers bench: ddp needs root" >&2; exit 2; }
    if [ -z "${HUSHED_PEERS_ALONE:-}" ]; then
      export HUSHED_PEERS_ALONE=1
      # shellcheck disable=SC2016  # expanded by the shell within
      exec unshare --net -- bash -c 'ip link set lo up && exec "$0" "$@"' bench/peers/run.sh "${words[@]}"
    fi
    ;;
  *) echo "peers bench: '$part' is not one of fedavg, ddp" >&2; exit 2 ;;
esac
[ -x "$hushed" ] || { echo "peers bench: '$hushed' is no command: build it, or say -c COMMAND" >&2; exit 2; }
command -v jq >/dev/null || { echo "peers bench: jq is missing: apt-get install jq" >&2; exit 2; }
"$python" -c "import torch" || { echo "peers bench: apt-get install python3-torch" >&2; exit 2; }
mkdir -p "$folder"

# note NAME BASE: a line of results from a line of JSON. BASE is true for what others are compared to.
note() {
  jq -c --arg name "$1" --argjson base "$2" --argjson turn "$turn" \
    '{turn: $turn, name: $name, base: $base} + .' >>"$folder/results.jsonl"
}

train() {
  "$@" --force --quiet --json -o "$folder/run"
}

hushed_fedavg() {
  train "$hushed" train bench/peers/fedavg.toml --threads 2 --set "train.rounds=$length" |
    jq '{per_second: (.rounds / .final.seconds), test_accuracy: .final.test_accuracy}' |
    note "hushed, 2 threads" false
}

# torch_fedavg NAME BASE THREADS PROCESSES. OpenBLAS has threads of its own, which are in the way of torch's.
torch_fedavg() {
  OMP_NUM_THREADS=$3 OPENBLAS_NUM_THREADS=1 "$python" bench/peers/fedavg.py --rounds "$length" --processes "$4" |
    jq '{per_second: (.rounds / .seconds), test_accuracy}' | note "$1" "$2"
}

loopback_bytes() { awk '$1 == "lo:" { print $10 }' /proc/net/dev; }

over_tcp=(--mca pml ob1 --mca btl "tcp,self" --mca btl_tcp_if_include lo --mca oob_tcp_if_include lo)
in_memory=(--mca pml ob1 --mca btl "vader,self" --mca oob_tcp_if_include lo)

# hushed_ddp NAME OPTIONS...: over the transport in `mca`.
hushed_ddp() {
  local name=$1 before summary
  shift
  before=$(loopback_bytes)
  summary=$(train scripts/mpirun.sh -n 2 "${mca[@]}" "$hushed" train bench/peers/ddp.toml \
    --transport mpi --threads 1 --set "train.steps=$length" "$@")
  jq --argjson wire $(($(loopback_bytes) - before)) '{
    per_second: (2 * 32 * .steps / .final.seconds), test_accuracy: .final.test_accuracy,
    message_bytes: (.final.uplink_bits / 8 / .final.uploads), wire_bytes: ($wire / .steps)
    }' <<<"$summary" | note "$name" false
}

# torch_ddp NAME BASE HOOK
torch_ddp() {
  "$python" bench/peers/ddp.py --steps "$length" --hooks "$3" --test-limit 1000 |
    jq '{per_second: (.samples / .seconds), test_accuracy, message_bytes,
         wire_bytes: (.wire_bytes / .steps)}' | note "$1" "$2"
}

: >"$folder/results.jsonl"
for ((turn = 1; turn <= turns; turn++)); do
  echo "turn $turn of $turns" >&2
  if [ "$part" = fedavg ]; then
    hushed_fedavg
    torch_fedavg "PyTorch, 1 thread" true 1 1
    torch_fedavg "PyTorch, 2 threads" true 2 1
    torch_fedavg "PyTorch, 2 processes" false 1 2
    continue
  fi
  mca=("${over_tcp[@]}")
  torch_ddp "DDP, dense" true none
  hushed_ddp "hushed, dense"
  torch_ddp "DDP, fp16 hook" false fp16
  hushed_ddp "hushed, fp16" --set algorithm.compress.kind=fp16
  torch_ddp "DDP, PowerSGD hook, rank 1" false powersgd
  hushed_ddp "hushed, sparse-sgd (top-k 1%)" --set algorithm.name=sparse-sgd
  mca=("${in_memory[@]}")
  hushed_ddp "hushed, dense, in shared memory"
done
echo "$(lscpu | sed -n 's/^Model name: *//p' | head -n 1), $(nproc) cores; $(date +%F);" \
  "$("$hushed" version | head -n 1); PyTorch $("$python" -c 'import torch; print(torch.__version__)');" \
  "$(scripts/mpirun.sh --version | head -n 1); $turns turns of $length"
echo
jq -rs -f "bench/peers/table.jq" "$folder/results.jsonl"
