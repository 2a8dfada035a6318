// Proof of toe_prim_axi_read, with a memory that keeps AXI4's rules and answers when it likes: AR keeps
// them too, each octet of the request comes out in its place (one address, chosen freely, is looked at),
// in as many beats as it takes, and errors are told in time.
module formal_axi_read #(
    parameter int unsigned DataBytes   = 4,
    parameter int unsigned RingBytes   = 16,
    parameter int unsigned BurstBytes  = 8,
    parameter int unsigned Outstanding = 2,
    localparam int unsigned Bits = 5  // of an offset: two rings
) (
    input logic                   clk_i,
    input logic                   request_valid_i,
    input logic [Bits-1:0]        offset_i,
    input logic [3:0]             length_i,
    input logic                   ready_i,
    input logic                   ar_ready_i,
    input logic                   r_valid_i,
    input logic [8*DataBytes-1:0] r_data_i,
    input logic [1:0]             r_resp_i,
    input logic                   r_last_i,
    input logic [Bits-1:0]        address_i,  // the octet looked at
    input logic [7:0]             octet_i     // and what is there
);
  typedef logic [Bits-1:0] at_t;
  localparam int unsigned LaneBits = $clog2(DataBytes);

  logic                   rst_n = 1'b0;
  logic                   request_ready, valid, error, ar_valid, r_ready;
  logic [8*DataBytes-1:0] data;
  logic [31:0]            ar_addr;
  logic [7:0]             ar_len;
  always_ff @(posedge clk_i) rst_n <= 1'b1;

  toe_prim_axi_read #(.DataBytes(DataBytes), .RingBytes(RingBytes), .BurstBytes(BurstBytes), .Outstanding(Outstanding)) u_dut (
      .clk_i, .rst_ni(rst_n), .request_valid_i, .request_ready_o(request_ready), .request_offset_i(32'(offset_i)),
      .request_length_i(16'(length_i)), .valid_o(valid), .ready_i, .data_o(data), .error_o(error),
      .ar_valid_o(ar_valid), .ar_ready_i, .ar_addr_o(ar_addr), .ar_len_o(ar_len),
      .r_valid_i, .r_ready_o(r_ready), .r_data_i, .r_resp_i, .r_last_i
  );

  // The memory: bursts taken and not answered, the oldest first; the word it answers with next.
  at_t        address_q;
  logic [7:0] octet_q;
  logic [Outstanding-1:0][Bits-1:0] starts_q;
  logic [Outstanding-1:0][1:0]      lens_q;
  logic [$clog2(Outstanding+1)-1:0] bursts_q;
  logic [1:0]                       word_q;
  logic                             taken, given, ends;
  at_t                              here;
  assign taken = ar_valid && ar_ready_i;
  assign given = r_valid_i && r_ready;
  assign ends  = word_q == lens_q[0];
  assign here  = starts_q[0] + at_t'(word_q << LaneBits);

  logic                   ar_waits_q, r_waits_q, r_last_q;
  logic [31:0]            ar_addr_q;
  logic [7:0]             ar_len_q;
  logic [8*DataBytes-1:0] r_data_q;
  logic [1:0]             r_resp_q;
  always_ff @(posedge clk_i) begin : memory
    automatic logic [$clog2(Outstanding+1)-1:0] left = bursts_q;
    if (given) word_q <= ends ? '0 : word_q + 2'd1;
    if (given && ends) begin
      left = left - 1'b1;
      for (int unsigned i = 1; i < Outstanding; i++) begin
        starts_q[i-1] <= starts_q[i];
        lens_q[i-1]   <= lens_q[i];
      end
    end
    if (taken) begin
      for (int unsigned i = 0; i < Outstanding; i++) begin
        if (32'(left) == i) begin
          starts_q[i] <= at_t'(ar_addr);
          lens_q[i]   <= 2'(ar_len);
        end
      end
      left = left + 1'b1;
    end
    bursts_q   <= left;
    ar_waits_q <= rst_n && ar_valid && !ar_ready_i;
    ar_addr_q  <= ar_addr;
    ar_len_q   <= ar_len;
    r_waits_q  <= rst_n && r_valid_i && !r_ready;
    r_data_q   <= r_data_i;
    r_resp_q   <= r_resp_i;
    r_last_q   <= r_last_i;
    if (!rst_n) begin
      bursts_q  <= '0;
      word_q    <= '0;
      address_q <= address_i;
      octet_q   <= octet_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (r_waits_q) assume (r_valid_i && r_data_i == r_data_q && r_resp_i == r_resp_q && r_last_i == r_last_q);
    if (r_valid_i) begin
      assume (bursts_q != '0 && r_last_i == ends);
      for (int unsigned i = 0; i < DataBytes; i++) if (here + at_t'(i) == address_q) assume (r_data_i[8*i+:8] == octet_q);
    end
    if (!rst_n) assume (!r_valid_i);
  end

  // The request: where the next beat begins, and octets of it that have not come out.
  logic       busy_q, error_q;
  at_t        next_q;
  logic [4:0] left_q;
  function automatic at_t in_ring(at_t from, at_t to);
    return (from & ~at_t'(RingBytes - 1)) | (to & at_t'(RingBytes - 1));
  endfunction
  always_ff @(posedge clk_i) begin
    if (request_valid_i && request_ready) begin
      assume (length_i != '0);
      busy_q <= 1'b1;
      next_q <= offset_i;
      left_q <= 5'(length_i);
    end else if (valid && ready_i) begin
      busy_q <= 32'(left_q) > DataBytes;
      next_q <= in_ring(next_q, next_q + at_t'(DataBytes));
      left_q <= left_q - 5'(DataBytes);
    end
    if (!rst_n) busy_q <= 1'b0;
    error_q <= rst_n && given && r_resp_i[1];
  end

  // What waits stays, and is what was asked for.
  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      one_request : assert (request_ready == !busy_q);
      if (valid) beats_of_request : assert (busy_q);
      if (ar_waits_q) ar_stays : assert (ar_valid && ar_addr == ar_addr_q && ar_len == ar_len_q);
      if (ar_valid) ar_legal : assert (ar_addr % DataBytes == '0 && ar_addr < 2 * RingBytes
                                       && ar_addr / BurstBytes == (ar_addr + DataBytes * (32'(ar_len) + 1) - 1) / BurstBytes);
      if (taken) few_wait : assert (32'(bursts_q) < Outstanding);
      told : assert (error == (given && r_resp_i[1]));
      if (request_ready) all_taken : assert (bursts_q == '0 && !ar_valid);
      wraps : cover (valid && busy_q && left_q == 5'd2 && next_q == at_t'(1) && address_q == at_t'(2));
      two_wait : cover (32'(bursts_q) == Outstanding && valid && ready_i);
    end
  end
  for (genvar i = 0; i < DataBytes; i++) begin : gen_octet
    always_ff @(posedge clk_i) begin
      if (rst_n && valid && 32'(left_q) > i && in_ring(next_q, next_q + at_t'(i)) == address_q)
        octet_in_place : assert (data[8*i+:8] == octet_q);
    end
  end
endmodule
