// Proof of toe_ip_free_list: its own assertions (the count is right, no number is given twice), and what
// is free is offered within two clocks, so that nothing is lost.
module formal_free_list #(
    parameter int unsigned Count = 4,
    localparam int unsigned IdBits = $clog2(Count),
    localparam int unsigned CountBits = $clog2(Count + 1)
) (
    input logic              clk_i,
    input logic              take_i,
    input logic              put_i,
    input logic [IdBits-1:0] put_id_i
);
  logic                 rst_n = 1'b0;
  logic                 available;
  logic [IdBits-1:0]    next;
  logic [CountBits-1:0] count;
  always_ff @(posedge clk_i) rst_n <= 1'b1;

  toe_ip_free_list #(.Count(Count)) u_dut (
      .clk_i, .rst_ni(rst_n), .available_o(available), .next_o(next), .take_i, .put_i, .put_id_i, .count_o(count)
  );

  logic [Count-1:0] out_q;  // handed out
  logic [1:0]       waits_q;
  always_ff @(posedge clk_i) begin
    assume (!take_i || available);
    assume (!put_i || (32'(put_id_i) < Count && out_q[put_id_i]));
    if (take_i) out_q[next] <= 1'b1;
    if (put_i) out_q[put_id_i] <= 1'b0;
    waits_q <= (count != '0 && !available) ? waits_q + 2'd1 : '0;
    if (!rst_n) begin
      out_q   <= '0;
      waits_q <= '0;
      assume (!put_i && !take_i);
    end
  end

  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      offered_in_time : assert (waits_q <= 2'd2 && (!available || count != '0));
      exists : assert (!available || 32'(next) < Count);
      again : cover (take_i && put_i && count == CountBits'(1) && next == IdBits'(1) && put_id_i == IdBits'(2));
      empty : cover (count == '0 && put_i);
    end
  end
endmodule
