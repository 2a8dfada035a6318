// Sockwire - UDP: one event at a time, from acceptance to record (docs/rules/udp.md).
//
//   Idle --event--> Find --> Read --> Update --> Commit --> Idle
//                                      |  |  `--emit--> Sum --> Header --> Commit
//                                      |  `--ephemeral port taken: the next one--> Update
//     Idle <--a SEND whose octets are not there yet: the composer is started
//
// A SEND passes twice: the first time its octets go to the datagram memory beside other events, and the
// call is an event when they are there; its checks are made again then. An event takes five clocks, an
// emit eight or nine and the wait for its job's room (JobPatience at most: ICMP may ask in the same
// clock). What is to be freed is given back (toe_udp_give) before the next event.
//
// What came in stands still until it is taken in Commit. The block that was read (pre) stands in the
// table until the next Read.
//
// Invariants:
//   1. Only a block that is allocated, or being made, is written.
//   2. A datagram is handed on, queued, or freed.
module toe_udp_engine #(
  parameter toe_pkg::cfg_t Cfg = toe_pkg::Small,
  localparam int unsigned IndexBits = $clog2(Cfg.UdpSockets)
) (
  input  logic                          clk_i,
  input  logic                          rst_ni,
  input  toe_pkg::network_t             network_i,
  input  logic                          seed_i,         // the secret was written
  input  logic [13:0]                   seed_value_i,
  input  logic [63:0]                   now_i,
  // events
  input  logic                          datagram_valid_i,
  output logic                          datagram_ready_o,
  input  toe_pkg::datagram_t            datagram_i,
  input  logic                          icmp_valid_i,
  output logic                          icmp_ready_o,
  input  toe_pkg::icmp_error_t          icmp_i,
  input  logic                          done_valid_i,
  output logic                          done_ready_o,
  input  toe_pkg::send_done_t           done_i,
  input  logic                          call_valid_i,
  output logic                          call_ready_o,
  input  toe_tcp_pkg::user_call_t       call_i,
  // table, queue, members: all of one socket
  output logic                          idle_o,         // others may read table and queue
  output toe_pkg::port_t                port_o,
  input  logic                          port_hit_i,
  input  logic [IndexBits-1:0]          port_index_i,
  input  logic                          free_i,
  input  logic [IndexBits-1:0]          free_index_i,
  output logic                          read_o,
  output logic [IndexBits-1:0]          index_o,
  input  toe_udp_engine_pkg::entry_t    entry_i,
  output logic                          write_o,
  output toe_udp_engine_pkg::entry_t    entry_o,
  input  toe_udp_engine_pkg::waiting_t  waiting_i,
  output logic                          push_o,
  output toe_udp_engine_pkg::waiting_t  waiting_o,
  output toe_pkg::ip_t                  group_o,
  input  logic                          member_i,
  input  logic                          members_full_i,
  output logic                          join_o,
  output logic                          leave_o,
  output logic                          close_o,
  // composer and deliverer
  output logic                          compose_o,
  input  logic                          compose_busy_i,
  input  toe_udp_engine_pkg::composed_t composed_i,
  output logic                          compose_clear_o,
  output logic                          header_valid_o,
  output toe_udp_pkg::udp_header_t      header_o,
  input  logic                          header_done_i,
  input  logic                          deliver_idle_i,
  output logic                          deliver_o,
  output toe_udp_engine_pkg::fetch_t    fetch_o,
  // out
  output logic                          job_valid_o,
  input  logic                          job_ready_i,
  output toe_pkg::send_job_t            job_o,
  output logic                          fault_valid_o,
  output toe_pkg::icmp_fault_t          fault_o,
  output logic                          give_o,         // slots are to be given back: one
  output logic                          give_one_o,
  output logic [7:0]                    give_slot_o,
  output logic [7:0]                    give_rest_o,    // and as many of index_o's queue
  input  logic                          give_busy_i,
  output toe_udp_pkg::udp_record_t      record_o        // registered, valid for one clock
);
  import toe_pkg::*;
  import toe_tcp_pkg::*;
  import toe_udp_pkg::*;
  import toe_udp_engine_pkg::*;

  localparam logic [4:0] JobPatience = 5'd16;
  localparam logic [1:0] Dynamic     = EphemeralMin[15:14];

  typedef enum logic [2:0] { Idle, Find, Read, Update, Sum, Header, Commit } state_e;
  typedef logic [IndexBits-1:0] index_t;

  state_e      state_d, state_q;
  udp_event_e  kind_d, kind_q;
  logic [3:0]  request, grant;
  logic        found_d, found_q;         // index is a socket, or one that is made
  index_t      index_d, index_q;
  logic        taken_q;                  // BIND: its port
  logic [13:0] counter_d, counter_q;     // u of the rules
  logic [13:0] candidate_d, candidate_q;
  arrival_t    arrival;
  udp_drop_e   faulty, drop_d, drop_q;
  outcome_t    outcome, out_d, out_q;
  ready_t      ready_d, ready_q;
  ucb_t        pre, told;                // told: by an event that is no call
  desc_t       desc;
  logic        hit;                      // the socket found is meant
  logic [15:0] checksum_d, checksum_q;
  logic [4:0]  waited_q;
  logic        start, no_job, commit, dropped, forgotten;
  logic [63:0] order_q;
  udp_record_t record, record_q;

  assign pre  = found_q ? entry_i.ucb : '0;
  assign desc = desc_t'(Cfg.Sockets) + desc_t'(index_q);

  // ------------------------------------------------------------ which event
  assign request = {done_valid_i, icmp_valid_i, datagram_valid_i,
                    call_valid_i && !compose_busy_i && deliver_idle_i};
  assign start   = state_q == Idle && request != '0 && !give_busy_i;

  toe_prim_arbiter #(.Ports(4)) u_next (
    .clk_i, .rst_ni, .request_i(request), .grant_o(grant), .advance_i(start)
  );

  // ------------------------------------------------------------ whose it is
  toe_udp_whose #(.Base(Cfg.Sockets), .Sockets(Cfg.UdpSockets)) u_whose (
    .kind_i(kind_q), .call_i(call_i.call), .desc_i(call_i.desc), .call_port_i(call_i.port),
    .search_i(state_q != Find), .candidate_i({Dynamic, candidate_q}), .arrival_port_i(arrival.dst_port),
    .icmp_port_i(icmp_i.local_port), .owner_i(done_i.owner), .port_o, .port_hit_i, .port_index_i,
    .free_i, .free_index_i, .found_o(found_d), .index_o(index_d)
  );
  assign group_o = (kind_q == UdpUser) ? call_i.length : arrival.dst;

  // ------------------------------------------------------------ what it does
  toe_udp_arrival u_arrival (.datagram_i, .arrival_o(arrival), .drop_o(faulty));

  toe_udp_told u_told (
    .kind_i(kind_q), .found_i(found_q), .pre_i(pre), .member_i, .arrival_i(arrival), .faulty_i(faulty),
    .icmp_i, .failed_i(done_i.failed), .hit_o(hit), .post_o(told), .drop_o(drop_d), .ready_o(ready_d)
  );

  toe_udp_call #(.Pages(Cfg.Pages), .Mtu(Cfg.Mtu)) u_call (
    .network_i, .call_i, .pre_i(pre),
    .facts_i('{desc_free: found_q, port_taken: taken_q, member: member_i, members_full: members_full_i}),
    .desc_i(desc), .port_i({Dynamic, candidate_q}), .first_i(waiting_i), .composed_i, .outcome_o(outcome)
  );

  always_comb begin
    out_d = outcome;
    if (kind_q != UdpUser) begin
      out_d      = '0;
      out_d.post = told;
    end
  end

  toe_udp_emit u_emit (
    .src_i(network_i.ip), .emit_i(out_q.emit), .checksum_i(checksum_q), .sum_i(composed_i.sum),
    .slot_i(composed_i.slot), .owner_i(desc), .checksum_o(checksum_d), .header_o, .job_o
  );
  assign header_valid_o = state_q == Header;
  assign job_valid_o    = state_q == Commit && out_q.emit.valid && waited_q != JobPatience;

  // ------------------------------------------------------------ the way of an event
  always_comb begin
    state_d     = state_q;
    kind_d      = kind_q;
    candidate_d = (state_q == Find) ? counter_q : candidate_q;
    compose_o   = 1'b0;
    unique case (state_q)
      Idle: if (start) begin
        state_d = Find;
        unique case (grant)
          4'b0001: kind_d = UdpUser;
          4'b0010: kind_d = UdpArrival;
          4'b0100: kind_d = UdpIcmp;
          default: kind_d = UdpDone;
        endcase
      end
      Find: state_d = Read;
      Read: state_d = Update;
      Update: begin
        if (kind_q == UdpUser && outcome.append && !composed_i.valid) begin
          compose_o = 1'b1;
          state_d   = Idle;
        end else if (out_d.take_port && port_hit_i) candidate_d = candidate_q + 14'd1;
        else state_d = out_d.emit.valid ? Sum : Commit;
      end
      Sum:    state_d = Header;
      Header: if (header_done_i) state_d = Commit;
      default: if (commit) state_d = Idle;  // Commit
    endcase
  end

  assign no_job    = out_q.emit.valid && !(job_valid_o && job_ready_i);
  assign commit    = state_q == Commit && (!no_job || waited_q == JobPatience);
  assign dropped   = kind_q == UdpArrival && drop_q != UdpDropNone;
  assign forgotten = (out_q.forget || (no_job && pre.composed == '0))
                     && ((composed_i.valid && composed_i.opened) || entry_i.held) && found_q;

  assign give_o      = commit;
  assign give_one_o  = dropped || forgotten;
  assign give_slot_o = dropped ? datagram_i.slot : composed_i.valid ? composed_i.slot : entry_i.slot;
  assign give_rest_o = out_q.close ? pre.queued : '0;

  // ------------------------------------------------------------ the commit
  always_comb begin
    record = '{
      valid: commit, order: order_q, now: now_i, kind: kind_q, conn: NoDesc,
      call: (kind_q == UdpUser) ? call_i : '0, no_room: out_q.no_room || no_job,
      arrival: (kind_q == UdpArrival) ? arrival : '0, icmp: (kind_q == UdpIcmp) ? icmp_i : '0,
      failed: kind_q == UdpDone && done_i.failed, drop: drop_q, pre: pre, post: out_q.post,
      emit: out_q.emit, answer: out_q.answer, from_addr: out_q.from_addr, from_port: out_q.from_port,
      to_addr: out_q.to_addr, ready: ready_q
    };
    if (found_q) record.conn = desc;
    record.emit.checksum = out_q.emit.valid ? checksum_q : '0;
    if (no_job) begin
      record.post   = pre;
      record.emit   = '0;
      record.answer = '{valid: 1'b1, error: Eagain, value: '0};
    end
    entry_o = '{ucb: record.post, held: entry_i.held && !out_q.forget, slot: entry_i.slot, sum: entry_i.sum};
    if (out_q.keep) entry_o = '{ucb: record.post, held: 1'b1, slot: composed_i.slot, sum: composed_i.sum};
    if (out_q.emit.valid) entry_o.held = no_job && pre.composed != '0;
    waiting_o = '{
      slot: datagram_i.slot, length: arrival.length, src: arrival.src, src_port: arrival.src_port, dst: arrival.dst
    };

    counter_d = counter_q;
    if (commit && out_q.take_port && !no_job) counter_d = candidate_q + 14'd1;
    if (seed_i) counter_d = seed_value_i;
  end

  assign idle_o           = state_q == Idle && !give_busy_i;
  assign read_o           = state_q == Read;
  assign index_o          = index_q;
  assign write_o          = commit && found_q && (pre.allocated || record.post.allocated);
  assign push_o           = commit && kind_q == UdpArrival && !dropped;
  assign join_o           = commit && out_q.join_group;
  assign leave_o          = commit && out_q.leave_group;
  assign close_o          = commit && out_q.close;
  assign deliver_o        = commit && out_q.deliver;
  assign fetch_o          = out_q.fetch;
  assign compose_clear_o  = commit && kind_q == UdpUser;
  assign datagram_ready_o = commit && kind_q == UdpArrival;
  assign icmp_ready_o     = commit && kind_q == UdpIcmp;
  assign done_ready_o     = commit && kind_q == UdpDone;
  assign call_ready_o     = commit && kind_q == UdpUser;
  assign fault_valid_o    = commit && kind_q == UdpArrival && drop_q == UdpDropNoPort
                            && datagram_i.header.dst == network_i.ip && datagram_i.header.ihl == 4'd5;
  assign fault_o = '{msg_type: toe_icmp_pkg::TypeUnreachable, code: toe_icmp_pkg::CodePort,
                     header: datagram_i.header, first: datagram_i.first};
  assign record_o = record_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q   <= Idle;
      counter_q <= '0;
      order_q   <= '0;
      record_q  <= '0;
    end else begin
      state_q   <= state_d;
      counter_q <= counter_d;
      if (commit) order_q <= order_q + 64'd1;
      record_q  <= commit ? record : '0;
    end
  end
  always_ff @(posedge clk_i) begin
    kind_q      <= kind_d;
    candidate_q <= candidate_d;
    if (state_q == Sum) checksum_q <= checksum_d;
    waited_q    <= (state_q == Commit) ? waited_q + 5'd1 : '0;
    if (state_q == Find) begin
      index_q <= index_d;
      found_q <= found_d;
      taken_q <= port_hit_i;
    end
    if (state_q == Update) begin
      out_q   <= out_d;
      drop_q  <= drop_d;
      ready_q <= ready_d;
      if (kind_q == UdpArrival || kind_q == UdpIcmp) found_q <= hit;
    end
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      a_1 : assert (!write_o || pre.allocated || (kind_q == UdpUser && call_i.call == CallSocket)) else $error("1");
      a_2 : assert (!(commit && kind_q == UdpArrival) || (push_o != give_one_o)) else $error("2: a datagram is lost");
      a_desc : assert (!(state_q == Find && kind_q == UdpUser && call_i.call != CallSocket)
                       || 32'(call_i.desc) - Cfg.Sockets < Cfg.UdpSockets) else $error("not a socket of UDP");
    end
  end
`endif
endmodule
