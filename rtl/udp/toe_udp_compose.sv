// Sockwire - UDP: the octets of a SEND from the send window to the datagram memory, their checksum on
// the way, and at the end the header in front of them.
//
// Payload octet k lies at place 8 + k of the slot. The first piece also writes the eight octets of the
// header, as zeros, so that the header itself always finds its page. DataBytes octets a clock.
//
//   Idle --no slot yet--> Open --> Blank --> Fetch --> Copy --> Ready --clear--> Idle
//     |--first piece-----------------^         ^         |       ^ |
//     `--another piece-------------------------'         |       | `--header--> Header --> Ready
//        (no octets: past Fetch and Copy)                `-------'
//   Open, Blank, Copy --no room--> Ready, full
//
// Invariants:
//   1. The header finds its page.
//   2. A piece begins at a multiple of 16 octets.
module toe_udp_compose #(
  parameter int unsigned DataBytes = 4,
  localparam int unsigned RowBits   = $clog2(toe_pkg::WindowBytes / DataBytes),
  localparam int unsigned CountBits = $clog2(DataBytes + 1)
) (
  input  logic                          clk_i,
  input  logic                          rst_ni,
  // a piece of the datagram that has base_i octets
  input  logic                          start_i,
  input  logic                          held_i,       // it has a slot
  input  logic [7:0]                    slot_i,
  input  logic [15:0]                   base_i,
  input  logic [15:0]                   sum_i,
  input  logic [15:0]                   length_i,
  output logic                          busy_o,
  output toe_udp_engine_pkg::composed_t composed_o,   // stands until clear_i
  input  logic                          clear_i,
  input  logic                          header_valid_i,
  input  toe_udp_pkg::udp_header_t      header_i,
  output logic                          header_done_o,
  // the send window
  output logic                          send_re_o,
  output logic [RowBits-1:0]            send_row_o,
  input  logic [8*DataBytes-1:0]        send_rdata_i,
  // the datagram memory
  input  logic                          open_available_i,
  input  logic [7:0]                    open_slot_i,
  output logic                          open_take_o,
  output logic                          w_valid_o,
  input  logic                          w_ready_i,
  output logic [7:0]                    w_slot_o,
  output logic [15:0]                   w_at_o,
  output logic [CountBits-1:0]          w_count_o,
  output logic [8*DataBytes-1:0]        w_data_o,
  input  logic                          w_full_i
);
  localparam int unsigned Head = toe_udp_engine_pkg::HeaderOctets;
  localparam int unsigned HeadStep = (DataBytes < Head) ? DataBytes : Head;
  localparam logic [15:0] Step = 16'(DataBytes);
  localparam logic [15:0] OpenPatience = 16'd15;  // clocks

  typedef enum logic [2:0] { Idle, Open, Blank, Fetch, Copy, Ready, Header } state_e;

  state_e                 state_d, state_q;
  logic [7:0]             slot_d, slot_q;
  logic                   opened_d, opened_q, full_d, full_q;
  logic [15:0]            sum_d, sum_q, left_d, left_q, at_d, at_q;  // at: place of the next octet
  logic [15:0]            base_q;
  logic [RowBits-1:0]     row_d, row_q;                              // the next row to be read
  logic [15:0]            beat_sum;
  logic [16:0]            added;
  logic [DataBytes-1:0]   keep;
  logic [8*Head-1:0]      head_octets;                               // octet 0 in the low bits
  logic                   taken, last, in_header, head_last;

  assign last      = left_q <= Step;
  assign in_header = state_q inside {Blank, Header};
  assign head_last = at_q[3:0] == 4'(Head - HeadStep);
  assign taken     = w_valid_o && w_ready_i;
  assign added     = {1'b0, sum_q} + {1'b0, beat_sum};

  always_comb begin
    for (int unsigned i = 0; i < DataBytes; i++) keep[i] = i < 32'(left_q);
    for (int unsigned i = 0; i < Head; i++) begin
      head_octets[8*i+:8] = (state_q == Header) ? header_i[8*(Head-1-i)+:8] : '0;
    end
  end

  toe_prim_checksum #(.DataBytes(DataBytes)) u_sum (.data_i(send_rdata_i), .keep_i(keep), .sum_o(beat_sum));

  always_comb begin
    state_d       = state_q;
    slot_d        = slot_q;
    opened_d      = opened_q;
    full_d        = full_q;
    sum_d         = sum_q;
    left_d        = left_q;
    at_d          = at_q;
    row_d         = row_q;
    open_take_o   = 1'b0;
    send_re_o     = 1'b0;
    header_done_o = 1'b0;

    unique case (state_q)
      Idle: if (start_i) begin
        slot_d   = slot_i;
        opened_d = held_i;
        full_d   = 1'b0;
        sum_d    = held_i ? sum_i : '0;
        left_d   = length_i;
        row_d    = '0;
        at_d     = '0;
        state_d  = !held_i ? Open : (base_i == '0) ? Blank : (length_i == '0) ? Ready : Fetch;
      end
      // the next one may be on its way to where it is offered
      Open: begin
        slot_d      = open_slot_i;
        opened_d    = open_available_i;
        open_take_o = open_available_i;
        at_d        = open_available_i ? '0 : at_q + 16'd1;
        if (open_available_i) state_d = Blank;
        else if (at_q == OpenPatience) begin
          full_d  = 1'b1;
          state_d = Ready;
        end
      end
      Blank: if (taken) begin
        at_d = at_q + 16'(HeadStep);
        if (head_last) state_d = (left_q == '0) ? Ready : Fetch;
        if (w_full_i) begin
          full_d  = 1'b1;
          state_d = Ready;
        end
      end
      // the first row of the window
      Fetch: begin
        at_d      = base_q + 16'(Head);
        send_re_o = 1'b1;
        row_d     = row_q + 1'b1;
        state_d   = Copy;
      end
      // a row is there; the next is read when this one is taken
      Copy: if (taken) begin
        at_d      = at_q + Step;
        left_d    = left_q - Step;
        row_d     = row_q + 1'b1;
        sum_d     = added[15:0] + 16'(added[16]);
        send_re_o = 1'b1;
        full_d    = w_full_i;
        if (last || w_full_i) state_d = Ready;
      end
      Ready: begin
        at_d = '0;
        if (clear_i) state_d = Idle;
        else if (header_valid_i) state_d = Header;
      end
      default: if (taken) begin  // Header
        at_d          = at_q + 16'(HeadStep);
        header_done_o = head_last;
        if (head_last) state_d = Ready;
      end
    endcase
  end

  assign busy_o     = state_q != Idle && state_q != Ready;
  assign composed_o = '{valid: state_q == Ready || state_q == Header, full: full_q, opened: opened_q, slot: slot_q, sum: sum_q};
  assign send_row_o = row_q;
  assign w_valid_o  = state_q inside {Blank, Copy, Header};
  assign w_slot_o   = slot_q;
  assign w_at_o     = at_q;
  assign w_count_o  = in_header ? CountBits'(HeadStep) : last ? CountBits'(left_q) : CountBits'(DataBytes);
  assign w_data_o   = in_header ? (8*DataBytes)'(head_octets >> 8 * at_q[3:0]) : send_rdata_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) state_q <= Idle;
    else state_q <= state_d;
  end
  always_ff @(posedge clk_i) begin
    slot_q   <= slot_d;
    opened_q <= opened_d;
    full_q   <= full_d;
    sum_q    <= sum_d;
    left_q   <= left_d;
    at_q     <= at_d;
    row_q    <= row_d;
    if (start_i) base_q <= base_i;
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      a_1 : assert (!(state_q == Header && taken && w_full_i)) else $error("1: no page for a header");
      a_2 : assert (!start_i || base_i[3:0] == '0) else $error("2: a piece begins between");
      a_idle : assert (!start_i || state_q == Idle) else $error("two pieces at a time");
    end
  end
`endif
endmodule
