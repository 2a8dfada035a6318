// A TCP segment that came in fragments: read from the datagram memory, it goes to TCP between two others
// (docs/rules/network.md, "Fragments" 7).
//
//   Idle --a segment waits--> Read --last beat--> Free --slot handed back--> Idle
//
// 1. A segment has as many octets as stands beside it.
module toe_ip_replay #(
    parameter type stream_t = logic,
    parameter int unsigned Depth = 2,  // segments that can wait
    localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9
) (
    input  logic                   clk_i,
    input  logic                   rst_ni,
    input  logic                   push_i,
    output logic                   room_o,
    input  toe_pkg::datagram_t     datagram_i,
    output logic                   valid_o,
    input  logic                   ready_i,
    output toe_pkg::ip_rx_meta_t   meta_o,
    output stream_t                data_o,
    output toe_ip_rx_pkg::told_t   told_o,      // of its record, beside the stream
    output logic                   free_valid_o,
    input  logic                   free_ready_i,
    output logic [7:0]             free_slot_o,
    output logic                   r_valid_o,
    input  logic                   r_ready_i,
    output logic [7:0]             r_slot_o,
    output logic [15:0]            r_at_o,
    input  logic                   r_data_valid_i,
    input  logic [8*DataBytes-1:0] r_data_i
);
  typedef enum logic [1:0] {
    Idle,
    Read,
    Free
  } state_e;

  state_e             state_d, state_q;
  logic               waits, start_ready;
  toe_pkg::datagram_t segment;
  logic               unused;
  logic [$clog2(Depth+1)-1:0] count;
  assign unused = &{1'b0, segment, count};

  toe_prim_fifo #(
      .T    (toe_pkg::datagram_t),
      .Depth(Depth)
  ) u_segments (
      .clk_i,
      .rst_ni,
      .valid_i(push_i),
      .ready_o(room_o),
      .data_i (datagram_i),
      .valid_o(waits),
      .ready_i(state_q == Free && free_ready_i),
      .data_o (segment),
      .count_o(count)
  );

  toe_ip_memory_read #(
      .stream_t(stream_t)
  ) u_read (
      .clk_i,
      .rst_ni,
      .start_valid_i (state_q == Idle && waits),
      .start_ready_o (start_ready),
      .start_slot_i  (segment.slot),
      .start_at_i    ('0),
      .start_length_i(segment.length),
      .r_valid_o,
      .r_ready_i,
      .r_slot_o,
      .r_at_o,
      .r_data_valid_i,
      .r_data_i,
      .valid_o,
      .ready_i,
      .data_o
  );

  assign meta_o = '{
      src: segment.header.src, dst: segment.header.dst, protocol: segment.header.protocol,
      length: segment.length, tos: segment.header.tos
  };
  assign told_o = '{
      verdict: toe_ip_pkg::IpReplay, src: segment.header.src, dst: segment.header.dst,
      protocol: segment.header.protocol, identification: segment.header.identification,
      length: segment.length, default: '0
  };

  assign free_valid_o = state_q == Free;
  assign free_slot_o  = segment.slot;

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      Idle:    if (waits && start_ready) state_d = Read;
      Read:    if (valid_o && ready_i && data_o.last) state_d = Free;
      default: if (free_ready_i) state_d = Idle;
    endcase
  end

  always_ff @(posedge clk_i) begin
    state_q <= state_d;
    if (!rst_ni) state_q <= Idle;
  end

`ifndef SYNTHESIS
  logic [15:0] octets_q;
  always_ff @(posedge clk_i) begin
    octets_q <= (state_q != Read) ? '0
                : octets_q + ((valid_o && ready_i) ? 16'($countones(data_o.keep)) : '0);
    if (rst_ni && state_q == Free) assert (octets_q == segment.length) else $error("invariant 1");
    if (rst_ni && push_i) assert (room_o) else $error("a segment without room");
  end
`endif

endmodule
