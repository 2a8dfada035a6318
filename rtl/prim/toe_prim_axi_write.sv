// Sockwire - writes a stream into a stretch of a ring in AXI4 memory: (offset, octets), then as many
// beats, the first octet of the first one at the offset, whatever its alignment.
//
// Octets outside the stretch are kept out by the strobes. At most Outstanding bursts are not answered
// (toe_prim_axi_bursts cuts them); the data of a burst follow its address. done_o pulses when the
// memory has answered all: what is read from then on is what was written (AXI4 A5.3.6). The next
// request is taken after that.
//
// Guarantees: (1) WLAST is with the last word of its burst; (2) no more than Outstanding bursts wait
// for their answer; (3) when done_o comes all beats and all words have passed. An answer that is an
// error pulses error_o, not after done_o, and ends nothing.
module toe_prim_axi_write #(
    parameter int unsigned DataBytes   = 4,
    parameter int unsigned RingBytes   = 8192,
    parameter int unsigned BurstBytes  = 256,
    parameter int unsigned Outstanding = 4,
    parameter logic [31:0] Base        = '0
) (
    input  logic                   clk_i,
    input  logic                   rst_ni,

    input  logic                   request_valid_i,
    output logic                   request_ready_o,
    input  logic [31:0]            request_offset_i,  // from Base
    input  logic [15:0]            request_length_i,  // at least 1

    input  logic                   valid_i,
    output logic                   ready_o,
    input  logic [8*DataBytes-1:0] data_i,
    output logic                   done_o,
    output logic                   error_o,

    output logic                   aw_valid_o,
    input  logic                   aw_ready_i,
    output logic [31:0]            aw_addr_o,
    output logic [7:0]             aw_len_o,
    output logic                   w_valid_o,
    input  logic                   w_ready_i,
    output logic [8*DataBytes-1:0] w_data_o,
    output logic [DataBytes-1:0]   w_strb_o,
    output logic                   w_last_o,
    input  logic                   b_valid_i,
    output logic                   b_ready_o,
    input  logic [1:0]             b_resp_i
);

  localparam int unsigned LaneWidth  = $clog2(DataBytes);
  localparam int unsigned CountWidth = $clog2(Outstanding + 1);
  typedef logic [LaneWidth-1:0] lane_t;

  logic                  take, active_q, idle, burst_valid, room, asked;
  logic [CountWidth-1:0] waiting_q;  // bursts
  logic                  lens_ready, len_valid, burst_done;
  logic [7:0]            len;        // of the burst whose words come next
  logic [CountWidth-1:0] unused_count;
  logic                  unused_resp;

  assign request_ready_o = !active_q;
  assign take            = request_valid_i && request_ready_o;

  toe_prim_axi_bursts #(
      .DataBytes (DataBytes),
      .RingBytes (RingBytes),
      .BurstBytes(BurstBytes),
      .Base      (Base)
  ) u_bursts (
      .clk_i,
      .rst_ni,
      .request_valid_i(take),
      .request_ready_o(idle),
      .request_offset_i,
      .request_length_i,
      .burst_valid_o  (burst_valid),
      .burst_ready_i  (asked),
      .burst_addr_o   (aw_addr_o),
      .burst_len_o    (aw_len_o)
  );

  assign room        = waiting_q != CountWidth'(Outstanding) && lens_ready;
  assign aw_valid_o  = burst_valid && room;
  assign asked       = aw_ready_i && room;
  assign b_ready_o   = 1'b1;
  assign error_o     = b_valid_i && b_resp_i[1];
  assign done_o      = active_q && idle && waiting_q == '0;
  assign unused_resp = b_resp_i[0];

  // Bursts whose addresses are taken and whose words are not all out.
  toe_prim_fifo #(
      .T    (logic [7:0]),
      .Depth(Outstanding)
  ) u_lens (
      .clk_i,
      .rst_ni,
      .valid_i(aw_valid_o && aw_ready_i),
      .ready_o(lens_ready),
      .data_i (aw_len_o),
      .valid_o(len_valid),
      .ready_i(burst_done),
      .data_o (len),
      .count_o(unused_count)
  );

  // ------------------------------------------------------------ beats -> words of the bus
  lane_t                    lane_q;   // of the first octet
  logic [16:0]              beats_q;  // not yet taken
  logic [16:0]              end_q;    // octets from the beginning of the next word to the end
  logic                     first_q;  // the next word is the first one
  logic [7:0]               word_q;   // its number in its burst
  logic [8*DataBytes-1:0]   carry_q;  // what the beat before has left
  logic [2*8*DataBytes-1:0] wide;
  logic                     flush, move, load;

  assign flush      = beats_q == '0;
  assign move       = !w_valid_o || w_ready_i;
  assign load       = move && len_valid && (flush || valid_i);
  assign ready_o    = move && len_valid && !flush;
  assign burst_done = load && word_q == len;
  assign wide       = (2 * 8 * DataBytes)'(flush ? '0 : data_i) << {lane_q, 3'b0};

  always_ff @(posedge clk_i) begin
    if (take) active_q <= 1'b1;
    else if (done_o) active_q <= 1'b0;
    waiting_q <= waiting_q + CountWidth'(aw_valid_o && aw_ready_i) - CountWidth'(b_valid_i && waiting_q != '0);
    if (load) word_q <= burst_done ? '0 : word_q + 8'd1;
    if (move) w_valid_o <= load;
    if (!rst_ni) begin
      active_q  <= 1'b0;
      waiting_q <= '0;
      word_q    <= '0;
      w_valid_o <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (take) begin
      lane_q  <= lane_t'(request_offset_i);
      beats_q <= (17'(request_length_i) + 17'(DataBytes - 1)) >> LaneWidth;
      end_q   <= 17'(request_length_i) + 17'(lane_t'(request_offset_i));
      first_q <= 1'b1;
      carry_q <= '0;
    end else if (load) begin
      if (!flush) beats_q <= beats_q - 17'd1;
      end_q   <= end_q - 17'(DataBytes);
      first_q <= 1'b0;
      carry_q <= wide[8*DataBytes+:8*DataBytes];
    end
    if (load) begin
      w_data_o <= wide[0+:8*DataBytes] | carry_q;
      w_last_o <= burst_done;
      for (int unsigned i = 0; i < DataBytes; i++) w_strb_o[i] <= 17'(i) < end_q && (!first_q || lane_t'(i) >= lane_q);
    end
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      assert (!load || (17'(DataBytes) < end_q) || burst_done) else $error("(1) the last word is not the last of a burst");
      assert (32'(waiting_q) <= Outstanding) else $error("(2) too many bursts");
      assert (!b_valid_i || waiting_q != '0) else $error("(2) an answer to nothing");
      assert (!done_o || (flush && !len_valid && !w_valid_o)) else $error("(3) done before all has passed");
    end
  end
`endif

endmodule
