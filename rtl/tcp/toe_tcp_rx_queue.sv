// Segments that wait for the engine, and beside the oldest one the hashes that the engine may ask for: that
// of its 4-tuple (RFC 6528, docs/rules/tcp.md section 1) and the key of its SYN cookie (section 4).
//
// While nothing waits, the segment that is being received is hashed as soon as its ports are there; the
// key with the present count, which is right for a SYN and for almost every ACK that can bring a cookie.
// One that names the count before is hashed again; what an older one is compared with does not matter. If
// the segment turns out to be bad, its hash is forgotten. What finds the queue in use is hashed when it is
// the oldest. A segment without SYN and ACK needs no hash and never waits for one.
//
//   Nobody --a header comes, nothing waits--> Coming --handed over--> Oldest --taken--> Nobody
//     |                                         `--not handed over--> Nobody
//     `--------------the oldest needs it--------------------------> Oldest
//
// 1. The hashes beside a segment are its own, for the count of the clock in which it is taken: as that
//    moves on, a segment may be taken back for as long as it takes to hash it again.
module toe_tcp_rx_queue #(
    parameter int unsigned Segments = 16
) (
    input  logic                  clk_i,
    input  logic                  rst_ni,
    input  toe_pkg::ip_t          local_addr_i,
    input  logic [127:0]          secret_i,
    input  logic [63:0]           now_i,
    // the segment that is being received
    input  toe_tcp_pkg::segment_t coming_i,
    input  logic                  coming_ports_i,   // its address and ports are there ...
    input  logic                  coming_header_i,  // ... and its acknowledgment number and flags
    input  logic                  coming_end_i,     // its last clock
    input  logic                  valid_i,          // in that one: it is handed over
    output logic                  ready_o,
    // to the engine
    output logic                  seg_valid_o,
    input  logic                  seg_ready_i,
    output toe_tcp_pkg::segment_t seg_o,
    output logic [63:0]           seg_hash_o,
    output logic [23:0]           seg_cookie_o
);
  typedef enum logic [1:0] {
    Nobody,
    Coming,  // the segment that is being received
    Oldest   // the one that is offered
  } owner_e;

  owner_e                owner_d, owner_q;  // of the hashes
  logic                  head_valid, needs, taken, start, hash_done, key_done, of_coming;
  logic                  right, wrong, known, unused;
  toe_tcp_pkg::segment_t of;
  logic [15:0]           present, count, count_q;  // that the key is made with
  logic [4:0]            age;                      // of the count that the acknowledgment number names
  logic [95:0]           tuple;
  logic [63:0]           key;
  logic [$clog2(Segments + 1)-1:0] unused_count;

  toe_prim_fifo #(
      .T    (toe_tcp_pkg::segment_t),
      .Depth(Segments)
  ) u_segments (
      .clk_i,
      .rst_ni,
      .valid_i,
      .ready_o,
      .data_i (coming_i),
      .valid_o(head_valid),
      .ready_i(taken),
      .data_o (seg_o),
      .count_o(unused_count)
  );

  assign needs       = seg_o.flags.syn || seg_o.flags.ack;
  assign right       = owner_q == Oldest && hash_done && key_done && !wrong;
  assign seg_valid_o = head_valid && (!needs || right);
  assign taken       = seg_valid_o && seg_ready_i;

  assign of_coming = owner_q == Coming || (owner_q == Nobody && !head_valid);
  assign of        = of_coming ? coming_i : seg_o;
  assign present   = now_i[41:26];
  assign known     = !of_coming || coming_header_i;
  assign age       = present[4:0] - (of.ack[31:27] - 5'(of.ack[26:0] == '0));
  assign count     = (known && !of.flags.syn && age == 5'd1) ? present - 16'd1 : present;
  assign wrong     = known && (of.flags.syn || age <= 5'd1) && count != count_q;
  assign tuple     = {local_addr_i, of.dst_port, of.addr, of.src_port};
  assign unused    = ^{of, now_i, key[63:24]};

  always_comb begin
    owner_d = owner_q;
    start   = 1'b0;
    case (owner_q)
      Nobody: begin
        start = head_valid ? needs : coming_ports_i && !coming_end_i;
        if (start) owner_d = head_valid ? Oldest : Coming;
      end
      Coming: begin
        start = wrong && !coming_end_i;
        if (coming_end_i) owner_d = (valid_i && ready_o) ? Oldest : Nobody;
      end
      default: begin
        start = needs && wrong;
        if (taken) owner_d = Nobody;
      end
    endcase
  end

  toe_prim_siphash #(
      .Octets(12)
  ) u_hash (
      .clk_i,
      .rst_ni,
      .key_i    (secret_i),
      .start_i  (start),
      .message_i(tuple),
      .done_o   (hash_done),
      .hash_o   (seg_hash_o)
  );

  toe_prim_siphash #(
      .Octets(15)
  ) u_key (
      .clk_i,
      .rst_ni,
      .key_i    (secret_i),
      .start_i  (start),
      .message_i({tuple, 8'd0, count}),
      .done_o   (key_done),
      .hash_o   (key)
  );
  assign seg_cookie_o = key[23:0];

  always_ff @(posedge clk_i) begin
    owner_q <= owner_d;
    if (!rst_ni) owner_q <= Nobody;
  end
  always_ff @(posedge clk_i) begin
    if (start) count_q <= count;
  end

`ifndef SYNTHESIS
  logic [95:0] tuple_q;
  always_ff @(posedge clk_i) begin
    if (start) tuple_q <= tuple;
    if (rst_ni) begin
      assert (!(taken && needs) || (tuple == tuple_q && !wrong)) else $error("invariant 1");
      assert (!(valid_i && ready_o) || coming_end_i) else $error("invariant 1: handed over in the midst");
    end
  end
`endif

endmodule
