// The writers of the datagram memory: who writes next, and into which page.
//
// Each writer remembers the page that it wrote to last, and asks the table for another. A beat that
// crosses a page is written in two halves. Receiving (0) goes before the others and waits one clock
// at most for its page, because the table's answer is used as it comes; the others wait one more.
// A beat that is refused for want of its second page may have left octets in the first one.
//
// 1. What a writer offers stands still until it is taken.
// 2. The page that is written belongs to the slot, and nothing is written beyond it.
module toe_ip_memory_write #(
    parameter int unsigned DataBytes = 4,
    parameter int unsigned Pages = 16,
    localparam int unsigned PageBits = $clog2(Pages),
    localparam int unsigned IndexBits = toe_ip_pkg::index_bits(Pages),
    localparam int unsigned OffsetBits = $clog2(toe_pkg::PageBytes),
    localparam int unsigned CountBits = $clog2(DataBytes + 1)
) (
    input  logic                              clk_i,
    input  logic                              rst_ni,
    // writers: 0 receiving, 1 UDP, 2 ICMP
    input  logic [2:0]                        w_valid_i,
    output logic [2:0]                        w_ready_o,
    input  logic [2:0][PageBits-1:0]          w_slot_i,
    input  logic [2:0][15:0]                  w_at_i,
    input  logic [2:0][CountBits-1:0]         w_count_i,
    input  logic [2:0][8*DataBytes-1:0]       w_data_i,
    output logic [2:0]                        w_full_o,
    // questions to the table; those of a writer whose question was taken are answered in the next clock
    output logic [2:0]                        ask_o,
    output logic [2:0][IndexBits-1:0]         ask_index_o,
    input  logic [2:0]                        answer_i,     // the answer of this clock is this writer's
    input  logic                              there_i,
    input  logic [PageBits-1:0]               page_i,
    // a slot is freed
    input  logic                              forget_i,
    input  logic [PageBits-1:0]               forget_slot_i,
    // to the memory
    output logic                              we_o,
    output logic [PageBits+OffsetBits-1:0]    waddr_o,
    output logic [CountBits-1:0]              wcount_o,
    output logic [8*DataBytes-1:0]            wdata_o
);
  typedef logic [IndexBits-1:0] index_t;
  typedef logic [OffsetBits:0] room_t;

  // Where a writer wrote last.
  typedef struct packed {
    logic                known;
    logic [PageBits-1:0] slot;
    index_t              index;
    logic [PageBits-1:0] page;
  } place_t;

  place_t [2:0]               place_q;
  logic   [2:0]               half_q;    // the first half of the beat is written
  logic   [2:0]               refuse_q;  // no page was left for it
  logic   [2:0]               crosses, empty, hit, refused, can, grant;
  index_t [2:0]               index;
  room_t  [2:0]               room;      // octets from the place to the end of its page
  logic   [2:0][PageBits-1:0] page;
  logic   [1:0]               others;    // ICMP, UDP: whose turn it is
  logic   [1:0]               chosen;

  always_comb begin
    for (int unsigned w = 0; w < 3; w++) begin
      room[w]    = room_t'(toe_pkg::PageBytes) - {1'b0, w_at_i[w][OffsetBits-1:0]};
      crosses[w] = room_t'(w_count_i[w]) > room[w];
      empty[w]   = w_count_i[w] == '0;
      index[w]   = index_t'(w_at_i[w] >> OffsetBits) + index_t'(half_q[w]);
      hit[w]     = place_q[w].known && place_q[w].slot == w_slot_i[w] && place_q[w].index == index[w];
      page[w]    = place_q[w].page;
      refused[w] = refuse_q[w];
      if (w == 0 && answer_i[w]) begin
        hit[w]     = there_i;
        page[w]    = page_i;
        refused[w] = !there_i;
      end
      can[w] = w_valid_i[w] && !empty[w] && hit[w] && !refused[w];
    end
  end

  toe_prim_arbiter #(
      .Ports(2)
  ) u_others (
      .clk_i,
      .rst_ni,
      .request_i(can[2:1]),
      .grant_o  (others),
      .advance_i(!can[0])
  );
  assign grant     = can[0] ? 3'b001 : {others, 1'b0};
  assign w_ready_o = w_valid_i & (empty | refused | (grant & (half_q | ~crosses)));
  assign w_full_o  = refused & ~empty;

  // A writer asks for the second page in the clock in which it writes to the first one.
  always_comb begin
    for (int unsigned w = 0; w < 3; w++) begin
      ask_o[w]       = w_valid_i[w] && !empty[w] && !refused[w] && !hit[w] && !answer_i[w];
      ask_index_o[w] = index[w];
      if (grant[w] && crosses[w] && !half_q[w]) begin
        ask_o[w]       = 1'b1;
        ask_index_o[w] = index[w] + 1'b1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    for (int unsigned w = 0; w < 3; w++) begin
      refuse_q[w] <= w != 0 && answer_i[w] && !there_i;
      if (w_ready_o[w]) half_q[w] <= 1'b0;
      else if (grant[w]) half_q[w] <= 1'b1;
      if (answer_i[w]) place_q[w].known <= there_i;
      else if (forget_i && place_q[w].slot == forget_slot_i) place_q[w].known <= 1'b0;
      if (!rst_ni) begin
        refuse_q[w]      <= 1'b0;
        half_q[w]        <= 1'b0;
        place_q[w].known <= 1'b0;
      end
    end
  end
  always_ff @(posedge clk_i) begin
    for (int unsigned w = 0; w < 3; w++) begin
      if (answer_i[w]) begin
        place_q[w].slot  <= w_slot_i[w];
        place_q[w].index <= index[w];
        place_q[w].page  <= page_i;
      end
    end
  end

  // ---------------------------------------------------------------- to the memory, a clock later
  assign chosen = {grant[2], grant[1]};

  logic                   half, cut;
  logic [CountBits-1:0]   first;   // octets of the first half
  logic [CountBits-1:0]   count;
  logic [8*DataBytes-1:0] data;
  assign half  = half_q[chosen];
  assign cut   = crosses[chosen];
  assign first = CountBits'(room[chosen]);
  assign count = half ? w_count_i[chosen] - first : cut ? first : w_count_i[chosen];
  assign data  = w_data_i[chosen];

  always_ff @(posedge clk_i) begin
    we_o <= rst_ni && (|grant);
  end
  always_ff @(posedge clk_i) begin
    waddr_o  <= {page[chosen], half ? {OffsetBits{1'b0}} : w_at_i[chosen][OffsetBits-1:0]};
    wcount_o <= count;
    wdata_o  <= half ? data >> {first, 3'b0} : data;
  end

`ifndef SYNTHESIS
  logic [2:0]                        waits_q;
  logic [2:0][PageBits-1:0]          slot_q;
  logic [2:0][15:0]                  at_q;
  logic [2:0][CountBits-1:0]         count_q;
  logic [2:0][8*DataBytes-1:0]       data_q;
  always_ff @(posedge clk_i) begin
    waits_q <= rst_ni ? w_valid_i & ~w_ready_o : '0;
    {slot_q, at_q, count_q, data_q} <= {w_slot_i, w_at_i, w_count_i, w_data_i};
    if (rst_ni) begin
      for (int unsigned w = 0; w < 3; w++) begin
        assert (!waits_q[w] || (w_valid_i[w] && w_slot_i[w] == slot_q[w] && w_at_i[w] == at_q[w]
                                && w_count_i[w] == count_q[w] && w_data_i[w] == data_q[w]))
        else $error("invariant 1: writer %0d", w);
        assert (!w_valid_i[w] || 32'(w_count_i[w]) <= DataBytes) else $error("invariant 1");
      end
      assert (!we_o || {1'b0, waddr_o[OffsetBits-1:0]} + room_t'(wcount_o) <= room_t'(toe_pkg::PageBytes))
      else $error("invariant 2");
    end
  end
`endif

endmodule
