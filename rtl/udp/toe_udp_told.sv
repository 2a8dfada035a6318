// Sockwire - UDP: what an arrival, an ICMP error and the end of a datagram of ours do to a socket
// (docs/rules/udp.md; RFC 1122 section 4.1.3). Combinational.
module toe_udp_told (
  input  toe_udp_pkg::udp_event_e kind_i,
  input  logic                    found_i,      // a socket has the port
  input  toe_udp_pkg::ucb_t       pre_i,        // its block
  input  logic                    member_i,     // it is in the group that arrival_i went to
  input  toe_udp_pkg::arrival_t   arrival_i,
  input  toe_udp_pkg::udp_drop_e  faulty_i,     // what is wrong with it
  input  toe_pkg::icmp_error_t    icmp_i,
  input  logic                    failed_i,
  output logic                    hit_o,        // the socket is meant
  output toe_udp_pkg::ucb_t       post_o,
  output toe_udp_pkg::udp_drop_e  drop_o,
  output toe_tcp_pkg::ready_t     ready_o
);
  import toe_udp_pkg::*;
  import toe_tcp_pkg::*;

  // RFC 1122 4.1.3.3, 3.2.2.1
  function automatic errno_e meaning(logic [7:0] msg_type, logic [7:0] code);
    if (msg_type != toe_icmp_pkg::TypeUnreachable) return Ehostunreach;
    unique case (code)
      8'd2, 8'd3:        return Econnrefused;
      8'd4:              return Emsgsize;
      8'd0, 8'd6, 8'd11: return Enetunreach;
      default:           return Ehostunreach;
    endcase
  endfunction

  always_comb begin
    post_o  = pre_i;
    drop_o  = UdpDropNone;
    ready_o = '0;
    hit_o   = found_i;
    unique case (kind_i)
      UdpArrival: begin
        hit_o = found_i && faulty_i == UdpDropNone
                && (!pre_i.connected || (pre_i.remote_addr == arrival_i.src && pre_i.remote_port == arrival_i.src_port))
                && (!toe_pkg::is_group(arrival_i.dst) || member_i);
        if (faulty_i != UdpDropNone) drop_o = faulty_i;
        else if (!hit_o) drop_o = UdpDropNoPort;
        else if (pre_i.queued == 8'(QueueDepth)) begin
          drop_o       = UdpDropQueue;
          post_o.drops = pre_i.drops + 32'd1;
        end else begin
          post_o.queued       = pre_i.queued + 8'd1;
          post_o.datagrams_in = pre_i.datagrams_in + 32'd1;
          ready_o.readable    = 1'b1;
        end
      end
      UdpIcmp: begin
        hit_o = found_i && pre_i.connected && pre_i.remote_addr == icmp_i.addr
                && pre_i.remote_port == icmp_i.remote_port;
        if (!hit_o) drop_o = UdpDropNoPort;
        else begin
          post_o.error  = meaning(icmp_i.msg_type, icmp_i.code);
          ready_o.error = 1'b1;
        end
      end
      UdpDone: if (pre_i.sending != '0) begin
        post_o.sending   = pre_i.sending - 8'd1;
        ready_o.writable = 1'b1;
        ready_o.error    = failed_i;
        if (failed_i) post_o.error = Ehostunreach;
      end
      default: ;
    endcase
    if (!hit_o) post_o = '0;
  end
endmodule
