// Sockwire - TCP engine: CUBIC (RFC 9438 4.2 to 4.5): what an acknowledgment in congestion avoidance
// makes of the congestion window.
//
// It runs beside the rule, on the control block before the event: root and clock in stage Check, the
// cube and the curve in stage Update, the step in stage Follow, when grown_o is there; it stays while
// block and event do. Whether it counts is for toe_tcp_congestion to say; it does for an acknowledgment
// of octets to a connection whose window the event has not changed before. docs/rules/tcp.md section 1,
// cubic(t, acked), whose steps carry their numbers here. A segment has no more octets than the one that
// we offer (toe_tcp_trace, invariant 10), thus eleven bits hold SMSS and 62 the cube where Mtu is 1500.
module toe_tcp_cubic #(
  parameter int unsigned Mtu = 1500,
  localparam int unsigned SmssBits = $clog2(toe_tcp_engine_pkg::local_mss(Mtu) + 1)
) (
  input  logic                       clk_i,
  input  logic [31:0]                tick_i,
  input  logic [31:0]                acked_i,  // octets newly acknowledged
  input  toe_tcp_pkg::tcb_t          tcb_i,    // before the event
  output toe_tcp_engine_pkg::grown_t grown_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  localparam logic [31:0] AgeMax   = 32'd65535;
  localparam logic [20:0] TicksMax = 21'd16383;
  localparam logic [8:0]  Scale    = 9'd472;  // C in segments a cubed tick, times 2^40
  localparam int unsigned WeightBits = SmssBits + $bits(Scale);

  // ---------------------------------------------------------------- Check: root and clock

  logic        begins, above;
  logic [13:0] root;
  logic [15:0] age;  // of the epoch, in ticks, as far as it counts

  assign begins = !tcb_i.epoch;
  assign above  = tcb_i.cwnd < tcb_i.w_max;
  assign age    = begins ? '0 : 16'(min32(tick_i - tcb_i.epoch_at, AgeMax));

  toe_tcp_cubic_root #(
    .SmssBits(SmssBits)
  ) u_root (
    .octets_i(tcb_i.w_max - tcb_i.cwnd),
    .smss_i  (tcb_i.snd_mss[SmssBits-1:0]),
    .root_o  (root)
  );

  // 1: a new epoch begins where the window stands
  cubic_t      begun_q;
  logic [31:0] saved_q, acked_q, cwnd_q;
  logic [SmssBits-1:0]   smss_q;
  logic [19:0] clock_q;   // the age of the epoch and a round trip, in ticks
  logic [WeightBits-1:0] weight_q;  // what a cubed tick is worth, in 2^-40 octets
  always_ff @(posedge clk_i) begin
    begun_q <= cubic_of(tcb_i);
    if (begins) begin
      begun_q.epoch     <= 1'b1;
      begun_q.epoch_at  <= tick_i;
      begun_q.w_max     <= above ? tcb_i.w_max : tcb_i.cwnd;
      begun_q.cubic_k   <= above ? 16'(root) : '0;
      begun_q.w_est     <= tcb_i.cwnd;
      begun_q.est_acked <= '0;
    end
    saved_q  <= begins ? '0 : tcb_i.ca_acked;
    acked_q  <= acked_i;
    cwnd_q   <= tcb_i.cwnd;
    smss_q   <= tcb_i.snd_mss[SmssBits-1:0];
    clock_q  <= 20'(age) + 20'(tcb_i.srtt >> 13);
    weight_q <= WeightBits'(tcb_i.snd_mss[SmssBits-1:0]) * WeightBits'(Scale);
  end

  // ---------------------------------------------------------------- Update: the curve, Reno's estimate

  logic [20:0] distance, ticks;  // from K: signed, and how far
  logic [13:0] near;
  logic [27:0] square;
  logic [WeightBits+13:0] weighted;
  logic [WeightBits+41:0] cube;
  logic [31:0] delta, curve_q;
  logic [31:0] need, earned;
  cubic_t      estimated_q;
  logic [31:0] credit_q;         // octets acknowledged that count towards the next segment
  logic [SmssBits+31:0] price_q; // what they must come to, times the octets up to the target

  // 2: w
  assign distance = 21'(clock_q) - 21'(begun_q.cubic_k);
  assign ticks    = distance[20] ? -distance : distance;
  assign near     = (ticks < TicksMax) ? ticks[13:0] : 14'(TicksMax);
  assign square   = 28'(near) * 28'(near);
  assign weighted = (WeightBits+14)'(near) * (WeightBits+14)'(weight_q);
  assign cube     = (WeightBits+42)'(square) * (WeightBits+42)'(weighted);
  assign delta    = 32'(cube >> 40);

  // 3: w_est, alpha below the window that was reduced
  assign need   = (begun_q.w_est < begun_q.cwnd_prior) ? (cwnd_q << 1) - (cwnd_q >> 3) : cwnd_q;
  assign earned = begun_q.est_acked + acked_q;

  always_ff @(posedge clk_i) begin
    curve_q     <= distance[20] ? begun_q.w_max - min32(delta, begun_q.w_max) : begun_q.w_max + delta;
    estimated_q <= begun_q;
    estimated_q.est_acked <= earned;
    if (earned >= need) begin
      estimated_q.est_acked <= earned - need;
      estimated_q.w_est     <= begun_q.w_est + 32'(smss_q);
    end
    credit_q <= saved_q + acked_q;
    price_q  <= (SmssBits+32)'(cwnd_q) * (SmssBits+32)'(smss_q);
  end

  // ---------------------------------------------------------------- Follow: the step

  logic [31:0] rise, wider;  // rise: octets up to the target
  logic        bought;

  assign rise   = (curve_q < cwnd_q) ? '0 : min32(curve_q - cwnd_q, cwnd_q >> 1);
  assign bought = 64'(credit_q) * 64'(rise) >= 64'(price_q);

  // 4: what Reno would have, or a step along the curve
  always_comb begin
    grown_o.cubic    = estimated_q;
    grown_o.ca_acked = credit_q;
    wider            = cwnd_q;
    if (curve_q < estimated_q.w_est) begin
      grown_o.ca_acked = saved_q;
      wider            = max32(cwnd_q, estimated_q.w_est);
    end else if (bought) begin
      grown_o.ca_acked = '0;
      wider            = cwnd_q + 32'(smss_q);
    end
    grown_o.cwnd = min32(wider, WindowLimit);
  end
endmodule
