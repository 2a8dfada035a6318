// Sockwire - test bench of toe_udp with the datagram memory. Receiving (writer, opener and free 0) and
// sending (reader 0, free 2) are the test's; structs as plain numbers, the record as a vector.
module udp_tb #(
  parameter int unsigned DataBytes = 4,
  parameter int unsigned Mtu = 1500,
  localparam int unsigned CountBits = $clog2(DataBytes + 1)
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  output logic                   init_done_o,
  input  logic [31:0]            ip_i,
  input  logic [31:0]            mask_i,
  input  logic [127:0]           secret_i,
  input  logic                   secret_set_i,
  input  logic [63:0]            now_i,
  // a datagram that lies in the memory
  input  logic                   dg_valid_i,
  output logic                   dg_ready_o,
  input  logic [7:0]             dg_slot_i,
  input  logic [31:0]            dg_src_i,
  input  logic [31:0]            dg_dst_i,
  input  logic [3:0]             dg_ihl_i,
  input  logic [15:0]            dg_length_i,
  input  logic [63:0]            dg_first_i,
  input  logic [15:0]            dg_sum_i,
  input  logic                   dg_whole_i,
  input  logic                   icmp_valid_i,
  output logic                   icmp_ready_o,
  input  logic [31:0]            icmp_addr_i,
  input  logic [15:0]            icmp_remote_port_i,
  input  logic [15:0]            icmp_local_port_i,
  input  logic [7:0]             icmp_type_i,
  input  logic [7:0]             icmp_code_i,
  input  logic                   done_valid_i,
  output logic                   done_ready_o,
  input  logic [15:0]            done_owner_i,
  input  logic                   done_failed_i,
  output logic                   job_valid_o,
  input  logic                   job_ready_i,
  output logic [7:0]             job_slot_o,
  output logic [31:0]            job_dst_o,
  output logic [7:0]             job_protocol_o,
  output logic [15:0]            job_length_o,
  output logic [7:0]             job_ttl_o,
  output logic [7:0]             job_tos_o,
  output logic                   job_dont_fragment_o,
  output logic [15:0]            job_owner_o,
  output logic                   fault_valid_o,
  input  logic                   fault_ready_i,
  output logic [15:0]            fault_type_code_o,
  output logic [31:0]            fault_src_o,
  output logic [63:0]            fault_first_o,
  // the memory, as receiving and sending use it
  output logic                   open_available_o,
  output logic [7:0]             open_slot_o,
  input  logic                   open_take_i,
  input  logic                   w_valid_i,
  output logic                   w_ready_o,
  input  logic [7:0]             w_slot_i,
  input  logic [15:0]            w_at_i,
  input  logic [CountBits-1:0]   w_count_i,
  input  logic [8*DataBytes-1:0] w_data_i,
  output logic                   w_full_o,
  input  logic                   r_valid_i,
  output logic                   r_ready_o,
  input  logic [7:0]             r_slot_i,
  input  logic [15:0]            r_at_i,
  output logic                   r_data_valid_o,
  output logic [8*DataBytes-1:0] r_data_o,
  input  logic [1:0]             free_valid_i,  // receiving, sending
  output logic [1:0]             free_ready_o,
  input  logic [7:0]             free_slot_i,
  output logic [15:0]            pages_free_o,
  output logic [15:0]            slots_free_o,
  // the host
  input  logic                   call_valid_i,
  output logic                   call_ready_o,
  input  logic [$bits(toe_tcp_pkg::user_call_t)-1:0] call_i,
  output logic                   answer_valid_o,
  output logic [31:0]            from_addr_o,
  output logic [15:0]            from_port_o,
  output logic [31:0]            to_addr_o,
  output logic                   ready_valid_o,
  output logic [15:0]            ready_desc_o,
  output logic [6:0]             ready_o,
  input  logic                   snap_valid_i,
  input  logic [15:0]            snap_desc_i,
  output logic                   snap_valid_o,
  output logic [$bits(toe_udp_pkg::ucb_t)-1:0] snap_ucb_o,
  output logic [15:0]            snap_first_o,
  input  logic                   win_we_i,
  input  logic [8:0]             win_waddr_i,
  input  logic [31:0]            win_wdata_i,
  input  logic [8:0]             win_raddr_i,
  output logic [31:0]            win_rdata_o,
  output logic                   user_done_o,
  input  logic [31:0]            group_i,
  output logic                   group_hit_o,
  output logic                   multicast_o,
  output logic [toe_udp_pkg::Memberships-1:0] groups_valid_o,
  output logic [32*toe_udp_pkg::Memberships-1:0] groups_o,
  output logic [5:0]             stat_o,
  output logic                   record_valid_o,
  output logic [$bits(toe_udp_pkg::udp_record_t)-1:0] record_o
);
  typedef struct packed {
    logic [8*DataBytes-1:0] data;
    logic [DataBytes-1:0]   keep;
    logic                   last;
    logic                   err;
  } stream_t;

  localparam toe_pkg::cfg_t Cfg = toe_pkg::with_mtu(toe_pkg::with_data_bytes(toe_pkg::Small, DataBytes), Mtu);

  toe_pkg::network_t        network;
  toe_pkg::datagram_t       datagram;
  toe_pkg::icmp_error_t     icmp;
  toe_pkg::send_job_t       job;
  toe_pkg::icmp_fault_t     fault;
  toe_udp_pkg::udp_record_t record;
  toe_tcp_pkg::answer_t     answer;
  logic                     udp_available, udp_take, udp_w_valid, udp_w_ready, udp_w_full;
  logic                     udp_r_valid, udp_r_ready, udp_r_data_valid, udp_free_valid, udp_free_ready;
  logic [7:0]               udp_open_slot, udp_w_slot, udp_r_slot, udp_free_slot;
  logic [15:0]              udp_w_at, udp_r_at;
  logic [CountBits-1:0]     udp_w_count;
  logic [8*DataBytes-1:0]   udp_w_data;
  logic                     unused_w_ready, unused_w_full, unused_r_ready, unused_r_valid, unused_free;

  always_comb begin
    network             = '{mac: 48'h02_00_00_00_00_01, ip: ip_i, mask: mask_i, gateway: '0};
    datagram            = '0;
    datagram.slot       = dg_slot_i;
    datagram.header.ihl = dg_ihl_i;
    datagram.header.src = dg_src_i;
    datagram.header.dst = dg_dst_i;
    datagram.length     = dg_length_i;
    datagram.first      = dg_first_i;
    datagram.sum        = dg_sum_i;
    datagram.whole      = dg_whole_i;
    icmp                = '0;
    icmp.addr           = icmp_addr_i;
    icmp.remote_port    = icmp_remote_port_i;
    icmp.local_port     = icmp_local_port_i;
    icmp.msg_type       = icmp_type_i;
    icmp.code           = icmp_code_i;
  end
  assign {job_slot_o, job_dst_o, job_protocol_o, job_length_o, job_ttl_o, job_tos_o, job_dont_fragment_o,
          job_owner_o} = job;
  assign fault_type_code_o = {fault.msg_type, fault.code};
  assign fault_src_o       = fault.header.src;
  assign fault_first_o     = fault.first;
  assign record_valid_o    = record.valid;
  assign record_o          = record;

  toe_udp #(.stream_t(stream_t), .Cfg(Cfg)) u_udp (
    .clk_i, .rst_ni, .network_i(network), .secret_i, .secret_set_i, .now_i,
    .datagram_valid_i(dg_valid_i), .datagram_ready_o(dg_ready_o), .datagram_i(datagram),
    .icmp_valid_i, .icmp_ready_o, .icmp_i(icmp),
    .done_valid_i, .done_ready_o, .done_i('{owner: done_owner_i, failed: done_failed_i}),
    .job_valid_o, .job_ready_i, .job_o(job), .fault_valid_o, .fault_ready_i, .fault_o(fault),
    .open_available_i(udp_available), .open_slot_i(udp_open_slot), .open_take_o(udp_take),
    .w_valid_o(udp_w_valid), .w_ready_i(udp_w_ready), .w_slot_o(udp_w_slot), .w_at_o(udp_w_at),
    .w_count_o(udp_w_count), .w_data_o(udp_w_data), .w_full_i(udp_w_full),
    .r_valid_o(udp_r_valid), .r_ready_i(udp_r_ready), .r_slot_o(udp_r_slot), .r_at_o(udp_r_at),
    .r_data_valid_i(udp_r_data_valid), .r_data_i(r_data_o),
    .free_valid_o(udp_free_valid), .free_ready_i(udp_free_ready), .free_slot_o(udp_free_slot),
    .call_valid_i, .call_ready_o, .call_i, .answer_valid_o, .answer_o(answer), .from_addr_o, .from_port_o,
    .to_addr_o,
    .ready_valid_o, .ready_desc_o, .ready_o, .snap_valid_i, .snap_desc_i, .snap_valid_o, .snap_ucb_o,
    .snap_first_o, .win_we_i, .win_waddr_i, .win_wdata_i, .win_wstrb_i(4'hF), .win_raddr_i, .win_rdata_o,
    .user_done_o, .group_i, .group_hit_o, .multicast_o, .groups_valid_o, .groups_o, .record_o(record), .stat_o
  );

  toe_ip_memory #(.stream_t(stream_t), .Pages(Cfg.Pages)) u_memory (
    .clk_i, .rst_ni, .init_done_o,
    .open_available_o({udp_available, open_available_o}), .open_slot_o({udp_open_slot, open_slot_o}),
    .open_take_i({udp_take, open_take_i}),
    .w_valid_i({1'b0, udp_w_valid, w_valid_i}), .w_ready_o({unused_w_ready, udp_w_ready, w_ready_o}),
    .w_slot_i({8'd0, udp_w_slot, w_slot_i}), .w_at_i({16'd0, udp_w_at, w_at_i}),
    .w_count_i({CountBits'(0), udp_w_count, w_count_i}),
    .w_data_i({(8*DataBytes)'(0), udp_w_data, w_data_i}), .w_full_o({unused_w_full, udp_w_full, w_full_o}),
    .r_valid_i({1'b0, udp_r_valid, r_valid_i}), .r_ready_o({unused_r_ready, udp_r_ready, r_ready_o}),
    .r_slot_i({8'd0, udp_r_slot, r_slot_i}), .r_at_i({16'd0, udp_r_at, r_at_i}),
    .r_data_valid_o({unused_r_valid, udp_r_data_valid, r_data_valid_o}), .r_data_o,
    .free_valid_i({1'b0, free_valid_i[1], udp_free_valid, free_valid_i[0]}),
    .free_ready_o({unused_free, free_ready_o[1], udp_free_ready, free_ready_o[0]}),
    .free_slot_i({8'd0, free_slot_i, udp_free_slot, free_slot_i})
  );
  assign pages_free_o = 16'(u_memory.pages_free);
  assign slots_free_o = 16'(u_memory.slots_free) + 16'($countones(u_memory.offer_q));

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      a_answer : assert (!answer_valid_o || (record.valid && answer == record.answer)) else $error("another answer");
    end
  end
`endif
endmodule
