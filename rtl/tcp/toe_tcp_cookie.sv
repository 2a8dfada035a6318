// Sockwire - TCP engine, stage Check: SYN cookies (RFC 4987 3.6), made and known again.
//
// Combinational. A cookie is {count, index of a segment size, hash + SEG.SEQ}; the count moves every 67 s,
// and a cookie of the present or the last count is good. The hash of the 4-tuple and the count comes
// beside the segment: of the present count for a SYN, of the one that an ACK brings back for that.
// docs/rules/tcp.md section 4.
module toe_tcp_cookie (
  input  toe_tcp_pkg::segment_t seg_i,
  input  logic [23:0]           hash_i,
  input  logic [31:0]           tick_i,
  input  logic [15:0]           mss_i,   // effective MSS of the SYN, options not counted
  output toe_tcp_pkg::seq_t     make_o,  // answers this SYN
  output logic                  good_o   // this ACK answers one of ours
);
  toe_tcp_pkg::seq_t brought;
  logic [4:0]        count, age;
  logic [2:0]        index;
  logic [23:0]       expected;

  assign count = tick_i[20:16];

  always_comb begin
    index = '0;
    for (int entry = 1; entry < 8; entry++) begin
      if (toe_tcp_pkg::cookie_mss(3'(entry)) <= mss_i) index = 3'(entry);
    end
  end
  assign make_o = {count, index, hash_i + seg_i.seq[23:0]};

  assign brought  = seg_i.ack - 32'd1;
  assign age      = count - brought[31:27];
  assign expected = hash_i + seg_i.seq[23:0] - 24'd1;
  assign good_o   = (age <= 5'd1) && (brought[23:0] == expected);
endmodule
