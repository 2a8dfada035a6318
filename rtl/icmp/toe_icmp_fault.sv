// Tells a sender of its datagram's fault (RFC 792, 1122 3.2.2, 1812 4.3.2.8; docs/rules/network.md,
// "Faults"): what IP and UDP ask for is judged and, if it may be said, waits in a queue.
//
//   Rest -- one waits --> Sum -- checksum known --> Ask -- taken by ARP --> Wait -- hit --> Send --> Rest
//                                                                             \--- miss --> Lost --> Rest
//
// A fault waits until ARP has answered for it. It is judged in the clock in which it is taken, never in
// one with an answer of ARP, so that records tell how many waited.
// 1. An answer of ARP comes only when one was asked for.
// 2. The queue has room for what is taken into it.
module toe_icmp_fault #(
    parameter type stream_t = logic
) (
    input  logic                              clk_i,
    input  logic                              rst_ni,
    input  toe_pkg::network_t                 network_i,
    input  logic                       [63:0] now_i,
    // 0 IP, 1 UDP
    input  logic                        [1:0] fault_valid_i,
    output logic                        [1:0] fault_ready_o,
    input  toe_pkg::icmp_fault_t        [1:0] fault_i,
    output logic                              req_valid_o,
    input  logic                              req_ready_i,
    output toe_pkg::ip_t                      req_ip_o,
    input  logic                              rsp_valid_i,
    input  toe_pkg::arp_answer_t              rsp_i,
    output logic                              tx_valid_o,
    input  logic                              tx_ready_i,
    output toe_pkg::ip_tx_meta_t              tx_meta_o,
    output stream_t                           tx_o,
    // toe_icmp_trace; ready does not wait for valid
    output logic                              told_valid_o,
    input  logic                              told_ready_i,
    output toe_icmp_pkg::icmp_verdict_e       told_verdict_o,
    output toe_pkg::ip_t                      told_src_o,
    output logic                        [7:0] told_type_o,
    output logic                        [7:0] told_code_o,
    output logic                              sent_o,        // pulse: its neighbour is known
    output logic                        [7:0] sent_type_o
);
  localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9;
  localparam int unsigned Words     = toe_icmp_pkg::FaultBytes / 4;
  localparam int unsigned Beats     = (toe_icmp_pkg::FaultBytes + DataBytes - 1) / DataBytes;
  localparam int unsigned LastBytes = toe_icmp_pkg::FaultBytes - (Beats - 1) * DataBytes;
  localparam int unsigned Depth     = toe_icmp_pkg::FaultQueue + 1;  // one more is being sent

  typedef enum logic [2:0] {
    Rest,
    Sum,
    Ask,
    Wait,
    Send,
    Lost
  } state_e;

  state_e state_d, state_q;

  // ---------------------------------------------------------------- may it be said
  logic                 [1:0] turn, harmless;
  logic                       judged, take, room, fresh, below, unused, unused_ready;
  logic [$clog2(Depth+1)-1:0] waiting_q, unused_count;
  logic                [31:0] tick, since_q;
  logic                 [7:0] faults_q;
  toe_pkg::icmp_fault_t       chosen, head;
  logic                       head_valid, head_ready;

  always_comb begin
    for (int unsigned i = 0; i < 2; i++) begin
      harmless[i] = toe_pkg::is_host_address(fault_i[i].header.src, network_i)
                    && fault_i[i].header.dst == network_i.ip
                    && (fault_i[i].header.protocol != toe_pkg::ProtocolIcmp
                        || fault_i[i].first[63:56] == toe_icmp_pkg::TypeEchoRequest
                        || fault_i[i].first[63:56] == toe_icmp_pkg::TypeEchoReply);
    end
  end

  toe_prim_arbiter #(
      .Ports(2)
  ) u_turn (
      .clk_i,
      .rst_ni,
      .request_i(fault_valid_i),
      .grant_o  (turn),
      .advance_i(judged)
  );
  assign judged        = (|turn) && state_q != Lost && !rsp_valid_i && told_ready_i;
  assign fault_ready_o = turn & {2{judged}};
  assign chosen        = turn[1] ? fault_i[1] : fault_i[0];

  assign tick   = now_i[41:10];
  assign room   = 32'(waiting_q) != toe_icmp_pkg::FaultQueue;
  assign fresh  = tick - since_q >= toe_icmp_pkg::FaultPeriod;
  assign below  = fresh || faults_q < toe_icmp_pkg::FaultLimit;
  assign take   = judged && (|(turn & harmless)) && room && below;

  always_ff @(posedge clk_i) begin
    waiting_q <= waiting_q + $bits(waiting_q)'(take) - $bits(waiting_q)'(rsp_valid_i);
    if (take) begin
      if (fresh) since_q <= tick;
      faults_q <= fresh ? 8'd1 : faults_q + 1'b1;
    end
    if (!rst_ni) begin
      waiting_q <= '0;
      since_q   <= '0;
      faults_q  <= '0;
    end
  end

  toe_prim_fifo #(
      .T    (toe_pkg::icmp_fault_t),
      .Depth(Depth)
  ) u_queue (
      .clk_i,
      .rst_ni,
      .valid_i(take),
      .ready_o(unused_ready),
      .data_i (chosen),
      .valid_o(head_valid),
      .ready_i(head_ready),
      .data_o (head),
      .count_o(unused_count)
  );

  // ---------------------------------------------------------------- what is told
  assign told_valid_o = state_q == Lost || ((|turn) && !rsp_valid_i);
  always_comb begin
    told_src_o     = chosen.header.src;
    told_verdict_o = take ? toe_icmp_pkg::IcmpFault : toe_icmp_pkg::IcmpLimited;
    told_type_o    = chosen.msg_type;
    told_code_o    = chosen.code;
    if (state_q == Lost) begin
      told_src_o     = head.header.src;
      told_verdict_o = toe_icmp_pkg::IcmpLost;
      told_type_o    = '0;
      told_code_o    = '0;
    end
  end
  assign sent_o      = rsp_valid_i && rsp_i.hit;
  assign sent_type_o = head.msg_type;

  // ---------------------------------------------------------------- the message
  logic                  [3:0] index_q;  // Sum: of the word; Send: of the beat
  logic                 [15:0] sum_q;
  logic                 [31:0] word;
  toe_pkg::mac_t               mac_q;
  toe_icmp_pkg::icmp_header_t  header;
  logic [8*toe_icmp_pkg::FaultBytes-1:0] message;  // first octet in the high bits
  logic    [8*DataBytes*Beats-1:0] octets;   // octet 0 in the low bits

  function automatic logic [15:0] add(logic [15:0] a, logic [15:0] b);
    logic [16:0] sum;
    sum = {1'b0, a} + {1'b0, b};
    return sum[15:0] + {15'b0, sum[16]};
  endfunction

  assign header  = '{msg_type: head.msg_type, code: head.code, checksum: (state_q == Send) ? ~sum_q : '0};
  assign message = {header, 32'h0, head.header, head.first};
  assign word    = message[32*(Words-1-32'(index_q))+:32];

  always_comb begin
    octets = '0;
    for (int unsigned i = 0; i < toe_icmp_pkg::FaultBytes; i++) begin
      octets[8*i+:8] = message[8*(toe_icmp_pkg::FaultBytes-1-i)+:8];
    end
  end

  assign req_valid_o = state_q == Ask;
  assign req_ip_o    = toe_pkg::next_hop(head.header.src, network_i);
  assign tx_valid_o  = state_q == Send;
  assign tx_o.data   = octets[8*DataBytes*index_q+:8*DataBytes];
  assign tx_o.last   = index_q == 4'(Beats - 1);
  assign tx_o.keep   = tx_o.last ? {DataBytes{1'b1}} >> (DataBytes - LastBytes) : '1;
  assign tx_o.err    = 1'b0;
  assign tx_meta_o = '{
      dst_mac: mac_q,
      dst: head.header.src,
      protocol: toe_pkg::ProtocolIcmp,
      length: 16'(toe_icmp_pkg::FaultBytes),
      ttl: '0,
      tos: '0,
      dont_fragment: 1'b1,
      router_alert: 1'b0
  };

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      Rest:    if (head_valid) state_d = Sum;
      Sum:     if (index_q == 4'(Words - 1)) state_d = Ask;
      Ask:     if (req_ready_i) state_d = Wait;
      Wait:    if (rsp_valid_i) state_d = rsp_i.hit ? Send : Lost;
      Send:    if (tx_ready_i && tx_o.last) state_d = Rest;
      default: if (told_ready_i) state_d = Rest;
    endcase
  end
  assign head_ready = (state_q == Send || state_q == Lost) && state_d == Rest;

  always_ff @(posedge clk_i) begin
    state_q <= state_d;
    if (state_d != state_q) index_q <= '0;
    else if (state_q == Sum || (state_q == Send && tx_ready_i)) index_q <= index_q + 1'b1;
    if (!rst_ni) state_q <= Rest;
  end
  always_ff @(posedge clk_i) begin
    sum_q <= (state_q == Rest) ? '0 : (state_q == Sum) ? add(add(sum_q, word[31:16]), word[15:0]) : sum_q;
    if (rsp_valid_i) mac_q <= rsp_i.mac;
  end
  assign unused = &{1'b0, network_i, now_i, rsp_i, unused_ready, unused_count};

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      assert (!rsp_valid_i || state_q == Wait) else $error("invariant 1");
      assert (!take || unused_ready) else $error("invariant 2");
    end
  end
`endif

endmodule
