#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "hushed/transport.h"

namespace hushed {

// The transport of this name that carries within this process: "threads", or one that the program
// has registered. ranks: of threads, see MakeThreadsTransport. Throws ConfigError when there is
// none.
template <class Real>
std::unique_ptr<Transport<Real>> MakeNamedTransport(const std::string& name,
                                                    const TransportSetting<Real>& setting,
                                                    std::size_t ranks = 1);

}  // namespace hushed
