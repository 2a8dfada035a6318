// Sockwire - TCP engine: output(t), what a turn to transmit would send of this control block now.
//
// Combinational. Text goes as far as the peer's window, one segment at a time; small segments wait
// while something is in flight unless they end the text (RFC 9293 3.8.6.2.1). A FIN rides on the last
// octet. With probe_i one octet may go beyond the window (3.8.6.1). docs/rules/tcp.md section 1.
module toe_tcp_output (
  input  toe_tcp_pkg::tcb_t           tcb_i,
  input  logic                        probe_i,
  output toe_tcp_engine_pkg::output_t output_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  logic [31:0] pending, usable, edge_distance, length;
  logic        ahead_of_end, fin_due, worth;

  assign ahead_of_end  = seq_leq(tcb_i.snd_rtx, tcb_i.snd_end);
  assign pending       = ahead_of_end ? tcb_i.snd_end - tcb_i.snd_rtx : '0;
  assign fin_due       = ahead_of_end && tcb_i.fin_queued;
  assign edge_distance = tcb_i.snd_una + tcb_i.snd_wnd - tcb_i.snd_rtx;

  always_comb begin
    usable = edge_distance[31] ? '0 : edge_distance;
    if (probe_i && usable == '0) usable = 32'd1;
  end

  assign length = min32(min32(pending, usable), 32'(tcb_i.snd_mss));
  assign worth  = (length != '0) && ((tcb_i.snd_rtx != tcb_i.snd_nxt) || (length == 32'(tcb_i.snd_mss))
                                     || (length == pending) || (tcb_i.snd_una == tcb_i.snd_nxt));

  always_comb begin
    output_o        = '0;
    output_o.length = length[15:0];
    output_o.last   = (length != '0) && (length == pending);
    output_o.fin    = fin_due && (length == pending) && (usable > length);
    output_o.unsent = (pending != '0) || fin_due;
    output_o.due    = sends_text(tcb_i.state) && (worth || output_o.fin);
  end
endmodule
