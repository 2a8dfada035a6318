// Sockwire - what has become ready, for the host: sticky flags for each descriptor and one queue.
//
// The queue holds each descriptor at most once, so it never overflows and nothing is lost: what is
// raised for a descriptor that waits in the queue joins its flags. Its head stands in event_o with
// the flags it had when it got there; what is raised after that queues the descriptor again, so
// taking the head removes exactly what was shown. Two engines raise, perhaps in the same clock: the
// second's then waits a clock. forget_i drops what waits in the queue for a
// descriptor that the host has closed; the head that the host may be looking at stays.
//
//   Clear --all words--> Idle --a raise or forget--> Change --> Idle
//                          `----head empty--> Fetch --> Idle
//
// Invariants:
//   1. A descriptor is in the queue exactly if its queued bit is set; so the queue has room.
//   2. Raises never overflow their FIFO.
module toe_socket_events #(
  parameter int unsigned Sockets = 8  // descriptors, of TCP and UDP
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  output logic                init_done_o,
  input  logic                ready_valid_i,
  input  toe_pkg::desc_t      ready_desc_i,
  input  toe_tcp_pkg::ready_t ready_i,
  input  logic                udp_valid_i,
  input  toe_pkg::desc_t      udp_desc_i,
  input  toe_tcp_pkg::ready_t udp_ready_i,
  output logic                forget_ready_o,
  input  logic                forget_i,
  input  toe_pkg::desc_t      forget_desc_i,
  // the head of the queue
  output logic                event_valid_o,
  output toe_pkg::desc_t      event_desc_o,
  output toe_tcp_pkg::ready_t event_ready_o,
  input  logic                event_take_i   // without a head nothing happens
);
  localparam int unsigned DescBits = $clog2(Sockets);
  typedef logic [DescBits-1:0] place_t;

  typedef enum logic [1:0] { Clear, Idle, Change, Fetch } state_e;

  typedef struct packed {
    logic                queued;
    toe_tcp_pkg::ready_t ready;
  } word_t;

  typedef struct packed {
    logic                forget;
    place_t              desc;
    toe_tcp_pkg::ready_t ready;
  } change_t;

  state_e              state_d, state_q;
  place_t              clear_d, clear_q;
  logic                head_valid_d, head_valid_q;
  place_t              head_desc_d, head_desc_q;
  toe_tcp_pkg::ready_t head_ready_d, head_ready_q;

  change_t change_in, change;
  logic    change_in_valid, change_in_ready, change_valid, change_ready;
  logic    push_valid, push_ready, first_valid, first_ready;
  place_t  first;
  logic    we, re;
  place_t  waddr, raddr;
  word_t   wdata, rdata;
  logic [2:0]                         unused_count;
  logic [$clog2(Sockets + 1) - 1 : 0] unused_waiting;

  // A raise comes without warning and goes first; to forget has time.
  logic    held_q;   // a raise of UDP that came in the same clock as another
  change_t udp, udp_q;

  assign udp             = held_q ? udp_q : '{forget: 1'b0, desc: udp_desc_i[DescBits-1:0], ready: udp_ready_i};
  assign change_in_valid = ready_valid_i || held_q || udp_valid_i || forget_i;
  assign forget_ready_o  = !ready_valid_i && !held_q && !udp_valid_i && change_in_ready;
  always_comb begin
    if (ready_valid_i) change_in = '{forget: 1'b0, desc: ready_desc_i[DescBits-1:0], ready: ready_i};
    else if (held_q || udp_valid_i) change_in = udp;
    else change_in = '{forget: 1'b1, desc: forget_desc_i[DescBits-1:0], ready: '0};
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) held_q <= 1'b0;
    else held_q <= (held_q || udp_valid_i) && ready_valid_i;
  end
  always_ff @(posedge clk_i) if (!held_q) udp_q <= udp;

  toe_prim_fifo #(
    .T    (change_t),
    .Depth(4)
  ) u_changes (
    .clk_i,
    .rst_ni,
    .valid_i(change_in_valid),
    .ready_o(change_in_ready),
    .data_i (change_in),
    .valid_o(change_valid),
    .ready_i(change_ready),
    .data_o (change),
    .count_o(unused_count)
  );

  toe_prim_fifo #(
    .T    (place_t),
    .Depth(Sockets)
  ) u_queue (
    .clk_i,
    .rst_ni,
    .valid_i(push_valid),
    .ready_o(push_ready),
    .data_i (change.desc),
    .valid_o(first_valid),
    .ready_i(first_ready),
    .data_o (first),
    .count_o(unused_waiting)
  );

  toe_prim_ram #(
    .Width($bits(word_t)),
    .Depth(Sockets)
  ) u_flags (
    .clk_i,
    .rst_ni,
    .we_i   (we),
    .waddr_i(waddr),
    .wdata_i(wdata),
    .re_i   (re),
    .raddr_i(raddr),
    .rdata_o(rdata)
  );

  always_comb begin
    state_d      = state_q;
    clear_d      = clear_q;
    head_valid_d = head_valid_q && !event_take_i;
    head_desc_d  = head_desc_q;
    head_ready_d = head_ready_q;
    change_ready = 1'b0;
    push_valid   = 1'b0;
    first_ready  = 1'b0;
    we           = 1'b0;
    waddr        = change.desc;
    wdata        = '0;
    re           = 1'b0;
    raddr        = change_valid ? change.desc : first;

    unique case (state_q)
      // after reset nothing is ready
      Clear: begin
        we      = 1'b1;
        waddr   = clear_q;
        clear_d = clear_q + 1'b1;
        if (clear_q == place_t'(Sockets - 1)) state_d = Idle;
      end
      Idle: begin
        re = change_valid || (first_valid && !head_valid_q);
        if (change_valid) state_d = Change;
        else if (first_valid && !head_valid_q) state_d = Fetch;
      end
      // the flags of change.desc are read
      Change: begin
        change_ready = 1'b1;
        we           = 1'b1;
        if (change.forget) begin
          wdata = '{queued: rdata.queued, ready: '0};
        end else begin
          wdata      = '{queued: 1'b1, ready: rdata.ready | change.ready};
          push_valid = !rdata.queued;
        end
        state_d = Idle;
      end
      // the flags of the first descriptor are read: it becomes the head, unless it was forgotten
      default: begin  // Fetch
        first_ready  = 1'b1;
        we           = 1'b1;
        waddr        = first;
        head_valid_d = (rdata.ready != '0);
        head_desc_d  = first;
        head_ready_d = rdata.ready;
        state_d      = Idle;
      end
    endcase
  end

  assign init_done_o   = (state_q != Clear);
  assign event_valid_o = head_valid_q;
  assign event_desc_o  = toe_pkg::desc_t'(head_desc_q);
  assign event_ready_o = head_ready_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q      <= Clear;
      clear_q      <= '0;
      head_valid_q <= 1'b0;
    end else begin
      state_q      <= state_d;
      clear_q      <= clear_d;
      head_valid_q <= head_valid_d;
    end
  end
  always_ff @(posedge clk_i) begin
    head_desc_q  <= head_desc_d;
    head_ready_q <= head_ready_d;
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      a_1 : assert (!push_valid || push_ready) else $error("1: the queue is full");
      a_2 : assert (!ready_valid_i || change_in_ready) else $error("2: a raise is lost");
      a_2_udp : assert (!udp_valid_i || (change_in_ready && !held_q)) else $error("2: a raise of UDP is lost");
      a_2_udp_desc : assert (!udp_valid_i || 32'(udp_desc_i) < Sockets) else $error("2: no descriptor");
      a_2_desc : assert (!ready_valid_i || 32'(ready_desc_i) < Sockets) else $error("2: no descriptor");
      a_2_forget : assert (!forget_i || 32'(forget_desc_i) < Sockets) else $error("2: no descriptor");
    end
  end
`endif
endmodule
