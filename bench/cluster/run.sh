#!/usr/bin/env bash
# Seconds to 0.85 test accuracy on Fashion-MNIST over links of 10 Mbit/s to 1 Gbit/s and unshaped
# ones, two hosts, by algorithm. As root; needs jq. About ten minutes.
#
#   bench/cluster/run.sh [-c COMMAND] [-o DIR] [-p PICTURE.svg] [RATE...]
#
# COMMAND is build/dev/bin/hushed unless given, DIR (results.json, table.md, runs) runs/cluster.
#
# The model is the same, bit for bit, at every rate and by threads. So a run by threads tells the
# rounds to the target, and each measured run ends there; its digest is compared. A run that sends
# a dense vector in every round and would take more than a minute is measured over fewer rounds, and
# its seconds are multiplied.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")/../.."
hushed=build/dev/bin/hushed folder=runs/cluster picture=
while getopts c:o:p: option; do
  case $option in
    c) hushed=$OPTARG ;;
    o) folder=$OPTARG ;;
    p) picture=$OPTARG ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
hushed=$(realpath "$hushed")
rates=("$@")
[ ${#rates[@]} -gt 0 ] || rates=(10mbit 100mbit 1gbit none)
command -v jq >/dev/null || { echo "cluster bench: jq is missing: apt-get install jq" >&2; exit 2; }

patience=60  # seconds
repeats=3    # of runs that take less than `short` seconds; the median counts
short=10     # seconds
job=bench/cluster/job.toml
longest=4000  # local steps in which every algorithm reaches the target
# Learning rates: of 0.025, 0.05, 0.1, 0.2 and 0.4 the one that took the fewest rounds to 0.85 on
# held-out training images, in the mean of three seeds.
names=(sgd sgd-fp16 sparse-sgd lasg sasg local-sgd)
declare -A settings=(
  [sgd]="learning_rate=0.2 name=sgd"
  [sgd-fp16]="learning_rate=0.2 name=sgd compress.kind=fp16"
  [sparse-sgd]="learning_rate=0.2 name=sparse-sgd"
  [lasg]="learning_rate=0.1 name=lasg"
  [sasg]="learning_rate=0.05 name=sasg"
  [local-sgd]="learning_rate=0.1 name=local-sgd local_steps.kind=fixed local_steps.steps=50"
)
declare -A looks=([local-sgd]=50)  # local steps between evaluations: 20 where nothing else is said
dense=" sgd sgd-fp16 "  # a dense vector in every round, so that rounds cost the same

# Open MPI sends what is longer than its eager limit (64 kB) one way at a time on TCP.
tcp=(--mca btl_tcp_eager_limit 1048576 --mca btl_tcp_rndv_eager_limit 1048576)

export HUSHED_CLUSTER=hushed-bench$$-
mkdir -p "$folder"
trap 'tests/cluster/hosts.sh down' EXIT

# train RUN NAME STEPS EVERY [COMMAND BEFORE hushed...]: the summary of a run evaluated at its end.
train() {
  local run=$folder/$1 name=$2 steps=$3 every=$4 options=() setting
  shift 4
  for setting in ${settings[$name]}; do options+=(--set "algorithm.$setting"); done
  options+=(--set "train.steps=$steps" --set "train.evaluate_every=$every")
  "$@" "$hushed" train "$job" -o "$run" --force --quiet --json "${options[@]}" \
    "${transport[@]}" >"$run.json" 2>"$run.log" || { cat "$run.log" >&2; return 1; }
}

# find_target NAME: by threads, the local steps to the target, and the digest there.
find_target() {
  transport=(--transport threads)
  train "$1-whole" "$1" "$longest" "${looks[$1]:-20}"
  local steps
  steps=$(jq '.targets[0].step // error("the target is not reached")' "$folder/$1-whole.json")
  train "$1-target" "$1" "$steps" "$steps"
  echo "$1 reaches the target after $steps steps" >&2
}

# measure NAME RATE RUN: one line of results, seconds already multiplied.
measure() {
  local name=$1 rate=$2 run=$3 target=$folder/$1-target.json steps run_steps
  steps=$(jq .steps "$target") run_steps=$(steps_to_run "$name" "$rate")
  transport=(--transport mpi --threads 1)
  train "$run" "$name" "$run_steps" "$run_steps" tests/cluster/mpirun.sh 2 1 "${tcp[@]}"
  if [ "$run_steps" = "$steps" ] &&
    [ "$(jq .model_digest "$folder/$run.json")" != "$(jq .model_digest "$target")" ]; then
    echo "cluster bench: $name at $rate comes to another model than by threads" >&2
    return 1
  fi
  jq -c --arg name "$name" --arg rate "$rate" --slurpfile target "$target" '
    ($target[0].steps / .steps) as $scale | {
      name: $name, rate: $rate, steps: $target[0].steps, rounds: $target[0].rounds,
      uploads: $target[0].final.uploads, uplink_bytes: ($target[0].final.uplink_bits / 8),
      measured_steps: .steps, mpi_bytes: (.transport.sent_bytes * $scale),
      seconds: (.final.seconds * $scale),
      split: (.seconds | del(.total, .evaluate) | map_values(. * $scale)),
      model_digest: $target[0].model_digest }' "$folder/$run.json"
}

# steps_to_run NAME RATE: all to the target, or as many as `patience` allows.
steps_to_run() {
  local bits_per_second=1000000000000
  case $2 in
    *gbit) bits_per_second=$((${2%gbit} * 1000000000)) ;;
    *mbit) bits_per_second=$((${2%mbit} * 1000000)) ;;
  esac
  local share=1
  [[ $dense == *" $1 "* ]] && share=0
  jq --argjson rate "$bits_per_second" --argjson patience "$patience" --argjson whole "$share" '
    (.final.uplink_bits / .workers / $rate) as $seconds
    | if $whole == 1 or $seconds <= $patience then .steps
      else (.steps * $patience / $seconds | floor) end' "$folder/$1-target.json"
}

# The run of median seconds, of one or `repeats`.
measured() {
  local lines i
  lines=$(measure "$1" "$2" "$1-$2-1")
  if jq -e --argjson short "$short" '.seconds < $short' <<<"$lines" >/dev/null; then
    for ((i = 2; i <= repeats; i++)); do lines+=$'\n'$(measure "$1" "$2" "$1-$2-$i"); done
  fi
  jq -cs 'sort_by(.seconds)
    | .[length / 2 | floor] + {runs: length, all_seconds: map(.seconds)}' <<<"$lines"
}

for name in "${names[@]}"; do find_target "$name"; done
: >"$folder/results.jsonl"
for rate in "${rates[@]}"; do
  tests/cluster/hosts.sh up 2 "$rate"
  for name in "${names[@]}"; do
    measured "$name" "$rate" | tee -a "$folder/results.jsonl" |
      jq -r '"\(.rate) \(.name): \(.seconds) s"' >&2
  done
done
jq -s . "$folder/results.jsonl" >"$folder/results.json"
jq -r -f bench/cluster/table.jq "$folder/results.json" | tee "$folder/table.md"
[ -z "$picture" ] || bench/cluster/plot.sh "$folder/results.json" "$picture"
