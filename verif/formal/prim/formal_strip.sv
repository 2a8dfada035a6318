// Proof of toe_prim_strip: each packet comes out without its first HeaderBytes octets, which stand
// on header_o; one that is shorter comes out empty, with err and short_o.
module formal_strip #(
    parameter int unsigned DataBytes   = 4,
    parameter int unsigned HeaderBytes = 6,
    parameter int unsigned Bits        = 5
) (
    input logic                   clk_i,
    input logic                   valid_i,
    input logic [DataBytes-1:0]   data_i,       // each octet is 00 or FF
    input logic [DataBytes-1:0]   keep_i,
    input logic                   last_i,
    input logic                   err_i,
    input logic                   ready_i,
    input logic                   pick_i,
    input logic                   in_header_i,  // look at an octet of the header, or at one behind it
    input logic [Bits-1:0]        index_i
);
  typedef struct packed {logic [8*DataBytes-1:0] data; logic [DataBytes-1:0] keep; logic last; logic err;} stream_t;
  typedef logic [Bits-1:0] at_t;
  localparam at_t Header = at_t'(HeaderBytes);

  logic                     rst_n = 1'b0;
  logic                     ready, valid, short;
  stream_t                  in, out;
  logic [8*HeaderBytes-1:0] header;
  always_ff @(posedge clk_i) rst_n <= 1'b1;
  always_comb begin
    in = '{data: '0, keep: keep_i, last: last_i, err: err_i};
    for (int unsigned i = 0; i < DataBytes; i++) in.data[8*i+:8] = {8{data_i[i]}};
  end

  logic in_header_q;
  at_t  index_q;
  always_ff @(posedge clk_i) begin
    if (!rst_n) begin
      in_header_q <= in_header_i;
      index_q     <= index_i;
      assume (index_i < at_t'(2 ** Bits - HeaderBytes - 2 * DataBytes));
      assume (!in_header_i || index_i < Header);
    end
  end

  toe_prim_strip #(.stream_t(stream_t), .HeaderBytes(HeaderBytes)) u_dut (
      .clk_i, .rst_ni(rst_n), .valid_i, .ready_o(ready), .data_i(in), .valid_o(valid), .ready_i,
      .data_o(out), .header_o(header), .short_o(short)
  );

  formal_stream_rules #(.stream_t(stream_t), .Assume(1'b1)) u_in (.clk_i, .rst_ni(rst_n), .valid_i, .ready_i(ready), .data_i(in));
  formal_stream_rules #(.stream_t(stream_t)) u_out (.clk_i, .rst_ni(rst_n), .valid_i(valid), .ready_i, .data_i(out));

  logic       ours, known, ended, err, far, shown;
  logic [7:0] octet, shown_octet;
  at_t        length, out_length;
  formal_follow #(.stream_t(stream_t), .Bits(Bits)) u_follow (
      .clk_i, .rst_ni(rst_n), .pick_i, .in_index_i(in_header_q ? index_q : index_q + Header), .out_index_i(index_q),
      .in_valid_i(valid_i), .in_ready_i(ready), .in_i(in), .out_valid_i(valid), .out_ready_i(ready_i), .out_i(out),
      .in_o(), .out_o(ours), .known_o(known), .octet_o(octet), .ended_o(ended), .length_o(length), .err_o(err), .far_o(far),
      .shown_o(shown), .shown_octet_o(shown_octet), .out_length_o(out_length)
  );

  logic stalled_q;  // an output that takes all never keeps the input waiting twice
  always_ff @(posedge clk_i) stalled_q <= rst_n && valid_i && !ready && ready_i;

  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      if (shown && !in_header_q) octet_as_it_was : assert (known && shown_octet == octet);
      if (ours && !short && in_header_q)
        header_as_it_was : assert (known && header[8*(HeaderBytes-1-32'(index_q))+:8] == octet);
      if (ours) begin
        whole : assert (!out.last || (ended && (far || out_length == (length > Header ? length - Header : '0))));
        errors : assert (!out.last || out.err == (err || short));
        is_short : assert (short ? (ended && length < Header && out.last) : (length >= Header));
      end
      if (stalled_q && valid_i && ready_i) flows : assert (ready);
      long_one : cover (shown && !in_header_q && known && out_length > at_t'(3 * DataBytes) && out.last && !out.err);
      short_one : cover (ours && short);
      empty_one : cover (ours && out.last && !short && out.keep == '0);
      header_seen : cover (ours && in_header_q && !short);
    end
  end
endmodule
