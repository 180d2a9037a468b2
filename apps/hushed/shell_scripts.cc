// Each script splits the line into words as its shell does, asks, and leaves no blank behind a
// candidate on which more is to follow.
#include <stdexcept>

#include "completion.h"

namespace hushed {
namespace {

// Bash breaks words at '=' and ':', too, and replaces only what stands behind the last of them: $2.
constexpr char kBash[] = R"script(# Completion of hushed for bash, made by `hushed completion bash`.
_hushed() {
  local line=${COMP_LINE:0:COMP_POINT} words typed kept="" candidate
  read -a words <<<"$line"
  case $line in *[[:blank:]]) words+=("") ;; esac
  typed=${words[-1]}
  case $typed in *"$2") kept=${typed%"$2"} ;; esac
  COMPREPLY=()
  while IFS= read -r candidate; do
    candidate=${candidate#"$kept"}
    COMPREPLY+=("${candidate// /\\ }")
  done < <("$1" complete "${words[@]:1}" 2>/dev/null)
  case "${COMPREPLY[*]}" in *[/=.,]) compopt -o nospace 2>/dev/null ;; esac
}
complete -o nosort -F _hushed hushed
)script";

constexpr char kZsh[] = R"script(#compdef hushed
# Completion of hushed for zsh, made by `hushed completion zsh`.
_hushed() {
  local -a candidates open
  local blank='\\ '
  candidates=("${(@f)$("${(Q)words[1]}" complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  candidates=(${candidates// /$blank})
  open=(${(M)candidates:#*[/=.,]})
  candidates=(${candidates:#*[/=.,]})
  compadd -Q -S '' -- $open
  compadd -Q -- $candidates
}
if [ "$funcstack[1]" = _hushed ]; then
  _hushed "$@"
else
  compdef _hushed hushed
fi
)script";

constexpr char kFish[] = R"script(# Completion of hushed for fish, made by `hushed completion fish`.
function __hushed_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct | string unescape)
    $words[1] complete $words[2..-1] "$typed" 2>/dev/null
end
complete -c hushed -f -a '(__hushed_complete)'
)script";

}  // namespace

std::vector<std::string> CompletedShells() { return {"bash", "fish", "zsh"}; }

std::string CompletionScript(const std::string& shell) {
  if (shell == "bash") return kBash;
  if (shell == "fish") return kFish;
  if (shell == "zsh") return kZsh;
  throw std::logic_error("no completion script for " + shell);
}

}  // namespace hushed
