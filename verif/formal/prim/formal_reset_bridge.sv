// Proof of toe_prim_reset_bridge, for any two clocks, whatever the flops hold at power-up and however
// short a near reset that comes again: the near half begins only when the far half has been clocked in
// reset and has left it, neither goes back without the near reset, and with both clocks running the near
// half begins.
module formal_reset_bridge (
    input logic clk_i,
    input logic dst_clk_i,
    input logic rst_ni
);
  logic known_q = 1'b0;  // there has been a reset
  logic src_rst_n, dst_rst_n;
  always_ff @(posedge clk_i) begin
    known_q <= 1'b1;
    if (!known_q) assume (!rst_ni);
  end

  toe_prim_reset_bridge u_dut (.clk_i, .rst_ni, .src_rst_no(src_rst_n), .dst_clk_i, .dst_rst_no(dst_rst_n));

  // The far half has been clocked in reset since the near reset: a level that changes with each of these.
  logic again_q = 1'b0, far_again_q = 1'b0;
  logic reset_q = 1'b0;
  always_ff @(posedge clk_i) begin
    reset_q <= rst_ni;
    if (reset_q && !rst_ni) again_q <= far_again_q ^ 1'b1;
  end
  always_ff @(posedge dst_clk_i) if (!dst_rst_n) far_again_q <= again_q;

  // Rounds in which each clock has ticked four times.
  logic [2:0] near_q = '0, far_q = '0, far_seen_q = '0;
  logic [4:0] round_q = '0;
  logic       ran_q = 1'b0;
  always_ff @(posedge dst_clk_i) far_q <= far_q + 3'd1;
  always_ff @(posedge clk_i) begin
    ran_q <= rst_ni && src_rst_n;
    if (!rst_ni) round_q <= '0;
    if (!rst_ni || (near_q >= 3'd4 && 3'(far_q - far_seen_q) >= 3'd4)) begin
      near_q     <= '0;
      far_seen_q <= far_q;
      if (rst_ni && round_q != '1) round_q <= round_q + 5'd1;
    end else if (near_q != '1) begin
      near_q <= near_q + 3'd1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (known_q && rst_ni) begin
      if (src_rst_n) far_was_reset : assert (dst_rst_n && far_again_q == again_q);
      if (ran_q) near_stays : assert (src_rst_n);
      if (round_q == 5'd16) begins : assert (src_rst_n);
      runs : cover (src_rst_n);
    end
  end
  // Between two clocks of the near half its reset is what it was at the last of them.
  always_ff @(posedge dst_clk_i) begin
    if (known_q && reset_q && src_rst_n) far_stays : assert (dst_rst_n);
  end
endmodule
