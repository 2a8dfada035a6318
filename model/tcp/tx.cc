#include "model/tcp/tx.h"

#include "model/ip/checksum.h"
#include "model/tcp/options.h"
#include "model/tcp/rx.h"
#include "model/wire.h"

namespace sockwire::model {

namespace {

unsigned flag_octet(const TcpFlags& f) {
  return f.cwr << 7 | f.ece << 6 | f.urg << 5 | f.ack << 4 | f.psh << 3 | f.rst << 2 | f.syn << 1 |
         f.fin << 0;
}

}  // namespace

Octets build_segment(std::uint32_t src, const Emit& emit, std::span<const std::uint8_t> payload) {
  const Octets options = build_options(emit);
  const std::size_t header_words = 5 + options.size() / 4;

  Octets octets;
  append(octets, emit.src_port, 2);
  append(octets, emit.dst_port, 2);
  append(octets, emit.seq, 4);
  append(octets, emit.ack, 4);
  append(octets, header_words << 4, 1);
  append(octets, flag_octet(emit.flags), 1);
  append(octets, emit.wnd, 2);
  append(octets, 0, 2);  // checksum, below
  append(octets, emit.urgent, 2);
  append(octets, options);
  append(octets, payload);
  put16(octets, 16, checksum(octets, pseudo_header_sum(src, emit.addr, octets.size())));
  return octets;
}

}  // namespace sockwire::model
