// Segments whose next hop has no known Ethernet address yet, until ARP has found it or has given up
// (RFC 1122 2.3.2.2; docs/rules/network.md, "TCP and the cache").
//
// first_o is the oldest one whose neighbour is known now: it asks again, before anything that has not
// waited, and leaves when its question is taken. When ARP gives a neighbour up, all that wait for it
// vanish at once; the oldest of them becomes an error for TCP, and each is told on discard_o, one a
// clock. Only who is older than whom is kept, not a list: a segment stays where it is put, in a memory;
// flip-flops have only what is watched of all of them at once.
//
// 1. A segment is never parked over another.
// 2. What is taken is there.
// 3. No more segments wait to be told as discarded than can be counted.
module toe_tcp_tx_park #(
    localparam int unsigned Parks = toe_tcp_tx_pkg::Parks,
    localparam int unsigned SlotBits = $clog2(Parks)
) (
    input  logic                      clk_i,
    input  logic                      rst_ni,
    // a segment comes
    output logic                      room_o,
    input  logic                      park_i,
    input  toe_tcp_tx_pkg::draft_t    draft_i,
    input  logic [15:0]               sum_i,
    input  toe_pkg::ip_t              hop_i,
    // a segment leaves
    output logic                      first_valid_o,  // pending_i of this clock counts
    output logic [SlotBits-1:0]       first_o,
    output toe_tcp_tx_pkg::draft_t    first_draft_o,
    output logic [15:0]               first_sum_o,
    input  logic                      take_i,         // first_o
    // ARP, and blocks that are given back
    input  toe_arp_pkg::arp_pending_t pending_i,
    input  logic                      floor_release_i,
    input  logic [15:0]               floor_buffer_i,
    // what was given up
    input  logic                      discard_ready_i,
    output logic                      discard_o,      // one segment
    output logic [toe_tcp_tx_pkg::Places-1:0] place_free_o,
    output logic                      error_valid_o,
    input  logic                      error_ready_i,
    output toe_pkg::icmp_error_t      error_o
);
  localparam int unsigned ErrorQueue = 2;
  typedef logic [Parks-1:0] set_t;
  typedef logic [SlotBits-1:0] slot_t;

  typedef struct packed {
    toe_tcp_tx_pkg::draft_t draft;
    logic [15:0]            sum;
  } parked_t;

  parked_t                parked[Parks];
  toe_pkg::ip_t           hop_q[Parks];
  logic [15:0]            buffer_q[Parks];
  logic [toe_tcp_tx_pkg::Places-1:0] place_q[Parks];
  set_t                   valid_q, known_q, released_q;
  set_t [Parks-1:0]       older_q;               // older_q[s]: those that were parked before s

  set_t                   asked_for, known, failed, into, leaves, released;
  slot_t                  first_failed, free_slot;
  logic [2:0]             owed_q, fails;         // discarded, and not yet told
  toe_pkg::icmp_error_t   error;
  logic                   unused_ready;
  logic [$clog2(ErrorQueue+1)-1:0] unused_count;

  // The oldest of some of those that wait.
  function automatic slot_t oldest(set_t of, set_t [Parks-1:0] older);
    oldest = '0;
    for (int unsigned s = 0; s < Parks; s++) if (of[s] && (older[s] & of) == '0) oldest = slot_t'(s);
  endfunction

  always_comb begin
    free_slot = '0;
    for (int unsigned s = Parks; s > 0; s--) if (!valid_q[s-1]) free_slot = slot_t'(s - 1);
    for (int unsigned s = 0; s < Parks; s++) begin
      asked_for[s] = valid_q[s] && hop_q[s] == pending_i.ip;
      released[s]  = floor_release_i && floor_buffer_i == buffer_q[s];
    end
    fails = '0;
    place_free_o = '0;
    for (int unsigned s = 0; s < Parks; s++) begin
      fails        += 3'(failed[s]);
      place_free_o |= failed[s] ? place_q[s] : '0;
    end
  end

  assign failed       = pending_i.failed ? asked_for : '0;
  assign known        = (known_q | (pending_i.resolved ? asked_for : '0)) & valid_q & ~failed;
  assign first_failed = oldest(failed, older_q);
  assign into         = park_i ? set_t'(1) << free_slot : '0;
  assign leaves       = failed | (take_i ? set_t'(1) << first_o : '0);

  assign room_o        = !(&valid_q);
  assign first_valid_o = known != '0;
  assign first_o       = oldest(known, older_q);
  assign first_sum_o   = parked[first_o].sum;
  always_comb begin
    first_draft_o          = parked[first_o].draft;
    first_draft_o.released = released_q[first_o] || released[first_o];
  end

  assign discard_o = owed_q != '0;

  always_ff @(posedge clk_i) begin
    valid_q <= (valid_q | into) & ~leaves;
    known_q <= (known & ~leaves) | ((pending_i.resolved && pending_i.ip == hop_i) ? into : '0);
    owed_q  <= owed_q + fails - 3'(discard_o && discard_ready_i);
    if (!rst_ni) begin
      valid_q <= '0;
      known_q <= '0;
      owed_q  <= '0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (park_i) parked[free_slot] <= '{draft: draft_i, sum: sum_i};
  end

  always_ff @(posedge clk_i) begin
    for (int unsigned s = 0; s < Parks; s++) begin
      if (into[s]) begin
        hop_q[s]      <= hop_i;
        buffer_q[s]   <= draft_i.buffer;
        place_q[s]    <= toe_tcp_tx_pkg::place_of(draft_i.head);
        older_q[s]    <= valid_q;
        released_q[s] <= draft_i.released || (floor_release_i && floor_buffer_i == draft_i.buffer);
      end else begin
        older_q[s] <= older_q[s] & ~into;  // who had that slot before is gone
        if (released[s]) released_q[s] <= 1'b1;
      end
    end
  end

  // RFC 1122 2.3.2.2: what could not be delivered is told (docs/rules/tcp.md section 4b)
  always_comb begin
    error             = '0;
    error.addr        = parked[first_failed].draft.head.addr;
    error.remote_port = parked[first_failed].draft.head.dst_port;
    error.local_port  = parked[first_failed].draft.head.src_port;
    error.seq         = parked[first_failed].draft.head.seq;
    error.msg_type    = 8'd3;  // RFC 792: destination unreachable: host
    error.code        = 8'd1;
    error.from_arp    = 1'b1;
  end

  toe_prim_fifo #(
      .T    (toe_pkg::icmp_error_t),
      .Depth(ErrorQueue)
  ) u_errors (
      .clk_i,
      .rst_ni,
      .valid_i(failed != '0),
      .ready_o(unused_ready),  // one that finds it full is forgotten
      .data_i (error),
      .valid_o(error_valid_o),
      .ready_i(error_ready_i),
      .data_o (error_o),
      .count_o(unused_count)
  );

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      assert (!park_i || room_o) else $error("invariant 1");
      assert (!take_i || first_valid_o) else $error("invariant 2");
      assert (4'(owed_q) + 4'(fails) <= 4'd7) else $error("invariant 3");
    end
  end
`endif

endmodule
