// Proof of toe_tcp_engine's sequence: every event ends within its bound, whatever its stages compute
// (they are cut out), and no kind of event waits for more than four others.
module formal_tcp_engine (
    input logic                       clk_i,
    input logic                       enable_i,
    input toe_pkg::network_t          network_i,
    input logic [31:0]                msl_i,
    input logic [63:0]                now_i,
    input logic                       seg_valid_i,
    input toe_tcp_pkg::segment_t      seg_i,
    input logic [63:0]                seg_hash_i,
    input logic [23:0]                seg_cookie_i,
    input logic                       call_valid_i,
    input toe_tcp_pkg::user_call_t    call_i,
    input toe_tcp_pkg::call_grant_t   call_grant_i,
    input logic [63:0]                call_hash_i,
    input logic                       icmp_valid_i,
    input toe_pkg::icmp_error_t       icmp_i,
    input logic                       timeout_valid_i,
    input toe_pkg::desc_t             timeout_desc_i,
    input toe_tcp_pkg::timer_e        timeout_i,
    input logic                       turn_valid_i,
    input toe_pkg::desc_t             turn_desc_i,
    input logic                       find_hit_i,
    input toe_pkg::desc_t             find_desc_i,
    input logic                       find_room_i,
    input toe_tcp_pkg::tcb_t          tcb_i,
    input logic                       desc_available_i,
    input toe_pkg::desc_t             desc_next_i,
    input logic                       buf_available_i,
    input logic [15:0]                buf_next_i,
    input logic                       listen_hit_i,
    input logic                       listen_full_i,
    input logic [15:0]                listen_parent_i,
    input logic                       check_alive_i,
    input toe_pkg::desc_t             check_desc_i,
    input logic                       slot_free_i,
    input logic                       reset_left_i,
    input logic                       outputs_free_i,
    input logic [4:0]                 waits_i            // a kind of event
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  logic rst_n = 1'b0;
  always_ff @(posedge clk_i) rst_n <= 1'b1;

  logic           seg_ready, call_ready, call_retry, icmp_ready, timeout_ready, turn_ready;
  logic           find, tcb_read, commit;
  toe_pkg::ip_t   find_addr;
  toe_pkg::port_t find_remote_port, find_local_port, listen_port;
  toe_pkg::desc_t tcb_desc;
  logic [15:0]    check_parent;
  event_t         event_now;
  tcb_t           pre;
  result_t        result;

  toe_tcp_engine #(
      .Sockets(8)
  ) u_dut (
      .clk_i, .rst_ni(rst_n), .enable_i, .network_i, .msl_i, .now_i,
      .seg_valid_i, .seg_ready_o(seg_ready), .seg_i, .seg_hash_i, .seg_cookie_i,
      .call_valid_i, .call_ready_o(call_ready), .call_i, .call_grant_i, .call_hash_i, .call_retry_o(call_retry),
      .icmp_valid_i, .icmp_ready_o(icmp_ready), .icmp_i,
      .timeout_valid_i, .timeout_ready_o(timeout_ready), .timeout_desc_i, .timeout_i,
      .turn_valid_i, .turn_ready_o(turn_ready), .turn_desc_i,
      .find_o(find), .find_addr_o(find_addr), .find_remote_port_o(find_remote_port), .find_local_port_o(find_local_port),
      .find_hit_i, .find_desc_i, .find_room_i, .tcb_read_o(tcb_read), .tcb_desc_o(tcb_desc), .tcb_i,
      .desc_available_i, .desc_next_i, .buf_available_i, .buf_next_i,
      .listen_port_o(listen_port), .listen_hit_i, .listen_full_i, .listen_parent_i,
      .check_parent_o(check_parent), .check_alive_i, .check_desc_i, .slot_free_i, .reset_left_i, .outputs_free_i,
      .commit_o(commit), .event_o(event_now), .pre_o(pre), .result_o(result)
  );

  logic [4:0] ready, valid;
  assign ready = {icmp_ready, call_ready, seg_ready, turn_ready, timeout_ready};
  assign valid = {icmp_valid_i, call_valid_i, seg_valid_i, turn_valid_i, timeout_valid_i};

  // A neighbour's output is free until the next commit once it was seen to be so.
  logic free_q;
  always_ff @(posedge clk_i) begin
    free_q <= rst_n && !commit && (|ready || free_q);
    if (free_q) assume (outputs_free_i);
  end

  logic [3:0] clocks_q;  // since an event was accepted, that clock counted; 0: none is under way
  logic       found_q;
  always_ff @(posedge clk_i) begin
    if (!rst_n) clocks_q <= '0;
    else if (|ready) clocks_q <= 4'd1;
    else if (commit) clocks_q <= '0;
    else if (clocks_q != '0 && clocks_q != '1) clocks_q <= clocks_q + 4'd1;
    if (|ready) found_q <= 1'b0;
    else if (find) found_q <= 1'b1;
  end

  // One kind waits; events of others that were accepted meanwhile.
  logic [4:0] waits_q;
  logic [2:0] others_q;
  always_ff @(posedge clk_i) begin
    if (!rst_n) begin
      waits_q  <= waits_i;
      others_q <= '0;
      assume ($onehot(waits_i));
    end else if (!(|(valid & waits_q)) || |(ready & waits_q)) begin
      others_q <= '0;
    end else if (|ready && others_q != '1) begin
      others_q <= others_q + 3'd1;
    end
  end
  // Without a commit an event ends too: no turn was wanted, a port must be looked for first.
  logic [3:0] waiting_q;  // clocks in which events were waiting and none was accepted
  always_ff @(posedge clk_i) begin
    if (!rst_n || |ready || !(enable_i && outputs_free_i && |valid)) waiting_q <= '0;
    else if (waiting_q != '1) waiting_q <= waiting_q + 4'd1;
  end

  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      one_at_a_time : assert ($onehot0(ready) && (ready & ~valid) == '0);
      if (commit) within_ten : assert (clocks_q == (found_q ? 4'd9 : 4'd8));
      if (|valid && enable_i && outputs_free_i) never_longer_than_nine : assert (waiting_q < 4'd9 || |ready);
      four_others : assert (others_q <= 3'd4);
      last_of_five : cover (others_q == 3'd4 && |(ready & waits_q));
      ten_clocks : cover (commit && clocks_q == 4'd9);
      retried : cover (call_retry);
    end
  end
endmodule
