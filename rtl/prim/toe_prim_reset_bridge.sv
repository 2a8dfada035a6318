// Sockwire - one reset for two clocks: takes a second clock domain through reset and tells the first
// when it may begin, also if the second clock stands still for a while or starts late.
//
//   step 0 -> 1 -> ... -> 4 -> Release -> run: on to the next when the far end has echoed this one
//
// The far end is in reset in all steps but Release. Whatever its flops, which are on nobody's reset, hold
// at power-up or when the near reset comes again, they hold at most three numbers, and the near
// synchronizer one (0): steps 0 to 3 may take one of them for an echo. The echo of step 4 is what the
// far end has got: it has been clocked in reset, and nothing old is on its way. Steps are Gray codes, so
// that one that changes is seen as itself or as the one before. Invariants: (1) src_rst_no is 1 only
// in Release; (2) once 1 it stays, until the near reset.
module toe_prim_reset_bridge (
    input  logic clk_i,
    input  logic rst_ni,
    output logic src_rst_no,  // reset of this clock's half of what joins the two clocks
    input  logic dst_clk_i,
    output logic dst_rst_no   // reset of the other half
);

  typedef logic [2:0] step_t;
  localparam step_t Release = 3'd5;

  function automatic step_t gray(step_t step);
    return step ^ (step >> 1);
  endfunction

  step_t step_q, code_q, echo;  // code: the step as it is sent to the far end
  logic  run_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      step_q <= '0;
      code_q <= '0;
      run_q  <= 1'b0;
    end else if (echo == code_q) begin
      if (step_q == Release) begin
        run_q <= 1'b1;
      end else begin
        step_q <= step_q + 3'd1;
        code_q <= gray(step_q + 3'd1);
      end
    end
  end

  (* async_reg = "true" *) step_t meta_q, seen_q;
  step_t far_echo_q;
  logic  far_rst_nq;
  always_ff @(posedge dst_clk_i) begin
    meta_q     <= code_q;
    seen_q     <= meta_q;
    far_rst_nq <= seen_q == gray(Release);
    far_echo_q <= seen_q;
  end

  toe_prim_sync #(.Width($bits(step_t))) u_echo (.clk_i, .rst_ni, .data_i(far_echo_q), .data_o(echo));

  assign src_rst_no = run_q;
  assign dst_rst_no = far_rst_nq;

`ifndef SYNTHESIS
  logic ran_q;
  always_ff @(posedge clk_i) begin
    ran_q <= rst_ni && run_q;
    if (rst_ni && run_q) assert (step_q == Release) else $error("(1) begun before the far end");
    if (rst_ni && ran_q) assert (run_q) else $error("(2) reset comes back");
  end
`endif

endmodule
