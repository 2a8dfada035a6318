// Sockwire - the rules of AXI4 that both sides of a memory port must keep, as assertions: watches the
// channels, drives nothing. For simulation; synthesis finds it empty.
//
// Numbers are those of the messages. The port's manager:
//  1. AW, W and AR stay as they are while they wait (A3.2.1).
//  2. A burst is INCR, of whole words, and stays within 4 KiB (A3.4.1).
//  3. W data come after their address, and WLAST is with the word that AWLEN says (A3.4.1).
//  4. At most Outstanding bursts of one ID wait for their answer (ours).
// The memory:
//  5. B and R stay as they are while they wait (A3.2.1).
//  6. B answers a burst whose last word has been taken (A3.3.1).
//  7. R answers a burst of its ID, RLAST is with the word that ARLEN says (A3.4.1).
// Both:
//  8. Nothing that counts is undefined (only a simulator with four states can tell).
//  9. In reset nothing is valid (A3.1.2).
module toe_prim_axi_check #(
    parameter int unsigned DataBytes   = 4,
    parameter int unsigned IdWidth     = 1,
    parameter int unsigned Outstanding = 4
) (
    input logic                   clk_i,
    input logic                   rst_ni,
    input logic                   aw_valid_i,
    input logic                   aw_ready_i,
    input logic [IdWidth-1:0]     aw_id_i,
    input logic [31:0]            aw_addr_i,
    input logic [7:0]             aw_len_i,
    input logic [2:0]             aw_size_i,
    input logic [1:0]             aw_burst_i,
    input logic                   w_valid_i,
    input logic                   w_ready_i,
    input logic [8*DataBytes-1:0] w_data_i,
    input logic [DataBytes-1:0]   w_strb_i,
    input logic                   w_last_i,
    input logic                   b_valid_i,
    input logic                   b_ready_i,
    input logic [IdWidth-1:0]     b_id_i,
    input logic [1:0]             b_resp_i,
    input logic                   ar_valid_i,
    input logic                   ar_ready_i,
    input logic [IdWidth-1:0]     ar_id_i,
    input logic [31:0]            ar_addr_i,
    input logic [7:0]             ar_len_i,
    input logic [2:0]             ar_size_i,
    input logic [1:0]             ar_burst_i,
    input logic                   r_valid_i,
    input logic                   r_ready_i,
    input logic [IdWidth-1:0]     r_id_i,
    input logic [8*DataBytes-1:0] r_data_i,
    input logic [1:0]             r_resp_i,
    input logic                   r_last_i
);
`ifndef SYNTHESIS
  localparam int unsigned Ids = 2 ** IdWidth;

  typedef struct packed {
    logic [IdWidth-1:0] id;
    logic [31:0]        addr;
    logic [7:0]         len;
    logic [2:0]         size;
    logic [1:0]         burst;
  } address_t;
  typedef struct packed {
    logic [8*DataBytes-1:0] data;
    logic [DataBytes-1:0]   strb;
    logic                   last;
  } write_t;
  typedef struct packed {
    logic [IdWidth-1:0]     id;
    logic [8*DataBytes-1:0] data;
    logic [1:0]             resp;
    logic                   last;
  } read_t;
  typedef struct packed {
    logic [IdWidth-1:0] id;
    logic [1:0]         resp;
  } answer_t;
  typedef logic [7:0] lens_t[Outstanding];

  function automatic logic legal(logic [31:0] addr, logic [7:0] len, logic [2:0] size, logic [1:0] burst);
    return burst == 2'b01 && 32'(size) == $clog2(DataBytes) && addr % DataBytes == '0
           && addr % 4096 + DataBytes * (32'(len) + 1) <= 4096;
  endfunction

  address_t aw, ar, aw_q, ar_q;
  write_t   w, w_q;
  read_t    r, r_q;
  answer_t  b, b_q;
  logic     aw_waits_q, w_waits_q, b_waits_q, ar_waits_q, r_waits_q;
  logic     clean_q;  // reset has had a clock
  initial clean_q = 1'b0;
  assign aw = '{id: aw_id_i, addr: aw_addr_i, len: aw_len_i, size: aw_size_i, burst: aw_burst_i};
  assign ar = '{id: ar_id_i, addr: ar_addr_i, len: ar_len_i, size: ar_size_i, burst: ar_burst_i};
  assign w  = '{data: w_data_i, strb: w_strb_i, last: w_last_i};
  assign r  = '{id: r_id_i, data: r_data_i, resp: r_resp_i, last: r_last_i};
  assign b  = '{id: b_id_i, resp: b_resp_i};

  // Bursts taken whose words are not all here, oldest first; those of an ID that are not answered.
  lens_t       wlens_q, rlens_q[Ids];
  int unsigned writes_q, words_q, written_q[Ids], owed_q[Ids], reads_q[Ids], rwords_q[Ids];
  logic [IdWidth-1:0] wids_q[Outstanding];
  logic        aw_goes, w_goes, b_goes, ar_goes, r_goes, wends, rends;
  assign aw_goes = aw_valid_i && aw_ready_i;
  assign w_goes  = w_valid_i && w_ready_i && writes_q != 0;
  assign b_goes  = b_valid_i && b_ready_i && written_q[b_id_i] != 0;
  assign ar_goes = ar_valid_i && ar_ready_i;
  assign r_goes  = r_valid_i && r_ready_i && reads_q[r_id_i] != 0;
  assign wends   = words_q == 32'(wlens_q[0]);
  assign rends   = rwords_q[r_id_i] == 32'(rlens_q[r_id_i][0]);

  always @(posedge clk_i) begin : count
    if (w_goes) words_q <= wends ? 0 : words_q + 1;
    if (w_goes && wends) begin
      for (int unsigned i = 1; i < Outstanding; i++) begin
        wlens_q[i-1] <= wlens_q[i];
        wids_q[i-1]  <= wids_q[i];
      end
    end
    if (aw_goes && owed_q[aw_id_i] < Outstanding) begin
      wlens_q[writes_q-32'(w_goes&&wends)] <= aw_len_i;
      wids_q[writes_q-32'(w_goes&&wends)]  <= aw_id_i;
    end
    writes_q <= writes_q + 32'(aw_goes) - 32'(w_goes && wends);
    if (r_goes) rwords_q[r_id_i] <= rends ? 0 : rwords_q[r_id_i] + 1;
    for (int unsigned k = 0; k < Ids; k++) begin
      automatic logic ends   = r_goes && rends && 32'(r_id_i) == k;
      automatic logic begins = ar_goes && 32'(ar_id_i) == k;
      if (ends) for (int unsigned i = 1; i < Outstanding; i++) rlens_q[k][i-1] <= rlens_q[k][i];
      if (begins && reads_q[k] < Outstanding) rlens_q[k][reads_q[k]-32'(ends)] <= ar_len_i;
      reads_q[k] <= reads_q[k] + 32'(begins) - 32'(ends);
      written_q[k] <= written_q[k] + 32'(w_goes && wends && 32'(wids_q[0]) == k) - 32'(b_goes && 32'(b_id_i) == k);
      owed_q[k] <= owed_q[k] + 32'(aw_goes && 32'(aw_id_i) == k) - 32'(b_goes && 32'(b_id_i) == k);
    end
    if (!rst_ni) begin
      writes_q <= 0;
      words_q  <= 0;
      for (int unsigned k = 0; k < Ids; k++) begin
        written_q[k] <= 0;
        owed_q[k]    <= 0;
        reads_q[k]   <= 0;
        rwords_q[k]  <= 0;
      end
    end
  end

  always @(posedge clk_i) begin : judge
    aw_q <= aw;
    w_q  <= w;
    b_q  <= b;
    ar_q <= ar;
    r_q  <= r;
    aw_waits_q <= rst_ni && aw_valid_i && !aw_ready_i;
    w_waits_q  <= rst_ni && w_valid_i && !w_ready_i;
    b_waits_q  <= rst_ni && b_valid_i && !b_ready_i;
    ar_waits_q <= rst_ni && ar_valid_i && !ar_ready_i;
    r_waits_q  <= rst_ni && r_valid_i && !r_ready_i;
    clean_q    <= !rst_ni;
    if (rst_ni) begin
      assert (!aw_waits_q || (aw_valid_i && aw == aw_q)) else $error("AXI rule 1: AW changed while it waited");
      assert (!w_waits_q || (w_valid_i && w == w_q)) else $error("AXI rule 1: W changed while it waited");
      assert (!ar_waits_q || (ar_valid_i && ar == ar_q)) else $error("AXI rule 1: AR changed while it waited");
      assert (!aw_valid_i || legal(aw_addr_i, aw_len_i, aw_size_i, aw_burst_i)) else $error("AXI rule 2: a write burst that may not be");
      assert (!ar_valid_i || legal(ar_addr_i, ar_len_i, ar_size_i, ar_burst_i)) else $error("AXI rule 2: a read burst that may not be");
      assert (!w_valid_i || writes_q != 0) else $error("AXI rule 3: W before its address");
      assert (!w_valid_i || writes_q == 0 || w_last_i == wends) else $error("AXI rule 3: WLAST is wrong");
      assert (!aw_goes || owed_q[aw_id_i] < Outstanding) else $error("AXI rule 4: too many writes wait");
      assert (!ar_goes || reads_q[ar_id_i] < Outstanding) else $error("AXI rule 4: too many reads wait");
      assert (!b_waits_q || (b_valid_i && b == b_q)) else $error("AXI rule 5: B changed while it waited");
      assert (!r_waits_q || (r_valid_i && r == r_q)) else $error("AXI rule 5: R changed while it waited");
      assert (!b_valid_i || written_q[b_id_i] != 0) else $error("AXI rule 6: B answers nothing");
      assert (!r_valid_i || reads_q[r_id_i] != 0) else $error("AXI rule 7: R answers nothing");
      assert (!r_valid_i || reads_q[r_id_i] == 0 || r_last_i == rends) else $error("AXI rule 7: RLAST is wrong");
      assert (!$isunknown({aw_valid_i, w_valid_i, b_valid_i, ar_valid_i, r_valid_i, aw_ready_i, w_ready_i,
                           b_ready_i, ar_ready_i, r_ready_i}) && !(aw_valid_i && $isunknown(aw))
              && !(w_valid_i && $isunknown({w_strb_i, w_last_i})) && !(ar_valid_i && $isunknown(ar))
              && !(b_valid_i && $isunknown(b)) && !(r_valid_i && $isunknown({r_id_i, r_resp_i, r_last_i})))
      else $error("AXI rule 8: something is undefined");
    end else if (clean_q) begin
      assert (!(aw_valid_i || w_valid_i || b_valid_i || ar_valid_i || r_valid_i)) else $error("AXI rule 9: valid in reset");
    end
  end
`else
  logic unused;
  assign unused = ^{clk_i, rst_ni, aw_valid_i, aw_ready_i, aw_id_i, aw_addr_i, aw_len_i, aw_size_i, aw_burst_i,
                    w_valid_i, w_ready_i, w_data_i, w_strb_i, w_last_i, b_valid_i, b_ready_i, b_id_i, b_resp_i,
                    ar_valid_i, ar_ready_i, ar_id_i, ar_addr_i, ar_len_i, ar_size_i, ar_burst_i,
                    r_valid_i, r_ready_i, r_id_i, r_data_i, r_resp_i, r_last_i};
`endif

endmodule
