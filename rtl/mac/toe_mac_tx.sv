// Sockwire - MAC transmit, in the clock of the pins (IEEE 802.3 clauses 3, 4.2, 22, 35).
//
//                  +-------------- last gap clock, nothing waits -------------+
//                  v                                                          |
//   Idle --beat--> Preamble --8--> Data --last, >= 60--> Fcs --4--> Gap --12--+
//                                   |                     ^
//                                   +--last, < 60--> Pad -+
//
// Numbers are octets; an octet takes 8/MiiBits clocks (slots), low nibble first. A frame begins with
// its first beat; the core owes the rest in time. What came too late, or is marked err, gets a wrong
// FCS, and the rest of it is thrown away. Invariants: (1) txd is 0 while tx_en is 0; (2) tx_en stays
// 0 for at least 12 octets; (3) nothing comes too late.
module toe_mac_tx #(
    parameter type         stream_t = logic,
    parameter int unsigned MiiBits  = 4
) (
    input  logic clk_i,
    input  logic rst_ni,

    input  logic    valid_i,  // from the FIFO
    output logic    ready_o,
    input  stream_t data_i,

    output logic       mii_tx_en_o,
    output logic [7:0] mii_txd_o,
    output logic       mii_tx_er_o,

    input  logic        pause_i,   // one clock: IEEE 802.3 annex 31B
    input  logic [15:0] quanta_i,

    output logic sent_o  // one clock: a frame left with its right FCS
);

  localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9;
  localparam int unsigned LaneWidth = $clog2(DataBytes);
  localparam logic [5:0]  MinOctets = 6'(toe_pkg::MinFrame - 4);

  typedef enum logic [2:0] {
    Idle,      // 12 octets have passed since the last frame
    Preamble,  // step_q counts its octets, the SFD is the last
    Data,
    Pad,
    Fcs,
    Gap
  } state_e;

  state_e state_q, state_d;
  state_e slot;  // what the octet going out belongs to: Idle and an empty last beat take no time

  logic                 half_q;            // MII: the high nibble is next
  logic                 advance;           // the last clock of this octet
  logic [3:0]           step_q, step_d;    // octets of Preamble, Fcs, Gap
  logic [LaneWidth-1:0] lane_q, lane_d;    // next octet of the beat
  logic [5:0]           count_q, count_d;  // octets of the frame, up to MinOctets
  logic [31:0]          crc_q, crc_d, crc_next;
  logic                 poison_q, poison_d;  // the FCS must be wrong
  logic                 drain_q, drain_d;    // the rest of a frame is thrown away

  logic       start, tail, late, beat_done;
  logic       paused;
  logic       enable;
  logic [7:0] octet;

  assign advance = (MiiBits == 8) || half_q;
  assign start   = state_q == Idle && valid_i && !drain_q && !paused;
  assign tail    = state_q == Data && valid_i && !data_i.keep[0];  // last, and nothing in it
  assign late    = state_q == Data && !valid_i;

  always_comb begin
    slot = state_q;
    if (start) slot = Preamble;
    else if (tail || late) slot = (count_q < MinOctets) ? Pad : Fcs;
  end

  // This is the beat's last octet: all lanes are used, or the next one is not kept.
  assign beat_done = (lane_q == '1) || !data_i.keep[LaneWidth'(lane_q + 1'b1)];

  always_comb begin
    enable = 1'b1;
    octet  = 8'h00;
    unique case (slot)
      Preamble: octet = (step_q == 4'd7) ? 8'hD5 : 8'h55;
      Data:     octet = data_i.data[8*lane_q+:8];
      Pad:      octet = 8'h00;
      Fcs:      octet = crc_q[8*step_q[1:0]+:8] ^ {8{!poison_q && !late && !(tail && data_i.err)}};
      default:  enable = 1'b0;
    endcase
  end

  toe_prim_crc32 #(.DataBytes(1)) u_crc (
      .crc_i(crc_q), .data_i(octet), .count_i(1'b1), .crc_o(crc_next)
  );

  always_comb begin
    state_d  = slot;
    step_d   = step_q;
    lane_d   = lane_q;
    count_d  = count_q;
    crc_d    = crc_q;
    poison_d = poison_q;
    drain_d  = drain_q;
    ready_o  = 1'b0;

    if (advance) begin
      step_d = step_q + 4'd1;
      unique case (slot)
        Idle: step_d = '0;
        Preamble: begin
          if (step_q == 4'd7) begin
            state_d = Data;
            step_d  = '0;
          end
          lane_d   = '0;
          count_d  = '0;
          crc_d    = '1;
          poison_d = 1'b0;
        end
        Data, Pad: begin
          step_d = '0;
          crc_d  = crc_next;
          if (count_q != MinOctets) count_d = count_q + 6'd1;
          if (slot == Data) begin
            lane_d  = lane_q + 1'b1;
            ready_o = beat_done;
            if (beat_done) begin
              lane_d = '0;
              if (data_i.last) begin
                state_d  = (count_d < MinOctets) ? Pad : Fcs;
                poison_d = data_i.err;
              end
            end
          end else if (count_d == MinOctets) begin
            state_d = Fcs;
          end
        end
        Fcs: begin
          if (step_q == 4'd3) begin
            state_d = Gap;
            step_d  = '0;
          end
        end
        Gap: begin
          if (step_q == 4'(toe_mac_pkg::IfgOctets - 1)) begin
            state_d = Idle;
            step_d  = '0;
          end
        end
        default: ;
      endcase
      if (tail) begin
        ready_o  = 1'b1;
        poison_d = data_i.err;
      end
    end else if (tail) begin
      state_d = Data;  // the empty beat stays until its slot is over
    end

    if (late) begin  // from here on this frame is lost, even if its beat comes for the second nibble
      poison_d = 1'b1;
      drain_d  = 1'b1;
    end
    if (drain_q) begin
      ready_o = 1'b1;
      if (valid_i && data_i.last) drain_d = 1'b0;
    end
  end

  // Clocks until a frame may start again.
  localparam int unsigned QuantumClocks = toe_mac_pkg::QuantumOctets * 8 / MiiBits;
  localparam int unsigned HoldWidth     = 16 + $clog2(QuantumClocks);
  logic [HoldWidth-1:0] hold_q;

  assign paused = hold_q != '0 || (pause_i && quanta_i != '0);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) hold_q <= '0;
    else if (pause_i) hold_q <= (quanta_i == '0) ? '0 : {quanta_i, {$clog2(QuantumClocks){1'b0}}} - 1'b1;
    else if (hold_q != '0) hold_q <= hold_q - 1'b1;
  end

  logic       enable_q;
  logic [7:0] txd_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q  <= Idle;
      half_q   <= 1'b0;
      step_q   <= '0;
      drain_q  <= 1'b0;
      enable_q <= 1'b0;
      txd_q    <= '0;
    end else begin
      state_q  <= state_d;
      half_q   <= (MiiBits == 4) && slot != Idle && !half_q;
      step_q   <= step_d;
      drain_q  <= drain_d;
      enable_q <= enable;
      if (!enable) txd_q <= '0;
      else if (MiiBits == 8) txd_q <= octet;
      else txd_q <= {4'd0, half_q ? octet[7:4] : octet[3:0]};
    end
  end

  always_ff @(posedge clk_i) begin
    lane_q   <= lane_d;
    count_q  <= count_d;
    crc_q    <= crc_d;
    poison_q <= poison_d;
  end

  assign mii_tx_en_o = enable_q;
  assign mii_txd_o   = txd_q;
  assign mii_tx_er_o = 1'b0;
  assign sent_o      = state_q == Gap && step_q == '0 && advance && !poison_q;

`ifndef SYNTHESIS
  logic        known_q;  // was in reset; before that the flops hold anything
  initial known_q = 1'b0;
  int unsigned quiet_q;         // clocks with tx_en = 0
  // Not always_ff: known_q has two writers.
  always @(posedge clk_i) begin
    if (!rst_ni) begin
      known_q <= 1'b1;
      quiet_q <= 1000;
    end else if (known_q) begin
      quiet_q <= enable_q ? 0 : quiet_q + 1;
      assert (enable_q || txd_q == '0) else $error("(1) txd without tx_en");
      if (enable_q && quiet_q != 0)
        assert (quiet_q >= toe_mac_pkg::IfgOctets * 8 / MiiBits) else $error("(2) the gap is too short");
      assert (!late) else $error("(3) the core came too late with its frame");
    end
  end
`endif

endmodule
