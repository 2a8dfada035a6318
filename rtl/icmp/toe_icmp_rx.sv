// Judges an ICMP message while it streams past: checksum, type, room (RFC 792; docs/rules/network.md).
//
// At the last beat verdict_o is known, and the checksum of the reply: the sum over the message with
// type 0 and without the checksum itself, computed anew so that both zeros come out as they should; and
// what an error tells of the datagram that it quotes (RFC 792: the IP header and eight octets behind it).
// keep_err_o tells the store on the same beat to forget it. A message that ends with err is nothing.
module toe_icmp_rx #(
    parameter type stream_t = logic
) (
    input  logic                         clk_i,
    input  logic                         rst_ni,
    input  logic                         valid_i,           // taken at once
    input  toe_pkg::ip_rx_meta_t         meta_i,
    input  stream_t                      data_i,
    input  toe_pkg::ip_t                 local_addr_i,
    input  logic                         room_i,            // for one more message
    input  logic                         tcp_room_i,        // for one more error about a segment
    input  logic                         udp_room_i,        // for one more about a datagram of UDP
    input  logic                         overflow_i,        // the store has no room for its octets
    output logic                         keep_err_o,
    output logic                         verdict_valid_o,
    output toe_icmp_pkg::icmp_verdict_e  verdict_o,
    output logic                         sound_o,           // neither bad nor too short
    output logic                   [7:0] type_o,
    output toe_pkg::icmp_error_t         error_o,           // if the verdict is IcmpError or IcmpUdpError
    output logic                  [15:0] reply_checksum_o
);
  localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9;
  localparam int unsigned Words = DataBytes / 4;  // of a beat
  localparam int unsigned HeaderWords = 9;        // the message's header, an IP header, eight octets
  localparam logic [3:0]  MaxWords = 4'd12;       // not less, and a multiple of Words

  logic                  first_q, bad, echo, about_us, about_udp, unused;
  logic [DataBytes-1:0]  reply_keep;
  logic           [15:0] all_sum, all_q, all_d, reply_sum, reply_q, reply_d;

  function automatic logic [15:0] add(logic [15:0] a, logic [15:0] b);
    logic [16:0] sum;
    sum = {1'b0, a} + {1'b0, b};
    return sum[15:0] + {15'b0, sum[16]};
  endfunction

  // In the first beat type and checksum do not count for the reply.
  assign reply_keep = data_i.keep & ~(first_q ? DataBytes'(4'b1101) : '0);

  toe_prim_checksum #(
      .DataBytes(DataBytes)
  ) u_all (
      .data_i(data_i.data),
      .keep_i(data_i.keep),
      .sum_o (all_sum)
  );
  toe_prim_checksum #(
      .DataBytes(DataBytes)
  ) u_reply (
      .data_i(data_i.data),
      .keep_i(reply_keep),
      .sum_o (reply_sum)
  );

  assign all_d   = add(first_q ? 16'h0 : all_q, all_sum);
  assign reply_d = add(first_q ? 16'h0 : reply_q, reply_sum);
  assign echo    = type_o == toe_icmp_pkg::TypeEchoRequest;
  assign bad     = all_d != '1 || meta_i.length < 16'd8;
  assign sound_o = !bad;

  // ---------------------------------------------------------------- what an error quotes
  logic [3:0]                   base_q;  // index of this beat's first word; stays at MaxWords
  logic [HeaderWords-1:0][31:0] word, word_q;
  toe_pkg::ipv4_header_t        quoted;

  always_comb begin
    word = word_q;
    for (int unsigned i = 0; i < HeaderWords; i++) begin
      if (base_q == 4'(i - i % Words)) begin
        for (int unsigned k = 0; k < 4; k++) word[i][8*(3-k)+:8] = data_i.data[8*(4*(i%Words)+k)+:8];
      end
    end
  end

  assign type_o    = word[0][31:24];
  assign quoted    = {word[2], word[3], word[4], word[5], word[6]};
  assign about_udp = quoted.protocol == toe_pkg::ProtocolUdp;
  assign about_us  = (type_o == toe_icmp_pkg::TypeUnreachable || type_o == toe_icmp_pkg::TypeTimeExceeded
                      || type_o == toe_icmp_pkg::TypeParameter)
                     && meta_i.length >= 16'(4 * HeaderWords) && quoted.version == 4'd4 && quoted.ihl == 4'd5
                     && quoted.fragment_offset == '0
                     && (quoted.protocol == toe_pkg::ProtocolTcp || about_udp)
                     && quoted.src == local_addr_i;

  always_comb begin
    error_o          = '0;
    error_o.addr     = quoted.dst;
    {error_o.local_port, error_o.remote_port} = word[7];
    error_o.seq      = about_udp ? '0 : word[8];
    error_o.msg_type = type_o;
    error_o.code     = word[0][23:16];
    if (type_o == toe_icmp_pkg::TypeUnreachable && error_o.code == toe_icmp_pkg::CodeFragmentation) begin
      error_o.mtu = word[1][15:0];
    end
  end

  // ---------------------------------------------------------------- verdict

  assign reply_checksum_o = ~reply_d;
  assign keep_err_o       = data_i.err || bad || !echo || !room_i;
  assign verdict_valid_o  = valid_i && data_i.last && !data_i.err;

  always_comb begin
    verdict_o = toe_icmp_pkg::IcmpAnswered;
    if (bad) verdict_o = toe_icmp_pkg::IcmpChecksum;
    else if (about_us && !(about_udp ? udp_room_i : tcp_room_i)) verdict_o = toe_icmp_pkg::IcmpBusy;
    else if (about_us) verdict_o = about_udp ? toe_icmp_pkg::IcmpUdpError : toe_icmp_pkg::IcmpError;
    else if (!echo) verdict_o = toe_icmp_pkg::IcmpIgnored;
    else if (!room_i || overflow_i) verdict_o = toe_icmp_pkg::IcmpBusy;
  end

  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      first_q <= data_i.last;
      base_q  <= data_i.last ? '0 : (base_q < MaxWords) ? base_q + 4'(Words) : base_q;
    end
    if (!rst_ni) begin
      first_q <= 1'b1;
      base_q  <= '0;
    end
  end
  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      all_q   <= all_d;
      reply_q <= reply_d;
      word_q  <= word;
    end
  end
  assign unused = &{1'b0, meta_i, word, quoted};

endmodule
