#!/usr/bin/env bash
# Everything: installs what is missing (torch too), builds all of it, runs every test.
#
#   scripts/test.sh             the default suite
#   scripts/test.sh --slow      also the tests labelled slow, among them hushed-reproduce all, and with clang the
#                               fuzzers
#   scripts/test.sh --sanitize  then the suite under ASan + UBSan and under TSan (without torch)
#   scripts/test.sh --fuzz      then every fuzzer for a minute (needs clang: install-deps.sh develop)
set -euo pipefail
cd "$(dirname "$0")/.."

labels=(-LE slow)
sanitize=no
fuzz=no
for option in "$@"; do
  case "$option" in
    --slow)
      labels=()
      if command -v clang++ >/dev/null; then fuzz=yes; fi
      ;;
    --sanitize) sanitize=yes ;;
    --fuzz) fuzz=yes ;;
    *) echo "test: '$option' is not one of --slow, --sanitize, --fuzz" >&2; exit 2 ;;
  esac
done

# build_and_test PRESET
build_and_test() {
  echo "test: building and testing build/$1"
  cmake --preset "$1" >/dev/null
  cmake --build --preset "$1" -- --quiet
  ctest --test-dir "build/$1" --output-on-failure -j "$(nproc)" "${labels[@]}"
}

scripts/install-deps.sh test
build_and_test dev
if [ "$sanitize" = yes ]; then
  build_and_test asan-ubsan
  build_and_test tsan
fi
if [ "$fuzz" = yes ]; then
  scripts/install-deps.sh develop
  cmake --preset fuzz >/dev/null
  cmake --build --preset fuzz --target fuzzers -- --quiet
  for fuzzer in build/fuzz/bin/*_fuzz; do
    name=$(basename "$fuzzer" _fuzz)
    mkdir -p "build/fuzz/corpus/$name"
    "$fuzzer" -max_total_time=60 -print_final_stats=1 "build/fuzz/corpus/$name" \
      $([ -d "tests/fuzz/corpus/$name" ] && echo "tests/fuzz/corpus/$name")
  done
fi
