// The datagrams that are being put together: judges a fragment before an octet of it is written, and
// takes it in when it has ended well (RFC 791 3.2, RFC 815, RFC 5722; docs/rules/network.md,
// "Fragments", 1 to 7).
//
//   Idle --ask--> Find --> Read --> Look --ask--> Find
//
// frame_i stands still from ask_i until the fragment's end, which keep_i or forget_i tells, or nothing
// if it changes nothing. The answer stands while judged_o: from the last range looked at to the next
// question.
//
// 1. A fragment belongs to one datagram at most.
// 2. Nothing is kept but what was judged IpFragment.
module toe_ip_reassembly #(
    parameter int unsigned Slots = 4,
    parameter int unsigned MaxOctets = 65515  // of a datagram
) (
    input  logic                     clk_i,
    input  logic                     rst_ni,
    input  logic [63:0]              now_i,
    input  toe_ip_rx_pkg::frame_t    frame_i,
    input  logic                     ask_i,
    output logic                     judged_o,
    output toe_ip_pkg::ip_verdict_e  verdict_o,
    output logic                     fresh_o,     // IpFragment: the first one of its datagram
    output logic [7:0]               memory_o,    // where its datagram lies, unless fresh_o
    output logic                     complete_o,  // IpFragment: with it the datagram is complete
    output logic [15:0]              length_o,    // of the datagram, if complete_o
    output logic [15:0]              sum_o,       // over it, with sum_i
    input  logic                     keep_i,      // its octets are in the datagram memory
    input  logic                     forget_i,    // its datagram is given up
    input  logic [7:0]               memory_i,    // where its datagram lies, if fresh_o
    input  logic [15:0]              sum_i,       // over the fragment
    output logic                     due_o,       // a deadline has passed, as of a clock ago
    input  logic                     expire_i,    // the lowest slot whose deadline has passed is given up
    output logic                     expired_o,   // there is one
    output toe_ip_rx_pkg::slot_t     expired_slot_o,
    output toe_ip_rx_pkg::head_t     head_o       // from Read or the clock after expire_i on
);
  localparam int unsigned SlotBits = $clog2(Slots);

  typedef enum logic [1:0] {
    Idle,
    Find,  // whose fragment is it?
    Read,  // what do we hold of it?
    Look   // at the ranges
  } state_e;

  state_e                state_d, state_q;
  toe_ip_rx_pkg::slot_t  slot_q[Slots];
  logic [Slots-1:0]      used_q, hit, passed;
  toe_ip_rx_pkg::key_t   key;
  logic                  last, ranges_done, covered, overlap, beyond, full, contradicts;
  logic [15:0]           at, stop;
  logic [16:0]           stop_wide, tick;
  toe_ip_rx_pkg::range_t range, joined;
  logic [3:0]            joined_ranges;
  logic                  refused_q, hit_q, room_q;
  logic [SlotBits-1:0]   index_q, expired;
  toe_ip_rx_pkg::slot_t  mine_q, kept;  // the fragment's datagram, before and after
  logic                  unused;
  assign unused = &{1'b0, frame_i, now_i, expired_slot_o};

  assign key       = toe_ip_rx_pkg::key_of(frame_i.header);
  assign at        = {frame_i.header.fragment_offset, 3'b0};
  assign stop_wide = {1'b0, at} + {1'b0, frame_i.length};
  assign stop      = stop_wide[15:0];
  assign last      = !frame_i.header.more_fragments;
  assign range     = '{from: at[15:3], to: stop[15:3] + 13'(stop[2:0] != '0)};
  assign tick      = now_i[26:10];

  // ---------------------------------------------------------------- whose fragment

  always_comb begin
    for (int unsigned i = 0; i < Slots; i++) hit[i] = used_q[i] && slot_q[i].key == key;
  end

  always_ff @(posedge clk_i) begin
    if (state_q == Find) begin
      refused_q <= frame_i.length == '0 || (!last && frame_i.length[2:0] != '0)
                   || stop_wide > 17'(MaxOctets);
      hit_q     <= |hit;
      room_q    <= !(&used_q);
      for (int i = Slots - 1; i >= 0; i--) begin
        if ((hit == '0) ? !used_q[i] : hit[i]) index_q <= SlotBits'(i);
      end
    end
    if (state_q == Read) mine_q <= hit_q ? slot_q[index_q] : '0;
  end

  // ---------------------------------------------------------------- the verdict

  toe_ip_ranges #(
      .Slots(Slots)
  ) u_ranges (
      .clk_i,
      .rst_ni,
      .start_i        (state_q == Read),
      .slot_i         (index_q),
      .ranges_i       ((state_q != Read) ? mine_q.ranges : hit_q ? slot_q[index_q].ranges : '0),
      .range_i        (range),
      .floor_i        (stop[15:3]),
      .done_o         (ranges_done),
      .covered_o       (covered),
      .overlap_o      (overlap),
      .beyond_o       (beyond),
      .full_o         (full),
      .joined_o       (joined),
      .joined_ranges_o(joined_ranges),
      .store_i        (keep_i && !complete_o)
  );

  assign contradicts = overlap || (mine_q.end_known && stop > mine_q.length)
                       || (last && (mine_q.end_known ? stop != mine_q.length : beyond));

  always_comb begin
    verdict_o = toe_ip_pkg::IpFragment;
    if (refused_q) verdict_o = toe_ip_pkg::IpRefused;
    else if (!hit_q && !room_q) verdict_o = toe_ip_pkg::IpNoRoom;
    else if (contradicts) verdict_o = toe_ip_pkg::IpOverlap;
    else if (covered) verdict_o = toe_ip_pkg::IpDuplicate;
    else if (full) verdict_o = toe_ip_pkg::IpNoRoom;
  end

  always_comb begin
    kept = mine_q;
    if (!hit_q) begin
      kept.key      = key;
      kept.memory   = memory_i;
      kept.deadline = tick + toe_ip_pkg::ReasmTicks[16:0];
    end
    if (last) begin
      kept.end_known = 1'b1;
      kept.length    = stop;
    end
    kept.ranges = joined_ranges;
    kept.sum    = toe_ip_rx_pkg::add(mine_q.sum, sum_i);
    if (at == '0) kept.has_first = 1'b1;
  end

  assign judged_o   = state_q == Look && ranges_done;
  assign fresh_o    = !hit_q;
  assign memory_o   = mine_q.memory;
  assign length_o   = kept.length;
  assign sum_o      = kept.sum;
  assign complete_o = kept.end_known && joined_ranges == 4'd1 && joined.from == '0
                      && joined.to == kept.length[15:3] + 13'(kept.length[2:0] != '0);

  // ---------------------------------------------------------------- deadlines

  // A deadline is less than 2^16 ticks away.
  always_comb begin
    expired = '0;
    for (int i = Slots - 1; i >= 0; i--) begin
      passed[i] = used_q[i] && tick - slot_q[i].deadline < 17'h10000;
      if (passed[i]) expired = SlotBits'(i);
    end
  end
  assign expired_o      = |passed;
  assign expired_slot_o = slot_q[expired];

  always_ff @(posedge clk_i) begin
    due_o <= rst_ni && expired_o;
  end

  // ---------------------------------------------------------------- what is held

  toe_prim_ram #(
      .Width($bits(toe_ip_rx_pkg::head_t)),
      .Depth(Slots)
  ) u_heads (
      .clk_i,
      .rst_ni,
      .we_i   (keep_i && at == '0),
      .waddr_i(index_q),
      .wdata_i({frame_i.header, frame_i.first}),
      .re_i   (state_q == Read || expire_i),
      .raddr_i(expire_i ? expired : index_q),
      .rdata_o(head_o)
  );

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      Idle:    if (ask_i) state_d = Find;
      Find:    state_d = Read;
      Read:    state_d = Look;
      default: if (ask_i) state_d = Find;
    endcase
  end

  always_ff @(posedge clk_i) begin
    state_q <= state_d;
    if (keep_i) used_q[index_q] <= !complete_o;
    if (forget_i) used_q[index_q] <= 1'b0;
    if (expire_i && expired_o) used_q[expired] <= 1'b0;
    if (!rst_ni) begin
      state_q <= Idle;
      used_q  <= '0;
    end
  end
  always_ff @(posedge clk_i) begin
    if (keep_i) slot_q[index_q] <= kept;
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      if (state_q == Find) assert ($onehot0(hit)) else $error("invariant 1");
      assert (!keep_i || (judged_o && verdict_o == toe_ip_pkg::IpFragment)) else $error("invariant 2");
      assert (!(keep_i && forget_i) && !(expire_i && (keep_i || forget_i)));
    end
  end
`endif

endmodule
