// Writes what is kept of a frame into the datagram memory, and sums it (RFC 1071).
//
// From clear_i to ended_o one frame passes. While write_i its octets go to frame_i's place in slot_i,
// while swallow_i they go nowhere; else the stream waits. A frame whose octets find no page is swallowed
// from there on. Of a UDP datagram in one piece the octets behind its own length do not count for the
// sum (RFC 768); a length below 8 counts as 8, such a datagram is dropped for it anyway.
module toe_ip_writer #(
    parameter type stream_t = logic,
    localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9,
    localparam int unsigned CountBits = $clog2(DataBytes + 1)
) (
    input  logic                   clk_i,
    input  logic                   rst_ni,
    input  logic                   clear_i,
    input  logic                   write_i,
    input  logic                   swallow_i,
    input  toe_ip_rx_pkg::frame_t  frame_i,
    input  logic                   whole_i,   // it is not a fragment
    input  logic [7:0]             slot_i,
    input  logic                   valid_i,
    output logic                   ready_o,
    input  stream_t                data_i,
    output logic                   ended_o,   // its last beat is taken
    output logic                   full_o,    // ... or already was; some octets have found no page
    output logic [15:0]            sum_o,     // from the clock after ended_o on
    // the datagram memory
    output logic                   w_valid_o,
    input  logic                   w_ready_i,
    output logic [7:0]             w_slot_o,
    output logic [15:0]            w_at_o,
    output logic [CountBits-1:0]   w_count_o,
    output logic [8*DataBytes-1:0] w_data_o,
    input  logic                   w_full_i
);
  logic                 empty, taken, unused;
  logic [15:0]          place_q, limit, sum;
  logic [DataBytes-1:0] counts;
  assign unused = &{1'b0, frame_i, data_i.err};

  assign empty     = !data_i.keep[0] || full_o;
  assign w_valid_o = write_i && valid_i && !empty;
  assign w_slot_o  = slot_i;
  assign w_at_o    = {frame_i.header.fragment_offset, 3'b0} + place_q;
  assign w_data_o  = data_i.data;
  always_comb begin
    w_count_o = '0;
    for (int unsigned i = 0; i < DataBytes; i++) w_count_o += CountBits'(data_i.keep[i]);
  end

  assign ready_o = swallow_i || (write_i && (empty || w_ready_i));
  assign taken   = valid_i && ready_o;
  assign ended_o = taken && data_i.last;

  // Never below 8: a first beat of four octets comes before the UDP length is known.
  assign limit = !whole_i ? '1 : (frame_i.first[31:16] < 16'd8) ? 16'd8 : frame_i.first[31:16];
  always_comb begin
    for (int unsigned i = 0; i < DataBytes; i++) counts[i] = place_q + 16'(i) < limit;
  end

  toe_prim_checksum #(
      .DataBytes(DataBytes)
  ) u_sum (
      .data_i(data_i.data),
      .keep_i(data_i.keep & counts),
      .sum_o (sum)
  );

  always_ff @(posedge clk_i) begin
    if (clear_i) full_o <= 1'b0;
    else if (w_valid_o && w_ready_i && w_full_i) full_o <= 1'b1;
    if (!rst_ni) full_o <= 1'b0;
  end
  always_ff @(posedge clk_i) begin
    if (clear_i) begin
      place_q <= '0;
      sum_o   <= '0;
    end else if (taken) begin
      place_q <= place_q + 16'(DataBytes);
      sum_o   <= toe_ip_rx_pkg::add(sum_o, sum);
    end
  end

endmodule
