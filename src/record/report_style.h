#pragma once

namespace hushed {

// The report's looks: light or dark as the reader prefers, two plots a row where there is room,
// white paper in print.
inline constexpr const char* kReportStyle = R"css(
:root { --paper: #fff; --card: #fff; --text: #1d2329; --faint: #5c6670; --line: #dde2e7;
  --shade: #f4f6f8; --best: #00664a; color-scheme: light dark; }
@media screen and (prefers-color-scheme: dark) {
  :root { --paper: #14181c; --card: #191e23; --text: #e4e8ec; --faint: #9aa5b0; --line: #333b43;
    --shade: #20262c; --best: #5fd0a8; }
  figure svg { filter: invert(0.92) hue-rotate(180deg) brightness(1.15); }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 1400px; background: var(--paper);
  color: var(--text); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.6rem; margin: 0; line-height: 1.3; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 0.7rem; }
p { margin: 0.3rem 0; max-width: 60rem; }
p.facts, p.note { color: var(--faint); }
.wide { overflow-x: auto; }
.wide tbody th, .wide thead th:first-child { position: sticky; left: 0; }
.wide tbody th { background: var(--paper); white-space: nowrap; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.87rem; }
th, td { padding: 0.4rem 0.55rem; text-align: right; border-bottom: 1px solid var(--line); }
thead th { font-weight: 600; vertical-align: bottom; background: var(--shade); line-height: 1.25; }
caption { text-align: left; font-weight: 600; padding: 1.1rem 0.55rem 0.4rem; }
tbody th { font-weight: 600; }
tbody th, thead th:first-child { text-align: left; }
td { white-space: nowrap; }
td.best { color: var(--best); font-weight: 650; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr));
  gap: 1rem; }
figure { margin: 0; padding: 0.6rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 6px; break-inside: avoid; }
figure svg { display: block; width: 100%; height: auto; }
figcaption { font-weight: 600; font-size: 0.95rem; padding: 0.1rem 0.4rem 0.3rem; }
details { border: 1px solid var(--line); border-radius: 6px; margin: 0.5rem 0; }
summary { cursor: pointer; padding: 0.5rem 0.8rem; overflow-wrap: anywhere; }
details > div { padding: 0 0.8rem 0.8rem; }
details table { margin: 0.4rem 0 0.8rem; }
details th, details td { padding: 0.15rem 1.2rem 0.15rem 0; text-align: left; white-space: normal;
  font-weight: 400; border: 0; overflow-wrap: anywhere; }
details th { color: var(--faint); white-space: nowrap; }
pre { background: var(--shade); padding: 0.7rem 0.9rem; border-radius: 4px; overflow-x: auto;
  font: 0.85rem/1.45 ui-monospace, "DejaVu Sans Mono", monospace; margin: 0.4rem 0; }
@media (max-width: 600px) { body { padding: 1rem 0.8rem 3rem; } figure { padding: 0.4rem 0.2rem; }
  .wide tbody th { white-space: normal; max-width: 9rem; } }
@media print { body { padding: 0; font-size: 11px; max-width: none; } .wide { overflow: visible; }
  table { font-size: 0.75rem; } th, td { padding: 0.2rem 0.35rem; }
  .plots { grid-template-columns: 1fr 1fr; } }
)css";

}  // namespace hushed
