// Sockwire - TCP: finds deadlines that have passed, and raises them.
//
// Walks the deadlines of all control blocks one after the other, without an end. What it
// raises is a hint: the engine looks again, so a block that changed meanwhile does no harm. Of several
// deadlines that are due the first in timer_e is raised. A pass over all sockets takes two cycles each.
//
//   Read ---> Look --due--> Raise --taken--> Read (the next one)
//               `---nothing due---------------^
module toe_tcp_timer #(
  parameter int unsigned Sockets = 8
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                enable_i,      // the control blocks are cleared
  input  logic [63:0]         now_i,
  // read port: the deadlines come in the next cycle
  output logic                read_o,
  output toe_pkg::desc_t      read_desc_o,
  input  toe_tcp_engine_pkg::deadlines_t read_deadlines_i,
  // to the engine
  output logic                timeout_valid_o,
  input  logic                timeout_ready_i,
  output toe_pkg::desc_t      timeout_desc_o,
  output toe_tcp_pkg::timer_e timeout_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  typedef enum logic [1:0] {Read, Look, Raise} state_e;

  state_e         state_d, state_q;
  toe_pkg::desc_t desc_d, desc_q;
  timer_e         timer_d, timer_q;
  timer_e         due;
  logic [31:0]    now, tick;
  deadlines_t     deadlines;

  assign now       = now_i[31:0];
  assign tick      = tick_of(now_i);
  assign deadlines = read_deadlines_i;
  always_comb begin
    if (deadlines.rtx_armed && is_due(now, deadlines.rtx_deadline))            due = TimerRetransmit;
    else if (deadlines.tw_armed && is_due(now, deadlines.tw_deadline))         due = TimerTimeWait;
    else if (deadlines.delack_armed && is_due(now, deadlines.delack_deadline)) due = TimerDelayedAck;
    else if (deadlines.keep_armed && is_due(tick, deadlines.keep_deadline))    due = TimerKeepalive;
    else                                                                       due = TimerNone;
  end

  always_comb begin
    state_d = state_q;
    desc_d  = desc_q;
    timer_d = timer_q;
    unique case (state_q)
      Read: if (enable_i) state_d = Look;
      Look: begin
        timer_d = due;
        state_d = (due == TimerNone) ? Read : Raise;
      end
      default: if (timeout_ready_i) state_d = Read;
    endcase
    if (state_q != Read && state_d == Read) begin
      desc_d = (desc_q == toe_pkg::desc_t'(Sockets - 1)) ? '0 : desc_q + 16'd1;
    end
  end

  assign read_o          = enable_i && (state_q == Read);
  assign read_desc_o     = desc_q;
  assign timeout_valid_o = state_q == Raise;
  assign timeout_desc_o  = desc_q;
  assign timeout_o       = timer_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= Read;
      desc_q  <= '0;
    end else begin
      state_q <= state_d;
      desc_q  <= desc_d;
    end
  end
  always_ff @(posedge clk_i) timer_q <= timer_d;
endmodule
