// Sockwire - what the mover, the segment builder and the memory of the connections' buffers share
// (docs/contracts.md, "The buffers' memory").
package toe_tcp_memory_pkg;

  // A block of the pool is two rings of BufBytes octets.
  typedef enum logic {
    RingRecv = 1'b0,
    RingSend = 1'b1
  } ring_e;

  // A stretch of a ring; it goes on at the ring's first octet.
  typedef struct packed {
    logic [15:0] buffer;  // block
    logic [15:0] offset;  // of the first octet, modulo BufBytes
    logic [15:0] length;  // octets, at least 1
  } span_t;

endpackage
