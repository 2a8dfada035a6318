// Proof of toe_prim_axi_bursts: the bursts of a request touch each word of it once, in order, inside its
// ring, each burst within its page; as many as are needed and no more.
module formal_axi_bursts #(
    parameter int unsigned DataBytes  = 4,
    parameter int unsigned RingBytes  = 32,
    parameter int unsigned BurstBytes = 8,
    localparam int unsigned Bits = 6  // of an offset: two rings
) (
    input logic            clk_i,
    input logic            request_valid_i,
    input logic [Bits-1:0] offset_i,
    input logic [4:0]      length_i,
    input logic            burst_ready_i
);
  localparam logic [31:0] Base = 32'h1000;

  logic        rst_n = 1'b0;
  logic        request_ready, burst_valid;
  logic [31:0] addr;
  logic [7:0]  len;
  always_ff @(posedge clk_i) rst_n <= 1'b1;

  toe_prim_axi_bursts #(.DataBytes(DataBytes), .RingBytes(RingBytes), .BurstBytes(BurstBytes), .Base(Base)) u_dut (
      .clk_i, .rst_ni(rst_n), .request_valid_i, .request_ready_o(request_ready), .request_offset_i(32'(offset_i)),
      .request_length_i(16'(length_i)), .burst_valid_o(burst_valid), .burst_ready_i, .burst_addr_o(addr), .burst_len_o(len)
  );

  // Octets of the request from the word at next_q on.
  logic            busy_q;
  logic [Bits-1:0] next_q;
  logic [5:0]      left_q, octets;
  assign octets = 6'(DataBytes) * (6'(len) + 6'd1);
  always_ff @(posedge clk_i) begin
    if (request_valid_i && request_ready) begin
      assume (length_i != '0);
      busy_q <= 1'b1;
      next_q <= offset_i & ~Bits'(DataBytes - 1);
      left_q <= 6'(length_i) + 6'(offset_i % Bits'(DataBytes));
    end else if (burst_valid && burst_ready_i) begin
      busy_q <= left_q > octets;
      left_q <= left_q - octets;
      next_q <= (next_q & ~Bits'(RingBytes - 1)) | ((next_q + Bits'(octets)) & Bits'(RingBytes - 1));
    end
    if (!rst_n) busy_q <= 1'b0;
  end

  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      offered : assert (burst_valid == busy_q && request_ready == !busy_q);
      if (burst_valid) begin
        goes_on : assert (addr == Base + 32'(next_q));
        stays_in_page : assert (addr / BurstBytes == (addr + 32'(octets) - 32'd1) / BurstBytes && 32'(len) < BurstBytes / DataBytes);
        no_word_too_many : assert (left_q + 6'(DataBytes) > octets);
        not_too_small : assert (left_q <= octets || (addr + 32'(octets)) % BurstBytes == '0);
      end
      wraps : cover (burst_valid && next_q == Bits'(RingBytes) && left_q < 6'd20);
    end
  end
endmodule
