// The datagram memory: pages of PageBytes, a slot with a table of its pages for each datagram, lists
// of what is free (docs/rules/network.md, "Datagram memory"; docs/contracts.md says who does what).
//
//   writers --> toe_ip_memory_write --.              .--> octets in toe_prim_byte_ram
//   readers --> toe_ip_memory_fetch --+--> table ----+
//   owners who free a slot -----------'              '--> free pages; the slot is offered again
//
// 1. Who opens a slot takes one that is offered.
// 2. A slot that is written, read or freed is open.
// 3. When no slot is open, all pages are free.
module toe_ip_memory #(
    parameter type stream_t = logic,
    parameter int unsigned Pages = 16,  // a whole number from 4 to 256
    localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9,
    localparam int unsigned CountBits = $clog2(DataBytes + 1)
) (
    input  logic                        clk_i,
    input  logic                        rst_ni,
    output logic                        init_done_o,
    // openers: 0 receiving, 1 UDP
    output logic [1:0]                  open_available_o,
    output logic [1:0][7:0]             open_slot_o,
    input  logic [1:0]                  open_take_i,
    // writers: 0 receiving, 1 UDP, 2 ICMP
    input  logic [2:0]                  w_valid_i,
    output logic [2:0]                  w_ready_o,
    input  logic [2:0][7:0]             w_slot_i,
    input  logic [2:0][15:0]            w_at_i,
    input  logic [2:0][CountBits-1:0]   w_count_i,
    input  logic [2:0][8*DataBytes-1:0] w_data_i,
    output logic [2:0]                  w_full_o,
    // readers: 0 sending, 1 UDP, 2 receiving
    input  logic [2:0]                  r_valid_i,
    output logic [2:0]                  r_ready_o,
    input  logic [2:0][7:0]             r_slot_i,
    input  logic [2:0][15:0]            r_at_i,
    output logic [2:0]                  r_data_valid_o,
    output logic [8*DataBytes-1:0]      r_data_o,
    // who frees: 0 receiving, 1 UDP, 2 sending, 3 ICMP
    input  logic [3:0]                  free_valid_i,
    output logic [3:0]                  free_ready_o,
    input  logic [3:0][7:0]             free_slot_i
);
  localparam int unsigned PageBits   = $clog2(Pages);
  localparam int unsigned IndexBits  = toe_ip_pkg::index_bits(Pages);
  localparam int unsigned OffsetBits = $clog2(toe_pkg::PageBytes);
  typedef logic [PageBits-1:0] slot_t;
  typedef logic [IndexBits-1:0] index_t;

  if (Pages < 4 || Pages > 256) begin : g_bad
    $fatal(1, "toe_ip_memory: Pages must be from 4 to 256");
  end

  slot_t [2:0] w_slot, r_slot;
  slot_t [3:0] free_slot;
  always_comb begin
    for (int unsigned i = 0; i < 3; i++) begin
      w_slot[i] = slot_t'(w_slot_i[i]);
      r_slot[i] = slot_t'(r_slot_i[i]);
    end
    for (int unsigned i = 0; i < 4; i++) free_slot[i] = slot_t'(free_slot_i[i]);
  end

  // ---------------------------------------------------------------- the table and its questions
  // 0 to 2 are the writers, 3 to 5 the readers.
  logic   [5:0] ask, taken, answer_q;
  logic   [5:1] turn;
  index_t [5:0] ask_index;
  slot_t  [5:0] ask_slot;
  slot_t        asked_slot, page, freed_slot, given_slot;
  index_t       asked_index;
  logic         there, freed, table_ready, given;
  logic   [3:0] free_turn;
  logic   [$clog2(Pages+1)-1:0] pages_free;

  assign ask_slot = {r_slot, w_slot};

  // Receiving first.
  toe_prim_arbiter #(
      .Ports(5)
  ) u_ask (
      .clk_i,
      .rst_ni,
      .request_i(ask[5:1]),
      .grant_o  (turn),
      .advance_i(!ask[0])
  );
  assign taken = ask[0] ? 6'b000001 : {turn, 1'b0};

  always_comb begin
    asked_slot  = '0;
    asked_index = '0;
    for (int unsigned i = 0; i < 6; i++) begin
      if (taken[i]) begin
        asked_slot  = ask_slot[i];
        asked_index = ask_index[i];
      end
    end
  end

  toe_ip_page_table #(
      .Pages(Pages)
  ) u_table (
      .clk_i,
      .rst_ni,
      .init_done_o,
      .ask_valid_i (|taken),
      .ask_slot_i  (asked_slot),
      .ask_index_i (asked_index),
      .ask_make_i  (|taken[2:0]),
      .ask_leave_i (taken[0]),
      .there_o     (there),
      .page_o      (page),
      .free_valid_i(|free_valid_i),
      .free_ready_o(table_ready),
      .free_slot_i (given_slot),
      .freed_o     (freed),
      .freed_slot_o(freed_slot),
      .pages_free_o(pages_free)
  );

  always_ff @(posedge clk_i) begin
    answer_q <= rst_ni ? taken : '0;
  end

  // ---------------------------------------------------------------- slots
  toe_prim_arbiter #(
      .Ports(4)
  ) u_free (
      .clk_i,
      .rst_ni,
      .request_i(free_valid_i),
      .grant_o  (free_turn),
      .advance_i(table_ready)
  );
  assign free_ready_o = free_turn & {4{table_ready}};
  assign given        = table_ready && (|free_valid_i);
  always_comb begin
    given_slot = '0;
    for (int unsigned i = 0; i < 4; i++) begin
      if (free_turn[i]) given_slot = free_slot[i];
    end
  end

  logic             slot_available, slot_take;
  slot_t            slot_next;
  logic       [1:0] offer_q, empty;
  slot_t      [1:0] offer_slot_q;
  logic       [$clog2(Pages+1)-1:0] slots_free;

  toe_ip_free_list #(
      .Count(Pages)
  ) u_slots (
      .clk_i,
      .rst_ni,
      .available_o(slot_available),
      .next_o     (slot_next),
      .take_i     (slot_take),
      .put_i      (freed),
      .put_id_i   (freed_slot),
      .count_o    (slots_free)
  );

  assign empty     = ~offer_q | open_take_i;
  assign slot_take = slot_available && (|empty);
  assign open_available_o = offer_q;
  assign open_slot_o = {8'(offer_slot_q[1]), 8'(offer_slot_q[0])};

  always_ff @(posedge clk_i) begin
    if (empty[0]) offer_q[0] <= slot_available;
    if (empty[1]) offer_q[1] <= slot_available && !empty[0];
    if (empty[0]) offer_slot_q[0] <= slot_next;
    if (empty[1]) offer_slot_q[1] <= slot_next;
    if (!rst_ni) offer_q <= '0;
  end

  // ---------------------------------------------------------------- octets
  logic                           we, re;
  logic [PageBits+OffsetBits-1:0] waddr, raddr;
  logic [CountBits-1:0]           wcount;
  logic [8*DataBytes-1:0]         wdata, rdata;

  toe_ip_memory_write #(
      .DataBytes(DataBytes),
      .Pages    (Pages)
  ) u_write (
      .clk_i,
      .rst_ni,
      .w_valid_i,
      .w_ready_o,
      .w_slot_i     (w_slot),
      .w_at_i,
      .w_count_i,
      .w_data_i,
      .w_full_o,
      .ask_o        (ask[2:0]),
      .ask_index_o  (ask_index[2:0]),
      .answer_i     (answer_q[2:0]),
      .there_i      (there),
      .page_i       (page),
      .forget_i     (given),
      .forget_slot_i(given_slot),
      .we_o         (we),
      .waddr_o      (waddr),
      .wcount_o     (wcount),
      .wdata_o      (wdata)
  );

  toe_ip_memory_fetch #(
      .DataBytes(DataBytes),
      .Pages    (Pages)
  ) u_fetch (
      .clk_i,
      .rst_ni,
      .r_valid_i,
      .r_ready_o,
      .r_slot_i     (r_slot),
      .r_at_i,
      .r_data_valid_o,
      .r_data_o,
      .ask_o        (ask[5:3]),
      .ask_index_o  (ask_index[5:3]),
      .answer_i     (answer_q[5:3]),
      .there_i      (there),
      .page_i       (page),
      .forget_i     (given),
      .forget_slot_i(given_slot),
      .re_o         (re),
      .raddr_o      (raddr),
      .rdata_i      (rdata)
  );

  toe_prim_byte_ram #(
      .DataBytes(DataBytes),
      .Bytes    (Pages * toe_pkg::PageBytes),
      .RingBytes(toe_pkg::PageBytes)
  ) u_octets (
      .clk_i,
      .rst_ni,
      .we_i    (we),
      .waddr_i (waddr),
      .wcount_i(wcount),
      .wdata_i (wdata),
      .re_i    (re),
      .raddr_i (raddr),
      .rdata_o (rdata)
  );

`ifndef SYNTHESIS
  logic [255:0] open_q, open;  // open: also what is taken in this clock
  always_comb begin
    open = open_q;
    for (int unsigned i = 0; i < 2; i++) begin
      if (open_take_i[i]) open[open_slot_o[i]] = 1'b1;
    end
  end
  always_ff @(posedge clk_i) begin
    open_q <= open;
    for (int unsigned i = 0; i < 4; i++) begin
      if (free_valid_i[i] && free_ready_o[i]) open_q[free_slot_i[i]] <= 1'b0;
    end
    if (!rst_ni) open_q <= '0;
    if (rst_ni) begin
      assert ((open_take_i & ~open_available_o) == '0) else $error("invariant 1");
      for (int unsigned i = 0; i < 3; i++) begin
        assert (!w_valid_i[i] || open[w_slot_i[i]]) else $error("invariant 2: writer %0d", i);
        assert (!r_valid_i[i] || open[r_slot_i[i]]) else $error("invariant 2: reader %0d", i);
      end
      for (int unsigned i = 0; i < 4; i++) begin
        assert (!free_valid_i[i] || open[free_slot_i[i]]) else $error("invariant 2: free %0d", i);
      end
      // Two more wait where they are offered.
      if (32'(slots_free) + $countones(offer_q) == Pages) begin
        assert (32'(pages_free) == Pages) else $error("invariant 3");
      end
    end
  end
`else
  logic unused;
  assign unused = &{1'b0, pages_free, slots_free};
`endif

endmodule
