// What IP keeps in the datagram memory: UDP datagrams in one piece, and fragments until their datagram
// is complete or its time is over (docs/rules/network.md, "IPv4 in" 6, "Fragments").
//
//           .-- a fragment --> Ask --> Judge --- kept --.-> Open --> Write ---.
//   Idle --+                             |  (its datagram `-------->   ^      +-- last beat --> End --> Idle
//    |  ^   `-- UDP in one piece ------- | --is there)-----> Open -----'      |
//    |  |                                `--- dropped --> Swallow <- no slot -'
//    |  `-- given up -- Expire
//    `-- a deadline ------^
//
// One frame at a time: frame_i stands still from start_i until busy_o has fallen. Nothing of a frame that
// ends with err, or that is dropped, stays: a slot that was opened for it is freed. Pages that it took in
// a datagram that stays, stay there too, for the fragment that comes again, and go with the datagram.
//
// 1. Each frame ends with one record, or with none if the MAC found it bad.
// 2. A slot of the memory is freed, handed on or held by a datagram: one of them.
module toe_ip_keep #(
    parameter type stream_t = logic,
    parameter int unsigned Pages = 16,
    parameter int unsigned ReasmSlots = 2,
    parameter int unsigned Mtu = 1500,
    localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9,
    localparam int unsigned CountBits = $clog2(DataBytes + 1)
) (
    input  logic                   clk_i,
    input  logic                   rst_ni,
    input  toe_pkg::network_t      network_i,
    input  logic [63:0]            now_i,
    input  logic                   start_i,    // a frame begins; the other inputs follow a clock later
    output logic                   busy_o,     // the next one must not begin
    input  toe_ip_rx_pkg::frame_t  frame_i,
    input  toe_ip_rx_pkg::told_t   told_i,
    input  logic                   bad_i,      // at the end: the MAC says so
    input  logic                   valid_i,
    output logic                   ready_o,
    input  stream_t                data_i,     // ends with err if octets are missing
    // the record: taken when ready, and everything that it tells happens then
    output logic                   told_valid_o,
    input  logic                   told_ready_i,
    output toe_ip_rx_pkg::told_t   told_o,
    // whole datagrams, in the clock of their record; there is room or they are not offered
    output logic                   datagram_push_o,
    input  logic                   datagram_room_i,
    output logic                   replay_push_o,   // TCP
    input  logic                   replay_room_i,
    output toe_pkg::datagram_t     datagram_o,
    // a datagram was given up whose sender is to be told, a clock after its record
    output logic                   fault_o,
    output toe_ip_rx_pkg::head_t   fault_head_o,
    // the datagram memory
    input  logic                   open_available_i,
    input  logic [7:0]             open_slot_i,
    output logic                   open_take_o,
    output logic                   w_valid_o,
    input  logic                   w_ready_i,
    output logic [7:0]             w_slot_o,
    output logic [15:0]            w_at_o,
    output logic [CountBits-1:0]   w_count_o,
    output logic [8*DataBytes-1:0] w_data_o,
    input  logic                   w_full_i,
    output logic                   free_o,     // only in a clock with told_ready_i
    input  logic                   free_ready_i,
    output logic [7:0]             free_slot_o
);
  localparam int unsigned MemoryOctets = Pages * toe_pkg::PageBytes;
  localparam logic [15:0] MaxReplay    = 16'(Mtu - 20);  // octets of a TCP segment that came in fragments

  typedef enum logic [2:0] {
    Idle,
    Ask,      // for the verdict on a fragment
    Judge,    // wait for it
    Open,     // take a slot of the memory
    Write,    // beats go to the memory
    Swallow,  // beats go nowhere
    End,      // all beats are there: what becomes of it
    Expire    // a deadline may have passed
  } state_e;

  state_e                  state_d, state_q;
  toe_ip_pkg::ip_verdict_e verdict_d, verdict_q, outcome;
  logic                    started_q, opened_q, missing_q;
  logic [7:0]              slot_q, memory;      // of the frame; of its datagram
  logic                    judged, fresh, complete, ended, full, due, expired, expire;
  logic                    fits, stays, end_now, unused;
  logic [15:0]             length, frame_sum, datagram_sum;
  toe_ip_pkg::ip_verdict_e judgement;
  toe_ip_rx_pkg::slot_t    expired_slot;
  toe_ip_rx_pkg::head_t    head, first_head;
  assign unused = &{1'b0, network_i, expired_slot};

  toe_ip_reassembly #(
      .Slots    (ReasmSlots),
      .MaxOctets((MemoryOctets < toe_pkg::MaxDatagram) ? MemoryOctets : toe_pkg::MaxDatagram)
  ) u_reassembly (
      .clk_i,
      .rst_ni,
      .now_i,
      .frame_i,
      .ask_i         (state_q == Ask),
      .judged_o      (judged),
      .verdict_o     (judgement),
      .fresh_o       (fresh),
      .memory_o      (memory),
      .complete_o    (complete),
      .length_o      (length),
      .sum_o         (datagram_sum),
      .keep_i        (end_now && stays && told_i.fragment),
      .forget_i      (end_now && outcome == toe_ip_pkg::IpOverlap),
      .memory_i      (slot_q),
      .sum_i         (frame_sum),
      .due_o         (due),
      .expire_i      (expire),
      .expired_o     (expired),
      .expired_slot_o(expired_slot),
      .head_o        (head)
  );

  toe_ip_writer #(
      .stream_t(stream_t)
  ) u_writer (
      .clk_i,
      .rst_ni,
      .clear_i  (state_q == Idle),
      .write_i  (state_q == Write),
      .swallow_i(state_q == Swallow),
      .frame_i,
      .whole_i  (!told_i.fragment),
      .slot_i   (slot_q),
      .valid_i,
      .ready_o,
      .data_i,
      .ended_o  (ended),
      .full_o   (full),
      .sum_o    (frame_sum),
      .w_valid_o,
      .w_ready_i,
      .w_slot_o,
      .w_at_o,
      .w_count_o,
      .w_data_o,
      .w_full_i
  );

  // ---------------------------------------------------------------- one frame

  assign busy_o      = state_q != Idle || started_q || due;
  assign open_take_o = state_q == Open && open_available_i && (told_i.fragment || datagram_room_i);
  assign end_now     = state_q == End && told_ready_i && free_ready_i;
  assign expire      = state_q == Expire && told_ready_i && free_ready_i;

  always_comb begin
    state_d   = state_q;
    verdict_d = verdict_q;
    unique case (state_q)
      Idle: begin
        verdict_d = toe_ip_pkg::IpDelivered;
        if (started_q) state_d = told_i.fragment ? Ask : Open;
        else if (due && !start_i) state_d = Expire;
      end
      Ask: state_d = Judge;
      Judge: begin
        verdict_d = judgement;
        if (judged && judgement != toe_ip_pkg::IpFragment) state_d = Swallow;
        else if (judged) state_d = fresh ? Open : Write;
      end
      Open: begin
        state_d = open_take_o ? Write : Swallow;
        if (!open_take_o) verdict_d = toe_ip_pkg::IpNoRoom;
      end
      Write, Swallow: if (ended) state_d = End;
      End: if (end_now) state_d = Idle;
      default: if (expire) state_d = Idle;
    endcase
  end

  always_ff @(posedge clk_i) begin
    state_q   <= state_d;
    started_q <= start_i || (started_q && state_q != Idle);
    if (state_q == Idle) opened_q <= 1'b0;
    else if (open_take_o) opened_q <= 1'b1;
    if (!rst_ni) begin
      state_q   <= Idle;
      started_q <= 1'b0;
      opened_q  <= 1'b0;
    end
  end
  always_ff @(posedge clk_i) begin
    verdict_q <= verdict_d;
    if (state_q == Judge) slot_q <= memory;
    if (open_take_o) slot_q <= open_slot_i;
    if (ended) missing_q <= data_i.err;
  end

  // ---------------------------------------------------------------- its end

  logic is_tcp, too_long;
  assign is_tcp   = told_i.protocol == toe_pkg::ProtocolTcp;
  assign too_long = is_tcp && length > MaxReplay;  // no TCP segment can be so
  assign fits     = too_long || (is_tcp ? replay_room_i : datagram_room_i);

  always_comb begin
    outcome = verdict_q;
    if (verdict_q == toe_ip_pkg::IpFragment && complete) outcome = toe_ip_pkg::IpComplete;
    if (outcome == toe_ip_pkg::IpComplete && !fits) outcome = toe_ip_pkg::IpNoRoom;
    if (full) outcome = toe_ip_pkg::IpNoRoom;
    if (missing_q) outcome = toe_ip_pkg::IpHeader;
    if (bad_i) outcome = toe_ip_pkg::IpNone;
  end
  assign stays = outcome inside {toe_ip_pkg::IpDelivered, toe_ip_pkg::IpFragment, toe_ip_pkg::IpComplete};

  always_comb begin
    told_valid_o   = state_q == End && outcome != toe_ip_pkg::IpNone && free_ready_i;
    told_o         = told_i;
    told_o.verdict = outcome;
    if (state_q == Expire) begin
      told_valid_o = expired && free_ready_i;
      told_o       = '{
          verdict: toe_ip_pkg::IpTimeout, src: expired_slot.key.src, dst: expired_slot.key.dst,
          protocol: expired_slot.key.protocol, identification: expired_slot.key.identification,
          fragment: 1'b0, default: '0
      };
    end else if (outcome == toe_ip_pkg::IpHeader) begin
      told_o         = '0;
      told_o.verdict = toe_ip_pkg::IpHeader;
    end else if (outcome == toe_ip_pkg::IpComplete) begin
      told_o.length    = length;
      told_o.forgotten = too_long;
    end
  end

  assign free_o = (expire && expired)
                  || (end_now && ((opened_q && !stays) || outcome == toe_ip_pkg::IpOverlap
                                  || (outcome == toe_ip_pkg::IpComplete && too_long)));
  assign free_slot_o = (state_q == Expire) ? expired_slot.memory : slot_q;

  assign datagram_push_o = end_now && (outcome == toe_ip_pkg::IpDelivered
                                       || (outcome == toe_ip_pkg::IpComplete && !is_tcp));
  assign replay_push_o   = end_now && outcome == toe_ip_pkg::IpComplete && is_tcp && !too_long;

  assign first_head = (told_i.at == '0) ? '{header: frame_i.header, first: frame_i.first} : head;
  assign datagram_o = '{
      slot: slot_q, header: first_head.header, first: first_head.first,
      length: told_i.fragment ? length : frame_i.length,
      sum: told_i.fragment ? datagram_sum : frame_sum, whole: !told_i.fragment
  };

  // ---------------------------------------------------------------- a time-out's fault

  logic expired_first_q;
  always_ff @(posedge clk_i) begin
    expired_first_q <= rst_ni && expire && expired && expired_slot.has_first
                       && network_i.ip != '0 && expired_slot.key.dst == network_i.ip;
  end
  assign fault_o      = expired_first_q && head.header.ihl == 4'd5;
  assign fault_head_o = head;

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      assert (!start_i || (!busy_o || state_q == Expire)) else $error("a frame begins inside another");
      assert (!end_now || (told_valid_o != bad_i)) else $error("invariant 1");
      assert (!(free_o && (datagram_push_o || replay_push_o))) else $error("invariant 2");
      assert (!datagram_push_o || datagram_room_i) else $error("a datagram without room");
    end
  end
`endif

endmodule
