// Sockwire - test bench of toe_tcp: the engine with its socket resources, records as plain vectors.
//
// Descriptors, buffers and listeners are the real ones; ports, the payload's way and time are the
// test's. The head of the accept queue of the descriptor that is called is granted live.
module tcp_engine_tb #(
  parameter int unsigned Sockets   = 8,
  parameter int unsigned Buffers   = 4,
  parameter int unsigned Listeners = 4,
  parameter int unsigned BufBytes  = 4096,
  parameter int unsigned Mtu       = 1500
) (
  input  logic                                        clk_i,
  input  logic                                        rst_ni,
  output logic                                        init_done_o,
  input  logic [31:0]                                 ip_i,
  input  logic [31:0]                                 mask_i,
  input  logic [31:0]                                 gateway_i,
  input  logic [31:0]                                 msl_i,
  input  logic [127:0]                                secret_i,
  input  logic [63:0]                                 now_i,
  input  logic                                        seg_valid_i,
  output logic                                        seg_ready_o,
  input  logic [$bits(toe_tcp_pkg::segment_t)-1:0]    seg_i,
  input  logic [63:0]                                 seg_hash_i,
  input  logic [23:0]                                 seg_cookie_i,
  input  logic                                        icmp_valid_i,
  output logic                                        icmp_ready_o,
  input  logic [$bits(toe_pkg::icmp_error_t)-1:0] icmp_i,
  input  logic                                        call_valid_i,
  output logic                                        call_ready_o,
  input  logic [$bits(toe_tcp_pkg::user_call_t)-1:0]  call_i,
  input  logic                                        grant_port_free_i,
  input  logic [15:0]                                 grant_port_i,
  input  logic                                        grant_internal_i,
  output logic                                        call_retry_o,
  input  logic                                        pop_i,
  output logic                                        head_valid_o,
  output logic [15:0]                                 head_child_o,
  output logic                                        answer_valid_o,
  output logic [$bits(toe_tcp_pkg::answer_t)-1:0]     answer_o,
  output logic                                        ready_valid_o,
  output logic [15:0]                                 ready_desc_o,
  output logic [$bits(toe_tcp_pkg::ready_t)-1:0]      ready_o,
  output logic                                        move_valid_o,
  input  logic                                        move_ready_i,
  output logic [1:0]                                  move_kind_o,
  output logic [15:0]                                 move_buffer_o,
  output logic [15:0]                                 move_offset_o,
  output logic [15:0]                                 move_length_o,
  output logic [15:0]                                 move_skip_o,
  output logic [15:0]                                 move_total_o,
  output logic                                        emit_valid_o,
  input  logic                                        emit_ready_i,
  output logic [$bits(toe_tcp_pkg::emit_t)-1:0]       emit_o,
  output logic [15:0]                                 emit_buffer_o,
  output logic [15:0]                                 emit_offset_o,
  output logic [7:0]                                  emit_move_tag_o,
  output logic                                        floor_valid_o,
  output logic                                        floor_release_o,
  output logic [15:0]                                 floor_buffer_o,
  output logic [31:0]                                 floor_seq_o,
  input  logic                                        snap_valid_i,
  input  logic [15:0]                                 snap_desc_i,
  output logic                                        snap_valid_o,
  output logic [$bits(toe_tcp_pkg::tcb_t)-1:0]        snap_tcb_o,
  output logic                                        advice_valid_o,
  output logic [31:0]                                 advice_ip_o,
  output logic                                        port_release_o,
  output logic [15:0]                                 port_release_port_o,
  output logic                                        desc_available_o,
  output logic                                        buf_available_o,
  output logic [$bits(toe_tcp_pkg::tcp_stat_t)-1:0]   stat_o,
  output logic                                        record_valid_o,
  output logic [$bits(toe_tcp_pkg::tcp_record_t)-1:0] record_o
);
  toe_tcp_pkg::user_call_t  call;
  toe_tcp_pkg::call_grant_t grant;
  toe_tcp_pkg::move_t       move;
  toe_tcp_pkg::tx_request_t emit;
  toe_tcp_pkg::tcp_record_t record;
  logic                     desc_done, buf_done, desc_take, desc_release, buf_take, buf_release;
  logic [15:0]              desc_next, desc_release_id, buf_next, buf_release_id;
  logic [15:0]              find_port, find_parent, check_parent, check_desc, open_desc, open_port, close_desc;
  logic [15:0]              count_parent, push_parent, push_child, head_count, waiting_count;
  logic [7:0]               open_backlog;
  logic                     find_hit, find_full, check_alive, slot_free, open, close, count_up, count_down, push;

  assign call  = toe_tcp_pkg::user_call_t'(call_i);
  assign grant = '{
    port_free: grant_port_free_i, port: grant_port_i, child_valid: head_valid_o, child: head_child_o,
    internal: grant_internal_i
  };
  assign {move_kind_o, move_buffer_o, move_offset_o, move_length_o, move_skip_o, move_total_o} = move;
  assign emit_o          = emit.emit;
  assign emit_buffer_o   = emit.buffer;
  assign emit_offset_o   = emit.offset;
  assign emit_move_tag_o = emit.move_tag;
  assign record_valid_o  = record.valid;
  assign record_o        = record;

  toe_tcp #(
    .Sockets (Sockets),
    .BufBytes(BufBytes),
    .Mtu     (Mtu)
  ) u_tcp (
    .network_i        ('{mac: '0, ip: ip_i, mask: mask_i, gateway: gateway_i}),
    .seg_i            (toe_tcp_pkg::segment_t'(seg_i)),
    .icmp_i           (toe_pkg::icmp_error_t'(icmp_i)),
    .move_o           (move),
    .emit_o           (emit),
    .call_i           (call),
    .call_grant_i     (grant),
    .desc_available_i (desc_available_o),
    .desc_next_i      (desc_next),
    .desc_take_o      (desc_take),
    .desc_release_o   (desc_release),
    .desc_release_id_o(desc_release_id),
    .buf_available_i  (buf_available_o),
    .buf_next_i       (buf_next),
    .buf_take_o       (buf_take),
    .buf_release_o    (buf_release),
    .buf_release_id_o (buf_release_id),
    .find_port_o      (find_port),
    .find_hit_i       (find_hit),
    .find_full_i      (find_full),
    .find_parent_i    (find_parent),
    .check_parent_o   (check_parent),
    .check_alive_i    (check_alive),
    .check_desc_i     (check_desc),
    .slot_free_i      (slot_free),
    .open_o           (open),
    .open_desc_o      (open_desc),
    .open_port_o      (open_port),
    .open_backlog_o   (open_backlog),
    .close_o          (close),
    .close_desc_o     (close_desc),
    .count_up_o       (count_up),
    .count_down_o     (count_down),
    .count_parent_o   (count_parent),
    .push_o           (push),
    .push_parent_o    (push_parent),
    .push_child_o     (push_child),
    .record_o         (record),
    .*
  );

  toe_socket_alloc #(
    .Count(Sockets)
  ) u_descriptors (
    .clk_i,
    .rst_ni,
    .available_o (desc_available_o),
    .next_o      (desc_next),
    .take_i      (desc_take),
    .release_i   (desc_release),
    .release_id_i(desc_release_id),
    .init_done_o (desc_done)
  );

  toe_socket_alloc #(
    .Count(Buffers)
  ) u_buffers (
    .clk_i,
    .rst_ni,
    .available_o (buf_available_o),
    .next_o      (buf_next),
    .take_i      (buf_take),
    .release_i   (buf_release),
    .release_id_i(buf_release_id),
    .init_done_o (buf_done)
  );

  toe_socket_listen #(
    .Listeners(Listeners),
    .Sockets  (Sockets)
  ) u_listen (
    .clk_i,
    .rst_ni,
    .find_port_i    (find_port),
    .find_hit_o     (find_hit),
    .find_full_o    (find_full),
    .find_parent_o  (find_parent),
    .check_parent_i (check_parent),
    .check_alive_o  (check_alive),
    .check_desc_o   (check_desc),
    .slot_free_o    (slot_free),
    .open_i         (open),
    .open_desc_i    (open_desc),
    .open_port_i    (open_port),
    .open_backlog_i (open_backlog),
    .close_i        (close),
    .close_desc_i   (close_desc),
    .count_up_i     (count_up),
    .count_down_i   (count_down),
    .count_parent_i (count_parent),
    .push_i         (push),
    .push_parent_i  (push_parent),
    .push_child_i   (push_child),
    .head_desc_i    (call.desc),
    .head_valid_o,
    .head_child_o,
    .head_count_o   (head_count),
    .pop_i,
    .waiting_desc_i ('0),
    .waiting_count_o(waiting_count)
  );

  logic unused;
  assign unused = &{1'b0, desc_done, buf_done, head_count, waiting_count};
endmodule
