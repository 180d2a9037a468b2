#!/usr/bin/env bash
# Installs the Debian packages that hushed needs and this machine lacks.
#
#   scripts/install-deps.sh run      to build and run it (no torch, no MPI)
#   scripts/install-deps.sh cluster  to run it over several machines too: also MPI
#   scripts/install-deps.sh test     also to run every test: torch (for Python too), GoogleTest, network namespaces
#   scripts/install-deps.sh develop  also formatter, linter, fuzzer and a browser for the report
set -euo pipefail

run=(g++ cmake ninja-build pkg-config ccache
     libcli11-dev libtomlplusplus-dev nlohmann-json3-dev libfmt-dev
     libopenblas-pthread-dev libtbb-dev libhwy-dev librandom123-dev libxxhash-dev libzip-dev zlib1g-dev
     gnuplot-nox dataset-fashion-mnist)
cluster=(libopenmpi-dev openmpi-bin)
test=(libgtest-dev libtorch-dev libopenblas0-pthread iproute2 python3-numpy python3-torch python3-venv)
develop=(clang clang-format clang-tidy libclang-rt-14-dev chromium)

wheels=()
case "${1:-run}" in
  run) wanted=("${run[@]}") ;;
  cluster) wanted=("${run[@]}" "${cluster[@]}") ;;
  test) wanted=("${run[@]}" "${cluster[@]}" "${test[@]}"); wheels=(safetensors==0.4.5) ;;
  develop) wanted=("${run[@]}" "${cluster[@]}" "${test[@]}" "${develop[@]}"); wheels=(safetensors==0.4.5) ;;
  *) echo "install-deps: '$1' is not one of run, cluster, test, develop" >&2; exit 2 ;;
esac

# Python packages that Debian 12 has not, in build/python beside Debian's own. Tests that want them are skipped without.
python_packages() {
  [ ${#wheels[@]} -gt 0 ] || return 0
  local python
  python="$(cd "$(dirname "$0")/.." && pwd)/build/python"
  if [ "$(cat "$python/installed" 2>/dev/null)" = "${wheels[*]}" ]; then return; fi
  echo "install-deps: installing ${wheels[*]} in build/python"
  if /usr/bin/python3 -m venv --system-site-packages "$python" && "$python/bin/pip" install -q "${wheels[@]}"; then
    echo "${wheels[*]}" >"$python/installed"
  else
    echo "install-deps: Python packages could not be installed; tests will be skipped: ${wheels[*]}" >&2
  fi
}

missing=()
for package in "${wanted[@]}"; do
  status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  python_packages
  echo "install-deps: nothing is missing"
  exit 0
fi

if ! command -v apt-get >/dev/null; then
  echo "install-deps: this is not a Debian system (no apt-get); hushed needs: ${missing[*]}" >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "install-deps: you are not root and there is no sudo. As root, run:" >&2
    echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
echo "install-deps: installing ${missing[*]}"
"${as_root[@]}" apt-get update -qq
if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then
  echo "install-deps: apt-get could not install: ${missing[*]}" >&2
  exit 1
fi
python_packages
