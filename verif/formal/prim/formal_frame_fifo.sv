// Proof of toe_prim_frame_fifo: a packet, chosen freely, comes out whole, in its turn and as it was if
// it was good and not dropped; nothing else comes out; only what finds no room is dropped.
module formal_frame_fifo #(
    parameter int unsigned DataBytes = 1,
    parameter int unsigned Depth     = 4,
    localparam int unsigned Bits = 4
) (
    input logic                 clk_i,
    input logic                 valid_i,
    input logic [DataBytes-1:0] data_i,   // each octet is 00 or FF
    input logic [DataBytes-1:0] keep_i,
    input logic                 last_i,
    input logic                 err_i,
    input logic                 ready_i,
    input logic                 pick_i,   // follow the packet that begins now
    input logic [Bits-1:0]      index_i   // and this beat of it
);
  typedef struct packed {logic [8*DataBytes-1:0] data; logic [DataBytes-1:0] keep; logic last; logic err;} stream_t;
  typedef logic [Bits-1:0] at_t;

  logic    rst_n = 1'b0;
  logic    ready, valid, drop;
  stream_t in, out;
  always_ff @(posedge clk_i) rst_n <= 1'b1;
  always_comb begin
    in = '{data: '0, keep: keep_i, last: last_i, err: err_i};
    for (int unsigned i = 0; i < DataBytes; i++) in.data[8*i+:8] = {8{data_i[i]}};
  end

  toe_prim_frame_fifo #(.stream_t(stream_t), .Depth(Depth)) u_dut (
      .clk_i, .rst_ni(rst_n), .valid_i, .ready_o(ready), .data_i(in), .drop_o(drop),
      .valid_o(valid), .ready_i, .data_o(out)
  );
  formal_stream_rules #(.stream_t(stream_t), .Assume(1'b1)) u_in (.clk_i, .rst_ni(rst_n), .valid_i, .ready_i(ready), .data_i(in));
  formal_stream_rules #(.stream_t(stream_t)) u_out (.clk_i, .rst_ni(rst_n), .valid_i(valid), .ready_i, .data_i(out));

  at_t     index_q, in_at_q, out_at_q, length_q;
  at_t     packets_q, ahead_q;      // complete ones inside; those of them in front of ours
  at_t     done_q;                  // beats of complete packets inside
  logic    open_q, mine_q, kept_q;  // a packet is open; it is ours; ours is inside
  logic    full_q, full;            // the open packet has found the memory full
  stream_t beat_q;
  logic    good, ends, mine;
  assign full = full_q || (valid_i && 32'(done_q) + 32'(in_at_q) >= Depth);
  assign good = valid_i && last_i && !err_i && !drop;
  assign ends = valid && ready_i && out.last;
  assign mine = open_q ? mine_q : (pick_i && !kept_q);

  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      open_q  <= !last_i;
      mine_q  <= mine;
      full_q  <= full && !last_i;
      in_at_q <= last_i ? '0 : (in_at_q == '1) ? in_at_q : in_at_q + at_t'(1);
      if (in_at_q == index_q && mine) beat_q <= in;
    end
    packets_q <= packets_q + at_t'(good) - at_t'(ends);
    if (good && mine) begin
      kept_q   <= 1'b1;
      length_q <= in_at_q;
      ahead_q  <= packets_q - at_t'(ends);
    end else if (ends) begin
      if (ahead_q == '0) kept_q <= 1'b0;
      ahead_q <= ahead_q - at_t'(1);
    end
    if (valid && ready_i) out_at_q <= out.last ? '0 : out_at_q + at_t'(1);
    done_q <= done_q + (good ? in_at_q + at_t'(1) : '0) - at_t'(valid && ready_i);
    if (!rst_n) begin
      index_q   <= index_i;
      open_q    <= 1'b0;
      kept_q    <= 1'b0;
      full_q    <= 1'b0;
      in_at_q   <= '0;
      out_at_q  <= '0;
      packets_q <= '0;
      done_q    <= '0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      never_stalls : assert (ready);
      if (valid) complete : assert (packets_q != '0 && (!out.last || !out.err));
      if (valid && kept_q && ahead_q == '0) begin
        if (out_at_q == index_q) as_it_was : assert (out == beat_q);
        whole : assert (out.last == (out_at_q == length_q));
      end
      if (drop) no_room : assert (last_i && !err_i && full);
      if (packets_q != '0 && packets_q != at_t'(1)) comes_out : assert (valid);
      long_one : cover (valid && kept_q && ahead_q == '0 && out.last && length_q == at_t'(Depth - 1) && index_q == at_t'(1));
      dropped : cover (drop && packets_q != '0);
    end
  end
endmodule
