#!/usr/bin/env bash
# From a bare Debian 12 machine to a trained model: installs what is missing, builds hushed, trains four
# algorithms on Fashion-MNIST with ten workers, prints the comparison and where the report is.
# Safe to run again; `scripts/quickstart.sh DIR` puts the runs into DIR (default: runs/quickstart).
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-runs/quickstart}

scripts/install-deps.sh run
echo "quickstart: building build/release/bin/hushed (a minute the first time)"
cmake --preset release >/dev/null
cmake --build --preset release -- --quiet
build/release/bin/hushed compare jobs/quickstart.toml --force -o "$folder" \
  --vary algorithm.name=sgd,sparse-sgd,lasg,sasg
