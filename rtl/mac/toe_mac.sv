// Sockwire - the MAC: joins receiver, transmitter and the crossings between core clock and pins.
//
// The pin clocks may be any, may start late, and have no reset of their own: it is made here from
// rst_ni. The transmitter begins a frame with its first beat and has the preamble's eight octets in
// hand; a core that pauses inside its frames wants a toe_prim_frame_fifo in front. Receive takes a
// frame as it arrives; up to RxOctets wait here while the core is busy: at most while a segment that came
// in fragments passes to TCP, four octets a clock (toe_ip_rx), and somewhat more. docs/rules/mac.md.
module toe_mac #(
    parameter type         stream_t = logic,
    parameter int unsigned MiiBits  = 4,
    parameter int unsigned Mtu      = 1500,  // octets behind the header of the longest frame
    parameter int unsigned RxOctets = 1 << $clog2(Mtu / 4 + 128),
    parameter int unsigned TxOctets = 128
) (
    input  logic clk_i,
    input  logic rst_ni,

    input  toe_pkg::mac_t mac_addr_i,
    input  logic          groups_i,  // Ethernet addresses of IPv4 groups are ours too

    output logic    rx_valid_o,
    input  logic    rx_ready_i,
    output stream_t rx_o,

    input  logic    tx_valid_i,
    output logic    tx_ready_o,
    input  stream_t tx_i,

    input  logic       mii_tx_clk_i,
    output logic       mii_tx_en_o,
    output logic [7:0] mii_txd_o,
    output logic       mii_tx_er_o,

    input  logic       mii_rx_clk_i,
    input  logic       mii_rx_dv_i,
    input  logic [7:0] mii_rxd_i,
    input  logic       mii_rx_er_i,

    output toe_mac_pkg::mac_rx_record_t rx_record_o,  // in mii_rx_clk_i
    output toe_mac_pkg::mac_stat_t      stat_o        // without what toe_mac_eth_rx counts
);

  localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9;

  if (MiiBits != 4 && MiiBits != 8) begin : gen_bad_mii
    $fatal(1, "toe_mac: MiiBits must be 4 (MII) or 8 (GMII)");
  end
  if (DataBytes < 2 || (DataBytes & (DataBytes - 1)) != 0) begin : gen_bad_width
    $fatal(1, "toe_mac: the stream must be 2, 4, 8, ... octets wide");
  end

  // ---------------------------------------------------------------- transmit

  logic    tx_core_rst_n, tx_pin_rst_n;
  logic    tx_valid, tx_ready, tx_sent;
  logic    rx_pause, tx_pause;
  logic [15:0] rx_quanta, quanta;
  stream_t tx;

  // While the pin clock stands still, the transmitter's flops hold what they held at power-up: the pins
  // are quiet until the bridge has taken them through reset. tx_core_rst_n rises only when tx_en is 0.
  logic       tx_en, tx_er;
  logic [7:0] txd;
  assign mii_tx_en_o = tx_en && tx_core_rst_n;
  assign mii_tx_er_o = tx_er && tx_core_rst_n;
  assign mii_txd_o   = tx_core_rst_n ? txd : '0;

  toe_prim_reset_bridge u_tx_reset (
      .clk_i, .rst_ni, .src_rst_no(tx_core_rst_n), .dst_clk_i(mii_tx_clk_i), .dst_rst_no(tx_pin_rst_n)
  );

  logic tx_room;
  assign tx_ready_o = tx_room && tx_core_rst_n;
  toe_prim_fifo_async #(.T(stream_t), .Depth(TxOctets / DataBytes)) u_tx_fifo (
      .wr_clk_i(clk_i), .wr_rst_ni(tx_core_rst_n),
      .wr_valid_i(tx_valid_i && tx_core_rst_n), .wr_ready_o(tx_room), .wr_data_i(tx_i),
      .rd_clk_i(mii_tx_clk_i), .rd_rst_ni(tx_pin_rst_n),
      .rd_valid_o(tx_valid), .rd_ready_i(tx_ready), .rd_data_o(tx)
  );

  toe_mac_tx #(.stream_t(stream_t), .MiiBits(MiiBits)) u_tx (
      .clk_i(mii_tx_clk_i), .rst_ni(tx_pin_rst_n),
      .valid_i(tx_valid), .ready_o(tx_ready), .data_i(tx),
      .mii_tx_en_o(tx_en), .mii_txd_o(txd), .mii_tx_er_o(tx_er),
      .pause_i(tx_pause), .quanta_i(quanta),
      .sent_o(tx_sent)
  );

  // ---------------------------------------------------------------- receive

  logic          rx_core_rst_n, rx_pin_rst_n, groups;
  logic          rx_valid, rx_room;
  stream_t       rx;
  toe_pkg::mac_t mac_addr;

  toe_prim_reset_bridge u_rx_reset (
      .clk_i, .rst_ni, .src_rst_no(rx_core_rst_n), .dst_clk_i(mii_rx_clk_i), .dst_rst_no(rx_pin_rst_n)
  );

  toe_prim_sync #(.Width($bits(toe_pkg::mac_t))) u_mac_addr (
      .clk_i(mii_rx_clk_i), .rst_ni(rx_pin_rst_n), .data_i(mac_addr_i), .data_o(mac_addr)
  );

  toe_prim_sync u_groups (
      .clk_i(mii_rx_clk_i), .rst_ni(rx_pin_rst_n), .data_i(groups_i), .data_o(groups)
  );

  // As for the transmitter's pins: what the receiver held at power-up is not told.
  toe_mac_pkg::mac_rx_record_t rx_record;
  always_comb begin
    rx_record_o       = rx_record;
    rx_record_o.valid = rx_record.valid && rx_core_rst_n;
  end

  toe_mac_rx #(.stream_t(stream_t), .MiiBits(MiiBits), .Mtu(Mtu)) u_rx (
      .clk_i(mii_rx_clk_i), .rst_ni(rx_pin_rst_n),
      .mac_addr_i(mac_addr), .groups_i(groups),
      .mii_rx_dv_i, .mii_rxd_i, .mii_rx_er_i,
      .valid_o(rx_valid), .ready_i(rx_room), .data_o(rx),
      .record_o(rx_record), .pause_o(rx_pause), .quanta_o(rx_quanta)
  );

  toe_prim_fifo_async #(.T(stream_t), .Depth(RxOctets / DataBytes)) u_rx_fifo (
      .wr_clk_i(mii_rx_clk_i), .wr_rst_ni(rx_pin_rst_n),
      .wr_valid_i(rx_valid), .wr_ready_o(rx_room), .wr_data_i(rx),
      .rd_clk_i(clk_i), .rd_rst_ni(rx_core_rst_n),
      .rd_valid_o(rx_valid_o), .rd_ready_i(rx_ready_i), .rd_data_o(rx_o)
  );

  // ---------------------------------------------------------------- a pause goes from receive to transmit

  // The transmitter may run long before the receiver's clock does: it hears no pause until the bridge
  // has taken the receiver through reset.
  logic rx_runs;
  toe_prim_sync u_rx_runs (
      .clk_i(mii_tx_clk_i), .rst_ni(tx_pin_rst_n), .data_i(rx_core_rst_n), .data_o(rx_runs)
  );
  toe_prim_pulse_word #(.T(logic [15:0])) u_pause (
      .src_clk_i(mii_rx_clk_i), .src_rst_ni(rx_pin_rst_n), .pulse_i(rx_pause), .word_i(rx_quanta),
      .dst_clk_i(mii_tx_clk_i), .dst_rst_ni(tx_pin_rst_n && rx_runs), .pulse_o(tx_pause), .word_o(quanta)
  );

  // ---------------------------------------------------------------- what is counted

  localparam int unsigned Statuses = 9;
  logic [Statuses-1:0] seen;  // a pulse for each status, in the core clock

  for (genvar i = 0; i < Statuses; i++) begin : gen_status
    toe_prim_pulse_sync u_pulse (
        .src_clk_i(mii_rx_clk_i), .src_rst_ni(rx_pin_rst_n),
        .pulse_i(rx_record.valid && rx_record.status == toe_mac_pkg::frame_status_e'(i)),
        .dst_clk_i(clk_i), .dst_rst_ni(rx_core_rst_n), .pulse_o(seen[i])
    );
  end

  logic sent;
  toe_prim_pulse_sync u_sent (
      .src_clk_i(mii_tx_clk_i), .src_rst_ni(tx_pin_rst_n), .pulse_i(tx_sent),
      .dst_clk_i(clk_i), .dst_rst_ni(tx_core_rst_n), .pulse_o(sent)
  );

  assign stat_o = '{
      in_frames:         seen[toe_mac_pkg::FrameGood],
      out_frames:        sent,
      runts:             seen[toe_mac_pkg::FrameRunt],
      giants:            seen[toe_mac_pkg::FrameGiant],
      alignment_errors:  seen[toe_mac_pkg::FrameAlignment],
      fcs_errors:        seen[toe_mac_pkg::FrameFcs],
      symbol_errors:     seen[toe_mac_pkg::FrameError],
      filtered:          seen[toe_mac_pkg::FrameFiltered],
      overflows:         seen[toe_mac_pkg::FrameOverflow],
      pauses:            seen[toe_mac_pkg::FramePause],
      in_unknown_protos: 1'b0,
      vlan_filtered:     1'b0
  };

endmodule
