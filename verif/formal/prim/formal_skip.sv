// Proof of toe_prim_skip: each packet comes out without its first skip_i octets; one that is shorter
// comes out empty, with err and short_o.
module formal_skip #(
    parameter int unsigned DataBytes = 4,
    parameter int unsigned MaxSkip   = 12,
    parameter int unsigned Bits      = 5,
    localparam int unsigned SkipBits = $clog2(MaxSkip + 1)
) (
    input logic                   clk_i,
    input logic                   valid_i,
    input logic [DataBytes-1:0]   data_i,    // each octet is 00 or FF
    input logic [DataBytes-1:0]   keep_i,
    input logic                   last_i,
    input logic                   err_i,
    input logic                   ready_i,
    input logic                   pick_i,
    input logic [Bits-1:0]        index_i,
    input logic [SkipBits-1:0]    skip_i
);
  typedef struct packed {logic [8*DataBytes-1:0] data; logic [DataBytes-1:0] keep; logic last; logic err;} stream_t;
  typedef logic [Bits-1:0] at_t;

  logic                rst_n = 1'b0;
  logic                ready, valid, short;
  stream_t             in, out;
  logic [SkipBits-1:0] skip_q;
  at_t                 index_q;
  logic                open_q;
  always_ff @(posedge clk_i) rst_n <= 1'b1;
  always_comb begin
    in = '{data: '0, keep: keep_i, last: last_i, err: err_i};
    for (int unsigned i = 0; i < DataBytes; i++) in.data[8*i+:8] = {8{data_i[i]}};
  end

  toe_prim_skip #(.stream_t(stream_t), .MaxSkip(MaxSkip)) u_dut (
      .clk_i, .rst_ni(rst_n), .valid_i, .ready_o(ready), .data_i(in), .skip_i, .valid_o(valid), .ready_i,
      .data_o(out), .short_o(short)
  );
  formal_stream_rules #(.stream_t(stream_t), .Assume(1'b1)) u_in (.clk_i, .rst_ni(rst_n), .valid_i, .ready_i(ready), .data_i(in));
  formal_stream_rules #(.stream_t(stream_t)) u_out (.clk_i, .rst_ni(rst_n), .valid_i(valid), .ready_i, .data_i(out));

  // What is left out stands still beside its packet.
  always_ff @(posedge clk_i) begin
    skip_q <= skip_i;
    if (!rst_n) open_q <= 1'b0;
    else if (valid_i) open_q <= !(ready && in.last);
    if (open_q) assume (skip_i == skip_q);
    assume (skip_i[1:0] == '0 && 32'(skip_i) <= MaxSkip);
    if (!rst_n) index_q <= index_i;
    if (!rst_n) assume (index_i < at_t'(2 ** Bits - MaxSkip - 2 * DataBytes));
  end

  logic       ours, ours_in, known, ended, err, far, shown;
  logic [7:0] octet, shown_octet;
  at_t        length, out_length, skip;
  assign skip = at_t'(skip_i);
  formal_follow #(.stream_t(stream_t), .Bits(Bits), .Most(1)) u_follow (
      .clk_i, .rst_ni(rst_n), .pick_i, .in_index_i(index_q + skip), .out_index_i(index_q),
      .in_valid_i(valid_i), .in_ready_i(ready), .in_i(in), .out_valid_i(valid), .out_ready_i(ready_i), .out_i(out),
      .in_o(ours_in), .out_o(ours), .known_o(known), .octet_o(octet), .ended_o(ended), .length_o(length), .err_o(err), .far_o(far),
      .shown_o(shown), .shown_octet_o(shown_octet), .out_length_o(out_length)
  );

  logic stalled_q;  // an output that takes all never keeps the input waiting twice
  always_ff @(posedge clk_i) stalled_q <= rst_n && valid_i && !ready && ready_i;

  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      if (shown) octet_as_it_was : assert (known && shown_octet == octet);
      if (ours && out.last) begin
        whole : assert (ended && (far || out_length == (length > skip ? length - skip : '0)));
        errors : assert (out.err == (err || short));
        is_short : assert (short == (!far && length < skip));
      end
      if (stalled_q && valid_i && ready_i) flows : assert (ready);
      long_one : cover (shown && skip == at_t'(MaxSkip) && out_length > at_t'(2 * DataBytes) && out.last && !out.err);
      spilled : cover (ours && out.last && skip != '0 && index_q == '0 && length > skip && !short);
      short_one : cover (ours && short && length > at_t'(4));
      nothing_skipped : cover (shown && skip == '0 && out.last);
    end
  end
endmodule
