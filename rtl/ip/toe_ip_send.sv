// Sends what UDP and ICMP hand over in the datagram memory, in order, each to the Ethernet address of
// its next hop (docs/rules/network.md, "Sending from the datagram memory").
//
//   jobs -> FIFO -> this: ARP, then toe_ip_memory_read -> toe_ip_tx
//             parks <-'
//
//   Ready --ARP takes the question--> Wait --hit--> Send --last octet has gone--> Finish --> Ready
//     |--a broadcast or a group-----------------------^       (slot free, owner told)  ^
//     |--one that is parked is given up------------------------------------------------|
//                                       |--miss: given up------------------------------'
//                                       '--miss: parked--> Ready
//
// A question is withdrawn in the clock in which ARP tells of the neighbour of a parked one: that one
// goes first, or is given up first, so that everything happens in the order of ARP's events.
//
// 1. No answer comes unasked.
// 2. Each datagram's slot is given back once, and its owner told once.
module toe_ip_send #(
    parameter type stream_t = logic,
    localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9
) (
    input  logic                      clk_i,
    input  logic                      rst_ni,
    input  toe_pkg::network_t         network_i,
    input  logic                      udp_job_valid_i,
    output logic                      udp_job_ready_o,
    input  toe_pkg::send_job_t        udp_job_i,
    input  logic                      icmp_job_valid_i,
    output logic                      icmp_job_ready_o,
    input  toe_pkg::send_job_t        icmp_job_i,
    // ARP
    output logic                      req_valid_o,
    input  logic                      req_ready_i,
    output toe_pkg::ip_t              req_ip_o,
    input  logic                      rsp_valid_i,
    input  toe_pkg::arp_answer_t      rsp_i,
    input  toe_arp_pkg::arp_pending_t pending_i,
    // the datagram memory: reader 0, free 2
    output logic                      r_valid_o,
    input  logic                      r_ready_i,
    output logic [7:0]                r_slot_o,
    output logic [15:0]               r_at_o,
    input  logic                      r_data_valid_i,
    input  logic [8*DataBytes-1:0]    r_data_i,
    output logic                      free_valid_o,
    input  logic                      free_ready_i,
    output logic [7:0]                free_slot_o,
    // to toe_ip_tx
    output logic                      valid_o,
    input  logic                      ready_i,
    output toe_pkg::ip_tx_meta_t      meta_o,
    output stream_t                   data_o,
    // to UDP
    output logic                      done_valid_o,
    input  logic                      done_ready_i,
    output toe_pkg::send_done_t       done_o,
    // to ICMP: pulses
    output logic                      echo_sent_o,
    output logic                      echo_lost_o
);
  localparam int unsigned Jobs = 8;  // that can wait

  typedef enum logic [1:0] {
    Ready,   // asks ARP for the next one, if there is one
    Wait,    // for the answer
    Send,    // its octets go out
    Finish   // its slot is given back, its owner told
  } state_e;

  state_e state_d, state_q;

  // ---------------------------------------------------------------- what waits
  logic               job_valid, job_ready, head_valid, head_take;
  toe_pkg::send_job_t job_in, head;
  logic         [3:0] unused_count;
  logic               unused;
  assign unused = &{1'b0, unused_count, network_i.mac};

  // Of two that come in one clock UDP's is the earlier one.
  assign job_valid        = udp_job_valid_i || icmp_job_valid_i;
  assign job_in           = udp_job_valid_i ? udp_job_i : icmp_job_i;
  assign udp_job_ready_o  = job_ready;
  assign icmp_job_ready_o = job_ready && !udp_job_valid_i;

  toe_prim_fifo #(
      .T    (toe_pkg::send_job_t),
      .Depth(Jobs)
  ) u_jobs (
      .clk_i,
      .rst_ni,
      .valid_i(job_valid),
      .ready_o(job_ready),
      .data_i (job_in),
      .valid_o(head_valid),
      .ready_i(head_take),
      .data_o (head),
      .count_o(unused_count)
  );

  logic               stirs, park, parks_full, again_valid, again_take, lost_valid, lost_take;
  toe_pkg::send_job_t again_job, lost_job, job_q;
  toe_pkg::ip_t       again_hop, hop_q;

  toe_ip_parks u_parks (
      .clk_i,
      .rst_ni,
      .pending_i,
      .stirs_o      (stirs),
      .park_i       (park),
      .park_job_i   (job_q),
      .park_hop_i   (hop_q),
      .full_o       (parks_full),
      .again_valid_o(again_valid),
      .again_job_o  (again_job),
      .again_hop_o  (again_hop),
      .again_take_i (again_take),
      .lost_valid_o (lost_valid),
      .lost_job_o   (lost_job),
      .lost_take_i  (lost_take)
  );

  // ---------------------------------------------------------------- one at a time
  logic          ready, broadcast, group, straight, asked, answered, gone, finished;
  logic          free_owed_q, told_q;
  logic          failed_q;
  toe_pkg::mac_t mac_q;

  assign ready     = state_q == Ready && !lost_valid && !stirs;
  assign broadcast = toe_pkg::is_broadcast(head.dst, network_i);
  assign group     = toe_pkg::is_group(head.dst);
  assign straight  = ready && !again_valid && head_valid && (broadcast || group);

  assign req_valid_o = ready && (again_valid || (head_valid && !broadcast && !group));
  assign req_ip_o    = again_valid ? again_hop : toe_pkg::next_hop(head.dst, network_i);
  assign asked       = req_valid_o && req_ready_i;
  assign answered    = state_q == Wait && rsp_valid_i;
  assign park        = answered && !rsp_i.hit && rsp_i.waiting && !parks_full;
  assign lost_take   = state_q == Ready && lost_valid;
  assign again_take  = asked && again_valid;
  assign head_take   = straight || (asked && !again_valid);
  assign gone        = valid_o && ready_i && data_o.last;

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      Ready: begin
        if (lost_valid) state_d = Finish;
        else if (straight) state_d = Send;
        else if (asked) state_d = Wait;
      end
      Wait:    if (rsp_valid_i) state_d = rsp_i.hit ? Send : park ? Ready : Finish;
      Send:    if (gone) state_d = Finish;
      default: if (finished) state_d = Ready;
    endcase
  end

  always_ff @(posedge clk_i) begin
    state_q <= state_d;
    if (!rst_ni) state_q <= Ready;
  end
  always_ff @(posedge clk_i) begin
    if (state_q == Ready) begin
      job_q <= lost_valid ? lost_job : again_valid ? again_job : head;
      hop_q <= req_ip_o;
      mac_q <= broadcast ? toe_pkg::MacBroadcast : toe_pkg::group_mac(head.dst);
    end
    if (answered) mac_q <= rsp_i.mac;
    if (state_q == Ready) failed_q <= lost_valid;
    else if (answered) failed_q <= !rsp_i.hit;
  end

  // ---------------------------------------------------------------- its octets
  logic start_ready, started_q;
  always_ff @(posedge clk_i) begin
    started_q <= state_q == Send && (started_q || start_ready);
    if (!rst_ni) started_q <= 1'b0;
  end

  toe_ip_memory_read #(
      .stream_t(stream_t)
  ) u_read (
      .clk_i,
      .rst_ni,
      .start_valid_i (state_q == Send && !started_q),
      .start_ready_o (start_ready),
      .start_slot_i  (job_q.slot),
      .start_at_i    ('0),
      .start_length_i(job_q.length),
      .r_valid_o,
      .r_ready_i,
      .r_slot_o,
      .r_at_o,
      .r_data_valid_i,
      .r_data_i,
      .valid_o,
      .ready_i,
      .data_o
  );
  assign meta_o = '{
      dst_mac: mac_q,
      dst: job_q.dst,
      protocol: job_q.protocol,
      length: job_q.length,
      ttl: job_q.ttl,
      tos: job_q.tos,
      dont_fragment: job_q.dont_fragment,
      router_alert: 1'b0
  };

  // ---------------------------------------------------------------- what became of it
  // free_owed: its slot is not given back yet; told: its owner knows. Nobody hears of a datagram
  // that has no owner and is not ICMP's.
  logic tells, owned, told, freed;
  assign owned        = job_q.owner != toe_pkg::NoDesc;
  assign tells        = state_q == Finish && !told_q;
  assign done_valid_o = tells && owned;
  assign done_o       = '{owner: job_q.owner, failed: failed_q};
  assign told         = !owned || done_ready_i;
  assign echo_sent_o  = tells && !owned && job_q.protocol == toe_pkg::ProtocolIcmp && !failed_q;
  assign echo_lost_o  = tells && !owned && job_q.protocol == toe_pkg::ProtocolIcmp && failed_q;
  assign free_valid_o = state_q == Finish && free_owed_q;
  assign free_slot_o  = job_q.slot;
  assign freed        = !free_owed_q || free_ready_i;
  assign finished     = freed && (told_q || told);

  always_ff @(posedge clk_i) begin
    if (state_q != Finish) begin
      free_owed_q <= 1'b1;
      told_q      <= 1'b0;
    end else begin
      if (free_ready_i) free_owed_q <= 1'b0;
      if (told) told_q <= 1'b1;
    end
    if (!rst_ni) begin
      free_owed_q <= 1'b1;
      told_q      <= 1'b0;
    end
  end

`ifndef SYNTHESIS
  int unsigned owed_q, frees_q, tells_q;  // datagrams that are not finished; of these: freed, told
  always_ff @(posedge clk_i) begin
    owed_q  <= owed_q + 32'(job_valid && job_ready) - 32'(state_q == Finish && finished);
    frees_q <= finished && state_q == Finish ? 0 : frees_q + 32'(free_valid_o && free_ready_i);
    tells_q <= finished && state_q == Finish ? 0
               : tells_q + 32'((done_valid_o && done_ready_i) || (tells && !owned));
    if (!rst_ni) {owed_q, frees_q, tells_q} <= '0;
    if (rst_ni) begin
      assert (!rsp_valid_i || state_q == Wait) else $error("invariant 1");
      assert (state_q == Ready || owed_q != 0) else $error("invariant 2");
      assert (!(state_q == Finish && finished)
              || (frees_q + 32'(free_valid_o && free_ready_i) == 1
                  && tells_q + 32'((done_valid_o && done_ready_i) || (tells && !owned)) == 1))
      else $error("invariant 2");
      assert (32'(unused_count) + 32'(lost_valid || again_valid) <= owed_q) else $error("invariant 2");
    end
  end
`endif

endmodule
