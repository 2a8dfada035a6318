// Sockwire - the core's time: microseconds since reset, faster by 2^shift where the host wants it.
//
// The one source of time for all timers; latch_i takes a snapshot of all 64 bits for the host.
module toe_socket_time #(
  parameter int unsigned CoreHz = 50_000_000  // a multiple of 1 MHz
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [3:0]  time_shift_i,
  input  logic        latch_i,
  output logic [63:0] now_o,
  output logic [63:0] latched_o
);
  localparam int unsigned Cycles = CoreHz / 1_000_000;  // in a microsecond
  localparam int unsigned Bits   = $clog2(Cycles + 1);

  if (Cycles < 1 || Cycles * 1_000_000 != CoreHz) begin : gen_bad_clock
    $fatal(1, "toe_socket_time: CoreHz must be a multiple of 1 MHz");
  end

  logic [Bits-1:0] cycle_q;
  logic            last;
  logic [63:0]     now_q, latched_q;

  assign last      = (cycle_q == Bits'(Cycles - 1));
  assign now_o     = now_q;
  assign latched_o = latched_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      cycle_q   <= '0;
      now_q     <= '0;
      latched_q <= '0;
    end else begin
      cycle_q <= last ? '0 : cycle_q + 1'b1;
      if (last) now_q <= now_q + (64'd1 << time_shift_i);
      if (latch_i) latched_q <= now_q;
    end
  end
endmodule
