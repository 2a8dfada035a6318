// Sockwire - UDP: which socket an event is about, as far as ports and descriptors tell. Combinational.
module toe_udp_whose #(
  parameter int unsigned Base    = 8,  // the first descriptor of UDP
  parameter int unsigned Sockets = 4,
  localparam int unsigned IndexBits = $clog2(Sockets)
) (
  input  toe_udp_pkg::udp_event_e kind_i,
  input  toe_tcp_pkg::call_e      call_i,
  input  toe_pkg::desc_t          desc_i,        // of the call
  input  toe_pkg::port_t          call_port_i,
  input  logic                    search_i,      // an ephemeral port is looked for
  input  toe_pkg::port_t          candidate_i,
  input  toe_pkg::port_t          arrival_port_i,
  input  toe_pkg::port_t          icmp_port_i,
  input  toe_pkg::desc_t          owner_i,       // of a datagram that has left
  // the table
  output toe_pkg::port_t          port_o,
  input  logic                    port_hit_i,
  input  logic [IndexBits-1:0]    port_index_i,
  input  logic                    free_i,
  input  logic [IndexBits-1:0]    free_index_i,
  output logic                    found_o,       // index_o is a descriptor
  output logic [IndexBits-1:0]    index_o
);
  typedef logic [IndexBits-1:0] index_t;

  always_comb begin
    port_o  = arrival_port_i;
    found_o = port_hit_i;
    index_o = port_index_i;
    unique case (kind_i)
      toe_udp_pkg::UdpUser: begin
        port_o  = search_i ? candidate_i : call_port_i;
        found_o = (call_i != toe_tcp_pkg::CallSocket) || free_i;
        index_o = (call_i == toe_tcp_pkg::CallSocket) ? free_index_i : index_t'(desc_i - toe_pkg::desc_t'(Base));
      end
      toe_udp_pkg::UdpIcmp: port_o = icmp_port_i;
      toe_udp_pkg::UdpDone: begin
        found_o = 1'b1;
        index_o = index_t'(owner_i - toe_pkg::desc_t'(Base));
      end
      default: ;
    endcase
  end
endmodule
