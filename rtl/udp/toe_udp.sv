// Sockwire - UDP (RFC 768): sockets, their datagrams in and out. Joins its parts.
//
// Datagrams lie in the datagram memory, each in a slot: those that arrived wait there for RECV, those
// that SEND gives piece by piece are composed there and leave from there. Towards the host it has
// calls and data windows of its own (docs/rules/udp.md, docs/contracts.md).
module toe_udp #(
  parameter type stream_t = logic,
  parameter toe_pkg::cfg_t Cfg = toe_pkg::Small,
  localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9,
  localparam int unsigned CountBits = $clog2(DataBytes + 1),
  localparam int unsigned WordBits  = $clog2(toe_pkg::WindowBytes / 4)
) (
  input  logic                     clk_i,
  input  logic                     rst_ni,
  input  toe_pkg::network_t        network_i,
  input  logic [127:0]             secret_i,
  input  logic                     secret_set_i,   // pulse: it is new
  input  logic [63:0]              now_i,
  // from IP, ICMP and the sender
  input  logic                     datagram_valid_i,
  output logic                     datagram_ready_o,
  input  toe_pkg::datagram_t       datagram_i,
  input  logic                     icmp_valid_i,
  output logic                     icmp_ready_o,
  input  toe_pkg::icmp_error_t     icmp_i,
  input  logic                     done_valid_i,
  output logic                     done_ready_o,
  input  toe_pkg::send_done_t      done_i,
  // to the sender and to ICMP
  output logic                     job_valid_o,
  input  logic                     job_ready_i,
  output toe_pkg::send_job_t       job_o,
  output logic                     fault_valid_o,
  input  logic                     fault_ready_i,
  output toe_pkg::icmp_fault_t     fault_o,
  // the datagram memory
  input  logic                     open_available_i,
  input  logic [7:0]               open_slot_i,
  output logic                     open_take_o,
  output logic                     w_valid_o,
  input  logic                     w_ready_i,
  output logic [7:0]               w_slot_o,
  output logic [15:0]              w_at_o,
  output logic [CountBits-1:0]     w_count_o,
  output logic [8*DataBytes-1:0]   w_data_o,
  input  logic                     w_full_i,
  output logic                     r_valid_o,
  input  logic                     r_ready_i,
  output logic [7:0]               r_slot_o,
  output logic [15:0]              r_at_o,
  input  logic                     r_data_valid_i,
  input  logic [8*DataBytes-1:0]   r_data_i,
  output logic                     free_valid_o,
  input  logic                     free_ready_i,
  output logic [7:0]               free_slot_o,
  // calls of the host
  input  logic                     call_valid_i,
  output logic                     call_ready_o,
  input  toe_tcp_pkg::user_call_t  call_i,
  output logic                     answer_valid_o,
  output toe_tcp_pkg::answer_t     answer_o,
  output toe_pkg::ip_t             from_addr_o,
  output toe_pkg::port_t           from_port_o,
  output toe_pkg::ip_t             to_addr_o,
  output logic                     ready_valid_o,
  output toe_pkg::desc_t           ready_desc_o,
  output toe_tcp_pkg::ready_t      ready_o,
  input  logic                     snap_valid_i,   // pulse
  input  toe_pkg::desc_t           snap_desc_i,
  output logic                     snap_valid_o,   // pulse
  output toe_udp_pkg::ucb_t        snap_ucb_o,
  output logic [15:0]              snap_first_o,   // octets of the first datagram queued; 0 for none
  // its data windows
  input  logic                     win_we_i,
  input  logic [WordBits-1:0]      win_waddr_i,
  input  logic [31:0]              win_wdata_i,
  input  logic [3:0]               win_wstrb_i,
  input  logic [WordBits-1:0]      win_raddr_i,
  output logic [31:0]              win_rdata_o,
  output logic                     user_done_o,
  // groups
  input  toe_pkg::ip_t             group_i,
  output logic                     group_hit_o,
  output logic                     multicast_o,
  output logic         [toe_udp_pkg::Memberships-1:0] groups_valid_o,
  output toe_pkg::ip_t [toe_udp_pkg::Memberships-1:0] groups_o,

  output toe_udp_pkg::udp_record_t record_o,
  output toe_udp_pkg::udp_stat_t   stat_o
);
  import toe_udp_pkg::*;
  import toe_udp_engine_pkg::*;

  localparam int unsigned IndexBits = $clog2(Cfg.UdpSockets);
  localparam int unsigned PlaceBits = $clog2(QueueDepth);
  localparam int unsigned RowBits   = $clog2(toe_pkg::WindowBytes / DataBytes);
  typedef logic [IndexBits-1:0] index_t;

  logic               engine_idle, port_hit, table_free, read, write, push;
  toe_pkg::port_t     port;
  index_t             port_index, free_index, index, look_index, snap_index_q;
  logic [PlaceBits-1:0] give_skip;
  entry_t             entry, new_entry;
  waiting_t           waiting, new_waiting;
  toe_pkg::ip_t       group;
  logic               member, members_full, join_group, leave_group, close_all;
  logic               compose, compose_busy, compose_clear, header_valid, header_done;
  composed_t          composed;
  udp_header_t        header;
  logic               deliver, deliver_idle, delivered;
  fetch_t             fetch;
  logic               fault, unused_fault_ready;
  toe_pkg::icmp_fault_t fault_what;
  logic [1:0]         unused_faults, unused_free;
  logic               give, give_one, give_busy, give_read, given_valid, spent_valid, spent_ready, free_room;
  logic [7:0]         give_slot, give_rest, given_slot, spent_slot;
  logic               send_re, recv_we, snap_q, look, looked_q, tell_q;
  logic [RowBits-1:0] send_row, recv_row;
  logic [8*DataBytes-1:0] send_rdata, recv_wdata;
  logic               sent;

  toe_udp_engine #(.Cfg(Cfg)) u_engine (
    .clk_i, .rst_ni, .network_i, .seed_i(secret_set_i), .seed_value_i(secret_i[45:32]), .now_i,
    .datagram_valid_i, .datagram_ready_o, .datagram_i, .icmp_valid_i, .icmp_ready_o, .icmp_i,
    .done_valid_i, .done_ready_o, .done_i, .call_valid_i, .call_ready_o, .call_i,
    .idle_o(engine_idle), .port_o(port), .port_hit_i(port_hit), .port_index_i(port_index),
    .free_i(table_free), .free_index_i(free_index), .read_o(read), .index_o(index), .entry_i(entry), .write_o(write), .entry_o(new_entry),
    .waiting_i(waiting), .push_o(push), .waiting_o(new_waiting),
    .group_o(group), .member_i(member), .members_full_i(members_full), .join_o(join_group),
    .leave_o(leave_group), .close_o(close_all),
    .compose_o(compose), .compose_busy_i(compose_busy), .composed_i(composed), .compose_clear_o(compose_clear),
    .header_valid_o(header_valid), .header_o(header), .header_done_i(header_done),
    .deliver_idle_i(deliver_idle), .deliver_o(deliver), .fetch_o(fetch),
    .job_valid_o, .job_ready_i, .job_o, .fault_valid_o(fault), .fault_o(fault_what),
    .give_o(give), .give_one_o(give_one), .give_slot_o(give_slot), .give_rest_o(give_rest),
    .give_busy_i(give_busy), .record_o
  );

  // ------------------------------------------------------------ sockets; a look at one for the host
  assign look       = snap_q && engine_idle;
  assign look_index = look ? snap_index_q : index;

  toe_udp_table #(.Sockets(Cfg.UdpSockets)) u_table (
    .clk_i, .rst_ni, .port_i(port), .port_hit_o(port_hit), .port_index_o(port_index),
    .free_o(table_free), .free_index_o(free_index), .re_i(read || look), .raddr_i(look_index),
    .rdata_o(entry), .we_i(write), .waddr_i(index), .wdata_i(new_entry)
  );

  toe_udp_queue #(.Sockets(Cfg.UdpSockets)) u_queue (
    .clk_i, .rst_ni, .re_i(read || give_read || look), .raddr_i(look_index), .skip_i(give_read ? give_skip : '0),
    .rdata_o(waiting), .push_i(push), .pop_i(deliver && fetch.gone), .index_i(index),
    .queued_i(entry.ucb.queued[PlaceBits-1:0]), .wdata_i(new_waiting)
  );

  toe_udp_members #(.Sockets(Cfg.UdpSockets)) u_members (
    .clk_i, .rst_ni, .any_group_i(group_i), .any_hit_o(group_hit_o), .any_o(multicast_o),
    .groups_valid_o, .groups_o, .group_i(group), .index_i(index), .member_o(member), .full_o(members_full),
    .join_i(join_group), .leave_i(leave_group), .close_i(close_all)
  );

  assign snap_valid_o = looked_q;
  assign snap_ucb_o   = entry.ucb;
  assign snap_first_o = (entry.ucb.queued == '0) ? '0 : waiting.length;

  // ------------------------------------------------------------ octets
  toe_udp_compose #(.DataBytes(DataBytes)) u_compose (
    .clk_i, .rst_ni, .start_i(compose), .held_i(entry.held), .slot_i(entry.slot), .base_i(entry.ucb.composed),
    .sum_i(entry.sum), .length_i(call_i.length[15:0]), .busy_o(compose_busy), .composed_o(composed),
    .clear_i(compose_clear), .header_valid_i(header_valid), .header_i(header), .header_done_o(header_done),
    .send_re_o(send_re), .send_row_o(send_row), .send_rdata_i(send_rdata),
    .open_available_i, .open_slot_i, .open_take_o, .w_valid_o, .w_ready_i, .w_slot_o, .w_at_o, .w_count_o,
    .w_data_o, .w_full_i
  );

  toe_udp_deliver #(.DataBytes(DataBytes)) u_deliver (
    .clk_i, .rst_ni, .idle_o(deliver_idle), .start_i(deliver), .slot_i(waiting.slot), .at_i(fetch.at),
    .length_i(fetch.length), .free_i(fetch.gone), .done_o(delivered),
    .r_valid_o, .r_ready_i, .r_slot_o, .r_at_o, .r_data_valid_i, .r_data_i,
    .free_valid_o(spent_valid), .free_ready_i(spent_ready), .free_slot_o(spent_slot),
    .recv_we_o(recv_we), .recv_row_o(recv_row), .recv_wdata_o(recv_wdata)
  );

  toe_prim_windows #(.DataBytes(DataBytes), .WindowBytes(toe_pkg::WindowBytes)) u_windows (
    .clk_i, .rst_ni, .win_we_i, .win_waddr_i, .win_wdata_i, .win_wstrb_i,
    .send_re_i(send_re), .send_row_i(send_row), .send_rdata_o(send_rdata),
    .recv_we_i(recv_we), .recv_row_i(recv_row), .recv_wdata_i(recv_wdata), .win_raddr_i, .win_rdata_o
  );

  // ------------------------------------------------------------ slots that are free
  toe_udp_give u_give (
    .clk_i, .rst_ni, .start_i(give), .one_i(give_one), .slot_i(give_slot), .rest_i(give_rest),
    .busy_o(give_busy), .queue_read_o(give_read), .queue_skip_o(give_skip), .queue_slot_i(waiting.slot),
    .valid_o(given_valid), .ready_i(free_room), .slot_o(given_slot)
  );

  assign spent_ready = free_room && !given_valid;

  toe_prim_fifo #(.T(logic [7:0]), .Depth(2)) u_free (
    .clk_i, .rst_ni, .valid_i(given_valid || spent_valid), .ready_o(free_room),
    .data_i(given_valid ? given_slot : spent_slot),
    .valid_o(free_valid_o), .ready_i(free_ready_i), .data_o(free_slot_o), .count_o(unused_free)
  );

  // What finds it full is forgotten: the sender is told nothing.
  toe_prim_fifo #(.T(toe_pkg::icmp_fault_t), .Depth(2)) u_faults (
    .clk_i, .rst_ni, .valid_i(fault), .ready_o(unused_fault_ready), .data_i(fault_what),
    .valid_o(fault_valid_o), .ready_i(fault_ready_i), .data_o(fault_o), .count_o(unused_faults)
  );

  // ------------------------------------------------------------ what the host and the counters are told
  assign answer_valid_o = record_o.answer.valid;
  assign answer_o       = record_o.answer;
  assign from_addr_o    = record_o.from_addr;
  assign from_port_o    = record_o.from_port;
  assign to_addr_o      = record_o.to_addr;
  assign ready_valid_o  = record_o.ready != '0;
  assign ready_desc_o   = record_o.conn;
  assign ready_o        = record_o.ready;
  assign sent           = record_o.valid && record_o.call.call == toe_tcp_pkg::CallSend && record_o.answer.value != '0;
  assign user_done_o    = sent || (delivered && tell_q);

  always_comb begin
    stat_o               = '0;
    stat_o.in_datagrams  = record_o.kind == UdpArrival && record_o.drop == UdpDropNone;
    stat_o.no_ports      = record_o.kind == UdpArrival && record_o.drop == UdpDropNoPort;
    stat_o.in_errors     = record_o.drop inside {UdpDropLength, UdpDropChecksum};
    stat_o.in_overflows  = record_o.drop == UdpDropQueue;
    stat_o.out_datagrams = record_o.emit.valid;
    stat_o.out_discards  = record_o.failed && record_o.pre.sending != '0;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      snap_q   <= 1'b0;
      looked_q <= 1'b0;
    end else begin
      snap_q   <= snap_valid_i || (snap_q && !look);
      looked_q <= look;
    end
  end
  // An answer of 0 waits for no octets: it is not told of their end.
  always_ff @(posedge clk_i) begin
    if (deliver) tell_q <= fetch.tell;
    if (snap_valid_i) snap_index_q <= index_t'(snap_desc_i - toe_pkg::desc_t'(Cfg.Sockets));
  end
endmodule
