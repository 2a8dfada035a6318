// A complete segment -> the stream to IP: header, MSS option or payload from its slot.
//
// RFC 9293 section 3.1. The urgent pointer and the reserved bits are zero. One beat a clock; meta
// stands beside the stream from its first beat to its last.
//
//   Idle --a segment is offered--> Send --its last beat is taken--> Idle
//
// 1. What goes out has as many octets as its meta says.
module toe_tcp_tx_send #(
    parameter type stream_t = logic,
    localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9,
    localparam int unsigned RowBits = $clog2(2 * toe_tcp_tx_pkg::SlotBytes / DataBytes)
) (
    input  logic                   clk_i,
    input  logic                   rst_ni,
    // from toe_tcp_tx_fetch
    input  logic                   job_valid_i,
    output logic                   job_ready_o,
    input  toe_tcp_tx_pkg::job_t   job_i,
    // the slots
    output logic                   slot_re_o,
    output logic [RowBits-1:0]     slot_row_o,
    input  logic [8*DataBytes-1:0] slot_rdata_i,
    // to toe_ip_tx
    output logic                   tx_valid_o,
    input  logic                   tx_ready_i,
    output toe_pkg::ip_tx_meta_t   tx_meta_o,
    output stream_t                tx_o
);
  localparam logic [15:0] Step = 16'(DataBytes);

  typedef enum logic {
    Idle,  // takes a segment
    Send   // its beats go out
  } state_e;

  state_e               state_d, state_q;
  toe_tcp_tx_pkg::job_t job_q;
  logic                 take, sent;

  assign job_ready_o = state_q == Idle;
  assign take        = job_valid_i && job_ready_o;
  assign sent        = tx_valid_o && tx_ready_i && tx_o.last;

  always_comb begin
    state_d = state_q;
    case (state_q)
      Idle:    if (job_valid_i) state_d = Send;
      default: if (sent) state_d = Idle;
    endcase
  end

  // ---------------------------------------------------------------- payload out of its slot
  logic [15:0]          left_q;     // octets not yet read
  logic [RowBits-2:0]   row_q;      // read next
  logic                 fetched_q;  // the memory shows a beat ...
  logic                 last_q;     // ... which is the last
  logic [DataBytes-1:0] keep, keep_q;
  stream_t              fetched, payload;
  logic                 fetched_ready, payload_valid, payload_ready;

  assign slot_re_o  = (state_q == Send) && left_q != '0 && (!fetched_q || fetched_ready);
  assign slot_row_o = {job_q.slot, row_q};
  assign fetched    = '{data: slot_rdata_i, keep: keep_q, last: last_q, err: 1'b0};

  always_comb begin
    for (int unsigned i = 0; i < DataBytes; i++) keep[i] = 16'(i) < left_q;
  end

  // Cuts the way from the memory's output, and that of ready to its input.
  toe_prim_skid #(
      .T(stream_t)
  ) u_skid (
      .clk_i,
      .rst_ni,
      .valid_i(fetched_q),
      .ready_o(fetched_ready),
      .data_i (fetched),
      .valid_o(payload_valid),
      .ready_i(payload_ready),
      .data_o (payload)
  );

  // ---------------------------------------------------------------- what follows the 20 octets
  logic    short_sent_q;  // the one beat of a segment without payload is taken
  logic    body_valid, body_ready, has_payload;
  stream_t short_body, body;

  assign has_payload = job_q.emit.length != '0;

  always_comb begin
    short_body      = '0;
    short_body.last = 1'b1;
    if (job_q.emit.has_mss) begin
      short_body.data[31:0] = {job_q.emit.mss[7:0], job_q.emit.mss[15:8],
                               toe_tcp_tx_pkg::MssOption[7:0], toe_tcp_tx_pkg::MssOption[15:8]};
      short_body.keep[3:0]  = '1;
    end
  end

  assign body_valid    = (state_q == Send) && (has_payload ? payload_valid : !short_sent_q);
  assign body          = has_payload ? payload : short_body;
  assign payload_ready = (state_q == Send) && has_payload && body_ready;

  toe_tcp_pkg::tcp_header_t header;
  always_comb begin
    header = '{
        src_port: job_q.emit.src_port,
        dst_port: job_q.emit.dst_port,
        seq: job_q.emit.seq,
        ack: job_q.emit.ack,
        data_offset: toe_tcp_tx_pkg::data_offset(job_q.emit),
        reserved: '0,
        flags: job_q.emit.flags,
        wnd: job_q.emit.wnd,
        checksum: job_q.checksum,
        urgent: '0
    };
  end

  toe_prim_prepend #(
      .stream_t   (stream_t),
      .HeaderBytes($bits(toe_tcp_pkg::tcp_header_t) / 8)
  ) u_prepend (
      .clk_i,
      .rst_ni,
      .valid_i (body_valid),
      .ready_o (body_ready),
      .data_i  (body),
      .header_i(header),
      .valid_o (tx_valid_o),
      .ready_i (tx_ready_i),
      .data_o  (tx_o)
  );

  always_comb begin
    tx_meta_o = '{
        dst_mac: job_q.mac,
        dst: job_q.emit.addr,
        protocol: toe_pkg::ProtocolTcp,
        length: toe_tcp_tx_pkg::segment_octets(job_q.emit)
    };
  end

  // ---------------------------------------------------------------- state
  always_ff @(posedge clk_i) begin
    state_q <= state_d;
    if (slot_re_o) fetched_q <= 1'b1;
    else if (fetched_ready) fetched_q <= 1'b0;
    if (take) short_sent_q <= 1'b0;
    else if (body_valid && body_ready) short_sent_q <= 1'b1;
    if (!rst_ni) begin
      state_q      <= Idle;
      fetched_q    <= 1'b0;
      short_sent_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (take) begin
      job_q  <= job_i;
      left_q <= job_i.emit.length;
      row_q  <= '0;
    end else if (slot_re_o) begin
      left_q <= (left_q > Step) ? left_q - Step : '0;
      row_q  <= row_q + 1'b1;
      last_q <= left_q <= Step;
      keep_q <= keep;
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
