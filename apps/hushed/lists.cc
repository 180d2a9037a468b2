#include "algorithm/catalogue.h"
#include "commands.h"
#include "config/describe.h"
#include "output.h"

namespace hushed {

void RunList(const ListCommand& command) {
  const Catalogue& catalogue = TheCatalogue();
  Print(command.json ? ListJson(catalogue, command.kind) : ListText(catalogue, command.kind));
}

void RunDescribe(const ListCommand& command) {
  const Catalogue& catalogue = TheCatalogue();
  Print(command.json ? DescribeJson(catalogue, command.kind, command.name)
                     : DescribeText(catalogue, command.kind, command.name));
}

}  // namespace hushed
