#!/usr/bin/env bash
# Nobody who reads the manual page complains: man and groff, and mandoc where it is installed.
#
#   tests/packaging/manual_test.sh HUSHED
set -euo pipefail
. "$(cd "$(dirname "$0")" && pwd)/checks.sh"
# mandoc takes the end of a file's name for its section.
page=$(mktemp --suffix=.1)
trap 'rm -f "$page"' EXIT
"$1" manual >"$page"

readers=0
if command -v man >/dev/null; then
  readers=$((readers + 1))
  expect "man" "" "$(LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null)"
fi
if command -v groff >/dev/null; then
  readers=$((readers + 1))
  text=$(groff -man -Tascii -P-cbou -rLL=100n "$page")
  for words in "hushed train JOB.toml [options]" "-o, --output RUN_DIR" "--transport threads|mpi" \
    "--set KEY=VALUE" "hushed describe KIND NAME" "HUSHED_DATA_DIR" "hushed doctor"; do
    expect_in "page" "$text" "$words"
  done
  expect "groff" "" "$(groff -man -ww -Tutf8 -z "$page" 2>&1)"
fi
if command -v mandoc >/dev/null; then
  readers=$((readers + 1))
  # A page of every build alike bears no date.
  expect "mandoc" "" "$(mandoc -Tlint -Wwarning "$page" | grep -v 'missing date' || true)"
fi
[ "$readers" -gt 0 ] || exit 77
finish
