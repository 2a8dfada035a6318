// What IP has for others and does not wait with: whole datagrams, faults, slots to be freed.
//
// Nobody waits for the layers above: there is room for a datagram or it is not offered (IpNoRoom), and a
// fault without room is lost with a pulse. Slots to be freed wait for room; a replay's after the others'.
module toe_ip_rx_queues #(
    parameter int unsigned Datagrams = 4,
    parameter int unsigned Faults = 2,
    parameter int unsigned Frees = 4
) (
    input  logic                  clk_i,
    input  logic                  rst_ni,
    // datagrams that lie in memory
    input  logic                  push_i,
    output logic                  room_o,
    input  toe_pkg::datagram_t    datagram_i,
    output logic                  udp_valid_o,
    input  logic                  udp_ready_i,
    output logic                  icmp_valid_o,
    input  logic                  icmp_ready_i,
    output toe_pkg::datagram_t    datagram_o,
    // of a frame with an unknown protocol; of a datagram whose time is over; never both
    input  logic                  protocol_fault_i,
    input  toe_ip_rx_pkg::head_t  protocol_head_i,
    input  logic                  timeout_fault_i,
    input  toe_ip_rx_pkg::head_t  timeout_head_i,
    output logic                  fault_valid_o,
    input  logic                  fault_ready_i,
    output toe_pkg::icmp_fault_t  fault_o,
    output logic                  fault_lost_o,
    // slots: free_i only when there is room
    input  logic                  free_i,
    input  logic [7:0]            free_slot_i,
    output logic                  free_room_o,
    input  logic                  replay_free_i,
    output logic                  replay_free_ready_o,
    input  logic [7:0]            replay_free_slot_i,
    output logic                  free_valid_o,
    input  logic                  free_ready_i,
    output logic [7:0]            free_slot_o
);
  // RFC 792; first type, then code.
  localparam logic [15:0] ProtocolUnreachable = {8'd3, 8'd2};
  localparam logic [15:0] ReassemblyTimeout   = {8'd11, 8'd1};

  logic                 datagram_valid, is_udp, fault_room, unused;
  toe_pkg::icmp_fault_t fault;
  logic [$clog2(Datagrams+1)-1:0] datagrams;
  logic [$clog2(Faults+1)-1:0]    faults;
  logic [$clog2(Frees+1)-1:0]     frees;
  assign unused = &{1'b0, datagrams, faults, frees};

  toe_prim_fifo #(
      .T    (toe_pkg::datagram_t),
      .Depth(Datagrams)
  ) u_datagrams (
      .clk_i,
      .rst_ni,
      .valid_i(push_i),
      .ready_o(room_o),
      .data_i (datagram_i),
      .valid_o(datagram_valid),
      .ready_i(is_udp ? udp_ready_i : icmp_ready_i),
      .data_o (datagram_o),
      .count_o(datagrams)
  );
  assign is_udp       = datagram_o.header.protocol == toe_pkg::ProtocolUdp;
  assign udp_valid_o  = datagram_valid && is_udp;
  assign icmp_valid_o = datagram_valid && !is_udp;

  assign fault = protocol_fault_i ? {ProtocolUnreachable, protocol_head_i} : {ReassemblyTimeout, timeout_head_i};
  toe_prim_fifo #(
      .T    (toe_pkg::icmp_fault_t),
      .Depth(Faults)
  ) u_faults (
      .clk_i,
      .rst_ni,
      .valid_i(protocol_fault_i || timeout_fault_i),
      .ready_o(fault_room),
      .data_i (fault),
      .valid_o(fault_valid_o),
      .ready_i(fault_ready_i),
      .data_o (fault_o),
      .count_o(faults)
  );
  assign fault_lost_o = (protocol_fault_i || timeout_fault_i) && !fault_room;

  assign replay_free_ready_o = free_room_o && !free_i;
  toe_prim_fifo #(
      .T    (logic [7:0]),
      .Depth(Frees)
  ) u_frees (
      .clk_i,
      .rst_ni,
      .valid_i(free_i || replay_free_i),
      .ready_o(free_room_o),
      .data_i (free_i ? free_slot_i : replay_free_slot_i),
      .valid_o(free_valid_o),
      .ready_i(free_ready_i),
      .data_o (free_slot_o),
      .count_o(frees)
  );

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      assert (!(protocol_fault_i && timeout_fault_i)) else $error("two faults in one clock");
      assert (!free_i || free_room_o) else $error("a slot is lost");
    end
  end
`endif

endmodule
