// Test wrapper: toe_mac with plain ports of the greatest width (tests/prim/stream_bench.h).
module mac_tb #(
    parameter int unsigned DataBytes = 4,
    parameter int unsigned MiiBits   = 4,
    parameter int unsigned RxOctets  = 512,
    parameter int unsigned Mtu       = 1500
) (
    input  logic         clk_i,
    input  logic         rst_ni,
    input  logic [47:0]  mac_addr_i,
    input  logic         groups_i,

    output logic         rx_valid_o,
    input  logic         rx_ready_i,
    output logic [127:0] rx_data_o,
    output logic [15:0]  rx_keep_o,
    output logic         rx_last_o,
    output logic         rx_err_o,

    input  logic         tx_valid_i,
    output logic         tx_ready_o,
    /* verilator lint_off UNUSEDSIGNAL */  // ports of the greatest width
    input  logic [127:0] tx_data_i,
    input  logic [15:0]  tx_keep_i,
    /* verilator lint_on UNUSEDSIGNAL */
    input  logic         tx_last_i,
    input  logic         tx_err_i,

    input  logic         mii_tx_clk_i,
    output logic         mii_tx_en_o,
    output logic [7:0]   mii_txd_o,
    output logic         mii_tx_er_o,
    input  logic         mii_rx_clk_i,
    input  logic         mii_rx_dv_i,
    input  logic [7:0]   mii_rxd_i,
    input  logic         mii_rx_er_i,

    output logic         record_valid_o,
    output logic [3:0]   record_status_o,
    output logic [15:0]  record_length_o,
    output logic [11:0]  stat_o
);
  typedef struct packed {
    logic [8*DataBytes-1:0] data;
    logic [DataBytes-1:0]   keep;
    logic                   last;
    logic                   err;
  } stream_t;

  stream_t rx, tx;
  toe_mac_pkg::mac_rx_record_t rx_record;

  assign tx = '{
      data: tx_data_i[8*DataBytes-1:0], keep: tx_keep_i[DataBytes-1:0], last: tx_last_i, err: tx_err_i
  };
  assign rx_data_o = 128'(rx.data);
  assign rx_keep_o = 16'(rx.keep);
  assign rx_last_o = rx.last;
  assign rx_err_o  = rx.err;

  assign record_valid_o  = rx_record.valid;
  assign record_status_o = rx_record.status;
  assign record_length_o = rx_record.length;

  toe_mac #(.stream_t(stream_t), .MiiBits(MiiBits), .Mtu(Mtu), .RxOctets(RxOctets)) u_dut (
      .clk_i, .rst_ni, .mac_addr_i, .groups_i,
      .rx_valid_o, .rx_ready_i, .rx_o(rx),
      .tx_valid_i, .tx_ready_o, .tx_i(tx),
      .mii_tx_clk_i, .mii_tx_en_o, .mii_txd_o, .mii_tx_er_o,
      .mii_rx_clk_i, .mii_rx_dv_i, .mii_rxd_i, .mii_rx_er_i,
      .rx_record_o(rx_record), .stat_o
  );
endmodule
