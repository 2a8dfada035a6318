// The rules that every stream keeps (docs/contracts.md), as assertions at an output and as assumptions
// at an input of what is proved.
//
// 1. What is offered stays, all of it, until it is taken.
// 2. keep is contiguous from bit 0, and all ones on every beat but the last.
module formal_stream_rules #(
    parameter type stream_t = logic,
    parameter bit  Assume   = 1'b0
) (
    input logic    clk_i,
    input logic    rst_ni,
    input logic    valid_i,
    input logic    ready_i,
    input stream_t data_i
);
  localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9;

  logic    waits_q;
  stream_t data_q;
  logic    stays, contiguous;

  assign stays      = !waits_q || (valid_i && data_i == data_q);
  assign contiguous = !valid_i || ((data_i.keep & (data_i.keep + DataBytes'(1))) == '0 && (data_i.last || (&data_i.keep)));

  always_ff @(posedge clk_i) begin
    waits_q <= rst_ni && valid_i && !ready_i;
    data_q  <= data_i;
  end

  if (Assume) begin : gen_assume
    always_ff @(posedge clk_i) begin
      assume (stays);
      assume (contiguous);
    end
  end else begin : gen_assert
    always_ff @(posedge clk_i) begin
      if (rst_ni) offer_stays : assert (stays);
      if (rst_ni) keep_is_contiguous : assert (contiguous);
    end
  end
endmodule
