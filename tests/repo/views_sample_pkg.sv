// What tools/gen_views has to cope with, in one package.
package views_sample_pkg;

  typedef enum logic [2:0] {
    Red   = 3'd1,  // like a rose
    Green = 3'd5
  } colour_e;

  // A struct inside another.
  typedef struct packed {
    logic    set;
    colour_e colour;
  } inner_t;

  typedef struct packed {
    logic [6:0]      low;
    inner_t          inner;   // nested
    logic [63:0]     wide;    // crosses three words
    logic [3:0][7:0] octets;
    logic [32:0]     odd;     // one bit more than a word
    inner_t          again;
  } outer_t;

  localparam int unsigned Answer = 42;
  localparam inner_t      Chosen = '{set: 1'b1, colour: Green};

endpackage
