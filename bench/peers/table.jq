# results.jsonl, slurped, as Markdown: medians over the turns; bytes where there are any.
def median: sort | .[length / 2 | floor];
def digits($n): . * pow(10; $n) | round / pow(10; $n);
def text: if . >= 100 then digits(0) elif . >= 10 then digits(1) else digits(2) end | tostring;
def bytes: if . >= 1e6 then "\(. / 1e6 | text) MB" else "\(. / 1e3 | text) kB" end;
def row: "| " + join(" | ") + " |";

. as $all
| def of($name): $all | map(select(.name == $name));
  def speed($name): of($name) | map(.per_second) | median;
  def against($base; $name):
    [of($base), of($name)] | transpose | map(.[1].per_second / .[0].per_second) | median;
  (reduce .[].name as $n ([]; if index($n) then . else . + [$n] end)) as $names
| (map(select(.base).name) | unique | max_by(speed(.))) as $base
| any(.[]; .wire_bytes) as $sends
| (["", (if $sends then "samples" else "rounds" end) + " a second", "against \($base)"]
   + (if $sends then ["message", "on the wire, a step"] else [] end) + ["test accuracy"] | row),
  ("|---|" + "---:|" * (if $sends then 5 else 3 end)),
  ($names[] as $name
   | [$name, (speed($name) | text), (against($base; $name) | text)]
     + (if $sends then [of($name) | map(.message_bytes), map(.wire_bytes) | median | bytes] else [] end)
     + [of($name) | map(.test_accuracy) | median | digits(3) | tostring]
   | row)
