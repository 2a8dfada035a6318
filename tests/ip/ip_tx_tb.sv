// Test wrapper: toe_ip_tx in all widths; width_i 0, 1, 2 for 4, 8, 16 octets.
module ip_tx_tb (
    input  logic         clk_i,
    input  logic         rst_ni,
    input  logic [1:0]   width_i,
    input  logic [143:0] network_i,
    input  logic [127:0] secret_i,
    input  logic         secret_set_i,
    input  logic         tcp_valid_i,
    output logic         tcp_ready_o,
    input  logic [121:0] tcp_meta_i,
    input  logic [127:0] tcp_data_i,
    input  logic [15:0]  tcp_keep_i,
    input  logic         tcp_last_i,
    input  logic         tcp_err_i,
    input  logic         icmp_valid_i,
    output logic         icmp_ready_o,
    input  logic [121:0] icmp_meta_i,
    input  logic [127:0] icmp_data_i,
    input  logic [15:0]  icmp_keep_i,
    input  logic         icmp_last_i,
    input  logic         icmp_err_i,
    input  logic         fault_valid_i,
    output logic         fault_ready_o,
    input  logic [121:0] fault_meta_i,
    input  logic [127:0] fault_data_i,
    input  logic [15:0]  fault_keep_i,
    input  logic         fault_last_i,
    input  logic         fault_err_i,
    input  logic         echo_valid_i,
    output logic         echo_ready_o,
    input  logic [121:0] echo_meta_i,
    input  logic [127:0] echo_data_i,
    input  logic [15:0]  echo_keep_i,
    input  logic         echo_last_i,
    input  logic         echo_err_i,
    input  logic         igmp_valid_i,
    output logic         igmp_ready_o,
    input  logic [121:0] igmp_meta_i,
    input  logic [127:0] igmp_data_i,
    input  logic [15:0]  igmp_keep_i,
    input  logic         igmp_last_i,
    input  logic         igmp_err_i,
    input  logic         send_valid_i,
    output logic         send_ready_o,
    input  logic [121:0] send_meta_i,
    input  logic [127:0] send_data_i,
    input  logic [15:0]  send_keep_i,
    input  logic         send_last_i,
    input  logic         send_err_i,
    output logic         valid_o,
    input  logic         ready_i,
    output logic [111:0] header_o,
    output logic [127:0] data_o,
    output logic [15:0]  keep_o,
    output logic         last_o,
    output logic         err_o,
    output logic [170:0] record_o,
    output logic [10:0]  stat_o
);
  typedef struct packed {
    logic                 tcp_ready, icmp_ready, fault_ready, echo_ready, igmp_ready, send_ready;
    logic                 valid;
    toe_pkg::eth_header_t header;
    logic [127:0]         data;
    logic [15:0]          keep;
    logic                 last;
    logic                 err;
    toe_ip_pkg::ip_sent_t record;
    toe_ip_pkg::ip_stat_t stat;
  } out_t;
  out_t out[3];
  assign {tcp_ready_o, icmp_ready_o, fault_ready_o, echo_ready_o, igmp_ready_o, send_ready_o, valid_o, header_o, data_o,
          keep_o, last_o, err_o, record_o, stat_o} = out[width_i];

  for (genvar w = 0; w < 3; w++) begin : g_width
    localparam int unsigned N = 4 << w;
    typedef struct packed {
      logic [8*N-1:0] data;
      logic [N-1:0]   keep;
      logic           last;
      logic           err;
    } stream_t;
    logic    chosen;
    stream_t frame;
    assign chosen      = width_i == 2'(w);
    assign out[w].data = 128'(frame.data);
    assign out[w].keep = 16'(frame.keep);
    assign out[w].last = frame.last;
    assign out[w].err  = frame.err;

    toe_ip_tx #(.stream_t(stream_t)) u_tx (
        .clk_i, .rst_ni, .network_i, .secret_i, .secret_set_i,
        .tcp_valid_i(tcp_valid_i && chosen), .tcp_ready_o(out[w].tcp_ready), .tcp_meta_i,
        .tcp_i({tcp_data_i[8*N-1:0], tcp_keep_i[N-1:0], tcp_last_i, tcp_err_i}),
        .icmp_valid_i(icmp_valid_i && chosen), .icmp_ready_o(out[w].icmp_ready), .icmp_meta_i,
        .icmp_i({icmp_data_i[8*N-1:0], icmp_keep_i[N-1:0], icmp_last_i, icmp_err_i}),
        .fault_valid_i(fault_valid_i && chosen), .fault_ready_o(out[w].fault_ready), .fault_meta_i,
        .fault_i({fault_data_i[8*N-1:0], fault_keep_i[N-1:0], fault_last_i, fault_err_i}),
        .echo_valid_i(echo_valid_i && chosen), .echo_ready_o(out[w].echo_ready), .echo_meta_i,
        .echo_i({echo_data_i[8*N-1:0], echo_keep_i[N-1:0], echo_last_i, echo_err_i}),
        .igmp_valid_i(igmp_valid_i && chosen), .igmp_ready_o(out[w].igmp_ready), .igmp_meta_i,
        .igmp_i({igmp_data_i[8*N-1:0], igmp_keep_i[N-1:0], igmp_last_i, igmp_err_i}),
        .send_valid_i(send_valid_i && chosen), .send_ready_o(out[w].send_ready), .send_meta_i,
        .send_i({send_data_i[8*N-1:0], send_keep_i[N-1:0], send_last_i, send_err_i}),
        .valid_o(out[w].valid), .ready_i, .header_o(out[w].header), .data_o(frame),
        .record_o(out[w].record), .stat_o(out[w].stat));
  end
endmodule
