#include "model/tcp/resources.h"

#include <algorithm>

#include "model/tcp/tcb.h"

namespace sockwire::model {

std::optional<std::uint16_t> Resources::find(const Connection& wanted) const {
  const auto found = connections.find(wanted);
  return found == connections.end() ? std::nullopt : std::optional(found->second);
}

void Resources::commit(std::uint16_t desc, const Tcb& pre, const Tcb& post) {
  const auto connection = [](const Tcb& t) {
    return Connection{t.local_port, t.remote_addr, t.remote_port};
  };
  const auto begins = [&](auto property) { return !property(pre) && property(post); };
  const auto ends = [&](auto property) { return property(pre) && !property(post); };
  const auto is_listener = [](const Tcb& t) { return t.state == TcpState::Listen; };
  // A shared port was taken by another socket, and leaves with that one.
  const auto owns_port = [](const Tcb& t) { return t.bound && !t.shared; };

  if (begins(&is_connection)) connections[connection(post)] = desc;
  if (ends(&is_connection)) connections.erase(connection(pre));

  if (!pre.allocated && post.allocated) descriptors.take();
  if (pre.allocated && !post.allocated) descriptors.release(desc);
  if (!pre.has_buffer && post.has_buffer) buffers.take();
  if (pre.has_buffer && !post.has_buffer) buffers.release(pre.buffer);
  if (begins(owns_port)) ports.take(post.local_port);
  if (ends(owns_port)) ports.release(pre.local_port);

  if (is_listener(post)) listeners.open(desc, post.local_port, post.backlog);
  if (ends(is_listener)) std::ranges::copy(listeners.close(desc), std::back_inserter(orphans));

  if (begins(&is_counted)) listeners.count_up(post.parent);
  if (ends(&is_counted)) listeners.count_down(pre.parent);
  if (!pre.queued && post.queued) listeners.push(post.parent, desc);
  if (pre.queued && !post.queued && post.allocated) listeners.pop(*listeners.alive(pre.parent));

  if (!pre.active && post.active) turns.push_back(desc);
  if (pre.active && !post.active) std::erase(turns, desc);
}

}  // namespace sockwire::model
