// Proof of toe_prim_prepend: each packet comes out behind the HeaderBytes octets that stood beside it,
// one beat a clock.
module formal_prepend #(
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
    input logic [HeaderBytes-1:0] header_i,     // each octet is 00 or FF
    input logic                   in_header_i,  // look at an octet of the header, or at one behind it
    input logic [Bits-1:0]        index_i
);
  typedef struct packed {logic [8*DataBytes-1:0] data; logic [DataBytes-1:0] keep; logic last; logic err;} stream_t;
  typedef logic [Bits-1:0] at_t;
  localparam at_t Header = at_t'(HeaderBytes);

  logic                     rst_n = 1'b0;
  logic                     ready, valid;
  stream_t                  in, out;
  logic [8*HeaderBytes-1:0] header;
  always_ff @(posedge clk_i) rst_n <= 1'b1;
  always_comb begin
    in = '{data: '0, keep: keep_i, last: last_i, err: err_i};
    for (int unsigned i = 0; i < DataBytes; i++) in.data[8*i+:8] = {8{data_i[i]}};
    for (int unsigned i = 0; i < HeaderBytes; i++) header[8*i+:8] = {8{header_i[i]}};
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

  toe_prim_prepend #(.stream_t(stream_t), .HeaderBytes(HeaderBytes)) u_dut (
      .clk_i, .rst_ni(rst_n), .valid_i, .ready_o(ready), .data_i(in), .header_i(header), .valid_o(valid), .ready_i,
      .data_o(out)
  );

  formal_stream_rules #(.stream_t(stream_t), .Assume(1'b1)) u_in (.clk_i, .rst_ni(rst_n), .valid_i, .ready_i(ready), .data_i(in));
  formal_stream_rules #(.stream_t(stream_t)) u_out (.clk_i, .rst_ni(rst_n), .valid_i(valid), .ready_i, .data_i(out));

  // The header stands still beside its packet.
  logic [HeaderBytes-1:0] header_q;
  logic                   open_q;
  always_ff @(posedge clk_i) begin
    header_q <= header_i;
    if (!rst_n) open_q <= 1'b0;
    else if (valid_i) open_q <= !(ready && in.last);
    if (open_q) assume (valid_i == 1'b0 || header_i == header_q);
    if (open_q && !valid_i) assume (header_i == header_q);
  end

  logic       ours, ours_in, known, ended, err, far, shown, header_known_q, header_bit_q;
  logic [7:0] octet, shown_octet, header_octet;
  at_t        length, out_length;
  formal_follow #(.stream_t(stream_t), .Bits(Bits)) u_follow (
      .clk_i, .rst_ni(rst_n), .pick_i, .in_index_i(index_q), .out_index_i(in_header_q ? index_q : index_q + Header),
      .in_valid_i(valid_i), .in_ready_i(ready), .in_i(in), .out_valid_i(valid), .out_ready_i(ready_i), .out_i(out),
      .in_o(ours_in), .out_o(ours), .known_o(known), .octet_o(octet), .ended_o(ended), .length_o(length), .err_o(err), .far_o(far),
      .shown_o(shown), .shown_octet_o(shown_octet), .out_length_o(out_length)
  );
  always_ff @(posedge clk_i) begin
    if (ours_in) header_bit_q <= header_i[HeaderBytes-1-32'(index_q)];
    header_known_q <= rst_n && (ours_in || header_known_q);
  end
  assign header_octet = {8{header_bit_q}};

  logic waited_q;  // no bubble: what is offered to an output that takes all comes out in the next clock
  always_ff @(posedge clk_i) waited_q <= rst_n && valid_i && (!valid || ready_i);

  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      if (shown && !in_header_q) octet_as_it_was : assert (known && shown_octet == octet);
      if (shown && in_header_q) header_as_it_was : assert (header_known_q && shown_octet == header_octet);
      if (ours && out.last) begin
        whole : assert (ended && (far || length > at_t'(2 ** Bits - HeaderBytes - 2 * DataBytes) || out_length == length + Header));
        errors : assert (out.err == err);
      end
      if (waited_q) flows : assert (valid);
      long_one : cover (shown && !in_header_q && out_length > Header + at_t'(3 * DataBytes) && out.last && !out.err);
      empty_one : cover (ours && out.last && length == '0 && ended);
      header_seen : cover (shown && in_header_q);
    end
  end
endmodule
