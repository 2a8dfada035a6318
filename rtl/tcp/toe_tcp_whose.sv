// Sockwire - TCP engine, stages Find and Read: whose event it is.
//
// Combinational. A segment, an ICMP error and CONNECT are looked up by their 4-tuple; what the lookup
// finds is the socket of the first two. The others name their socket, ACCEPT that of the child it takes.
module toe_tcp_whose #(
  parameter int unsigned Sockets = 8
) (
  input  toe_tcp_engine_pkg::event_t event_i,
  output toe_pkg::ip_t               find_addr_o,
  output toe_pkg::port_t             find_remote_port_o,
  output toe_pkg::port_t             find_local_port_o,
  input  logic                       find_hit_i,
  input  toe_pkg::desc_t             find_desc_i,
  output toe_pkg::desc_t             desc_o,
  output logic                       exists_o
);
  import toe_tcp_pkg::*;

  logic takes_child;

  always_comb begin
    unique case (event_i.kind)
      EventSegment: {find_addr_o, find_remote_port_o, find_local_port_o} =
        {event_i.segment.addr, event_i.segment.src_port, event_i.segment.dst_port};
      EventIcmp: {find_addr_o, find_remote_port_o, find_local_port_o} =
        {event_i.icmp.addr, event_i.icmp.remote_port, event_i.icmp.local_port};
      default: {find_addr_o, find_remote_port_o, find_local_port_o} =
        {event_i.call.addr, event_i.call.port, event_i.grant.port};
    endcase
  end

  assign takes_child = (event_i.call.call == CallAccept) && event_i.grant.child_valid;
  always_comb begin
    unique case (event_i.kind)
      EventSegment, EventIcmp: begin
        desc_o   = find_desc_i;
        exists_o = find_hit_i;
      end
      EventUser: begin
        desc_o   = takes_child ? event_i.grant.child : event_i.call.desc;
        exists_o = (32'(event_i.call.desc) < Sockets) && (event_i.call.call != CallSocket);
      end
      default: begin
        desc_o   = event_i.desc;
        exists_o = 1'b1;
      end
    endcase
  end
endmodule
