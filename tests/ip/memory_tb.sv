// Test wrapper: toe_ip_memory in all widths (width_i 0, 1, 2 for 4, 8, 16 octets), with 16, 100 and
// 70 pages. Reader 0 is a toe_ip_memory_read, the others are bare.
module memory_tb (
    input  logic              clk_i,
    input  logic              rst_ni,
    input  logic [1:0]        width_i,
    output logic              init_done_o,
    output logic [1:0]        open_available_o,
    output logic [1:0][7:0]   open_slot_o,
    input  logic [1:0]        open_take_i,
    input  logic [2:0]        w_valid_i,
    output logic [2:0]        w_ready_o,
    input  logic [2:0][7:0]   w_slot_i,
    input  logic [2:0][15:0]  w_at_i,
    input  logic [2:0][4:0]   w_count_i,
    input  logic [2:0][127:0] w_data_i,
    output logic [2:0]        w_full_o,
    input  logic [2:1]        r_valid_i,
    output logic [2:1]        r_ready_o,
    input  logic [2:1][7:0]   r_slot_i,
    input  logic [2:1][15:0]  r_at_i,
    output logic [2:1]        r_data_valid_o,
    output logic [127:0]      r_data_o,
    input  logic              start_valid_i,
    output logic              start_ready_o,
    input  logic [7:0]        start_slot_i,
    input  logic [15:0]       start_at_i,
    input  logic [15:0]       start_length_i,
    output logic              valid_o,
    input  logic              ready_i,
    output logic [127:0]      data_o,
    output logic [15:0]       keep_o,
    output logic              last_o,
    output logic              err_o,
    input  logic [3:0]        free_valid_i,
    output logic [3:0]        free_ready_o,
    input  logic [3:0][7:0]   free_slot_i
);
  typedef struct packed {
    logic            init_done;
    logic [1:0]      open_available;
    logic [1:0][7:0] open_slot;
    logic [2:0]      w_ready;
    logic [2:0]      w_full;
    logic [2:1]      r_ready;
    logic [2:1]      r_data_valid;
    logic [127:0]    r_data;
    logic            start_ready;
    logic            valid;
    logic [127:0]    data;
    logic [15:0]     keep;
    logic            last;
    logic            err;
    logic [3:0]      free_ready;
  } out_t;
  out_t out[3];
  assign {init_done_o, open_available_o, open_slot_o, w_ready_o, w_full_o, r_ready_o, r_data_valid_o,
          r_data_o, start_ready_o, valid_o, data_o, keep_o, last_o, err_o, free_ready_o} = out[width_i];

  for (genvar w = 0; w < 3; w++) begin : g_width
    localparam int unsigned N = 4 << w;
    localparam int unsigned C = 3 + w;
    typedef struct packed {
      logic [8*N-1:0] data;
      logic [N-1:0]   keep;
      logic           last;
      logic           err;
    } stream_t;
    logic                chosen, unused;
    stream_t             beat;
    logic                read_valid;
    logic [7:0]          read_slot;
    logic [15:0]         read_at;
    logic [2:0]          r_ready, r_data_valid;
    logic [2:0][C-1:0]   w_count;
    logic [2:0][8*N-1:0] w_data;
    logic [8*N-1:0]      r_data;
    assign chosen = width_i == 2'(w);
    assign unused = &{1'b0, w_count_i, w_data_i};
    for (genvar i = 0; i < 3; i++) begin : g_writer
      assign w_count[i] = w_count_i[i][C-1:0];
      assign w_data[i]  = w_data_i[i][8*N-1:0];
    end
    assign out[w].r_ready      = r_ready[2:1];
    assign out[w].r_data_valid = r_data_valid[2:1];
    assign out[w].r_data       = 128'(r_data);
    assign out[w].data         = 128'(beat.data);
    assign out[w].keep         = 16'(beat.keep);
    assign out[w].last         = beat.last;
    assign out[w].err          = beat.err;

    toe_ip_memory #(.stream_t(stream_t), .Pages(w == 0 ? 16 : w == 1 ? 100 : 70)) u_memory (
        .clk_i, .rst_ni, .init_done_o(out[w].init_done),
        .open_available_o(out[w].open_available), .open_slot_o(out[w].open_slot),
        .open_take_i(open_take_i & {2{chosen}}),
        .w_valid_i(w_valid_i & {3{chosen}}), .w_ready_o(out[w].w_ready), .w_slot_i, .w_at_i,
        .w_count_i(w_count), .w_data_i(w_data), .w_full_o(out[w].w_full),
        .r_valid_i({r_valid_i & {2{chosen}}, read_valid}), .r_ready_o(r_ready),
        .r_slot_i({r_slot_i, read_slot}), .r_at_i({r_at_i, read_at}),
        .r_data_valid_o(r_data_valid), .r_data_o(r_data),
        .free_valid_i(free_valid_i & {4{chosen}}), .free_ready_o(out[w].free_ready), .free_slot_i);
    toe_ip_memory_read #(.stream_t(stream_t)) u_read (
        .clk_i, .rst_ni, .start_valid_i(start_valid_i && chosen), .start_ready_o(out[w].start_ready),
        .start_slot_i, .start_at_i, .start_length_i,
        .r_valid_o(read_valid), .r_ready_i(r_ready[0]), .r_slot_o(read_slot), .r_at_o(read_at),
        .r_data_valid_i(r_data_valid[0]), .r_data_i(r_data),
        .valid_o(out[w].valid), .ready_i, .data_o(beat));
  end
endmodule
