// Sockwire - IPv4: records and what is counted (RFC 4293). What each datagram meets is told in
// docs/rules/network.md.
package toe_ip_pkg;
  import toe_pkg::*;

  // What became of a frame that brought IPv4, or of a datagram that was being put together.
  typedef enum logic [3:0] {
    IpNone      = 4'd0,
    IpDelivered = 4'd1,   // to the layer above
    IpHeader    = 4'd2,   // dropped: not a sound header
    IpAddress   = 4'd3,   // dropped: not for us, or from nobody
    IpDiscard   = 4'd4,   // dropped: a broadcast that this protocol does not take, or no room for the datagram
    IpProtocol  = 4'd5,   // dropped: a protocol that we do not have
    IpFragment  = 4'd6,   // kept
    IpComplete  = 4'd7,   // kept, and its datagram is complete and goes to the layer above
    IpDuplicate = 4'd8,   // dropped: its octets are there already
    IpOverlap   = 4'd9,   // dropped with its whole datagram: it contradicts what is there
    IpRefused   = 4'd10,  // dropped: no fragment can be so
    IpNoRoom    = 4'd11,  // dropped: no slot, no memory or too many gaps
    IpTimeout   = 4'd12,  // no frame: a datagram was given up
    IpReplay    = 4'd13   // no frame: a TCP segment that came in fragments goes to TCP now
  } ip_verdict_e;

  // One record for each frame with IPv4, in the order of arrival; between them IpTimeout and IpReplay.
  typedef struct packed {
    logic         valid;
    logic [63:0]  order;
    logic [63:0]  now;
    ip_verdict_e  verdict;
    ip_t          src;        // of a frame with IpHeader all from here on is 0
    ip_t          dst;
    logic [7:0]   protocol;
    logic [15:0]  identification;
    logic [15:0]  length;     // octets behind the header; IpComplete, IpReplay: of the whole datagram
    logic [15:0]  at;         // fragments: the place of its first octet
    logic         more;       // fragments: others follow
  } ip_record_t;

  // One record for each frame with IPv4 that leaves, in their order.
  typedef struct packed {
    logic         valid;
    logic [63:0]  order;
    ip_t          dst;
    logic [7:0]   protocol;
    logic [15:0]  identification;
    logic [15:0]  length;     // octets behind the header
    logic [15:0]  at;
    logic         more;
    logic         dont_fragment;
    logic [7:0]   ttl;
    logic [7:0]   tos;
  } ip_sent_t;

  // One-clock pulses.
  typedef struct packed {
    logic in_receives;
    logic in_hdr_errors;
    logic in_addr_errors;
    logic in_unknown_protos;
    logic in_discards;
    logic reasm_reqds;
    logic reasm_oks;
    logic reasm_fails;
    logic out_requests;     // datagrams, before they are cut
    logic out_frag_oks;     // datagrams that were cut
    logic out_frag_creates; // pieces
  } ip_stat_t;

  localparam logic [7:0]  DefaultTtl  = 8'd64;
  localparam logic [31:0] ReasmTicks  = 32'd58_594;  // 60 s (RFC 1122 3.3.2)
  localparam int unsigned ReasmRanges = 8;           // stretches of a datagram that can be held apart
  localparam int unsigned SendParks   = 4;           // datagrams that can wait for their neighbour
  localparam int unsigned SendPages   = 2;           // pages that receiving leaves for sending
  localparam int unsigned ReadLatency = 3;           // clocks from the acceptance of a read to its octets

  // Bits that number the pages of one datagram, in a memory of that many.
  function automatic int unsigned index_bits(int unsigned pages);
    int unsigned most;
    most = (MaxDatagram + PageBytes - 1) / PageBytes;
    return $clog2(pages < most ? pages : most);
  endfunction

endpackage
