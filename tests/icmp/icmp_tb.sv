// Test wrapper: toe_icmp in all widths; width_i 0, 1, 2 for 4, 8, 16 octets a beat.
module icmp_tb (
    input  logic         clk_i,
    input  logic         rst_ni,
    input  logic [1:0]   width_i,
    input  logic [143:0] network_i,
    input  logic         valid_i,
    output logic         ready_o,
    input  logic [87:0]  meta_i,
    input  logic [127:0] data_i,
    input  logic [15:0]  keep_i,
    input  logic         last_i,
    input  logic         err_i,
    output logic         valid_o,
    input  logic         ready_i,
    output logic [103:0] meta_o,
    output logic [127:0] data_o,
    output logic [15:0]  keep_o,
    output logic         last_o,
    output logic         err_o,
    output logic         req_valid_o,
    input  logic         req_ready_i,
    output logic [31:0]  req_ip_o,
    input  logic         rsp_valid_i,
    input  logic         rsp_hit_i,
    input  logic [47:0]  rsp_mac_i,
    output logic         record_valid_o,
    output logic [63:0]  record_order_o,
    output logic [2:0]   record_verdict_o,
    output logic [31:0]  record_src_o,
    output logic [15:0]  record_length_o,
    output logic         error_valid_o,
    input  logic         error_ready_i,
    output logic [31:0]  error_addr_o,
    output logic [15:0]  error_remote_port_o,
    output logic [15:0]  error_local_port_o,
    output logic [31:0]  error_seq_o,
    output logic [7:0]   error_type_o,
    output logic [7:0]   error_code_o,
    output logic [15:0]  error_mtu_o,
    output logic [8:0]   stat_o
);
  typedef struct packed {
    logic [127:0] data;
    logic [15:0]  keep;
    logic         last;
    logic         err;
  } wide_t;
  wide_t tx[3];
  logic [2:0] ready, valid, req_valid;
  logic [103:0] meta[3];
  logic [31:0] req_ip[3];
  logic [8:0] stat[3];
  logic [2:0] error_valid;
  toe_pkg::icmp_error_t error[3];
  toe_icmp_pkg::icmp_record_t record[3];
  toe_pkg::arp_answer_t answer;
  assign answer = '{hit: rsp_hit_i, waiting: !rsp_hit_i, mac: rsp_mac_i};

  assign ready_o     = ready[width_i];
  assign valid_o     = valid[width_i];
  assign meta_o      = meta[width_i];
  assign req_valid_o = req_valid[width_i];
  assign req_ip_o    = req_ip[width_i];
  assign stat_o      = stat[width_i];
  assign error_valid_o = error_valid[width_i];
  assign {error_addr_o, error_remote_port_o, error_local_port_o, error_seq_o, error_type_o, error_code_o,
          error_mtu_o} = error[width_i];
  assign {data_o, keep_o, last_o, err_o} = tx[width_i];
  assign {record_valid_o, record_order_o, record_verdict_o, record_src_o, record_length_o} = record[width_i];

  for (genvar w = 0; w < 3; w++) begin : g_width
    localparam int unsigned N = 4 << w;
    typedef struct packed {
      logic [8*N-1:0] data;
      logic [N-1:0]   keep;
      logic           last;
      logic           err;
    } stream_t;
    logic    chosen;
    stream_t out;
    assign chosen = width_i == 2'(w);
    assign tx[w]  = '{data: 128'(out.data), keep: 16'(out.keep), last: out.last, err: out.err};

    toe_icmp #(.stream_t(stream_t)) u_dut (
        .clk_i, .rst_ni, .network_i,
        .rx_valid_i(valid_i && chosen), .rx_ready_o(ready[w]), .rx_meta_i(meta_i),
        .rx_i({data_i[8*N-1:0], keep_i[N-1:0], last_i, err_i}),
        .tx_valid_o(valid[w]), .tx_ready_i(ready_i), .tx_meta_o(meta[w]), .tx_o(out),
        .req_valid_o(req_valid[w]), .req_ready_i, .req_ip_o(req_ip[w]),
        .rsp_valid_i(rsp_valid_i && chosen), .rsp_i(answer),
        .error_valid_o(error_valid[w]), .error_ready_i(error_ready_i && chosen), .error_o(error[w]),
        .record_o(record[w]), .stat_o(stat[w]));
  end
endmodule
