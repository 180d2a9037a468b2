# What the tests of this folder share; they source it. A test goes on after a failure and tells them all.
failures=0

fail() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

# expect WHAT WANTED GOT
expect() {
  [ "$2" = "$3" ] || fail "$1: '$3' where '$2' is expected"
}

# expect_in WHAT TEXT WORDS: the words stand in the text.
expect_in() {
  case "$2" in *"$3"*) ;; *) fail "$1: no '$3' in: $2" ;; esac
}

finish() {
  [ "$failures" -eq 0 ] || { echo "$failures checks failed"; exit 1; }
  exit 0
}

# write_job FILE: a training of a fraction of a second.
write_job() {
  cat >"$1" <<'END'
[data]
name = "synthetic-blobs"
classes = 3
columns = 8
rows = 300
test_rows = 60
[model]
name = "softmax"
[train]
workers = 4
steps = 30
[algorithm]
name = "sasg"
END
}

# digest_by HUSHED JOB RUN_DIR: trains it, prints the model_digest.
digest_by() {
  "$1" train "$2" -o "$3" --quiet --json | sed -n 's/.*"model_digest": *"\([0-9a-f]*\)".*/\1/p'
}
