// The readers of the datagram memory: who reads next, and from which page.
//
// Each reader remembers the page that it read from last, and asks the table for another. What
// crosses a page is read in two halves, one reader's at a time; the first waits for the second.
//
//   taken -> address -> memory -> octets: ReadLatency clocks
//
// 1. What a reader asks for stands still until it is taken.
// 2. A second half comes after its first one, and no other first one between them.
module toe_ip_memory_fetch #(
    parameter int unsigned DataBytes = 4,
    parameter int unsigned Pages = 16,
    localparam int unsigned PageBits = $clog2(Pages),
    localparam int unsigned IndexBits = toe_ip_pkg::index_bits(Pages),
    localparam int unsigned OffsetBits = $clog2(toe_pkg::PageBytes)
) (
    input  logic                           clk_i,
    input  logic                           rst_ni,
    // readers: 0 sending, 1 UDP, 2 receiving
    input  logic [2:0]                     r_valid_i,
    output logic [2:0]                     r_ready_o,
    input  logic [2:0][PageBits-1:0]       r_slot_i,
    input  logic [2:0][15:0]               r_at_i,
    output logic [2:0]                     r_data_valid_o,
    output logic [8*DataBytes-1:0]         r_data_o,
    // questions to the table; those of a reader whose question was taken are answered in the next clock
    output logic [2:0]                     ask_o,
    output logic [2:0][IndexBits-1:0]      ask_index_o,
    input  logic [2:0]                     answer_i,
    input  logic                           there_i,
    input  logic [PageBits-1:0]            page_i,
    // a slot is freed
    input  logic                           forget_i,
    input  logic [PageBits-1:0]            forget_slot_i,
    // to the memory
    output logic                           re_o,
    output logic [PageBits+OffsetBits-1:0] raddr_o,
    input  logic [8*DataBytes-1:0]         rdata_i
);
  localparam int unsigned LaneBits = $clog2(DataBytes);
  typedef logic [IndexBits-1:0] index_t;

  // Where a reader read last. A page that is not there is known for one read only.
  typedef struct packed {
    logic                known;
    logic                there;
    logic [PageBits-1:0] slot;
    index_t              index;
    logic [PageBits-1:0] page;
  } place_t;

  // A read on its way.
  typedef struct packed {
    logic [2:0]          whose;  // one hot; 0: nobody's
    logic                first;  // of two halves
    logic                second;
    logic [LaneBits-1:0] lane;   // octets of the second half begin at DataBytes - lane
  } way_t;

  place_t [2:0] place_q;
  logic   [2:0] half_q;  // the first half is read
  logic   [2:0] crosses, hit, can, grant;
  index_t [2:0] index;
  logic   [1:0] chosen;
  logic         split;   // somebody's second half is missing

  assign split = |half_q;

  always_comb begin
    for (int unsigned r = 0; r < 3; r++) begin
      crosses[r] = 32'(r_at_i[r][OffsetBits-1:0]) > toe_pkg::PageBytes - DataBytes;
      index[r]   = index_t'(r_at_i[r] >> OffsetBits) + index_t'(half_q[r]);
      hit[r]     = place_q[r].known && place_q[r].slot == r_slot_i[r] && place_q[r].index == index[r];
      can[r]     = r_valid_i[r] && hit[r] && (half_q[r] || !crosses[r] || !split);
      ask_o[r]   = r_valid_i[r] && !hit[r] && !answer_i[r];
      ask_index_o[r] = index[r];
    end
  end

  // Every second turn sending comes last; the other two then take turns, receiving first.
  logic odd_q, udp_next_q;
  always_comb begin
    grant = '0;
    if (can[0] && !(odd_q && (|can[2:1]))) grant[0] = 1'b1;
    else if (can[2] && !(can[1] && odd_q && udp_next_q)) grant[2] = 1'b1;
    else if (can[1]) grant[1] = 1'b1;
  end
  assign chosen    = {grant[2], grant[1]};
  assign r_ready_o = grant & (half_q | ~crosses);

  always_ff @(posedge clk_i) begin
    if (|grant) odd_q <= !odd_q;
    if (|grant && odd_q) udp_next_q <= grant[2];
    for (int unsigned r = 0; r < 3; r++) begin
      if (r_ready_o[r]) half_q[r] <= 1'b0;
      else if (grant[r]) half_q[r] <= 1'b1;
      if (answer_i[r]) place_q[r].known <= 1'b1;
      else if ((grant[r] && !place_q[r].there) || (forget_i && place_q[r].slot == forget_slot_i)) begin
        place_q[r].known <= 1'b0;
      end
      if (!rst_ni) begin
        half_q[r]        <= 1'b0;
        place_q[r].known <= 1'b0;
      end
    end
    if (!rst_ni) begin
      odd_q      <= 1'b0;
      udp_next_q <= 1'b0;
    end
  end
  always_ff @(posedge clk_i) begin
    for (int unsigned r = 0; r < 3; r++) begin
      if (answer_i[r]) begin
        place_q[r].there <= there_i;
        place_q[r].slot  <= r_slot_i[r];
        place_q[r].index <= index[r];
        place_q[r].page  <= page_i;
      end
    end
  end

  // ---------------------------------------------------------------- through the memory
  // Both halves are read at the same offset: the second one then lies behind the wrap of its page.
  way_t                   address_q, memory_q;
  logic [8*DataBytes-1:0] held_q, joined;
  logic [DataBytes-1:0]   behind;  // octets of the second half

  always_comb begin
    for (int unsigned i = 0; i < DataBytes; i++) begin
      behind[i] = memory_q.second && 32'(i) >= DataBytes - 32'(memory_q.lane);
      joined[8*i+:8] = (memory_q.second && !behind[i]) ? held_q[8*i+:8] : rdata_i[8*i+:8];
    end
  end

  always_ff @(posedge clk_i) begin
    re_o            <= |grant;
    address_q.whose <= grant;
    memory_q.whose  <= address_q.whose;
    r_data_valid_o  <= memory_q.first ? '0 : memory_q.whose;
    if (!rst_ni) begin
      re_o            <= 1'b0;
      address_q.whose <= '0;
      memory_q.whose  <= '0;
      r_data_valid_o  <= '0;
    end
  end
  always_ff @(posedge clk_i) begin
    raddr_o <= {place_q[chosen].page, r_at_i[chosen][OffsetBits-1:0]};
    address_q.first  <= crosses[chosen] && !half_q[chosen];
    address_q.second <= half_q[chosen];
    address_q.lane   <= r_at_i[chosen][LaneBits-1:0];
    memory_q.first   <= address_q.first;
    memory_q.second  <= address_q.second;
    memory_q.lane    <= address_q.lane;
    if (memory_q.first && memory_q.whose != '0) held_q <= rdata_i;
    r_data_o <= joined;
  end

`ifndef SYNTHESIS
  logic [2:0]               waits_q;
  logic [2:0][PageBits-1:0] slot_q;
  logic [2:0][15:0]         at_q;
  logic [2:0]               open_q;  // whose first half waits
  always_ff @(posedge clk_i) begin
    waits_q <= rst_ni ? r_valid_i & ~r_ready_o : '0;
    {slot_q, at_q} <= {r_slot_i, r_at_i};
    if (memory_q.first) open_q <= memory_q.whose;
    else if (memory_q.second && memory_q.whose != '0) open_q <= '0;
    if (!rst_ni) open_q <= '0;
    if (rst_ni) begin
      for (int unsigned r = 0; r < 3; r++) begin
        assert (!waits_q[r] || (r_valid_i[r] && r_slot_i[r] == slot_q[r] && r_at_i[r] == at_q[r]))
        else $error("invariant 1: reader %0d", r);
      end
      if (memory_q.whose != '0) begin
        assert (!memory_q.first || open_q == '0) else $error("invariant 2");
        assert (!memory_q.second || open_q == memory_q.whose) else $error("invariant 2");
      end
    end
  end
`endif

endmodule
