// Sockwire - UDP: the octets of a RECV from the datagram memory to the receive window, which begin at
// its octet 0 (zeros behind the last one in its row); then the datagram's slot is free, if it has left
// its queue, and done_o pulses.
//
//   Idle --start, octets--> Read --all asked for--> Wait --all there--> Free --> Idle
//     `--start, none------------------------------------------------------^
//
// Invariants:
//   1. What the memory gives was asked for.
module toe_udp_deliver #(
  parameter int unsigned DataBytes = 4,
  localparam int unsigned RowBits = $clog2(toe_pkg::WindowBytes / DataBytes)
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  output logic                   idle_o,
  input  logic                   start_i,       // while idle_o
  input  logic [7:0]             slot_i,
  input  logic [15:0]            at_i,          // the first octet of payload wanted
  input  logic [15:0]            length_i,      // at most WindowBytes
  input  logic                   free_i,        // the datagram is gone then
  output logic                   done_o,
  // the datagram memory
  output logic                   r_valid_o,
  input  logic                   r_ready_i,
  output logic [7:0]             r_slot_o,
  output logic [15:0]            r_at_o,
  input  logic                   r_data_valid_i,
  input  logic [8*DataBytes-1:0] r_data_i,
  output logic                   free_valid_o,
  input  logic                   free_ready_i,
  output logic [7:0]             free_slot_o,
  // the receive window
  output logic                   recv_we_o,
  output logic [RowBits-1:0]     recv_row_o,
  output logic [8*DataBytes-1:0] recv_wdata_o
);
  localparam logic [15:0] Step = 16'(DataBytes);

  typedef enum logic [1:0] { Idle, Read, Wait, Free } state_e;

  state_e             state_d, state_q;
  logic [7:0]         slot_q;
  logic               free_q;
  logic [15:0]        at_q, unasked_q, missing_q;  // octets not asked for, not there
  logic [RowBits-1:0] row_q;
  logic               asked, asked_all, arrived_all;

  assign asked       = r_valid_o && r_ready_i;
  assign asked_all   = asked && unasked_q <= Step;
  assign arrived_all = r_data_valid_i && missing_q <= Step;

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      Idle: if (start_i) state_d = (length_i == '0) ? Free : Read;
      Read: if (asked_all) state_d = Wait;
      Wait: if (arrived_all) state_d = Free;
      default: if (!free_q || free_ready_i) state_d = Idle;
    endcase
  end

  assign idle_o       = state_q == Idle;
  assign done_o       = state_q == Free && state_d == Idle;
  assign r_valid_o    = state_q == Read;
  assign r_slot_o     = slot_q;
  assign r_at_o       = at_q;
  assign free_valid_o = state_q == Free && free_q;
  assign free_slot_o  = slot_q;
  assign recv_we_o    = r_data_valid_i;
  assign recv_row_o   = row_q;
  always_comb begin
    for (int unsigned i = 0; i < DataBytes; i++) begin
      recv_wdata_o[8*i+:8] = r_data_i[8*i+:8] & {8{i < 32'(missing_q)}};
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) state_q <= Idle;
    else state_q <= state_d;
  end
  always_ff @(posedge clk_i) begin
    if (start_i) begin
      slot_q    <= slot_i;
      free_q    <= free_i;
      at_q      <= at_i + 16'(toe_udp_engine_pkg::HeaderOctets);
      unasked_q <= length_i;
      missing_q <= length_i;
      row_q     <= '0;
    end else begin
      if (asked) begin
        at_q      <= at_q + Step;
        unasked_q <= unasked_q - Step;
      end
      if (r_data_valid_i) begin
        missing_q <= missing_q - Step;
        row_q     <= row_q + 1'b1;
      end
    end
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      a_1 : assert (!r_data_valid_i || state_q inside {Read, Wait}) else $error("1: nobody asked");
      a_idle : assert (!start_i || state_q == Idle) else $error("two deliveries at a time");
    end
  end
`endif
endmodule
