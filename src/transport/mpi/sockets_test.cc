#include "transport/mpi/sockets.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <unistd.h>

#include "hushed/errors.h"

namespace hushed {
namespace {

using std::chrono::milliseconds;

// The process's limit of open descriptors, put back at the end.
class Limit {
 public:
  Limit() { getrlimit(RLIMIT_NOFILE, &before_); }
  ~Limit() { setrlimit(RLIMIT_NOFILE, &before_); }

  void Set(rlim_t most) const {
    rlimit limit = before_;
    limit.rlim_cur = most;
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  }
  static rlimit Now() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    return limit;
  }

 private:
  rlimit before_{};
};

TEST(Socket, CarriesBytesBothWays) {
  const Socket listening = Socket::Listening();
  const Socket one =
      Socket::ConnectedTo(htonl(INADDR_LOOPBACK), listening.port(), milliseconds(3000));
  const Socket other = listening.Accept(milliseconds(3000));
  ASSERT_TRUE(one.open() && other.open());
  for (const auto& [from, to] : {std::pair{&one, &other}, std::pair{&other, &one}}) {
    char got[3] = {};
    EXPECT_TRUE(from->Send(std::span("abc", 3)));
    EXPECT_TRUE(to->Receive(got, milliseconds(3000)));
    EXPECT_EQ(std::string(got, 3), "abc");
  }
}

// What it was not given a descriptor for would otherwise be asked for again at once, and for ever.
TEST(Socket, SaysWhenThereIsNoDescriptorForAConnection) {
  const Socket listening = Socket::Listening();
  const Socket waits =
      Socket::ConnectedTo(htonl(INADDR_LOOPBACK), listening.port(), milliseconds(3000));
  ASSERT_TRUE(waits.open());
  const int free = dup(0);
  close(free);
  {
    const Limit limit;
    limit.Set(static_cast<rlim_t>(free));
    EXPECT_THROW(listening.Accept(milliseconds(3000)), TransportError);
  }
  EXPECT_TRUE(listening.Accept(milliseconds(3000)).open());
}

TEST(Socket, MayTakeAllDescriptorsThatTheSystemGrants) {
  const Limit limit;
  limit.Set(64);
  AllowAllDescriptors();
  EXPECT_EQ(Limit::Now().rlim_cur, Limit::Now().rlim_max);
}

}  // namespace
}  // namespace hushed
