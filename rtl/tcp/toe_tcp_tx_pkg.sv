// Sockwire - TCP segments on their way out: what the stages of toe_tcp_tx share (RFC 9293 section 3.1).
package toe_tcp_tx_pkg;

  localparam logic [15:0] MssOption = 16'h0204;  // kind 2, length 4 (RFC 9293 section 3.2)
  localparam int unsigned SlotBytes = 2048;      // a place for the payload of one segment

  // A segment that is complete but for its octets, which lie in a slot.
  typedef struct packed {
    toe_tcp_pkg::emit_t emit;
    toe_pkg::mac_t      mac;
    logic [15:0]        checksum;
    logic               slot;
  } job_t;

  function automatic logic [3:0] data_offset(toe_tcp_pkg::emit_t emit);
    return emit.has_mss ? 4'd6 : 4'd5;
  endfunction

  // Octets of header and payload.
  function automatic logic [15:0] segment_octets(toe_tcp_pkg::emit_t emit);
    return emit.length + 16'({data_offset(emit), 2'b00});
  endfunction

endpackage
