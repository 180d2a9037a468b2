#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "record/saved_run.h"
#include "record/table.h"

namespace hushed {

// How an experiment is to be done again.
struct StudyOptions {
  std::filesystem::path folder;  // where it writes; exists
  std::filesystem::path jobs;    // the folder of job files
  std::filesystem::path a9a;     // LIBSVM's a9a; may be missing
  std::size_t threads = 1;
  bool quick = false;  // a rehearsal in seconds: few seeds and steps, numbers that mean nothing
};

// What an experiment found, in the order in which its page tells it. Every number of a table is
// also added by name, for results.json.
class Findings {
 public:
  void Text(const std::string& markdown);  // a paragraph, or several
  void Heading(const std::string& title);
  void Add(const std::string& caption, const Table& table);  // caption: one sentence; may be empty
  // `svg` is written as NAME.svg; NAME is unique among all studies ("sasg-accuracy-uploads").
  void Picture(const std::string& name, const std::string& svg, const std::string& caption);
  void Number(const std::string& name, double value);  // "sasg.uploads_fraction"

  // The page's section with pictures at `pictures`/NAME.svg, relative to the page.
  std::string Markdown(const std::string& pictures) const;
  const std::vector<std::pair<std::string, std::string>>& pictures() const { return pictures_; }
  const std::vector<std::pair<std::string, double>>& numbers() const { return numbers_; }

 private:
  struct Block {
    std::string markdown;
    std::string picture;  // its name; empty: the block is text
  };
  std::vector<Block> blocks_;
  std::vector<std::pair<std::string, std::string>> pictures_;  // name, svg
  std::vector<std::pair<std::string, double>> numbers_;
};

// The experiments, each in the file of its paper.
void ReproduceSasg(const StudyOptions& options, Findings& findings);
void ReproduceGradAlign(const StudyOptions& options, Findings& findings);
void ReproduceLocalSgd(const StudyOptions& options, Findings& findings);
void ReproduceImplicitBias(const StudyOptions& options, Findings& findings);

}  // namespace hushed
