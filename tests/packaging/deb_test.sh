#!/usr/bin/env bash
# The Debian package: what it says of itself, what it holds, and that what it holds works where it
# is unpacked.
#
#   tests/packaging/deb_test.sh BUILD CXX
#
# Exit code 77: skipped, this is no Debian.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/checks.sh"
build=$1 cxx=$2
command -v dpkg-shlibdeps >/dev/null || { echo "dpkg-shlibdeps is missing"; exit 77; }
work=$build/packaging_test/deb
rm -rf "$work"
mkdir -p "$work"

(cd "$work" && cpack --config "$build/CPackConfig.cmake" -B "$work" -D CPACK_DEBIAN_COMPRESSION_TYPE=gzip) \
  >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
debs=("$work"/hushed_*.deb)
expect "number of packages" 1 "${#debs[@]}"
deb=${debs[0]}
dpkg-deb -x "$deb" "$work/root"
hushed=$work/root/usr/bin/hushed

version=$("$hushed" --version)
expect "name" hushed "$(dpkg-deb -f "$deb" Package)"
expect "version" "$version" "hushed $(dpkg-deb -f "$deb" Version)"
expect "architecture" "$(dpkg --print-architecture)" "$(dpkg-deb -f "$deb" Architecture)"
expect "section" science "$(dpkg-deb -f "$deb" Section)"
expect_in "maintainer" "$(dpkg-deb -f "$deb" Maintainer)" "@"
expect_in "description" "$(dpkg-deb -f "$deb" Description)" "many machines that hardly talk"
# Every library that the command loads comes from this package's dependencies or theirs; these it
# names itself.
depends=$(dpkg-deb -f "$deb" Depends)
for package in libc6 libstdc++6 libopenblas0 libtbb12 libzip4 zlib1g libxxhash0 libfmt9; do
  grep -qE "(^|, )${package//+/\\+}( |,|\$)" <<<"$depends" || fail "Depends: no $package in: $depends"
done
expect_in "Recommends" "$(dpkg-deb -f "$deb" Recommends)" gnuplot-nox

held=$(dpkg-deb -c "$deb" | awk '{print $6}')
for file in usr/bin/hushed /libhushed.a usr/include/hushed/train.h /hushed-config.cmake /hushed.pc \
  usr/share/man/man1/hushed.1.gz usr/share/bash-completion/completions/hushed /_hushed \
  usr/share/fish/vendor_completions.d/hushed.fish usr/share/doc/hushed/README.md \
  usr/share/doc/hushed/docs/job.md usr/share/doc/hushed/jobs/quickstart.toml; do
  expect_in "content" "$held" "$file"
done
expect "what lies outside of /usr" "" "$(grep -v '^\./\(usr/.*\)\?$' <<<"$held" || true)"
expect "what others may write" "" "$(dpkg-deb -c "$deb" | grep '^[^l].......w' || true)"

write_job "$work/job.toml"
digest=$(digest_by "$hushed" "$work/job.toml" "$work/run")
expect "length of the digest" 16 "${#digest}"
(cd "$work" && "$hushed" doctor >doctor.txt) || fail "doctor: $(cat "$work/doctor.txt")"
expect "manual page" "$("$hushed" manual)" "$(zcat "$work/root/usr/share/man/man1/hushed.1.gz")"
for job in "$work"/root/usr/share/doc/hushed/jobs/*.toml; do
  # Models and data sets that are not on this machine are refused by name; nothing else may be wrong.
  said=$("$hushed" inspect "$job" 2>&1 >/dev/null) || case $said in
    *libtorch* | *"is there; "* | *"a9a: cannot be opened"*) ;;
    *) fail "$job: $said" ;;
  esac
done

PKG_CONFIG_PATH=$(dirname "$(find "$work/root" -name hushed.pc)")
export PKG_CONFIG_PATH
# shellcheck disable=SC2046  # words they are
"$cxx" -std=c++20 "$here/program.cc" $(pkg-config --cflags --libs hushed) -o "$work/program"
expect "model of a program that links it" "$digest" "$("$work/program" "$work/job.toml")"
finish
