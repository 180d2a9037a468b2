#!/usr/bin/env bash
# Completion as shells do it: bash, and fish and zsh where they are installed.
#
#   tests/packaging/completion_test.sh HUSHED
set -euo pipefail
. "$(cd "$(dirname "$0")" && pwd)/checks.sh"
PATH=$(dirname "$(realpath "$1")"):$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir "more jobs" runs
write_job first.toml
write_job "more jobs/second.toml"
hushed train first.toml -o runs/one --quiet >/dev/null
for shell in bash fish zsh; do hushed completion "$shell" >"script.$shell"; done

# in_bash LINE: what bash has to choose from at its end, a candidate a line. Bash breaks words at
# blanks, and at '=' and ':' besides; $2 is the word that it will replace.
in_bash() {
  bash --norc -c '
    . ./script.bash
    COMP_LINE=$1 COMP_POINT=${#1}
    IFS=" =:" read -ra COMP_WORDS <<<"$1"
    last=${1//\\ /@} last=${last##*[ =:]} last=${last//@/\\ }
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    function=$(complete -p hushed | sed "s/.*-F \([^ ]*\) .*/\1/")
    "$function" hushed "$last" ""
    printf "%s\n" "${COMPREPLY[@]}"' bash "$1"
}

in_fish() {
  fish --no-config -c 'source script.fish; complete -C "$argv[1]"' "$1"
}

# In zsh compadd speaks to the line editor; here it prints what it is given.
in_zsh() {
  zsh -f -c '
    compadd() { while [[ $1 != -- ]]; do shift; done; shift; (($#)) && print -l -- "$@"; true }
    compdef() { true }
    . ./script.zsh
    words=("${(@)${(z)1}}")
    [[ $1 == *" " ]] && words+=("")
    CURRENT=$#words
    _hushed' zsh "$1"
}

# expect_words SHELL LINE WORDS...: these candidates and no others, in any order.
expect_words() {
  local shell=$1 line=$2 wanted
  shift 2
  wanted=$(printf '%s\n' "$@" | sort)
  expect "$shell: $line" "$wanted" "$("in_$shell" "$line" | sort)"
}

whole_words() {  # whole_words SHELL: what is the same in every shell
  expect_words "$1" "hushed tr" train
  expect_words "$1" "hushed train --tr" --transport
  expect_words "$1" "hushed train --transport " threads mpi
  expect_words "$1" "hushed describe models soft" softmax
  expect_words "$1" "hushed describe algorithm sas" sasg
  expect_words "$1" "hushed list part" participation partitions
  expect_words "$1" "hushed train first.toml --set tra" train. transport.
  expect_words "$1" "hushed train first.toml --set algorithm.comp" algorithm.compress.
  expect_words "$1" "hushed train fi" first.toml
  expect_words "$1" "hushed evaluate runs/" runs/one
  expect_words "$1" "hushed completion " bash fish zsh
}

whole_words bash
expect_words bash "hushed train first.toml --set train.batch" train.batch=
expect_words bash "hushed train first.toml --set train.precision=f" float
expect_words bash "hushed train first.toml --set train.precision=" auto double float
expect_words bash "hushed compare first.toml --vary algorithm.name=sgd,sas" sgd,sasg
expect_words bash "hushed train --transport=t" threads
expect_words bash "hushed train mo" 'more\ jobs/'
expect_words bash 'hushed train more\ jobs/' 'more\ jobs/second.toml'
if command -v fish >/dev/null; then
  whole_words fish
  expect_words fish "hushed train first.toml --set train.precision=f" train.precision=float
fi
if command -v zsh >/dev/null; then
  whole_words zsh
  expect_words zsh "hushed train first.toml --set train.precision=f" train.precision=float
  expect_words zsh 'hushed train more\ jobs/' 'more\ jobs/second.toml'
fi
finish
