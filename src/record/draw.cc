// From a plot to its picture: a gnuplot script, and gnuplot's SVG made fit for a page.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "record/gnuplot.h"
#include "record/plot.h"
#include "record/table.h"

namespace hushed {
namespace {

// Okabe and Ito (2008): told apart by colour-blind readers. Their yellow is too pale for lines.
constexpr const char* kColours[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                    "#E69F00", "#56B4E9", "#000000"};
// With seven colours and five dashes, 35 curves differ.
constexpr const char* kDashes[] = {"solid", "(14,4)", "(4,3)", "(14,4,3,4)", "(8,3)"};
constexpr std::size_t kFewPoints = 12;  // marked one by one

// A gnuplot string: nothing in single quotes is interpreted.
std::string Quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    quoted += control ? ' ' : c;
    if (c == '\'') quoted += c;
  }
  return quoted + "'";
}

void ReplaceAll(std::string& text, std::string_view from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

std::string AxisScript(char name, const PlotAxis& axis) {
  std::string ticks;
  for (const Tick& tick : axis.ticks) {
    std::string label = tick.label;
    ReplaceAll(label, "%", "%%");  // gnuplot takes the label of a tick for a number's format
    ticks += fmt::format("{}{} {:.17g} {}", ticks.empty() ? "" : ", ", Quoted(label), tick.at,
                         tick.label.empty() ? 1 : 0);
  }
  return fmt::format("set {0}label {1} {5}\nset {0}range [{2:.17g}:{3:.17g}]\nset {0}tics ({4})\n",
                     name, Quoted(axis.title), axis.low, axis.high, ticks,
                     name == 'x' ? "offset 0,0.4" : "") +
         (axis.logarithmic ? fmt::format("set logscale {} 10\n", name) : "");
}

std::string DataScript(const Plot& plot) {
  std::string script;
  for (std::size_t i = 0; i < plot.curves.size(); ++i) {
    script += fmt::format("$curve{} << END\n", i);
    for (const Curve::Point& point : plot.curves[i].points) {
      script +=
          fmt::format("{:.7g} {:.7g} {:.7g} {:.7g}\n", point.x, point.y, point.low, point.high);
    }
    script += "END\n";
  }
  return script;
}

std::string PlotScript(const Plot& plot) {
  std::string bands, levels, lines, entries;
  for (std::size_t i = 0; i < plot.curves.size(); ++i) {
    const Curve& curve = plot.curves[i];
    const char* colour = kColours[curve.group % std::size(kColours)];
    if (curve.several && curve.points.size() > 1) {
      bands += fmt::format(
          "$curve{} using 1:3:4 with filledcurves fillcolor rgb '{}' "
          "fillstyle transparent solid 0.16 noborder notitle, ",
          i, colour);
    }
    lines += fmt::format(
        "$curve{} using 1:2 with {} linecolor rgb '{}' linewidth 1.8 dashtype {} {}"
        " title {}, ",
        i, curve.points.size() <= kFewPoints ? "linespoints" : "lines", colour,
        kDashes[curve.group % std::size(kDashes)],
        curve.points.size() <= kFewPoints ? "pointtype 7 pointsize 0.45" : "", Quoted(curve.label));
  }
  for (const double level : plot.levels) {
    const std::string look = "with lines linecolor rgb '#555555' linewidth 1.2 dashtype (2,3)";
    levels += fmt::format("{:.17g} {} notitle, ", level, look);
    entries += fmt::format("keyentry {} title {}, ", look,
                           Quoted("target " + TickText(plot.unit, level, level)));
  }
  const std::string all = bands + levels + lines + entries;
  return "plot " + all.substr(0, all.size() - 2) + "\n";
}

// The key stands below the plot in as many columns as fit its longest label.
struct Key {
  int columns, rows;
};

Key KeyOf(const Plot& plot, int width) {
  constexpr int kCharacter = 9, kSample = 60;  // at the terminal's font size, on the safe side
  std::size_t longest = std::string_view("target 100.0%").size();
  for (const Curve& curve : plot.curves) longest = std::max(longest, curve.label.size());
  const int entries = static_cast<int>(plot.curves.size() + plot.levels.size());
  const int columns =
      std::clamp(width / (kCharacter * static_cast<int>(longest) + kSample), 1, entries);
  return {columns, (entries + columns - 1) / columns};
}

std::string Script(const Plot& plot, const PlotLook& look) {
  constexpr int kKeyRow = 25;
  const Key key = KeyOf(plot, look.width);
  std::string script = fmt::format(
      "set encoding utf8\n"
      "set terminal svg noenhanced size {},{} dynamic font 'sans-serif,14' name {}{}\n"
      "set tmargin 0.8\n"
      "set border 3 linecolor rgb '#555555'\n"
      "set grid linecolor rgb '#DDDDDD' linewidth 0.7 dashtype solid\n"
      "set tics nomirror textcolor rgb '#333333'\n"
      "set key below center horizontal Left reverse samplen 2.2 spacing 1.2 height 0.5 "
      "maxcols {} textcolor rgb '#222222'\n",
      look.width, look.height + kKeyRow * (key.rows - 1), Quoted(look.id),
      look.background.empty() ? "" : " background " + Quoted(look.background), key.columns);
  script += AxisScript('x', plot.x) + AxisScript('y', plot.y);
  return script + DataScript(plot) + PlotScript(plot);
}

// gnuplot's picture without its prologue and titles, with ids of its own, so that several stand in
// one page. Text holds no '<', so tags are known by it; only they are rewritten.
std::string Cleaned(const std::string& picture, const Plot& plot, const PlotLook& look) {
  const std::size_t begin = picture.find("<svg");
  if (begin == picture.npos) throw Error("gnuplot drew no SVG");
  std::string clean;
  bool titled = false;
  for (std::size_t at = begin; at < picture.size();) {
    const std::size_t open = picture.find('<', at), close = picture.find('>', open);
    if (close == picture.npos) {
      clean += picture.substr(at);
      break;
    }
    clean += picture.substr(at, open - at);
    std::string tag = picture.substr(open, close + 1 - open);
    at = close + 1;
    if (tag == "<title>" || tag == "<desc>") {
      const std::string end = "</" + tag.substr(1);
      at = std::min(picture.find(end, at), picture.size() - end.size()) + end.size();
      continue;
    }
    for (const char* before : {"id='", "id=\"", "href='#"})
      ReplaceAll(tag, before, before + look.id);
    if (!titled) tag.insert(4, " role=\"img\"");
    clean += tag;
    if (!titled) clean += "<title>" + EscapeHtml(plot.title) + "</title>";
    titled = true;
  }
  return clean;
}

// One character is a point, so a lone one is all there is of its curve.
std::string TextScript(const Plot& plot, int columns, int rows) {
  std::string script = fmt::format(
      "set encoding utf8\nset terminal dumb noenhanced size {},{}\nset border 3\n"
      "set tics nomirror\nunset key\n",
      columns, rows);
  script += AxisScript('x', plot.x) + AxisScript('y', plot.y) + DataScript(plot);
  std::string lines;
  for (const double level : plot.levels) lines += fmt::format("{:.17g} with dots, ", level);
  for (std::size_t i = 0; i < plot.curves.size(); ++i) {
    const bool alone = plot.curves[i].points.size() == 1;
    lines += fmt::format("$curve{} using 1:2 with {}, ", i,
                         alone ? "points pointtype '*'" : fmt::format("lines linetype {}", i + 1));
  }
  return script + "plot " + lines.substr(0, lines.size() - 2) + "\n";
}

}  // namespace

std::string DrawText(const Plot& plot, int columns, int rows) {
  const std::string picture = RunGnuplot(TextScript(plot, columns, rows));
  std::string text;
  for (std::size_t at = 0; at < picture.size();) {
    const std::size_t end = std::min(picture.find('\n', at), picture.size());
    std::string line = picture.substr(at, end - at);
    at = end + 1;
    line.erase(line.find_last_not_of(" \f") + 1);
    if (!line.empty()) text += line + "\n";
  }
  return text;
}

std::string DrawSvg(const Plot& plot, const PlotLook& look) {
  return Cleaned(RunGnuplot(Script(plot, look)), plot, look);
}

}  // namespace hushed
