// Puts a header of HeaderBytes octets in front of each packet of a stream, for any DataBytes.
//
// header_i (first octet high) stands beside the packet's beats as everywhere; it is sent as soon as
// the first beat is offered, which is taken when the header is out. One beat a clock out, with one
// clock of latency. err goes out on the packet's last beat.
module toe_prim_prepend #(
    parameter type stream_t = logic,
    parameter int unsigned HeaderBytes = 14
) (
    input  logic                     clk_i,
    input  logic                     rst_ni,
    input  logic                     valid_i,
    output logic                     ready_o,
    input  stream_t                  data_i,
    input  logic [8*HeaderBytes-1:0] header_i,
    output logic                     valid_o,
    input  logic                     ready_i,
    output stream_t                  data_o
);
  localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9;
  localparam int unsigned Whole     = HeaderBytes / DataBytes;  // beats of header alone
  localparam int unsigned Rest      = HeaderBytes % DataBytes;  // header octets in a mixed beat
  localparam int unsigned Room      = (DataBytes - Rest) % DataBytes;  // octets behind them there
  localparam int unsigned IndexBits = $clog2(Whole + 2);

  if (HeaderBytes == 0) begin : g_bad
    $fatal(1, "toe_prim_prepend: HeaderBytes must be at least 1");
  end

  logic [IndexBits-1:0]   index_q;  // of the beat that goes out; stays at Whole + 1
  stream_t                out_d, out_q;
  logic                   valid_q, residue_q;
  logic [8*DataBytes-1:0] carry_q, front;  // octets that go out in front of the beat's own
  logic [DataBytes-1:0]   residue_keep_q;
  logic                   residue_err_q;
  logic                   load, accept, in_header, spill;
  // The header in the order of the stream: octet 0 in the low bits, zeros behind.
  logic [8*DataBytes*(Whole+1)-1:0] header;

  always_comb begin
    header = '0;
    for (int unsigned i = 0; i < HeaderBytes; i++) begin
      header[8*i+:8] = header_i[8*(HeaderBytes-1-i)+:8];
    end
  end

  assign load      = !valid_q || ready_i;
  assign in_header = index_q != IndexBits'(Whole) && index_q != IndexBits'(Whole + 1);
  assign ready_o   = load && !in_header && !residue_q;
  assign accept    = valid_i && ready_o;

  always_comb begin
    spill  = 1'b0;
    front = (index_q == IndexBits'(Whole)) ? header[8*DataBytes*Whole+:8*DataBytes] : carry_q;
    out_d  = data_i;
    if (residue_q) begin
      out_d = '{data: carry_q, keep: residue_keep_q, last: 1'b1, err: residue_err_q};
    end else if (in_header) begin
      out_d = '{data: header[8*DataBytes*index_q+:8*DataBytes], keep: '1, last: 1'b0, err: 1'b0};
    end else if (Rest != 0) begin
      spill      = data_i.last && data_i.keep[Room];
      out_d.data = front | (data_i.data << (8 * Rest));
      out_d.keep = ~({DataBytes{1'b1}} << Rest) | (data_i.keep << Rest);
      out_d.last = data_i.last && !spill;
      out_d.err  = data_i.err && !spill;
    end
  end

  always_ff @(posedge clk_i) begin
    if (load) begin
      valid_q   <= residue_q || valid_i;
      residue_q <= accept && spill;
      if (residue_q) index_q <= '0;
      else if (accept && data_i.last && !spill) index_q <= '0;
      else if (valid_i && index_q != IndexBits'(Whole + 1)) index_q <= index_q + 1'b1;
    end
    if (!rst_ni) begin
      valid_q   <= 1'b0;
      residue_q <= 1'b0;
      index_q   <= '0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (load) out_q <= out_d;
    if (accept) begin
      carry_q        <= data_i.data >> (8 * Room);
      residue_keep_q <= data_i.keep >> Room;
      residue_err_q  <= data_i.err;
    end
  end

  assign valid_o = valid_q;
  assign data_o  = out_q;

endmodule
