// Sockwire - TCP engine: output(t), what a turn to transmit would send of this control block now.
//
// Combinational. Text goes as far as the peer's window and the congestion window let it, two segments
// of new octets further on duplicate ACKs (RFC 3042); small segments wait for what is in flight (Nagle, RFC 9293
// 3.7.4; silly windows, 3.8.6.2.1). A FIN rides on the last octet. What was found lost goes first; a
// recovery with SACK then sends what NextSeg says while the pipe has room (RFC 6675 section 4 and 5).
// With probe_i the congestion window is not asked and one octet may pass the peer's (3.8.6.1).
// docs/rules/tcp.md section 1.
module toe_tcp_output (
  input  toe_tcp_pkg::tcb_t           tcb_i,
  input  toe_tcp_engine_pkg::loss_t   loss_i,
  input  logic                        probe_i,
  output toe_tcp_engine_pkg::output_t output_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  next_t       next;
  logic [31:0] smss, mss, cwnd, limit, ahead, most, usable, length, again_length;
  logic        by_sack, is_new, ahead_of_end, fin_due, fin, alone, worth, again, allowed;
  seq_t        seq;

  toe_tcp_next u_next (
    .tcb_i,
    .loss_i,
    .next_o(next)
  );

  assign smss    = 32'(tcb_i.snd_mss);
  assign mss     = 32'(mss_now(tcb_i));
  assign by_sack = tcb_i.recovering && tcb_i.sack_ok && !tcb_i.resend && !probe_i;
  assign seq     = tcb_i.resend ? tcb_i.snd_una : by_sack ? tcb_i.snd_nxt : next.seq;

  // what there is
  assign is_new       = seq == tcb_i.snd_nxt;
  assign ahead_of_end = seq_leq(seq, tcb_i.snd_end);
  assign ahead        = ahead_of_end ? tcb_i.snd_end - seq : '0;
  assign fin_due      = ahead_of_end && tcb_i.fin_queued && (!tcb_i.resend || tcb_i.snd_nxt == tcb_i.snd_end + 32'd1);
  always_comb begin
    most = ahead;
    if (tcb_i.resend) begin
      most = min32(ahead, tcb_i.snd_nxt - tcb_i.snd_una);
      if (is_range(tcb_i.sacked0)) most = min32(most, tcb_i.sacked0.left - tcb_i.snd_una);
    end else if (!by_sack && next.bounded) begin
      most = min32(ahead, next.hole);
    end
  end

  // what may go
  function automatic logic [31:0] room(seq_t from, seq_t una, logic [31:0] window);
    return ((from - una) < window) ? window - (from - una) : '0;
  endfunction

  always_comb begin
    cwnd = tcb_i.cwnd;
    if (!tcb_i.recovering && is_new && tcb_i.dup_acks != '0) begin
      cwnd = tcb_i.cwnd + ((tcb_i.dup_acks == 8'd1) ? smss : smss << 1);
    end
    if (probe_i)                      limit = max32(min32(tcb_i.snd_wnd, smss), 32'd1);
    else if (tcb_i.resend || by_sack) limit = tcb_i.snd_wnd;
    else                              limit = min32(tcb_i.snd_wnd, cwnd);
  end
  assign usable = room(seq, tcb_i.snd_una, limit);
  assign length = min32(min32(most, mss), usable);
  assign fin    = fin_due && (length == ahead) && (usable > length);

  // what is worth it
  assign alone = tcb_i.nodelay || (tcb_i.snd_una == tcb_i.snd_nxt);
  assign worth = (length != '0)
                 && (tcb_i.resend || !is_new || (length == mss)
                     || (length == ahead && (alone || tcb_i.fin_queued))
                     || (alone && length >= (tcb_i.snd_wnd_max >> 1)));

  // RFC 6675 NextSeg: what is lost, (1), before new octets, (2), before what may be lost, (3)
  assign again_length = min32(min32(next.hole, mss), room(next.seq, tcb_i.snd_una, tcb_i.snd_wnd));
  assign again        = by_sack && next.bounded && (again_length != '0) && (next.lost || !(worth || fin));
  assign allowed      = !by_sack || (tcb_i.cwnd >= next.pipe + smss);

  always_comb begin
    output_o        = '0;
    output_o.seq    = seq;
    output_o.length = length[15:0];
    output_o.fin    = fin;
    output_o.last   = (length != '0) && (length == ahead);
    output_o.aside  = by_sack;
    output_o.unsent = (ahead != '0) || fin_due;
    output_o.due    = sends_text(tcb_i.state) && tcb_i.syn_acked && allowed && (worth || fin || again);
    if (again) begin
      output_o.seq    = next.seq;
      output_o.length = again_length[15:0];
      output_o.fin    = 1'b0;
      output_o.last   = next.seq + again_length == tcb_i.snd_end;
      output_o.aside  = 1'b0;
    end
  end
endmodule
