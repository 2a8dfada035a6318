// Sockwire - AXI4-Lite in the core clock: decodes the register block and the two data windows.
//
// 0x0000-0x0FFF goes to the register block, 0x1000-0x17FF writes the send window, 0x1800-0x1FFF
// reads the receive window (toe_regs.rdl). The send window reads as zero, writes to the receive
// window do nothing; both answer OKAY. Addresses are rounded down to words. Write address and write
// data may come in any order; all outputs to the host are registers, nothing is answered before it
// is done (AMBA AXI and ACE specification, A3 and B1).
//
//   write: WriteIdle --window--> WriteIdle             read: ReadIdle --window--> ReadWindow --> ReadIdle
//            `--block--> WriteBlock --B--> WriteIdle           `--block--> ReadBlock --R--> ReadIdle
module toe_socket_axil (
  input  logic        clk_i,
  input  logic        rst_ni,

  input  logic        s_axil_awvalid_i,
  output logic        s_axil_awready_o,
  input  logic [12:0] s_axil_awaddr_i,
  input  logic        s_axil_wvalid_i,
  output logic        s_axil_wready_o,
  input  logic [31:0] s_axil_wdata_i,
  input  logic [3:0]  s_axil_wstrb_i,
  output logic        s_axil_bvalid_o,
  input  logic        s_axil_bready_i,
  output logic [1:0]  s_axil_bresp_o,
  input  logic        s_axil_arvalid_i,
  output logic        s_axil_arready_o,
  input  logic [12:0] s_axil_araddr_i,
  output logic        s_axil_rvalid_o,
  input  logic        s_axil_rready_i,
  output logic [31:0] s_axil_rdata_o,
  output logic [1:0]  s_axil_rresp_o,

  // the register block, AXI4-Lite
  output logic        block_awvalid_o,
  input  logic        block_awready_i,
  output logic [11:0] block_awaddr_o,
  output logic        block_wvalid_o,
  input  logic        block_wready_i,
  output logic [31:0] block_wdata_o,
  output logic [3:0]  block_wstrb_o,
  input  logic        block_bvalid_i,
  output logic        block_bready_o,
  input  logic [1:0]  block_bresp_i,
  output logic        block_arvalid_o,
  input  logic        block_arready_i,
  output logic [11:0] block_araddr_o,
  input  logic        block_rvalid_i,
  output logic        block_rready_o,
  input  logic [31:0] block_rdata_i,
  input  logic [1:0]  block_rresp_i,

  // the data windows, in words
  output logic        win_we_o,
  output logic [8:0]  win_waddr_o,
  output logic [31:0] win_wdata_o,
  output logic [3:0]  win_wstrb_o,
  output logic [8:0]  win_raddr_o,
  input  logic [31:0] win_rdata_i
);
  typedef struct packed { logic [31:0] data; logic [3:0] strb; } write_t;
  typedef struct packed { logic [31:0] data; logic [1:0] resp; } read_t;
  typedef enum logic       { WriteIdle, WriteBlock } write_state_e;
  typedef enum logic [1:0] { ReadIdle, ReadWindow, ReadBlock } read_state_e;

  localparam logic [1:0] Okay = 2'b00;

  // ------------------------------------------------------------ writing
  write_state_e write_state_d, write_state_q;
  logic         aw_valid, w_valid, b_ready, write_done, b_push;
  logic [12:0]  aw;
  write_t       w;
  logic [1:0]   b;
  logic         aw_sent_d, aw_sent_q, w_sent_d, w_sent_q;

  toe_prim_skid #(.T(logic [12:0])) u_aw (
    .clk_i, .rst_ni, .valid_i(s_axil_awvalid_i), .ready_o(s_axil_awready_o), .data_i(s_axil_awaddr_i),
    .valid_o(aw_valid), .ready_i(write_done), .data_o(aw)
  );
  toe_prim_skid #(.T(write_t)) u_w (
    .clk_i, .rst_ni, .valid_i(s_axil_wvalid_i), .ready_o(s_axil_wready_o),
    .data_i({s_axil_wdata_i, s_axil_wstrb_i}), .valid_o(w_valid), .ready_i(write_done), .data_o(w)
  );
  toe_prim_skid #(.T(logic [1:0])) u_b (
    .clk_i, .rst_ni, .valid_i(b_push), .ready_o(b_ready), .data_i(b),
    .valid_o(s_axil_bvalid_o), .ready_i(s_axil_bready_i), .data_o(s_axil_bresp_o)
  );

  always_comb begin
    write_state_d   = write_state_q;
    aw_sent_d       = aw_sent_q;
    w_sent_d        = w_sent_q;
    write_done      = 1'b0;
    b_push          = 1'b0;
    b               = Okay;
    win_we_o        = 1'b0;
    block_awvalid_o = 1'b0;
    block_wvalid_o  = 1'b0;
    block_bready_o  = 1'b0;

    unique case (write_state_q)
      WriteIdle: if (aw_valid && w_valid && b_ready) begin
        if (aw[12]) begin
          win_we_o   = !aw[11];
          write_done = 1'b1;
          b_push     = 1'b1;
        end else begin
          aw_sent_d     = 1'b0;
          w_sent_d      = 1'b0;
          write_state_d = WriteBlock;
        end
      end
      default: begin  // WriteBlock
        block_awvalid_o = !aw_sent_q;
        block_wvalid_o  = !w_sent_q;
        block_bready_o  = b_ready;
        if (block_awvalid_o && block_awready_i) aw_sent_d = 1'b1;
        if (block_wvalid_o && block_wready_i) w_sent_d = 1'b1;
        if (block_bvalid_i && b_ready) begin
          write_done    = 1'b1;
          b_push        = 1'b1;
          b             = block_bresp_i;
          write_state_d = WriteIdle;
        end
      end
    endcase
  end

  assign block_awaddr_o = aw[11:0];
  assign block_wdata_o  = w.data;
  assign block_wstrb_o  = w.strb;
  assign win_waddr_o    = aw[10:2];
  assign win_wdata_o    = w.data;
  assign win_wstrb_o    = w.strb;

  // ------------------------------------------------------------ reading
  read_state_e read_state_d, read_state_q;
  logic        ar_valid, r_ready, read_done, r_push;
  logic [12:0] ar;
  read_t       r, r_out;
  logic        ar_sent_d, ar_sent_q;

  toe_prim_skid #(.T(logic [12:0])) u_ar (
    .clk_i, .rst_ni, .valid_i(s_axil_arvalid_i), .ready_o(s_axil_arready_o), .data_i(s_axil_araddr_i),
    .valid_o(ar_valid), .ready_i(read_done), .data_o(ar)
  );
  toe_prim_skid #(.T(read_t)) u_r (
    .clk_i, .rst_ni, .valid_i(r_push), .ready_o(r_ready), .data_i(r),
    .valid_o(s_axil_rvalid_o), .ready_i(s_axil_rready_i), .data_o(r_out)
  );

  always_comb begin
    read_state_d    = read_state_q;
    ar_sent_d       = ar_sent_q;
    read_done       = 1'b0;
    r_push          = 1'b0;
    r               = '{data: ar[11] ? win_rdata_i : '0, resp: Okay};
    block_arvalid_o = 1'b0;
    block_rready_o  = 1'b0;

    unique case (read_state_q)
      ReadIdle: if (ar_valid && r_ready) begin
        ar_sent_d    = 1'b0;
        read_state_d = ar[12] ? ReadWindow : ReadBlock;
      end
      // the window's memory has seen the address
      ReadWindow: begin
        read_done    = 1'b1;
        r_push       = 1'b1;
        read_state_d = ReadIdle;
      end
      default: begin  // ReadBlock
        block_arvalid_o = !ar_sent_q;
        block_rready_o  = r_ready;
        if (block_arvalid_o && block_arready_i) ar_sent_d = 1'b1;
        if (block_rvalid_i && r_ready) begin
          read_done    = 1'b1;
          r_push       = 1'b1;
          r            = '{data: block_rdata_i, resp: block_rresp_i};
          read_state_d = ReadIdle;
        end
      end
    endcase
  end

  assign block_araddr_o = ar[11:0];
  assign win_raddr_o    = ar[10:2];
  assign s_axil_rdata_o = r_out.data;
  assign s_axil_rresp_o = r_out.resp;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      write_state_q <= WriteIdle;
      read_state_q  <= ReadIdle;
      aw_sent_q     <= 1'b0;
      w_sent_q      <= 1'b0;
      ar_sent_q     <= 1'b0;
    end else begin
      write_state_q <= write_state_d;
      read_state_q  <= read_state_d;
      aw_sent_q     <= aw_sent_d;
      w_sent_q      <= w_sent_d;
      ar_sent_q     <= ar_sent_d;
    end
  end

`ifndef SYNTHESIS
  // AMBA A3.2.1: what is offered to the host stands still until it is taken.
  logic       b_held_q, r_held_q;
  logic [1:0] b_q;
  read_t      r_q;
  always_ff @(posedge clk_i) begin
    b_held_q <= rst_ni && s_axil_bvalid_o && !s_axil_bready_i;
    r_held_q <= rst_ni && s_axil_rvalid_o && !s_axil_rready_i;
    b_q      <= s_axil_bresp_o;
    r_q      <= r_out;
    if (rst_ni && b_held_q) a_b : assert (s_axil_bvalid_o && s_axil_bresp_o == b_q);
    if (rst_ni && r_held_q) a_r : assert (s_axil_rvalid_o && r_out == r_q);
  end
`endif
endmodule
