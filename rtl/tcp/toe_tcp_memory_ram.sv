// The memory of the buffers inside: a byte RAM for the receive rings, one for the send rings.
//
// Ports: docs/contracts.md, "The buffers' memory". Writes are done with their last beat; the first beat
// of a read is there two clocks after the request, then one each clock.
//
// 1. A write has as many beats as its span needs.
module toe_tcp_memory_ram #(
    parameter int unsigned DataBytes = 4,
    parameter int unsigned Buffers = 4,
    parameter int unsigned BufBytes = 4096
) (
    input  logic                      clk_i,
    input  logic                      rst_ni,
    // toe_tcp_mover writes
    input  logic                      write_valid_i,
    output logic                      write_ready_o,
    input  toe_tcp_memory_pkg::span_t write_i,
    input  toe_tcp_memory_pkg::ring_e write_ring_i,
    input  logic                      wbeat_valid_i,
    output logic                      wbeat_ready_o,
    input  logic [8*DataBytes-1:0]    wbeat_i,
    output logic                      write_done_o,
    // toe_tcp_mover reads receive rings
    input  logic                      recv_valid_i,
    output logic                      recv_ready_o,
    input  toe_tcp_memory_pkg::span_t recv_i,
    output logic                      rbeat_valid_o,
    input  logic                      rbeat_ready_i,
    output logic [8*DataBytes-1:0]    rbeat_o,
    // toe_tcp_tx_fetch reads send rings
    input  logic                      send_valid_i,
    output logic                      send_ready_o,
    input  toe_tcp_memory_pkg::span_t send_i,
    output logic                      sbeat_valid_o,
    input  logic                      sbeat_ready_i,
    output logic [8*DataBytes-1:0]    sbeat_o
);
  localparam int unsigned AddressBits = $clog2(Buffers * BufBytes);
  localparam int unsigned CountBits = $clog2(DataBytes + 1);
  localparam logic [15:0] Step = 16'(DataBytes);
  typedef logic [AddressBits-1:0] address_t;

  function automatic address_t address(logic [15:0] buffer, logic [15:0] offset);
    return address_t'(32'(buffer) * BufBytes + (32'(offset) % BufBytes));
  endfunction

  // ---------------------------------------------------------------- what is written
  toe_tcp_memory_pkg::ring_e ring_q;
  toe_tcp_memory_pkg::span_t rest_q;  // of the write in hand
  logic [CountBits-1:0]      count;
  logic                      we;

  assign write_ready_o = rest_q.length == '0;
  assign wbeat_ready_o = 1'b1;
  assign we            = wbeat_valid_i;
  assign count         = (rest_q.length < Step) ? CountBits'(rest_q.length) : CountBits'(DataBytes);
  assign write_done_o  = we && rest_q.length <= Step;

  always_ff @(posedge clk_i) begin
    if (write_valid_i && write_ready_o) rest_q.length <= write_i.length;
    else if (we) rest_q.length <= rest_q.length - 16'(count);
    if (!rst_ni) rest_q.length <= '0;
  end

  always_ff @(posedge clk_i) begin
    if (write_ready_o) begin
      ring_q        <= write_ring_i;
      rest_q.buffer <= write_i.buffer;
      rest_q.offset <= write_i.offset;
    end else if (we) begin
      rest_q.offset <= rest_q.offset + Step;
    end
  end

  // ---------------------------------------------------------------- the rings, and who reads them
  logic     recv_re, send_re;
  address_t recv_raddr, send_raddr;
  logic     unused_recv_last, unused_send_last;

  toe_prim_byte_ram #(
      .DataBytes(DataBytes),
      .Bytes    (Buffers * BufBytes),
      .RingBytes(BufBytes)
  ) u_recv_buffers (
      .clk_i,
      .rst_ni,
      .we_i    (we && ring_q == toe_tcp_memory_pkg::RingRecv),
      .waddr_i (address(rest_q.buffer, rest_q.offset)),
      .wcount_i(count),
      .wdata_i (wbeat_i),
      .re_i    (recv_re),
      .raddr_i (recv_raddr),
      .rdata_o (rbeat_o)
  );

  toe_prim_ram_read #(
      .DataBytes(DataBytes),
      .Bytes    (Buffers * BufBytes),
      .RingBytes(BufBytes)
  ) u_recv_read (
      .clk_i,
      .rst_ni,
      .request_valid_i (recv_valid_i),
      .request_ready_o (recv_ready_o),
      .request_addr_i  (address(recv_i.buffer, recv_i.offset)),
      .request_length_i(recv_i.length),
      .re_o            (recv_re),
      .raddr_o         (recv_raddr),
      .valid_o         (rbeat_valid_o),
      .ready_i         (rbeat_ready_i),
      .last_o          (unused_recv_last)
  );

  toe_prim_byte_ram #(
      .DataBytes(DataBytes),
      .Bytes    (Buffers * BufBytes),
      .RingBytes(BufBytes)
  ) u_send_buffers (
      .clk_i,
      .rst_ni,
      .we_i    (we && ring_q == toe_tcp_memory_pkg::RingSend),
      .waddr_i (address(rest_q.buffer, rest_q.offset)),
      .wcount_i(count),
      .wdata_i (wbeat_i),
      .re_i    (send_re),
      .raddr_i (send_raddr),
      .rdata_o (sbeat_o)
  );

  toe_prim_ram_read #(
      .DataBytes(DataBytes),
      .Bytes    (Buffers * BufBytes),
      .RingBytes(BufBytes)
  ) u_send_read (
      .clk_i,
      .rst_ni,
      .request_valid_i (send_valid_i),
      .request_ready_o (send_ready_o),
      .request_addr_i  (address(send_i.buffer, send_i.offset)),
      .request_length_i(send_i.length),
      .re_o            (send_re),
      .raddr_o         (send_raddr),
      .valid_o         (sbeat_valid_o),
      .ready_i         (sbeat_ready_i),
      .last_o          (unused_send_last)
  );

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) assert (!wbeat_valid_i || rest_q.length != '0) else $error("invariant 1");
  end
`endif

endmodule
