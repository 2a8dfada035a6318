// Which page holds which stretch of which datagram: a table with a row for each page of each slot,
// and the list of the pages that are free (docs/rules/network.md, "Datagram memory").
//
// One question a clock, answered in the next one; a page that is not there is made if the question
// asks for it. A slot that is freed is walked through, up to the last page that it ever had, in the
// clocks that questions leave.
//
//   Clear --all rows are empty--> Idle --free--> Walk --last row--> Idle
//
// 1. No question comes before the table is clear, and none about a slot that is walked through.
// 2. Pages that are not free lie in the table, each once.
module toe_ip_page_table #(
    parameter int unsigned Pages = 16,
    localparam int unsigned PageBits = $clog2(Pages),
    localparam int unsigned IndexBits = toe_ip_pkg::index_bits(Pages)
) (
    input  logic                 clk_i,
    input  logic                 rst_ni,
    output logic                 init_done_o,
    // a question
    input  logic                 ask_valid_i,
    input  logic [PageBits-1:0]  ask_slot_i,
    input  logic [IndexBits-1:0] ask_index_i,
    input  logic                 ask_make_i,   // a page that is missing is taken from the free ones ...
    input  logic                 ask_leave_i,  // ... as long as more than SendPages are left
    // the answer, in the next clock
    output logic                 there_o,
    output logic [PageBits-1:0]  page_o,
    // a slot whose pages are given back
    input  logic                 free_valid_i,
    output logic                 free_ready_o,
    input  logic [PageBits-1:0]  free_slot_i,
    output logic                 freed_o,      // pulse: they are
    output logic [PageBits-1:0]  freed_slot_o,
    output logic [$clog2(Pages+1)-1:0] pages_free_o
);
  localparam int unsigned Indices = 2 ** IndexBits;
  localparam int unsigned Rows    = Pages * Indices;
  localparam int unsigned RowBits = $clog2(Rows);
  typedef logic [PageBits-1:0] page_t;
  typedef logic [IndexBits-1:0] index_t;
  typedef logic [IndexBits:0] extent_t;

  typedef struct packed {
    logic  there;
    page_t page;
  } entry_t;

  typedef enum logic [1:0] {
    Clear,  // the rows are emptied, one a clock
    Idle,
    Walk    // the pages of a slot come back
  } state_e;

  state_e             state_q;
  logic [RowBits-1:0] clear_q;
  page_t              walk_slot_q;
  index_t             walk_index_q;  // looked at next
  logic               walk_asks, walk_ends;

  // What was looked up in the last clock.
  logic               looked_q, make_q, leave_q, walked_q;
  page_t              slot_q;
  index_t             index_q;
  entry_t             entry, entry_new;
  extent_t            extent, extent_new;  // one more than the last index of the slot that has a page
  logic               made, page_available, write;
  page_t              page_next;

  // A walked row is looked at again only after the answer for the one before.
  assign walk_asks = state_q == Walk && !walked_q && !ask_valid_i;

  toe_prim_ram #(
      .Width($bits(entry_t)),
      .Depth(Rows)
  ) u_rows (
      .clk_i,
      .rst_ni,
      .we_i   (write || state_q == Clear),
      .waddr_i(state_q == Clear ? clear_q : {slot_q, index_q}),
      .wdata_i(entry_new),
      .re_i   (ask_valid_i || walk_asks),
      .raddr_i(ask_valid_i ? {ask_slot_i, ask_index_i} : {walk_slot_q, walk_index_q}),
      .rdata_o(entry)
  );

  toe_prim_ram #(
      .Width(IndexBits + 1),
      .Depth(Pages)
  ) u_extents (
      .clk_i,
      .rst_ni,
      .we_i   (write || walk_ends || state_q == Clear),
      .waddr_i(state_q == Clear ? clear_q[RowBits-1-:PageBits] : slot_q),
      .wdata_i(extent_new),
      .re_i   (ask_valid_i || walk_asks),
      .raddr_i(ask_valid_i ? ask_slot_i : walk_slot_q),
      .rdata_o(extent)
  );

  toe_ip_free_list #(
      .Count(Pages)
  ) u_pages (
      .clk_i,
      .rst_ni,
      .available_o(page_available),
      .next_o     (page_next),
      .take_i     (made),
      .put_i      (walked_q && entry.there),
      .put_id_i   (entry.page),
      .count_o    (pages_free_o)
  );

  // ---------------------------------------------------------------- answers
  localparam int unsigned CountBits = $clog2(Pages + 1);
  assign made = looked_q && make_q && !entry.there && page_available
                && (!leave_q || pages_free_o > CountBits'(toe_ip_pkg::SendPages));
  assign there_o = entry.there || made;
  assign page_o  = entry.there ? entry.page : made ? page_next : '0;
  assign write   = made || (walked_q && entry.there);

  always_comb begin
    entry_new = '{there: made, page: made ? page_next : '0};
    extent_new = '0;
    if (made) extent_new = (extent > extent_t'(index_q)) ? extent : extent_t'(index_q) + 1'b1;
    else if (walked_q && !walk_ends) extent_new = extent;
  end

  // ---------------------------------------------------------------- a slot is freed
  assign walk_ends    = walked_q && extent_t'(index_q) + 1'b1 >= extent;
  assign free_ready_o = state_q == Idle;
  assign init_done_o  = state_q != Clear;
  assign freed_o      = walk_ends;
  assign freed_slot_o = walk_slot_q;

  always_ff @(posedge clk_i) begin
    looked_q <= ask_valid_i;
    walked_q <= walk_asks;
    case (state_q)
      Clear: begin
        clear_q <= clear_q + 1'b1;
        if (clear_q == RowBits'(Rows - 1)) state_q <= Idle;
      end
      Walk:    if (walk_ends) state_q <= Idle;
      default: if (free_valid_i) state_q <= Walk;
    endcase
    if (!rst_ni) begin
      state_q  <= Clear;
      clear_q  <= '0;
      looked_q <= 1'b0;
      walked_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    make_q  <= ask_make_i;
    leave_q <= ask_leave_i;
    slot_q  <= ask_valid_i ? ask_slot_i : walk_slot_q;
    index_q <= ask_valid_i ? ask_index_i : walk_index_q;
    if (free_ready_o) begin
      walk_slot_q  <= free_slot_i;
      walk_index_q <= '0;
    end else if (walk_asks) begin
      walk_index_q <= walk_index_q + 1'b1;
    end
  end

`ifndef SYNTHESIS
  int unsigned in_table_q;
  always_ff @(posedge clk_i) begin
    in_table_q <= in_table_q + 32'(made) - 32'(walked_q && entry.there);
    if (!rst_ni) in_table_q <= '0;
    if (rst_ni) begin
      assert (!ask_valid_i || (init_done_o && !(state_q == Walk && ask_slot_i == walk_slot_q)))
      else $error("invariant 1");
      assert (32'(pages_free_o) + in_table_q == Pages) else $error("invariant 2");
      assert (!(made && walked_q)) else $error("invariant 2");
    end
  end
`endif

endmodule
