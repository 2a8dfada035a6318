// The segment builder: requests of the engine -> TCP segments to IP.
//
// Joins four stages, which work on different segments at the same time: toe_tcp_tx_options (options,
// which stay there), toe_tcp_tx_resolve (order, next hop, parked ones), toe_tcp_tx_fetch (payload,
// checksum), toe_tcp_tx_send (header and octets); the memory of two slots between the last two; and
// toe_tcp_tx_floor, which knows what is out of date. Segments leave in the order in which ARP was asked
// for them. docs/rules/network.md, "TCP header out", "TCP and the cache".
module toe_tcp_tx #(
    parameter type stream_t = logic,
    parameter int unsigned Buffers = 4,
    parameter int unsigned Requests = 8,  // that can wait
    parameter int unsigned Mtu = 1500,
    localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9
) (
    input  logic                      clk_i,
    input  logic                      rst_ni,
    input  toe_pkg::network_t         network_i,
    // from the engine
    input  logic                      emit_valid_i,
    output logic                      emit_ready_o,
    input  toe_tcp_pkg::tx_request_t  emit_i,
    input  logic                      floor_valid_i,
    input  logic                      floor_release_i,
    input  logic [15:0]               floor_buffer_i,
    input  toe_tcp_pkg::seq_t         floor_seq_i,
    // toe_tcp_mover
    input  logic [7:0]                moves_done_i,
    output logic                      hold_o,          // a payload of hold_buffer_o is being read
    output logic [15:0]               hold_buffer_o,
    // ARP
    output logic                      arp_req_valid_o,
    input  logic                      arp_req_ready_i,
    output toe_pkg::ip_t              arp_req_ip_o,
    input  logic                      arp_rsp_valid_i,
    input  toe_pkg::arp_answer_t      arp_rsp_i,
    input  toe_arp_pkg::arp_pending_t pending_i,
    // the buffers' memory
    output logic                      send_valid_o,
    input  logic                      send_ready_i,
    output toe_tcp_memory_pkg::span_t send_o,
    input  logic                      sbeat_valid_i,
    output logic                      sbeat_ready_o,
    input  logic [8*DataBytes-1:0]    sbeat_i,
    input  logic                      send_error_i,
    // to toe_ip_tx
    output logic                      tx_valid_o,
    input  logic                      tx_ready_i,
    output toe_pkg::ip_tx_meta_t      tx_meta_o,
    output stream_t                   tx_o,
    // to the engine: a neighbour was given up
    output logic                      error_valid_o,
    input  logic                      error_ready_i,
    output toe_pkg::icmp_error_t      error_o,
    output logic                      out_discards_o,  // pulse
    output logic                      stale_o          // pulse
);
  localparam int unsigned Rows = 2 * toe_tcp_tx_pkg::slot_bytes(Mtu) / DataBytes;
  localparam int unsigned RowBits = $clog2(Rows);
  localparam int unsigned OptionRowBits =
      $clog2(toe_tcp_tx_pkg::Places * toe_tcp_tx_pkg::PlaceWords * 4 / DataBytes);

  if (Requests + toe_tcp_tx_pkg::Parks + 3 > toe_tcp_tx_pkg::Places) begin : gen_bad_parameter
    $fatal(1, "toe_tcp_tx: more requests can wait than there are places for options");
  end

  logic                     draft_valid, draft_ready, sum_valid, request_valid, request_ready;
  toe_tcp_tx_pkg::draft_t   draft, request;
  logic [15:0]              draft_sum, request_sum;
  toe_pkg::mac_t            request_mac;
  logic                     job_valid, job_ready;
  toe_tcp_tx_pkg::job_t     job;
  toe_tcp_tx_pkg::tenure_t  stamp, look_tenure;
  logic [15:0]              look_buffer;
  toe_tcp_pkg::seq_t        look_seq;
  logic                     look_stale;
  logic                     slot_we, row_re;
  logic [RowBits-1:0]       slot_waddr, slot_raddr;
  logic [OptionRowBits-1:0] option_row;
  logic [8*DataBytes-1:0]   slot_wdata, slot_rdata, option_rdata;
  logic [toe_tcp_tx_pkg::Places-1:0] free_resolve, free_fetch, free_send;

  toe_tcp_tx_floor #(
      .Buffers(Buffers)
  ) u_floor (
      .clk_i,
      .rst_ni,
      .floor_valid_i,
      .floor_release_i,
      .floor_buffer_i,
      .floor_seq_i,
      .stamp_buffer_i(emit_i.buffer),
      .stamp_o       (stamp),
      .look_buffer_i (look_buffer),
      .look_seq_i    (look_seq),
      .look_tenure_i (look_tenure),
      .look_stale_o  (look_stale)
  );

  toe_tcp_tx_options #(
      .DataBytes(DataBytes)
  ) u_options (
      .clk_i,
      .rst_ni,
      .emit_valid_i,
      .emit_ready_o,
      .emit_i,
      .tenure_i     (stamp),
      .draft_valid_o(draft_valid),
      .draft_ready_i(draft_ready),
      .draft_o      (draft),
      .sum_valid_o  (sum_valid),
      .sum_o        (draft_sum),
      .place_free_i (free_resolve | free_fetch | free_send),
      .row_re_i     (row_re),
      .row_i        (option_row),
      .row_o        (option_rdata)
  );

  toe_tcp_tx_resolve #(
      .Requests(Requests),
      .Mtu     (Mtu)
  ) u_resolve (
      .clk_i,
      .rst_ni,
      .network_i,
      .draft_valid_i  (draft_valid),
      .draft_ready_o  (draft_ready),
      .draft_i        (draft),
      .draft_tag_i    (emit_i.move_tag),
      .sum_valid_i    (sum_valid),
      .sum_i          (draft_sum),
      .moves_done_i,
      .floor_release_i,
      .floor_buffer_i,
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
      .error_valid_o,
      .error_ready_i,
      .error_o,
      .out_discards_o,
      .place_free_o   (free_resolve)
  );

  toe_tcp_tx_fetch #(
      .DataBytes(DataBytes),
      .Mtu      (Mtu)
  ) u_fetch (
      .clk_i,
      .rst_ni,
      .request_valid_i(request_valid),
      .request_ready_o(request_ready),
      .request_i      (request),
      .request_mac_i  (request_mac),
      .request_sum_i  (request_sum),
      .look_buffer_o  (look_buffer),
      .look_seq_o     (look_seq),
      .look_tenure_o  (look_tenure),
      .look_stale_i   (look_stale),
      .hold_o,
      .hold_buffer_o,
      .send_valid_o,
      .send_ready_i,
      .send_o,
      .sbeat_valid_i,
      .sbeat_ready_o,
      .sbeat_i,
      .send_error_i,
      .slot_we_o      (slot_we),
      .slot_row_o     (slot_waddr),
      .slot_wdata_o   (slot_wdata),
      .job_valid_o    (job_valid),
      .job_ready_i    (job_ready),
      .job_o          (job),
      .stale_o,
      .place_free_o   (free_fetch)
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
      .re_i   (row_re),
      .raddr_i(slot_raddr),
      .rdata_o(slot_rdata)
  );

  toe_tcp_tx_send #(
      .stream_t(stream_t),
      .Mtu     (Mtu)
  ) u_send (
      .clk_i,
      .rst_ni,
      .job_valid_i   (job_valid),
      .job_ready_o   (job_ready),
      .job_i         (job),
      .row_re_o      (row_re),
      .slot_row_o    (slot_raddr),
      .slot_rdata_i  (slot_rdata),
      .option_row_o  (option_row),
      .option_rdata_i(option_rdata),
      .tx_valid_o,
      .tx_ready_i,
      .tx_meta_o,
      .tx_o,
      .place_free_o  (free_send)
  );

endmodule
