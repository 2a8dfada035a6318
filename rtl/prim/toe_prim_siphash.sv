// SipHash-2-4 (Aumasson, Bernstein 2012) of a message of 9 to 15 octets, half a round a clock.
//
// start_i takes the message; the hash stands from done_o, 17 clocks later, to the next start. A start
// while one runs begins anew.
//
//   Idle --start--> halves 0..15 --> Idle, done
module toe_prim_siphash #(
    parameter int unsigned Octets = 12
) (
    input  logic                clk_i,
    input  logic                rst_ni,
    input  logic [127:0]        key_i,         // octet 0 in the low bits
    input  logic                start_i,
    input  logic [8*Octets-1:0] message_i,     // octet 0 in the high bits
    output logic                done_o,
    output logic [63:0]         hash_o
);
  typedef struct packed {logic [63:0] v0, v1, v2, v3;} sip_t;

  localparam sip_t Initial = '{
      v0: 64'h736F_6D65_7073_6575, v1: 64'h646F_7261_6E64_6F6D,
      v2: 64'h6C79_6765_6E65_7261, v3: 64'h7465_6462_7974_6573
  };

  if (Octets < 9 || Octets > 15) begin : gen_bad_parameter
    $fatal(1, "toe_prim_siphash: a message has 9 to 15 octets");
  end

  // One of the two halves of SipRound.
  function automatic sip_t half_round(sip_t v, logic second);
    logic [63:0] a, b, c, d;
    half_round = v;
    if (!second) begin
      a = v.v0 + v.v1;
      c = v.v2 + v.v3;
      b = {v.v1[50:0], v.v1[63:51]} ^ a;  // <<< 13
      d = {v.v3[47:0], v.v3[63:48]} ^ c;  // <<< 16
      half_round = '{v0: {a[31:0], a[63:32]}, v1: b, v2: c, v3: d};
    end else begin
      c = v.v2 + v.v1;
      a = v.v0 + v.v3;
      b = {v.v1[46:0], v.v1[63:47]} ^ c;  // <<< 17
      d = {v.v3[42:0], v.v3[63:43]} ^ a;  // <<< 21
      half_round = '{v0: a, v1: b, v2: {c[31:0], c[63:32]}, v3: d};
    end
  endfunction

  // The number whose little-endian octets are these, given in network order.
  function automatic logic [63:0] octets(logic [63:0] network_order);
    for (int index = 0; index < 8; index++) octets[8 * index +: 8] = network_order[63 - 8 * index -: 8];
  endfunction

  logic        busy_q;
  logic [3:0]  half_q;
  sip_t        v_d, v_q, mixed;
  logic [63:0] k0, k1, m0, m1, m0_q, m1_q;

  assign k0 = key_i[63:0];
  assign k1 = key_i[127:64];
  assign m0 = octets(message_i[8*Octets-1-:64]);
  assign m1 = octets(64'(message_i[8*Octets-65:0]) << 8 * (16 - Octets) | 64'(Octets));

  assign mixed = half_round(v_q, half_q[0]);

  always_comb begin
    v_d = mixed;
    case (half_q)
      4'd3: begin  // two rounds for each block of the message
        v_d.v0 = mixed.v0 ^ m0_q;
        v_d.v3 = mixed.v3 ^ m1_q;
      end
      4'd7: begin  // four to end with
        v_d.v0 = mixed.v0 ^ m1_q;
        v_d.v2 = mixed.v2 ^ 64'hFF;
      end
      default: ;
    endcase
    if (start_i) v_d = Initial ^ sip_t'{v0: k0, v1: k1, v2: k0, v3: k1 ^ m0};
  end

  always_ff @(posedge clk_i) begin
    if (start_i) busy_q <= 1'b1;
    else if (half_q == 4'd15) busy_q <= 1'b0;
    if (start_i) done_o <= 1'b0;
    else if (busy_q && half_q == 4'd15) done_o <= 1'b1;
    if (!rst_ni) begin
      busy_q <= 1'b0;
      done_o <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    half_q <= start_i ? '0 : half_q + 4'd1;
    v_q    <= v_d;
    if (start_i) begin
      m0_q <= m0;
      m1_q <= m1;
    end
    if (busy_q && half_q == 4'd15) hash_o <= mixed.v0 ^ mixed.v1 ^ mixed.v2 ^ mixed.v3;
  end

endmodule
