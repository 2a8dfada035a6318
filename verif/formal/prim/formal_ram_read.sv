// Proof of toe_prim_ram_read: the beats of a request are the words from its address on, round its ring,
// as many as it takes, the last one marked; what is offered stays.
module formal_ram_read #(
    parameter int unsigned DataBytes = 4,
    parameter int unsigned Bytes     = 32,
    parameter int unsigned RingBytes = 16,
    localparam int unsigned AddrWidth = $clog2(Bytes)
) (
    input logic                 clk_i,
    input logic                 request_valid_i,
    input logic [AddrWidth-1:0] addr_i,
    input logic [4:0]           length_i,
    input logic                 ready_i
);
  typedef logic [AddrWidth-1:0] at_t;

  logic rst_n = 1'b0;
  logic request_ready, re, valid, last;
  at_t  raddr;
  always_ff @(posedge clk_i) rst_n <= 1'b1;

  toe_prim_ram_read #(.DataBytes(DataBytes), .Bytes(Bytes), .RingBytes(RingBytes)) u_dut (
      .clk_i, .rst_ni(rst_n), .request_valid_i, .request_ready_o(request_ready), .request_addr_i(addr_i),
      .request_length_i(16'(length_i)), .re_o(re), .raddr_o(raddr), .valid_o(valid), .ready_i, .last_o(last)
  );

  logic       busy_q, shown_q, waited_q;
  at_t        next_q, memory_q;  // where the next beat begins; what the memory shows
  logic [4:0] left_q;
  always_ff @(posedge clk_i) begin
    if (re) memory_q <= raddr;
    if (request_valid_i && request_ready) begin
      busy_q <= 1'b1;
      next_q <= addr_i;
      left_q <= length_i;
    end else if (valid && ready_i) begin
      busy_q <= 32'(left_q) > DataBytes;
      next_q <= (next_q & ~at_t'(RingBytes - 1)) | ((next_q + at_t'(DataBytes)) & at_t'(RingBytes - 1));
      left_q <= left_q - 5'(DataBytes);
    end
    waited_q <= busy_q;
    if (!rst_n) begin
      busy_q   <= 1'b0;
      waited_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      one_request : assert (request_ready == !busy_q);
      if (valid) begin
        in_order : assert (busy_q && memory_q == next_q);
        ends : assert (last == (32'(left_q) <= DataBytes));
      end
      if (busy_q && waited_q) flows : assert (valid);
      wraps : cover (valid && last && next_q == at_t'(2) && left_q == 5'd3);
      nothing : cover (valid && last && left_q == '0 && busy_q);
    end
  end
endmodule
