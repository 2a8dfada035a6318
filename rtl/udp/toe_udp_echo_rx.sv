// Judges a datagram for the echo application while it streams past: its own length, checksum and the
// sender's port (RFC 768, RFC 862; docs/rules/udp.md, "The echo application").
//
// At the last beat the verdict is known. reply_o is the reply's payload for IP meanwhile: the datagram's
// own length of octets, with the ports exchanged; its checksum stays, as the sum does not change. It ends
// with err if it is to be forgotten. A datagram that ends with err is nothing.
//
// What is behind the own length is swallowed; an end that does not fill its beat waits for the datagram's.
module toe_udp_echo_rx #(
    parameter type stream_t = logic
) (
    input  logic                           clk_i,
    input  logic                           rst_ni,
    input  logic                           valid_i,          // taken at once
    input  toe_pkg::ip_rx_meta_t           meta_i,
    input  stream_t                        data_i,
    input  logic                           room_i,           // for one more reply
    input  logic                           overflow_i,       // the store has no room for its octets
    output logic                           reply_valid_o,
    output stream_t                        reply_o,
    output logic                           verdict_valid_o,
    output toe_udp_pkg::udp_echo_verdict_e verdict_o,
    output toe_pkg::port_t                 src_port_o,
    output logic                    [15:0] length_o          // the datagram's own, with its header
);
  localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9;
  localparam int unsigned Words = DataBytes / 4;  // of a beat
  localparam int unsigned HeaderWords = $bits(toe_udp_pkg::udp_header_t) / 32;
  localparam toe_pkg::port_t FirstUser = 16'd1024;  // below are the ports of services

  // ---------------------------------------------------------------- its header
  logic                  [15:0] at_q;       // octets before this beat
  logic [HeaderWords-1:0][31:0] word, word_q;
  toe_udp_pkg::udp_header_t     header;
  logic                         known;      // its own length
  logic                         unused;

  always_comb begin
    word = word_q;
    for (int unsigned i = 0; i < HeaderWords; i++) begin
      if (at_q == 16'(4 * (i - i % Words))) begin
        for (int unsigned k = 0; k < 4; k++) word[i][8*(3-k)+:8] = data_i.data[8*(4*(i%Words)+k)+:8];
      end
    end
  end
  assign header     = {word[0], word[1]};
  assign known      = Words > 1 || at_q != '0;
  assign src_port_o = header.src_port;
  assign length_o   = header.length;
  assign unused     = &{1'b0, meta_i};

  // ---------------------------------------------------------------- the octets that count
  logic [DataBytes-1:0] mask;
  logic                 bad_length, sound;
  logic          [15:0] left, octets_sum, sum_q, sum_d, pseudo_d, pseudo_q;

  assign left = header.length - at_q;
  always_comb begin
    for (int unsigned i = 0; i < DataBytes; i++) mask[i] = !known || (header.length > at_q && 16'(i) < left);
  end

  toe_prim_checksum #(
      .DataBytes(DataBytes)
  ) u_octets (
      .data_i(data_i.data),
      .keep_i(data_i.keep & mask),
      .sum_o (octets_sum)
  );

  function automatic logic [15:0] add(logic [15:0] a, logic [15:0] b);
    logic [16:0] sum;
    sum = {1'b0, a} + {1'b0, b};
    return sum[15:0] + {15'b0, sum[16]};
  endfunction

  assign sum_d      = add((at_q == '0) ? '0 : sum_q, octets_sum);
  assign pseudo_d   = add(add(meta_i.src[31:16], meta_i.src[15:0]), add(meta_i.dst[31:16], meta_i.dst[15:0]));
  assign bad_length = header.length < 16'(4 * HeaderWords) || header.length > meta_i.length;
  assign sound      = header.checksum == '0
                      || add(add((at_q == '0) ? pseudo_d : pseudo_q, add(16'(toe_pkg::ProtocolUdp), header.length)),
                             sum_d) == '1;

  // ---------------------------------------------------------------- verdict
  toe_udp_pkg::udp_echo_verdict_e judged;  // but for the store's room

  always_comb begin
    judged = toe_udp_pkg::EchoAnswered;
    if (bad_length) judged = toe_udp_pkg::EchoLength;
    else if (!sound) judged = toe_udp_pkg::EchoChecksum;
    else if (header.src_port < FirstUser || header.src_port == header.dst_port) judged = toe_udp_pkg::EchoRefused;
    else if (!room_i) judged = toe_udp_pkg::EchoBusy;
  end
  assign verdict_o       = (judged == toe_udp_pkg::EchoAnswered && overflow_i) ? toe_udp_pkg::EchoBusy : judged;
  assign verdict_valid_o = valid_i && data_i.last && !data_i.err;

  // ---------------------------------------------------------------- the reply
  logic    ended_q;  // only the datagram's end is missing
  stream_t own, tail_q;

  always_comb begin
    own      = data_i;
    own.keep = data_i.keep & mask;
    if (at_q == '0) own.data[31:0] = {data_i.data[15:0], data_i.data[31:16]};
    reply_o      = ended_q ? tail_q : own;
    reply_o.last = data_i.last;
    reply_o.err  = data_i.err || judged != toe_udp_pkg::EchoAnswered;
  end
  assign reply_valid_o = valid_i && (data_i.last || (!ended_q && (&mask)));

  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      at_q    <= data_i.last ? '0 : at_q + 16'(DataBytes);
      ended_q <= !data_i.last && (ended_q || !(&mask));
    end
    if (!rst_ni) begin
      at_q    <= '0;
      ended_q <= 1'b0;
    end
  end
  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      word_q   <= word;
      sum_q    <= sum_d;
      pseudo_q <= pseudo_d;
      if (!ended_q) tail_q <= own;
    end
  end
endmodule
