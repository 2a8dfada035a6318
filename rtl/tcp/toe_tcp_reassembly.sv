// Sockwire - TCP engine, stage Update: text is put to what was received before, in order or not.
//
// Combinational. Text lies in the receive ring at its place; beyond a gap the block keeps only which
// octets are there, four ranges, the latest first (the order in which RFC 2018 tells them). Text in
// order absorbs the ranges that it reaches; text beyond a gap is joined with those that it touches.
// Check has found which these are. Ranges never touch each other, and none reaches RCV.NXT.
module toe_tcp_reassembly (
  input  toe_tcp_pkg::segment_t          seg_i,
  input  toe_tcp_engine_pkg::check_t     check_i,
  input  toe_tcp_pkg::tcb_t              tcb_i,
  output toe_tcp_engine_pkg::assembled_t assembled_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  range_t [HeldRanges-1:0] held, rest;   // rest: those that are not joined, without holes
  logic [HeldRanges-1:0]   used, kept;
  seq_t                    left [HeldRanges], right [HeldRanges];
  range_t                  joined;
  logic                    in_order, full, taken;
  logic [2:0]              next;

  assign held = {tcb_i.held3, tcb_i.held2, tcb_i.held1, tcb_i.held0};

  always_comb begin
    rest = '0;
    next = '0;
    for (int index = 0; index < HeldRanges; index++) begin
      used[index]  = is_range(held[index]);
      kept[index]  = used[index] && !check_i.touches[index];
      left[index]  = check_i.touches[index] ? held[index].left : check_i.text_start;
      right[index] = check_i.touches[index] ? held[index].right : check_i.text_stop;
      if (kept[index]) begin
        rest[next[1:0]] = held[index];
        next            = next + 3'd1;
      end
    end
  end

  assign joined.left  = seq_min(check_i.text_start, seq_min(seq_min(left[0], left[1]), seq_min(left[2], left[3])));
  assign joined.right = seq_max(check_i.text_stop, seq_max(seq_max(right[0], right[1]), seq_max(right[2], right[3])));
  assign in_order     = check_i.text_start == tcb_i.rcv_nxt;
  assign full         = &kept;

  always_comb begin
    assembled_o          = '0;
    taken                = check_i.text_some && (in_order || !full);
    assembled_o.in_order = check_i.text_some && in_order;
    assembled_o.ack_now  = !assembled_o.in_order || (check_i.text_start != seg_i.seq) || (used != '0);
    assembled_o.rcv_nxt  = assembled_o.in_order ? joined.right : tcb_i.rcv_nxt;
    assembled_o.held     = held;
    if (assembled_o.in_order)   assembled_o.held = rest;
    else if (taken) assembled_o.held = {rest[2:0], joined};
    if (taken) begin
      assembled_o.take.seq    = check_i.text_start;
      assembled_o.take.skip   = 16'(check_i.text_start - seg_i.seq);
      assembled_o.take.length = 16'(check_i.text_stop - check_i.text_start);
    end
  end
endmodule
