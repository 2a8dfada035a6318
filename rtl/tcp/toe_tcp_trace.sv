// Sockwire - TCP: tells every commit of the engine, one record an event (docs/records.md).
//
// Output only, registered, one cycle after the commit; synthesis sweeps it away where nobody reads it.
//
// Invariants of every commit:
//   1. order is 0, 1, 2, ... without a gap, and time does not run backwards.
//   2. SND.UNA =< snd_rtx =< SND.NXT =< snd_end + 1.
//   3. The host has not read beyond RCV.NXT, and RCV.NXT is not beyond the window that we advertised.
//   4. A socket that is not allocated is all zero.
//   5. A call that is refused changes nothing but the pending error that it tells.
//   6. A CONNECT came with the port that the socket is bound to.
//   7. Held ranges lie beyond RCV.NXT and inside the window, there are no holes among the four, and
//      no two of them touch.
//   8. The scoreboard's ranges lie beyond SND.UNA and not beyond SND.NXT, are sorted, and no two touch.
//   9. The congestion window of a connection holds a segment, and neither it nor its threshold passes
//      WindowLimit.
//  10. A segment has no more octets than the one that we offer. What CUBIC remembers of a window is not above
//      WindowLimit; an epoch is CUBIC's, and K has fourteen bits.
module toe_tcp_trace #(
  parameter int unsigned Mtu = 1500
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  input  logic                        commit_i,
  input  toe_tcp_engine_pkg::event_t  event_i,
  input  toe_tcp_pkg::tcb_t           pre_i,
  input  toe_tcp_engine_pkg::result_t result_i,
  output toe_tcp_pkg::tcp_record_t    record_o
);
  toe_tcp_pkg::tcp_record_t record_q;
  logic [63:0]              order_q;

  assign record_o = record_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      order_q        <= '0;
      record_q.valid <= 1'b0;
    end else begin
      order_q        <= order_q + 64'(commit_i);
      record_q.valid <= commit_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (commit_i) begin
      record_q.order      <= order_q;
      record_q.now        <= event_i.now;
      record_q.conn       <= result_i.conn;
      record_q.kind       <= event_i.kind;
      record_q.call       <= event_i.call;
      record_q.segment    <= event_i.segment;
      record_q.timer      <= event_i.timer;
      record_q.icmp       <= event_i.icmp;
      record_q.drop       <= result_i.drop;
      record_q.pre        <= pre_i;
      record_q.post       <= result_i.post;
      record_q.emit       <= result_i.emit;
      record_q.take       <= result_i.take;
      record_q.answer     <= result_i.answer;
      record_q.ready_desc <= result_i.ready_desc;
      record_q.ready      <= result_i.ready;
    end
  end

`ifndef SYNTHESIS
  import toe_tcp_pkg::*;
  tcb_t post, pre_but_error, post_but_error;
  logic is_refused, is_connect, is_synchronized;
  logic held_well, board_well;
  seq_t reached;  // by the scoreboard
  toe_tcp_engine_pkg::board_t board;
  range_t [toe_tcp_engine_pkg::HeldRanges-1:0] held;
  assign post            = result_i.post;
  assign is_refused      = result_i.answer.valid && !(result_i.answer.error inside {Ok, Einprogress});
  assign is_connect      = event_i.call.call == CallConnect && result_i.answer.error == Einprogress;
  assign is_synchronized = toe_tcp_engine_pkg::has_tuple(post.state) && (post.state != SynSent);
  assign board           = toe_tcp_engine_pkg::board_of(post);
  assign held            = {post.held3, post.held2, post.held1, post.held0};
  always_comb begin
    pre_but_error        = pre_i;
    pre_but_error.error  = Ok;
    post_but_error       = post;
    post_but_error.error = Ok;
  end
  always_comb begin
    held_well = 1'b1;
    for (int index = 0; index < toe_tcp_engine_pkg::HeldRanges; index++) begin
      if (toe_tcp_engine_pkg::is_range(held[index])) begin
        if (!seq_lt(post.rcv_nxt, held[index].left) || !seq_lt(held[index].left, held[index].right)
            || !seq_leq(held[index].right, post.rcv_adv)) held_well = 1'b0;
        for (int other = 0; other < index; other++) begin
          if (held[other] == '0 || (seq_leq(held[other].left, held[index].right)
                                    && seq_leq(held[index].left, held[other].right))) held_well = 1'b0;
        end
      end else if (held[index] != '0) held_well = 1'b0;
    end
  end
  always_comb begin
    board_well = 1'b1;
    reached    = post.snd_una;
    for (int index = 0; index < toe_tcp_engine_pkg::BoardRanges; index++) begin
      if (toe_tcp_engine_pkg::is_range(board[index])) begin
        if (!seq_lt(reached, board[index].left) || !seq_lt(board[index].left, board[index].right)
            || !seq_leq(board[index].right, post.snd_nxt) || !post.sack_ok) board_well = 1'b0;
        if (index > 0 && board[index - 1] == '0) board_well = 1'b0;
        reached = board[index].right;
      end else if (board[index] != '0) board_well = 1'b0;
    end
  end
  always_ff @(posedge clk_i) begin
    if (rst_ni && commit_i) begin
      a_1 : assert (order_q == '0 || (record_q.order + 64'd1 == order_q && record_q.now <= event_i.now))
        else $error("1: a gap in the order, or in time");
      a_2 : assert (!toe_tcp_engine_pkg::has_tuple(post.state)
                    || (seq_leq(post.snd_una, post.snd_rtx) && seq_leq(post.snd_rtx, post.snd_nxt)
                        && seq_leq(post.snd_nxt, post.snd_end + 32'd1)))
        else $error("2: send variables out of order");
      a_3 : assert (!is_synchronized || (seq_leq(post.rcv_user, post.rcv_nxt) && seq_leq(post.rcv_nxt, post.rcv_adv)))
        else $error("3: receive variables out of order");
      a_4 : assert (post.allocated || post == '0) else $error("4: a free socket is not zero");
      a_5 : assert (!is_refused || post_but_error == pre_but_error) else $error("5: a refused call changed the socket");
      a_6 : assert (!is_connect || !pre_i.bound || event_i.grant.port == pre_i.local_port)
        else $error("6: CONNECT came with another port than the socket's");
      a_7 : assert (!is_synchronized || held_well) else $error("7: held ranges out of order");
      a_8 : assert (board_well) else $error("8: the scoreboard out of order");
      a_9 : assert (!toe_tcp_engine_pkg::has_tuple(post.state)
                    || (post.cwnd >= 32'(post.snd_mss) && post.cwnd <= WindowLimit && post.ssthresh <= WindowLimit))
        else $error("9: congestion window out of bounds");
      a_10 : assert (post.snd_mss <= 16'(toe_tcp_engine_pkg::local_mss(Mtu)) && post.w_max <= WindowLimit && (post.cubic || !post.epoch)
                     && post.cwnd_prior <= WindowLimit && post.cubic_k[15:14] == '0)
        else $error("10: CUBIC's state out of bounds");
    end
  end
`else
  logic unused;
  assign unused = &{1'b0, event_i.grant, event_i.desc, event_i.isn, event_i.ts_offset, event_i.cookie, result_i.again};
`endif
endmodule
