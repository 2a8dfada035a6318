// Sockwire - round robin among Ports requests. grant_o answers in the same cycle.
//
// Guarantees: (1) at most one grant, and only to a request; some grant whenever there is a request;
// (2) a grant stays, whoever else asks, until advance_i (the granted one is served; its turn is last
// from the next cycle on) or until its request goes away; (3) nobody is passed over twice by the same other.
module toe_prim_arbiter #(
    parameter int unsigned Ports = 2
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    input  logic [Ports-1:0] request_i,
    output logic [Ports-1:0] grant_o,
    input  logic             advance_i
);

  logic [Ports-1:0] held_q;   // granted and not served yet
  logic [Ports-1:0] after_q;  // the ports behind the one that was served last: these come first
  logic [Ports-1:0] first, choice;

  always_comb begin
    first  = (|(request_i & after_q)) ? (request_i & after_q) : request_i;
    choice = first & (~first + Ports'(1));  // the lowest bit that is set
    if (|(held_q & request_i)) choice = held_q;
  end
  assign grant_o = choice;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      held_q  <= '0;
      after_q <= '0;
    end else begin
      held_q <= advance_i ? '0 : choice;
      if (advance_i && |choice) after_q <= ~(choice | (choice - Ports'(1)));
    end
  end

`ifndef SYNTHESIS
  logic [Ports-1:0] before_q;
  always_ff @(posedge clk_i) begin
    before_q <= (rst_ni && !advance_i) ? grant_o : '0;
    if (rst_ni) begin
      assert ($onehot0(grant_o) && (grant_o & ~request_i) == '0 && (|grant_o) == (|request_i))
      else $error("(1) not one grant to one request");
      if (|(before_q & request_i)) assert (grant_o == before_q) else $error("(2) the grant moved");
    end
  end
`endif

endmodule
