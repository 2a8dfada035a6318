// Proof of toe_prim_arbiter: its own assertions (one grant, to a request, which stays), and that nobody
// is passed over twice by the same other.
module formal_arbiter #(
    parameter int unsigned Ports = 4
) (
    input logic             clk_i,
    input logic [Ports-1:0] request_i,
    input logic             advance_i,
    input logic [Ports-1:0] waits_i,   // one of them waits,
    input logic [Ports-1:0] other_i    // another is served
);
  logic             rst_n = 1'b0;
  logic [Ports-1:0] grant, waits_q, other_q;
  always_ff @(posedge clk_i) rst_n <= 1'b1;

  toe_prim_arbiter #(.Ports(Ports)) u_dut (.clk_i, .rst_ni(rst_n), .request_i, .grant_o(grant), .advance_i);

  logic passed_q;  // the other was served while the one waited
  always_ff @(posedge clk_i) begin
    if (!rst_n) begin
      waits_q <= waits_i;
      other_q <= other_i;
      assume ($onehot(waits_i) && $onehot(other_i) && waits_i != other_i);
      passed_q <= 1'b0;
    end else if (!(|(request_i & waits_q)) || (advance_i && grant == waits_q)) begin
      passed_q <= 1'b0;
    end else if (advance_i && grant == other_q) begin
      passed_q <= 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      if (passed_q && |(request_i & waits_q)) nobody_twice : assert (!(advance_i && grant == other_q));
      its_turn : cover (passed_q && advance_i && grant == waits_q);
      held : cover (&request_i && grant == waits_q && !advance_i);
    end
  end
endmodule
