// Sockwire - reads a stretch of a ring from AXI4 memory as a stream: (offset, octets) -> beats that
// begin at the offset, whatever its alignment.
//
// At most Outstanding bursts are asked for and not answered (toe_prim_axi_bursts cuts them). Words are
// taken as they come, without a buffer: who never stalls the beats never stalls the bus. Octets behind
// the last one of the request have no meaning. The next request is taken when all beats are.
//
// Guarantees: (1) a request makes ceil(octets / DataBytes) beats; (2) all words of a request are taken
// before the next one begins; (3) no more than Outstanding bursts wait for their answer. An answer that
// is an error pulses error_o not later than the beat that it spoils is offered, and ends nothing.
module toe_prim_axi_read #(
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

    output logic                   valid_o,
    input  logic                   ready_i,
    output logic [8*DataBytes-1:0] data_o,
    output logic                   error_o,

    output logic                   ar_valid_o,
    input  logic                   ar_ready_i,
    output logic [31:0]            ar_addr_o,
    output logic [7:0]             ar_len_o,
    input  logic                   r_valid_i,
    output logic                   r_ready_o,
    input  logic [8*DataBytes-1:0] r_data_i,
    input  logic [1:0]             r_resp_i,
    input  logic                   r_last_i
);

  localparam int unsigned LaneWidth  = $clog2(DataBytes);
  localparam int unsigned CountWidth = $clog2(Outstanding + 1);
  typedef logic [LaneWidth-1:0] lane_t;

  logic                   take, active_q, idle, burst_valid, room, asked, answered;
  logic [CountWidth-1:0]  waiting_q;   // bursts
  lane_t                  lane_q;      // of the first octet
  logic [16:0]            words_q;     // not yet taken from the bus
  logic [16:0]            beats_q;     // not yet given
  logic                   primed_q;    // carry_q holds octets of the next beat
  logic [8*DataBytes-1:0] carry_q;     // the word before
  logic                   prime, flush;
  logic                   unused_ready, unused_resp;

  assign request_ready_o = !active_q;
  assign take            = request_valid_i && request_ready_o;
  assign unused_resp     = r_resp_i[0];

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
      .burst_addr_o   (ar_addr_o),
      .burst_len_o    (ar_len_o)
  );
  assign unused_ready = idle;

  assign room       = waiting_q != CountWidth'(Outstanding);
  assign ar_valid_o = burst_valid && room;
  assign asked      = ar_ready_i && room;
  assign answered   = r_valid_i && r_ready_o && r_last_i;
  assign error_o    = r_valid_i && r_ready_o && r_resp_i[1];

  // ------------------------------------------------------------ words of the bus -> beats
  assign prime     = lane_q != '0 && !primed_q;
  assign flush     = words_q == '0;  // the last octets are in carry_q already
  assign valid_o   = active_q && (flush || (r_valid_i && !prime));
  assign r_ready_o = active_q && !flush && (prime || ready_i);
  assign data_o    = (lane_q == '0) ? r_data_i : (8 * DataBytes)'({r_data_i, carry_q} >> {lane_q, 3'b0});

  always_ff @(posedge clk_i) begin
    if (take) active_q <= 1'b1;
    else if (valid_o && ready_i && beats_q == 17'd1) active_q <= 1'b0;
    waiting_q <= waiting_q + CountWidth'(ar_valid_o && ar_ready_i) - CountWidth'(answered);
    if (!rst_ni) begin
      active_q  <= 1'b0;
      waiting_q <= '0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (take) begin
      lane_q   <= lane_t'(request_offset_i);
      words_q  <= (17'(request_length_i) + 17'(lane_t'(request_offset_i)) + 17'(DataBytes - 1)) >> LaneWidth;
      beats_q  <= (17'(request_length_i) + 17'(DataBytes - 1)) >> LaneWidth;
      primed_q <= 1'b0;
    end else begin
      if (r_valid_i && r_ready_o) begin
        words_q  <= words_q - 17'd1;
        primed_q <= 1'b1;
        carry_q  <= r_data_i;
      end
      if (valid_o && ready_i) beats_q <= beats_q - 17'd1;
    end
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      assert (!valid_o || beats_q != '0) else $error("(1) a beat too many");
      assert (!take || (waiting_q == '0 && idle)) else $error("(2) a request before the words of the last one");
      assert (32'(waiting_q) <= Outstanding) else $error("(3) too many bursts");
      assert (!answered || waiting_q != '0) else $error("(3) an answer to nothing");
    end
  end
`endif

endmodule
