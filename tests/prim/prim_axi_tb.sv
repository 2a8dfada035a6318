// Test wrapper: AXI4 writer and reader with one port between them, in three widths, one of them
// selected. width_i: 0, 1, 2 for 4, 8, 16 octets a beat.
module prim_axi_tb (
    input  logic         clk_i,
    input  logic         rst_ni,
    input  logic [1:0]   width_i,
    // requests
    input  logic         wreq_valid_i,
    output logic         wreq_ready_o,
    input  logic [31:0]  wreq_offset_i,
    input  logic [15:0]  wreq_length_i,
    input  logic         rreq_valid_i,
    output logic         rreq_ready_o,
    input  logic [31:0]  rreq_offset_i,
    input  logic [15:0]  rreq_length_i,
    // beats
    input  logic         in_valid_i,
    output logic         in_ready_o,
    input  logic [127:0] in_data_i,
    output logic         out_valid_o,
    input  logic         out_ready_i,
    output logic [127:0] out_data_o,
    output logic         done_o,
    output logic         write_error_o,
    output logic         read_error_o,
    // the memory
    output logic         awvalid_o,
    input  logic         awready_i,
    output logic [31:0]  awaddr_o,
    output logic [7:0]   awlen_o,
    output logic [2:0]   awsize_o,
    output logic         wvalid_o,
    input  logic         wready_i,
    output logic [127:0] wdata_o,
    output logic [15:0]  wstrb_o,
    output logic         wlast_o,
    input  logic         bvalid_i,
    output logic         bready_o,
    input  logic [1:0]   bresp_i,
    output logic         arvalid_o,
    input  logic         arready_i,
    output logic [31:0]  araddr_o,
    output logic [7:0]   arlen_o,
    output logic [2:0]   arsize_o,
    input  logic         rvalid_i,
    output logic         rready_o,
    input  logic [127:0] rdata_i,
    input  logic [1:0]   rresp_i,
    input  logic         rlast_i
);
  typedef struct packed {
    logic         wreq_ready, rreq_ready, in_ready, out_valid, done, write_error, read_error;
    logic         awvalid, wvalid, wlast, bready, arvalid, rready;
    logic [127:0] out_data, wdata;
    logic [15:0]  wstrb;
    logic [31:0]  awaddr, araddr;
    logic [7:0]   awlen, arlen;
  } shown_t;
  shown_t [2:0] shown;
  shown_t       now;
  assign now = shown[width_i];

  for (genvar w = 0; w < 3; w++) begin : g_width
    localparam int unsigned N = 4 << w;
    logic           chosen;
    logic [8*N-1:0] out_data, wdata;
    logic [N-1:0]   wstrb;
    assign chosen            = width_i == 2'(w);
    assign shown[w].out_data = 128'(out_data);
    assign shown[w].wdata    = 128'(wdata);
    assign shown[w].wstrb    = 16'(wstrb);

    toe_prim_axi_write #(
        .DataBytes(N), .RingBytes(1024), .BurstBytes(64), .Outstanding(3), .Base(32'h4000_0000)
    ) u_write (
        .clk_i, .rst_ni,
        .request_valid_i (wreq_valid_i && chosen), .request_ready_o(shown[w].wreq_ready),
        .request_offset_i(wreq_offset_i), .request_length_i(wreq_length_i),
        .valid_i(in_valid_i && chosen), .ready_o(shown[w].in_ready), .data_i(in_data_i[8*N-1:0]),
        .done_o(shown[w].done), .error_o(shown[w].write_error),
        .aw_valid_o(shown[w].awvalid), .aw_ready_i(awready_i), .aw_addr_o(shown[w].awaddr),
        .aw_len_o(shown[w].awlen), .w_valid_o(shown[w].wvalid), .w_ready_i(wready_i), .w_data_o(wdata),
        .w_strb_o(wstrb), .w_last_o(shown[w].wlast), .b_valid_i(bvalid_i && chosen),
        .b_ready_o(shown[w].bready), .b_resp_i(bresp_i)
    );
    toe_prim_axi_read #(
        .DataBytes(N), .RingBytes(1024), .BurstBytes(64), .Outstanding(3), .Base(32'h4000_0000)
    ) u_read (
        .clk_i, .rst_ni,
        .request_valid_i (rreq_valid_i && chosen), .request_ready_o(shown[w].rreq_ready),
        .request_offset_i(rreq_offset_i), .request_length_i(rreq_length_i),
        .valid_o(shown[w].out_valid), .ready_i(out_ready_i && chosen), .data_o(out_data),
        .error_o(shown[w].read_error),
        .ar_valid_o(shown[w].arvalid), .ar_ready_i(arready_i), .ar_addr_o(shown[w].araddr),
        .ar_len_o(shown[w].arlen), .r_valid_i(rvalid_i && chosen), .r_ready_o(shown[w].rready),
        .r_data_i(rdata_i[8*N-1:0]), .r_resp_i(rresp_i), .r_last_i(rlast_i)
    );
    toe_prim_axi_check #(.DataBytes(N), .Outstanding(3)) u_check (
        .clk_i, .rst_ni,
        .aw_valid_i(shown[w].awvalid), .aw_ready_i(awready_i && chosen), .aw_id_i('0), .aw_addr_i(shown[w].awaddr),
        .aw_len_i(shown[w].awlen), .aw_size_i(3'($clog2(N))), .aw_burst_i(2'b01),
        .w_valid_i(shown[w].wvalid), .w_ready_i(wready_i && chosen), .w_data_i(wdata), .w_strb_i(wstrb),
        .w_last_i(shown[w].wlast), .b_valid_i(bvalid_i && chosen), .b_ready_i(shown[w].bready), .b_id_i('0),
        .b_resp_i(bresp_i), .ar_valid_i(shown[w].arvalid), .ar_ready_i(arready_i && chosen), .ar_id_i('0),
        .ar_addr_i(shown[w].araddr), .ar_len_i(shown[w].arlen), .ar_size_i(3'($clog2(N))), .ar_burst_i(2'b01),
        .r_valid_i(rvalid_i && chosen), .r_ready_i(shown[w].rready), .r_id_i('0), .r_data_i(rdata_i[8*N-1:0]),
        .r_resp_i(rresp_i), .r_last_i(rlast_i)
    );
  end

  assign {wreq_ready_o, rreq_ready_o, in_ready_o} = {now.wreq_ready, now.rreq_ready, now.in_ready};
  assign {out_valid_o, done_o, write_error_o, read_error_o} = {now.out_valid, now.done, now.write_error, now.read_error};
  assign {awvalid_o, wvalid_o, wlast_o, bready_o} = {now.awvalid, now.wvalid, now.wlast, now.bready};
  assign {arvalid_o, rready_o} = {now.arvalid, now.rready};
  assign {out_data_o, wdata_o, wstrb_o} = {now.out_data, now.wdata, now.wstrb};
  assign {awaddr_o, araddr_o, awlen_o, arlen_o} = {now.awaddr, now.araddr, now.awlen, now.arlen};
  assign {awsize_o, arsize_o} = {2{3'd2 + 3'(width_i)}};
endmodule
