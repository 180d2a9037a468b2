#!/usr/bin/env bash
# The picture of bench/cluster/run.sh: bench/cluster/plot.sh RESULTS.json PICTURE.svg
set -euo pipefail
results=$1 picture=$2
colours=('#0072B2' '#D55E00' '#009E73' '#CC79A7' '#E69F00' '#56B4E9')
dashes=(solid '(14,4)' '(4,3)' '(14,4,3,4)' '(8,3)' solid)

script=$(mktemp)
trap 'rm -f "$script"' EXIT
mapfile -t names < <(jq -r '
  reduce .[].name as $n ([]; if index($n) then . else . + [$n] end) | .[]' "$results")
{
  cat <<'END'
set encoding utf8
set terminal svg noenhanced size 600,425 dynamic font 'sans-serif,14' background '#ffffff'
set border 3 linecolor rgb '#555555'
set grid linecolor rgb '#DDDDDD' linewidth 0.7 dashtype solid
set tics nomirror textcolor rgb '#333333'
set key below center horizontal Left reverse samplen 2.2 spacing 1.2 height 0.5
set key maxcols 3 textcolor rgb '#222222'
set logscale xy 10
set xlabel 'link (Mbit/s)'
set ylabel 'seconds to 85% test accuracy'
set xrange [8:1250]
set xtics (10, 100, 1000)
END
  for i in "${!names[@]}"; do
    echo "\$curve$i << END"
    jq -r --arg name "${names[$i]}" '
      def mbit: if endswith("gbit") then 1000 * (rtrimstr("gbit") | tonumber)
                else rtrimstr("mbit") | tonumber end;
      .[] | select(.name == $name and .rate != "none") | "\(.rate | mbit) \(.seconds)"' "$results"
    echo END
  done
  separator='plot '
  for i in "${!names[@]}"; do
    printf "%s\$curve%d using 1:2 with linespoints linecolor rgb '%s' dashtype %s" \
      "$separator" "$i" "${colours[$i]}" "${dashes[$i]}"
    printf " linewidth 1.8 pointtype 7 pointsize 0.45 title '%s'" "${names[$i]}"
    separator=', '
  done
  echo
} >"$script"
gnuplot -d "$script" >"$picture"
