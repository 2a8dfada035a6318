// Proof of toe_prim_trim: each packet comes out with length_i of its octets, or with all of them and err
// if there are fewer; missing_o tells so beside its last beat.
module formal_trim #(
    parameter int unsigned DataBytes = 4,
    parameter int unsigned Bits      = 5
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
    input logic [Bits-1:0]        length_i   // of the packet that is followed; other packets have one, too
);
  typedef struct packed {logic [8*DataBytes-1:0] data; logic [DataBytes-1:0] keep; logic last; logic err;} stream_t;
  typedef logic [Bits-1:0] at_t;

  logic    rst_n = 1'b0;
  logic    ready, valid, missing;
  stream_t in, out;
  at_t     length_q, index_q;
  logic    open_q;
  always_ff @(posedge clk_i) rst_n <= 1'b1;
  always_comb begin
    in = '{data: '0, keep: keep_i, last: last_i, err: err_i};
    for (int unsigned i = 0; i < DataBytes; i++) in.data[8*i+:8] = {8{data_i[i]}};
  end

  toe_prim_trim #(.stream_t(stream_t)) u_dut (
      .clk_i, .rst_ni(rst_n), .valid_i, .ready_o(ready), .data_i(in), .length_i(16'(length_i)), .missing_o(missing),
      .valid_o(valid), .ready_i, .data_o(out)
  );
  formal_stream_rules #(.stream_t(stream_t), .Assume(1'b1)) u_in (.clk_i, .rst_ni(rst_n), .valid_i, .ready_i(ready), .data_i(in));
  formal_stream_rules #(.stream_t(stream_t)) u_out (.clk_i, .rst_ni(rst_n), .valid_i(valid), .ready_i, .data_i(out));

  // The length stands still beside its packet.
  always_ff @(posedge clk_i) begin
    length_q <= length_i;
    if (!rst_n) open_q <= 1'b0;
    else if (valid_i) open_q <= !(ready && in.last);
    if (open_q) assume (length_i == length_q);
    if (!rst_n) index_q <= index_i;
    assume (length_i <= at_t'(2 ** Bits - 2 * DataBytes));
    if (!rst_n) assume (index_i < at_t'(2 ** Bits - 2 * DataBytes));
  end

  logic       ours, ours_in, known, ended, err, far, shown, missing_now_q, missing_now;
  logic [7:0] octet, shown_octet;
  at_t        length, out_length, wanted_q, wanted;
  formal_follow #(.stream_t(stream_t), .Bits(Bits)) u_follow (
      .clk_i, .rst_ni(rst_n), .pick_i, .in_index_i(index_q), .out_index_i(index_q),
      .in_valid_i(valid_i), .in_ready_i(ready), .in_i(in), .out_valid_i(valid), .out_ready_i(ready_i), .out_i(out),
      .in_o(ours_in), .out_o(ours), .known_o(known), .octet_o(octet), .ended_o(ended), .length_o(length), .err_o(err), .far_o(far),
      .shown_o(shown), .shown_octet_o(shown_octet), .out_length_o(out_length)
  );
  assign wanted      = ours_in ? length_i : wanted_q;
  assign missing_now = (ours_in && in.last) ? missing : missing_now_q;
  always_ff @(posedge clk_i) begin
    wanted_q      <= wanted;
    missing_now_q <= missing_now;
  end

  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      if (shown) octet_as_it_was : assert (known && shown_octet == octet);
      if (ours && out.last) begin
        whole : assert (ended && (far ? out_length == wanted : out_length == (length < wanted ? length : wanted)));
        errors : assert (out.err == (err || missing_now));
      end
      if (ours_in && in.last) is_missing : assert (missing == (!far && length < wanted));
      flows : assert (ready == (!valid || ready_i));
      cut : cover (ours && out.last && out_length > at_t'(DataBytes) && length > out_length && !out.err);
      cut_whole_beats : cover (ours && out.last && out.keep == '0 && length > at_t'(2 * DataBytes));
      too_short : cover (ours && out.last && missing_now && length > at_t'(DataBytes));
    end
  end
endmodule
