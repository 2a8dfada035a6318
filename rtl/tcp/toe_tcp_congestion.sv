// Sockwire - TCP engine: congestion control, NewReno (RFC 5681, RFC 6582; initial window RFC 6928) or
// CUBIC (RFC 9438), with SACK as RFC 6675 has it.
//
// Combinational. This is the port behind which algorithms stand: an event and the state before it go
// in, the state after it comes out, with whether the segment at SND.UNA must go again, what is next in
// its turn then, and whether the retransmission timer may start anew. How the window is used (limited
// transmit, RFC 3042, and NextSeg, RFC 6675, included) is in toe_tcp_output. CUBIC differs in two
// things: how the window grows from the threshold on (toe_tcp_cubic tells), and how far a loss lowers it.
module toe_tcp_congestion (
  input  toe_tcp_engine_pkg::congest_e    event_i,
  input  logic                            first_i,   // CongestOpen: one SYN; CongestTimeout: the first
  input  logic [31:0]                     acked_i,   // CongestAck: octets newly acknowledged
  input  logic [15:0]                     smss_i,
  input  toe_tcp_pkg::seq_t               snd_una_i, // after the event
  input  toe_tcp_pkg::seq_t               snd_nxt_i,
  input  logic                            by_sack_i, // the peer tells what it holds
  input  logic                            lost_i,    // RFC 6675 IsLost(SND.UNA)
  input  logic                            empty_i,   // it holds nothing beyond SND.UNA
  input  logic                            cubic_i,   // CUBIC decides
  input  toe_tcp_engine_pkg::grown_t      grown_i,   // CongestAck: what it makes of congestion avoidance
  input  toe_tcp_engine_pkg::congestion_t state_i,
  output toe_tcp_engine_pkg::congestion_t state_o,
  output logic                            resend_o,
  output logic                            rewind_o,  // next in its turn: SND.UNA
  output logic                            forward_o, // next in its turn: SND.NXT
  output logic                            restart_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  logic [31:0] smss, flight, initial_window, credit;
  logic [31:0] lowered; // ssthresh after a loss
  cubic_t      learnt;  // and what CUBIC remembers of it
  logic        passed;  // RFC 6582: what was sent when the loss was noticed is acknowledged
  logic        third;   // RFC 5681 3.2: the duplicate that tells of a loss

  assign smss           = 32'(smss_i);
  assign flight         = snd_nxt_i - snd_una_i;
  assign initial_window = min32((smss << 3) + (smss << 1), max32(smss << 1, InitialWindow));
  assign credit         = state_i.ca_acked + acked_i;
  assign passed         = seq_lt(state_i.recover, snd_una_i);
  assign third          = !state_i.recovering && passed
                          && ((state_i.dup_acks == 8'd2) || (by_sack_i && (state_i.dup_acks > 8'd2 || lost_i)));

  // beta * value, of CUBIC (0.7) or of its fast convergence (0.85), in parts of 256
  function automatic logic [31:0] part_of(logic [31:0] value, logic [7:0] beta);
    return 32'((40'(value) * 40'(beta)) >> 8);
  endfunction

  // halve(t): RFC 5681 3.2, RFC 9438 4.6 and 4.7. What limited transmit has sent does not count.
  always_comb begin
    logic [31:0] held;
    held    = min32(flight, state_i.cwnd);
    lowered = max32(cubic_i ? part_of(held, 8'd179) : held >> 1, smss << 1);
    learnt  = state_i.cubic;
    if (cubic_i) begin
      learnt.cwnd_prior = held;
      learnt.w_max      = (held < state_i.cubic.w_max) ? part_of(held, 8'd218) : held;
      learnt.epoch      = 1'b0;
    end
  end

  // RFC 5681 3.1: slow start and congestion avoidance
  function automatic congestion_t grow(congestion_t state, logic [31:0] acked, logic [31:0] earned,
                                       logic [31:0] segment, logic cubic, grown_t grown);
    logic [31:0] wider;
    grow  = state;
    wider = state.cwnd;
    if (state.cwnd < state.ssthresh) begin
      wider = state.cwnd + min32(acked, segment);
    end else if (cubic) begin
      grow.ca_acked = grown.ca_acked;
      grow.cubic    = grown.cubic;
      wider         = grown.cwnd;
    end else begin
      grow.ca_acked = earned;
      if (earned >= state.cwnd) begin
        grow.ca_acked = earned - state.cwnd;
        wider         = state.cwnd + segment;
      end
    end
    grow.cwnd = min32(wider, WindowLimit);
  endfunction

  always_comb begin
    state_o   = state_i;
    resend_o  = 1'b0;
    rewind_o  = 1'b0;
    forward_o = 1'b0;
    restart_o = 1'b1;
    unique case (event_i)
      CongestOpen: state_o.cwnd = first_i ? initial_window : smss;

      CongestAck: begin
        if (!state_i.recovering) begin
          if (acked_i != '0) state_o = grow(state_i, acked_i, credit, smss, cubic_i, grown_i);
        end else if (passed) begin  // RFC 6582 3.2 (3): a full acknowledgment
          state_o.cwnd       = min32(state_i.ssthresh, max32(flight, smss) + smss);
          state_o.ca_acked   = '0;
          state_o.recovering = 1'b0;
          forward_o          = by_sack_i;
        end else if (by_sack_i) begin  // a partial one: the scoreboard knows what is missing, if it knows anything
          state_o.partial = 1'b1;
          resend_o        = empty_i;
        end else begin              // a partial one: deflate, and send what is missing next
          state_o.cwnd    = max32(state_i.cwnd - min32(acked_i, state_i.cwnd) + ((acked_i >= smss) ? smss : '0), smss);
          state_o.partial = 1'b1;
          resend_o        = 1'b1;
          restart_o       = !state_i.partial;
        end
        state_o.dup_acks = '0;
      end

      CongestDuplicate: begin
        restart_o = third;
        resend_o  = third;
        if (state_i.dup_acks != '1) state_o.dup_acks = state_i.dup_acks + 8'd1;
        if (state_i.recovering) begin
          if (!by_sack_i) state_o.cwnd = min32(state_i.cwnd + smss, WindowLimit);
        end else if (third) begin
          state_o.ssthresh   = lowered;
          state_o.cubic      = learnt;
          state_o.cwnd       = by_sack_i ? lowered : lowered + (smss << 1) + smss;
          rewind_o           = by_sack_i;
          state_o.ca_acked   = '0;
          state_o.recovering = 1'b1;
          state_o.partial    = 1'b0;
          state_o.recover    = snd_nxt_i - 32'd1;
        end
      end

      CongestTimeout: begin
        if (first_i) begin
          state_o.ssthresh = lowered;
          state_o.cubic    = learnt;
        end
        if (cubic_i) begin  // RFC 9438 4.8: the curve begins anew where slow start ends
          state_o.cubic.w_max = '0;
          state_o.cubic.epoch = 1'b0;
        end
        state_o.cwnd       = smss;
        state_o.ca_acked   = '0;
        state_o.dup_acks   = '0;
        state_o.recovering = 1'b0;
        state_o.recover    = snd_nxt_i - 32'd1;
      end

      CongestRested: begin
        state_o.cwnd        = min32(state_i.cwnd, initial_window);
        state_o.cubic.epoch = 1'b0;
      end

      default: restart_o = 1'b0;
    endcase
  end
endmodule
