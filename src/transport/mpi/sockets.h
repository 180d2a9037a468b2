#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hushed {

// A TCP socket that closes itself. IPv4.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(other.Release()) {}
  Socket& operator=(Socket&& other) noexcept;
  ~Socket() { Close(); }

  bool open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }
  void Close();

  // Listens on any free port of every interface. Throws TransportError.
  static Socket Listening();
  std::uint16_t port() const;

  // The next one to connect, or a closed socket when nobody does in time. Throws TransportError
  // when the process can have no further descriptor.
  Socket Accept(std::chrono::milliseconds patience) const;

  // Closed when nobody answers there in time. address: in network order.
  static Socket ConnectedTo(std::uint32_t address, std::uint16_t port,
                            std::chrono::milliseconds patience);

  // False when the other side is gone, or took nothing for a while.
  bool Send(std::span<const char> bytes) const;

  // Exactly this many bytes; false when they do not come in time.
  bool Receive(std::span<char> bytes, std::chrono::milliseconds patience) const;

  // Whatever has arrived, appended; false when the other side is gone.
  bool ReceiveSome(std::string& bytes) const;

 private:
  int Release() noexcept;

  int descriptor_ = -1;
};

// Raises the process's limit of open descriptors, often 1024, to what it may raise it to: rank 0
// has a socket for every other rank.
void AllowAllDescriptors();

// Waits until one of the sockets has something to read or is gone.
void WaitForAny(const std::vector<const Socket*>& sockets, std::chrono::milliseconds patience);

// The IPv4 addresses of this machine's interfaces that are up, in network order, those others can
// reach first; 0: unused.
std::array<std::uint32_t, 16> OwnAddresses();

}  // namespace hushed
