// Proof of toe_prim_axi_write, with a memory that keeps AXI4's rules and answers when it likes: AW and W
// keep them too, each octet of the request is written once, in its place, and no other (one address,
// chosen freely, is looked at), and done_o comes when everything has been answered.
module formal_axi_write #(
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
    input logic                   valid_i,
    input logic [8*DataBytes-1:0] data_i,
    input logic                   aw_ready_i,
    input logic                   w_ready_i,
    input logic                   b_valid_i,
    input logic [1:0]             b_resp_i,
    input logic [Bits-1:0]        address_i  // the octet looked at
);
  typedef logic [Bits-1:0] at_t;
  localparam int unsigned LaneBits = $clog2(DataBytes);

  logic                   rst_n = 1'b0;
  logic                   request_ready, ready, done, error, aw_valid, w_valid, w_last, b_ready;
  logic [8*DataBytes-1:0] w_data;
  logic [DataBytes-1:0]   w_strb;
  logic [31:0]            aw_addr;
  logic [7:0]             aw_len;
  always_ff @(posedge clk_i) rst_n <= 1'b1;

  toe_prim_axi_write #(.DataBytes(DataBytes), .RingBytes(RingBytes), .BurstBytes(BurstBytes), .Outstanding(Outstanding)) u_dut (
      .clk_i, .rst_ni(rst_n), .request_valid_i, .request_ready_o(request_ready), .request_offset_i(32'(offset_i)),
      .request_length_i(16'(length_i)), .valid_i, .ready_o(ready), .data_i, .done_o(done), .error_o(error),
      .aw_valid_o(aw_valid), .aw_ready_i, .aw_addr_o(aw_addr), .aw_len_o(aw_len), .w_valid_o(w_valid), .w_ready_i,
      .w_data_o(w_data), .w_strb_o(w_strb), .w_last_o(w_last), .b_valid_i, .b_ready_o(b_ready), .b_resp_i
  );

  // The memory: bursts whose words have not all come, the oldest first; those that wait for an answer.
  at_t                              address_q, here;
  logic [Outstanding-1:0][Bits-1:0] starts_q;
  logic [Outstanding-1:0][1:0]      lens_q;
  logic [$clog2(Outstanding+1)-1:0] bursts_q, complete_q;
  logic [1:0]                       word_q;
  logic                             taken, given, ends, answered;
  assign taken    = aw_valid && aw_ready_i;
  assign given    = w_valid && w_ready_i;
  assign ends     = word_q == lens_q[0];
  assign answered = b_valid_i && b_ready;
  assign here     = starts_q[0] + at_t'(word_q << LaneBits);

  logic                   aw_waits_q, w_waits_q, b_waits_q, w_last_q;
  logic [31:0]            aw_addr_q;
  logic [7:0]             aw_len_q;
  logic [8*DataBytes-1:0] w_data_q;
  logic [DataBytes-1:0]   w_strb_q;
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
          starts_q[i] <= at_t'(aw_addr);
          lens_q[i]   <= 2'(aw_len);
        end
      end
      left = left + 1'b1;
    end
    bursts_q   <= left;
    complete_q <= complete_q + 2'(given && ends) - 2'(answered);
    aw_waits_q <= rst_n && aw_valid && !aw_ready_i;
    aw_addr_q  <= aw_addr;
    aw_len_q   <= aw_len;
    w_waits_q  <= rst_n && w_valid && !w_ready_i;
    w_data_q   <= w_data;
    w_strb_q   <= w_strb;
    w_last_q   <= w_last;
    b_waits_q  <= rst_n && b_valid_i && !b_ready;
    if (!rst_n) begin
      bursts_q   <= '0;
      complete_q <= '0;
      word_q     <= '0;
      address_q  <= address_i;
    end
  end
  always_ff @(posedge clk_i) begin
    if (b_waits_q) assume (b_valid_i);
    if (b_valid_i) assume (complete_q != '0);
    if (!rst_n) assume (!b_valid_i);
  end

  // The request: octets that have not gone in, and where they belong; what is to be at the address.
  logic       busy_q;
  at_t        next_q;
  logic [4:0] left_q;
  logic       due_q, due, written_q;  // the octet of the address has gone in; was written
  logic [7:0] octet_q, octet;
  logic       strobe;
  logic [7:0] stored;
  function automatic at_t in_ring(at_t from, at_t to);
    return (from & ~at_t'(RingBytes - 1)) | (to & at_t'(RingBytes - 1));
  endfunction
  always_comb begin
    due    = 1'b0;
    octet  = '0;
    strobe = 1'b0;
    stored = '0;
    for (int unsigned i = 0; i < DataBytes; i++) begin
      if (valid_i && ready && 32'(left_q) > i && in_ring(next_q, next_q + at_t'(i)) == address_q) begin
        due   = 1'b1;
        octet = data_i[8*i+:8];
      end
      if (given && w_strb[i] && here + at_t'(i) == address_q) begin
        strobe = 1'b1;
        stored = w_data[8*i+:8];
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (request_valid_i && request_ready) begin
      assume (length_i != '0);
      busy_q    <= 1'b1;
      next_q    <= offset_i;
      left_q    <= 5'(length_i);
      due_q     <= 1'b0;
      written_q <= 1'b0;
    end else begin
      if (valid_i && ready) begin
        next_q <= in_ring(next_q, next_q + at_t'(DataBytes));
        left_q <= (32'(left_q) > DataBytes) ? left_q - 5'(DataBytes) : '0;
      end
      if (done) busy_q <= 1'b0;
      if (due) due_q <= 1'b1;
      if (due) octet_q <= octet;
      if (strobe) written_q <= 1'b1;
    end
    if (!rst_n) begin
      busy_q    <= 1'b0;
      left_q    <= '0;
      due_q     <= 1'b0;
      written_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      one_request : assert (request_ready == !busy_q);
      if (valid_i && ready) beats_of_request : assert (busy_q && left_q != '0);
      if (aw_waits_q) aw_stays : assert (aw_valid && aw_addr == aw_addr_q && aw_len == aw_len_q);
      if (w_waits_q) w_stays : assert (w_valid && w_data == w_data_q && w_strb == w_strb_q && w_last == w_last_q);
      if (aw_valid) aw_legal : assert (aw_addr % DataBytes == '0 && aw_addr < 2 * RingBytes
                                       && aw_addr / BurstBytes == (aw_addr + DataBytes * (32'(aw_len) + 1) - 1) / BurstBytes);
      if (w_valid) w_after_aw : assert (bursts_q != '0 && w_last == ends);
      if (taken) few_wait : assert (32'(bursts_q) + 32'(complete_q) < Outstanding);
      if (strobe) octet_in_place : assert (due_q && !written_q && stored == octet_q);
      if (done) all_done : assert (busy_q && left_q == '0 && bursts_q == '0 && complete_q == '0 && !w_valid && written_q == due_q);
      told : assert (error == (b_valid_i && b_resp_i[1]));
      wraps : cover (done && written_q && address_q == at_t'(1) && next_q == at_t'(3));
      two_wait : cover (32'(bursts_q) == Outstanding && w_valid);
    end
  end
endmodule
