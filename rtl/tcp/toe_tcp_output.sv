// Sockwire - TCP engine: output(t), what a turn to transmit would send of this control block now.
//
// Combinational. Text goes as far as the peer's window and the congestion window let it, two segments
// of new octets further on duplicate ACKs (RFC 3042); small segments wait for what is in flight (Nagle, RFC 9293
// 3.7.4; silly windows, 3.8.6.2.1). A FIN rides on the last octet. What was found lost goes first.
// With probe_i the congestion window is not asked and one octet may pass the peer's (3.8.6.1).
// docs/rules/tcp.md section 1.
module toe_tcp_output (
  input  toe_tcp_pkg::tcb_t           tcb_i,
  input  logic                        probe_i,
  output toe_tcp_engine_pkg::output_t output_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  logic [31:0] smss, mss, cwnd, limit, covered, ahead, most, usable, length;
  logic        is_new, ahead_of_end, fin_due, alone, worth;
  seq_t        seq;

  assign smss = 32'(tcb_i.snd_mss);
  assign mss  = 32'(mss_now(tcb_i));
  assign seq  = tcb_i.resend ? tcb_i.snd_una : tcb_i.snd_rtx;

  // what there is
  assign is_new       = tcb_i.snd_rtx == tcb_i.snd_nxt;
  assign ahead_of_end = seq_leq(seq, tcb_i.snd_end);
  assign ahead        = ahead_of_end ? tcb_i.snd_end - seq : '0;
  assign fin_due      = ahead_of_end && tcb_i.fin_queued && (!tcb_i.resend || tcb_i.snd_nxt == tcb_i.snd_end + 32'd1);
  assign most         = tcb_i.resend ? min32(ahead, tcb_i.snd_nxt - tcb_i.snd_una) : ahead;

  // what may go
  always_comb begin
    cwnd = tcb_i.cwnd;
    if (!tcb_i.recovering && is_new && tcb_i.dup_acks != '0) begin
      cwnd = tcb_i.cwnd + ((tcb_i.dup_acks == 8'd1) ? smss : smss << 1);
    end
    if (probe_i)           limit = max32(min32(tcb_i.snd_wnd, smss), 32'd1);
    else if (tcb_i.resend) limit = tcb_i.snd_wnd;
    else                   limit = min32(tcb_i.snd_wnd, cwnd);
  end
  assign covered = seq - tcb_i.snd_una;
  assign usable = (covered < limit) ? limit - covered : '0;
  assign length = min32(min32(most, mss), usable);

  // what is worth it
  assign alone = tcb_i.nodelay || (tcb_i.snd_una == tcb_i.snd_nxt);
  assign worth = (length != '0)
                 && (tcb_i.resend || !is_new || (length == mss)
                     || (length == ahead && (alone || tcb_i.fin_queued))
                     || (alone && length >= (tcb_i.snd_wnd_max >> 1)));

  always_comb begin
    output_o        = '0;
    output_o.seq    = seq;
    output_o.length = length[15:0];
    output_o.last   = (length != '0) && (length == ahead);
    output_o.fin    = fin_due && (length == ahead) && (usable > length);
    output_o.unsent = (ahead != '0) || fin_due;
    output_o.due    = sends_text(tcb_i.state) && tcb_i.syn_acked && (worth || output_o.fin);
  end
endmodule
