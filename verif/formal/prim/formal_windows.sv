// Proof of toe_prim_windows: an octet, at a place chosen freely, comes out of either window as it was
// last written there.
module formal_windows #(
    parameter int unsigned DataBytes   = 8,
    parameter int unsigned WindowBytes = 32,
    localparam int unsigned RowBits  = $clog2(WindowBytes / DataBytes),
    localparam int unsigned WordBits = $clog2(WindowBytes / 4)
) (
    input logic                   clk_i,
    input logic                   win_we_i,
    input logic [WordBits-1:0]    win_waddr_i,
    input logic [31:0]            win_wdata_i,
    input logic [3:0]             win_wstrb_i,
    input logic                   send_re_i,
    input logic [RowBits-1:0]     send_row_i,
    input logic                   recv_we_i,
    input logic [RowBits-1:0]     recv_row_i,
    input logic [8*DataBytes-1:0] recv_wdata_i,
    input logic [WordBits-1:0]    win_raddr_i,
    input logic [WordBits+1:0]    place_i       // the octet looked at, in both windows
);
  typedef logic [WordBits+1:0] at_t;

  logic                   rst_n = 1'b0;
  logic [8*DataBytes-1:0] send_rdata;
  logic [31:0]            win_rdata;
  at_t                    place_q;
  always_ff @(posedge clk_i) rst_n <= 1'b1;

  toe_prim_windows #(.DataBytes(DataBytes), .WindowBytes(WindowBytes)) u_dut (
      .clk_i, .rst_ni(rst_n), .win_we_i, .win_waddr_i, .win_wdata_i, .win_wstrb_i, .send_re_i, .send_row_i,
      .send_rdata_o(send_rdata), .recv_we_i, .recv_row_i, .recv_wdata_i, .win_raddr_i, .win_rdata_o(win_rdata)
  );

  logic       sent_q, received_q, send_shows_q, recv_shows_q;  // the octet has been written; is shown
  logic [7:0] send_octet_q, recv_octet_q, send_shown_q, recv_shown_q;
  always_ff @(posedge clk_i) begin
    if (send_re_i) begin
      send_shows_q <= sent_q && send_row_i == RowBits'(place_q / at_t'(DataBytes));
      send_shown_q <= send_octet_q;
    end
    recv_shows_q <= received_q && win_raddr_i == place_q[WordBits+1:2];
    recv_shown_q <= recv_octet_q;
    if (win_we_i && win_waddr_i == place_q[WordBits+1:2] && win_wstrb_i[place_q[1:0]]) begin
      sent_q       <= 1'b1;
      send_octet_q <= win_wdata_i[8*place_q[1:0]+:8];
    end
    if (recv_we_i && recv_row_i == RowBits'(place_q / at_t'(DataBytes))) begin
      received_q   <= 1'b1;
      recv_octet_q <= recv_wdata_i[8*(place_q % at_t'(DataBytes))+:8];
    end
    if (!rst_n) begin
      place_q      <= place_i;
      sent_q       <= 1'b0;
      received_q   <= 1'b0;
      send_shows_q <= 1'b0;
      recv_shows_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      if (send_shows_q) send_as_written : assert (send_rdata[8*(place_q % at_t'(DataBytes))+:8] == send_shown_q);
      if (recv_shows_q) recv_as_written : assert (win_rdata[8*place_q[1:0]+:8] == recv_shown_q);
      both : cover (send_shows_q && recv_shows_q && send_shown_q != recv_shown_q);
    end
  end
endmodule
