// Leaves out the first skip_i octets of each packet: a multiple of 4, from 0 to MaxSkip.
//
// skip_i stands beside the packet. Combinational, no latency: a beat goes out while the next one is
// offered, so what stands beside the packet stays valid for what goes out. A packet that ends inside
// what is left out comes out as one beat with keep 0, err and short_o.
module toe_prim_skip #(
    parameter type stream_t = logic,
    parameter int unsigned MaxSkip = 40,
    localparam int unsigned SkipBits = $clog2(MaxSkip + 1)
) (
    input  logic                clk_i,
    input  logic                rst_ni,
    input  logic                valid_i,
    output logic                ready_o,
    input  stream_t             data_i,
    input  logic [SkipBits-1:0] skip_i,
    output logic                valid_o,
    input  logic                ready_i,
    output stream_t             data_o,
    output logic                short_o
);
  localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9;
  localparam int unsigned RestBits  = $clog2(DataBytes);
  localparam int unsigned IndexBits = SkipBits - RestBits + 1;

  if (DataBytes < 4 || 2 ** RestBits != DataBytes || MaxSkip < 2 * DataBytes) begin : g_bad
    $fatal(1, "toe_prim_skip: DataBytes must be a power of two, 4 or more, and fit into MaxSkip twice");
  end

  logic [IndexBits-1:0]   index_q, whole;  // beats behind us; beats to leave out
  logic [RestBits-1:0]    rest;            // octets to leave out of the next one
  logic [RestBits:0]      keeps;           // octets of a beat that wait for their successor
  logic                   spill_q;         // the last beat has gone in part, its end comes now
  logic                   skips, mixed, exact, spill;
  logic [8*DataBytes-1:0] carry_q;

  assign whole = {1'b0, skip_i[SkipBits-1:RestBits]};
  // In steps of four octets: two bits never matter.
  assign rest  = {skip_i[RestBits-1:0]} & ~RestBits'(3);
  assign keeps = (RestBits + 1)'(DataBytes) - {1'b0, rest};

  assign skips  = index_q < whole;
  assign mixed   = index_q == whole && rest != '0;
  assign exact   = rest == '0 && index_q + 1'b1 == whole && data_i.keep[DataBytes-1];
  assign short_o = data_i.last && ((skips && !exact) || (mixed && !data_i.keep[rest-1'b1]));
  assign spill   = !skips && !mixed && rest != '0 && !spill_q && data_i.last && data_i.keep[rest];

  always_comb begin
    data_o = data_i;
    if (skips) begin
      data_o.keep = '0;
      data_o.err  = data_i.err || short_o;
    end else if (mixed || spill_q) begin
      data_o.data = data_i.data >> {rest, 3'b0};
      data_o.keep = data_i.keep >> rest;
      data_o.err  = data_i.err || short_o;
    end else if (rest != '0) begin
      data_o.data = carry_q | (data_i.data << {keeps, 3'b0});
      data_o.keep = ({DataBytes{1'b1}} >> rest) | (data_i.keep << keeps);
      data_o.last = data_i.last && !spill;
    end
  end

  assign valid_o = valid_i && (!(skips || mixed) || data_i.last);
  assign ready_o = ((skips || mixed) && !data_i.last) || (ready_i && !spill);

  always_ff @(posedge clk_i) begin
    if (valid_i && ready_i) spill_q <= spill;
    if (valid_i && ready_o) begin
      if (data_i.last) index_q <= '0;
      else if (skips || mixed) index_q <= index_q + 1'b1;
    end
    if (!rst_ni) begin
      spill_q <= 1'b0;
      index_q <= '0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (valid_i && ready_o) carry_q <= data_i.data >> {rest, 3'b0};
  end

endmodule
