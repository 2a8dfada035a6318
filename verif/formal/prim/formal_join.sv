// Proof of toe_prim_join: every beat comes out as it went in, with what stands beside it; a packet is
// not interrupted; each port keeps its turn (the arbiter is proved by itself).
module formal_join #(
    parameter int unsigned Ports = 3,
    localparam int unsigned DataBytes = 2
) (
    input logic                            clk_i,
    input logic [Ports-1:0]                valid_i,
    input logic [Ports-1:0][DataBytes-1:0] data_i,  // each octet is 00 or FF
    input logic [Ports-1:0][DataBytes-1:0] keep_i,
    input logic [Ports-1:0]                last_i,
    input logic [Ports-1:0]                err_i,
    input logic [Ports-1:0][1:0]           side_i,
    input logic                            ready_i
);
  typedef struct packed {logic [8*DataBytes-1:0] data; logic [DataBytes-1:0] keep; logic last; logic err;} stream_t;
  typedef logic [1:0] side_t;

  logic                rst_n = 1'b0;
  logic    [Ports-1:0] ready, taken, from_q;  // from_q: the port whose packet has begun
  logic                valid;
  stream_t [Ports-1:0] in;
  stream_t             out;
  side_t               side;
  logic                begun_q;
  always_ff @(posedge clk_i) rst_n <= 1'b1;
  always_comb begin
    for (int unsigned p = 0; p < Ports; p++) begin
      in[p] = '{data: '0, keep: keep_i[p], last: last_i[p], err: err_i[p]};
      for (int unsigned i = 0; i < DataBytes; i++) in[p].data[8*i+:8] = {8{data_i[p][i]}};
    end
  end

  toe_prim_join #(.stream_t(stream_t), .side_t(side_t), .Ports(Ports)) u_dut (
      .clk_i, .rst_ni(rst_n), .valid_i, .ready_o(ready), .data_i(in), .side_i, .valid_o(valid), .ready_i,
      .data_o(out), .side_o(side)
  );
  for (genvar p = 0; p < Ports; p++) begin : gen_in
    formal_stream_rules #(.stream_t(stream_t), .Assume(1'b1)) u_in (
        .clk_i, .rst_ni(rst_n), .valid_i(valid_i[p]), .ready_i(ready[p]), .data_i(in[p]));
    logic  waits_q;
    side_t side_q;
    always_ff @(posedge clk_i) begin
      waits_q <= rst_n && valid_i[p] && !ready[p];
      side_q  <= side_i[p];
      if (waits_q) assume (side_i[p] == side_q);
    end
  end
  formal_stream_rules #(.stream_t(stream_t)) u_out (.clk_i, .rst_ni(rst_n), .valid_i(valid), .ready_i, .data_i(out));

  assign taken = valid_i & ready;
  always_ff @(posedge clk_i) begin
    if (!rst_n) begin
      begun_q <= 1'b0;
    end else if (|taken) begin
      begun_q <= !out.last;
      from_q  <= taken;
    end
  end

  for (genvar p = 0; p < Ports; p++) begin : gen_out
    always_ff @(posedge clk_i) if (rst_n && taken[p]) as_it_was : assert (out == in[p] && side == side_i[p]);
  end
  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      one_at_a_time : assert ($onehot0(taken) && (|taken) == (valid && ready_i));
      if (begun_q && |taken) uninterrupted : assert (taken == from_q);
      if (!begun_q && |valid_i) no_bubble : assert (valid);
      in_turn : cover (begun_q && from_q[1] && taken[1] && last_i[1] && (&valid_i));
    end
  end
endmodule
