// The contents of a ROM.
package gates_cells_pkg;
  localparam logic [15:0][7:0] Rom = 128'h00112233_8596A7B8_FEDCBA98_0F1E2D3C;
endpackage
