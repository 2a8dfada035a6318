// The payload's way through TCP: what comes in to the host, what the host gives to the wire.
//
// Joins receiver, staging, mover, the memory of the buffers and segment builder; the engine between
// them sees descriptors only. docs/contracts.md names the ports. External puts the buffers behind the
// AXI4 port, from MemoryBase on; without it the port's outputs are 0 and its inputs without meaning.
module toe_tcp_path #(
    parameter type stream_t = logic,
    parameter type axi_out_t = logic,  // AXI4's signals, without prefix: toe.sv
    parameter type axi_in_t = logic,
    parameter int unsigned Buffers = 4,
    parameter int unsigned BufBytes = 4096,
    parameter int unsigned Mtu = 1500,  // of this link
    parameter int unsigned StagingBytes = (Mtu > 2048) ? 2 << $clog2(Mtu) : 4096,
    parameter int unsigned External = 0,
    parameter logic [31:0] MemoryBase = '0,
    localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9,
    localparam int unsigned WordBits = $clog2(toe_pkg::WindowBytes / 4)
) (
    input  logic                      clk_i,
    input  logic                      rst_ni,
    input  toe_pkg::network_t         network_i,
    input  logic [127:0]              secret_i,
    input  logic [63:0]               now_i,
    // from toe_ip_rx
    input  logic                      rx_valid_i,
    output logic                      rx_ready_o,
    input  stream_t                   rx_i,
    input  toe_pkg::ip_rx_meta_t      rx_meta_i,
    // to toe_ip_tx
    output logic                      tx_valid_o,
    input  logic                      tx_ready_i,
    output toe_pkg::ip_tx_meta_t      tx_meta_o,
    output stream_t                   tx_o,
    // ARP
    output logic                      arp_req_valid_o,
    input  logic                      arp_req_ready_i,
    output toe_pkg::ip_t              arp_req_ip_o,
    input  logic                      arp_rsp_valid_i,
    input  toe_pkg::arp_answer_t      arp_rsp_i,
    input  toe_arp_pkg::arp_pending_t pending_i,
    // the engine
    output logic                      seg_valid_o,
    input  logic                      seg_ready_i,
    output toe_tcp_pkg::segment_t     seg_o,
    output logic [63:0]               seg_hash_o,
    output logic [23:0]               seg_cookie_o,
    input  logic                      move_valid_i,
    output logic                      move_ready_o,
    input  toe_tcp_pkg::move_t        move_i,
    input  logic                      emit_valid_i,
    output logic                      emit_ready_o,
    input  toe_tcp_pkg::tx_request_t  emit_i,
    input  logic                      floor_valid_i,
    input  logic                      floor_release_i,
    input  logic [15:0]               floor_buffer_i,
    input  toe_tcp_pkg::seq_t         floor_seq_i,
    output logic                      error_valid_o,
    input  logic                      error_ready_i,
    output toe_pkg::icmp_error_t      error_o,
    // the host
    input  logic                      win_we_i,
    input  logic [WordBits-1:0]       win_waddr_i,
    input  logic [31:0]               win_wdata_i,
    input  logic [3:0]                win_wstrb_i,
    input  logic [WordBits-1:0]       win_raddr_i,
    output logic [31:0]               win_rdata_o,
    output logic                      user_done_o,
    // the buffers' memory, if it is outside
    output axi_out_t                  axi_o,
    input  axi_in_t                   axi_i,
    output logic                      memory_error_o,  // pulse: an answer of it was an error
    output toe_tcp_pkg::tcp_io_stat_t stat_o
);
  localparam int unsigned StagingBits = $clog2(StagingBytes);
  localparam int unsigned CountBits = $clog2(DataBytes + 1);

  logic                   staging_we, staging_re;
  logic [StagingBits-1:0] staging_waddr, staging_raddr;
  logic [CountBits-1:0]   staging_wcount;
  logic [8*DataBytes-1:0] staging_wdata, staging_rdata;
  logic [StagingBits:0]   staging_taken;
  logic [7:0]             moves_done;
  logic                   hold;
  logic [15:0]            hold_buffer;

  // between mover, segment builder and the buffers' memory
  logic                      write_valid, write_ready, write_done, recv_valid, recv_ready, send_valid, send_ready;
  toe_tcp_memory_pkg::span_t write, recv, send;
  toe_tcp_memory_pkg::ring_e write_ring;
  logic                      wbeat_valid, wbeat_ready, rbeat_valid, rbeat_ready, sbeat_valid, sbeat_ready;
  logic [8*DataBytes-1:0]    wbeat, rbeat, sbeat;
  logic                      send_error;

  if (BufBytes != 2 ** $clog2(BufBytes) || BufBytes > 32768) begin : gen_bad_parameter
    $fatal(1, "toe_tcp_path: BufBytes must be a power of two and at most 32768");
  end
  if (StagingBytes < Mtu) begin : gen_bad_staging
    $fatal(1, "toe_tcp_path: StagingBytes must have room for the largest segment (Mtu)");
  end

  toe_tcp_rx #(
      .stream_t    (stream_t),
      .StagingBytes(StagingBytes)
  ) u_rx (
      .clk_i,
      .rst_ni,
      .local_addr_i    (network_i.ip),
      .secret_i,
      .now_i,
      .rx_valid_i,
      .rx_ready_o,
      .rx_i,
      .rx_meta_i,
      .seg_valid_o,
      .seg_ready_i,
      .seg_o,
      .seg_hash_o,
      .seg_cookie_o,
      .staging_we_o    (staging_we),
      .staging_waddr_o (staging_waddr),
      .staging_wcount_o(staging_wcount),
      .staging_wdata_o (staging_wdata),
      .staging_taken_i (staging_taken),
      .in_segs_o       (stat_o.in_segs),
      .in_errs_o       (stat_o.in_errs),
      .in_discards_o   (stat_o.in_discards)
  );

  toe_prim_byte_ram #(
      .DataBytes(DataBytes),
      .Bytes    (StagingBytes)
  ) u_staging (
      .clk_i,
      .rst_ni,
      .we_i    (staging_we),
      .waddr_i (staging_waddr),
      .wcount_i(staging_wcount),
      .wdata_i (staging_wdata),
      .re_i    (staging_re),
      .raddr_i (staging_raddr),
      .rdata_o (staging_rdata)
  );

  toe_tcp_mover #(
      .DataBytes   (DataBytes),
      .StagingBytes(StagingBytes)
  ) u_mover (
      .clk_i,
      .rst_ni,
      .move_valid_i,
      .move_ready_o,
      .move_i,
      .staging_re_o   (staging_re),
      .staging_raddr_o(staging_raddr),
      .staging_rdata_i(staging_rdata),
      .staging_taken_o(staging_taken),
      .hold_i         (hold),
      .hold_buffer_i  (hold_buffer),
      .write_valid_o  (write_valid),
      .write_ready_i  (write_ready),
      .write_o        (write),
      .write_ring_o   (write_ring),
      .wbeat_valid_o  (wbeat_valid),
      .wbeat_ready_i  (wbeat_ready),
      .wbeat_o        (wbeat),
      .write_done_i   (write_done),
      .recv_valid_o   (recv_valid),
      .recv_ready_i   (recv_ready),
      .recv_o         (recv),
      .rbeat_valid_i  (rbeat_valid),
      .rbeat_ready_o  (rbeat_ready),
      .rbeat_i        (rbeat),
      .win_we_i,
      .win_waddr_i,
      .win_wdata_i,
      .win_wstrb_i,
      .win_raddr_i,
      .win_rdata_o,
      .done_o         (moves_done),
      .user_done_o
  );

  if (External != 0) begin : gen_outside
    toe_tcp_memory_axi #(
        .DataBytes (DataBytes),
        .axi_out_t (axi_out_t),
        .axi_in_t  (axi_in_t),
        .Buffers   (Buffers),
        .BufBytes  (BufBytes),
        .MemoryBase(MemoryBase)
    ) u_memory (
        .clk_i,
        .rst_ni,
        .write_valid_i(write_valid),
        .write_ready_o(write_ready),
        .write_i      (write),
        .write_ring_i (write_ring),
        .wbeat_valid_i(wbeat_valid),
        .wbeat_ready_o(wbeat_ready),
        .wbeat_i      (wbeat),
        .write_done_o (write_done),
        .recv_valid_i (recv_valid),
        .recv_ready_o (recv_ready),
        .recv_i       (recv),
        .rbeat_valid_o(rbeat_valid),
        .rbeat_ready_i(rbeat_ready),
        .rbeat_o      (rbeat),
        .send_valid_i (send_valid),
        .send_ready_o (send_ready),
        .send_i       (send),
        .sbeat_valid_o(sbeat_valid),
        .sbeat_ready_i(sbeat_ready),
        .sbeat_o      (sbeat),
        .send_error_o (send_error),
        .memory_error_o,
        .axi_o,
        .axi_i
    );
  end else begin : gen_inside
    logic unused_axi;

    toe_tcp_memory_ram #(
        .DataBytes(DataBytes),
        .Buffers  (Buffers),
        .BufBytes (BufBytes)
    ) u_memory (
        .clk_i,
        .rst_ni,
        .write_valid_i(write_valid),
        .write_ready_o(write_ready),
        .write_i      (write),
        .write_ring_i (write_ring),
        .wbeat_valid_i(wbeat_valid),
        .wbeat_ready_o(wbeat_ready),
        .wbeat_i      (wbeat),
        .write_done_o (write_done),
        .recv_valid_i (recv_valid),
        .recv_ready_o (recv_ready),
        .recv_i       (recv),
        .rbeat_valid_o(rbeat_valid),
        .rbeat_ready_i(rbeat_ready),
        .rbeat_o      (rbeat),
        .send_valid_i (send_valid),
        .send_ready_o (send_ready),
        .send_i       (send),
        .sbeat_valid_o(sbeat_valid),
        .sbeat_ready_i(sbeat_ready),
        .sbeat_o      (sbeat)
    );
    assign {send_error, memory_error_o} = '0;
    assign axi_o      = '0;
    assign unused_axi = ^axi_i;
  end

  toe_tcp_tx #(
      .stream_t(stream_t),
      .Buffers (Buffers),
      .Mtu     (Mtu)
  ) u_tx (
      .clk_i,
      .rst_ni,
      .network_i,
      .emit_valid_i,
      .emit_ready_o,
      .emit_i,
      .floor_valid_i,
      .floor_release_i,
      .floor_buffer_i,
      .floor_seq_i,
      .moves_done_i  (moves_done),
      .hold_o        (hold),
      .hold_buffer_o (hold_buffer),
      .arp_req_valid_o,
      .arp_req_ready_i,
      .arp_req_ip_o,
      .arp_rsp_valid_i,
      .arp_rsp_i,
      .pending_i,
      .send_valid_o  (send_valid),
      .send_ready_i  (send_ready),
      .send_o        (send),
      .sbeat_valid_i (sbeat_valid),
      .sbeat_ready_o (sbeat_ready),
      .sbeat_i       (sbeat),
      .send_error_i  (send_error),
      .tx_valid_o,
      .tx_ready_i,
      .tx_meta_o,
      .tx_o,
      .error_valid_o,
      .error_ready_i,
      .error_o,
      .out_discards_o(stat_o.out_discards),
      .stale_o       (stat_o.stale)
  );

endmodule
