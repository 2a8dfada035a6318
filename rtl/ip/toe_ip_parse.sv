// Takes the IPv4 header with its options off a frame, and the padding behind the datagram (RFC 791 3.1).
//
//   frame -> toe_prim_strip (20 octets) -> toe_prim_skip (options) -> toe_prim_trim -> payload
//
// What is known of the header stands while taken_o: a beat passes from skip to trim. The payload follows a
// clock later, and ends with err if the frame does, if it ends in its header, or if octets are missing.
module toe_ip_parse #(
    parameter type stream_t = logic
) (
    input  logic                   clk_i,
    input  logic                   rst_ni,
    input  logic                   hold_i,       // no frame begins
    input  logic                   valid_i,
    output logic                   ready_o,
    input  logic                   group_mac_i,
    input  stream_t                data_i,
    // the header
    output logic                   taken_o,
    output logic                   begins_o,     // with taken_o: the frame's first beat there
    output logic                   ends_o,       // ... its last
    output logic                   end_waits_o,  // its last beat is taken now or as soon as there is room
    output toe_pkg::ipv4_header_t  header_o,
    output logic [15:0]            length_o,     // octets behind header and options, as it says
    output logic                   malformed_o,  // cut off in its header, or a wrong checksum
    output logic                   group_mac_o,
    output logic                   missing_o,    // with ends_o: it is shorter than it says
    output logic                   own_err_o,    // with ends_o: the MAC says that it is bad
    output logic [15:0]            port_o,       // octets 2 and 3 behind the header: the destination port of UDP
    output logic [63:0]            first_o,      // the first eight octets, from the clock after they are taken on
    // the payload
    output logic                   valid_o,
    input  logic                   ready_i,
    output stream_t                payload_o
);
  localparam int unsigned DataBytes   = ($bits(stream_t) - 2) / 9;
  localparam int unsigned HeaderBytes = $bits(toe_pkg::ipv4_header_t) / 8;
  localparam int unsigned MaxOptions  = 40;

  logic    strip_valid, strip_ready, strip_short, go, open_q;
  logic    skip_valid, skip_ready, skip_in_ready, skip_short, first_q, second_q, sum_good;
  stream_t strip_data, skip_data;

  toe_prim_strip #(
      .stream_t   (stream_t),
      .HeaderBytes(HeaderBytes)
  ) u_strip (
      .clk_i,
      .rst_ni,
      .valid_i,
      .ready_o,
      .data_i,
      .valid_o (strip_valid),
      .ready_i (strip_ready),
      .data_o  (strip_data),
      .header_o(header_o),
      .short_o (strip_short)
  );

  assign go          = open_q || !hold_i;
  assign strip_ready = go && skip_in_ready;
  assign length_o    = header_o.total_length - {10'b0, header_o.ihl, 2'b0};

  toe_prim_skip #(
      .stream_t(stream_t),
      .MaxSkip (MaxOptions)
  ) u_skip (
      .clk_i,
      .rst_ni,
      .valid_i(strip_valid && go),
      .ready_o(skip_in_ready),
      .data_i (strip_data),
      .skip_i (header_o.ihl < 4'd5 || strip_short ? 6'd0 : {header_o.ihl - 4'd5, 2'b0}),
      .valid_o(skip_valid),
      .ready_i(skip_ready),
      .data_o (skip_data),
      .short_o(skip_short)
  );

  toe_prim_trim #(
      .stream_t(stream_t)
  ) u_trim (
      .clk_i,
      .rst_ni,
      .valid_i  (skip_valid),
      .ready_o  (skip_ready),
      .data_i   (skip_data),
      .length_i (length_o),
      .missing_o(missing_o),
      .valid_o,
      .ready_i,
      .data_o   (payload_o)
  );

  assign taken_o     = skip_valid && skip_ready;
  assign begins_o    = taken_o && first_q;
  assign ends_o      = taken_o && skip_data.last;
  assign end_waits_o = skip_valid && skip_data.last;

  // The sum is complete before the first octet behind the options leaves u_skip.
  toe_ip_check #(
      .stream_t(stream_t)
  ) u_check (
      .clk_i,
      .rst_ni,
      .accept_i  (valid_i && ready_o),
      .data_i,
      .group_i   (group_mac_i),
      .out_more_i(strip_valid && !strip_data.last),
      .out_ends_i(ends_o),
      .sum_good_o(sum_good),
      .group_o   (group_mac_o)
  );
  assign malformed_o = strip_short || skip_short || !sum_good;

  always_ff @(posedge clk_i) begin
    if (strip_valid && strip_ready) open_q <= !strip_data.last;
    if (taken_o) first_q <= skip_data.last;
    if (!rst_ni) begin
      open_q  <= 1'b0;
      first_q <= 1'b1;
    end
  end
  logic [15:0] port_q;
  assign port_o = first_q ? {skip_data.data[23:16], skip_data.data[31:24]} : port_q;

  always_ff @(posedge clk_i) begin
    if (valid_i && ready_o && data_i.last) own_err_o <= data_i.err;
    port_q <= port_o;
    if (taken_o) second_q <= first_q;
    for (int unsigned i = 0; i < 8; i++) begin
      if (taken_o && (i < DataBytes ? first_q : second_q && !first_q)) begin
        first_o[8*(7-i)+:8] <= skip_data.data[8*(i%DataBytes)+:8];
      end
    end
  end

endmodule
