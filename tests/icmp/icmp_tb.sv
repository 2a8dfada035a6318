// Test wrapper: toe_icmp in all widths; width_i 0, 1, 2 for 4, 8, 16 octets a beat.
module icmp_tb (
    input  logic         clk_i,
    input  logic         rst_ni,
    input  logic [1:0]   width_i,
    input  logic [143:0] network_i,
    input  logic [63:0]  now_i,
    input  logic         valid_i,
    output logic         ready_o,
    input  logic [95:0]  meta_i,
    input  logic [127:0] data_i,
    input  logic [15:0]  keep_i,
    input  logic         last_i,
    input  logic         err_i,
    output logic         valid_o,
    input  logic         ready_i,
    output logic [121:0] meta_o,
    output logic [127:0] data_o,
    output logic [15:0]  keep_o,
    output logic         last_o,
    output logic         err_o,
    output logic         fault_tx_valid_o,
    input  logic         fault_tx_ready_i,
    output logic [121:0] fault_tx_meta_o,
    output logic [127:0] fault_tx_data_o,
    output logic [15:0]  fault_tx_keep_o,
    output logic         fault_tx_last_o,
    output logic         fault_tx_err_o,
    // ARP: 0 for replies, 1 for faults
    output logic [1:0]   req_valid_o,
    input  logic [1:0]   req_ready_i,
    output logic [63:0]  req_ip_o,
    input  logic [1:0]   rsp_valid_i,
    input  logic         rsp_hit_i,
    input  logic [47:0]  rsp_mac_i,
    // errors: 0 for TCP, 1 for UDP
    output logic [1:0]   error_valid_o,
    input  logic [1:0]   error_ready_i,
    output logic [128:0] tcp_error_o,
    output logic [128:0] udp_error_o,
    input  logic         datagram_valid_i,
    output logic         datagram_ready_o,
    input  logic [264:0] datagram_i,
    output logic         w_valid_o,
    input  logic         w_ready_i,
    output logic [7:0]   w_slot_o,
    output logic [15:0]  w_at_o,
    output logic [4:0]   w_count_o,
    output logic [127:0] w_data_o,
    output logic         free_valid_o,
    input  logic         free_ready_i,
    output logic [7:0]   free_slot_o,
    output logic         job_valid_o,
    input  logic         job_ready_i,
    output logic [96:0]  job_o,
    input  logic         echo_sent_i,
    input  logic         echo_lost_i,
    input  logic [1:0]   fault_valid_i,
    output logic [1:0]   fault_ready_o,
    input  logic [479:0] fault_i,
    output logic         record_valid_o,
    output logic [63:0]  record_order_o,
    output logic [3:0]   record_verdict_o,
    output logic         record_datagram_o,
    output logic [31:0]  record_src_o,
    output logic [15:0]  record_length_o,
    output logic [63:0]  record_now_o,
    output logic [7:0]   record_type_o,
    output logic [7:0]   record_code_o,
    output logic [11:0]  stat_o
);
  typedef struct packed {
    logic [127:0] data;
    logic [15:0]  keep;
    logic         last;
    logic         err;
  } wide_t;
  typedef struct packed {
    logic         ready;
    logic         valid;
    logic [121:0] meta;
    wide_t        tx;
    logic         fault_tx_valid;
    logic [121:0] fault_tx_meta;
    wide_t        fault_tx;
    logic [1:0]   req_valid;
    logic [63:0]  req_ip;
    logic [1:0]   error_valid;
    logic [128:0] tcp_error;
    logic [128:0] udp_error;
    logic         datagram_ready;
    logic         w_valid;
    logic [7:0]   w_slot;
    logic [15:0]  w_at;
    logic [4:0]   w_count;
    logic [127:0] w_data;
    logic         free_valid;
    logic [7:0]   free_slot;
    logic         job_valid;
    logic [96:0]  job;
    logic [1:0]   fault_ready;
    toe_icmp_pkg::icmp_record_t record;
    logic [11:0]  stat;
  } out_t;
  out_t out[3];
  toe_pkg::arp_answer_t answer;
  assign answer = '{hit: rsp_hit_i, waiting: !rsp_hit_i, mac: rsp_mac_i};

  assign {ready_o, valid_o, meta_o, data_o, keep_o, last_o, err_o, fault_tx_valid_o, fault_tx_meta_o,
          fault_tx_data_o, fault_tx_keep_o, fault_tx_last_o, fault_tx_err_o, req_valid_o, req_ip_o,
          error_valid_o, tcp_error_o, udp_error_o, datagram_ready_o, w_valid_o, w_slot_o, w_at_o,
          w_count_o, w_data_o, free_valid_o, free_slot_o, job_valid_o, job_o, fault_ready_o,
          record_valid_o, record_order_o, record_verdict_o, record_datagram_o, record_src_o,
          record_length_o, record_now_o, record_type_o, record_code_o, stat_o} = out[width_i];

  for (genvar w = 0; w < 3; w++) begin : g_width
    localparam int unsigned N = 4 << w;
    typedef struct packed {
      logic [8*N-1:0] data;
      logic [N-1:0]   keep;
      logic           last;
      logic           err;
    } stream_t;
    logic    chosen;
    stream_t tx, fault_tx;
    out_t    mine;
    logic [$clog2(N+1)-1:0] w_count;
    logic [8*N-1:0]         w_data;
    assign chosen        = width_i == 2'(w);
    assign mine.tx       = '{data: 128'(tx.data), keep: 16'(tx.keep), last: tx.last, err: tx.err};
    assign mine.fault_tx = '{data: 128'(fault_tx.data), keep: 16'(fault_tx.keep),
                             last: fault_tx.last, err: fault_tx.err};
    assign mine.w_count  = 5'(w_count);
    assign mine.w_data   = 128'(w_data);
    assign out[w]        = mine;

    toe_icmp #(.stream_t(stream_t)) u_dut (
        .clk_i, .rst_ni, .network_i, .now_i,
        .rx_valid_i(valid_i && chosen), .rx_ready_o(mine.ready), .rx_meta_i(meta_i),
        .rx_i({data_i[8*N-1:0], keep_i[N-1:0], last_i, err_i}),
        .tx_valid_o(mine.valid), .tx_ready_i(ready_i), .tx_meta_o(mine.meta), .tx_o(tx),
        .req_valid_o(mine.req_valid[0]), .req_ready_i(req_ready_i[0]), .req_ip_o(mine.req_ip[31:0]),
        .rsp_valid_i(rsp_valid_i[0] && chosen), .rsp_i(answer),
        .error_valid_o(mine.error_valid[0]), .error_ready_i(error_ready_i[0]), .error_o(mine.tcp_error),
        .udp_error_valid_o(mine.error_valid[1]), .udp_error_ready_i(error_ready_i[1]),
        .udp_error_o(mine.udp_error),
        .datagram_valid_i(datagram_valid_i && chosen), .datagram_ready_o(mine.datagram_ready), .datagram_i,
        .w_valid_o(mine.w_valid), .w_ready_i, .w_slot_o(mine.w_slot), .w_at_o(mine.w_at),
        .w_count_o(w_count), .w_data_o(w_data),
        .free_valid_o(mine.free_valid), .free_ready_i, .free_slot_o(mine.free_slot),
        .job_valid_o(mine.job_valid), .job_ready_i, .job_o(mine.job),
        .echo_sent_i(echo_sent_i && chosen), .echo_lost_i(echo_lost_i && chosen),
        .fault_valid_i(fault_valid_i & {2{chosen}}), .fault_ready_o(mine.fault_ready), .fault_i,
        .fault_req_valid_o(mine.req_valid[1]), .fault_req_ready_i(req_ready_i[1]),
        .fault_req_ip_o(mine.req_ip[63:32]),
        .fault_rsp_valid_i(rsp_valid_i[1] && chosen), .fault_rsp_i(answer),
        .fault_tx_valid_o(mine.fault_tx_valid), .fault_tx_ready_i, .fault_tx_meta_o(mine.fault_tx_meta),
        .fault_tx_o(fault_tx), .record_o(mine.record), .stat_o(mine.stat));
  end
endmodule
