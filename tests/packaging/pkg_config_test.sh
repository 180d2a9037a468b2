#!/usr/bin/env bash
# A program built with the words of pkg-config against an installed hushed, which was moved after it
# was installed, trains to the model of the installed command.
#
#   tests/packaging/pkg_config_test.sh BUILD CXX
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/checks.sh"
build=$1 cxx=$2
work=$build/packaging_test/pkg_config
rm -rf "$work"
mkdir -p "$work"

cmake --install "$build" --prefix "$work/first" >/dev/null
mv "$work/first" "$work/moved"
PKG_CONFIG_PATH=$(dirname "$(find "$work/moved" -name hushed.pc)")
export PKG_CONFIG_PATH
expect "version" "$("$work/moved/bin/hushed" --version)" "hushed $(pkg-config --modversion hushed)"
# shellcheck disable=SC2046  # words they are
"$cxx" -std=c++20 "$here/program.cc" $(pkg-config --cflags --libs hushed) -o "$work/program"

write_job "$work/job.toml"
digest=$(digest_by "$work/moved/bin/hushed" "$work/job.toml" "$work/run")
expect "length of the digest" 16 "${#digest}"
expect "model of the program" "$digest" "$("$work/program" "$work/job.toml")"
finish
