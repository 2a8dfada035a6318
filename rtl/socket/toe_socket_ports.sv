// Sockwire - the bitmap of bound ports, and the search for an ephemeral one (docs/rules/tcp.md section 2).
//
// A reservation tests a port and sets its bit: the one that the call names, or for port 0 the next
// free ephemeral one. Where the search begins is the sum of a counter and of a hash of whom the port is
// for, so that nobody can tell from one peer's ports the next one's (RFC 6056 3.3.3). A reservation is
// held until the engine has answered; finish_i then keeps or returns the port and says whether the
// ephemeral counter has moved. A port that is not free may yet be shared (OptionReuse): the bit is its
// first owner's, and nothing is to be kept or returned. The engine's events are in order and the
// call's event comes after those that happen while it is held: a port that is released meanwhile is
// taken over at once where the rules, applied at the time of the call, would have found it. So
// reserve_free_o and reserve_port_o are live until the call is taken.
//
//   Clear --all words--> Idle --release waits--> Read --> Act --> Idle
//                          `------search open-------^
//   reservation --named--> search; --ephemeral--> hash --17 clocks later--> search
//
// Invariants:
//   1. Releases never overflow their FIFO and never name a port whose bit is clear.
//   2. Bits are changed by at most one of: clearing, a release, a reservation.
module toe_socket_ports (
  input  logic           clk_i,
  input  logic           rst_ni,
  output logic           init_done_o,
  // the secret was written
  input  logic           seed_i,
  input  logic [127:0]   secret_i,
  input  toe_pkg::ip_t   local_addr_i,
  // one reservation at a time
  output logic           reserve_ready_o,
  input  logic           reserve_i,
  input  toe_pkg::port_t reserve_port_i,  // 0: an ephemeral one
  input  toe_pkg::ip_t   reserve_addr_i,  // whom it is for, 0 if that is not known
  input  toe_pkg::port_t reserve_remote_i,
  output logic           reserve_done_o,  // level, until finish_i
  output logic           reserve_free_o,
  output toe_pkg::port_t reserve_port_o,  // never 0
  input  logic           finish_i,
  input  logic           finish_keep_i,   // the port stays reserved
  input  logic           finish_move_i,   // the search has counted: the ephemeral counter moves
  // a bound port is free again
  input  logic           release_i,
  input  toe_pkg::port_t release_port_i
);
  localparam int unsigned WordBits  = 32;
  localparam int unsigned Words     = 65536 / WordBits;
  localparam logic [14:0] AllTried  = 15'd16384;
  localparam int unsigned AddrBits  = $clog2(Words);
  localparam logic [1:0]  Dynamic   = toe_tcp_pkg::EphemeralMin[15:14];
  typedef logic [AddrBits-1:0] addr_t;

  typedef enum logic [1:0] { Clear, Idle, Read, Act } state_e;

  state_e         state_d, state_q;
  addr_t          clear_d, clear_q;
  logic           releasing_d, releasing_q;    // Read and Act serve a release, not the reservation
  logic           open_d, open_q;              // a reservation is open
  logic           search_d, search_q;          // and its search has begun
  logic           ephemeral_d, ephemeral_q;
  logic           free_d, free_q;              // the port is reserved
  logic           failed_d, failed_q;          // there is none, or it is not free
  toe_pkg::port_t port_d, port_q;              // the candidate, then what was found
  logic [13:0]    counter_d, counter_q;        // e of the rules
  logic [13:0]    start_d, start_q;            // the first candidate of this search
  logic [14:0]    tried_d, tried_q;            // candidates refused in this search
  logic           undo_d, undo_q;              // undo_port_q has to be released
  toe_pkg::port_t undo_port_d, undo_port_q;

  logic           taken_over;                  // the release that arrives goes to the reservation
  logic [13:0]    distance;                    // of the released port from the start of the search
  logic           seeks;                       // a candidate has to be looked at
  logic           hashed;
  logic [63:0]    hash;
  logic           push_valid, push_ready, pop_valid, pop_ready;
  toe_pkg::port_t push_port, pop_port;
  logic           we, re;
  addr_t          waddr, raddr;
  logic [31:0]    wdata, rdata, mask;
  toe_pkg::port_t served;
  logic [2:0]     unused_count;
  logic           unused_hash;

  assign distance   = release_port_i[13:0] - start_q;
  assign taken_over = release_i && search_q && (ephemeral_q
                      ? (release_port_i[15:14] == Dynamic) && ({1'b0, distance} <= tried_q)
                      : (release_port_i == port_q) && !free_q);

  assign seeks  = search_q && !free_q && !failed_q && !taken_over;
  assign served = releasing_q ? pop_port : port_q;
  assign mask   = 32'd1 << served[4:0];

  always_comb begin
    state_d     = state_q;
    clear_d     = clear_q;
    releasing_d = releasing_q;
    open_d      = open_q;
    search_d    = search_q;
    ephemeral_d = ephemeral_q;
    free_d      = free_q;
    failed_d    = failed_q;
    port_d      = port_q;
    counter_d   = counter_q;
    start_d     = start_q;
    tried_d     = tried_q;
    undo_d      = undo_q;
    undo_port_d = undo_port_q;
    pop_ready   = 1'b0;
    push_valid  = 1'b0;
    push_port   = release_port_i;
    we          = 1'b0;
    waddr       = served[15:5];
    wdata       = rdata & ~mask;
    re          = 1'b0;
    raddr       = served[15:5];

    if (seed_i) counter_d = '0;

    unique case (state_q)
      // after reset every port is free
      Clear: begin
        we      = 1'b1;
        waddr   = clear_q;
        wdata   = '0;
        clear_d = clear_q + 1'b1;
        if (clear_q == '1) state_d = Idle;
      end
      // releases first: they belong to events before the call
      Idle: begin
        releasing_d = pop_valid;
        if (pop_valid || seeks) state_d = Read;
      end
      Read: begin
        re      = 1'b1;
        state_d = Act;
      end
      default: begin  // Act
        state_d = Idle;
        if (releasing_q) begin
          we        = 1'b1;
          pop_ready = 1'b1;
        end else if (seeks) begin
          if ((rdata & mask) == '0) begin
            we     = 1'b1;
            wdata  = rdata | mask;
            free_d = 1'b1;
          end else if (!ephemeral_q) begin
            failed_d = 1'b1;
          end else begin
            tried_d     = tried_q + 15'd1;
            port_d[13:0] = port_q[13:0] + 14'd1;
            failed_d    = (tried_d == AllTried);
          end
        end
      end
    endcase

    if (release_i) begin
      if (taken_over) begin
        // What was reserved goes back in its place: the rules meet the released one first.
        push_valid = free_q;
        push_port  = port_q;
        port_d     = release_port_i;
        free_d     = 1'b1;
        failed_d   = 1'b0;
        if (ephemeral_q) tried_d = {1'b0, distance};
      end else begin
        push_valid = 1'b1;
      end
    end else if (undo_q) begin
      push_valid = 1'b1;
      push_port  = undo_port_q;
      undo_d     = 1'b0;
    end

    if (reserve_i) begin
      open_d      = 1'b1;
      ephemeral_d = (reserve_port_i == '0);
      search_d    = (reserve_port_i != '0);
      port_d      = reserve_port_i;
      tried_d     = '0;
      free_d      = 1'b0;
      failed_d    = 1'b0;
    end
    if (open_q && !search_q && hashed) begin
      search_d     = 1'b1;
      start_d      = counter_q + hash[13:0];
      port_d       = {Dynamic, start_d};
    end
    if (finish_i && open_q) begin
      open_d      = 1'b0;
      search_d    = 1'b0;
      undo_d      = free_q && !finish_keep_i;
      undo_port_d = port_q;
      if (finish_move_i && ephemeral_q && free_q && !seed_i) counter_d = counter_q + tried_q[13:0] + 14'd1;
    end
  end

  // As an initial sequence number's (toe_tcp_isn), with local port 0.
  toe_prim_siphash #(
    .Octets(12)
  ) u_hash (
    .clk_i,
    .rst_ni,
    .key_i    (secret_i),
    .start_i  (reserve_i && reserve_port_i == '0),
    .message_i({local_addr_i, 16'd0, reserve_addr_i, reserve_remote_i}),
    .done_o   (hashed),
    .hash_o   (hash)
  );
  assign unused_hash = ^hash[63:14];

  toe_prim_fifo #(
    .T    (toe_pkg::port_t),
    .Depth(4)
  ) u_releases (
    .clk_i,
    .rst_ni,
    .valid_i(push_valid),
    .ready_o(push_ready),
    .data_i (push_port),
    .valid_o(pop_valid),
    .ready_i(pop_ready),
    .data_o (pop_port),
    .count_o(unused_count)
  );

  toe_prim_ram #(
    .Width(WordBits),
    .Depth(Words)
  ) u_bitmap (
    .clk_i,
    .rst_ni,
    .we_i   (we),
    .waddr_i(waddr),
    .wdata_i(wdata),
    .re_i   (re),
    .raddr_i(raddr),
    .rdata_o(rdata)
  );

  assign init_done_o     = (state_q != Clear);
  assign reserve_ready_o = (state_q != Clear) && !open_q && !undo_q;
  assign reserve_done_o  = open_q && (free_q || failed_q);
  assign reserve_free_o  = free_q;
  assign reserve_port_o  = port_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q     <= Clear;
      clear_q     <= '0;
      releasing_q <= 1'b0;
      open_q      <= 1'b0;
      search_q    <= 1'b0;
      free_q      <= 1'b0;
      failed_q    <= 1'b0;
      counter_q   <= '0;
      undo_q      <= 1'b0;
    end else begin
      state_q     <= state_d;
      clear_q     <= clear_d;
      releasing_q <= releasing_d;
      open_q      <= open_d;
      search_q    <= search_d;
      free_q      <= free_d;
      failed_q    <= failed_d;
      counter_q   <= counter_d;
      undo_q      <= undo_d;
    end
  end
  always_ff @(posedge clk_i) begin
    ephemeral_q <= ephemeral_d;
    port_q      <= port_d;
    start_q     <= start_d;
    tried_q     <= tried_d;
    undo_port_q <= undo_port_d;
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      a_1_room : assert (!push_valid || push_ready) else $error("1: a release is lost");
      a_1_set : assert (!(state_q == Act && releasing_q) || (rdata & mask) != '0)
        else $error("1: port %0d was not bound", served);
      a_2 : assert (!reserve_i || reserve_ready_o) else $error("2: two reservations at a time");
    end
  end
`endif
endmodule
