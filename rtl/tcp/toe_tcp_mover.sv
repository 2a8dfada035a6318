// Carries out the engine's moves of payload, one after the other, DataBytes octets a clock.
//
// MoveTake: staging -> receive buffer, and the whole segment leaves staging. MoveSend: send window ->
// send buffer. MoveRecv: receive buffer -> receive window. Windows begin at their octet 0; buffers
// are rings. A move takes ceil(length / DataBytes) clocks and four more. done_o counts the moves that
// are in memory: who sees the new count can read the octets.
//
// A MoveSend does not begin while a payload is read from the send ring of its block (hold_i): it might
// overwrite what has been acknowledged meanwhile. That is for the time of one payload at the most and
// waits for no move (toe_tcp_tx_fetch). One that runs already overwrites nothing that is still read:
// the engine has told the floor before it asked for the move.
//
//   Idle --a move waits--> Run --its last octets are written--> Idle
//
// Three stages: read address, the memory's output into data_q, write.
//
// 1. No move begins before the one ahead of it is done.
// 2. A move takes no more of staging than its segment has.
// 3. No MoveSend begins in a block of which a payload is being read.
module toe_tcp_mover #(
    parameter int unsigned DataBytes = 4,
    parameter int unsigned Buffers = 4,
    parameter int unsigned BufBytes = 4096,      // of one direction of one connection; a power of two
    parameter int unsigned StagingBytes = 4096,
    parameter int unsigned Moves = 8,            // that can wait
    localparam int unsigned StagingBits = $clog2(StagingBytes),
    localparam int unsigned AddressBits = $clog2(Buffers * BufBytes),
    localparam int unsigned CountBits = $clog2(DataBytes + 1),
    localparam int unsigned WordBits = $clog2(toe_pkg::WindowBytes / 4)
) (
    input  logic                   clk_i,
    input  logic                   rst_ni,
    // from the engine
    input  logic                   move_valid_i,
    output logic                   move_ready_o,
    input  toe_tcp_pkg::move_t     move_i,
    // the staging memory
    output logic                   staging_re_o,
    output logic [StagingBits-1:0] staging_raddr_o,
    input  logic [8*DataBytes-1:0] staging_rdata_i,
    output logic [StagingBits:0]   staging_taken_o,  // octets that have left it, ever
    // the send buffers
    input  logic                   hold_i,
    input  logic [15:0]            hold_buffer_i,
    output logic                   send_we_o,
    output logic [AddressBits-1:0] send_waddr_o,
    output logic [CountBits-1:0]   send_wcount_o,
    output logic [8*DataBytes-1:0] send_wdata_o,
    // the host's windows
    input  logic                   win_we_i,
    input  logic [WordBits-1:0]    win_waddr_i,
    input  logic [31:0]            win_wdata_i,
    input  logic [3:0]             win_wstrb_i,
    input  logic [WordBits-1:0]    win_raddr_i,
    output logic [31:0]            win_rdata_o,
    // progress
    output logic [7:0]             done_o,           // moves done, modulo 256
    output logic                   user_done_o       // pulse: a MoveSend or a MoveRecv is done
);
  localparam int unsigned RowBits = $clog2(toe_pkg::WindowBytes / DataBytes);
  localparam int unsigned LaneBits = $clog2(DataBytes);
  localparam logic [15:0] Step = 16'(DataBytes);

  if (BufBytes != 2 ** $clog2(BufBytes) || BufBytes > 32768) begin : gen_bad_parameter
    $fatal(1, "toe_tcp_mover: BufBytes must be a power of two and at most 32768");
  end

  typedef enum logic {
    Idle,  // takes the next move
    Run    // carries it out
  } state_e;

  // What goes through the stages beside the octets.
  typedef struct packed {
    logic                 valid;
    logic                 last;
    logic [CountBits-1:0] count;
  } beat_t;

  function automatic logic [AddressBits-1:0] address(logic [15:0] buffer, logic [15:0] offset);
    return AddressBits'(32'(buffer) * BufBytes + (32'(offset) % BufBytes));
  endfunction

  state_e                 state_d, state_q;
  logic                   waiting, held, start, finish;
  toe_tcp_pkg::move_t     move;
  toe_tcp_pkg::move_e     kind_q;             // of the move in hand
  logic [15:0]            buffer_q;
  logic [StagingBits:0]   total_q;
  logic [$clog2(Moves + 1)-1:0] unused_count;
  logic [15:0]            left_q;             // octets not yet read
  logic [15:0]            source_q, target_q; // where the next ones are read and written
  logic                   issued_q;           // all of them are read
  beat_t                  read, fetched_q, write_q;
  logic [8*DataBytes-1:0] fetched, keep_mask, data_q;
  logic [StagingBits:0]   taken_q;
  logic [7:0]             done_q;
  logic                   user_done_q;

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

  assign held   = hold_i && move.kind == toe_tcp_pkg::MoveSend && move.buffer == hold_buffer_i;
  assign start  = (state_q == Idle) && waiting && !held;
  assign finish = write_q.valid && write_q.last;

  always_comb begin
    state_d = state_q;
    case (state_q)
      Idle:    if (start) state_d = Run;
      default: if (finish) state_d = Idle;
    endcase
  end

  // A move of no octets is one beat of none.
  assign read = '{
          valid: state_q == Run && !issued_q,
          last: left_q <= Step,
          count: (left_q < Step) ? CountBits'(left_q) : CountBits'(DataBytes)
      };

  // ---------------------------------------------------------------- what is read
  logic [8*DataBytes-1:0] recv_rdata, window_rdata;
  logic                   taking, sending;

  assign taking  = kind_q == toe_tcp_pkg::MoveTake;
  assign sending = kind_q == toe_tcp_pkg::MoveSend;

  assign staging_re_o    = read.valid && taking;
  assign staging_raddr_o = StagingBits'(source_q);
  assign fetched         = taking ? staging_rdata_i : (sending ? window_rdata : recv_rdata);

  always_comb begin
    for (int unsigned i = 0; i < DataBytes; i++) begin
      keep_mask[8*i+:8] = {8{i < 32'(fetched_q.count)}};
    end
  end

  // ---------------------------------------------------------------- what is written
  assign send_we_o     = write_q.valid && write_q.count != '0 && sending;
  assign send_waddr_o  = address(buffer_q, target_q);
  assign send_wcount_o = write_q.count;
  assign send_wdata_o  = data_q;

  toe_prim_byte_ram #(
      .DataBytes(DataBytes),
      .Bytes    (Buffers * BufBytes),
      .RingBytes(BufBytes)
  ) u_recv_buffers (
      .clk_i,
      .rst_ni,
      .we_i    (write_q.valid && write_q.count != '0 && taking),
      .waddr_i (address(buffer_q, target_q)),
      .wcount_i(write_q.count),
      .wdata_i (data_q),
      .re_i    (read.valid && kind_q == toe_tcp_pkg::MoveRecv),
      .raddr_i (address(buffer_q, source_q)),
      .rdata_o (recv_rdata)
  );

  toe_tcp_windows #(
      .DataBytes(DataBytes)
  ) u_windows (
      .clk_i,
      .rst_ni,
      .win_we_i,
      .win_waddr_i,
      .win_wdata_i,
      .win_wstrb_i,
      .send_re_i   (read.valid && sending),
      .send_row_i  (source_q[LaneBits+:RowBits]),
      .send_rdata_o(window_rdata),
      .recv_we_i   (write_q.valid && write_q.count != '0 && kind_q == toe_tcp_pkg::MoveRecv),
      .recv_row_i  (target_q[LaneBits+:RowBits]),
      .recv_wdata_i(data_q),
      .win_raddr_i,
      .win_rdata_o
  );

  // ---------------------------------------------------------------- state
  always_ff @(posedge clk_i) begin
    state_q         <= state_d;
    fetched_q.valid <= read.valid;
    write_q.valid   <= fetched_q.valid;
    user_done_q     <= finish && !taking;
    if (start) issued_q <= 1'b0;
    else if (read.valid && read.last) issued_q <= 1'b1;
    if (finish) done_q <= done_q + 1'b1;
    if (finish && taking) taken_q <= taken_q + total_q;
    if (!rst_ni) begin
      state_q         <= Idle;
      fetched_q.valid <= 1'b0;
      write_q.valid   <= 1'b0;
      user_done_q     <= 1'b0;
      done_q          <= '0;
      taken_q         <= '0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (start) begin
      kind_q   <= move.kind;
      buffer_q <= move.buffer;
      total_q  <= (StagingBits + 1)'(move.total);
      left_q   <= move.length;
      source_q <= '0;  // of the send window
      target_q <= '0;  // of the receive window
      case (move.kind)
        toe_tcp_pkg::MoveTake: begin
          source_q <= 16'(taken_q[StagingBits-1:0]) + move.skip;
          target_q <= move.offset;
        end
        toe_tcp_pkg::MoveSend: target_q <= move.offset;
        default:               source_q <= move.offset;
      endcase
    end else begin
      if (read.valid) begin
        left_q   <= left_q - 16'(read.count);
        source_q <= source_q + Step;
      end
      if (write_q.valid) target_q <= target_q + Step;
    end
    fetched_q.last  <= read.last;
    fetched_q.count <= read.count;
    write_q.last    <= fetched_q.last;
    write_q.count   <= fetched_q.count;
    data_q          <= fetched & keep_mask;
  end

  assign staging_taken_o = taken_q;
  assign done_o          = done_q;
  assign user_done_o     = user_done_q;

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      assert (!start || (!fetched_q.valid && !write_q.valid)) else $error("invariant 1");
      assert (!start || move.kind != toe_tcp_pkg::MoveTake
              || 17'(move.skip) + 17'(move.length) <= 17'(move.total))
      else $error("invariant 2");
      assert (!start || move.kind != toe_tcp_pkg::MoveSend || !hold_i || move.buffer != hold_buffer_i)
      else $error("invariant 3");
    end
  end
`endif

endmodule
