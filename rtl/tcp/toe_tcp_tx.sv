// The segment builder: requests of the engine -> TCP segments to IP.
//
// Joins three stages, which work on different segments at the same time: toe_tcp_tx_resolve (order,
// next hop, park slot), toe_tcp_tx_fetch (payload, checksum), toe_tcp_tx_send (header and octets), and
// the memory of two slots between the last two. Segments leave in the order in which ARP was asked
// for them. docs/rules/network.md, "TCP header out", "TCP and the cache".
module toe_tcp_tx #(
    parameter type stream_t = logic,
    parameter int unsigned Buffers = 4,
    parameter int unsigned BufBytes = 4096,
    parameter int unsigned Requests = 8,  // that can wait
    localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9,
    localparam int unsigned AddressBits = $clog2(Buffers * BufBytes)
) (
    input  logic                      clk_i,
    input  logic                      rst_ni,
    input  toe_pkg::network_t         network_i,
    // from the engine
    input  logic                      emit_valid_i,
    output logic                      emit_ready_o,
    input  toe_tcp_pkg::tx_request_t  emit_i,
    input  logic [7:0]                moves_done_i,    // from toe_tcp_mover
    // ARP
    output logic                      arp_req_valid_o,
    input  logic                      arp_req_ready_i,
    output toe_pkg::ip_t              arp_req_ip_o,
    input  logic                      arp_rsp_valid_i,
    input  toe_pkg::arp_answer_t      arp_rsp_i,
    input  toe_arp_pkg::arp_pending_t pending_i,
    // the send buffers
    output logic                      send_re_o,
    output logic [AddressBits-1:0]    send_raddr_o,
    input  logic [8*DataBytes-1:0]    send_rdata_i,
    // to toe_ip_tx
    output logic                      tx_valid_o,
    input  logic                      tx_ready_i,
    output toe_pkg::ip_tx_meta_t      tx_meta_o,
    output stream_t                   tx_o,
    output logic                      out_discards_o   // pulse
);
  localparam int unsigned Rows = 2 * toe_tcp_tx_pkg::SlotBytes / DataBytes;
  localparam int unsigned RowBits = $clog2(Rows);

  logic                     request_valid, request_ready;
  toe_tcp_pkg::tx_request_t request;
  toe_pkg::mac_t            request_mac;
  logic [15:0]              request_sum;
  logic                     job_valid, job_ready;
  toe_tcp_tx_pkg::job_t     job;
  logic                     slot_we, slot_re;
  logic [RowBits-1:0]       slot_waddr, slot_raddr;
  logic [8*DataBytes-1:0]   slot_wdata, slot_rdata;

  toe_tcp_tx_resolve #(
      .Requests(Requests)
  ) u_resolve (
      .clk_i,
      .rst_ni,
      .network_i,
      .emit_valid_i,
      .emit_ready_o,
      .emit_i,
      .moves_done_i,
      .arp_req_valid_o,
      .arp_req_ready_i,
      .arp_req_ip_o,
      .arp_rsp_valid_i,
      .arp_rsp_i,
      .pending_i,
      .request_valid_o(request_valid),
      .request_ready_i(request_ready),
      .request_o      (request),
      .request_mac_o  (request_mac),
      .request_sum_o  (request_sum),
      .out_discards_o
  );

  toe_tcp_tx_fetch #(
      .DataBytes(DataBytes),
      .Buffers  (Buffers),
      .BufBytes (BufBytes)
  ) u_fetch (
      .clk_i,
      .rst_ni,
      .request_valid_i(request_valid),
      .request_ready_o(request_ready),
      .request_i      (request),
      .request_mac_i  (request_mac),
      .request_sum_i  (request_sum),
      .send_re_o,
      .send_raddr_o,
      .send_rdata_i,
      .slot_we_o      (slot_we),
      .slot_row_o     (slot_waddr),
      .slot_wdata_o   (slot_wdata),
      .job_valid_o    (job_valid),
      .job_ready_i    (job_ready),
      .job_o          (job)
  );

  toe_prim_ram #(
      .Width(8 * DataBytes),
      .Depth(Rows)
  ) u_slots (
      .clk_i,
      .rst_ni,
      .we_i   (slot_we),
      .waddr_i(slot_waddr),
      .wdata_i(slot_wdata),
      .re_i   (slot_re),
      .raddr_i(slot_raddr),
      .rdata_o(slot_rdata)
  );

  toe_tcp_tx_send #(
      .stream_t(stream_t)
  ) u_send (
      .clk_i,
      .rst_ni,
      .job_valid_i (job_valid),
      .job_ready_o (job_ready),
      .job_i       (job),
      .slot_re_o   (slot_re),
      .slot_row_o  (slot_raddr),
      .slot_rdata_i(slot_rdata),
      .tx_valid_o,
      .tx_ready_i,
      .tx_meta_o,
      .tx_o
  );

endmodule
