// Judges an ICMP message that came in fragments and lies in the datagram memory: an echo request
// becomes its reply where it lies and is handed over to be sent; everything else frees its slot
// (docs/rules/network.md, "ICMP").
//
//   Idle -- a sound echo request --> Write -- the reply's first four octets lie there --> Offer
//     \---- anything else ---------> Drop --- told --> Free -- done --> Idle               |
//                                                       ^-- no room for the job, told -----+
//                                                              taken and told --> Idle <---/
//
// The reply's checksum is the request's with the type's octets taken out of the sum, that is, 0x0800
// more in one's complement: never 0, which a reply of zeros alone must not have (RFC 1071, 1624).
//
// The offer is told in the clock in which it is taken, before anything can come of it. The queue of
// jobs is shared: an offer stands for Patience clocks before it means that there is no room.
// 1. The slot is freed or handed over before the next datagram is looked at.
module toe_icmp_datagram #(
    parameter int unsigned DataBytes = 4,
    localparam int unsigned CountBits = $clog2(DataBytes + 1)
) (
    input  logic                        clk_i,
    input  logic                        rst_ni,
    input  logic                        datagram_valid_i,
    output logic                        datagram_ready_o,
    input  toe_pkg::datagram_t          datagram_i,
    // toe_ip_memory
    output logic                        w_valid_o,
    input  logic                        w_ready_i,
    output logic                  [7:0] w_slot_o,
    output logic                 [15:0] w_at_o,
    output logic        [CountBits-1:0] w_count_o,
    output logic      [8*DataBytes-1:0] w_data_o,
    output logic                        free_valid_o,
    input  logic                        free_ready_i,
    output logic                  [7:0] free_slot_o,
    // toe_ip_send
    output logic                        job_valid_o,
    input  logic                        job_ready_i,
    output toe_pkg::send_job_t          job_o,
    // toe_icmp_trace; ready does not wait for valid
    output logic                        told_valid_o,
    input  logic                        told_ready_i,
    output toe_icmp_pkg::icmp_verdict_e told_verdict_o,
    output logic                        told_sound_o
);
  localparam int unsigned Patience = 4;

  typedef enum logic [2:0] {
    Idle,
    Write,
    Offer,
    Drop,
    Free
  } state_e;

  state_e                     state_d, state_q;
  toe_icmp_pkg::icmp_header_t request, reply;
  logic  [$clog2(Patience)-1:0] offers_q;
  logic                       told, sound, unused;

  function automatic logic [15:0] add(logic [15:0] a, logic [15:0] b);
    logic [16:0] sum;
    sum = {1'b0, a} + {1'b0, b};
    return sum[15:0] + {15'b0, sum[16]};
  endfunction

  assign request = datagram_i.first[63:32];
  assign reply   = '{
      msg_type: toe_icmp_pkg::TypeEchoReply,
      code: request.code,
      checksum: add(request.checksum, {toe_icmp_pkg::TypeEchoRequest, 8'h00})
  };
  assign sound   = datagram_i.sum == '1 && datagram_i.length >= 16'd8;

  assign w_valid_o = state_q == Write;
  assign w_slot_o  = datagram_i.slot;
  assign w_at_o    = '0;
  assign w_count_o = CountBits'(4);
  always_comb begin
    w_data_o       = '0;
    w_data_o[31:0] = {reply.checksum[7:0], reply.checksum[15:8], reply.code, reply.msg_type};
  end

  assign job_valid_o = state_q == Offer && told_ready_i;
  assign job_o = '{
      slot: datagram_i.slot,
      dst: datagram_i.header.src,
      protocol: toe_pkg::ProtocolIcmp,
      length: datagram_i.length,
      ttl: toe_ip_pkg::DefaultTtl,
      tos: datagram_i.header.tos,
      dont_fragment: 1'b0,
      owner: toe_pkg::NoDesc
  };

  assign told_valid_o = state_q == Drop
                        || (state_q == Offer && (job_ready_i || (&offers_q)));
  assign told         = told_valid_o && told_ready_i;
  assign told_sound_o = sound;
  always_comb begin
    if (state_q == Offer) told_verdict_o = job_ready_i ? toe_icmp_pkg::IcmpAnswered : toe_icmp_pkg::IcmpBusy;
    else told_verdict_o = sound ? toe_icmp_pkg::IcmpIgnored : toe_icmp_pkg::IcmpChecksum;
  end

  assign free_valid_o     = state_q == Free;
  assign free_slot_o      = datagram_i.slot;
  assign datagram_ready_o = (free_valid_o && free_ready_i) || (state_q == Offer && told && job_ready_i);

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      Idle:
      if (datagram_valid_i) begin
        state_d = (sound && request.msg_type == toe_icmp_pkg::TypeEchoRequest) ? Write : Drop;
      end
      Write:   if (w_ready_i) state_d = Offer;
      Offer:   if (told) state_d = job_ready_i ? Idle : Free;
      Drop:    if (told) state_d = Free;
      default: if (free_ready_i) state_d = Idle;
    endcase
  end

  always_ff @(posedge clk_i) begin
    state_q  <= state_d;
    offers_q <= (state_q == Offer) ? offers_q + $bits(offers_q)'(job_valid_o) : '0;
    if (!rst_ni) state_q <= Idle;
  end
  assign unused = &{1'b0, datagram_i, request};

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) assert (state_q == Idle || datagram_valid_i) else $error("invariant 1");
  end
`endif

endmodule
