// Follows one packet, chosen freely, from an input to an output at which the packets come out in the
// order in which they went in, and one octet of it on either side, chosen freely too.
//
// pick_i: choose the packet whose first beat is offered at the input now. Before it is out, no other
// is chosen. A packet counts from the clock on in which it is offered, so what passes combinationally
// or is announced by a header is followed as well.
module formal_follow #(
    parameter type         stream_t = logic,
    parameter int unsigned Bits     = 6,       // positions have so many bits; see far_o
    parameter int unsigned Most     = 3        // packets under way
) (
    input  logic            clk_i,
    input  logic            rst_ni,
    input  logic            pick_i,
    input  logic [Bits-1:0] in_index_i,   // which octet of it; does not change
    input  logic [Bits-1:0] out_index_i,
    input  logic            in_valid_i,
    input  logic            in_ready_i,
    input  stream_t         in_i,
    input  logic            out_valid_i,
    input  logic            out_ready_i,
    input  stream_t         out_i,

    output logic            in_o,         // the packet's beat is offered at the input
    output logic            out_o,        // ... at the output
    output logic            known_o,      // its octet in_index_i has been offered,
    output logic [7:0]      octet_o,      // this one
    output logic            ended_o,      // its last beat has been offered,
    output logic [Bits-1:0] length_o,     // of so many octets
    output logic            err_o,        // with err
    output logic            far_o,        // it is longer than can be counted, and so much is length_o
    output logic            shown_o,      // the octet out_index_i is in this beat at the output,
    output logic [7:0]      shown_octet_o,
    output logic [Bits-1:0] out_length_o  // octets up to this beat's end
);
  localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9;
  localparam int unsigned FlightBits = $clog2(Most + 2);
  typedef logic [Bits-1:0] at_t;
  typedef logic [FlightBits-1:0] flight_t;

  // All beats but the last are full. A packet's beats are counted up to the last number, which stays.
  localparam at_t Beat = at_t'(DataBytes);
  localparam at_t Far  = at_t'(2 ** Bits - 2 * DataBytes);
  function automatic at_t next(at_t at);
    return (at == Far) ? Far : at + Beat;
  endfunction
  function automatic at_t after(at_t at, logic [DataBytes-1:0] keep);
    at_t sum;
    sum = at;
    for (int unsigned i = 0; i < DataBytes; i++) if (keep[i]) sum = at + at_t'(i) + at_t'(1);
    return sum;
  endfunction

  logic    counted_q, mine_q, followed_q;  // the packet at the input is counted; is ours; ours is under way
  flight_t flight_q, ahead_q, ahead;       // packets under way; those in front of ours
  at_t     in_at_q, out_at_q;              // octets of this packet in earlier beats
  logic    begins, followed, in_ends, out_ends, now;
  logic    known_q, ended_q, err_q;
  logic [7:0] octet_q, octet_now;
  at_t     length_q, last_at_q, in_offset, out_offset;

  assign begins   = in_valid_i && !counted_q;
  assign followed = followed_q || (begins && pick_i);
  assign ahead    = followed_q ? ahead_q : flight_q;
  assign in_ends  = in_valid_i && in_ready_i && in_i.last;
  assign out_ends = out_valid_i && out_ready_i && out_i.last;
  assign in_o     = in_valid_i && (counted_q ? mine_q : (pick_i && !followed_q));
  assign out_o    = out_valid_i && followed && ahead == '0;

  assign in_offset  = in_index_i - in_at_q;
  assign now        = in_o && in_index_i >= in_at_q && in_index_i < after(in_at_q, in_i.keep);
  always_comb begin
    octet_now = '0;
    for (int unsigned i = 0; i < DataBytes; i++) if (in_offset == at_t'(i)) octet_now = in_i.data[8*i+:8];
  end
  assign known_o  = now || known_q;
  assign octet_o  = now ? octet_now : octet_q;
  assign ended_o  = (in_o && in_i.last) || ended_q;
  assign length_o = in_o ? after(in_at_q, in_i.keep) : length_q;
  assign err_o    = in_o ? in_i.err : err_q;
  assign far_o    = (in_o ? in_at_q : last_at_q) == Far;

  assign out_length_o = after(out_at_q, out_i.keep);
  assign out_offset   = out_index_i - out_at_q;
  assign shown_o      = out_o && out_index_i >= out_at_q && out_index_i < out_length_o;
  always_comb begin
    shown_octet_o = '0;
    for (int unsigned i = 0; i < DataBytes; i++) if (out_offset == at_t'(i)) shown_octet_o = out_i.data[8*i+:8];
  end

  always_ff @(posedge clk_i) begin
    if (in_ends) counted_q <= 1'b0;
    else if (in_valid_i) counted_q <= 1'b1;
    if (begins) mine_q <= pick_i && !followed_q;
    flight_q <= flight_q + flight_t'(begins) - flight_t'(out_ends);
    ahead_q  <= ahead - flight_t'(out_ends);
    followed_q <= followed && !(out_ends && ahead == '0);
    if (in_valid_i && in_ready_i) in_at_q <= in_i.last ? '0 : next(in_at_q);
    if (out_valid_i && out_ready_i) out_at_q <= out_i.last ? '0 : next(out_at_q);
    if (!rst_ni) begin
      counted_q  <= 1'b0;
      mine_q     <= 1'b0;
      followed_q <= 1'b0;
      flight_q   <= '0;
      in_at_q    <= '0;
      out_at_q   <= '0;
    end
  end

  always_ff @(posedge clk_i) begin
    known_q  <= known_o && followed && !(out_ends && ahead == '0);
    octet_q  <= octet_o;
    ended_q  <= ended_o && followed && !(out_ends && ahead == '0);
    length_q <= length_o;
    if (in_o) last_at_q <= in_at_q;
    err_q    <= err_o;
    if (!rst_ni) begin
      known_q <= 1'b0;
      ended_q <= 1'b0;
    end
  end

  // Nothing comes out that did not go in, and no more is under way than there is room for.
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      something_went_in : assert (!out_valid_i || begins || flight_q != '0);
      few_under_way : assert (32'(flight_q) <= Most);
    end
  end
endmodule
