// Sockwire - TCP: the sockets that wait for a turn to transmit, first come first served.
//
// A socket is in the list at most once (a bit a socket says whether), so that the list cannot
// overflow and push_i needs no answer. Who is popped and still has something to send is pushed again
// and comes last: turns are fair.
module toe_tcp_active #(
  parameter int unsigned Sockets = 8
) (
  input  logic           clk_i,
  input  logic           rst_ni,
  input  logic           push_i,
  input  toe_pkg::desc_t push_desc_i,
  output logic           valid_o,
  output toe_pkg::desc_t desc_o,
  input  logic           pop_i
);
  localparam int unsigned DescBits = $clog2(Sockets);
  typedef logic [DescBits-1:0] index_t;

  logic [Sockets-1:0] listed_q, listed_d;
  logic               enter, room;
  index_t             first;
  logic [$clog2(Sockets + 1)-1:0] count;

  assign enter  = push_i && !listed_q[push_desc_i[DescBits-1:0]];
  assign desc_o = toe_pkg::desc_t'(first);

  toe_prim_fifo #(
    .T    (index_t),
    .Depth(Sockets)
  ) u_list (
    .clk_i,
    .rst_ni,
    .valid_i(enter),
    .ready_o(room),
    .data_i (push_desc_i[DescBits-1:0]),
    .valid_o,
    .ready_i(pop_i),
    .data_o (first),
    .count_o(count)
  );

  always_comb begin
    listed_d = listed_q;
    if (pop_i && valid_o) listed_d[first] = 1'b0;
    if (enter) listed_d[push_desc_i[DescBits-1:0]] = 1'b1;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) listed_q <= '0;
    else         listed_q <= listed_d;
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      a_room : assert (!enter || room) else $error("the list of waiting sockets overflowed");
      a_count : assert ($countones(listed_q) == 32'(count)) else $error("bits and list disagree");
    end
  end
`endif

  logic unused;
  assign unused = &{1'b0, push_desc_i[15:DescBits], room, count};
endmodule
