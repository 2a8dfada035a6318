// Cuts a datagram that is too long for the link into pieces (RFC 791 3.2; docs/rules/network.md,
// "IPv4 out"): MaxPiece octets each, a multiple of eight, and a rest that the link takes as it is. Each
// piece is a packet of its own.
//
// Where MaxPiece is no multiple of a beat, the octets behind a piece's end are carried over to the
// next one. What stands beside the pieces comes from a register, as a piece may end after the
// datagram's last beat was taken.
//
//   Idle --a datagram is offered--> Cut --its last octet has gone--> Idle
//
// 1. A datagram has as many octets as its meta says, and its pieces have them, too.
// 2. What must not be cut is not too long.
module toe_ip_cut #(
    parameter type stream_t = logic,
    parameter int unsigned Mtu = 1500,
    localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9
) (
    input  logic                 clk_i,
    input  logic                 rst_ni,
    input  logic                 valid_i,
    output logic                 ready_o,
    input  toe_pkg::ip_tx_meta_t meta_i,
    input  stream_t              data_i,
    output logic                 valid_o,
    input  logic                 ready_i,
    output toe_pkg::ip_tx_meta_t meta_o,   // length: of the piece
    output logic [15:0]          at_o,     // place of its first octet in the datagram
    output logic                 more_o,   // others follow
    output logic                 first_o,  // it is the first one, or the datagram is whole
    output stream_t              data_o
);
  localparam int unsigned MaxWhole = Mtu - $bits(toe_pkg::ipv4_header_t) / 8;  // what need not be cut
  localparam int unsigned MaxPiece = MaxWhole / 8 * 8;
  localparam int unsigned Odd = MaxPiece % DataBytes;  // octets of the next piece in a piece's last beat
  localparam int unsigned Carried = (Odd == 0) ? 0 : DataBytes - Odd;
  localparam logic [15:0] Whole = 16'(MaxWhole);
  localparam logic [15:0] Most = 16'(MaxPiece);
  localparam logic [15:0] Step = 16'(DataBytes);

  if (2 * Odd % DataBytes != 0) begin : g_bad
    $fatal(1, "toe_ip_cut: a beat must have room for what two pieces carry over");
  end

  logic                   cut_q;            // a datagram is under way
  toe_pkg::ip_tx_meta_t   meta_q;
  logic            [15:0] at_q, rest_q;     // of the piece under way: its place; octets from there on
  logic            [15:0] piece, left_q;    // octets of it; those that have not gone yet
  logic                   carry_q;          // the first Carried octets to go wait in carried_q
  logic                   needs;            // the next beat needs one from the input
  logic                   gone, ends, all_gone, err_q;
  logic [8*DataBytes-1:0] carried_q;

  assign piece    = (rest_q > Whole) ? Most : rest_q;
  assign gone     = valid_o && ready_i;
  assign ends     = gone && data_o.last;
  assign all_gone = ends && !more_o;
  // What is carried over can be all that a piece still has to give.
  assign needs    = !(carry_q && left_q <= 16'(Carried));
  assign valid_o  = cut_q && (!needs || valid_i);
  assign ready_o  = cut_q && ready_i && needs;

  always_comb begin
    data_o.data = carry_q ? carried_q : data_i.data;
    if (carry_q && needs) data_o.data = carried_q | (data_i.data << (8 * Carried));
    data_o.last = left_q <= Step;
    data_o.err  = needs ? data_i.last && data_i.err : err_q;
    for (int unsigned i = 0; i < DataBytes; i++) data_o.keep[i] = 16'(i) < left_q;
    meta_o        = meta_q;
    meta_o.length = piece;
  end
  assign at_o    = at_q;
  assign more_o  = rest_q > Whole;
  assign first_o = at_q == '0;

  always_ff @(posedge clk_i) begin
    if (!cut_q) cut_q <= valid_i;
    else if (all_gone) cut_q <= 1'b0;
    if (!rst_ni) cut_q <= 1'b0;
  end

  always_ff @(posedge clk_i) begin
    if (!cut_q) begin
      meta_q  <= meta_i;
      at_q    <= '0;
      rest_q  <= meta_i.length;
      left_q  <= (meta_i.length > Whole) ? Most : meta_i.length;
      carry_q <= 1'b0;
    end else if (ends) begin
      at_q    <= at_q + Most;
      rest_q  <= rest_q - Most;
      left_q  <= (rest_q - Most > Whole) ? Most : rest_q - Most;
      carry_q <= Carried != 0 && !carry_q;
    end else if (gone) begin
      left_q <= left_q - Step;
    end
    if (gone && needs) carried_q <= data_i.data >> (8 * Odd);
    if (gone && needs) err_q <= data_i.last && data_i.err;
  end

`ifndef SYNTHESIS
  int unsigned in_q, out_q;
  always_ff @(posedge clk_i) begin
    in_q  <= !cut_q ? 0 : in_q + (valid_i && ready_o ? $countones(data_i.keep) : 0);
    out_q <= ends || !cut_q ? 0 : out_q + (gone ? $countones(data_o.keep) : 0);
    if (rst_ni && cut_q) begin
      assert (!(valid_i && ready_o && data_i.last)
              || in_q + $countones(data_i.keep) == 32'(meta_q.length)) else $error("invariant 1");
      assert (!ends || out_q + $countones(data_o.keep) == 32'(piece)) else $error("invariant 1");
      assert (!meta_q.dont_fragment || meta_q.length <= Whole) else $error("invariant 2");
    end
  end
`endif

endmodule
