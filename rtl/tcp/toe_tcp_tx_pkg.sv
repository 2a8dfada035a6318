// Sockwire - TCP segments on their way out: what the stages of toe_tcp_tx share (RFC 9293 section 3.1).
package toe_tcp_tx_pkg;

  localparam int unsigned Places     = 16;    // for options: more than segments can be on their way
  localparam int unsigned Parks      = 4;     // segments that wait for a neighbour
  localparam int unsigned PlaceWords = 16;    // a header has no more
  localparam logic [3:0]  FixedWords = 4'd5;  // of a header, in front of the options

  // Octets of a place for one segment, header included, on such a link.
  function automatic int unsigned slot_bytes(int unsigned mtu);
    return 1 << $clog2(mtu);
  endfunction

  typedef logic [$clog2(Places)-1:0] place_t;
  typedef logic [4:0]                tenure_t;  // counts the owners of a block of the buffer pool

  // What a segment says, but for its options, which lie in a place of toe_tcp_tx_options.
  typedef struct packed {
    toe_pkg::ip_t            addr;
    toe_pkg::port_t          src_port;
    toe_pkg::port_t          dst_port;
    toe_tcp_pkg::seq_t       seq;
    toe_tcp_pkg::seq_t       ack;
    toe_tcp_pkg::tcp_flags_t flags;
    logic [15:0]             wnd;
    logic [3:0]              option_words;
    place_t                  place;    // without meaning where there are no options
    logic [15:0]             urgent;
    logic [15:0]             length;   // octets of payload
    logic [7:0]              ttl;      // of its datagram
    logic [7:0]              tos;
  } head_t;

  // A segment that the engine has asked for, and where its payload lies.
  typedef struct packed {
    head_t       head;
    logic [15:0] buffer;
    logic [15:0] offset;
    tenure_t     tenure;    // of the block when the engine asked
    logic        released;  // the block is known to have been released since
  } draft_t;

  // A segment that is complete but for its payload, which lies in a slot, and its options.
  typedef struct packed {
    head_t         head;
    toe_pkg::mac_t mac;
    logic [15:0]   checksum;
    logic          slot;
  } job_t;

  function automatic logic [3:0] data_offset(head_t head);
    return FixedWords + head.option_words;
  endfunction

  // Octets of header and payload.
  function automatic logic [15:0] segment_octets(head_t head);
    return head.length + 16'({data_offset(head), 2'b00});
  endfunction

  // The place that is free when this segment has left or vanished.
  function automatic logic [Places-1:0] place_of(head_t head);
    return (head.option_words == '0) ? '0 : Places'(1) << head.place;
  endfunction

endpackage
