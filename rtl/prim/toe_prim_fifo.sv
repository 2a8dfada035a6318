// Sockwire - a FIFO of any depth from 2 on. The first word falls through: what is written at one
// edge is offered after it.
//
// Guarantees: (1) order is kept, nothing is lost or doubled; (2) 0 <= count_o <= Depth, and count_o
// is what is inside; (3) what is offered stays until it is taken. ready_o and valid_o depend on
// registers only, so a full FIFO takes nothing in the cycle in which it gives something.
module toe_prim_fifo #(
    parameter type         T     = logic,
    parameter int unsigned Depth = 2,
    localparam int unsigned CountWidth = $clog2(Depth + 1)
) (
    input  logic clk_i,
    input  logic rst_ni,

    input  logic valid_i,
    output logic ready_o,
    input  T     data_i,

    output logic valid_o,
    input  logic ready_i,
    output T     data_o,

    output logic [CountWidth-1:0] count_o
);

  if (Depth < 2) begin : gen_bad_depth
    $fatal(1, "toe_prim_fifo: Depth must be 2 or more");
  end

  localparam int unsigned IndexWidth = $clog2(Depth);
  typedef logic [IndexWidth-1:0] index_t;

  T                      memory [Depth];
  index_t                write_q, read_q;
  logic [CountWidth-1:0] count_q;
  logic                  push, pop;

  assign ready_o = count_q != CountWidth'(Depth);
  assign valid_o = count_q != '0;
  assign data_o  = memory[read_q];
  assign count_o = count_q;
  assign push    = valid_i && ready_o;
  assign pop     = valid_o && ready_i;

  function automatic index_t next(index_t index);
    return (index == index_t'(Depth - 1)) ? '0 : index + index_t'(1);
  endfunction

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      write_q <= '0;
      read_q  <= '0;
      count_q <= '0;
    end else begin
      if (push) write_q <= next(write_q);
      if (pop) read_q <= next(read_q);
      count_q <= count_q + CountWidth'(push) - CountWidth'(pop);
    end
  end

  always_ff @(posedge clk_i) begin
    if (push) memory[write_q] <= data_i;
  end

`ifndef SYNTHESIS
  logic offered_q;
  T     offer_q;
  always_ff @(posedge clk_i) begin
    offered_q <= rst_ni && valid_o && !ready_i;
    offer_q   <= data_o;
    if (rst_ni) begin
      assert (32'(count_q) <= Depth) else $error("(2) more inside than there is room");
      assert ((write_q == read_q) == (count_q == '0 || count_q == CountWidth'(Depth)))
      else $error("(1) pointers and count disagree");
      if (offered_q) assert (valid_o && data_o == offer_q) else $error("(3) the offer changed");
    end
  end
`endif

endmodule
