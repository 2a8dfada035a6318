// Init > Selecting > Requesting > Bound > Renewing > Rebinding (RFC 2131 figure 5). A refusal, or the
// lease's end, leads back to Init. lease_ is there in the last three states and in no other.
#include "host/dhcp.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "host/address.h"

namespace sockwire {

namespace {
using Type = DhcpMessage::Type;

constexpr Microseconds kSecond{1'000'000};
constexpr Microseconds kNever = Microseconds::max();
constexpr std::uint32_t kEverybody = 0xFFFFFFFF;
// 4.1: a first time-out of 4 s, doubled up to 64 s, each by chance one second less or more.
constexpr Microseconds kFirstWait = 4 * kSecond;
constexpr unsigned kDoublings = 4;
constexpr unsigned kRequests = 4;                        // 3.1, 5: for a total delay of 60 s
constexpr Microseconds kShortestRenewal = 60 * kSecond;  // 4.4.5
constexpr Microseconds kAfterDecline = 10 * kSecond;     // 3.1, 5
constexpr Microseconds kAfterRefusal = 1 * kSecond;      // a server that always refuses is not flooded
constexpr Microseconds kLeave{20'000};                   // for the last message, of the bus's time
constexpr std::size_t kLongest = 1472;

// What a host may have (RFC 1122 3.2.1.3).
bool is_usable(std::uint32_t ip) {
  const auto first = ip >> 24;
  return first != 0 && first != 127 && first < 224;
}

// Of a server that tells no mask (RFC 791 3.2).
std::uint32_t mask_of_class(std::uint32_t ip) {
  return ip >> 31 == 0 ? 0xFF000000 : ip >> 30 == 2 ? 0xFFFF0000 : 0xFFFFFF00;
}

Lease lease_of(const DhcpMessage& ack) {
  Lease lease{.ip = ack.yiaddr, .mask = ack.mask != 0 ? ack.mask : mask_of_class(ack.yiaddr),
              .gateway = ack.router, .server = ack.server, .length = ack.lease.value_or(0)};
  const auto part = [&](unsigned eighths) {
    return static_cast<std::uint32_t>(std::uint64_t{lease.length} * eighths / 8);
  };
  lease.renew = ack.renew.value_or(part(4));
  lease.rebind = ack.rebind.value_or(part(7));
  if (lease.renew >= lease.rebind || lease.rebind >= lease.length) {  // 4.4.5: MUST be in this order
    lease.renew = part(4);
    lease.rebind = part(7);
  }
  return lease;
}
}  // namespace

Result<DhcpClient> DhcpClient::open(Device& device, Options options) {
  auto socket = device.datagram();
  if (!socket) return std::unexpected(socket.error());
  if (const auto bound = socket->bind(kDhcpClientPort); !bound) return std::unexpected(bound.error());
  if (const auto set = socket->set_broadcast(true); !set) return std::unexpected(set.error());
  socket->set_limit(Microseconds{0});
  device.set_address(0, 0, 0);
  return DhcpClient(device, std::move(*socket), std::move(options));
}

void DhcpClient::step(Microseconds now) {
  now_ = now;
  device_->pump();
  if ((device_->ready(socket_.descriptor()) & (kReadable | kError)) != 0) {
    device_->forget(socket_.descriptor(), kReadable | kError);
    take_all();
  }
  if (now_ >= due_) act();
}

Result<Lease> DhcpClient::obtain(Microseconds limit) {
  const auto deadline = device_->now() + limit;
  for (;;) {
    step(device_->now());
    if (lease_) return *lease_;
    if (device_->now() >= deadline) return failure(std::errc::timed_out);
    (void)device_->wait(socket_.descriptor(), kReadable | kError, std::min(deadline, due_));
  }
}

void DhcpClient::release() {
  if (lease_) {
    xid_ = options_.random();
    device_->pump();
    device_->forget(socket_.descriptor(), kWritable | kError);
    send({.type = Type::Release, .ciaddr = lease_->ip, .server = lease_->server}, lease_->server);
    // It leaves under the address that is given back.
    (void)device_->wait(socket_.descriptor(), kWritable | kError, device_->now() + kLeave);
    device_->set_address(0, 0, 0);
    lease_.reset();
  }
  state_ = State::Init;
  due_ = kNever;
}

// ---------------------------------------------------------------- what is due

void DhcpClient::act() {
  switch (state_) {
    case State::Init:
    case State::Selecting:
      discover();
      break;
    case State::Requesting:
      if (tries_ == kRequests) {
        trouble_ = fmt::format("the DHCP server {} has offered {} and does not answer any more",
                               format_ip(offer_->server), format_ip(offer_->yiaddr));
        state_ = State::Init;
        discover();
      } else {
        request();
      }
      break;
    case State::Bound:
    case State::Renewing:
    case State::Rebinding:
      renew();
      break;
  }
}

void DhcpClient::discover() {
  if (state_ == State::Init) {
    state_ = State::Selecting;
    xid_ = options_.random();
    began_ = now_;
    tries_ = 0;
  }
  if (tries_ == kRequests)
    trouble_ = fmt::format("no DHCP server has answered for {} s", (now_ - began_) / kSecond);
  secs_ = since_began();
  send({.type = Type::Discover, .broadcast = true}, kEverybody);
  due_ = now_ + patience();
}

void DhcpClient::request() {
  send({.type = Type::Request, .broadcast = true, .requested = offer_->yiaddr, .server = offer_->server},
       kEverybody);
  due_ = now_ + patience();
}

// 4.4.5: of the server that has lent it, then of any.
void DhcpClient::renew() {
  if (now_ >= ends_at_) {
    lose(fmt::format("the lease of {} is over and no DHCP server has renewed it", format_ip(lease_->ip)));
    return restart(Microseconds{0});
  }
  const bool rebind = now_ >= rebind_at_;
  const State wanted = rebind ? State::Rebinding : State::Renewing;
  if (state_ != wanted) {
    state_ = wanted;
    xid_ = options_.random();
    began_ = now_;
  }
  secs_ = since_began();
  send({.type = Type::Request, .ciaddr = lease_->ip},
       rebind ? kEverybody : lease_->server);
  const auto until = rebind ? ends_at_ : rebind_at_;
  due_ = std::min(until, now_ + std::max(kShortestRenewal, (until - now_) / 2));
}

// 4.4.4: another station has what was granted.
void DhcpClient::decline() {
  xid_ = options_.random();
  send({.type = Type::Decline, .requested = offer_->yiaddr, .server = offer_->server, .lease = {}, .renew = {},
        .rebind = {}, .text = {}}, kEverybody);
  trouble_ = fmt::format("another station has the address {} that the DHCP server {} lends",
                         format_ip(offer_->yiaddr), format_ip(offer_->server));
  restart(kAfterDecline);
}

void DhcpClient::restart(Microseconds wait) {
  state_ = State::Init;
  due_ = now_ + wait;
}

void DhcpClient::lose(std::string why) {
  trouble_ = std::move(why);
  if (lease_) device_->set_address(0, 0, 0);
  lease_.reset();
}

// ---------------------------------------------------------------- what has come

void DhcpClient::take_all() {
  std::array<std::byte, kLongest> room;
  for (;;) {
    const auto came = socket_.receive_from(room);
    if (!came) {
      if (came.error() == std::errc::resource_unavailable_try_again) return;
      if (!socket_.is_open()) return;
      continue;  // what became of a message: it will be sent again
    }
    if (came->truncated() || came->port != kDhcpServerPort) continue;
    const auto message = parse_dhcp(std::span(room).first(came->copied));
    if (message && message->reply && message->mac == options_.mac && message->xid == xid_) take(*message);
  }
}

void DhcpClient::take(const DhcpMessage& message) {
  const bool asked = state_ == State::Requesting || state_ == State::Renewing || state_ == State::Rebinding;
  // A server that is not the one that was asked has no say; in Rebinding any has.
  const std::uint32_t whom = state_ == State::Requesting ? offer_->server
                             : state_ == State::Renewing ? lease_->server : message.server;
  if (message.type == Type::Offer && state_ == State::Selecting) offered(message);
  if (!asked || message.server != whom) return;
  if (message.type == Type::Ack) granted(message);
  if (message.type == Type::Nak) refused(message);
}

void DhcpClient::offered(const DhcpMessage& offer) {
  if (offer.server == 0 || offer.lease.value_or(0) == 0 || !is_usable(offer.yiaddr)) return;
  offer_ = offer;
  state_ = State::Requesting;
  tries_ = unanswered_ = 0;
  request();
}

void DhcpClient::granted(const DhcpMessage& ack) {
  const std::uint32_t expected = lease_ ? lease_->ip : offer_->yiaddr;
  if (ack.lease.value_or(0) == 0 || ack.yiaddr != expected) return;
  const Lease lease = lease_of(ack);
  unanswered_ = 0;
  if (!lease_ && options_.claim) {
    device_->set_address(0, lease.mask, lease.gateway);
    if (!device_->claim_address(lease.ip)) return decline();
  }
  use(lease);
  state_ = State::Bound;
  if (lease.length == kDhcpForever) {
    renew_at_ = rebind_at_ = ends_at_ = kNever;
  } else {
    const auto at = [&](std::uint32_t seconds) { return asked_ + seconds * kSecond; };
    ends_at_ = at(lease.length);
    rebind_at_ = at(lease.rebind);
    // 4.4.5: a little earlier by chance, so that hosts do not ask all at once.
    renew_at_ = at(lease.renew) - between(Microseconds{0}, lease.renew * kSecond / 20);
  }
  due_ = renew_at_;
}

void DhcpClient::use(const Lease& lease) {
  const bool same = lease_ && lease_->mask == lease.mask && lease_->gateway == lease.gateway;
  const bool fresh = !lease_;
  lease_ = lease;
  if (same) return;
  device_->set_address(lease.ip, lease.mask, lease.gateway);
  if (fresh && !options_.claim) device_->announce_address(lease.ip);  // 4.4.1
}

void DhcpClient::refused(const DhcpMessage& nak) {
  lose(fmt::format("the DHCP server {} refuses {}{}{}", format_ip(nak.server),
                   format_ip(lease_ ? lease_->ip : offer_->yiaddr), nak.text.empty() ? "" : ": ", nak.text));
  restart(kAfterRefusal);
}

// ---------------------------------------------------------------- messages

void DhcpClient::send(DhcpMessage message, std::uint32_t to) {
  message.xid = xid_;
  message.mac = options_.mac;
  // 4.4.1: a request tells the secs of the discovery before it.
  if (message.type == Type::Discover || message.type == Type::Request) message.secs = secs_;
  const auto octets = serialize(message);
  // A first failure may tell what became of an earlier message. What does not leave is sent again later.
  if (!socket_.send_to(octets, to, kDhcpServerPort)) (void)socket_.send_to(octets, to, kDhcpServerPort);
  asked_ = now_;
  ++tries_;
  ++unanswered_;
}

std::uint16_t DhcpClient::since_began() const {
  return static_cast<std::uint16_t>(std::min<Microseconds::rep>((now_ - began_) / kSecond, 0xFFFF));
}

Microseconds DhcpClient::between(Microseconds low, Microseconds high) {
  const auto span = static_cast<std::uint64_t>((high - low).count()) + 1;
  return low + Microseconds{static_cast<Microseconds::rep>(options_.random() % span)};
}

Microseconds DhcpClient::patience() {
  const unsigned doublings = std::min(tries_ - 1, kDoublings);
  return kFirstWait * (1 << doublings) + between(-kSecond, kSecond);
}

}  // namespace sockwire
