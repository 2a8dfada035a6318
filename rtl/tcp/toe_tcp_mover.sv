// Carries out the engine's moves of payload, one after the other, DataBytes octets a clock.
//
// MoveTake: staging -> receive buffer, and the whole segment leaves staging. MoveSend: send window ->
// send buffer. MoveRecv: receive buffer -> receive window. Windows begin at their octet 0; buffers
// are rings in a memory of their own (docs/contracts.md, "The buffers' memory"). With that memory
// inside, a move takes ceil(length / DataBytes) clocks and four more. done_o counts the moves that are
// in memory: who sees the new count can read the octets.
//
// A MoveSend does not begin while a payload is read from the send ring of its block (hold_i): it might
// overwrite what has been acknowledged meanwhile. That is for the time of one payload at the most and
// waits for no move (toe_tcp_tx_fetch). One that runs already overwrites nothing that is still read:
// the engine has told the floor before it asked for the move. Neither rests on how fast memory is.
//
//   Idle --a move waits, memory takes its request--> Run --its last octets are in place--> Idle
//
// Three stages: read address, the source's output into data_q, write.
//
// 1. No move begins before the one ahead of it is done.
// 2. A move takes no more of staging than its segment has.
// 3. No MoveSend begins in a block of which a payload is being read.
// 4. A move is done only when all its beats have passed.
module toe_tcp_mover #(
    parameter int unsigned DataBytes = 4,
    parameter int unsigned StagingBytes = 4096,
    parameter int unsigned Moves = 8,            // that can wait
    localparam int unsigned StagingBits = $clog2(StagingBytes),
    localparam int unsigned WordBits = $clog2(toe_pkg::WindowBytes / 4)
) (
    input  logic                      clk_i,
    input  logic                      rst_ni,
    // from the engine
    input  logic                      move_valid_i,
    output logic                      move_ready_o,
    input  toe_tcp_pkg::move_t        move_i,
    // the staging memory
    output logic                      staging_re_o,
    output logic [StagingBits-1:0]    staging_raddr_o,
    input  logic [8*DataBytes-1:0]    staging_rdata_i,
    output logic [StagingBits:0]      staging_taken_o,  // octets that have left it, ever
    // from toe_tcp_tx_fetch
    input  logic                      hold_i,
    input  logic [15:0]               hold_buffer_i,
    // the buffers' memory: writes
    output logic                      write_valid_o,
    input  logic                      write_ready_i,
    output toe_tcp_memory_pkg::span_t write_o,
    output toe_tcp_memory_pkg::ring_e write_ring_o,
    output logic                      wbeat_valid_o,
    input  logic                      wbeat_ready_i,
    output logic [8*DataBytes-1:0]    wbeat_o,
    input  logic                      write_done_i,
    // the same, reads of receive rings
    output logic                      recv_valid_o,
    input  logic                      recv_ready_i,
    output toe_tcp_memory_pkg::span_t recv_o,
    input  logic                      rbeat_valid_i,
    output logic                      rbeat_ready_o,
    input  logic [8*DataBytes-1:0]    rbeat_i,
    // the host's windows
    input  logic                      win_we_i,
    input  logic [WordBits-1:0]       win_waddr_i,
    input  logic [31:0]               win_wdata_i,
    input  logic [3:0]                win_wstrb_i,
    input  logic [WordBits-1:0]       win_raddr_i,
    output logic [31:0]               win_rdata_o,
    // progress
    output logic [7:0]                done_o,           // moves done, modulo 256
    output logic                      user_done_o       // pulse: a MoveSend or a MoveRecv is done
);
  localparam int unsigned RowBits = $clog2(toe_pkg::WindowBytes / DataBytes);
  localparam int unsigned LaneBits = $clog2(DataBytes);
  localparam int unsigned SourceBits = $clog2((StagingBytes > toe_pkg::WindowBytes) ? StagingBytes : toe_pkg::WindowBytes);
  localparam logic [15:0] Step = 16'(DataBytes);

  typedef enum logic {
    Idle,  // takes the next move
    Run    // carries it out
  } state_e;

  state_e                       state_d, state_q;
  logic                         waiting, held, start, finish;
  toe_tcp_pkg::move_t           move;
  logic [$clog2(Moves + 1)-1:0] unused_count;
  toe_tcp_pkg::move_e           kind_q;     // of the move in hand
  logic                         none_q;     // it moves no octets
  logic [StagingBits:0]         total_q;
  logic [15:0]                  left_q;     // octets not yet in data_q
  logic [RowBits-1:0]           row_q;      // of the receive window, written next
  logic                         local_source, source_valid, source_last, source_ready;
  logic [8*DataBytes-1:0]       source, keep_mask;
  logic                         out_valid_q, out_last_q, out_ready;
  logic [8*DataBytes-1:0]       data_q;
  logic [StagingBits:0]         taken_q;
  logic [7:0]                   done_q;
  logic                         user_done_q;

  toe_prim_fifo #(
      .T    (toe_tcp_pkg::move_t),
      .Depth(Moves)
  ) u_moves (
      .clk_i,
      .rst_ni,
      .valid_i(move_valid_i),
      .ready_o(move_ready_o),
      .data_i (move_i),
      .valid_o(waiting),
      .ready_i(start),
      .data_o (move),
      .count_o(unused_count)
  );

  // ---------------------------------------------------------------- one move after the other
  logic may_start, writes, local_ready;

  assign held          = hold_i && move.kind == toe_tcp_pkg::MoveSend && move.buffer == hold_buffer_i;
  assign may_start     = (state_q == Idle) && waiting && !held;
  assign writes        = move.kind != toe_tcp_pkg::MoveRecv;
  assign write_valid_o = may_start && writes && move.length != '0;
  assign write_o       = '{buffer: move.buffer, offset: move.offset, length: move.length};
  assign write_ring_o  = (move.kind == toe_tcp_pkg::MoveSend) ? toe_tcp_memory_pkg::RingSend : toe_tcp_memory_pkg::RingRecv;
  assign recv_valid_o  = may_start && !writes && move.length != '0;
  assign recv_o        = write_o;
  assign start         = may_start && (!write_valid_o || write_ready_i) && (!recv_valid_o || recv_ready_i);

  always_comb begin
    state_d = state_q;
    case (state_q)
      Idle:    if (start) state_d = Run;
      default: if (finish) state_d = Idle;
    endcase
  end

  // ---------------------------------------------------------------- what is read
  // A move of no octets is one beat of none, out of a memory inside.
  logic                   taking, sending, to_memory;
  logic                   local_re, local_valid, unused_last;
  logic [SourceBits-1:0]  local_addr;
  logic [8*DataBytes-1:0] window_rdata;

  assign taking       = kind_q == toe_tcp_pkg::MoveTake;
  assign sending      = kind_q == toe_tcp_pkg::MoveSend;
  assign to_memory    = (taking || sending) && !none_q;
  assign local_source = taking || sending || none_q;

  toe_prim_ram_read #(
      .DataBytes(DataBytes),
      .Bytes    (2 ** SourceBits)
  ) u_source (
      .clk_i,
      .rst_ni,
      .request_valid_i (start && (writes || move.length == '0)),
      .request_ready_o (local_ready),
      .request_addr_i  ((move.kind == toe_tcp_pkg::MoveTake) ? SourceBits'(16'(taken_q[StagingBits-1:0]) + move.skip) : '0),
      .request_length_i(move.length),
      .re_o            (local_re),
      .raddr_o         (local_addr),
      .valid_o         (local_valid),
      .ready_i         (source_ready && local_source),
      .last_o          (unused_last)
  );

  assign staging_re_o    = local_re && taking;
  assign staging_raddr_o = StagingBits'(local_addr);

  assign source_valid  = local_source ? local_valid : rbeat_valid_i;
  assign source        = !local_source ? rbeat_i : (taking ? staging_rdata_i : window_rdata);
  assign source_last   = left_q <= Step;
  assign source_ready  = !out_valid_q || out_ready;
  assign rbeat_ready_o = source_ready && !local_source;

  always_comb begin
    for (int unsigned i = 0; i < DataBytes; i++) keep_mask[8*i+:8] = {8{16'(i) < left_q}};
  end

  // ---------------------------------------------------------------- what is written
  assign wbeat_valid_o = out_valid_q && to_memory;
  assign wbeat_o       = data_q;
  assign out_ready     = !to_memory || wbeat_ready_i;
  assign finish        = to_memory ? (state_q == Run && write_done_i) : (out_valid_q && out_last_q);

  toe_prim_windows #(
      .DataBytes  (DataBytes),
      .WindowBytes(toe_pkg::WindowBytes)
  ) u_windows (
      .clk_i,
      .rst_ni,
      .win_we_i,
      .win_waddr_i,
      .win_wdata_i,
      .win_wstrb_i,
      .send_re_i   (local_re && sending),
      .send_row_i  (local_addr[LaneBits+:RowBits]),
      .send_rdata_o(window_rdata),
      .recv_we_i   (out_valid_q && !to_memory && !none_q),
      .recv_row_i  (row_q),
      .recv_wdata_i(data_q),
      .win_raddr_i,
      .win_rdata_o
  );

  // ---------------------------------------------------------------- state
  always_ff @(posedge clk_i) begin
    state_q     <= state_d;
    user_done_q <= finish && !taking;
    if (source_ready) out_valid_q <= source_valid;
    if (finish) done_q <= done_q + 1'b1;
    if (finish && taking) taken_q <= taken_q + total_q;
    if (!rst_ni) begin
      state_q     <= Idle;
      out_valid_q <= 1'b0;
      user_done_q <= 1'b0;
      done_q      <= '0;
      taken_q     <= '0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (start) begin
      kind_q  <= move.kind;
      none_q  <= move.length == '0;
      total_q <= (StagingBits + 1)'(move.total);
      left_q  <= move.length;
      row_q   <= '0;
    end else begin
      if (source_valid && source_ready) left_q <= source_last ? '0 : left_q - Step;
      if (out_valid_q && out_ready) row_q <= row_q + 1'b1;
    end
    if (source_ready) begin
      out_last_q <= source_last;
      data_q     <= source & keep_mask;
    end
  end

  assign staging_taken_o = taken_q;
  assign done_o          = done_q;
  assign user_done_o     = user_done_q;

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      assert (!start || (!out_valid_q && local_ready)) else $error("invariant 1");
      assert (!start || move.kind != toe_tcp_pkg::MoveTake
              || 17'(move.skip) + 17'(move.length) <= 17'(move.total))
      else $error("invariant 2");
      assert (!start || move.kind != toe_tcp_pkg::MoveSend || !hold_i || move.buffer != hold_buffer_i)
      else $error("invariant 3");
      assert (!finish || (left_q == '0 && (!out_valid_q || out_last_q))) else $error("invariant 4");
    end
  end
`endif

endmodule
