// Sockwire - UDP: gives slots back: one that is named, then the datagrams in the queue of a socket that
// is closed, the last one first.
//
//   Idle --a slot--> One --more--> Look --> Give --more--> Look
//     `--none of its own, but a queue--^      `--> Idle
module toe_udp_give #(
  localparam int unsigned PlaceBits = $clog2(toe_udp_pkg::QueueDepth)
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 start_i,
  input  logic                 one_i,          // slot_i is to be given back
  input  logic [7:0]           slot_i,
  input  logic [7:0]           rest_i,         // datagrams in the queue
  output logic                 busy_o,
  output logic                 queue_read_o,
  output logic [PlaceBits-1:0] queue_skip_o,
  input  logic [7:0]           queue_slot_i,   // of the one that was read
  output logic                 valid_o,
  input  logic                 ready_i,
  output logic [7:0]           slot_o
);
  typedef enum logic [1:0] { Idle, One, Look, Give } state_e;

  state_e     state_d, state_q;
  logic [7:0] slot_q, rest_q;

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      Idle:    if (start_i) state_d = one_i ? One : (rest_i != '0) ? Look : Idle;
      Look:    state_d = Give;
      default: if (ready_i) state_d = (rest_q != '0) ? Look : Idle;
    endcase
  end

  assign busy_o       = state_q != Idle;
  assign queue_read_o = state_q == Look;
  assign queue_skip_o = PlaceBits'(rest_q - 8'd1);
  assign valid_o      = state_q inside {One, Give};
  assign slot_o       = (state_q == One) ? slot_q : queue_slot_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) state_q <= Idle;
    else state_q <= state_d;
  end
  always_ff @(posedge clk_i) begin
    if (start_i) begin
      slot_q <= slot_i;
      rest_q <= rest_i;
    end else if (state_q == Look) begin
      rest_q <= rest_q - 8'd1;
    end
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) a_start : assert (!start_i || !busy_o) else $error("two at a time");
  end
`endif
endmodule
