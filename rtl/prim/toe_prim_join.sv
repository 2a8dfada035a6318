// Joins streams into one, packet by packet, in turn. What stands beside a packet (side) goes along.
//
// Combinational: no latency. A port that has begun keeps its turn until its last beat has gone, also
// when it pauses.
//
// 1. The turn never changes inside a packet.
module toe_prim_join #(
    parameter type stream_t = logic,
    parameter type side_t = logic,
    parameter int unsigned Ports = 2
) (
    input  logic                clk_i,
    input  logic                rst_ni,
    input  logic    [Ports-1:0] valid_i,
    output logic    [Ports-1:0] ready_o,
    input  stream_t [Ports-1:0] data_i,
    input  side_t   [Ports-1:0] side_i,
    output logic                valid_o,
    input  logic                ready_i,
    output stream_t             data_o,
    output side_t               side_o
);
  logic [Ports-1:0] grant, begun_q;  // begun: the port whose packet is under way
  logic             ends;

  assign ends = valid_o && ready_i && data_o.last;

  toe_prim_arbiter #(
      .Ports(Ports)
  ) u_arbiter (
      .clk_i,
      .rst_ni,
      .request_i(valid_i | begun_q),
      .grant_o  (grant),
      .advance_i(ends)
  );

  always_comb begin
    data_o = data_i[0];
    side_o = side_i[0];
    for (int unsigned i = 1; i < Ports; i++) begin
      if (grant[i]) begin
        data_o = data_i[i];
        side_o = side_i[i];
      end
    end
  end
  assign valid_o = |(grant & valid_i);
  assign ready_o = grant & {Ports{ready_i}};

  always_ff @(posedge clk_i) begin
    if (!rst_ni || ends) begun_q <= '0;
    else begun_q <= grant;
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) assert (begun_q == '0 || grant == begun_q) else $error("invariant 1");
  end
`endif

endmodule
