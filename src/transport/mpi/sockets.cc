#include "transport/mpi/sockets.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "hushed/errors.h"

namespace hushed {
namespace {

// A signal does not end the waiting; it begins anew.
bool WaitFor(int descriptor, short events, std::chrono::milliseconds patience) {
  pollfd poll{descriptor, events, 0};
  int ready = -1;
  do {
    ready = ::poll(&poll, 1, static_cast<int>(patience.count()));
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

sockaddr_in AddressOf(std::uint32_t address, std::uint16_t port) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = address;
  at.sin_port = htons(port);
  return at;
}

void SetNoDelay(int descriptor) {
  const int yes = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

}  // namespace

Socket& Socket::operator=(Socket&& other) noexcept {
  if (this != &other) {
    Close();
    descriptor_ = other.Release();
  }
  return *this;
}

int Socket::Release() noexcept { return std::exchange(descriptor_, -1); }

void Socket::Close() {
  if (open()) ::close(Release());
}

Socket Socket::Listening() {
  Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in any = AddressOf(htonl(INADDR_ANY), 0);
  if (!socket.open() ||
      ::bind(socket.descriptor_, reinterpret_cast<const sockaddr*>(&any), sizeof any) != 0 ||
      ::listen(socket.descriptor_, 1024) != 0) {
    throw TransportError(fmt::format("no port to listen on: {}", std::strerror(errno)));
  }
  return socket;
}

std::uint16_t Socket::port() const {
  sockaddr_in at{};
  socklen_t size = sizeof at;
  ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&at), &size);
  return ntohs(at.sin_port);
}

Socket Socket::Accept(std::chrono::milliseconds patience) const {
  if (!WaitFor(descriptor_, POLLIN, patience)) return {};
  Socket socket(::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC));
  if (!socket.open() && (errno == EMFILE || errno == ENFILE)) {
    throw TransportError(fmt::format("a connection is not taken: {}", std::strerror(errno)));
  }
  if (socket.open()) SetNoDelay(socket.descriptor_);
  return socket;
}

Socket Socket::ConnectedTo(std::uint32_t address, std::uint16_t port,
                           std::chrono::milliseconds patience) {
  Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.open()) return {};
  const sockaddr_in at = AddressOf(address, port);
  if (::connect(socket.descriptor_, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) {
    if (errno != EINPROGRESS || !WaitFor(socket.descriptor_, POLLOUT, patience)) return {};
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket.descriptor_, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return {};
  }
  ::fcntl(socket.descriptor_, F_SETFL, ::fcntl(socket.descriptor_, F_GETFL) & ~O_NONBLOCK);
  SetNoDelay(socket.descriptor_);
  return socket;
}

bool Socket::Send(std::span<const char> bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent =
        ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(sent));
      continue;
    }
    const bool later = sent < 0 && (errno == EAGAIN || errno == EINTR);
    if (!later || !WaitFor(descriptor_, POLLOUT, std::chrono::milliseconds(200))) return false;
  }
  return true;
}

bool Socket::Receive(std::span<char> bytes, std::chrono::milliseconds patience) const {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!bytes.empty()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    if (left.count() <= 0 || !WaitFor(descriptor_, POLLIN, left)) return false;
    const ssize_t got = ::recv(descriptor_, bytes.data(), bytes.size(), 0);
    if (got == 0 || (got < 0 && errno != EINTR)) return false;
    if (got > 0) bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
  return true;
}

bool Socket::ReceiveSome(std::string& bytes) const {
  char buffer[256];
  for (;;) {
    const ssize_t got = ::recv(descriptor_, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got > 0) {
      bytes.append(buffer, static_cast<std::size_t>(got));
    } else if (got < 0 && errno == EINTR) {
      continue;
    } else {
      return got < 0 && errno == EAGAIN;
    }
  }
}

void AllowAllDescriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);  // where this fails, fewer ranks are watched
}

void WaitForAny(const std::vector<const Socket*>& sockets, std::chrono::milliseconds patience) {
  std::vector<pollfd> polls;
  for (const Socket* socket : sockets) polls.push_back({socket->descriptor(), POLLIN, 0});
  ::poll(polls.data(), polls.size(), static_cast<int>(patience.count()));
}

std::array<std::uint32_t, 16> OwnAddresses() {
  std::vector<std::uint32_t> reachable, loopback;
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) == 0) {
    for (const ifaddrs* each = all; each != nullptr; each = each->ifa_next) {
      const bool up = (each->ifa_flags & IFF_UP) != 0;
      if (each->ifa_addr == nullptr || each->ifa_addr->sa_family != AF_INET || !up) continue;
      const auto at = reinterpret_cast<const sockaddr_in*>(each->ifa_addr)->sin_addr.s_addr;
      ((each->ifa_flags & IFF_LOOPBACK) != 0 ? loopback : reachable).push_back(at);
    }
    ::freeifaddrs(all);
  }
  std::array<std::uint32_t, 16> addresses{};
  reachable.resize(std::min(reachable.size(), addresses.size() - 1));
  reachable.insert(reachable.end(), loopback.begin(), loopback.end());
  std::copy_n(reachable.begin(), std::min(reachable.size(), addresses.size()), addresses.begin());
  return addresses;
}

}  // namespace hushed
