// Sockwire - TCP: how many RSTs answer segments that belong to no connection.
//
// Whoever makes us answer by sending to where nobody is gets ResetLimit answers in a period, so that we
// are no amplifier and no mirror (RFC 9293 3.10.7.1 as RFC 5961 7 limits challenges). Asked while the
// engine holds an event, told at its commit; docs/rules/tcp.md section 4, "Limit".
module toe_tcp_reset_limit (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [63:0] now_i,     // of the event
  input  logic        wanted_i,  // pulse at its commit: it is one that a RST answers, or would
  output logic        left_o     // the RST may be sent
);
  import toe_tcp_pkg::*;

  logic [31:0] tick, at_q;  // at: when the period began
  logic [9:0]  count_q;     // sent in it
  logic        anew, unused;

  assign unused = ^{now_i[63:42], now_i[9:0]};
  assign tick   = toe_tcp_engine_pkg::tick_of(now_i);
  assign anew   = (tick - at_q) >= ResetPeriod;
  assign left_o = anew || (count_q < ResetLimit);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      at_q    <= '0;
      count_q <= '0;
    end else if (wanted_i && anew) begin
      at_q    <= tick;
      count_q <= 10'd1;
    end else if (wanted_i && left_o) begin
      count_q <= count_q + 1'b1;
    end
  end
endmodule
