// A stretch of a slot of the datagram memory as a stream, over one of its reader ports.
//
// Octets that are on their way have a place in the FIFO, so that the memory never has to wait. A
// stretch without octets is one beat that keeps nothing. One beat a clock while nobody stalls; the
// next stretch is begun when the one before has left the memory.
//
// 1. What comes was asked for, and finds its place free.
module toe_ip_memory_read #(
    parameter type stream_t = logic,
    localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9
) (
    input  logic                   clk_i,
    input  logic                   rst_ni,
    input  logic                   start_valid_i,
    output logic                   start_ready_o,
    input  logic [7:0]             start_slot_i,
    input  logic [15:0]            start_at_i,
    input  logic [15:0]            start_length_i,
    // reader port of toe_ip_memory
    output logic                   r_valid_o,
    input  logic                   r_ready_i,
    output logic [7:0]             r_slot_o,
    output logic [15:0]            r_at_o,
    input  logic                   r_data_valid_i,
    input  logic [8*DataBytes-1:0] r_data_i,
    output logic                   valid_o,
    input  logic                   ready_i,
    output stream_t                data_o
);
  localparam int unsigned Depth = toe_ip_pkg::ReadLatency + 4;
  localparam logic [15:0] Step = 16'(DataBytes);
  typedef logic [$clog2(Depth+1)-1:0] count_t;

  logic         asks_q, comes_q;          // reads are to be made; octets are to come
  logic  [15:0] ask_left_q, come_left_q;  // octets
  count_t       places_q;                 // that are free, counted as soon as a read is made
  count_t       unused_count;
  logic         taken, given, unused_ready, unused;
  stream_t      beat;

  assign start_ready_o = !comes_q;
  assign r_valid_o     = asks_q && places_q != '0;
  assign taken         = r_valid_o && r_ready_i;
  assign given         = valid_o && ready_i;
  assign unused        = &{1'b0, unused_count, unused_ready};

  always_comb begin
    beat = '{data: r_data_i, keep: '0, last: come_left_q <= Step, err: 1'b0};
    for (int unsigned i = 0; i < DataBytes; i++) beat.keep[i] = 16'(i) < come_left_q;
  end

  toe_prim_fifo #(
      .T    (stream_t),
      .Depth(Depth)
  ) u_beats (
      .clk_i,
      .rst_ni,
      .valid_i(r_data_valid_i),
      .ready_o(unused_ready),
      .data_i (beat),
      .valid_o,
      .ready_i,
      .data_o,
      .count_o(unused_count)
  );

  always_ff @(posedge clk_i) begin
    places_q <= places_q + count_t'(given) - count_t'(taken);
    if (start_valid_i && start_ready_o) begin
      asks_q  <= 1'b1;
      comes_q <= 1'b1;
    end else begin
      if (taken && ask_left_q <= Step) asks_q <= 1'b0;
      if (r_data_valid_i && beat.last) comes_q <= 1'b0;
    end
    if (!rst_ni) begin
      places_q <= count_t'(Depth);
      asks_q   <= 1'b0;
      comes_q  <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (start_ready_o) begin
      r_slot_o    <= start_slot_i;
      r_at_o      <= start_at_i;
      ask_left_q  <= start_length_i;
      come_left_q <= start_length_i;
    end else begin
      if (taken) begin
        r_at_o     <= r_at_o + Step;
        ask_left_q <= ask_left_q - Step;
      end
      if (r_data_valid_i) come_left_q <= come_left_q - Step;
    end
  end

`ifndef SYNTHESIS
  int unsigned way_q;  // reads that are under way
  always_ff @(posedge clk_i) begin
    way_q <= way_q + 32'(taken) - 32'(r_data_valid_i);
    if (!rst_ni) way_q <= '0;
    if (rst_ni) begin
      assert (!r_data_valid_i || (comes_q && way_q != '0 && unused_ready)) else $error("invariant 1");
    end
  end
`endif

endmodule
