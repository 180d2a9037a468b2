#!/usr/bin/env bash
# Training over several hosts for real, on links of 100 Mbit/s: the same numbers as by threads; what
# becomes of a job whose rank is killed, whose host loses its link or misses the job file; going on
# with another number of hosts; a user who is not root.
#
#   tests/cluster/cluster_test.sh HUSHED CONFORMANCE
#
# HUSHED is the command, CONFORMANCE the suite of the MPI transport. Exit code 77: skipped.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
hushed=$(realpath "$1") conformance=$(realpath "$2")
export HUSHED_CLUSTER=hushed-test$$-
apart=${HUSHED_CLUSTER}apart-  # hosts of a second cluster
work=$(mktemp -d)
failures=0

clean() {
  "$here/hosts.sh" down
  HUSHED_CLUSTER=$apart "$here/hosts.sh" down
  rm -rf "$work"
}
trap clean EXIT

fail() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

# await SECONDS COMMAND...: until it succeeds; fails when it does not in time.
await() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.05
  done
}

write_job() {  # write_job ALGORITHM: small, four workers; to $work/ALGORITHM.toml
  cat >"$work/$1.toml" <<END
seed = 7
[data]
name = "synthetic-blobs"
classes = 3
columns = 4
rows = 240
test_rows = 60
[model]
name = "mlp"
hidden = [8]
[train]
workers = 4
batch = 5
steps = 40
evaluate_every = 20
[algorithm]
name = "$1"
learning_rate = 0.1
END
}

# Makes every rank keep what it says in err.RANK and its exit code in exit.RANK, whatever becomes of
# mpirun; a signal that ended it goes on to mpirun.
cat >"$work/rank.sh" <<'END'
#!/usr/bin/env bash
trap : TERM  # which mpirun sends to all of a rank; hushed notes it and goes on
"$@" 2>"$KEPT/err.$OMPI_COMM_WORLD_RANK"
code=$?
echo "$code" >"$KEPT/exit.$OMPI_COMM_WORLD_RANK"
[ "$code" -le 128 ] || kill -$((code - 128)) $$
exit "$code"
END
chmod +x "$work/rank.sh"

by_threads() { "$hushed" train "$work/$1.toml" -o "$work/$2" --quiet "${@:3}" >/dev/null; }

# by_mpi HOSTS RANKS_PER_HOST ALGORITHM RUN [OPTIONS...]
by_mpi() {
  "$here/mpirun.sh" "$1" "$2" "$hushed" train "$work/$3.toml" -o "$work/$4" --transport mpi \
    --quiet "${@:5}" >"$work/said" 2>&1 || fail "$4: exit code $?: $(cat "$work/said")"
}

# Of a key of summary.json whose first value stands on the key's own line.
value() { sed -n "s/^ *\"$1\": \"\{0,1\}\([^\",]*\).*/\1/p" "$2" 2>/dev/null | head -n 1; }

expect_same() {  # expect_same RUN RUN: one model at one cost
  local key a b
  for key in ending model_digest uploads uplink_bits; do
    a=$(value "$key" "$work/$1/summary.json") b=$(value "$key" "$work/$2/summary.json")
    { [ -n "$a" ] && [ "$a" = "$b" ]; } || fail "$key is '$a' in $1 and '$b' in $2"
  done
}

test_same_numbers() {
  local algorithm hosts
  for algorithm in sgd sparse-sgd sasg local-sgd; do
    by_threads "$algorithm" "$algorithm-threads"
    for hosts in 2 3; do
      by_mpi "$hosts" 1 "$algorithm" "$algorithm-$hosts"
      expect_same "$algorithm-threads" "$algorithm-$hosts"
    done
  done
  by_mpi 2 2 sgd sgd-2x2
  expect_same sgd-threads sgd-2x2
  "$here/mpirun.sh" 3 1 "$conformance" >"$work/said" 2>&1 || fail "conformance: $(cat "$work/said")"
}

lines_of() { wc -l 2>/dev/null <"$work/$1/metrics.jsonl" || echo 0; }
has_lines() { [ "$(lines_of "$1")" -ge "$2" ]; }
ended() { ! kill -0 "$1" 2>/dev/null; }

# begin HOSTS RUN LINES [OPTIONS OF MPIRUN...] -- [OPTIONS OF hushed...]: starts a long run, a rank
# on each host, waits until it has written so many lines, and leaves mpirun's process in $job.
begin() {
  local hosts=$1 run=$2 lines=$3 mpirun_options=()
  shift 3
  while [ "$1" != -- ]; do mpirun_options+=("$1"); shift; done
  shift
  rm -f "$work"/err.* "$work"/exit.*
  KEPT=$work "$here/mpirun.sh" "$hosts" 1 -x KEPT "${mpirun_options[@]}" "$work/rank.sh" "$hushed" \
    train "$work/sasg.toml" -o "$work/$run" --transport mpi "${long[@]}" "$@" >"$work/said" 2>&1 &
  job=$!
  await 20 has_lines "$run" "$lines" ||
    fail "$run: nothing to be seen of it: $(cat "$work/said" "$work"/err.*)"
}
long=(--set train.steps=8000 --set train.evaluate_every=100 --set train.checkpoint_every=100)

# expect_loss RANKS LOST SINCE RANK...: within 30 s of SINCE each RANK says that LOST is lost, and
# in which round, and ends with 4; mpirun takes 15 s more at most, and does not end with 0.
expect_loss() {
  local ranks=$1 lost=$2 since=$3 rank code text
  shift 3
  for rank in "$@"; do
    await $((since + 30 - SECONDS)) test -s "$work/exit.$rank" || fail "rank $rank did not end"
    code=$(cat "$work/exit.$rank" 2>/dev/null || true)
    [ "$code" = 4 ] || fail "rank $rank ended with '$code'"
    text="rank $rank of $ranks on $HUSHED_CLUSTER$((rank + 1)): "
    text+="rank $lost on $HUSHED_CLUSTER$((lost + 1)) was lost in round [1-9][0-9]*;"
    grep -q "$text" "$work/err.$rank" || fail "rank $rank said: $(tail -n 3 "$work/err.$rank")"
  done
  if await $((since + 45 - SECONDS)) ended "$job"; then
    if wait "$job"; then fail "mpirun ended with 0"; fi
  else
    fail "mpirun did not end"
    kill -KILL "$job"
  fi
}

kill_rank() { kill -KILL "$("$here/hosts.sh" pids $(($1 + 1)) hushed)"; }

# One run: begun on three hosts, rank 1 is killed; goes on with two, rank 0 is killed; comes to its
# end on three.
test_killed_ranks() {
  by_threads sasg whole "${long[@]}"
  begin 3 run 10 --
  kill_rank 1
  expect_loss 3 1 $SECONDS 0 2
  begin 2 run $(($(lines_of run) + 10)) -- --resume
  kill_rank 0
  expect_loss 2 0 $SECONDS 1
  by_mpi 3 1 sasg run "${long[@]}" --resume
  expect_same whole run
}

# mpirun waits for a host that does not answer for as long as TCP does, unless it is told to look
# (keepalive); then it ends the ranks, which need time to notice for themselves.
test_lost_link() {
  local look=(--mca oob_tcp_keepalive_time 1 --mca oob_tcp_keepalive_intvl 3
    --mca oob_tcp_keepalive_probes 3 --mca odls_base_sigkill_timeout 4)
  begin 3 cut 10 "${look[@]}" --
  "$here/hosts.sh" link 2 down
  expect_loss 3 1 $SECONDS 0 2
}

test_user() {
  mkdir -m 755 "$work/user"
  cp "$hushed" "$here/../../scripts/mpirun.sh" "$work/sgd.toml" "$work/user"
  chown -R nobody "$work/user"
  chmod 755 "$work"
  (cd "$work/user" && HOME=$work/user setpriv --reuid nobody --regid nogroup --clear-groups \
    ./mpirun.sh -n 2 ./hushed train sgd.toml -o run --transport mpi --quiet) >"$work/said" 2>&1 ||
    fail "as nobody: exit code $?: $(cat "$work/said")"
  expect_same sgd-threads user/run
}

# A job file that only one host has: both end, with the words of the one that misses it.
test_missing_job() {
  local code=0
  cp "$work/sgd.toml" "$work/only-0.toml"
  "$here/mpirun.sh" 2 1 bash -c \
    '"$0" train "$1/only-$OMPI_COMM_WORLD_RANK.toml" -o "$1/missing" --transport mpi' \
    "$hushed" "$work" >"$work/said" 2>&1 || code=$?
  [ "$code" = 2 ] || fail "missing job: exit code $code"
  grep -q "rank 1: .*only-1.toml: cannot be read" "$work/said" ||
    fail "missing job: $(cat "$work/said")"
}

# Most of the time of test_lost_link is waiting, so it goes on beside the others.
lost_link_apart() {
  export HUSHED_CLUSTER=$apart
  mkdir "$work/apart"
  cp "$work/sasg.toml" "$work/rank.sh" "$work/apart"
  work+=/apart
  "$here/hosts.sh" up 3 100mbit
  test_lost_link
  [ "$failures" -eq 0 ]
}

if ! reason=$("$here/hosts.sh" up 3 100mbit 2>&1); then
  echo "skipped: $reason"
  exit 77
fi
for each in sgd sparse-sgd sasg local-sgd; do write_job "$each"; done
lost_link_apart >"$work/apart.said" 2>&1 &
beside=$!
for each in same_numbers missing_job killed_ranks user; do
  begun=$SECONDS
  "test_$each"
  echo "$each: $((SECONDS - begun)) s"
done
wait "$beside" || fail "lost link: $(cat "$work/apart.said")"
echo "in all: $SECONDS s"
[ "$failures" -eq 0 ]
