// Segments to send, in order, each with the Ethernet address of its next hop.
//
// docs/rules/network.md, "TCP and the cache": the head of the FIFO asks ARP for its next hop. A miss
// parks it (toe_tcp_tx_park), if there is room and ARP now asks for that neighbour; otherwise the
// segment is dropped and its retransmission timer repairs it. A segment with payload waits at the head
// until its payload is in memory, one with options in Ask until they are. While ARP is asked, the header's part of the checksum is summed
// (pseudo-header too; not the payload).
//
//            +--withdrawn: a parked one goes first--+
//            v                                      |
//   Idle --a segment may go--> Ask --ARP takes it--> Wait --hit, not taken--> Give --taken--> Idle
//                                                     +--hit, taken; miss: parked or dropped--> Idle
//
// 1. No answer comes unasked.
// 2. A segment is at most as long as an IP datagram can carry.
module toe_tcp_tx_resolve #(
    parameter int unsigned Requests = 8,  // that can wait
    parameter int unsigned Mtu = 1500
) (
    input  logic                      clk_i,
    input  logic                      rst_ni,
    input  toe_pkg::network_t         network_i,
    // from toe_tcp_tx_options
    input  logic                      draft_valid_i,
    output logic                      draft_ready_o,
    input  toe_tcp_tx_pkg::draft_t    draft_i,
    input  logic [7:0]                draft_tag_i,     // of its move
    input  logic                      sum_valid_i,
    input  logic [15:0]               sum_i,
    input  logic [7:0]                moves_done_i,    // from toe_tcp_mover
    // blocks that are given back
    input  logic                      floor_release_i,
    input  logic [15:0]               floor_buffer_i,
    // ARP
    output logic                      arp_req_valid_o,
    input  logic                      arp_req_ready_i,
    output toe_pkg::ip_t              arp_req_ip_o,
    input  logic                      arp_rsp_valid_i,
    input  toe_pkg::arp_answer_t      arp_rsp_i,
    input  toe_arp_pkg::arp_pending_t pending_i,
    // to toe_tcp_tx_fetch
    output logic                      request_valid_o,
    input  logic                      request_ready_i,
    output toe_tcp_tx_pkg::draft_t    request_o,
    output toe_pkg::mac_t             request_mac_o,
    output logic [15:0]               request_sum_o,   // one's complement sum of header and pseudo-header
    // to the engine: a neighbour was given up
    output logic                      error_valid_o,
    input  logic                      error_ready_i,
    output toe_pkg::icmp_error_t      error_o,
    output logic                      out_discards_o, // pulse
    output logic [toe_tcp_tx_pkg::Places-1:0] place_free_o  // of what was dropped
);
  typedef enum logic [1:0] {
    Idle,  // chooses the next segment
    Ask,   // offers ARP the question
    Wait,  // for the answer
    Give   // offers the segment
  } state_e;

  localparam int unsigned ArrivedBits = $clog2(Requests + 1);

  state_e state_d, state_q;

  // ---------------------------------------------------------------- what waits
  toe_tcp_tx_pkg::draft_t head, chosen_q;
  logic                   head_valid, head_may_go, pop, emitted, sum_waits, sum_there;
  logic [15:0]            head_sum, oldest_sum;
  logic                   fresh;        // nothing waits, and one comes that may go
  logic [ArrivedBits-1:0] unused_requests, unused_tags, unused_sums;
  logic [1:0]             unused_ready;
  logic                   unused;

  assign emitted = draft_valid_i && draft_ready_o;

  toe_prim_fifo #(
      .T    (toe_tcp_tx_pkg::draft_t),
      .Depth(Requests)
  ) u_requests (
      .clk_i,
      .rst_ni,
      .valid_i(draft_valid_i),
      .ready_o(draft_ready_o),
      .data_i (draft_i),
      .valid_o(head_valid),
      .ready_i(pop),
      .data_o (head),
      .count_o(unused_requests)
  );

  // The sum of its options comes when they are written.
  toe_prim_fifo #(
      .T    (logic [15:0]),
      .Depth(Requests)
  ) u_sums (
      .clk_i,
      .rst_ni,
      .valid_i(sum_valid_i),
      .ready_o(unused_ready[1]),
      .data_i (sum_i),
      .valid_o(sum_waits),
      .ready_i(pop),
      .data_o (oldest_sum),
      .count_o(unused_sums)
  );

  assign sum_there = sum_waits || sum_valid_i;
  assign head_sum  = sum_waits ? oldest_sum : sum_i;

  // Tags are watched apart from the requests and as soon as they come: a request may wait for so
  // long that eight bits of moves go round.
  logic                   tag_valid, tag_done;
  logic [7:0]             tag, lag;          // lag: moves done since, negative before
  logic [ArrivedBits-1:0] arrived_q;  // requests with payload in the FIFO whose moves are done

  toe_prim_fifo #(
      .T    (logic [7:0]),
      .Depth(Requests)
  ) u_tags (
      .clk_i,
      .rst_ni,
      .valid_i(emitted && draft_i.head.length != '0),
      .ready_o(unused_ready[0]),  // never full before the requests are
      .data_i (draft_tag_i),
      .valid_o(tag_valid),
      .ready_i(tag_done),
      .data_o (tag),
      .count_o(unused_tags)
  );

  assign lag         = moves_done_i - tag;
  assign unused      = ^lag[6:0];
  assign tag_done    = tag_valid && !lag[7];
  assign fresh       = emitted && !head_valid && draft_i.head.length == '0;
  assign head_may_go = head_valid && (head.head.length == '0 || arrived_q != '0);

  // ---------------------------------------------------------------- those that are parked
  localparam int unsigned ParkBits = $clog2(toe_tcp_tx_pkg::Parks);

  toe_tcp_tx_pkg::draft_t  parked;
  logic [15:0]             parked_sum, option_sum_q;
  logic                    park, park_room, parked_valid, discard;
  logic [ParkBits-1:0]     parked_slot, slot_q;  // slot: where the chosen one is parked
  logic                    from_park_q, asks, lost;
  logic [toe_tcp_tx_pkg::Places-1:0] park_free;
  toe_pkg::ip_t            hop;

  toe_tcp_tx_park u_park (
      .clk_i,
      .rst_ni,
      .room_o         (park_room),
      .park_i         (park),
      .draft_i        (chosen_q),
      .sum_i          (option_sum_q),
      .hop_i          (hop),
      .first_valid_o  (parked_valid),
      .first_o        (parked_slot),
      .first_draft_o  (parked),
      .first_sum_o    (parked_sum),
      .take_i         (asks && from_park_q),
      .pending_i,
      .floor_release_i,
      .floor_buffer_i,
      .discard_ready_i(!lost),
      .discard_o      (discard),
      .place_free_o   (park_free),
      .error_valid_o,
      .error_ready_i,
      .error_o
  );

  // ---------------------------------------------------------------- one segment at a time
  logic         answered, withdraw;
  logic         summed_q;  // a clock of Wait has passed
  toe_pkg::mac_t mac_q;

  assign hop      = toe_pkg::next_hop(chosen_q.head.addr, network_i);
  assign answered = (state_q == Wait) && arp_rsp_valid_i;
  assign park     = answered && !arp_rsp_i.hit && arp_rsp_i.waiting && park_room;
  assign lost     = answered && !arp_rsp_i.hit && !park;
  assign pop      = answered && !from_park_q;
  // Another one goes first, or the neighbour of this one was given up.
  assign withdraw = from_park_q ? !(parked_valid && parked_slot == slot_q) : parked_valid;
  assign asks     = arp_req_valid_o && arp_req_ready_i;

  assign arp_req_valid_o = (state_q == Ask) && !withdraw && (from_park_q || sum_there);
  assign arp_req_ip_o    = hop;
  assign out_discards_o  = lost || discard;
  assign place_free_o    = park_free | (lost ? toe_tcp_tx_pkg::place_of(chosen_q.head) : '0);

  always_comb begin
    state_d = state_q;
    case (state_q)
      Idle: if (parked_valid || head_may_go || fresh) state_d = Ask;
      Ask: begin
        if (withdraw) state_d = Idle;
        else if (asks) state_d = Wait;
      end
      Wait:    if (arp_rsp_valid_i) state_d = (arp_rsp_i.hit && !(summed_q && request_ready_i)) ? Give : Idle;
      default: if (request_ready_i) state_d = Idle;
    endcase
  end

  always_ff @(posedge clk_i) begin
    state_q   <= state_d;
    arrived_q <= arrived_q + ArrivedBits'(tag_done)
                 - ArrivedBits'(pop && chosen_q.head.length != '0);
    if (!rst_ni) begin
      state_q   <= Idle;
      arrived_q <= '0;
    end
  end

  always_ff @(posedge clk_i) begin
    summed_q <= state_q == Wait;
    if (state_q == Idle) begin
      chosen_q    <= parked_valid ? parked : head_valid ? head : draft_i;
      from_park_q <= parked_valid;
      slot_q      <= parked_slot;
    end
    if (answered) mac_q <= arp_rsp_i.mac;
  end

  // ---------------------------------------------------------------- checksum of what is known
  // Plain sums in two clocks, ready in the second clock of Wait.
  toe_tcp_tx_pkg::head_t chosen;
  logic [18:0]           sum_low_q, sum_high_q;
  logic [20:0]           sum_q;
  logic [16:0]           sum_folded;

  assign chosen = chosen_q.head;

  always_ff @(posedge clk_i) begin
    if (state_q == Ask) option_sum_q <= from_park_q ? parked_sum : head_sum;
    sum_low_q <= 19'(network_i.ip[31:16]) + 19'(network_i.ip[15:0]) + 19'(chosen.addr[31:16])
                 + 19'(chosen.addr[15:0]) + 19'(toe_pkg::ProtocolTcp)
                 + 19'(toe_tcp_tx_pkg::segment_octets(chosen)) + 19'(chosen.src_port)
                 + 19'(chosen.dst_port);
    sum_high_q <= 19'(chosen.seq[31:16]) + 19'(chosen.seq[15:0]) + 19'(chosen.ack[31:16])
                  + 19'(chosen.ack[15:0])
                  + 19'({toe_tcp_tx_pkg::data_offset(chosen), 4'b0, chosen.flags})
                  + 19'(chosen.wnd) + 19'(chosen.urgent);
    sum_q <= 21'(sum_low_q) + 21'(sum_high_q) + 21'(option_sum_q);
  end

  assign sum_folded      = 17'(sum_q[15:0]) + 17'(sum_q[20:16]);
  // The answer is used in the clock in which it comes, to save one; but not before the sum is ready.
  assign request_valid_o = state_q == Give || (answered && arp_rsp_i.hit && summed_q);
  assign request_mac_o   = answered ? arp_rsp_i.mac : mac_q;
  assign request_o       = chosen_q;
  assign request_sum_o   = sum_folded[15:0] + 16'(sum_folded[16]);

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      assert (!arp_rsp_valid_i || state_q == Wait) else $error("invariant 1");
      assert (!emitted || toe_tcp_tx_pkg::segment_octets(draft_i.head) <= 16'(Mtu - 20))
      else $error("invariant 2");
    end
  end
`endif

endmodule
