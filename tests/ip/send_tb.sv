// Test wrapper: toe_ip_send on a toe_ip_memory of 66 pages, in all widths (width_i 0, 1, 2 for 4, 8,
// 16 octets). UDP's opener and writer fill the memory; the test is ARP.
module send_tb (
    input  logic         clk_i,
    input  logic         rst_ni,
    input  logic [1:0]   width_i,
    input  logic [143:0] network_i,
    output logic         init_done_o,
    output logic         open_available_o,
    output logic [7:0]   open_slot_o,
    input  logic         open_take_i,
    input  logic         w_valid_i,
    output logic         w_ready_o,
    input  logic [7:0]   w_slot_i,
    input  logic [15:0]  w_at_i,
    input  logic [4:0]   w_count_i,
    input  logic [127:0] w_data_i,
    output logic         w_full_o,
    input  logic         udp_job_valid_i,
    output logic         udp_job_ready_o,
    input  logic         icmp_job_valid_i,
    output logic         icmp_job_ready_o,
    input  logic [96:0]  udp_job_i,
    input  logic [96:0]  icmp_job_i,
    output logic         req_valid_o,
    input  logic         req_ready_i,
    output logic [31:0]  req_ip_o,
    input  logic         rsp_valid_i,
    input  logic [49:0]  rsp_i,
    input  logic [33:0]  pending_i,
    output logic         valid_o,
    input  logic         ready_i,
    output logic [121:0] meta_o,
    output logic [127:0] data_o,
    output logic [15:0]  keep_o,
    output logic         last_o,
    output logic         err_o,
    output logic         done_valid_o,
    input  logic         done_ready_i,
    output logic [16:0]  done_o,
    output logic         echo_sent_o,
    output logic         echo_lost_o
);
  typedef struct packed {
    logic         init_done;
    logic         open_available;
    logic [7:0]   open_slot;
    logic         w_ready;
    logic         w_full;
    logic         udp_job_ready;
    logic         icmp_job_ready;
    logic         req_valid;
    logic [31:0]  req_ip;
    logic         valid;
    logic [121:0] meta;
    logic [127:0] data;
    logic [15:0]  keep;
    logic         last;
    logic         err;
    logic         done_valid;
    logic [16:0]  done;
    logic         echo_sent;
    logic         echo_lost;
  } out_t;
  out_t out[3];
  assign {init_done_o, open_available_o, open_slot_o, w_ready_o, w_full_o, udp_job_ready_o,
          icmp_job_ready_o, req_valid_o, req_ip_o, valid_o, meta_o, data_o, keep_o, last_o, err_o,
          done_valid_o, done_o, echo_sent_o, echo_lost_o} = out[width_i];

  for (genvar w = 0; w < 3; w++) begin : g_width
    localparam int unsigned N = 4 << w;
    localparam int unsigned C = 3 + w;
    typedef struct packed {
      logic [8*N-1:0] data;
      logic [N-1:0]   keep;
      logic           last;
      logic           err;
    } stream_t;
    logic           chosen, unused;
    stream_t        beat;
    logic           read_valid, free_valid, free_ready, unused_available;
    logic [7:0]     read_slot, free_slot, unused_slot;
    logic [15:0]    read_at;
    logic [2:0]     w_ready, w_full, r_ready, r_data_valid;
    logic [3:0]     free_readies;
    logic [8*N-1:0] r_data;
    assign chosen = width_i == 2'(w);
    assign out[w].w_ready = w_ready[1];
    assign out[w].w_full  = w_full[1];
    assign out[w].data    = 128'(beat.data);
    assign out[w].keep    = 16'(beat.keep);
    assign out[w].last    = beat.last;
    assign out[w].err     = beat.err;
    assign free_ready     = free_readies[2];
    assign unused = &{1'b0, w_ready, w_full, r_ready, r_data_valid, free_readies, unused_available,
                      unused_slot, w_count_i, w_data_i};

    toe_ip_memory #(.stream_t(stream_t), .Pages(66)) u_memory (
        .clk_i, .rst_ni, .init_done_o(out[w].init_done),
        .open_available_o({out[w].open_available, unused_available}),
        .open_slot_o({out[w].open_slot, unused_slot}), .open_take_i({open_take_i && chosen, 1'b0}),
        .w_valid_i({1'b0, w_valid_i && chosen, 1'b0}), .w_ready_o(w_ready), .w_slot_i({3{w_slot_i}}),
        .w_at_i({3{w_at_i}}), .w_count_i({3{w_count_i[C-1:0]}}), .w_data_i({3{w_data_i[8*N-1:0]}}),
        .w_full_o(w_full), .r_valid_i({2'b0, read_valid}), .r_ready_o(r_ready),
        .r_slot_i({3{read_slot}}), .r_at_i({3{read_at}}), .r_data_valid_o(r_data_valid),
        .r_data_o(r_data), .free_valid_i({1'b0, free_valid, 2'b0}), .free_ready_o(free_readies),
        .free_slot_i({4{free_slot}}));
    toe_ip_send #(.stream_t(stream_t)) u_send (
        .clk_i, .rst_ni, .network_i,
        .udp_job_valid_i(udp_job_valid_i && chosen), .udp_job_ready_o(out[w].udp_job_ready), .udp_job_i,
        .icmp_job_valid_i(icmp_job_valid_i && chosen), .icmp_job_ready_o(out[w].icmp_job_ready),
        .icmp_job_i, .req_valid_o(out[w].req_valid), .req_ready_i, .req_ip_o(out[w].req_ip),
        .rsp_valid_i(rsp_valid_i && chosen), .rsp_i, .pending_i,
        .r_valid_o(read_valid), .r_ready_i(r_ready[0]), .r_slot_o(read_slot), .r_at_o(read_at),
        .r_data_valid_i(r_data_valid[0]), .r_data_i(r_data),
        .free_valid_o(free_valid), .free_ready_i(free_ready), .free_slot_o(free_slot),
        .valid_o(out[w].valid), .ready_i, .meta_o(out[w].meta), .data_o(beat),
        .done_valid_o(out[w].done_valid), .done_ready_i, .done_o(out[w].done),
        .echo_sent_o(out[w].echo_sent), .echo_lost_o(out[w].echo_lost));
  end
endmodule
