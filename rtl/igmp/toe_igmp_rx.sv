// Takes IGMP messages as they stream past: checksum, type, code, group (RFC 2236 2, RFC 3376 4); they
// wait in a queue. One that finds MessageQueue of them is IgmpBusy, and waits for its turn to be told.
//
// A message that ends with err is nothing. The stream waits only while Told messages, most of them
// IgmpBusy, have not been told: a few clocks, however long sending takes.
module toe_igmp_rx #(
    parameter type stream_t = logic
) (
    input  logic                          clk_i,
    input  logic                          rst_ni,
    input  logic                          valid_i,
    output logic                          ready_o,
    input  toe_pkg::ip_rx_meta_t          meta_i,
    input  stream_t                       data_i,
    output logic                          message_valid_o,
    input  logic                          message_ready_i,
    output toe_igmp_engine_pkg::message_t message_o
);
  localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9;
  localparam int unsigned Told      = 16;
  localparam int unsigned GroupAt   = 4 % DataBytes;  // of the group's octets in their beat

  logic                              first_q, second_q, accept, push, bad, full, unused;
  logic                       [15:0] sum, sum_q, sum_d;
  logic                       [16:0] total;
  logic                        [7:0] type_q, code_q;
  toe_pkg::ip_t                      group, group_q;
  toe_igmp_engine_pkg::message_t     message;
  logic [$clog2(toe_igmp_pkg::MessageQueue+1)-1:0] waiting_q;
  logic         [$clog2(Told+1)-1:0] unused_count;

  assign accept = valid_i && ready_o;
  assign push   = accept && data_i.last && !data_i.err;
  assign unused = &{1'b0, meta_i, unused_count};

  toe_prim_checksum #(
      .DataBytes(DataBytes)
  ) u_sum (
      .data_i(data_i.data),
      .keep_i(data_i.keep),
      .sum_o (sum)
  );
  assign total = {1'b0, first_q ? 16'h0 : sum_q} + {1'b0, sum};
  assign sum_d = total[15:0] + {15'b0, total[16]};
  assign bad   = sum_d != '1 || meta_i.length < 16'd8;

  // Octets 4 to 7 are in the first beat, or in the second if a beat has four.
  always_comb begin
    for (int unsigned i = 0; i < 4; i++) group[8*(3-i)+:8] = data_i.data[8*(GroupAt+i)+:8];
  end

  always_comb begin
    message        = '0;
    message.src    = meta_i.src;
    message.length = meta_i.length;
    if (full) message.verdict = toe_igmp_pkg::IgmpBusy;
    else if (bad) message.verdict = toe_igmp_pkg::IgmpChecksum;
    else begin
      message.msg_type = first_q ? data_i.data[7:0] : type_q;
      message.code     = first_q ? data_i.data[15:8] : code_q;
      message.group    = (DataBytes == 4 ? second_q : first_q) ? group : group_q;
    end
  end

  always_ff @(posedge clk_i) begin
    if (accept) begin
      first_q  <= data_i.last;
      second_q <= first_q;
    end
    if (!rst_ni) first_q <= 1'b1;
  end
  always_ff @(posedge clk_i) begin
    if (accept) begin
      sum_q <= sum_d;
      if (first_q) {code_q, type_q} <= data_i.data[15:0];
      if (DataBytes == 4 ? second_q : first_q) group_q <= group;
    end
  end

  // ---------------------------------------------------------------- the queue
  assign full = 32'(waiting_q) == toe_igmp_pkg::MessageQueue;

  always_ff @(posedge clk_i) begin
    waiting_q <= waiting_q + $bits(waiting_q)'(push && !full)
                 - $bits(waiting_q)'(message_valid_o && message_ready_i
                                     && message_o.verdict != toe_igmp_pkg::IgmpBusy);
    if (!rst_ni) waiting_q <= '0;
  end

  toe_prim_fifo #(
      .T    (toe_igmp_engine_pkg::message_t),
      .Depth(Told)
  ) u_queue (
      .clk_i,
      .rst_ni,
      .valid_i(push),
      .ready_o,
      .data_i (message),
      .valid_o(message_valid_o),
      .ready_i(message_ready_i),
      .data_o (message_o),
      .count_o(unused_count)
  );

endmodule
