#!/usr/bin/env bash
# Everything: installs what is missing (torch too), builds all of it, runs every test.
#
#   scripts/test.sh          the default suite
#   scripts/test.sh --slow   also the tests labelled slow
#   scripts/test.sh --fuzz   then every fuzzer for a minute each (needs clang: install-deps.sh develop)
set -euo pipefail
cd "$(dirname "$0")/.."

labels=(-LE slow)
fuzz=no
for option in "$@"; do
  case "$option" in
    --slow) labels=() ;;
    --fuzz) fuzz=yes ;;
    *) echo "test: '$option' is not one of --slow, --fuzz" >&2; exit 2 ;;
  esac
done

scripts/install-deps.sh test
if [ ! -f build/dev/build.ninja ]; then cmake --preset dev >/dev/null; fi
cmake --build --preset dev -- --quiet
ctest --test-dir build/dev --output-on-failure -j "$(nproc)" "${labels[@]}"

if [ "$fuzz" = yes ]; then
  scripts/install-deps.sh develop
  cmake --preset fuzz >/dev/null
  cmake --build --preset fuzz
  for fuzzer in build/fuzz/bin/*_fuzz; do
    name=$(basename "$fuzzer" _fuzz)
    mkdir -p "build/fuzz/corpus/$name"
    "$fuzzer" -max_total_time=60 -print_final_stats=1 "build/fuzz/corpus/$name" \
      $([ -d "tests/fuzz/corpus/$name" ] && echo "tests/fuzz/corpus/$name")
  done
fi
