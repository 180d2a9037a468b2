# results.json as Markdown: seconds to the target by rate, then what they are made of.
def digits($n): . * pow(10; $n) | round / pow(10; $n);
def text: if . >= 100 then digits(0) elif . >= 10 then digits(1) else digits(2) end | tostring;
def rate:
  if . == "none" then "unshaped"
  else sub("(?<n>[0-9]+)(?<u>[mg])bit"; "\(.n) \(.u | ascii_upcase)bit/s") end;
def row: "| " + join(" | ") + " |";
def bytes:
  if . >= 1e9 then "\(. / 1e9 | text) GB"
  elif . >= 1e6 then "\(. / 1e6 | text) MB"
  else "\(. / 1e3 | text) kB" end;

(reduce .[].rate as $r ([]; if index($r) then . else . + [$r] end)) as $rates
| (reduce .[].name as $n ([]; if index($n) then . else . + [$n] end)) as $names
| . as $all
| def of($name; $rate): $all[] | select(.name == $name and .rate == $rate);
  (["algorithm", "rounds", "bytes sent"] + ($rates | map(rate)) | row),
  (["---", "---", "---"] + ($rates | map("---")) | "|" + join("|") + "|"),
  ($names[] as $name | ([of($name; $rates[0])][0]) as $first
   | [$name, ($first.rounds | tostring), ($first.uplink_bytes | bytes)]
     + [$rates[] as $rate | of($name; $rate)
        | (.seconds | text) + " s" + (if .measured_steps < .steps then " *" else "" end)]
   | row),
  "",
  (["rate", "algorithm", "seconds", "compute", "compress", "transport", "wait", "aggregate"] | row),
  "|---|---|---|---|---|---|---|---|",
  ($rates[] as $rate | $names[] as $name | of($name; $rate)
   | [($rate | rate), $name]
     + ([.seconds, (.split | .compute, .compress, .transport, .wait, .aggregate)] | map(text))
   | row)
