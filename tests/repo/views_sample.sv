// A struct taken apart and put together, so that C++ can be held against the hardware's own view.
module views_sample (
    input  views_sample_pkg::outer_t packed_i,
    output logic [6:0]               low_o,
    output logic                     set_o,
    output logic [2:0]               colour_o,
    output logic [63:0]              wide_o,
    output logic [7:0]               octet2_o,
    output logic [32:0]              odd_o,
    output logic [2:0]               again_colour_o,
    output views_sample_pkg::outer_t packed_o
);

  always_comb begin
    low_o          = packed_i.low;
    set_o          = packed_i.inner.set;
    colour_o       = packed_i.inner.colour;
    wide_o         = packed_i.wide;
    octet2_o       = packed_i.octets[2];
    odd_o          = packed_i.odd;
    again_colour_o = packed_i.again.colour;
    packed_o       = packed_i;
  end

endmodule
