// Sockwire - TCP: initial sequence numbers (RFC 9293 3.4.1, RFC 6528), before the engine.
//
// SipHash-2-4 of the 4-tuple, keyed by the secret, half a round a cycle. Stands in front of the engine
// on both ways in: a SYN and a CONNECT wait here until their hash is there, everything else passes
// without delay; order is kept. The engine adds the clock (one step every 4 us) to the low half when it
// takes the event; the high half offsets the connection's timestamps (RFC 7323 7).
//
//   Idle --a SYN or a CONNECT waits--> Mix (16 half rounds) --> Idle, its hash is kept until it is taken
//
// A CONNECT's local port may change while it waits (call_grant_t); then its hash is made anew.
module toe_tcp_isn (
  input  logic                     clk_i,
  input  logic                     rst_ni,
  input  logic [127:0]             secret_i,
  input  toe_pkg::ip_t             local_addr_i,
  // segments
  input  logic                     seg_valid_i,
  output logic                     seg_ready_o,
  input  toe_tcp_pkg::segment_t    seg_i,
  output logic                     seg_valid_o,
  input  logic                     seg_ready_i,
  output logic [63:0]              seg_hash_o,
  // calls
  input  logic                     call_valid_i,
  output logic                     call_ready_o,
  input  toe_tcp_pkg::user_call_t  call_i,
  input  toe_tcp_pkg::call_grant_t call_grant_i,
  output logic                     call_valid_o,
  input  logic                     call_ready_i,
  output logic [63:0]              call_hash_o
);
  typedef struct packed {logic [63:0] v0, v1, v2, v3;} sip_t;
  typedef enum logic [0:0] {Idle, Mix} state_e;

  localparam sip_t Initial = '{
    v0: 64'h736F_6D65_7073_6575, v1: 64'h646F_7261_6E64_6F6D,
    v2: 64'h6C79_6765_6E65_7261, v3: 64'h7465_6462_7974_6573
  };
  localparam logic [7:0] MessageOctets = 8'd12;

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

  state_e         state_q, state_d;
  logic           for_call_q, for_call_d;
  logic [3:0]     half_q, half_d;
  sip_t           v_q, v_d, mixed;
  logic [63:0]    k0, k1, m0, m1, m0_q, m1_q;
  logic           seg_needs, call_needs, seg_done_q, call_done_q, call_is_fresh;
  logic           start, finish;
  toe_pkg::ip_t   remote_addr;
  toe_pkg::port_t local_port, remote_port, call_port_q;
  logic [63:0]    hash;

  assign seg_needs     = seg_i.flags.syn && !seg_i.flags.ack && !seg_i.flags.rst;
  assign call_needs    = call_i.call == toe_tcp_pkg::CallConnect;
  assign call_is_fresh = call_done_q && (call_port_q == call_grant_i.port);

  assign seg_valid_o  = seg_valid_i && (!seg_needs || seg_done_q);
  assign seg_ready_o  = seg_ready_i && (!seg_needs || seg_done_q);
  assign call_valid_o = call_valid_i && (!call_needs || call_is_fresh);
  assign call_ready_o = call_ready_i && (!call_needs || call_is_fresh);

  // Segments first: a call waits for the host anyway.
  assign for_call_d  = (state_q == Idle) ? !(seg_valid_i && seg_needs && !seg_done_q) : for_call_q;
  assign local_port  = for_call_d ? call_grant_i.port : seg_i.dst_port;
  assign remote_addr = for_call_d ? call_i.addr : seg_i.addr;
  assign remote_port = for_call_d ? call_i.port : seg_i.src_port;

  assign k0 = secret_i[63:0];
  assign k1 = secret_i[127:64];
  assign m0 = octets({local_addr_i, local_port, remote_addr[31:16]});
  assign m1 = octets({remote_addr[15:0], remote_port, 24'd0, MessageOctets});

  assign mixed = half_round(v_q, half_q[0]);
  assign hash  = mixed.v0 ^ mixed.v1 ^ mixed.v2 ^ mixed.v3;

  always_comb begin
    state_d = state_q;
    half_d  = half_q;
    v_d     = mixed;
    start   = 1'b0;
    finish  = 1'b0;
    unique case (state_q)
      Idle: begin
        start  = (seg_valid_i && seg_needs && !seg_done_q) || (call_valid_i && call_needs && !call_is_fresh);
        half_d = '0;
        v_d    = Initial ^ sip_t'{v0: k0, v1: k1, v2: k0, v3: k1 ^ m0};
        if (start) state_d = Mix;
      end
      default: begin
        half_d = half_q + 4'd1;
        unique case (half_q)
          4'd3: begin  // two rounds for each block of the message
            v_d.v0 = mixed.v0 ^ m0_q;
            v_d.v3 = mixed.v3 ^ m1_q;
          end
          4'd7: begin  // four to end with
            v_d.v0 = mixed.v0 ^ m1_q;
            v_d.v2 = mixed.v2 ^ 64'hFF;
          end
          4'd15: begin
            finish  = 1'b1;
            state_d = Idle;
          end
          default: ;
        endcase
      end
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q     <= Idle;
      seg_done_q  <= 1'b0;
      call_done_q <= 1'b0;
    end else begin
      state_q <= state_d;
      if (finish && !for_call_q) seg_done_q <= 1'b1;
      else if (seg_valid_i && seg_ready_o) seg_done_q <= 1'b0;
      if (finish && for_call_q) call_done_q <= 1'b1;
      else if (call_valid_i && call_ready_o) call_done_q <= 1'b0;
    end
  end
  always_ff @(posedge clk_i) begin
    half_q     <= half_d;
    v_q        <= v_d;
    for_call_q <= for_call_d;
    if (start) begin
      m0_q <= m0;
      m1_q <= m1;
      if (for_call_d) call_port_q <= call_grant_i.port;
    end
    if (finish && !for_call_q) seg_hash_o <= hash;
    if (finish && for_call_q) call_hash_o <= hash;
  end
endmodule
