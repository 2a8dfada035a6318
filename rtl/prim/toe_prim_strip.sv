// Takes a header of HeaderBytes octets off each packet of a stream, for any DataBytes.
//
// The header stands on header_o (first octet high) from the first beat of what followed it to the
// last. One beat a clock in and out; a beat takes one clock, and what does not end on a beat's
// border waits for its successor. A packet without anything behind its header comes out as one beat
// with keep 0; a packet shorter than the header as one beat with keep 0, err and short_o.
module toe_prim_strip #(
    parameter type stream_t = logic,
    parameter int unsigned HeaderBytes = 14
) (
    input  logic                       clk_i,
    input  logic                       rst_ni,
    input  logic                       valid_i,
    output logic                       ready_o,
    input  stream_t                    data_i,
    output logic                       valid_o,
    input  logic                       ready_i,
    output stream_t                    data_o,
    output logic [8*HeaderBytes-1:0]   header_o,
    output logic                       short_o
);
  localparam int unsigned DataBytes   = ($bits(stream_t) - 2) / 9;
  localparam int unsigned HeaderBeats = (HeaderBytes + DataBytes - 1) / DataBytes;
  localparam int unsigned Rest        = HeaderBytes % DataBytes;  // header octets in a mixed beat
  localparam int unsigned Room        = (DataBytes - Rest) % DataBytes;  // octets behind them there
  localparam int unsigned Final       = (HeaderBytes - 1) % DataBytes;  // where its last octet is
  localparam int unsigned IndexBits   = $clog2(HeaderBeats + 1);

  if (HeaderBytes == 0) begin : g_bad
    $fatal(1, "toe_prim_strip: HeaderBytes must be at least 1");
  end

  logic [IndexBits-1:0]     index_q;  // of the beat in its packet; stays at HeaderBeats
  logic [8*HeaderBytes-1:0] collect_d, collect_q, header_q;
  stream_t                  out_d, out_q, residue_d;
  logic                     short_d, short_q;
  logic                     valid_q, residue_q;
  logic [8*DataBytes-1:0]   carry_q;      // what of the last beat has not gone out, at the low end
  logic [DataBytes-1:0]     residue_keep_q;
  logic                     residue_err_q;
  logic                     load, accept, emit, spill, in_header, header_ends;

  assign load    = !valid_q || ready_i;
  // A beat that is a packet's first and last at once would go out together with the residue.
  assign ready_o = load && !(residue_q && data_i.last);
  assign accept  = valid_i && ready_o;

  assign in_header   = index_q != IndexBits'(HeaderBeats);
  assign header_ends = (index_q == IndexBits'(HeaderBeats - 1)) && data_i.keep[Final];
  assign emit        = !in_header || data_i.last;

  always_comb begin
    collect_d = collect_q;
    for (int unsigned i = 0; i < HeaderBytes; i++) begin
      if (index_q == IndexBits'(i / DataBytes)) begin
        collect_d[8*(HeaderBytes-1-i)+:8] = data_i.data[8*(i%DataBytes)+:8];
      end
    end
  end

  always_comb begin
    short_d = 1'b0;
    spill   = 1'b0;
    out_d   = data_i;
    if (in_header) begin
      short_d    = !header_ends;
      out_d.data = data_i.data >> (8 * Rest);
      out_d.keep = (Rest != 0 && header_ends) ? data_i.keep >> Rest : '0;
      out_d.err  = data_i.err || short_d;
    end else if (Rest != 0) begin
      spill      = data_i.last && data_i.keep[Rest];
      out_d.data = carry_q | (data_i.data << (8 * Room));
      out_d.keep = ({DataBytes{1'b1}} >> Rest) | (data_i.keep << Room);
      out_d.last = data_i.last && !spill;
      out_d.err  = data_i.err && !spill;
    end
  end

  assign residue_d = '{data: carry_q, keep: residue_keep_q, last: 1'b1, err: residue_err_q};

  always_ff @(posedge clk_i) begin
    if (load) valid_q <= residue_q || (accept && emit);
    if (load) residue_q <= accept && spill;
    if (accept && data_i.last) index_q <= '0;
    else if (accept && in_header) index_q <= index_q + 1'b1;
    if (!rst_ni) begin
      valid_q   <= 1'b0;
      residue_q <= 1'b0;
      index_q   <= '0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (load) out_q <= residue_q ? residue_d : out_d;
    if (accept) begin
      collect_q      <= collect_d;
      carry_q        <= data_i.data >> (8 * Rest);
      residue_keep_q <= data_i.keep >> Rest;
      residue_err_q  <= data_i.err;
    end
    if (accept && emit) begin
      header_q <= collect_d;
      short_q  <= short_d;
    end
  end

  assign valid_o  = valid_q;
  assign data_o   = out_q;
  assign header_o = header_q;
  assign short_o  = short_q;

endmodule
