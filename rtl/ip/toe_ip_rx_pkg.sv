// Sockwire - IPv4 in: what its parts tell one another (docs/rules/network.md, "IPv4 in", "Fragments").
package toe_ip_rx_pkg;
  import toe_pkg::*;

  // What is known of a frame beside its octets.
  typedef struct packed {
    ipv4_header_t header;
    logic [15:0]  length;   // octets behind header and options
    logic [63:0]  first;    // the first eight of them, the first in the high bits
  } frame_t;

  // What one record tells (toe_ip_pkg::ip_record_t, without order and time), and what it counts.
  typedef struct packed {
    toe_ip_pkg::ip_verdict_e verdict;
    ip_t         src;
    ip_t         dst;
    logic [7:0]  protocol;
    logic [15:0] identification;
    logic [15:0] length;
    logic [15:0] at;
    logic        more;
    logic        fragment;  // it was judged by the rules of fragments
    logic        forgotten; // IpComplete: nobody takes a datagram of this length
  } told_t;

  // RFC 791 3.2: to which datagram a fragment belongs.
  typedef struct packed {
    ip_t         src;
    ip_t         dst;
    logic [7:0]  protocol;
    logic [15:0] identification;
  } key_t;

  // A stretch of a datagram in units of eight octets, `to` not included and rounded up.
  typedef struct packed {
    logic [12:0] from;
    logic [12:0] to;
  } range_t;

  // One datagram that is being put together.
  typedef struct packed {
    key_t        key;
    logic [7:0]  memory;     // its slot in the datagram memory
    logic [16:0] deadline;   // in ticks
    logic        end_known;
    logic [15:0] length;     // if end_known
    logic [3:0]  ranges;     // held
    logic [15:0] sum;        // of the octets that are held
    logic        has_first;
  } slot_t;

  // Of the fragment with the first octet.
  typedef struct packed {
    ipv4_header_t header;
    logic [63:0]  first;
  } head_t;

  function automatic key_t key_of(ipv4_header_t header);
    return '{src: header.src, dst: header.dst, protocol: header.protocol,
             identification: header.identification};
  endfunction

  // One's complement.
  function automatic logic [15:0] add(logic [15:0] a, logic [15:0] b);
    logic [16:0] sum;
    sum = {1'b0, a} + {1'b0, b};
    return sum[15:0] + {15'b0, sum[16]};
  endfunction

endpackage
