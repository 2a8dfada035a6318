// Sockwire - 10BASE-T receiver: recovers bits and nibbles from the sampled line (IEEE 802.3 7.3.1,
// 14.3.1.3). Cycle by cycle as docs/rules/phy_10baset.md, "Receive", has it.
//
//   Idle --activity--> Carrier --first change of level--> Data
//                         |                                 |
//                         +--12 clocks without a change--> Wait <--+
//                                                           |
//   Idle <--line silent-------------------------------------+
//
// A change of level in the middle of a bit tells the bit and the place of the next one; a change less
// than 6 clocks after that lies between two bits. Invariants: (1) a link pulse is never told while a
// frame runs; (2) the output shows rx_dv with whole nibbles only, changing when count_i is 31.
module toe_phy_10baset_rx (
    input  logic clk_i,
    input  logic rst_ni,

    input  logic [4:0] count_i,

    input  logic line_rx_p_i,  // asynchronous
    input  logic line_rx_n_i,

    output logic       mii_rx_dv_o,
    output logic [3:0] mii_rxd_o,

    output logic sfd_o,        // one clock: a start-of-frame delimiter was found
    output logic link_pulse_o  // one clock: a link pulse was found
);

  localparam logic [3:0] BitEdge    = 4'd6;   // clocks after a mid-bit change: the next may be one
  localparam logic [3:0] EndOfFrame = 4'd12;  // clocks without a change
  localparam logic [7:0] SfdBits    = 8'b1101_0101;  // newest bit high

  typedef enum logic [1:0] {
    Idle,
    Carrier,  // activity, no change of level yet
    Data,     // locked to the mid-bit changes
    Wait      // until the line is silent
  } state_e;

  logic p, n, active, level;
  toe_prim_sync #(.Width(2)) u_line (
      .clk_i, .rst_ni, .data_i({line_rx_p_i, line_rx_n_i}), .data_o({p, n})
  );

  state_e     state_q, state_d;
  logic       last_q, last_d;
  logic [3:0] c_q, c_d, c_next;
  logic [3:0] width_q, width_d, width_next;  // active clocks in Carrier, at most 12
  logic       bit_valid, frame_end, link_pulse, clear;

  assign active     = p || n;
  assign level      = p || (!n && last_q);
  assign c_next     = c_q + 4'd1;
  assign width_next = width_q + 4'(active);

  always_comb begin
    state_d    = state_q;
    last_d     = level;
    c_d        = c_next;
    width_d    = width_next;
    bit_valid  = 1'b0;
    frame_end  = 1'b0;
    link_pulse = 1'b0;
    clear      = 1'b0;
    unique case (state_q)
      Idle: begin
        c_d     = '0;
        width_d = 4'd1;
        clear   = 1'b1;
        if (active) state_d = Carrier;
        else last_d = last_q;
      end
      Carrier: begin
        if (level != last_q) begin
          bit_valid = 1'b1;
          c_d       = '0;
          state_d   = Data;
        end else if (c_next == EndOfFrame) begin
          link_pulse = last_q && width_next >= 4'd4 && width_next <= 4'd12;
          state_d    = Wait;
        end
      end
      Data: begin
        if (level != last_q && c_next >= BitEdge) begin
          bit_valid = 1'b1;
          c_d       = '0;
        end else if (c_next == EndOfFrame) begin
          frame_end = 1'b1;
          state_d   = Wait;
        end
      end
      Wait: if (!active) state_d = Idle;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) state_q <= Idle;
    else state_q <= state_d;
  end

  always_ff @(posedge clk_i) begin
    last_q  <= last_d;
    c_q     <= c_d;
    width_q <= width_d;
  end

  // ---------------------------------------------------------------- bits to nibbles

  logic       framed_q;         // the SFD was seen
  logic [7:0] bits_d;           // the last eight, newest bit high
  logic [7:1] bits_q;
  logic [1:0] place_q;          // bits of the next nibble
  logic       sfd, nibble_done;

  assign bits_d      = {level, bits_q};
  assign sfd         = bit_valid && !framed_q && bits_d == SfdBits;
  assign nibble_done = bit_valid && framed_q && place_q == 2'd3;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear) begin
      framed_q <= 1'b0;
      bits_q   <= '0;
      place_q  <= '0;
    end else if (bit_valid) begin
      bits_q <= bits_d[7:1];
      if (sfd) framed_q <= 1'b1;
      if (framed_q) place_q <= place_q + 2'd1;
    end
  end

  // ---------------------------------------------------------------- nibbles to the MII

  typedef struct packed {
    logic       end_mark;
    logic [3:0] nibble;
  } entry_t;

  entry_t push_data, head;
  logic   push, head_valid, pop, room;
  logic [3:0] unused_count;

  always_comb begin
    push               = sfd || nibble_done || (frame_end && framed_q);
    push_data.end_mark = frame_end;
    push_data.nibble   = sfd ? 4'hD : bits_d[7:4];
  end

  toe_prim_fifo #(.T(entry_t), .Depth(8)) u_fifo (
      .clk_i, .rst_ni,
      .valid_i(push), .ready_o(room), .data_i(push_data),
      .valid_o(head_valid), .ready_i(pop), .data_o(head),
      .count_o(unused_count)
  );

  logic       dv_q, dv_d;
  logic [3:0] rxd_q, rxd_d;

  always_comb begin
    dv_d  = dv_q;
    rxd_d = rxd_q;
    pop   = 1'b0;
    if (count_i == 5'd31) begin
      if (!dv_q) begin
        if (head_valid && !head.end_mark) begin  // the preamble that was used up comes back
          dv_d  = 1'b1;
          rxd_d = 4'h5;
        end else begin
          pop = head_valid;
        end
      end else begin
        pop   = head_valid;
        dv_d  = head_valid && !head.end_mark;
        rxd_d = dv_d ? head.nibble : 4'h0;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      dv_q  <= 1'b0;
      rxd_q <= '0;
    end else begin
      dv_q  <= dv_d;
      rxd_q <= rxd_d;
    end
  end

  assign mii_rx_dv_o  = dv_q;
  assign mii_rxd_o    = rxd_q;
  assign sfd_o        = sfd;
  assign link_pulse_o = link_pulse;

  logic unused;
  assign unused = room;  // a push into a full FIFO is lost

`ifndef SYNTHESIS
  logic moved_q, dv_before_q;
  always_ff @(posedge clk_i) begin
    moved_q     <= count_i == 5'd31;
    dv_before_q <= dv_q;
    if (rst_ni) begin
      assert (!(link_pulse && framed_q)) else $error("(1) a link pulse inside a frame");
      if (dv_q && !dv_before_q) assert (moved_q && rxd_q == 4'h5) else $error("(2) rx_dv between two nibbles");
    end
  end
`endif

endmodule
