// Sockwire - reads a stretch of a memory as a stream of words: (address, octets) -> beats.
//
// For a memory that is addressed in octets, shows what was read one cycle after re_o and holds it
// (toe_prim_byte_ram, or toe_prim_ram by rows). A beat a cycle, the first one two cycles after the
// request. Octets behind the last one of the request have no meaning; a request of no octets is one
// beat. The address goes on at the beginning of its ring of RingBytes.
//
// Guarantees: (1) a request makes ceil(octets / DataBytes) beats, the last one with last_o; (2) what is
// offered stays until it is taken: the memory is not read meanwhile.
module toe_prim_ram_read #(
    parameter int unsigned DataBytes = 4,
    parameter int unsigned Bytes     = 1024,
    parameter int unsigned RingBytes = Bytes,
    localparam int unsigned AddrWidth = $clog2(Bytes)
) (
    input  logic                 clk_i,
    input  logic                 rst_ni,

    input  logic                 request_valid_i,
    output logic                 request_ready_o,
    input  logic [AddrWidth-1:0] request_addr_i,
    input  logic [15:0]          request_length_i,

    output logic                 re_o,
    output logic [AddrWidth-1:0] raddr_o,

    output logic                 valid_o,   // the memory shows a beat
    input  logic                 ready_i,
    output logic                 last_o
);

  localparam logic [15:0] Step = 16'(DataBytes);
  typedef logic [AddrWidth-1:0] addr_t;
  localparam addr_t Inside = addr_t'(RingBytes - 1);

  logic        busy_q, shown_q, last_q;
  addr_t       addr_q;
  logic [15:0] left_q;  // octets not yet read

  assign request_ready_o = !busy_q && !shown_q;
  assign re_o            = busy_q && (!shown_q || ready_i);
  assign raddr_o         = addr_q;
  assign valid_o         = shown_q;
  assign last_o          = last_q;

  always_ff @(posedge clk_i) begin
    if (request_valid_i && request_ready_o) busy_q <= 1'b1;
    else if (re_o && left_q <= Step) busy_q <= 1'b0;
    if (re_o) shown_q <= 1'b1;
    else if (ready_i) shown_q <= 1'b0;
    if (!rst_ni) begin
      busy_q  <= 1'b0;
      shown_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (request_ready_o) begin
      addr_q <= request_addr_i;
      left_q <= request_length_i;
    end else if (re_o) begin
      addr_q <= (addr_q & ~Inside) | ((addr_q + addr_t'(DataBytes)) & Inside);
      left_q <= left_q - Step;
      last_q <= left_q <= Step;
    end
  end

`ifndef SYNTHESIS
  logic [15:0] beats_q;  // not yet given
  always_ff @(posedge clk_i) begin
    if (request_valid_i && request_ready_o)
      beats_q <= (request_length_i == '0) ? 16'd1 : (request_length_i + Step - 16'd1) / Step;
    else if (valid_o && ready_i) beats_q <= beats_q - 16'd1;
    if (rst_ni) begin
      if (valid_o) assert (beats_q != '0 && last_o == (beats_q == 16'd1)) else $error("(1) a beat too many or too few");
      assert (!re_o || !shown_q || ready_i) else $error("(2) the offer changes");
    end
  end
`endif

endmodule
