#pragma once

#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "engine/run.h"
#include "hushed/exchange.h"
#include "hushed/problem.h"

namespace hushed {

using Point = std::vector<double>;

// A function of d variables, known by its derivatives.
struct Component {
  std::function<double(std::span<const double> x)> value;
  std::function<Point(std::span<const double> x)> gradient;
  std::function<Point(std::span<const double> x, std::span<const double> v)> hessian_times;
};

// f = mean of n components, the training examples.
using Components = std::vector<Component>;

// f = x' A x / 2 - b' x; A symmetric, row by row.
Component Quadratic(Point a, Point b);

// f = sum_k log cosh(w_k' x - c_k), w row by row: its gradient is made of tanh.
Component LogCosh(Point w, Point c);

// The components of the golden numbers: two quadratics in one variable, and three log cosh of
// w x - c with w = (1, 2, 1/2), c = (0.3, -0.5, 1).
Components GoldenQuadratics();
Components GoldenLogCosh();

// Four components of each kind in three variables, drawn once.
Components DrawnQuadratics();
Components DrawnLogCosh();

Point operator+(const Point& a, const Point& b);
Point operator-(const Point& a, const Point& b);
Point operator*(double a, const Point& v);
double Norm(const Point& v);

// g = mean of the gradients;  r = 1/(2n) sum |g_i - g|^2;  grad r = (1/n) sum H_i (g_i - g).
Point MeanGradient(const Components& components, const Point& x);
double Variance(const Components& components, const Point& x);
Point VarianceGradient(const Components& components, const Point& x);

// An algorithm of the catalogue, as these tests play it: on full gradients.
struct Play {
  std::string algorithm;
  double rate = 0.1;
  std::uint64_t rounds = 1;
  Values options = {};                      // of the algorithm
  std::map<std::string, Choice> axes = {};  // that differ from its preset
  std::uint64_t seed = 1;

  // Worker m owns components first_owned[m] to first_owned[m + 1]; empty: each worker one.
  std::vector<std::uint64_t> first_owned = {};
};

inline Choice Steps(std::int64_t steps) { return {"fixed", {{"steps", steps}}}; }

// gradalign with this step and displacement; fedga with K local steps under plain means.
Play GradAlign(double alpha, double beta, std::uint64_t rounds = 1);
Play FedGa(double rate, double beta, std::int64_t steps);
Play FedAvg(double rate, std::int64_t steps);
Play Descent(double rate, std::uint64_t rounds);

// scaffold whose first round does not move x but fills the control variates, c_i = grad f_i(x), c =
// their mean: the second is then SCAFFOLD without memory.
Play FreshScaffold(double rate, std::int64_t steps);

// Plays it from x in the engine; metrics at every local step.
RunResult Played(const Components& components, const Point& x, const Play& play);
Point After(const Components& components, const Point& x, const Play& play);

// Where cycles of sequential-sgd end, one round a component, over seeds until `orders` different
// ends have been seen; fewer when a thousand seeds do not show them.
std::set<Point> EndsOfACycle(const Components& components, const Point& x, double rate,
                             std::size_t orders);

// x - rate sum_i grad f_i(x - (rate / 2) sum_{j != i} g_j): one step that stands for a whole pass.
Point OneStepForAPass(const Components& components, const Point& x, double rate);

// The local models that the workers upload in the last round, in worker order, and what they
// remember (what they serialise first: scaffold's control variates), without the engine.
struct LocalModels {
  std::vector<Point> models;
  std::vector<Point> remembered;
  Point shared;  // after the last round
};
LocalModels PlayedByHand(const Components& components, const Point& x, const Play& play);

}  // namespace hushed
