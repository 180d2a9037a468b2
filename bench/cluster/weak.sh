#!/usr/bin/env bash
# Weak scaling on this machine: rounds of five workers on one rank against rounds of ten workers on two, a thread
# each; twice as fast is best. What two cores can do at most is measured too: two jobs of one rank beside each other,
# which say nothing to each other. The three alternate five times, and the medians are compared.
#
#   bench/cluster/weak.sh [HUSHED]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
hushed=${1:-$here/../../build/dev/bin/hushed}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# milliseconds NAME RANKS OPTIONS...: of a round without its evaluations.
milliseconds() {
  local name=$1 ranks=$2
  shift 2
  "$here/../../scripts/mpirun.sh" -n "$ranks" "$hushed" train "$here/../../jobs/sasg-fashion-mnist.toml" \
    -o "$work/$name" --force --quiet --json --transport mpi --threads 1 --set train.workers=$((5 * ranks)) \
    --set train.steps=150 --set train.evaluate_every=0 --set train.targets=[] "$@" |
    awk '/"rounds"/ { gsub(/[^0-9]/, ""); rounds = $0 }
         /"seconds": \{/ { inside = 1 }
         inside && /"total"/ { gsub(/[^0-9.e-]/, ""); total = $0 }
         inside && /"evaluate"/ { gsub(/[^0-9.-]/, ""); evaluate = $0; inside = 0 }
         END { print 1000 * (total - evaluate) / rounds }'
}

median() { sort -g | sed -n 3p; }

compare() {
  local name=$1
  shift
  for turn in 1 2 3 4 5; do
    milliseconds alone 1 "$@" >>"$work/one.ms"
    milliseconds left 1 "$@" >>"$work/beside.ms" & milliseconds right 1 "$@" >/dev/null
    wait $!
    milliseconds both 2 "$@" >>"$work/two.ms"
  done
  awk -v name="$name" -v one="$(median <"$work/one.ms")" -v beside="$(median <"$work/beside.ms")" \
    -v two="$(median <"$work/two.ms")" 'BEGIN { printf "| %s | %.2f ms | %.2f ms | %.2f ms | %.2f | %.2f |\n",
      name, one, beside, two, 2 * one / two, 2 * one / beside }'
  rm "$work"/*.ms
}

echo "| job | one rank, 5 workers | the same twice | two ranks, 10 workers | times as fast | at most |"
echo "|---|---:|---:|---:|---:|---:|"
compare "sgd" --set algorithm.name=sgd
compare "sgd, cnn batch 32" --set algorithm.name=sgd --set model.name=cnn --set train.batch=32 --set train.steps=20
compare "sparse-sgd" --set algorithm.name=sparse-sgd
compare "sasg" --set algorithm.name=sasg
compare "local-sgd, 10 steps" --set algorithm.name=local-sgd --set algorithm.local_steps.kind=fixed \
  --set algorithm.local_steps.steps=10 --set train.steps=600
