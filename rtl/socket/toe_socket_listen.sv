// Sockwire - listening sockets: slots, counts of their children, accept queues.
//
// A slot has an 8-bit generation that moves when its listener closes, so that a half-open child can
// tell that its parent is gone (parent = {generation, slot}). All accept queues live in one linked
// list that is indexed by descriptor: a descriptor is in at most one queue. After close_i the queue
// can still be drained; the slot is free again when it is empty. Rules: docs/rules/tcp.md section 2.
//
// Questions are answered in the same cycle from registers, changes show in the next one. Only
// head_valid_o takes one cycle longer after a pop, while the next link is fetched.
//
// Invariants:
//   1. At most one slot listens on a port, and at most one slot belongs to a descriptor.
//   2. A child is counted down only as often as it was counted up.
//   3. Only children of a living listener are queued, only a head that is valid is popped.
module toe_socket_listen #(
  parameter int unsigned Listeners = 4,  // 1 to 256
  parameter int unsigned Sockets   = 8
) (
  input  logic           clk_i,
  input  logic           rst_ni,
  // a SYN looks for a listener
  input  toe_pkg::port_t find_port_i,
  output logic           find_hit_o,
  output logic           find_full_o,    // as many children as the backlog allows
  output logic [15:0]    find_parent_o,
  // a child asks whether its parent still listens
  input  logic [15:0]    check_parent_i,
  output logic           check_alive_o,
  output toe_pkg::desc_t check_desc_o,
  // LISTEN and CLOSE
  output logic           slot_free_o,
  input  logic           open_i,         // a listener with this descriptor: only its backlog changes
  input  toe_pkg::desc_t open_desc_i,
  input  toe_pkg::port_t open_port_i,
  input  logic [7:0]     open_backlog_i,
  input  logic           close_i,
  input  toe_pkg::desc_t close_desc_i,
  // children; a generation that is gone is ignored
  input  logic           count_up_i,
  input  logic           count_down_i,
  input  logic [15:0]    count_parent_i,
  input  logic           push_i,
  input  logic [15:0]    push_parent_i,
  input  toe_pkg::desc_t push_child_i,
  // the socket layer's view of a descriptor's accept queue
  input  toe_pkg::desc_t head_desc_i,
  output logic           head_valid_o,
  output toe_pkg::desc_t head_child_o,
  output logic [15:0]    head_count_o,
  input  logic           pop_i,
  // the same count for the socket window
  input  toe_pkg::desc_t waiting_desc_i,
  output logic [15:0]    waiting_count_o
);
  localparam int unsigned SlotBits = (Listeners > 1) ? $clog2(Listeners) : 1;
  localparam int unsigned LinkBits = $clog2(Sockets);
  typedef logic [SlotBits-1:0] slot_t;
  typedef logic [LinkBits-1:0] link_t;

  typedef struct packed {
    logic           listening;
    logic [7:0]     generation;
    logic [15:0]    children;  // half open or queued
    logic [15:0]    queued;    // in the accept queue
  } control_t;

  typedef struct packed {
    toe_pkg::desc_t desc;
    toe_pkg::port_t port;
    logic [7:0]     backlog;
    link_t          head;
    link_t          tail;
  } entry_t;

  if (Listeners < 1 || Listeners > 256) begin : gen_bad_listeners
    $fatal(1, "toe_socket_listen: Listeners must be from 1 to 256");
  end

  control_t [Listeners-1:0] control_d, control_q;
  entry_t   [Listeners-1:0] entry_d, entry_q;

  logic [Listeners-1:0] find_match, open_match, head_match, waiting_match, free_match;
  logic                 reopened;
  slot_t                find_slot, head_slot, open_slot, fetch_slot_q;
  logic                 fetch_d, fetch_q;  // the link behind a popped head is being read
  link_t                fetched;
  logic                 link_we;
  link_t                link_waddr;

  // The lowest slot of a set.
  function automatic slot_t lowest(logic [Listeners-1:0] set);
    lowest = '0;
    for (int slot = Listeners - 1; slot >= 0; slot--) if (set[slot]) lowest = slot_t'(slot);
  endfunction

  function automatic logic alive(logic [15:0] parent, control_t [Listeners-1:0] control);
    slot_t slot;
    slot = parent[SlotBits-1:0];
    return (32'(parent[7:0]) < Listeners) && control[slot].listening
           && (control[slot].generation == parent[15:8]);
  endfunction

  always_comb begin
    for (int slot = 0; slot < Listeners; slot++) begin
      find_match[slot] = control_q[slot].listening && (entry_q[slot].port == find_port_i);
      open_match[slot] = control_q[slot].listening && (entry_q[slot].desc == open_desc_i);
      free_match[slot] = !control_q[slot].listening && (control_q[slot].queued == '0);
      head_match[slot] = (control_q[slot].queued != '0) && (entry_q[slot].desc == head_desc_i);
      waiting_match[slot] = (control_q[slot].queued != '0) && (entry_q[slot].desc == waiting_desc_i);
    end
    find_slot = lowest(find_match);
    head_slot = lowest(head_match);
    reopened  = |open_match;
    open_slot = reopened ? lowest(open_match) : lowest(free_match);
  end

  assign find_hit_o      = |find_match;
  assign find_full_o     = control_q[find_slot].children >= 16'(entry_q[find_slot].backlog);
  assign find_parent_o   = {control_q[find_slot].generation, 8'(find_slot)};
  assign check_alive_o   = alive(check_parent_i, control_q);
  assign check_desc_o    = entry_q[check_parent_i[SlotBits-1:0]].desc;
  assign slot_free_o     = |free_match;
  assign head_valid_o    = (|head_match) && !(fetch_q && fetch_slot_q == head_slot);
  assign head_child_o    = toe_pkg::desc_t'(entry_q[head_slot].head);
  assign head_count_o    = (|head_match) ? control_q[head_slot].queued : '0;
  assign waiting_count_o = (|waiting_match) ? control_q[lowest(waiting_match)].queued : '0;

  always_comb begin
    control_d  = control_q;
    entry_d    = entry_q;
    fetch_d    = 1'b0;
    link_we    = 1'b0;
    link_waddr = entry_q[push_parent_i[SlotBits-1:0]].tail;

    if (fetch_q) entry_d[fetch_slot_q].head = fetched;
    for (int slot = 0; slot < Listeners; slot++) begin
      if (alive(count_parent_i, control_q) && slot_t'(slot) == count_parent_i[SlotBits-1:0]) begin
        control_d[slot].children = control_q[slot].children + 16'(count_up_i)
                                   - 16'(count_down_i && control_q[slot].children != '0);
      end
    end
    if (pop_i && |head_match) begin
      control_d[head_slot].queued = control_q[head_slot].queued - 16'd1;
      fetch_d = (control_q[head_slot].queued != 16'd1);
    end
    if (push_i && alive(push_parent_i, control_q)) begin
      control_d[push_parent_i[SlotBits-1:0]].queued = control_d[push_parent_i[SlotBits-1:0]].queued + 16'd1;
      entry_d[push_parent_i[SlotBits-1:0]].tail     = push_child_i[LinkBits-1:0];
      if (control_d[push_parent_i[SlotBits-1:0]].queued == 16'd1) begin
        entry_d[push_parent_i[SlotBits-1:0]].head = push_child_i[LinkBits-1:0];
      end else begin
        link_we = 1'b1;
      end
    end
    if (open_i) begin
      entry_d[open_slot].backlog = open_backlog_i;
      if (!reopened) begin
        control_d[open_slot].listening = 1'b1;
        control_d[open_slot].children  = '0;
        entry_d[open_slot].desc        = open_desc_i;
        entry_d[open_slot].port        = open_port_i;
      end
    end
    for (int slot = 0; slot < Listeners; slot++) begin
      if (close_i && control_q[slot].listening && entry_q[slot].desc == close_desc_i) begin
        control_d[slot].listening  = 1'b0;
        control_d[slot].generation = control_q[slot].generation + 8'd1;
      end
    end
  end

  toe_prim_ram #(
    .Width(LinkBits),
    .Depth(Sockets)
  ) u_links (
    .clk_i,
    .rst_ni,
    .we_i   (link_we),
    .waddr_i(link_waddr),
    .wdata_i(push_child_i[LinkBits-1:0]),
    .re_i   (fetch_d),
    .raddr_i(entry_q[head_slot].head),
    .rdata_o(fetched)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      control_q <= '0;
      fetch_q   <= 1'b0;
    end else begin
      control_q <= control_d;
      fetch_q   <= fetch_d;
    end
  end
  always_ff @(posedge clk_i) begin
    entry_q      <= entry_d;
    fetch_slot_q <= head_slot;
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      a_1_port : assert (!open_i || reopened || slot_free_o) else $error("1: no slot is free");
      a_1_one : assert ($onehot0(find_match) && $onehot0(head_match) && $onehot0(open_match))
        else $error("1: two listeners for one port or descriptor");
      a_2 : assert (!(count_down_i && alive(count_parent_i, control_q))
                    || control_q[count_parent_i[SlotBits-1:0]].children != '0)
        else $error("2: more children gone than came");
      a_3_push : assert (!push_i || alive(push_parent_i, control_q)) else $error("3: no listener");
      a_3_child : assert (!push_i || 32'(push_child_i) < Sockets) else $error("3: no descriptor");
      a_3_pop : assert (!pop_i || head_valid_o) else $error("3: no head");
    end
  end
`endif
endmodule
