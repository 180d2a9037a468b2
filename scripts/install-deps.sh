#!/usr/bin/env bash
# Installs the Debian packages that hushed needs and this machine lacks.
#
#   scripts/install-deps.sh run      to build and run it (no torch, no MPI)
#   scripts/install-deps.sh cluster  to run it over several machines too: also MPI
#   scripts/install-deps.sh test     also to run every test: torch (for Python too), GoogleTest, network namespaces, what
#                                    checks reference, manual page, completion and package, and Python packages in
#                                    build/python (from PyPI; tests that want them are skipped without)
#   scripts/install-deps.sh develop  also formatter, linter, fuzzer, a browser for the report and jq for bench/
set -euo pipefail

run=(g++ cmake ninja-build pkg-config ccache
     libcli11-dev libtomlplusplus-dev nlohmann-json3-dev libfmt-dev
     libopenblas-pthread-dev libtbb-dev libhwy-dev librandom123-dev libxxhash-dev libzip-dev zlib1g-dev
     gnuplot-nox dataset-fashion-mnist)
cluster=(libopenmpi-dev openmpi-bin)
test=(libgtest-dev libtorch-dev libopenblas0-pthread iproute2 python3-numpy python3-torch python3-venv
      doxygen dpkg-dev man-db mandoc fish zsh)
python_packages=(safetensors tensorboard setuptools)
develop=(jq clang clang-format clang-tidy libclang-rt-14-dev chromium)

case "${1:-run}" in
  run) wanted=("${run[@]}") ;;
  cluster) wanted=("${run[@]}" "${cluster[@]}") ;;
  test) wanted=("${run[@]}" "${cluster[@]}" "${test[@]}") ;;
  develop) wanted=("${run[@]}" "${cluster[@]}" "${test[@]}" "${develop[@]}") ;;
  *) echo "install-deps: '$1' is not one of run, cluster, test, develop" >&2; exit 2 ;;
esac

# What Debian does not have, in a place of its own that sees Debian's packages too.
install_python_packages() {
  local place python package wanted=()
  place=$(dirname "$0")/../build/python
  python=$place/bin/python3
  [ -x "$python" ] || /usr/bin/python3 -m venv --system-site-packages "$place"
  for package in "${python_packages[@]}"; do
    "$python" -c "import $package" 2>/dev/null || wanted+=("$package")
  done
  [ ${#wanted[@]} -gt 0 ] || return 0
  echo "install-deps: installing ${wanted[*]} into build/python"
  "$python" -m pip install --quiet "${wanted[@]}" ||
    echo "install-deps: ${wanted[*]} could not be installed; tests that want them will be skipped" >&2
}

# By apt, those of `wanted` that are missing.
install_packages() {
  local package status missing=() as_root=()
  for package in "${wanted[@]}"; do
    status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
    [ "$status" = "install ok installed" ] || missing+=("$package")
  done
  if [ ${#missing[@]} -eq 0 ]; then
    echo "install-deps: nothing is missing"
    return
  fi
  if ! command -v apt-get >/dev/null; then
    echo "install-deps: this is not a Debian system (no apt-get); hushed needs: ${missing[*]}" >&2
    exit 1
  fi
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
}

install_packages
case "${1:-run}" in
  test|develop) install_python_packages ;;
esac
