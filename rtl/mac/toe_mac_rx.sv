// Sockwire - MAC receive, in the clock of the pins (IEEE 802.3 clauses 3, 4.2, 22, 35).
//
//   Idle --preamble--> Preamble --SFD--> Frame --rx_dv falls--> Idle
//     |                    |
//     +----anything else---+--> Ignore --rx_dv falls--> Idle
//
// Octets leave four octets late, so that the FCS stays behind, in words of DataBytes. The last word
// waits for the fall of rx_dv and tells with err whether the frame is good. Nothing stalls the line:
// a word that finds no room loses the rest of its frame. Invariants: (1) a packet that was begun is ended,
// with err if a word of it was lost; (2) a packet whose first word was lost is missing whole; (3) one
// record a frame.
module toe_mac_rx #(
    parameter type         stream_t = logic,
    parameter int unsigned MiiBits  = 4,
    parameter int unsigned Mtu      = 1500
) (
    input  logic clk_i,
    input  logic rst_ni,

    input  toe_pkg::mac_t mac_addr_i,  // in this clock, quasi-static
    input  logic          groups_i,    // Ethernet addresses of IPv4 groups are ours too; quasi-static

    input  logic       mii_rx_dv_i,
    input  logic [7:0] mii_rxd_i,
    input  logic       mii_rx_er_i,

    output logic    valid_o,
    input  logic    ready_i,  // room at this edge; not waited for
    output stream_t data_o,

    output toe_mac_pkg::mac_rx_record_t record_o,
    output logic                        pause_o,    // one clock: a pause has come
    output logic [15:0]                 quanta_o    // its time, in the same clock
);

  localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9;
  localparam int unsigned FillWidth = $clog2(DataBytes + 1);
  localparam logic [7:0]  PreambleUnit = (MiiBits == 8) ? 8'h55 : 8'h05;
  localparam logic [7:0]  SfdUnit      = (MiiBits == 8) ? 8'hD5 : 8'h0D;
  localparam logic [31:0] Residue      = 32'hDEBB_20E3;  // of a frame with its right FCS

  typedef enum logic [1:0] {
    Idle,
    Preamble,
    Frame,
    Ignore
  } state_e;

  // The pins, one clock later.
  logic       dv_q, er_q;
  logic [7:0] rxd_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) dv_q <= 1'b0;
    else dv_q <= mii_rx_dv_i;
    er_q  <= mii_rx_er_i;
    rxd_q <= (MiiBits == 8) ? mii_rxd_i : {4'd0, mii_rxd_i[3:0]};
  end

  // ---------------------------------------------------------------- frames and octets

  state_e     state_q, state_d;
  logic       half_q;      // MII: the low nibble is here
  logic [3:0] low_q;
  logic       octet_valid, frame_end;
  logic [7:0] octet;

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      Idle:     if (dv_q) state_d = (rxd_q == PreambleUnit) ? Preamble : Ignore;
      Preamble: if (rxd_q == SfdUnit) state_d = Frame;
                else if (rxd_q != PreambleUnit) state_d = Ignore;
      Frame, Ignore: ;
    endcase
    if (!dv_q) state_d = Idle;
  end

  assign octet       = (MiiBits == 8) ? rxd_q : {rxd_q[3:0], low_q};
  assign octet_valid = state_q == Frame && dv_q && (MiiBits == 8 || half_q);
  assign frame_end   = state_q == Frame && !dv_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= Idle;
      half_q  <= 1'b0;
    end else begin
      state_q <= state_d;
      half_q  <= (MiiBits == 4) && state_q == Frame && dv_q && !half_q;
    end
  end

  // ---------------------------------------------------------------- what is known of the frame

  // The octet of an address at this place of a frame, 0 to 5.
  function automatic logic [7:0] octet_of(logic [47:0] address, logic [2:0] place);
    return address[8*(3'd5-place)+:8];
  endfunction

  logic [15:0] length_q;  // octets so far; saturates
  logic [31:0] crc_q, crc_next;
  logic        error_q, ours_q, broadcast_q, group_q;

  toe_prim_crc32 #(.DataBytes(1)) u_crc (
      .crc_i(crc_q), .data_i(octet), .count_i(1'b1), .crc_o(crc_next)
  );

  always_ff @(posedge clk_i) begin
    if (state_q != Frame) begin
      length_q    <= '0;
      crc_q       <= '1;
      error_q     <= 1'b0;
      ours_q      <= 1'b1;
      broadcast_q <= 1'b1;
      group_q     <= groups_i;
    end else begin
      if (dv_q && er_q) error_q <= 1'b1;
      if (octet_valid) begin
        if (length_q != '1) length_q <= length_q + 16'd1;
        crc_q <= crc_next;
        if (length_q < 16'd6) begin
          if (octet != octet_of(mac_addr_i, length_q[2:0])) ours_q <= 1'b0;
          if (octet != 8'hFF) broadcast_q <= 1'b0;
        end
        if (length_q < 16'd3 && octet != octet_of({toe_mac_pkg::GroupPrefix, 23'd0}, length_q[2:0])) group_q <= 1'b0;
        if (length_q == 16'd3 && octet[7]) group_q <= 1'b0;
      end
    end
    low_q <= rxd_q[3:0];
  end

  // IEEE 802.3 annex 31B and 802.1Q look at the octets behind the addresses too.
  localparam logic [31:0] ControlHead = {toe_mac_pkg::EtherTypePause, toe_mac_pkg::OpPause};
  logic        control_q, address_q, tagged_q;  // so far: a pause; to its own address; a VLAN tag
  logic [15:0] quanta_q;

  always_ff @(posedge clk_i) begin
    if (state_q != Frame) begin
      control_q <= 1'b1;
      address_q <= 1'b1;
      tagged_q  <= 1'b1;
    end else if (octet_valid) begin
      if (length_q < 16'd6 && octet != octet_of(toe_mac_pkg::PauseAddress, length_q[2:0])) address_q <= 1'b0;
      if (length_q >= 16'd12 && length_q < 16'd16
          && octet != ControlHead[8*(4'd15-length_q[3:0])+:8]) control_q <= 1'b0;
      if (length_q == 16'd12 && octet != toe_mac_pkg::EtherTypeVlan[15:8]) tagged_q <= 1'b0;
      if (length_q == 16'd13 && octet != toe_mac_pkg::EtherTypeVlan[7:0]) tagged_q <= 1'b0;
      if (length_q == 16'd16) quanta_q[15:8] <= octet;
      if (length_q == 16'd17) quanta_q[7:0] <= octet;
    end
  end

  // ---------------------------------------------------------------- words

  logic [3:0][7:0]           delay_q;  // the last four octets: the FCS, when the frame ends
  logic [DataBytes-1:0][7:0] word_q;
  logic [FillWidth-1:0]      fill_q;   // octets in it
  logic                      behind;   // an octet leaves the delay
  logic                      word_full, mid;

  assign behind    = octet_valid && length_q >= 16'd4;
  assign word_full = fill_q == FillWidth'(DataBytes);
  assign mid       = behind && word_full;  // there is a next octet, so the word is not the last

  always_ff @(posedge clk_i) begin
    if (octet_valid) delay_q <= {octet, delay_q[3:1]};
    if (state_q != Frame) begin
      fill_q <= '0;
    end else if (behind) begin
      fill_q <= word_full ? FillWidth'(1) : fill_q + FillWidth'(1);
      for (int unsigned i = 0; i < DataBytes; i++) begin
        if (FillWidth'(i) == (word_full ? '0 : fill_q)) word_q[i] <= delay_q[0];
      end
    end
  end

  // ---------------------------------------------------------------- what becomes of it

  logic begun_q;  // a word of this frame was taken
  logic lost_q;   // a word of this frame was not
  logic owe_q;    // a packet must still be ended with err
  logic room, offer, lose;
  toe_mac_pkg::frame_status_e status;

  // IEEE 802.3 3.2.7: header and FCS around the datagram.
  localparam logic [15:0] MaxFrame = 16'(Mtu + toe_mac_pkg::FrameOctets);

  assign room  = ready_i && !owe_q;
  assign offer = (mid || frame_end) && !lost_q;
  assign lose  = offer && !room;

  always_comb begin
    if (error_q) status = toe_mac_pkg::FrameError;
    else if (half_q) status = toe_mac_pkg::FrameAlignment;
    else if (length_q < 16'(toe_pkg::MinFrame)) status = toe_mac_pkg::FrameRunt;
    else if (length_q > MaxFrame + (tagged_q ? 16'(toe_mac_pkg::TagOctets) : 16'd0)) status = toe_mac_pkg::FrameGiant;
    else if (crc_q != Residue) status = toe_mac_pkg::FrameFcs;
    else if (control_q && (address_q || ours_q)) status = toe_mac_pkg::FramePause;
    else if (!ours_q && !broadcast_q && !group_q) status = toe_mac_pkg::FrameFiltered;
    else if (lost_q || lose) status = toe_mac_pkg::FrameOverflow;
    else status = toe_mac_pkg::FrameGood;
  end

  always_comb begin
    valid_o     = owe_q || offer;
    data_o.data = word_q;
    data_o.keep = DataBytes'((1 << fill_q) - 1);
    data_o.last = frame_end;
    data_o.err  = frame_end && status != toe_mac_pkg::FrameGood;
    if (owe_q) begin
      data_o.keep = '0;
      data_o.last = 1'b1;
      data_o.err  = 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      begun_q <= 1'b0;
      lost_q  <= 1'b0;
      owe_q   <= 1'b0;
    end else begin
      begun_q <= !frame_end && (begun_q || (offer && room));
      lost_q  <= !frame_end && (lost_q || lose);
      owe_q   <= (owe_q && !ready_i) || (lose && begun_q);
    end
  end

  toe_mac_pkg::mac_rx_record_t record_q;
  always_ff @(posedge clk_i) begin
    record_q.valid  <= rst_ni && frame_end;
    record_q.status <= status;
    record_q.length <= length_q;
  end
  assign record_o = record_q;
  assign quanta_o = quanta_q;
  assign pause_o  = record_q.valid && record_q.status == toe_mac_pkg::FramePause;

`ifndef SYNTHESIS
  logic known_q;  // was in reset; before that the flops hold anything
  initial known_q = 1'b0;
  logic open_q, end_q;   // the stream is inside a packet; a frame ended one clock ago
  // Not always_ff: known_q has two writers.
  always @(posedge clk_i) begin
    if (!rst_ni) begin
      known_q <= 1'b1;
      open_q  <= 1'b0;
      end_q   <= 1'b0;
    end else if (known_q) begin
      end_q <= frame_end;
      if (valid_o && ready_i) open_q <= !data_o.last;
      assert (open_q == (owe_q || (begun_q && !lost_q))) else $error("(1) a packet was left open");
      assert (!(owe_q && lose && begun_q)) else $error("(2) a frame begun inside another");
      assert (record_q.valid == end_q) else $error("(3) records and frames");
    end
  end
`endif

endmodule
