// A word is completed by what the declarations call it: JOB.toml, RUN_DIR, KEY=VALUE, KIND, ...
#include "completion.h"

#include <algorithm>
#include <exception>
#include <iterator>

#include "algorithm/catalogue.h"
#include "config/describe.h"
#include "config/keys.h"
#include "declared.h"
#include "path_candidates.h"
#include "record/run_folder.h"

namespace hushed {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

Words Beginning(const std::string& typed, const Words& words) {
  Words candidates;
  std::ranges::copy_if(words, std::back_inserter(candidates),
                       [&](const std::string& word) { return word.starts_with(typed); });
  return candidates;
}

Words WithPrefix(const std::string& prefix, Words words) {
  for (std::string& word : words) word.insert(0, prefix);
  return words;
}

// Keys up to their next dot, for "algor" algorithm. alone; at their end with '='.
Words KeyCandidates(const std::string& typed, const std::vector<JobKey>& keys) {
  Words candidates;
  for (const JobKey& key : keys) {
    if (!key.name.starts_with(typed)) continue;
    const auto dot = key.name.find('.', typed.size());
    std::string part = dot == key.name.npos ? key.name + "=" : key.name.substr(0, dot + 1);
    if (std::ranges::count(candidates, part) == 0) candidates.push_back(std::move(part));
  }
  return candidates;
}

// KEY=VALUE, or where values are listed KEY=A,B,C.
Words AssignmentCandidates(const std::string& typed, bool listed) {
  const std::vector<JobKey> keys = JobKeys(TheCatalogue());
  const auto equals = typed.find('=');
  if (equals == typed.npos) return KeyCandidates(typed, keys);
  const auto comma = listed ? typed.rfind(',') : typed.npos;
  const std::size_t begin = (comma == typed.npos ? equals : comma) + 1;
  for (const JobKey& key : keys) {
    if (key.name != typed.substr(0, equals)) continue;
    return WithPrefix(typed.substr(0, begin), Beginning(typed.substr(begin), key.words));
  }
  return {};
}

// Of a name such as FILE.html|.svg.
Takes EndsAs(const std::string& value_name) {
  const Words endings =
      CLI::detail::split(value_name.substr(value_name.find('.')), '|');  // ".html", ".svg"
  return [endings](const fs::path& path) {
    return std::ranges::count(endings, path.extension().string()) > 0;
  };
}

// kind: the first positional argument, which tells what NAME is a name of.
Words ValueCandidates(const CLI::Option& option, const std::string& typed,
                      const std::string& kind) {
  const Words choices = ChoicesOf(option);
  if (!choices.empty()) return Beginning(typed, choices);
  const std::string name = ValueName(option);
  if (name == "KIND") return Beginning(typed, ListedKinds(TheCatalogue()));
  if (name == "NAME") return Beginning(typed, ListedNames(TheCatalogue(), kind));
  if (name.starts_with("KEY=")) return AssignmentCandidates(typed, name.find(',') != name.npos);
  if (name == "RUN_DIR") return PathCandidates(typed, HoldsRun);
  if (name == "DIR") return PathCandidates(typed, [](const fs::path&) { return false; });
  if (name == "PATH") {
    return PathCandidates(typed, [](const fs::path& path) { return !fs::is_directory(path); });
  }
  if (name.find('.') != name.npos) return PathCandidates(typed, EndsAs(name));
  return {};
}

const CLI::Option* FindOption(const CLI::App& app, const std::string& name) {
  for (const CLI::Option* option : OptionsOf(app)) {
    if (std::ranges::count(NamesOf(*option), name) > 0) return option;
  }
  return nullptr;
}

Words OptionNames(const CLI::App& app) {
  Words names;
  for (const CLI::Option* option : OptionsOf(app)) {
    std::ranges::copy(NamesOf(*option), std::back_inserter(names));
  }
  return names;
}

// What a subcommand's words say up to the one that is being typed.
struct Typed {
  const CLI::Option* option = nullptr;  // whose value comes next; null: none
  Words positionals;
};

Typed Follow(const CLI::App& sub, const Words& words) {
  Typed typed;
  for (const std::string& word : words) {
    if (typed.option != nullptr) {
      typed.option = nullptr;
    } else if (!word.starts_with('-')) {
      typed.positionals.push_back(word);
    } else if (const CLI::Option* option = FindOption(sub, word); option && TakesValue(*option)) {
      typed.option = option;
    }
  }
  return typed;
}

Words SubcommandCandidates(const CLI::App& sub, const Words& before, const std::string& word) {
  const Typed typed = Follow(sub, before);
  const std::string kind = typed.positionals.empty() ? "" : typed.positionals.front();
  if (typed.option != nullptr) return ValueCandidates(*typed.option, word, kind);
  if (const auto equals = word.find('='); word.starts_with("--") && equals != word.npos) {
    const CLI::Option* option = FindOption(sub, word.substr(0, equals));
    if (option == nullptr || !TakesValue(*option)) return {};
    return WithPrefix(word.substr(0, equals + 1),
                      ValueCandidates(*option, word.substr(equals + 1), kind));
  }
  if (word.starts_with('-')) return Beginning(word, OptionNames(sub));
  const std::vector<const CLI::Option*> positionals = PositionalsOf(sub);
  if (positionals.empty()) return {};
  const std::size_t place = std::min(typed.positionals.size(), positionals.size() - 1);
  const bool room = typed.positionals.size() == place || positionals[place]->get_expected_max() > 1;
  return room ? ValueCandidates(*positionals[place], word, kind) : Words{};
}

}  // namespace

std::vector<std::string> Completions(const CLI::App& app, const std::vector<std::string>& words) {
  if (words.empty()) return {};
  const std::string& word = words.back();
  const std::vector<const CLI::App*> subs = app.get_subcommands({});
  if (words.size() == 1) {
    if (word.starts_with('-')) return Beginning(word, OptionNames(app));
    Words names;
    for (const CLI::App* sub : subs) names.push_back(sub->get_name());
    return Beginning(word, names);
  }
  const auto sub = std::ranges::find(subs, words.front(), &CLI::App::get_name);
  if (sub == subs.end()) return {};
  try {
    return SubcommandCandidates(**sub, {words.begin() + 1, words.end() - 1}, word);
  } catch (const std::exception&) {
    return {};  // names of an unknown kind, folders that cannot be read
  }
}

}  // namespace hushed
