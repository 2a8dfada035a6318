// The memory of the buffers outside, behind an AXI4 manager port.
//
// Ports: docs/contracts.md, "The buffers' memory". Block n has its receive ring at
// MemoryBase + 2*n*BufBytes and its send ring behind it. Reads of the mover have ID 0, those of the
// segment builder ID 1; the answers may overtake one another by ID. A write is done when the memory has
// answered all its bursts; so whoever is told can read it.
//
// Nothing on the port waits for anything but the memory: both readers take what comes (their beats go
// into memories inside), and what is written comes from there.
//
// 1. The beats of both readers are taken as they come.
module toe_tcp_memory_axi #(
    parameter int unsigned DataBytes = 4,
    parameter type axi_out_t = logic,  // the port's signals as AXI4 calls them: what we drive ...
    parameter type axi_in_t = logic,   // ... and what the memory does
    parameter int unsigned Buffers = 4,
    parameter int unsigned BufBytes = 4096,
    parameter logic [31:0] MemoryBase = '0,
    parameter int unsigned BurstBytes = 256,
    parameter int unsigned Outstanding = 4  // bursts of a reader, or written, without an answer
) (
    input  logic                      clk_i,
    input  logic                      rst_ni,
    // toe_tcp_mover writes
    input  logic                      write_valid_i,
    output logic                      write_ready_o,
    input  toe_tcp_memory_pkg::span_t write_i,
    input  toe_tcp_memory_pkg::ring_e write_ring_i,
    input  logic                      wbeat_valid_i,
    output logic                      wbeat_ready_o,
    input  logic [8*DataBytes-1:0]    wbeat_i,
    output logic                      write_done_o,
    // toe_tcp_mover reads receive rings
    input  logic                      recv_valid_i,
    output logic                      recv_ready_o,
    input  toe_tcp_memory_pkg::span_t recv_i,
    output logic                      rbeat_valid_o,
    input  logic                      rbeat_ready_i,
    output logic [8*DataBytes-1:0]    rbeat_o,
    // toe_tcp_tx_fetch reads send rings
    input  logic                      send_valid_i,
    output logic                      send_ready_o,
    input  toe_tcp_memory_pkg::span_t send_i,
    output logic                      sbeat_valid_o,
    input  logic                      sbeat_ready_i,
    output logic [8*DataBytes-1:0]    sbeat_o,
    output logic                      send_error_o,     // pulse: what is being read is not to be trusted
    output logic                      memory_error_o,   // pulse: some answer was an error
    // the memory
    output axi_out_t                  axi_o,
    input  axi_in_t                   axi_i
);
  localparam logic [2:0] WholeWord = 3'($clog2(DataBytes));
  localparam logic [1:0] Incr = 2'b01;

  if (64'(MemoryBase) + 2 * 64'(Buffers) * 64'(BufBytes) > 64'h1_0000_0000) begin : gen_bad_parameter
    $fatal(1, "toe_tcp_memory_axi: the buffers reach beyond 32 bits of address");
  end

  function automatic logic [31:0] place(logic [15:0] buffer, toe_tcp_memory_pkg::ring_e ring, logic [15:0] octet);
    return (2 * 32'(buffer) + 32'(ring)) * BufBytes + (32'(octet) % BufBytes);
  endfunction

  // ---------------------------------------------------------------- writes
  logic write_error;

  toe_prim_axi_write #(
      .DataBytes  (DataBytes),
      .RingBytes  (BufBytes),
      .BurstBytes (BurstBytes),
      .Outstanding(Outstanding),
      .Base       (MemoryBase)
  ) u_write (
      .clk_i,
      .rst_ni,
      .request_valid_i (write_valid_i),
      .request_ready_o (write_ready_o),
      .request_offset_i(place(write_i.buffer, write_ring_i, write_i.offset)),
      .request_length_i(write_i.length),
      .valid_i         (wbeat_valid_i),
      .ready_o         (wbeat_ready_o),
      .data_i          (wbeat_i),
      .done_o          (write_done_o),
      .error_o         (write_error),
      .aw_valid_o      (axi_o.awvalid),
      .aw_ready_i      (axi_i.awready),
      .aw_addr_o       (axi_o.awaddr),
      .aw_len_o        (axi_o.awlen),
      .w_valid_o       (axi_o.wvalid),
      .w_ready_i       (axi_i.wready),
      .w_data_o        (axi_o.wdata),
      .w_strb_o        (axi_o.wstrb),
      .w_last_o        (axi_o.wlast),
      .b_valid_i       (axi_i.bvalid),
      .b_ready_o       (axi_o.bready),
      .b_resp_i        (axi_i.bresp)
  );
  assign axi_o.awid    = 1'b0;
  assign axi_o.awsize  = WholeWord;
  assign axi_o.awburst = Incr;

  // ---------------------------------------------------------------- two readers: mover, segment builder
  typedef struct packed {
    logic        id;
    logic [31:0] addr;
    logic [7:0]  len;
  } burst_t;

  toe_tcp_memory_pkg::span_t [1:0] span;
  logic [1:0][31:0]                offset, ar_addr;
  logic [1:0][7:0]                 ar_len;
  logic [1:0]                      read_valid, read_ready, beat_valid, beat_ready, read_error;
  logic [1:0]                      ar_valid, ar_grant, r_ready;
  logic [1:0][8*DataBytes-1:0]     beat;
  logic                            ar_any, ar_ready;
  burst_t                          chosen, burst;

  assign span          = {send_i, recv_i};
  assign offset        = {place(send_i.buffer, toe_tcp_memory_pkg::RingSend, send_i.offset),
                          place(recv_i.buffer, toe_tcp_memory_pkg::RingRecv, recv_i.offset)};
  assign read_valid    = {send_valid_i, recv_valid_i};
  assign beat_ready    = {sbeat_ready_i, rbeat_ready_i};
  assign {send_ready_o, recv_ready_o}   = read_ready;
  assign {sbeat_valid_o, rbeat_valid_o} = beat_valid;
  assign {sbeat_o, rbeat_o}             = beat;
  assign send_error_o   = read_error[1];
  assign memory_error_o = write_error || (|read_error);

  for (genvar i = 0; i < 2; i++) begin : gen_reader
    toe_prim_axi_read #(
        .DataBytes  (DataBytes),
        .RingBytes  (BufBytes),
        .BurstBytes (BurstBytes),
        .Outstanding(Outstanding),
        .Base       (MemoryBase)
    ) u_read (
        .clk_i,
        .rst_ni,
        .request_valid_i (read_valid[i]),
        .request_ready_o (read_ready[i]),
        .request_offset_i(offset[i]),
        .request_length_i(span[i].length),
        .valid_o         (beat_valid[i]),
        .ready_i         (beat_ready[i]),
        .data_o          (beat[i]),
        .error_o         (read_error[i]),
        .ar_valid_o      (ar_valid[i]),
        .ar_ready_i      (ar_ready && ar_grant[i]),
        .ar_addr_o       (ar_addr[i]),
        .ar_len_o        (ar_len[i]),
        .r_valid_i       (axi_i.rvalid && axi_i.rid == 1'(i)),
        .r_ready_o       (r_ready[i]),
        .r_data_i        (axi_i.rdata),
        .r_resp_i        (axi_i.rresp),
        .r_last_i        (axi_i.rlast)
    );
  end
  assign axi_o.rready = r_ready[axi_i.rid];

  toe_prim_arbiter #(
      .Ports(2)
  ) u_turn (
      .clk_i,
      .rst_ni,
      .request_i(ar_valid),
      .grant_o  (ar_grant),
      .advance_i(ar_ready)
  );
  assign ar_any = |ar_valid;
  assign chosen = '{id: ar_grant[1], addr: ar_addr[ar_grant[1]], len: ar_len[ar_grant[1]]};

  toe_prim_skid #(
      .T(burst_t)
  ) u_ar (
      .clk_i,
      .rst_ni,
      .valid_i(ar_any),
      .ready_o(ar_ready),
      .data_i (chosen),
      .valid_o(axi_o.arvalid),
      .ready_i(axi_i.arready),
      .data_o (burst)
  );
  assign {axi_o.arid, axi_o.araddr, axi_o.arlen} = burst;
  assign axi_o.arsize  = WholeWord;
  assign axi_o.arburst = Incr;

  toe_prim_axi_check #(
      .DataBytes  (DataBytes),
      .Outstanding(Outstanding)
  ) u_check (
      .clk_i,
      .rst_ni,
      .aw_valid_i(axi_o.awvalid),
      .aw_ready_i(axi_i.awready),
      .aw_id_i   (axi_o.awid),
      .aw_addr_i (axi_o.awaddr),
      .aw_len_i  (axi_o.awlen),
      .aw_size_i (axi_o.awsize),
      .aw_burst_i(axi_o.awburst),
      .w_valid_i (axi_o.wvalid),
      .w_ready_i (axi_i.wready),
      .w_data_i  (axi_o.wdata),
      .w_strb_i  (axi_o.wstrb),
      .w_last_i  (axi_o.wlast),
      .b_valid_i (axi_i.bvalid),
      .b_ready_i (axi_o.bready),
      .b_id_i    (axi_i.bid),
      .b_resp_i  (axi_i.bresp),
      .ar_valid_i(axi_o.arvalid),
      .ar_ready_i(axi_i.arready),
      .ar_id_i   (axi_o.arid),
      .ar_addr_i (axi_o.araddr),
      .ar_len_i  (axi_o.arlen),
      .ar_size_i (axi_o.arsize),
      .ar_burst_i(axi_o.arburst),
      .r_valid_i (axi_i.rvalid),
      .r_ready_i (axi_o.rready),
      .r_id_i    (axi_i.rid),
      .r_data_i  (axi_i.rdata),
      .r_resp_i  (axi_i.rresp),
      .r_last_i  (axi_i.rlast)
  );

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      assert (!(beat_valid[0] && !beat_ready[0]) && !(beat_valid[1] && !beat_ready[1])) else $error("invariant 1");
    end
  end
`endif

endmodule
