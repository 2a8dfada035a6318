// Sockwire - IPv4: what is counted (RFC 4293). What each datagram meets is told in docs/rules/network.md.
package toe_ip_pkg;

  // One-clock pulses.
  typedef struct packed {
    logic in_receives;
    logic in_hdr_errors;
    logic in_addr_errors;
    logic in_unknown_protos;
    logic in_discards;
    logic reasm_fails;
    logic out_requests;
  } ip_stat_t;

  localparam logic [7:0] DefaultTtl = 8'd64;

endpackage
