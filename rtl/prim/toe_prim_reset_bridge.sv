// Sockwire - one reset for two clocks: takes a second clock domain through reset and tells the first
// when it may begin, also if the second clock stands still for a while or starts late.
//
//   Probe --ack 1--> Reset --ack 0--> Release --ack 1--> Run
//
// The far end answers with what it got. Only a running clock can change the answer, so an answer
// that went to 1 and then to 0 proves that the far end has been clocked in reset (Reset), whatever
// its flops held at power-up. Invariants: (1) src_rst_no is 1 only in Run; (2) Run is left by reset only.
module toe_prim_reset_bridge (
    input  logic clk_i,
    input  logic rst_ni,
    output logic src_rst_no,  // reset of this clock's half of what joins the two clocks
    input  logic dst_clk_i,
    output logic dst_rst_no   // reset of the other half
);

  typedef enum logic [1:0] {
    Probe,
    Reset,
    Release,
    Run
  } state_e;

  state_e state_q, state_d;
  logic   ask_q;  // level sent to the far end: 0 is reset
  logic   ack;

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      Probe:   if (ack) state_d = Reset;
      Reset:   if (!ack) state_d = Release;
      Release: if (ack) state_d = Run;
      Run:     state_d = Run;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= Probe;
      ask_q   <= 1'b0;
    end else begin
      state_q <= state_d;
      ask_q   <= state_d != Reset;
    end
  end

  (* async_reg = "true" *) logic meta_q, far_rst_nq;
  logic far_ack_q;  // behind the far reset: 0 here means that one clock has passed in reset
  always_ff @(posedge dst_clk_i) begin
    meta_q     <= ask_q;
    far_rst_nq <= meta_q;
    far_ack_q  <= far_rst_nq;
  end

  toe_prim_sync u_ack (.clk_i, .rst_ni, .data_i(far_ack_q), .data_o(ack));

  assign src_rst_no = state_q == Run;
  assign dst_rst_no = far_rst_nq;

`ifndef SYNTHESIS
  logic ran_q;
  always_ff @(posedge clk_i) begin
    ran_q <= rst_ni && state_q == Run;
    if (rst_ni && ran_q) assert (state_q == Run) else $error("(2) Run was left");
    if (rst_ni && state_q == Run) assert (src_rst_no && ask_q) else $error("(1) reset in Run");
  end
`endif

endmodule
