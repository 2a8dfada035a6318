// A segment for a connection that has heard the peer's SYN (RFC 9293 3.10.7.4; docs/rules/tcp.md
// section 4), in progress: one function for each of the RFC's steps, in its order. First to fourth
// are in synchronized.cc, the fifth in acknowledgment.cc, text, URG and FIN in text.cc.
#pragma once

#include "model/tcp/emit.h"
#include "model/tcp/step.h"

namespace sockwire::model {

// A step that returns false was the last one.
struct Arrival {
  Step& s;
  Tcb& t;
  const Segment& segment;
  const World& world;
  Range twice{};         // octets of the segment that have come before (RFC 2883)
  bool ack_due = false;  // the segment is to be acknowledged at once

  bool check_timestamps();
  bool check_sequence_number();
  bool check_reset();
  bool check_syn();
  bool check_ack(bool parent_alive);
  bool take_text();
  void take_fin();

  // Nothing changes but what is said in answer.
  bool drop(Drop why) {
    s.drop = why;
    return false;
  }
  bool drop_with_challenge(Drop why) {
    emit_challenge_ack(s, world);
    return drop(why);
  }

 private:
  void note_arrival();
  bool take_octets();
  void note_urgent();

  bool finish_handshake(bool parent_alive);
  bool process_ack();
  bool note_blocks();
  void count_duplicate(std::uint32_t wnd, bool new_blocks);
  void update_window(std::uint32_t wnd);
  void open_window();
  void advance();
  bool close_acknowledged();
  std::uint32_t window_field() const { return std::uint32_t{segment.wnd} << t.snd_wscale; }

  void acknowledge_text(bool prompt);
  bool hold_fin() const;
};

}  // namespace sockwire::model
