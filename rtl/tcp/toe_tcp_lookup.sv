// Sockwire - TCP: which socket has this 4-tuple?
//
// A keyed hash names one bucket in each of two halves, four ways a bucket; the full tuple is compared
// (our own address is the same for all and is left out). 4 x Sockets slots, so both buckets are never
// full in practice; if they are, room_o says so and the caller refuses. The hash is Toeplitz's, one
// parity a bit, keyed by the secret, which is taken over only while the table is empty.
//
// find_i at one edge; from the next cycle until the next find_i: hit_o, desc_o, room_o, and insert_i
// enters that tuple. select_i names a socket; from the next cycle on remove_i takes it out. After reset
// all slots are cleared, then init_done_o.
module toe_tcp_lookup #(
  parameter int unsigned Sockets = 8
) (
  input  logic           clk_i,
  input  logic           rst_ni,
  output logic           init_done_o,
  input  logic [127:0]   secret_i,
  input  logic           find_i,
  input  toe_pkg::ip_t   find_addr_i,
  input  toe_pkg::port_t find_remote_port_i,
  input  toe_pkg::port_t find_local_port_i,
  output logic           hit_o,
  output toe_pkg::desc_t desc_o,
  output logic           room_o,
  input  logic           insert_i,
  input  toe_pkg::desc_t insert_desc_i,
  input  logic           select_i,
  input  toe_pkg::desc_t select_desc_i,
  input  logic           remove_i
);
  localparam int unsigned Ways       = 4;
  localparam int unsigned Buckets    = (Sockets / 2 > 2) ? Sockets / 2 : 2;  // in each half
  localparam int unsigned BucketBits = $clog2(Buckets);
  localparam int unsigned DescBits   = $clog2(Sockets);
  // Digits of pi: a secret of zero is a key like any other.
  localparam logic [127:0] Pi = 128'h243F6A88_85A308D3_13198A2E_03707344;

  typedef logic [BucketBits-1:0] bucket_t;
  typedef struct packed {
    toe_pkg::ip_t   addr;
    toe_pkg::port_t remote_port;
    toe_pkg::port_t local_port;
  } tuple_t;
  typedef struct packed {
    logic                used;
    tuple_t              tuple;
    logic [DescBits-1:0] desc;
  } entry_t;
  typedef struct packed {
    logic       half;
    bucket_t    bucket;
    logic [1:0] way;
  } slot_t;

  if (Sockets < 2 || (Sockets & (Sockets - 1)) != 0) begin : gen_bad_sockets
    $fatal(1, "toe_tcp_lookup: Sockets must be a power of two");
  end

  logic [127:0]                key_q, key;
  logic [15:0]                 used_q;           // entries in the table
  tuple_t                      find, tuple_q;
  bucket_t [1:0]               hash, bucket_q;
  entry_t  [1:0][Ways-1:0]     entry;
  logic    [1:0][Ways-1:0]     match, vacant;
  logic    [1:0][2:0]          vacancies;
  slot_t                       insert_slot, selected, write_slot;
  entry_t                      write_entry;
  logic                        write, clearing_q;
  bucket_t                     clear_q;

  assign find = '{addr: find_addr_i, remote_port: find_remote_port_i, local_port: find_local_port_i};
  assign key  = (used_q == '0) ? secret_i ^ Pi : key_q;

  always_comb begin
    for (int half = 0; half < 2; half++) begin
      for (int index = 0; index < int'(BucketBits); index++) begin
        hash[half][index] = ^(find & key[32 * half + index +: $bits(tuple_t)]);
      end
    end
  end

  always_comb begin
    hit_o  = 1'b0;
    desc_o = '0;
    insert_slot = '0;
    for (int half = 0; half < 2; half++) begin
      vacancies[half] = '0;
      for (int way = 0; way < int'(Ways); way++) begin
        match[half][way]  = entry[half][way].used && (entry[half][way].tuple == tuple_q);
        vacant[half][way] = !entry[half][way].used;
        vacancies[half]  += 3'(vacant[half][way]);
        if (match[half][way]) begin
          hit_o   = 1'b1;
          desc_o |= toe_pkg::desc_t'(entry[half][way].desc);
        end
      end
    end
    room_o             = (vacancies[0] != '0) || (vacancies[1] != '0);
    insert_slot.half   = vacancies[1] > vacancies[0];  // the emptier bucket
    insert_slot.bucket = bucket_q[insert_slot.half];
    for (int way = int'(Ways) - 1; way >= 0; way--) begin
      if (vacant[insert_slot.half][way]) insert_slot.way = 2'(way);
    end
  end

  always_comb begin
    write       = insert_i || remove_i;
    write_slot  = insert_i ? insert_slot : selected;
    write_entry = '0;
    if (insert_i) write_entry = '{used: 1'b1, tuple: tuple_q, desc: insert_desc_i[DescBits-1:0]};
  end

  for (genvar half = 0; half < 2; half++) begin : gen_half
    for (genvar way = 0; way < int'(Ways); way++) begin : gen_way
      logic here;
      assign here = write && (write_slot.half == 1'(half)) && (write_slot.way == 2'(way));
      toe_prim_ram #(
        .Width($bits(entry_t)),
        .Depth(Buckets)
      ) u_entries (
        .clk_i,
        .rst_ni,
        .we_i   (clearing_q || here),
        .waddr_i(clearing_q ? clear_q : write_slot.bucket),
        .wdata_i(clearing_q ? '0 : write_entry),
        .re_i   (find_i),
        .raddr_i(hash[half]),
        .rdata_o(entry[half][way])
      );
    end
  end

  toe_prim_ram #(
    .Width($bits(slot_t)),
    .Depth(Sockets)
  ) u_slots (
    .clk_i,
    .rst_ni,
    .we_i   (insert_i),
    .waddr_i(insert_desc_i[DescBits-1:0]),
    .wdata_i(insert_slot),
    .re_i   (select_i),
    .raddr_i(select_desc_i[DescBits-1:0]),
    .rdata_o(selected)
  );

  assign init_done_o = !clearing_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      clearing_q <= 1'b1;
      clear_q    <= '0;
      used_q     <= '0;
    end else begin
      if (clear_q == bucket_t'(Buckets - 1)) clearing_q <= 1'b0;
      if (clearing_q) clear_q <= clear_q + 1'b1;
      used_q <= used_q + 16'(insert_i) - 16'(remove_i);
    end
  end
  always_ff @(posedge clk_i) begin
    if (find_i) begin
      key_q    <= key;
      tuple_q  <= find;
      bucket_q <= hash;
    end
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni && !clearing_q) begin
      a_one_hit : assert ($onehot0(match) || find_i) else $error("a tuple stands twice in the table");
      a_insert : assert (!insert_i || (room_o && !hit_o)) else $error("inserted without room, or twice");
      a_remove : assert (!remove_i || used_q != '0) else $error("removed from an empty table");
      a_either : assert (!(insert_i && remove_i)) else $error("inserted and removed at once");
    end
  end
`endif

  // Descriptors are 16 bits wide at every port.
  logic unused;
  assign unused = &{1'b0, insert_desc_i[15:DescBits], select_desc_i[15:DescBits]};
endmodule
