#!/usr/bin/env bash
# Weak scaling on this machine: rounds of five workers on one rank against rounds of ten workers on two, a thread
# each; twice as fast is best. The two alternate five times, and the medians are compared.
#
#   bench/cluster/weak.sh [HUSHED]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
hushed=${1:-$here/../../build/dev/bin/hushed}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# milliseconds RANKS OPTIONS...: of a round without its evaluations.
milliseconds() {
  local ranks=$1
  shift
  "$here/../../scripts/mpirun.sh" -n "$ranks" "$hushed" train "$here/../../jobs/sasg-fashion-mnist.toml" \
    -o "$work/run" --force --quiet --json --transport mpi --threads 1 --set train.workers=$((5 * ranks)) \
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
    milliseconds 1 "$@" >>"$work/one"
    milliseconds 2 "$@" >>"$work/two"
  done
  awk -v name="$name" -v one="$(median <"$work/one")" -v two="$(median <"$work/two")" 'BEGIN {
    printf "| %s | %.2f ms | %.2f ms | %.2f |\n", name, one, two, 2 * one / two }'
  rm "$work/one" "$work/two"
}

echo "| job | one rank, 5 workers | two ranks, 10 workers | times as fast |"
echo "|---|---:|---:|---:|"
compare "sgd" --set algorithm.name=sgd
compare "sgd, cnn batch 32" --set algorithm.name=sgd --set model.name=cnn --set train.batch=32 --set train.steps=20
compare "sparse-sgd" --set algorithm.name=sparse-sgd
compare "sasg" --set algorithm.name=sasg
compare "local-sgd, 10 steps" --set algorithm.name=local-sgd --set algorithm.local_steps.kind=fixed \
  --set algorithm.local_steps.steps=10 --set train.steps=600
