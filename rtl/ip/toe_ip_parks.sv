// Datagrams that wait for the Ethernet address of their next hop, in the order in which they came
// (docs/rules/network.md, "Sending from the datagram memory").
//
// An entry leaves when its owner takes it: one whose neighbour is known asks again (of several the
// one that was parked first), one whose neighbour does not answer is given up (of several the one
// whose neighbour was given up first). Those behind it move up.
//
// 1. Nothing is parked where no place is free, and nothing taken where nothing is offered.
// 2. Entries stand from place 0 on without a gap; what became of one's neighbour is told once.
// 3. One of the lost ones is the next, if there are any.
module toe_ip_parks (
    input  logic                      clk_i,
    input  logic                      rst_ni,
    input  toe_arp_pkg::arp_pending_t pending_i,
    output logic                      stirs_o,       // pending_i is about an entry
    // a datagram; pending_i of the same clock counts for it
    input  logic                      park_i,
    input  toe_pkg::send_job_t        park_job_i,
    input  toe_pkg::ip_t              park_hop_i,
    output logic                      full_o,
    // the first whose neighbour is known
    output logic                      again_valid_o,
    output toe_pkg::send_job_t        again_job_o,
    output toe_pkg::ip_t              again_hop_o,
    input  logic                      again_take_i,
    // the first whose neighbour does not answer
    output logic                      lost_valid_o,
    output toe_pkg::send_job_t        lost_job_o,
    input  logic                      lost_take_i
);
  localparam int unsigned Places   = toe_ip_pkg::SendParks;
  localparam int unsigned TurnBits = $clog2(Places + 1);

  typedef struct packed {
    logic                used;
    logic                known;  // its neighbour is
    logic                lost;   // its neighbour does not answer
    logic [TurnBits-1:0] turn;   // lost: so many others go before it
    toe_pkg::ip_t        hop;
    toe_pkg::send_job_t  job;
  } entry_t;

  entry_t [Places-1:0] entry_q, told, moved;
  logic   [Places-1:0] again, lost, concerns, leaves;
  logic                put;  // the new entry has found its place

  // What pending_i makes of an entry.
  function automatic entry_t tell(entry_t entry, toe_arp_pkg::arp_pending_t pending,
                                  logic [TurnBits-1:0] its_turn);
    entry_t after;
    after = entry;
    if (entry.used && !entry.known && !entry.lost && pending.ip == entry.hop) begin
      after.known = pending.resolved;
      after.lost  = pending.failed;
      after.turn  = its_turn;
    end
    return after;
  endfunction

  logic [TurnBits-1:0] turn;  // of the next one that is lost
  always_comb begin
    turn        = TurnBits'(0) - TurnBits'(lost_take_i);
    for (int unsigned i = 0; i < Places; i++) turn += TurnBits'(entry_q[i].used && entry_q[i].lost);
    again_job_o = '0;
    again_hop_o = '0;
    lost_job_o  = '0;
    again       = '0;
    lost        = '0;
    for (int unsigned i = 0; i < Places; i++) begin
      told[i]     = tell(entry_q[i], pending_i, turn);
      if (told[i].lost && !entry_q[i].lost) turn += 1'b1;
      if (entry_q[i].lost && lost_take_i) told[i].turn -= 1'b1;
      concerns[i] = told[i].known != entry_q[i].known || told[i].lost != entry_q[i].lost;
      again[i]    = entry_q[i].used && entry_q[i].known && !(|again);
      lost[i]     = entry_q[i].used && entry_q[i].lost && entry_q[i].turn == '0;
      if (again[i]) again_job_o = entry_q[i].job;
      if (again[i]) again_hop_o = entry_q[i].hop;
      if (lost[i]) lost_job_o = entry_q[i].job;
    end
  end
  assign again_valid_o = |again;
  assign lost_valid_o  = |lost;
  assign stirs_o       = |concerns;
  assign full_o        = entry_q[Places-1].used;
  assign leaves        = (again & {Places{again_take_i}}) | (lost & {Places{lost_take_i}});

  // Those behind the one that leaves move up; then the new one comes behind the last.
  always_comb begin
    logic up;
    up    = 1'b0;
    moved = told;
    for (int unsigned i = 0; i < Places; i++) begin
      up |= leaves[i];
      if (up) begin
        moved[i] = '0;
        if (i + 1 < Places) moved[i] = told[i+1];
      end
    end
    put = !park_i;
    for (int unsigned i = 0; i < Places; i++) begin
      if (!put && !moved[i].used) begin
        moved[i] = tell('{used: 1'b1, known: 1'b0, lost: 1'b0, turn: '0, hop: park_hop_i, job: park_job_i},
                        pending_i, turn);
        put      = 1'b1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    entry_q <= moved;
    if (!rst_ni) begin
      for (int unsigned i = 0; i < Places; i++) entry_q[i].used <= 1'b0;
    end
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      assert (put && (!again_take_i || again_valid_o) && (!lost_take_i || lost_valid_o))
      else $error("invariant 1");
      assert ($onehot0(lost)) else $error("invariant 3");
      for (int unsigned i = 0; i < Places; i++) begin
        assert (!(entry_q[i].used && entry_q[i].lost) || lost_valid_o) else $error("invariant 3");
        assert (!entry_q[i].used || i == 0 || entry_q[i-1].used) else $error("invariant 2");
        assert (!(entry_q[i].used && entry_q[i].known && entry_q[i].lost)) else $error("invariant 2");
      end
    end
  end
`else
  logic unused;
  assign unused = put;
`endif

endmodule
