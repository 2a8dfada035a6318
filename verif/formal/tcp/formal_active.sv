// Proof of toe_tcp_active: its own assertions (the list cannot overflow), and a socket, chosen freely,
// that is pushed gets its turn after at most as many turns as there are others.
module formal_active #(
    parameter int unsigned Sockets = 4,
    localparam int unsigned DescBits = $clog2(Sockets)
) (
    input logic                clk_i,
    input logic                push_i,
    input logic [DescBits-1:0] push_desc_i,
    input logic                pop_i,
    input logic [DescBits-1:0] socket_i
);
  logic           rst_n = 1'b0;
  logic           valid;
  toe_pkg::desc_t desc;
  always_ff @(posedge clk_i) rst_n <= 1'b1;

  toe_tcp_active #(.Sockets(Sockets)) u_dut (
      .clk_i, .rst_ni(rst_n), .push_i, .push_desc_i(toe_pkg::desc_t'(push_desc_i)), .valid_o(valid), .desc_o(desc), .pop_i
  );

  logic [DescBits-1:0] socket_q;
  logic                waits_q;
  logic [DescBits:0]   turns_q;  // of others since the socket was pushed
  logic                pushed, its_turn;
  assign pushed   = push_i && push_desc_i == socket_q;
  assign its_turn = valid && pop_i && desc == toe_pkg::desc_t'(socket_q);
  always_ff @(posedge clk_i) begin
    waits_q <= pushed || (waits_q && !its_turn);
    if (!waits_q || its_turn) turns_q <= '0;
    else if (valid && pop_i) turns_q <= turns_q + (DescBits + 1)'(1);
    // Who has its turn and still waits is pushed after it, not in the same clock: the engine is in another stage.
    assume (!(pushed && its_turn));
    if (!rst_n) begin
      socket_q <= socket_i;
      waits_q  <= 1'b0;
      turns_q  <= '0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      if (waits_q) listed : assert (valid);
      if (its_turn) was_pushed : assert (waits_q);
      turns_come : assert (32'(turns_q) < Sockets);
      last_of_all : cover (its_turn && 32'(turns_q) == Sockets - 1);
    end
  end
endmodule
