#!/usr/bin/env bash
# Predicted seconds of a round's communication for the cost model of docs/cluster.md, as a Markdown table.
#
#   bench/cluster/predict.sh [SCALARS] [SENT] [PERIOD]
#
# SCALARS: of the model (407050: mlp 784-512-10); SENT: share of its workers that speak in sasg and lasg
# (0.85); PERIOD: local steps between two averages of local-sgd (20).
set -euo pipefail
awk -v d="${1:-407050}" -v sent="${2:-0.85}" -v period="${3:-20}" '
function ceil_log2(n,  k) { k = 0; while (2 ^ k < n) k++; return k }
function text(t) {
  if (t < 1e-3) return sprintf("%.2g ms", 1e3 * t)
  if (t < 1) return sprintf("%.3g ms", 1e3 * t)
  return sprintf("%.3g s", t)
}
function header(R) { return ceil_log2(R) * alpha + 256 * (R - 1) * beta }
function dense(R) { return 2 * (R - 1) * alpha + 2 * 4 * d * (R - 1) / R * beta }
function each(R, bytes) { return (R - 1) * alpha + bytes * (R - 1) * beta }
# Encoded messages travel when all of them are smaller than two dense vectors.
function sum(R, bytes) { return R * bytes <= 8 * d ? each(R, bytes) : dense(R) }
function row(name, R,  sparse) {
  sparse = 8 * 0.01 * d + 24
  if (name == "sgd") return header(R) + dense(R)
  if (name == "sgd, fp16") return header(R) + sum(R, 2 * d + 24)
  if (name == "sparse-sgd 1%") return header(R) + sum(R, sparse)
  if (name == "lasg") return header(R) + each(R, sent * (4 * d + 24))
  if (name == "sasg 1%") return header(R) + each(R, sent * sparse)
  if (name == "local-sgd, a step") return (header(R) + dense(R)) / period
}
BEGIN {
  split("sgd;sgd, fp16;sparse-sgd 1%;lasg;sasg 1%;local-sgd, a step", names, ";")
  split("10 100 1000 10000", sizes, " ")
  printf "| |"
  for (s = 1; s <= 4; s++) printf " %d ranks, 1 Gbit/s | 100 Gbit/s |", sizes[s]
  printf "\n|---|"
  for (s = 1; s <= 4; s++) printf "---:|---:|"
  printf "\n"
  for (n = 1; n <= 6; n++) {
    printf "| %s |", names[n]
    for (s = 1; s <= 4; s++) {
      alpha = 50e-6; beta = 8 / 1e9
      printf " %s |", text(row(names[n], sizes[s]))
      alpha = 2e-6; beta = 8 / 100e9
      printf " %s |", text(row(names[n], sizes[s]))
    }
    printf "\n"
  }
}'
