// Reads a segment's payload from its send buffer into one of two slots, summing it on the way.
//
// The checksum stands before what it covers (RFC 9293 section 3.1), so the payload is read while the
// segment ahead is being sent from the other slot. DataBytes octets a clock, and they come to lie in
// the slot's rows as in the beats of the finished segment: the first row may begin with octets of the
// ring in front of the payload, in whose place the header ends. A segment without payload passes at
// once.
//
//   Idle --payload--> Look --still good--> Read --all is in the slot--> Give --taken--> Idle
//     |                `--out of date--> Idle  `--memory erred--> Idle    ^
//     +---------------------- no payload, not taken --------------------->
//
// From Look to the end of Read moves into the send ring of that block wait (hold_o): what has been
// found good stays so, until the last octet has come. Both wait for the memory alone, which waits for
// no move, and between two payloads there is a clock without hold_o; so a move waits for one payload
// at the most and nothing can wait in a circle. A payload that the memory could not read whole never
// leaves: it vanishes like one that is out of date.
//
// 1. Nothing is written to a slot while its segment is offered.
module toe_tcp_tx_fetch #(
    parameter int unsigned DataBytes = 4,
    parameter int unsigned Mtu = 1500,
    localparam int unsigned RowBits = $clog2(2 * toe_tcp_tx_pkg::slot_bytes(Mtu) / DataBytes)
) (
    input  logic                     clk_i,
    input  logic                     rst_ni,
    // from toe_tcp_tx_resolve
    input  logic                     request_valid_i,
    output logic                     request_ready_o,
    input  toe_tcp_tx_pkg::draft_t   request_i,
    input  toe_pkg::mac_t            request_mac_i,
    input  logic [15:0]              request_sum_i,
    // toe_tcp_tx_floor
    output logic [15:0]              look_buffer_o,
    output toe_tcp_pkg::seq_t        look_seq_o,
    output toe_tcp_tx_pkg::tenure_t  look_tenure_o,
    input  logic                     look_stale_i,
    // to toe_tcp_mover
    output logic                     hold_o,
    output logic [15:0]              hold_buffer_o,
    // the buffers' memory
    output logic                     send_valid_o,
    input  logic                     send_ready_i,
    output toe_tcp_memory_pkg::span_t send_o,
    input  logic                     sbeat_valid_i,
    output logic                     sbeat_ready_o,
    input  logic [8*DataBytes-1:0]   sbeat_i,
    input  logic                     send_error_i,   // pulse
    // the slots
    output logic                     slot_we_o,
    output logic [RowBits-1:0]       slot_row_o,
    output logic [8*DataBytes-1:0]   slot_wdata_o,
    // to toe_tcp_tx_send
    output logic                     job_valid_o,
    input  logic                     job_ready_i,
    output toe_tcp_tx_pkg::job_t     job_o,
    output logic                     stale_o,        // pulse: one was out of date, or could not be read
    output logic [toe_tcp_tx_pkg::Places-1:0] place_free_o
);
  localparam logic [15:0] Step = 16'(DataBytes);
  localparam logic [3:0] Words = 4'(DataBytes / 4);
  typedef logic [RowBits-2:0] row_t;

  typedef enum logic [1:0] {
    Idle,  // takes a request
    Look,  // is it out of date?
    Read,  // its payload goes into the slot
    Give   // offers the segment
  } state_e;

  // What goes through the stages beside the octets.
  typedef struct packed {
    logic                 valid;
    logic                 last;
    logic [DataBytes-1:0] keep;
  } beat_t;

  state_e                   state_d, state_q;
  logic                     take, bare;
  toe_tcp_tx_pkg::head_t    head_q;
  toe_tcp_tx_pkg::tenure_t  tenure_q;
  logic                     released_q;
  toe_pkg::mac_t            mac_q;
  logic [15:0]              sum_q, beat_sum;
  logic [16:0]              sum;
  logic                     slot_q;    // of the segment in hand
  logic [15:0]              buffer_q, offset_q, left_q;  // what comes next
  logic [15:0]              lead_q;
  logic [3:0]               words;     // of the header
  logic [15:0]              lead;      // octets of the header in the first row of payload
  logic                     first_q;   // the next row read is that one
  row_t                     row_q;     // written next
  beat_t                    read, write_q;
  logic                     failed_q;  // the memory erred
  logic                     stale, failed;
  logic [8*DataBytes-1:0]   data_q;

  assign request_ready_o = state_q == Idle;
  assign take            = request_valid_i && request_ready_o;
  assign bare            = request_i.head.length == '0;

  always_comb begin
    state_d = state_q;
    case (state_q)
      Idle:    if (take) state_d = !bare ? Look : job_ready_i ? Idle : Give;
      Look:    state_d = stale ? Idle : send_ready_i ? Read : Look;
      Read:    if (write_q.valid && write_q.last) state_d = failed ? Idle : Give;
      default: if (job_ready_i) state_d = Idle;
    endcase
  end

  always_comb begin
    read.valid = state_q == Read && sbeat_valid_i;
    read.last  = left_q <= Step;
    for (int unsigned i = 0; i < DataBytes; i++) begin
      read.keep[i] = 16'(i) < left_q && (!first_q || 16'(i) >= lead_q);
    end
  end

  assign words = toe_tcp_tx_pkg::data_offset(request_i.head);
  assign lead  = 16'({words % Words, 2'b00});

  assign look_buffer_o = buffer_q;
  assign look_seq_o    = head_q.seq;
  assign look_tenure_o = tenure_q;
  assign stale         = (state_q == Look) && (look_stale_i || released_q);
  assign failed        = (state_q == Read) && write_q.valid && write_q.last && failed_q;
  assign stale_o       = stale || failed;
  assign place_free_o  = stale_o ? toe_tcp_tx_pkg::place_of(head_q) : '0;
  assign hold_o        = state_q inside {Look, Read};
  assign hold_buffer_o = buffer_q;

  assign send_valid_o  = (state_q == Look) && !stale;
  assign send_o        = '{buffer: buffer_q, offset: offset_q, length: left_q};
  assign sbeat_ready_o = 1'b1;
  assign slot_we_o     = write_q.valid;
  assign slot_row_o    = {slot_q, row_q};
  assign slot_wdata_o  = data_q;

  toe_prim_checksum #(
      .DataBytes(DataBytes)
  ) u_checksum (
      .data_i(data_q),
      .keep_i(write_q.keep),
      .sum_o (beat_sum)
  );

  assign sum = {1'b0, sum_q} + {1'b0, beat_sum};

  always_ff @(posedge clk_i) begin
    state_q       <= state_d;
    write_q.valid <= read.valid;
    if (take) failed_q <= 1'b0;
    else if (send_error_i) failed_q <= 1'b1;
    if ((send_valid_o && send_ready_i) || failed) slot_q <= !slot_q;  // the other one is being sent
    if (!rst_ni) begin
      state_q       <= Idle;
      write_q.valid <= 1'b0;
      slot_q        <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (take) begin
      head_q     <= request_i.head;
      mac_q      <= request_mac_i;
      tenure_q   <= request_i.tenure;
      released_q <= request_i.released;
      buffer_q   <= request_i.buffer;
      offset_q   <= request_i.offset - lead;
      left_q     <= request_i.head.length + lead;
      lead_q     <= lead;
      first_q    <= 1'b1;
      sum_q      <= request_sum_i;
      row_q      <= row_t'(words) / row_t'(Words);
    end else begin
      if (read.valid) begin
        first_q <= 1'b0;
        left_q  <= left_q - Step;
      end
      if (write_q.valid) begin
        row_q <= row_q + 1'b1;
        sum_q <= sum[15:0] + 16'(sum[16]);
      end
    end
    write_q.last <= read.last;
    write_q.keep <= read.keep;
    data_q       <= sbeat_i;
  end

  assign job_valid_o = state_q == Give || (take && bare);
  assign job_o       = (state_q == Idle)
                       ? '{head: request_i.head, mac: request_mac_i, checksum: ~request_sum_i, slot: slot_q}
                       : '{head: head_q, mac: mac_q, checksum: ~sum_q, slot: slot_q};

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      assert (!job_valid_o || !write_q.valid) else $error("invariant 1");
      assert (!sbeat_valid_i || state_q == Read) else $error("a beat that nobody asked for");
    end
  end
`endif

endmodule
