// A complete segment -> the stream to IP: header, options from their place, payload from its slot.
//
// RFC 9293 section 3.1. The reserved bits are zero. Options and payload lie in
// their memories as in the beats that go out, so that each word of a beat is chosen by its number in
// the segment. One beat a clock; meta stands beside the stream from its first beat to its last.
//
//   Idle --a segment is offered--> Send --its last beat is taken--> Idle
//
// 1. What goes out has as many octets as its meta says.
module toe_tcp_tx_send #(
    parameter type stream_t = logic,
    parameter int unsigned Mtu = 1500,
    localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9,
    localparam int unsigned RowBits = $clog2(2 * toe_tcp_tx_pkg::slot_bytes(Mtu) / DataBytes),
    localparam int unsigned OptionRowBits =
        $clog2(toe_tcp_tx_pkg::Places * toe_tcp_tx_pkg::PlaceWords * 4 / DataBytes)
) (
    input  logic                     clk_i,
    input  logic                     rst_ni,
    // from toe_tcp_tx_fetch
    input  logic                     job_valid_i,
    output logic                     job_ready_o,
    input  toe_tcp_tx_pkg::job_t     job_i,
    // the slots, and the places of options
    output logic                     row_re_o,
    output logic [RowBits-1:0]       slot_row_o,
    input  logic [8*DataBytes-1:0]   slot_rdata_i,
    output logic [OptionRowBits-1:0] option_row_o,
    input  logic [8*DataBytes-1:0]   option_rdata_i,
    // to toe_ip_tx
    output logic                     tx_valid_o,
    input  logic                     tx_ready_i,
    output toe_pkg::ip_tx_meta_t     tx_meta_o,
    output stream_t                  tx_o,
    output logic [toe_tcp_tx_pkg::Places-1:0] place_free_o
);
  localparam logic [15:0] Step = 16'(DataBytes);
  localparam int unsigned Words = DataBytes / 4;  // of a beat
  localparam int unsigned LaneBits = $clog2(Words);
  localparam int unsigned Fixed = 32'(toe_tcp_tx_pkg::FixedWords);
  typedef logic [RowBits-2:0] row_t;

  typedef enum logic {
    Idle,  // takes a segment
    Send   // its beats go out
  } state_e;

  state_e               state_d, state_q;
  toe_tcp_tx_pkg::job_t job_q;
  logic                 take, sent;

  assign job_ready_o  = state_q == Idle;
  assign take         = job_valid_i && job_ready_o;
  assign sent         = tx_valid_o && tx_ready_i && tx_o.last;
  assign place_free_o = sent ? toe_tcp_tx_pkg::place_of(job_q.head) : '0;

  always_comb begin
    state_d = state_q;
    case (state_q)
      Idle:    if (job_valid_i) state_d = Send;
      default: if (sent) state_d = Idle;
    endcase
  end

  // ---------------------------------------------------------------- rows out of the memories
  // The first beat is header alone: it is there in the clock in which the first row is read.
  logic [15:0]          left_q;     // octets not yet read
  row_t                 row_q;      // read next
  row_t                 shown_q;    // the memories show this one ...
  logic                 fetched_q;  // ... if any
  logic                 last_q;
  logic [DataBytes-1:0] keep, keep_q;
  logic                 fetched_ready;

  assign row_re_o     = (state_q == Send) && left_q != '0 && (!fetched_q || fetched_ready);
  assign slot_row_o   = {job_q.slot, row_q};
  assign option_row_o = {job_q.head.place, row_q[3-LaneBits:0]};

  always_comb begin
    for (int unsigned i = 0; i < DataBytes; i++) keep[i] = 16'(i) < left_q;
  end

  // ---------------------------------------------------------------- beats
  toe_tcp_pkg::tcp_header_t header;
  logic [8*DataBytes-1:0]   data;
  stream_t                  fetched;
  logic [Fixed-1:0][31:0]   header_words;  // the first one low, octet 0 of each in the low bits

  always_comb begin
    header = '{
        src_port: job_q.head.src_port,
        dst_port: job_q.head.dst_port,
        seq: job_q.head.seq,
        ack: job_q.head.ack,
        data_offset: toe_tcp_tx_pkg::data_offset(job_q.head),
        reserved: '0,
        flags: job_q.head.flags,
        wnd: job_q.head.wnd,
        checksum: job_q.checksum,
        urgent: job_q.head.urgent
    };
  end
  assign header_words = {<<8{header}};

  always_comb begin
    for (int unsigned i = 0; i < Words; i++) begin
      // the word's number; beyond a header's there is payload alone
      if (32'(shown_q) >= toe_tcp_tx_pkg::PlaceWords / Words
          || 4'(32'(shown_q) * Words + i) >= toe_tcp_tx_pkg::data_offset(job_q.head)) begin
        data[32*i+:32] = slot_rdata_i[32*i+:32];
      end else begin
        data[32*i+:32] = option_rdata_i[32*i+:32];
        for (int unsigned k = i; k < Fixed; k += Words) begin
          if (shown_q == row_t'(k / Words)) data[32*i+:32] = header_words[k];
        end
      end
    end
  end

  assign fetched = '{data: data, keep: keep_q, last: last_q, err: 1'b0};

  // Cuts the way from the memories' outputs, and that of ready to their inputs.
  toe_prim_skid #(
      .T(stream_t)
  ) u_skid (
      .clk_i,
      .rst_ni,
      .valid_i(fetched_q),
      .ready_o(fetched_ready),
      .data_i (fetched),
      .valid_o(tx_valid_o),
      .ready_i(tx_ready_i),
      .data_o (tx_o)
  );

  always_comb begin
    tx_meta_o = '{
        dst_mac: job_q.mac,
        dst: job_q.head.addr,
        protocol: toe_pkg::ProtocolTcp,
        length: toe_tcp_tx_pkg::segment_octets(job_q.head),
        ttl: job_q.head.ttl,
        tos: job_q.head.tos,
        dont_fragment: 1'b1,  // RFC 1191: the path MTU is ours to find
        router_alert: 1'b0
    };
  end

  // ---------------------------------------------------------------- state
  always_ff @(posedge clk_i) begin
    state_q <= state_d;
    if (take || row_re_o) fetched_q <= 1'b1;
    else if (fetched_ready) fetched_q <= 1'b0;
    if (!rst_ni) begin
      state_q   <= Idle;
      fetched_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (take) begin
      job_q   <= job_i;
      left_q  <= toe_tcp_tx_pkg::segment_octets(job_i.head) - Step;
      row_q   <= row_t'(1);
      shown_q <= '0;
      last_q  <= 1'b0;
      keep_q  <= '1;
    end else if (row_re_o) begin
      left_q  <= (left_q > Step) ? left_q - Step : '0;
      row_q   <= row_q + 1'b1;
      shown_q <= row_q;
      last_q  <= left_q <= Step;
      keep_q  <= keep;
    end
  end

`ifndef SYNTHESIS
  logic [15:0] octets_q;
  always_ff @(posedge clk_i) begin
    if (take) octets_q <= '0;
    else if (tx_valid_o && tx_ready_i) octets_q <= octets_q + 16'($countones(tx_o.keep));
    if (rst_ni) begin
      assert (!sent || octets_q + 16'($countones(tx_o.keep)) == tx_meta_o.length)
      else $error("invariant 1");
    end
  end
`endif

endmodule
