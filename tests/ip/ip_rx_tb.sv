// Test wrapper: toe_ip_rx with the datagram memory in all widths; width_i 0, 1, 2 for 4, 8, 16 octets. The
// narrowest has room for the largest datagram and puts four together, the others have 16 pages and two.
// What is delivered in memory is read over read_* and freed over free_*, as UDP would.
module ip_rx_tb #(
    parameter int unsigned Mtu = 1500
) (
    input  logic         clk_i,
    input  logic         rst_ni,
    input  logic [1:0]   width_i,
    input  logic [143:0] network_i,
    input  logic [63:0]  now_i,
    input  logic [31:0]  member_i,   // the one group that we are in
    input  logic [15:0]  echo_port_i,
    output logic         init_done_o,
    // frames
    input  logic         valid_i,
    output logic         ready_o,
    input  logic [47:0]  mac_i,      // to which they came
    input  logic [127:0] data_i,
    input  logic [15:0]  keep_i,
    input  logic         last_i,
    input  logic         err_i,
    // directly to ICMP, TCP, the echo application and IGMP
    output logic [95:0]  meta_o,
    output logic         icmp_valid_o,
    input  logic         icmp_ready_i,
    output logic [127:0] icmp_data_o,
    output logic [15:0]  icmp_keep_o,
    output logic         icmp_last_o,
    output logic         icmp_err_o,
    output logic         tcp_valid_o,
    input  logic         tcp_ready_i,
    output logic [127:0] tcp_data_o,
    output logic [15:0]  tcp_keep_o,
    output logic         tcp_last_o,
    output logic         tcp_err_o,
    output logic         echo_valid_o,
    input  logic         echo_ready_i,
    output logic [127:0] echo_data_o,
    output logic [15:0]  echo_keep_o,
    output logic         echo_last_o,
    output logic         echo_err_o,
    output logic         igmp_valid_o,
    input  logic         igmp_ready_i,
    output logic [127:0] igmp_data_o,
    output logic [15:0]  igmp_keep_o,
    output logic         igmp_last_o,
    output logic         igmp_err_o,
    // datagrams in memory
    output logic         udp_valid_o,
    input  logic         udp_ready_i,
    output logic         icmp_datagram_valid_o,
    input  logic         icmp_datagram_ready_i,
    output logic [7:0]   slot_o,
    output logic [159:0] header_o,
    output logic [15:0]  length_o,
    output logic [63:0]  first_o,
    output logic [15:0]  sum_o,
    output logic         whole_o,
    input  logic         start_valid_i,
    output logic         start_ready_o,
    input  logic [7:0]   start_slot_i,
    input  logic [15:0]  start_length_i,
    output logic         read_valid_o,
    input  logic         read_ready_i,
    output logic [127:0] read_data_o,
    output logic [15:0]  read_keep_o,
    output logic         read_last_o,
    output logic         read_err_o,
    input  logic         free_valid_i,
    output logic         free_ready_o,
    input  logic [7:0]   free_slot_i,
    // faults, records, counters
    output logic         fault_valid_o,
    input  logic         fault_ready_i,
    output logic [15:0]  fault_what_o,
    output logic [159:0] fault_header_o,
    output logic [63:0]  fault_first_o,
    output logic         fault_lost_o,
    output logic [253:0] record_o,
    output logic [10:0]  stat_o
);
  typedef struct packed {
    logic [127:0] data;
    logic [15:0]  keep;
    logic         last;
    logic         err;
  } wide_t;
  typedef struct packed {
    logic                     init_done, ready, icmp_valid, tcp_valid, echo_valid, igmp_valid, udp_valid, icmp_datagram_valid;
    logic                     start_ready, read_valid, free_ready, fault_valid, fault_lost;
    wide_t                    payload, read;
    toe_pkg::ip_rx_meta_t     meta;
    toe_pkg::datagram_t       datagram;
    toe_pkg::icmp_fault_t     fault;
    toe_ip_pkg::ip_record_t   record;
    toe_ip_pkg::ip_stat_t     stat;
  } out_t;
  out_t out[3], o;
  assign o = out[width_i];
  assign {init_done_o, ready_o, icmp_valid_o, tcp_valid_o, echo_valid_o, igmp_valid_o, udp_valid_o, icmp_datagram_valid_o} =
      {o.init_done, o.ready, o.icmp_valid, o.tcp_valid, o.echo_valid, o.igmp_valid, o.udp_valid, o.icmp_datagram_valid};
  assign {start_ready_o, read_valid_o, free_ready_o, fault_valid_o, fault_lost_o} =
      {o.start_ready, o.read_valid, o.free_ready, o.fault_valid, o.fault_lost};
  assign {icmp_data_o, icmp_keep_o, icmp_last_o, icmp_err_o} = o.payload;
  assign {tcp_data_o, tcp_keep_o, tcp_last_o, tcp_err_o}     = o.payload;
  assign {echo_data_o, echo_keep_o, echo_last_o, echo_err_o} = o.payload;
  assign {igmp_data_o, igmp_keep_o, igmp_last_o, igmp_err_o} = o.payload;
  assign {read_data_o, read_keep_o, read_last_o, read_err_o} = o.read;
  assign {slot_o, header_o, length_o, first_o, sum_o, whole_o} = o.datagram;
  assign {fault_what_o, fault_header_o, fault_first_o} = o.fault;
  assign meta_o   = o.meta;
  assign record_o = o.record;
  assign stat_o   = o.stat;

  for (genvar w = 0; w < 3; w++) begin : g_width
    localparam int unsigned N = 4 << w;
    localparam int unsigned CountBits = $clog2(N + 1);
    localparam int unsigned Pages = (w == 0) ? 96 : 16;
    typedef struct packed {
      logic [8*N-1:0] data;
      logic [N-1:0]   keep;
      logic           last;
      logic           err;
    } stream_t;
    logic                chosen, group_hit, unused;
    toe_pkg::ip_t        group;
    stream_t             payload, read;
    logic [1:0]          open_available;
    logic [1:0][7:0]     open_slot;
    logic                open_take;
    logic [2:0]          w_ready, w_full, r_ready, r_data_valid;
    logic                w_valid, r_valid, rx_free_valid, u_r_valid;
    logic [7:0]          w_slot, r_slot, rx_free_slot, u_r_slot;
    logic [15:0]         w_at, r_at, u_r_at;
    logic [CountBits-1:0] w_count;
    logic [8*N-1:0]      w_data, r_data;
    logic [3:0]          free_ready;
    assign chosen    = width_i == 2'(w);
    assign group_hit = group == member_i;
    assign unused    = &{1'b0, open_available, open_slot, w_ready, w_full, r_ready, r_data_valid, free_ready};
    assign out[w].payload = '{data: 128'(payload.data), keep: 16'(payload.keep), last: payload.last,
                              err: payload.err};
    assign out[w].read = '{data: 128'(read.data), keep: 16'(read.keep), last: read.last, err: read.err};
    assign out[w].free_ready = free_ready[1];

    toe_ip_rx #(.stream_t(stream_t), .Pages(Pages), .ReasmSlots((w == 0) ? 4 : 2), .Mtu(Mtu)) u_rx (
        .clk_i, .rst_ni, .network_i, .now_i, .echo_port_i,
        .valid_i(valid_i && chosen), .ready_o(out[w].ready),
        .header_i('{dst: mac_i, src: 48'h02_55_55_55_55_55, ether_type: toe_pkg::EtherTypeIpv4}),
        .data_i({data_i[8*N-1:0], keep_i[N-1:0], last_i, err_i}),
        .group_o(group), .group_hit_i(group_hit),
        .meta_o(out[w].meta), .payload_o(payload),
        .icmp_valid_o(out[w].icmp_valid), .icmp_ready_i, .tcp_valid_o(out[w].tcp_valid), .tcp_ready_i,
        .echo_valid_o(out[w].echo_valid), .echo_ready_i, .igmp_valid_o(out[w].igmp_valid), .igmp_ready_i,
        .udp_valid_o(out[w].udp_valid), .udp_ready_i,
        .icmp_datagram_valid_o(out[w].icmp_datagram_valid), .icmp_datagram_ready_i,
        .datagram_o(out[w].datagram),
        .fault_valid_o(out[w].fault_valid), .fault_ready_i, .fault_o(out[w].fault),
        .fault_lost_o(out[w].fault_lost),
        .open_available_i(open_available[0]), .open_slot_i(open_slot[0]), .open_take_o(open_take),
        .w_valid_o(w_valid), .w_ready_i(w_ready[0]), .w_slot_o(w_slot), .w_at_o(w_at),
        .w_count_o(w_count), .w_data_o(w_data), .w_full_i(w_full[0]),
        .r_valid_o(r_valid), .r_ready_i(r_ready[2]), .r_slot_o(r_slot), .r_at_o(r_at),
        .r_data_valid_i(r_data_valid[2]), .r_data_i(r_data),
        .free_valid_o(rx_free_valid), .free_ready_i(free_ready[0]), .free_slot_o(rx_free_slot),
        .record_o(out[w].record), .stat_o(out[w].stat));

    toe_ip_memory #(.stream_t(stream_t), .Pages(Pages)) u_memory (
        .clk_i, .rst_ni, .init_done_o(out[w].init_done),
        .open_available_o(open_available), .open_slot_o(open_slot), .open_take_i({1'b0, open_take}),
        .w_valid_i({2'b0, w_valid}), .w_ready_o(w_ready), .w_slot_i({16'b0, w_slot}),
        .w_at_i({32'b0, w_at}), .w_count_i({{2*CountBits{1'b0}}, w_count}),
        .w_data_i({{16*N{1'b0}}, w_data}), .w_full_o(w_full),
        .r_valid_i({r_valid, u_r_valid, 1'b0}), .r_ready_o(r_ready),
        .r_slot_i({r_slot, u_r_slot, 8'b0}), .r_at_i({r_at, u_r_at, 16'b0}),
        .r_data_valid_o(r_data_valid), .r_data_o(r_data),
        .free_valid_i({2'b0, free_valid_i && chosen, rx_free_valid}), .free_ready_o(free_ready),
        .free_slot_i({16'b0, free_slot_i, rx_free_slot}));

    toe_ip_memory_read #(.stream_t(stream_t)) u_read (
        .clk_i, .rst_ni,
        .start_valid_i(start_valid_i && chosen), .start_ready_o(out[w].start_ready),
        .start_slot_i, .start_at_i('0), .start_length_i,
        .r_valid_o(u_r_valid), .r_ready_i(r_ready[1]), .r_slot_o(u_r_slot), .r_at_o(u_r_at),
        .r_data_valid_i(r_data_valid[1]), .r_data_i(r_data),
        .valid_o(out[w].read_valid), .ready_i(read_ready_i), .data_o(read));
  end
endmodule
